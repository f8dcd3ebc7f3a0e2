package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/ui/internal/export"
	"dojoreversals/ui/script"
)

// shopsCommand lists the shops of the settings and changes which there are.
func shopsCommand(s streams) *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "shops",
		Short: "List the shops of the settings, and add, rename or remove one",
		Long: `Shops lists the shops of the settings: what --shop calls each, its name, which
environment its key is for, where the key is, its time zone, and how many of its
reversals aren't finished. The environment stays empty where only the system's
keyring knows the key.`,
		Example: `  dojo-reversals shops
  dojo-reversals shops add "High Street" --timezone Europe/Dublin
  dojo-reversals shops rename high-street corner
  dojo-reversals shops remove corner`,
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			f, err := formatOf(format)
			if err != nil {
				return err
			}
			settings, err := loadSettings(c, true)
			if err != nil {
				return err
			}
			attempts, err := unfinishedWhere(c.Context(), settings.StateDir, func(journal.Attempt) bool { return true })
			if err != nil {
				return err
			}
			rows := shopRows(sourcesOf(c, true), settings)
			for i := range rows {
				for _, a := range attempts {
					if a.Shop == rows[i].Name {
						rows[i].Unfinished++
					}
				}
			}
			switch f {
			case script.JSON:
				return export.JSON(s.out, rows)
			case script.CSV:
				return export.CSV(s.out, rows)
			}
			return writeShopsTable(s.out, rows, terminalWidth(s.out))
		},
	}
	addFormatFlag(c, &format)
	addSettingFlags(c, "config", "state-dir")
	c.AddCommand(shopsAddCommand(s), shopsRenameCommand(s), shopsRemoveCommand(s))
	return c
}

// shopRow is one shop as it is exported. Its JSON names are the columns of the CSV too.
// Add new ones at the end.
type shopRow struct {
	Handle      string `json:"handle"` // "" where the settings have no heading for it
	Name        string `json:"name"`
	Environment string `json:"environment"` // "" if it isn't known
	Key         string `json:"key"`         // where it is
	Timezone    string `json:"timezone"`
	Unfinished  int    `json:"unfinished"`
}

// shopRows are the shops in the order of the settings.
func shopRows(src config.Sources, settings config.Settings) (rows []shopRow) {
	shops := settings.Shops
	if len(shops) == 0 {
		shops = []config.ShopName{{Name: settings.Shop}}
	}
	for _, shop := range shops {
		of := src
		if shop.Handle != "" {
			of = src.For(shop.Handle)
		}
		k := knowSettings(of)
		row := shopRow{Handle: shop.Handle, Name: shop.Name, Key: "none", Timezone: k.Value("timezone")}
		switch from := k.source("api_key"); {
		case k.keyring:
			row.Key = inKeyring
		case !k.APIKey.IsZero():
			row.Key, row.Environment = from, string(k.APIKey.Environment())
		case len(k.problems) > 0:
			row.Key = "not known: " + k.problems[0].Error()
		}
		rows = append(rows, row)
	}
	return rows
}

// writeShopsTable writes the shops for people, with lines of at most width cells if the
// most important columns fit. 0 is no limit.
func writeShopsTable(w io.Writer, rows []shopRow, width int) error {
	left, err := export.Table(w, []export.Column[shopRow]{
		{Title: "SHOP", Cell: func(r shopRow) string { return r.Handle }},
		{Title: "NAME", Rank: 1, Below: true, Cell: func(r shopRow) string { return r.Name }},
		{Title: "UNFINISHED", Cell: func(r shopRow) string { return fmt.Sprint(r.Unfinished) }},
		{Title: "ENVIRONMENT", Rank: 2, Cell: func(r shopRow) string { return r.Environment }},
		{Title: "ZONE", Rank: 3, Cell: func(r shopRow) string { return r.Timezone }},
		{Title: "KEY", Rank: 4, Cell: func(r shopRow) string { return r.Key }},
	}, rows, width)
	if err == nil && len(left) > 0 {
		_, err = fmt.Fprintln(w, leftOut(left, width))
	}
	return err
}

