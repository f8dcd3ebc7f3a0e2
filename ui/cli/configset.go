package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

func configSetCommand(s streams) *cobra.Command {
	fromStdin := false
	c := &cobra.Command{
		Use:   "set NAME VALUE",
		Short: "Set one setting in the settings file",
		Long: `Set writes one setting into the settings file, for all shops, or with --shop for one.
It says what the value was, and warns where something else wins over the file.

With --stdin it reads the value from a file or a pipe. A proxy with a password is only
taken so, or by config edit: other users of a computer can read a program's arguments,
and a shell keeps them. In PowerShell:
  Get-Content proxy.txt | dojo-reversals config set proxy --stdin`,
		Example: `  dojo-reversals config set theme dark
  dojo-reversals config set timezone Europe/Dublin --shop high-street
  dojo-reversals config set name "High Street" --shop high-street
  dojo-reversals config set proxy --stdin < proxy.txt`,
		Args: func(c *cobra.Command, args []string) error {
			if fromStdin {
				return takesWords(1, "the name of a setting; --stdin reads its value")(c, args)
			}
			return takesWords(2, "the name of a setting and its value; one with blanks stands in quotation marks")(c, args)
		},
		ValidArgsFunction: completeSetting,
		RunE: func(c *cobra.Command, args []string) error {
			name, value := args[0], ""
			switch {
			case fromStdin:
				var err error
				if value, err = givenValue(s); err != nil {
					return err
				}
			case name == "proxy" && config.HasPassword(args[1]):
				return usagef("a password has no place in a command, since other users can read it there, and the shell keeps it. Nothing was changed. To take it from a file:\n  %s config set proxy --stdin < FILE\nOr write it into the settings yourself:\n  %[1]s config edit", programName)
			default:
				value = args[1]
			}
			if err := noKeyIn(value); err != nil {
				return err
			}
			if err := checkWhose(c, name); err != nil {
				return err
			}
			return changeOne(c, s, name, func(text []byte, shop string) ([]byte, error) {
				return config.SetIn(text, shop, name, value)
			})
		},
	}
	c.Flags().BoolVar(&fromStdin, "stdin", false, "read the value from standard input, such as a proxy with a password")
	addSettingFlags(c, "config", "shop", "state-dir")
	return c
}

// maxGiven is how much of a value is read from standard input, in bytes.
const maxGiven = 64 << 10

// givenValue reads the value of a setting from standard input: one line. PowerShell may
// put a byte order mark before it.
func givenValue(s streams) (string, error) {
	if isTerminal(s.in) {
		return "", usagef("--stdin reads the value from a file or a pipe. Here write it into the settings yourself:\n  %s config edit", programName)
	}
	text, err := io.ReadAll(io.LimitReader(s.in, maxGiven+1))
	if err != nil {
		return "", err
	}
	value := strings.TrimRight(strings.TrimPrefix(string(text), "\ufeff"), "\r\n")
	switch {
	case value == "":
		return "", usagef("no value came on standard input. To take a setting out of the file: %s config unset NAME", programName)
	case len(text) > maxGiven || strings.ContainsAny(value, "\r\n"):
		return "", usagef("--stdin takes the value alone, on one line")
	}
	return value, nil
}

func configUnsetCommand(s streams) *cobra.Command {
	c := &cobra.Command{
		Use:     "unset NAME",
		Short:   "Take one setting out of the settings file",
		Long:    "Unset takes one setting out of the settings file, with its line, so that it has its default again.",
		Example: `  dojo-reversals config unset theme`,
		Args:    takesWords(1, "the name of a setting"), ValidArgsFunction: completeSetting,
		RunE: func(c *cobra.Command, args []string) error {
			return changeOne(c, s, args[0], func(text []byte, shop string) ([]byte, error) {
				without, err := config.Unset(text, shop, args[0])
				if errors.Is(err, config.ErrNotFound) {
					return text, nil
				}
				return without, err
			})
		},
	}
	addSettingFlags(c, "config", "shop", "state-dir")
	return c
}

var errKeyInCommand = usagef("a key has no place in a command, since other users can read it there. To keep one: %s login. To remove it: %[1]s logout", programName)

