package cli

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/internal/export"
	"dojoreversals/ui/script"
)

// configCommand shows the settings and changes their file.
func configCommand(s streams) *cobra.Command {
	c := &cobra.Command{
		Use:   "config",
		Short: "Show and change the settings",
		Long: `Config shows the settings with where each comes from, and changes their file in one
place: comments, order and everything else in it stay. A mistake is refused before
anything is written.

A key has no place in a command, since other users can read it there: the command
login takes it.`,
		Example: `  dojo-reversals config list
  dojo-reversals config get timezone
  dojo-reversals config set timezone Europe/Dublin
  dojo-reversals config set typed_amount_over 250 --shop high-street
  dojo-reversals config edit`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("config what? It is %s\nTry '%s'", listed(namesOf(commandsOf(c))), helpOn(c))
			}
			return noArguments(c, args)
		},
		RunE: func(*cobra.Command, []string) error { return nil },
	}
	c.AddCommand(configListCommand(s), configGetCommand(s), configSetCommand(s), configUnsetCommand(s), configEditCommand(s), configPathCommand(s))
	return c
}

func namesOf(commands []*cobra.Command) (names []string) {
	for _, c := range commands {
		names = append(names, c.Name())
	}
	return names
}

// inKeyring is shown in place of a key that only the keyring has.
const inKeyring = "in the keyring"

// known is what is known of the settings without asking the keyring, which may open a
// window for a password.
type known struct {
	config.Settings
	keyring  bool             // the key is there
	problems []config.Problem // that there is no key is none
}

// knowSettings reads the settings. Where there are several shops and none was named, it
// has what they have in common.
func knowSettings(src config.Sources) known {
	var k known
	src.WithoutKey = false
	src.Keyring = func(_, _ string) (string, error) {
		k.keyring = true
		return "", config.ErrNotInKeyring
	}
	settings, err := config.Load(src)
	k.Settings = settings
	if all, ok := errors.AsType[*config.Error](err); ok {
		k.problems = slices.DeleteFunc(slices.Clone(all.Problems), func(p config.Problem) bool {
			isMissing := errors.Is(p, dojo.ErrNoKey) && (p.Where == "" || k.keyring)
			isWhich := p.Setting == "shop" && p.Where == "" // which shop it is
			return isMissing || isWhich
		})
	}
	return k
}

// value is a setting's value for people and scripts.
func (k known) value(name string) string {
	if name == "api_key" && k.keyring {
		return inKeyring
	}
	return k.Value(name)
}

// source is where a value comes from.
func (k known) source(name string) string {
	if name == "api_key" && k.keyring {
		return k.Source("keyring")
	}
	return k.Source(name)
}

// wrong is what is wrong with the settings, or with those that are named.
func (k known) wrong(names ...string) error {
	var lines []string
	for _, p := range k.problems {
		if len(names) == 0 || slices.Contains(names, p.Setting) {
			lines = append(lines, programName+": "+p.Error())
		}
	}
	if len(lines) == 0 {
		return nil
	}
	return &usageError{errors.New(strings.Join(lines, "\n"))}
}

// settingRow is one setting as it is exported. Its JSON names are the columns of the CSV
// too. Add new ones at the end.
type settingRow struct {
	Name      string `json:"name"`
	Value     string `json:"value"`
	Source    string `json:"source"`
	IsDefault bool   `json:"is_default"`
}

// settingRows are the settings in the order of their table, those that are set first.
func settingRows(k known) []settingRow {
	var set, rest []settingRow
	for _, s := range config.Table() {
		row := settingRow{s.Name, k.value(s.Name), k.source(s.Name), k.source(s.Name) == "default"}
		if row.IsDefault {
			rest = append(rest, row)
		} else {
			set = append(set, row)
		}
	}
	return append(set, rest...)
}

func configListCommand(s streams) *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "list",
		Short: "Show every setting, its value, and where that comes from",
		Long: `List shows the settings that are in effect, those that somebody has set first. A key
is shown by its fingerprint, and a proxy without its password. With several shops,
--shop shows what is in effect for one of them.`,
		Example: `  dojo-reversals config list
  dojo-reversals config list --shop high-street --format json`,
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			f, err := formatOf(format)
			if err != nil {
				return err
			}
			src := sourcesOf(c, true)
			k := knowSettings(src)
			rows := settingRows(k)
			switch f {
			case script.JSON:
				err = export.JSON(s.out, rows)
			case script.CSV:
				err = export.CSV(s.out, rows)
			default:
				err = writeSettingsTable(s.out, src, k, rows, terminalWidth(s.out))
			}
			if err != nil {
				return err
			}
			return k.wrong()
		},
	}
	addFormatFlag(c, &format)
	addSettingFlags(c)
	return c
}

