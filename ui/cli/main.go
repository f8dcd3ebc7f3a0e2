package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/inconshreveable/mousetrap"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/ui/script"
)

const programName = "dojo-reversals"

// usageError is a mistake in flags or settings: script.WrongUse.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

// usagef says what is wrong with the command line, after the program's name.
func usagef(format string, args ...any) error {
	return &usageError{fmt.Errorf(programName+": "+format, args...)}
}

// Main runs the program with its arguments and returns its exit code.
func Main(args []string) int {
	// Our users start the program with a double click in the Windows Explorer,
	// which Cobra would answer with advice on command lines.
	cobra.MousetrapHelpText = ""
	crashes := newCrashes(thisMachine().now)
	streams := newStreams(os.Stdin, os.Stdout, os.Stderr, os.LookupEnv, crashes)
	streams.cookTerminal()
	root := rootCommand(streams)
	root.SetArgs(args)
	if isCompletion(args) {
		if err := completeFlags(root); err != nil {
			return int(report(streams.err, err))
		}
	}
	code := streams.ended(crashes.run(func() error { return root.ExecuteContext(context.Background()) }))
	if code != script.Done && mousetrap.StartedByExplorer() {
		// The window that a double click opened closes with the program, before
		// anybody can read the error.
		_, _ = fmt.Fprint(streams.err, "\nPress enter to close this window. ")
		_, _ = streams.in.Read(make([]byte, 1))
	}
	return int(code)
}

func rootCommand(s streams) *cobra.Command {
	var demo demoFlags
	showVersion := false
	root := &cobra.Command{
		Use:   programName,
		Short: "Reverse today's card payments with Dojo",
		Long: `Dojo Reversals lists today's card payments that were not captured yet, and
reverses one in full once you have confirmed it. A reversal can't be undone.

Without a command it opens the screen. Press ? there for the keys. With --plain,
or where there is no terminal, it prints numbered lines instead. Through a pipe
or a file it lists and follows; a reversal needs a terminal there, and a script
uses the command reverse.`,
		Example: `  dojo-reversals --demo                  try it: a shop in memory, no key needed
  dojo-reversals                         open the shop's list
  dojo-reversals --timezone Europe/Dublin
  dojo-reversals sandbox --addr 127.0.0.1:8080`,
		Args:              noArguments,
		SilenceUsage:      true,
		SilenceErrors:     true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
		PersistentPreRunE: func(c *cobra.Command, _ []string) error {
			// The screen does it once its first frame is drawn, and a server doesn't.
			if c.HasParent() && c.Name() != serveName {
				boundMemory(os.LookupEnv)
			}
			return invisibleInFlags(c)
		},
		RunE: func(c *cobra.Command, _ []string) error {
			if showVersion {
				_, err := fmt.Fprintln(s.out, thisBuild())
				return err
			}
			if demo.on {
				return runDemo(c, s, demo)
			}
			if c.Flags().Changed("demo-seed") {
				// Somebody who gives it expects the demo, not the real shop.
				return usagef("--demo-seed only goes with --demo")
			}
			return runShop(c, s)
		},
	}
	// A shell would offer the names of files.
	root.CompletionOptions.SetDefaultShellCompDirective(cobra.ShellCompDirectiveNoFileComp)
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usagef("%s\nTry '%s'", flagText(c, err), helpOn(c))
	})
	// Cobra's own would link text/template, and with it every method that a template
	// could call: 2.8 MB of the program, of which 2 were resident.
	root.Flags().BoolVarP(&showVersion, "version", "v", false, "version for "+programName)
	root.Flags().BoolVar(&demo.on, "demo", false, "open the screen on a made-up shop in memory; moves no money")
	root.Flags().Uint64Var(&demo.seed, "demo-seed", 1, "which made-up shop: the same number makes the same one")
	addSettingFlags(root)
	root.AddCommand(listCommand(s), showCommand(s), reverseCommand(s), watchCommand(s), loginCommand(s), logoutCommand(s), whoamiCommand(s), sandboxCommand(s), journalCommand(s), logsCommand(s), configCommand(s), shopsCommand(s), doctorCommand(s), serveCommand(s), sessionCommand(s), completionCommand(s))
	for _, t := range topics() {
		root.AddCommand(t.command())
	}
	writeOurHelp(root)
	return root
}