// noKeyIn refuses a key that was given for something that is shown.
func noKeyIn(value string) error {
	if _, err := dojo.ParseAPIKey(value); err == nil {
		return errKeyInCommand
	}
	return nil
}

// checkWhose refuses a setting of one shop where none is named, and the other way round,
// if the settings have shops.
func checkWhose(c *cobra.Command, name string) error {
	named := c.Flags().Lookup("shop")
	if named.Changed && name == "shop" {
		return usagef("shop chooses a shop. What people read as its name: %s config set name NAME --shop %s", programName, shownWord(named.Value.String()))
	}
	handles := handlesOf(knowSettings(sourcesOf(c, true)).Shops)
	if !named.Changed && len(handles) > 0 && slices.Contains([]string{"name", "keyring", "api_key_file"}, name) {
		return usagef("%s is that of one shop. Say which one with --shop: %s", name, listed(handles))
	}
	return nil
}

// changeOne changes one setting in the file, for all shops or for the one that is named,
// and says what became of it.
func changeOne(c *cobra.Command, s streams, name string, edit func(text []byte, shop string) ([]byte, error)) error {
	named := c.Flags().Changed("shop")
	var also []string
	if named {
		also = []string{"name"} // of a shop
	}
	if err := settingName(name, also...); err != nil {
		return err
	}
	switch name {
	case "config":
		return usagef("config is the settings file itself: it is named by --config or DOJO_CONFIG")
	case "api_key":
		return errKeyInCommand
	}
	src := sourcesOf(c, true)
	var before, after fileSetting
	err := changeShops(c.Context(), src, func(text []byte) ([]byte, error) {
		shop := ""
		if named {
			var err error
			if shop, err = handleIn(src, text, src.Flags["shop"]); err != nil {
				return nil, err
			}
		}
		before = settingIn(src, text, shop, name)
		changed, err := edit(text, shop)
		if err != nil {
			return nil, editError(src, text, err)
		}
		after = settingIn(src, changed, shop, name)
		return changed, nil
	})
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(s.out, changedText(name, before, after)); err != nil {
		return err
	}
	for _, text := range winsOver(src, after, name) {
		_, _ = fmt.Fprintf(s.err, "%s: %s\n", programName, text)
	}
	return nil
}

// editError says why a text of the settings file can't be changed in one place.
func editError(src config.Sources, text []byte, err error) error {
	if problems := config.Check(src, text); errors.Is(err, config.ErrNotTOML) && len(problems) > 0 {
		return usagef("%w\nTo put it right: %s config edit", problems[0], programName)
	}
	return usagef("%w", err)
}

// fileSetting is a setting as a text of the settings file has it for a shop, or with ""
// for all.
type fileSetting struct {
	shop, value string
	isDefault   bool
}

func settingIn(src config.Sources, text []byte, shop, name string) fileSetting {
	src = src.OfFile(text)
	src.WithoutKey = false // a proxy counts only where there is one
	if shop != "" {
		src = src.For(shop)
	}
	settings, _ := config.Load(src) // what is wrong is said before it is written
	if name == "name" {
		return fileSetting{shop, settings.Shop, settings.Shop == shop}
	}
	return fileSetting{shop, settings.Value(name), settings.Source(name) == "default"}
}

// shown is the value for a sentence.
func (f fileSetting) shown() string {
	text := inMarks(f.value)
	if f.value == "" {
		text = "not set"
	}
	if f.isDefault && f.value != "" {
		text += " (the default)"
	}
	return text
}

func changedText(name string, before, after fileSetting) string {
	what := name
	if after.shop != "" {
		what += " of " + after.shop
	}
	if before == after {
		return fmt.Sprintf("%s is %s, as before.", what, after.shown())
	}
	return fmt.Sprintf("%s was %s and is %s now.", what, before.shown(), after.shown())
}