// writeSettingsTable writes the settings for people, with lines of at most width cells.
// 0 is no limit.
func writeSettingsTable(w io.Writer, src config.Sources, k known, rows []settingRow, width int) error {
	file := config.File(src)
	text := "Settings file: " + dojo.Drawable(file)
	if k.ConfigFile == "" {
		text += " (not there yet)"
	}
	if len(k.Shops) > 1 && k.Handle == "" {
		text += "\nFor what one shop has of its own: --shop " + listed(handlesOf(k.Shops))
	}
	if _, err := fmt.Fprintf(w, "%s\n\n", text); err != nil {
		return err
	}
	folder := dojo.Drawable(filepath.Dir(file)) + string(filepath.Separator)
	names, values, from := 0, 0, 0
	for i := range rows {
		// The file stands above the table, and with it its folder.
		source := strings.TrimPrefix(strings.TrimPrefix(rows[i].Source, dojo.Drawable(file)+", "), "environment ")
		rows[i].Source = strings.TrimPrefix(source, folder)
		names, from = max(names, cells.Width(rows[i].Name)), max(from, cells.Width(rows[i].Source))
		values = max(values, cells.Width(dojo.Clean(rows[i].Value)))
	}
	const leastValue = 20
	isBeside := width == 0 || names+min(values, leastValue)+from+4 <= width
	room := width - names - 2
	if isBeside {
		room -= from + 2
	}
	_, err := export.Table(w, []export.Column[settingRow]{
		{Title: "SETTING", Cell: func(r settingRow) string { return r.Name }},
		{Title: "VALUE", Cell: func(r settingRow) string {
			if width == 0 {
				return r.Value
			}
			return cells.Cut(dojo.Clean(r.Value), max(room, leastValue), "...")
		}},
		{Title: "FROM", Rank: 1, Below: true, Cell: func(r settingRow) string {
			if r.IsDefault && !isBeside {
				return ""
			}
			return r.Source
		}},
	}, rows, width)
	if err == nil && !isBeside {
		_, err = fmt.Fprintln(w, "What has no FROM below it has its default.")
	}
	return err
}

func handlesOf(shops []config.ShopName) (handles []string) {
	for _, shop := range shops {
		handles = append(handles, shop.Handle)
	}
	return handles
}

// settingName takes the name of a setting, as the first argument of a command.
func settingName(name string, also ...string) error {
	var names []string
	for _, s := range config.Table() {
		names = append(names, s.Name)
	}
	names = append(names, also...)
	if slices.Contains(names, name) {
		return nil
	}
	if err := invisibleIn("the setting", name); err != nil {
		return usagef("%w", err)
	}
	text := shownWord(name) + " isn't a setting"
	if near, ok := config.Nearest(name, names); ok {
		return usagef("%s. Did you mean %s?", text, near)
	}
	return usagef("%s. To see them: %s config list", text, programName)
}

// takesWords says how many arguments a command takes, after its name.
func takesWords(n int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) != n {
			return usagef("%s %s takes %s\nTry '%s'", c.Parent().Name(), c.Name(), what, helpOn(c))
		}
		return nil
	}
}

func configGetCommand(s streams) *cobra.Command {
	c := &cobra.Command{
		Use:     "get NAME",
		Short:   "Print the value of one setting",
		Long:    "Get prints the value that is in effect, alone on a line, which is empty for one that has none.",
		Example: `  dojo-reversals config get timezone --shop high-street`,
		Args:    takesWords(1, "the name of a setting"), ValidArgsFunction: completeSetting,
		RunE: func(c *cobra.Command, args []string) error {
			if err := settingName(args[0]); err != nil {
				return err
			}
			k := knowSettings(sourcesOf(c, true))
			if err := k.wrong(args[0], "config", "shop", ""); err != nil {
				return err
			}
			_, err := fmt.Fprintln(s.out, dojo.Clean(k.value(args[0])))
			return err
		},
	}
	addSettingFlags(c)
	return c
}

func configPathCommand(s streams) *cobra.Command {
	c := &cobra.Command{
		Use:   "path",
		Short: "Print where the settings file is",
		Long:  "Path prints where the settings file is, or where it would be.",
		Args:  noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			path := config.File(sourcesOf(c, true))
			if path == "" {
				return errNoFolder
			}
			_, err := fmt.Fprintln(s.out, path)
			return err
		},
	}
	addSettingFlags(c, "config")
	return c
}

// completeSetting offers the settings, and then the values of one.
func completeSetting(c *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	const directive = cobra.ShellCompDirectiveNoFileComp
	if len(args) == 0 {
		var list []cobra.Completion
		for _, s := range config.Table() {
			if s.InFile && strings.HasPrefix(s.Name, typed) && (s.Name != "api_key" || c.Name() == "get") {
				list = append(list, cobra.CompletionWithDesc(s.Name, s.Help))
			}
		}
		return list, directive
	}
	if len(args) > 1 || c.Name() != "set" {
		return nil, directive
	}
	for _, s := range config.Table() {
		switch {
		case s.Name != args[0]:
		case s.Name == "timezone":
			return oneWord(zoneWords)(c, nil, typed)
		case s.Values() != nil:
			return oneOfThese(s.Values())(c, nil, typed)
		case strings.HasSuffix(s.Name, "_file"):
			return nil, cobra.ShellCompDirectiveDefault
		case s.Name == "state_dir":
			return nil, cobra.ShellCompDirectiveFilterDirs
		}
	}
	return nil, directive
}