// noArguments refuses what isn't a command or a flag, and any word at all where a command
// has no others below it.
func noArguments(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if strings.HasPrefix(args[0], "–") || strings.HasPrefix(args[0], "—") {
		// Phones, chats and word processors make one dash of two hyphens.
		return usagef("a flag begins with two plain hyphens: --\nTry '%s'", helpOn(c))
	}
	if err := invisibleIn("the command", args[0]); err != nil {
		return usagef("%w\nTry '%s'", err, helpOn(c))
	}
	if c.HasParent() && !c.HasSubCommands() {
		return usagef("%s is one word too many for %s\nTry '%s'", shownWord(args[0]), c.CommandPath(), helpOn(c))
	}
	return usagef("%s\nTry '%s'", notOne(args[0], "a command", c), helpOn(c))
}

// aKey stands for a key on the command line, where it has no place.
const aKey = "a key"

// shownWord is a word of the command line as a message shows it: never a key.
func shownWord(word string) string {
	shown := inMarks(word)
	if strings.Contains(shown, "sk_") {
		return aKey
	}
	return shown
}

// inMarks is a text of the command line in quotation marks, and otherwise as it was
// typed: the backslashes of a path aren't doubled.
func inMarks(text string) string { return `"` + dojo.Clean(text) + `"` }

// invisibleIn refuses a text with a sign in it that can't be seen. A quoted text
// wouldn't show what is wrong with it.
func invisibleIn(name, text string) error {
	if sign, place, ok := config.Invisible(text); ok {
		return fmt.Errorf("%s has an invisible character (%s) in it, as character %d. Delete it", name, sign, place)
	}
	return nil
}

// invisibleInFlags looks at a command's own flags. Package config looks at those of
// settings, payment IDs are cleaned, and a folder may have such a sign in its name.
func invisibleInFlags(c *cobra.Command) error {
	var err error
	c.Flags().Visit(func(f *pflag.Flag) {
		cleaned := f.Name == "payment" || f.Name == "into"
		if err == nil && f.Value.Type() == "string" && !cleaned && !isSettingFlag(f.Name) {
			err = invisibleIn("--"+f.Name, f.Value.String())
		}
	})
	if err != nil {
		return usagef("%w", err)
	}
	return nil
}

// flagText says in our own words what is wrong with a flag of a command.
func flagText(c *cobra.Command, err error) string {
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) {
		return noFlagText(c, unknown)
	}
	var invalid *pflag.InvalidValueError
	if !errors.As(err, &invalid) {
		return dojo.Clean(err.Error())
	}
	flag := invalid.GetFlag()
	if err := invisibleIn("--"+flag.Name, invalid.GetValue()); err != nil {
		return err.Error()
	}
	text := fmt.Sprintf("--%s can't be %s", flag.Name, inMarks(invalid.GetValue()))
	switch flag.Value.Type() {
	case "uint64", "int":
		text += ": it takes a whole number"
	case "duration":
		text += ": it takes a span of time, such as " + spansFor(flag.Name)
	case "bool":
		text += ": it takes true or false, or no value at all"
	}
	return text
}

// noFlagText says that a command has no such flag, and what was meant most likely.
func noFlagText(c *cobra.Command, unknown *pflag.NotExistError) string {
	if letters := unknown.GetSpecifiedShortnames(); letters != "" {
		return shownWord("-"+letters) + " isn't a flag"
	}
	name := unknown.GetSpecifiedName()
	text := shownWord("--"+name) + " isn't a flag"
	if c.HasParent() {
		text += " of " + c.CommandPath()
	}
	var names, settings []string
	c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	for _, s := range config.Table() {
		if s.Flag == "" && c.Flags().Lookup("config") != nil { // an agent sets nothing
			settings = append(settings, s.Name)
		}
	}
	if near, ok := config.Nearest(name, names); ok {
		return text + ". Did you mean --" + near + "?"
	}
	if near, ok := config.Nearest(name, settings); ok {
		return text + ": " + near + " has none. To see where it can be set: " + programName + " help settings"
	}
	return text
}