func shopsAddCommand(s streams) *cobra.Command {
	var name, keyFile string
	c := &cobra.Command{
		Use:   "add SHOP",
		Short: "Add a shop to the settings",
		Long: `Add gives a shop a heading in the settings file. SHOP is what --shop is to call it,
such as high-street, or its name, of which that is made. What the file has at its top
for one shop alone goes below a heading of its own.

The shop still needs its key: the command login takes it, and adds the shop in the same
step if it isn't there.`,
		Example: `  dojo-reversals shops add high-street --name "High Street"
  dojo-reversals shops add "High Street" --timezone Europe/Dublin`,
		Args: func(c *cobra.Command, args []string) error { return oneShop(c, args, 1) },
		RunE: func(c *cobra.Command, args []string) error {
			handle := args[0]
			if config.CheckHandle(handle) != nil {
				if handle = config.HandleFor(args[0]); config.CheckHandle(handle) != nil || shownWord(args[0]) == aKey {
					return usagef("%s can't be a shop: what --shop calls it %w", shownWord(args[0]), config.CheckHandle(args[0]))
				}
				if name == "" {
					name = dojo.Clean(args[0])
				}
			}
			if name == "" {
				name = handle
			}
			if err := noKeyIn(name); err != nil {
				return err
			}
			src := sourcesOf(c, true)
			var before, after []config.ShopName
			err := changeShops(c.Context(), src, func(text []byte) ([]byte, error) {
				changed, err := config.AddShop(text, handle, name)
				for _, set := range []struct{ name, value string }{
					{"timezone", src.Flags["timezone"]}, {"base_url", src.Flags["base-url"]}, {"api_key_file", keyFile},
				} {
					if err == nil && set.value != "" {
						changed, err = config.SetIn(changed, handle, set.name, set.value)
					}
				}
				if err != nil {
					return nil, editError(src, text, err)
				}
				before, after = shopsIn(src, text), shopsIn(src, changed)
				return changed, nil
			})
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintf(s.out, "%s is in the settings, as %s.\n", dojo.Clean(name), handle); err != nil {
				return err
			}
			if len(before) == 0 {
				after = slices.DeleteFunc(after, func(shop config.ShopName) bool { return shop.Handle == handle })
				for _, moved := range after {
					_, err = fmt.Fprintf(s.out, "The shop that the file was for is called %s now.\n", moved.Handle)
					err = errors.Join(err, moveKey(s.out, src, "", moved.Handle))
				}
			}
			if keyFile == "" && err == nil {
				_, err = fmt.Fprintf(s.out, "It has no key yet: %s login --shop %s\n", programName, handle)
			}
			return err
		},
	}
	c.Flags().StringVar(&name, "name", "", "what people read as the shop's name; made of SHOP if not given")
	c.Flags().StringVar(&keyFile, "api-key-file", "", "a `file` that has the shop's key and nothing else, written in full")
	addSettingFlags(c, "config", "state-dir", "timezone", "base-url")
	return c
}

// oneShop takes the names of so many shops.
func oneShop(c *cobra.Command, args []string, n int) error {
	if len(args) == n {
		return nil
	}
	return usagef("%s %s takes %s\nTry '%s'", c.Parent().Name(), c.Name(), strings.TrimPrefix(c.Use, c.Name()+" "), helpOn(c))
}

// moveKey moves a shop's key in the keyring, whose entry has the shop's handle in its
// name, once the settings file has the new one. Where that can't be done it says what to
// do. A shop whose key is elsewhere has nothing to move.
func moveKey(to io.Writer, src config.Sources, from, handle string) error {
	if from == handle || !knowSettings(src.For(handle)).keyring {
		return nil
	}
	file := config.File(src)
	key, err := readKeyring(file, from)
	if err == nil {
		err = writeKeyring(file, handle, key)
	}
	if err == nil {
		err = removeKeyring(file, from)
		if err == nil {
			return nil
		}
		_, err = fmt.Fprintf(to, "The keyring has its key under the old name too, %s: that couldn't be removed.\n", inMarks(keyringEntry(file, from)))
		return err
	}
	_, err = fmt.Fprintf(to, "Its key couldn't be moved in the keyring. Log in again: %s login --shop %s\n", programName, handle)
	return err
}

