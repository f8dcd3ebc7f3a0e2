package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"dojoreversals/config"
)

// theFile is the sources of a settings file alone.
func theFile(path string) config.Sources {
	return config.Sources{
		Flags: map[string]string{"config": path}, ReadFile: os.ReadFile, GOOS: runtime.GOOS, Home: filepath.Dir(path),
	}
}

func setting(name, value string) func([]byte) ([]byte, error) {
	return func(text []byte) ([]byte, error) { return config.SetIn(text, "", name, value) }
}

func aFile(t *testing.T, text string, mode fs.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}

// holds fails unless a file has a text and a mode, and nothing stands beside it.
func holds(t *testing.T, path, text string, mode fs.FileMode) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil || string(got) != text {
		t.Errorf("%q, %v, want %q", got, err, text)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != mode {
		t.Errorf("%v, %v, want the mode %v", info, err, mode)
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
		t.Errorf("besides the file there are %v", entries)
	}
}

func TestChangeSettings(t *testing.T) {
	t.Parallel()
	const commented = "# ours\nbell = true # loud\n"
	refused := errors.New("no")
	for _, c := range []struct {
		name, text string
		edit       func([]byte) ([]byte, error)
		want       string
		wrong      string // a part of what is wrong
	}{
		{"comments stay", commented, setting("bell", "false"), "# ours\nbell = false # loud\n", ""},
		{"nothing changes", commented, setting("bell", "true"), commented, ""},
		{"a mistake", commented, setting("bell", "loud"), commented, "bell"},
		{"a mistake in a value", commented, setting("timezone", "Nowhere"), commented, "timezone can't be"},
		{"another mistake stays", "timezone = 'Nowhere'\n", setting("bell", "false"), "timezone = 'Nowhere'\nbell = false\n", ""},
		{"a mistake is mended", "timezone = 'Nowhere'\n", setting("timezone", "Europe/Rome"), "timezone = \"Europe/Rome\"\n", ""},
		{"a mistake for another", "timezone = 'Nowhere'\n", setting("timezone", "Elsewhere"), "timezone = 'Nowhere'\n", "Elsewhere"},
		{"the edit's own error", commented, func([]byte) ([]byte, error) { return nil, refused }, commented, "no"},
		{"everything away", commented, func([]byte) ([]byte, error) { return nil, nil }, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			path := aFile(t, c.text, 0o640)
			err := changeSettings(theFile(path), c.edit)
			if c.wrong == "" && err != nil || c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)) {
				t.Errorf("%v", err)
			}
			var usage *usageError
			if c.wrong != "" && c.wrong != "no" && !errors.As(err, &usage) {
				t.Errorf("%v is no wrong use", err)
			}
			holds(t, path, c.want, 0o640)
		})
	}
}

// A new file and its folder are for this account alone.
func TestChangeSettingsMakesTheFile(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "a", "b")
	path := filepath.Join(dir, "config.toml")
	if err := changeSettings(theFile(path), setting("bell", "false")); err != nil {
		t.Fatal(err)
	}
	holds(t, path, "bell = false\n", 0o600)
	if info, err := os.Stat(dir); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o700 {
		t.Errorf("%v, %v", info, err)
	}
}

// Where there is no file, a change that changes nothing makes none.
func TestChangeSettingsMakesNoEmptyFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := changeSettings(theFile(path), func(text []byte) ([]byte, error) { return text, nil }); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("there is a file: %v", err)
	}
}

// makeLink skips the test where there are no links: on Windows for most accounts, and
// wine says that it made one and didn't.
func makeLink(t *testing.T, to, path string) {
	t.Helper()
	err := os.Symlink(to, path)
	if info, e := os.Lstat(path); err != nil || e != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Skipf("no links can be made here: %v, %v", err, e)
	}
}

// A link stays, also one to a file that isn't there yet.
func TestChangeSettingsFollowsLinks(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"bell = true\n", ""} {
		target := filepath.Join(t.TempDir(), "real.toml")
		link := filepath.Join(t.TempDir(), "config.toml")
		makeLink(t, target, link)
		if text != "" {
			if err := os.WriteFile(target, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if err := changeSettings(theFile(link), setting("bell", "false")); err != nil {
			t.Fatal(err)
		}
		holds(t, target, "bell = false\n", 0o600)
		if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
			t.Errorf("%v, %v", info, err)
		}
	}
	round := filepath.Join(t.TempDir(), "round")
	makeLink(t, round, round)
	if err := changeSettings(theFile(round), setting("bell", "false")); err == nil || !strings.Contains(err.Error(), "circle") {
		t.Error(err)
	}
}

// What stands in the way is said without the temporary file's name.
func TestChangeSettingsOfAFileThatCantBeWritten(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "config.toml")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	err := changeSettings(theFile(dir), setting("bell", "false"))
	if err == nil || strings.Count(err.Error(), filepath.Dir(dir)) != 1 || !strings.Contains(err.Error(), "It stays as it was. Let this account write it") {
		t.Error(err)
	}
}

// What an editor saves between the reading and the writing isn't overwritten.
func TestChangeSettingsOverwritesNobody(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"bell = true\n", ""} {
		path := aFile(t, text, 0o600)
		if text == "" {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}
		const saved = "mouse = true\n"
		err := changeSettings(theFile(path), func(text []byte) ([]byte, error) {
			if err := os.WriteFile(path, []byte(saved), 0o600); err != nil {
				t.Error(err)
			}
			return config.SetIn(text, "", "bell", "false")
		})
		if !errors.Is(err, errFileChanged) {
			t.Error(err)
		}
		holds(t, path, saved, 0o600)
	}
}

// Changes at once are made one after the other, and none is lost.
func TestChangesAtOnce(t *testing.T) {
	t.Parallel()
	const changes = 16
	path := aFile(t, "", 0o600)
	var all sync.WaitGroup
	for i := range changes {
		all.Go(func() {
			err := changeSettings(theFile(path), func(text []byte) ([]byte, error) {
				return append(text, fmt.Sprintf("# %d\n", i)...), nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	text, err := os.ReadFile(path)
	if err != nil || bytes.Count(text, []byte("\n")) != changes {
		t.Errorf("%q, %v", text, err)
	}
}

func TestEditorOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		visual, editor, goos string
		want                 string
	}{
		{"", "", "linux", "vi"},
		{"", "", "windows", "notepad"},
		{"", "nano", "linux", "nano"},
		{"code --wait", "nano", "linux", "code|--wait"},
		{"  ", "nano", "linux", "nano"},
		{`C:\Program Files\Editor\e.exe`, "", "windows", `C:\Program Files\Editor\e.exe`},
	} {
		env := func(name string) (string, bool) {
			return map[string]string{"VISUAL": c.visual, "EDITOR": c.editor}[name], true
		}
		got := editorOf(env, c.goos, func(name string) bool { return strings.HasSuffix(name, ".exe") })
		if strings.Join(got, "|") != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}
