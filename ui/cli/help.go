package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"dojoreversals/config"
	"dojoreversals/ui/internal/cells"
)

// helpWidth is how wide the help is, in characters.
const helpWidth = 80

// fewSettings is how many settings' flags the help of a command lists with what each
// does. A command that takes more of them names them only: they have a page of the
// help.
const fewSettings = 4

// writeOurHelp gives a command and those below it our help in place of Cobra's, which
// repeats every setting under each command. A template of Cobra's would link package
// text/template: see rootCommand.
func writeOurHelp(root *cobra.Command) {
	root.SetHelpFunc(func(c *cobra.Command, _ []string) {
		about := c.Long
		if about == "" {
			about = c.Short + "."
		}
		_, _ = fmt.Fprintf(c.OutOrStdout(), "%s\n%s", flowing(about), c.UsageString())
	})
	root.SetUsageFunc(func(c *cobra.Command) error {
		_, err := fmt.Fprint(c.OutOrStderr(), usageText(c))
		return err
	})
	root.SetHelpCommand(helpCommand(root))
}

// helpOn is what somebody types for the help on a command. The program ssh takes a flag
// that stands before a command as its own.
func helpOn(c *cobra.Command) string {
	if c.CommandPath() == server {
		return server + " help"
	}
	return c.CommandPath() + " --help"
}

// helpCommand is the command help: of a command, or a topic.
func helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND or TOPIC]",
		Short: "Help on a command or a topic",
		RunE: func(_ *cobra.Command, args []string) error {
			c, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				text := notOne(strings.Join(rest, " "), "a command or a topic of the help", c)
				return usagef("%s\nTry '%s'", text, helpOn(c))
			}
			return c.Help()
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			c, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			var list []cobra.Completion
			for _, sub := range append(commandsOf(c), topicsOf(c)...) {
				list = append(list, cobra.CompletionWithDesc(sub.Name(), sub.Short))
			}
			return list, cobra.ShellCompDirectiveNoFileComp
		},
	}
}

// usageText is the help of a command without what it is about: how it is called, its
// own flags, and those of settings.
func usageText(c *cobra.Command) string {
	var b strings.Builder
	b.WriteString("Usage:\n")
	if c.Runnable() {
		_, _ = fmt.Fprintf(&b, "  %s\n", c.UseLine())
	}
	commands, topics := commandsOf(c), topicsOf(c)
	if len(commands) > 0 {
		_, _ = fmt.Fprintf(&b, "  %s COMMAND [flags]\n", c.CommandPath())
	}
	if c.Example != "" {
		_, _ = fmt.Fprintf(&b, "\nExamples:\n%s\n", c.Example)
	}
	writeNames(&b, "Commands", commands)
	own, settings := flagsOf(c)
	if own.HasAvailableFlags() {
		_, _ = fmt.Fprintf(&b, "\nFlags:\n%s", own.FlagUsagesWrapped(helpWidth))
	}
	writeSettings(&b, settings)
	writeNames(&b, "Topics of the help, such as "+c.CommandPath()+" help statuses", topics)
	if len(commands) > 0 {
		_, _ = fmt.Fprintf(&b, "\nHelp on a command: %s COMMAND --help\n", c.CommandPath())
	}
	return b.String()
}

// commandsOf are the commands below a command that people may want.
func commandsOf(c *cobra.Command) []*cobra.Command {
	return slices.DeleteFunc(slices.Clone(c.Commands()), func(sub *cobra.Command) bool {
		return !sub.IsAvailableCommand() || sub.Name() == "help"
	})
}

// topicsOf are the topics of the help below a command.
func topicsOf(c *cobra.Command) []*cobra.Command {
	return slices.DeleteFunc(slices.Clone(c.Commands()), func(sub *cobra.Command) bool {
		return !sub.IsAdditionalHelpTopicCommand()
	})
}

// writeNames lists commands or topics, with what each is.
func writeNames(b *strings.Builder, title string, list []*cobra.Command) {
	if len(list) == 0 {
		return
	}
	_, _ = fmt.Fprintf(b, "\n%s:\n", title)
	widest := 0
	for _, c := range list {
		widest = max(widest, len(c.Name()))
	}
	for _, c := range list {
		first, rest, _ := strings.Cut(indented(c.Short, widest+4), "\n")
		_, _ = fmt.Fprintf(b, "  %-*s  %s\n%s", widest, c.Name(), strings.TrimSpace(first), rest)
	}
}

// flagsOf are the flags of a command: its own in the order in which they were made,
// and those of settings in the order of their table.
func flagsOf(c *cobra.Command) (own, settings *pflag.FlagSet) {
	own, settings = newFlagSet(), newFlagSet()
	c.LocalFlags().SortFlags = false
	c.Flags().SortFlags = false
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if !isSettingFlag(f.Name) {
			own.AddFlag(f)
		}
	})
	for _, s := range config.Table() {
		if f := c.Flags().Lookup(s.Flag); s.Flag != "" && f != nil {
			settings.AddFlag(f)
		}
	}
	return own, settings
}

func newFlagSet() *pflag.FlagSet {
	set := pflag.NewFlagSet("", pflag.ContinueOnError)
	set.SortFlags = false
	return set
}

// writeSettings lists the settings that have a flag here, or only names them.
func writeSettings(b *strings.Builder, settings *pflag.FlagSet) {
	var names []string
	settings.VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
	switch {
	case len(names) == 0:
	case len(names) <= fewSettings:
		_, _ = fmt.Fprintf(b, "\nSettings:\n%s", settings.FlagUsagesWrapped(helpWidth))
	default:
		text := strings.Join(names, " ") + " (each is explained by: " + programName + " help settings)"
		_, _ = fmt.Fprintf(b, "\nSettings:\n%s", indented(text, 2))
	}
}

// paragraphs are the parts of a text about a command: lines that belong together are
// joined, and those that begin with a blank stay as they are.
func paragraphs(about string) []string {
	var list []string
	joins := false
	for _, line := range strings.Split(strings.TrimSpace(about), "\n") {
		flows := line != "" && line[0] != ' '
		if flows && joins {
			list[len(list)-1] += " " + line
		} else {
			list = append(list, line)
		}
		joins = flows
	}
	return list
}

// flowing wraps the paragraphs of a text about a command.
func flowing(about string) string {
	var b strings.Builder
	for _, p := range paragraphs(about) {
		if strings.HasPrefix(p, " ") {
			b.WriteString(p + "\n")
			continue
		}
		b.WriteString(indented(p, 0))
	}
	return b.String()
}

// indented wraps a text into lines that begin so many characters from the left.
func indented(text string, by int) string {
	var b strings.Builder
	for _, line := range cells.Wrap(text, helpWidth-1-by) {
		b.WriteString(strings.Repeat(" ", by) + line + "\n")
	}
	return b.String()
}

// notOne says that a word isn't one of the commands below c, or what else is meant,
// and which one was meant most likely. It doesn't show a key.
func notOne(word, what string, c *cobra.Command) string {
	var names []string
	for _, sub := range append(commandsOf(c), topicsOf(c)...) {
		names = append(names, sub.Name())
	}
	text := shownWord(word) + " isn't " + what
	if near, ok := config.Nearest(word, names); ok {
		text += ". Did you mean " + near + "?"
	}
	return text
}
