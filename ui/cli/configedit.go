package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"dojoreversals/config"
	"dojoreversals/dojo"
)

func configEditCommand(s streams) *cobra.Command {
	c := &cobra.Command{
		Use:   "edit",
		Short: "Change the settings file in your editor",
		Long: `Edit opens a copy of the settings file in the editor that VISUAL or EDITOR names, or
else in vi, on Windows in Notepad. What you save there is checked, and takes the
place of the file if nothing is wrong with it.`,
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			src := sourcesOf(c, true)
			if !s.interactive() {
				return usagef("config edit needs a terminal. Elsewhere: %s config set NAME VALUE", programName)
			}
			return editSettings(c.Context(), s, src)
		},
	}
	addSettingFlags(c, "config", "state-dir") // where the record of the shops is
	return c
}

// newFile is what the editor shows where there is no settings file yet.
const newFile = "# Settings of " + programName + ". To list them: " + programName + " help settings\n"

// editSettings lets somebody change the settings file in an editor.
func editSettings(ctx context.Context, s streams, src config.Sources) error {
	path := config.File(src)
	if path == "" {
		return errNoFolder
	}
	opened, err := readIfThere(path)
	if err != nil {
		return writingError(path, err)
	}
	shown := opened
	if opened == nil {
		shown = []byte(newFile)
	}
	draft, err := writeDraft(filepath.Dir(path), shown)
	if err != nil {
		return fmt.Errorf("a copy of the settings file can't be written beside it (%s). Let this account write in its folder, %s", fileReason(err), dojo.Drawable(filepath.Dir(path)))
	}
	for {
		if err := runEditor(ctx, s, draft); err != nil {
			return fmt.Errorf("%w. The settings file stays as it was. Your copy is %s", err, dojo.Drawable(draft))
		}
		edited, err := os.ReadFile(draft)
		if err != nil {
			return fmt.Errorf("the copy %s can't be read (%s). The settings file stays as it was", dojo.Drawable(draft), dojo.Clean(err.Error()))
		}
		if bytes.Equal(edited, shown) {
			_ = os.Remove(draft)
			_, err := fmt.Fprintln(s.out, "Nothing was changed.")
			return err
		}
		err = changeShops(ctx, src, func(now []byte) ([]byte, error) {
			if (now == nil) != (opened == nil) || !bytes.Equal(now, opened) {
				return nil, errFileChanged
			}
			return edited, nil
		})
		if err == nil {
			_ = os.Remove(draft)
			_, err = fmt.Fprintf(s.out, "The settings are in %s.\n", dojo.Drawable(path))
			return err
		}
		if _, wrong := errors.AsType[*usageError](err); wrong {
			_, _ = fmt.Fprintf(s.out, "%s\nEdit it again? Type yes, or no to leave it: ", err)
			if answeredYes(s.in) {
				continue
			}
			return &usageError{fmt.Errorf("%s: the settings file stays as it was. Your copy is %s", programName, dojo.Drawable(draft))}
		}
		return fmt.Errorf("%w. Your copy is %s", err, dojo.Drawable(draft))
	}
}

// writeDraft writes the copy that is edited. It is for this account alone, since it may
// hold the key, and its name ends as editors like it.
func writeDraft(dir string, text []byte) (path string, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	f, err := os.CreateTemp(dir, "editing-*.toml")
	if err != nil {
		return "", err
	}
	_, err = f.Write(text)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return "", err
	}
	return f.Name(), nil
}

// runEditor lets the editor have the terminal until it ends.
func runEditor(ctx context.Context, s streams, path string) error {
	words := editorOf(os.LookupEnv, runtime.GOOS, func(name string) bool {
		_, err := exec.LookPath(name)
		return err == nil
	})
	editor := exec.CommandContext(ctx, words[0], append(words[1:], path)...) //nolint:gosec // it is the account's own
	editor.Stdin, editor.Stdout, editor.Stderr = s.in, s.out.file, s.err.file
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt) // ctrl+c is for the editor
	defer signal.Stop(interrupts)
	if err := editor.Run(); err != nil {
		return fmt.Errorf("the editor %s ended with a mistake (%s)", inMarks(words[0]), dojo.Clean(err.Error()))
	}
	return nil
}

// editorOf is the editor of this account, with its arguments.
func editorOf(lookupEnv func(string) (string, bool), goos string, found func(name string) bool) []string {
	for _, name := range []string{"VISUAL", "EDITOR"} {
		text, _ := lookupEnv(name)
		text = strings.TrimSpace(text)
		switch {
		case text == "":
		case found(text): // a path may have blanks in it
			return []string{text}
		default:
			return strings.Fields(text)
		}
	}
	if goos == "windows" {
		return []string{"notepad"}
	}
	return []string{"vi"}
}

// answeredYes reads an answer. It takes no more than its line: what comes after it is
// for whatever reads next.
func answeredYes(in *os.File) bool {
	var answer strings.Builder
	for b := make([]byte, 1); ; {
		n, err := in.Read(b)
		if n == 0 || err != nil || b[0] == '\n' {
			break
		}
		answer.WriteByte(b[0])
	}
	text := strings.ToLower(strings.TrimSpace(answer.String()))
	return text == "yes" || text == "y"
}