func shopsRenameCommand(s streams) *cobra.Command {
	var name string
	c := &cobra.Command{
		Use:   "rename SHOP NEW",
		Short: "Give a shop another name in commands, or for people",
		Long: `Rename changes what --shop calls a shop. What people read as its name stays, or
becomes what --name says; a shop without a name is called by the new word for people
too. To change only the name: config set name NAME --shop SHOP.

The record knows a shop by the name that people read. It can't change while reversals of
the shop aren't finished, and what was recorded keeps the old one.`,
		Example: `  dojo-reversals shops rename high-street corner
  dojo-reversals shops rename high-street corner --name "The Corner"`,
		Args:              func(c *cobra.Command, args []string) error { return oneShop(c, args, 2) },
		ValidArgsFunction: completeOwnShop,
		RunE: func(c *cobra.Command, args []string) error {
			src := sourcesOf(c, true)
			to := args[1]
			if err := noKeyIn(name); err != nil {
				return err
			}
			if err := config.CheckHandle(to); err != nil {
				instead := ""
				if config.CheckHandle(args[0]) == nil && shownWord(to) != aKey {
					instead = fmt.Sprintf("\nTo change only the name that people read: %s config set name %s --shop %s", programName, inMarks(to), args[0])
				}
				return usagef("%s can't be a shop: what --shop calls it %w%s", shownWord(to), err, instead)
			}
			var from, shown string
			err := changeShops(c.Context(), src, func(text []byte) (changed []byte, err error) {
				if from, err = handleIn(src, text, args[0]); err != nil {
					return nil, err
				}
				if changed, err = config.RenameShop(text, from, to); err == nil && name != "" {
					changed, err = config.SetIn(changed, to, "name", name)
				}
				if err != nil {
					return nil, editError(src, text, err)
				}
				shown = settingIn(src, changed, to, "name").value
				return changed, nil
			})
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(s.out, "%s is called %s now, and people read %s.\n", from, to, inMarks(shown))
			return errors.Join(err, moveKey(s.out, src, from, to))
		},
	}
	c.Flags().StringVar(&name, "name", "", "what people read as the shop's name")
	addSettingFlags(c, "config", "state-dir")
	return c
}

func shopsRemoveCommand(s streams) *cobra.Command {
	var yes bool
	c := &cobra.Command{
		Use:   "remove SHOP",
		Short: "Take a shop out of the settings",
		Long: `Remove takes a shop with all its settings out of the file, and asks first. The record
of its reversals stays. A shop with reversals that aren't finished can't be removed. A
key in the keyring or in a file of its own stays there: logout removes it, before this.`,
		Example:           `  dojo-reversals shops remove high-street --yes`,
		Args:              func(c *cobra.Command, args []string) error { return oneShop(c, args, 1) },
		ValidArgsFunction: completeOwnShop,
		RunE: func(c *cobra.Command, args []string) error {
			src := sourcesOf(c, true)
			text, err := readIfThere(config.File(src))
			if err != nil {
				return writingError(config.File(src), err)
			}
			handle, err := handleIn(src, text, args[0])
			if err != nil {
				return err
			}
			if err := askToRemove(s, src, handle, yes); err != nil {
				return err
			}
			err = changeShops(c.Context(), src, func(text []byte) ([]byte, error) {
				changed, err := config.RemoveShop(text, handle)
				if err != nil {
					return nil, editError(src, text, err)
				}
				return changed, nil
			})
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(s.out, "%s is no longer in the settings. What was recorded of it stays: %s journal\n", handle, programName)
			return err
		},
	}
	c.Flags().BoolVar(&yes, "yes", false, "don't ask")
	addSettingFlags(c, "config", "state-dir")
	return c
}

// askToRemove asks whether to go on. Without a terminal it refuses.
func askToRemove(s streams, src config.Sources, handle string, yes bool) error {
	k := knowSettings(src.For(handle))
	what := "All its settings go, but not the record."
	switch {
	case k.keyring:
		what += fmt.Sprintf(" Its key stays in the keyring; to remove that too, first: %s logout --shop %s", programName, handle)
	case k.KeyFile != "":
		what += fmt.Sprintf(" The file with its key stays: %s", dojo.Drawable(k.KeyFile))
	case strings.HasPrefix(k.source("api_key"), dojo.Drawable(k.ConfigFile)+", line"):
		what += " Its key is one of them."
	}
	switch {
	case yes && (k.keyring || k.KeyFile != ""):
		_, _ = fmt.Fprintf(s.err, "The key of %s stays where it is: %s\n", handle, cmp.Or(dojo.Drawable(k.KeyFile), inKeyring))
		return nil
	case yes:
		return nil
	case !s.interactive():
		return usagef("nothing was removed: without a terminal to ask in, give --yes")
	}
	_, _ = fmt.Fprintf(s.out, "Remove %s, which people read as %s? %s\nType yes: ", handle, inMarks(k.Shop), what)
	if !answeredYes(s.in) {
		return errors.New("nothing was removed")
	}
	return nil
}

// completeOwnShop offers the shops of the settings as the first word.
func completeOwnShop(c *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return completeShop(c, args, typed)
}