// winsOver says what wins over a setting of the file, so that it has no effect.
func winsOver(src config.Sources, set fileSetting, name string) (warnings []string) {
	shops := []string{set.shop}
	here := knowSettings(src)
	if set.shop == "" {
		shops = append(shops, handlesOf(here.Shops)...)
	}
	said := map[string]bool{}
	for _, shop := range shops {
		settings := here
		if shop != "" {
			settings = knowSettings(src.For(shop))
		}
		from := settings.Source(name)
		variable, isVariable := strings.CutPrefix(from, "environment ")
		text := ""
		switch {
		case isVariable:
			text = variable + " is set in the environment and wins over the file: " + name + " has no effect there as long as it is"
		case set.shop == "" && shop != "" && settings.Value(name) != set.value:
			text = shop + " has a " + name + " of its own, which wins: " + inMarks(settings.Value(name))
		}
		if text != "" && !said[text] {
			warnings = append(warnings, text)
		}
		said[text] = true
	}
	return warnings
}

// handleIn is the handle of the shop that somebody named, in a text of the settings
// file.
func handleIn(src config.Sources, text []byte, named string) (string, error) {
	shops := shopsIn(src, text)
	for _, shop := range shops {
		if shop.Is(named) {
			return shop.Handle, nil
		}
	}
	switch handles := handlesOf(shops); {
	case len(handles) == 0:
		return "", usagef("the settings have one shop, without a heading such as [shops.high-street]. Leave out --shop, or add a shop: %s shops add NAME", programName)
	default:
		if near, ok := config.Nearest(named, handles); ok {
			return "", usagef("there is no shop %s. Did you mean %s?", shownWord(named), near)
		}
		return "", usagef("there is no shop %s in the settings. They have: %s", shownWord(named), strings.Join(handles, ", "))
	}
}

// shopsIn are the shops of a text of the settings file that have a heading.
func shopsIn(src config.Sources, text []byte) []config.ShopName {
	src = src.OfFile(text)
	src.WithoutKey = true
	settings, _ := config.Load(src)
	return settings.Shops
}

// changeShops is changeSettings, but refuses that a shop is gone or called otherwise, or
// that the record is looked for elsewhere, as long as reversals aren't finished: the record
// knows a shop by its name, and where there are several, nobody would watch them until
// somebody looks for them.
func changeShops(ctx context.Context, src config.Sources, edit func(text []byte) ([]byte, error)) error {
	return changeSettings(src, func(before []byte) ([]byte, error) {
		after, err := edit(before)
		if err != nil {
			return nil, err
		}
		if was := recordIn(src, before); was != recordIn(src, after) {
			all := func(journal.Attempt) bool { return true }
			// A record that can't be read is a reason to have another one.
			if left, err := unfinishedWhere(ctx, was, all); err == nil && len(left) > 0 {
				return nil, fmt.Errorf("not finished: %s in the record in %s. Nobody would watch for their end with another state_dir. Nothing was changed. Open the program, and try again once they are over",
					count(len(left), "reversal"), dojo.Drawable(was))
			}
		}
		had, has := namesIn(src, before), namesIn(src, after)
		gone := slices.DeleteFunc(slices.Clone(had), func(name string) bool { return slices.Contains(has, name) })
		if len(gone) == 0 || len(had) == 1 && len(has) == 1 {
			return after, nil
		}
		src.WithoutKey = true
		settings, _ := config.Load(src) // its state_dir is one of the things that may be wrong in it
		for _, name := range gone {
			left, err := unfinishedWhere(ctx, settings.StateDir, func(a journal.Attempt) bool { return a.Shop == name })
			switch {
			case err != nil:
				return nil, err
			case len(left) > 0:
				return nil, fmt.Errorf("not finished: %s of %s. Nobody would watch for their end without the shop, or under another name. Nothing was changed. Open the program for that shop, and try again once they are over",
					count(len(left), "reversal"), cmp.Or(dojo.Clean(name), "the shop without a name"))
			}
		}
		return after, nil
	})
}

// recordIn is the folder of the record by a text of the settings file.
func recordIn(src config.Sources, text []byte) string {
	src = src.OfFile(text)
	src.WithoutKey = true
	settings, _ := config.Load(src)
	return settings.StateDir
}

// namesIn are the names of the shops in a text of the settings file, that of its only
// shop where it has no headings.
func namesIn(src config.Sources, text []byte) (names []string) {
	for _, shop := range shopsIn(src, text) {
		names = append(names, shop.Name)
	}
	if names == nil {
		names = []string{settingIn(src, text, "", "shop").value}
	}
	return names
}
