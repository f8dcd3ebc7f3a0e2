package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"dojoreversals/config"
	"dojoreversals/dojo/agent"
	"dojoreversals/dojo/pattern"
	"dojoreversals/ui/internal/export"
	"dojoreversals/ui/script"
	"dojoreversals/ui/words"
)

// server is what an agent types where somebody at a till types programName.
const server = "ssh SERVER"

// program is what whoever uses these streams types before a command.
func (s streams) program() string {
	if s.desk != nil && s.desk.rights != nil {
		return server
	}
	return programName
}

// place is where the attempts come from that whoever uses these streams can ask about.
func (s streams) place() string {
	if s.program() == server {
		return "this server"
	}
	return "this account of this machine"
}

// addSettingFlags gives a command the flags of these settings, as far as whoever uses
// these streams may give them. An agent may only say which of their shops is meant.
func (s streams) addSettingFlags(c *cobra.Command, names ...string) {
	switch {
	case s.desk == nil:
		addSettingFlags(c, names...)
	case slices.Contains(names, "shop"):
		addSettingFlags(c, "shop")
		c.Flags().Lookup("shop").Usage = "which of your shops, by what the command shops lists"
	}
}

// agentCommand is what an agent runs over SSH: the screen, or a command of the same name
// as at a till. What their role may not do isn't among them.
func agentCommand(s streams) *cobra.Command {
	role := s.desk.rights().Role
	mayReverse := role == agent.RoleReverse
	short, about := "Look at today's card payments", `This server lists today's card payments of your shops. `+onlyLooks(role)
	if mayReverse {
		short, about = "Reverse today's card payments with Dojo", `This server lists today's card payments of your shops that were not captured yet, and
reverses one in full once you have confirmed it. A reversal can't be undone.`
	}
	root := &cobra.Command{
		Use:         programName,
		Annotations: map[string]string{cobra.CommandDisplayNameAnnotation: server},
		Short:       short,
		Long: about + `

Without a command it opens the screen. Press ? there for the keys, and s for another
shop. "plain" has numbered lines instead. A script gives a command, which ends with
the code that "help exit-codes" explains.`,
		Example: `  ssh SERVER                            open the screen
  ssh -t SERVER plain                   numbered lines, for a screen reader
  ssh SERVER list --shop high-street --format json
  ssh SERVER journal --reference ORDER-1011`,
		Args:          noArguments,
		SilenceUsage:  true,
		SilenceErrors: true,
		// There is no shell that would complete anything.
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
		PersistentPreRunE: func(c *cobra.Command, _ []string) error { return invisibleInFlags(c) },
		RunE:              func(c *cobra.Command, _ []string) error { return s.desk.run(c, s, false) },
	}
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usagef("%s\nTry '%s'", flagText(c, err), helpOn(c))
	})
	root.AddCommand(plainCommand(s), listCommand(s), showCommand(s), watchCommand(s), journalCommand(s), agentShopsCommand(s), agentWhoamiCommand(s), versionCommand(s))
	if mayReverse {
		root.AddCommand(reverseCommand(s))
	} else {
		root.AddCommand(refusedReverse(role))
	}
	for _, t := range topics() {
		switch t.name {
		case "statuses":
			t.entries = func(set config.Settings) []entry {
				return entriesOf(words.Statuses(words.Options{Pending: set.PendingPhrase, Agent: true}, mayReverse))
			}
		case "exit-codes":
			if !mayReverse {
				t.entries = lookersExitCodes
			}
		default:
			continue
		}
		root.AddCommand(t.command())
	}
	for _, c := range root.Commands() {
		c.Long, c.Example = overSSH(c.Long), overSSH(quotedTwice(c.Example))
	}
	writeOurHelp(root)
	return root
}

// lookersExitCodes are the exit codes for somebody who may not reverse.
func lookersExitCodes(set config.Settings) []entry {
	instead := map[script.Code]string{script.Done: words.ExitDoneLooking, script.WrongUse: words.ExitWrongLooking}
	list := exitCodeEntries(set)
	for i, m := range script.Meanings() {
		if text := instead[m.Code]; text != "" {
			list[i].lines = []string{text}
		}
	}
	return list
}

// refusedReverse is reverse for a role that may not: no help shows it, and it says why it
// does nothing.
func refusedReverse(role agent.Role) *cobra.Command {
	c := &cobra.Command{
		Use: "reverse", Hidden: true, DisableFlagParsing: true,
		RunE: func(*cobra.Command, []string) error {
			return &script.Error{Code: script.Failed, Text: mayNotReverse(role)}
		},
	}
	c.SetHelpFunc(func(c *cobra.Command, _ []string) {
		_, _ = fmt.Fprintln(c.OutOrStdout(), mayNotReverse(role))
	})
	return c
}

// onlyLooks says to an agent that their role reverses nothing.
func onlyLooks(role agent.Role) string {
	return fmt.Sprintf("Your role is %s: you can look, but not reverse.", role)
}

// mayNotReverse says it to an agent who wanted to reverse, and what to do about it.
func mayNotReverse(role agent.Role) string {
	return onlyLooks(role) + " Ask whoever manages this server for another role."
}

// overSSH is a help text for somebody who has no such program, but a server.
func overSSH(text string) string { return strings.ReplaceAll(text, programName+" ", server+" ") }

// reverseOverSSH says in the help of reverse, and to whoever forgets it, how a reason of
// several words is written: see quotedTwice.
func reverseOverSSH(c *cobra.Command) {
	const twoPairs = "The shell and ssh take one pair of quotation marks away, so a reason of several words stands in two: --reason \"'charged twice'\""
	c.Long += "\n\n" + twoPairs + "."
	c.Args = func(c *cobra.Command, args []string) error {
		if len(args) > 1 && c.Flags().Changed("reason") {
			return usagef("nothing was sent: %s doesn't belong to the command. %s", shownWord(args[len(args)-1]), twoPairs)
		}
		return oneID(c, args)
	}
}

// quotedTwice is a command whose quotation marks get through: the shell before ssh takes
// the outer ones away.
func quotedTwice(command string) string {
	return inQuotes().ReplaceAllString(command, `"'$1'"`)
}

var inQuotes = pattern.Lazy(`"([^"'\n]*)"`)

// agentArgs are the arguments of an agent's command. Those by which a shell asks Cobra what
// it could complete aren't among them, wherever they stand: Cobra finds them behind flags
// too, and would look with the settings of the server.
func agentArgs(args []string) ([]string, error) {
	for i, arg := range args {
		if i == 0 && strings.HasPrefix(arg, "__") || arg == cobra.ShellCompRequestCmd || arg == cobra.ShellCompNoDescRequestCmd {
			return nil, usagef("%s isn't a command. Try: %s help", inMarks(arg), server)
		}
	}
	return args, nil
}

func plainCommand(s streams) *cobra.Command {
	terminal := "long lists come by pages"
	if s.desk.rights().Role == agent.RoleReverse {
		terminal = "reversals can be confirmed"
	}
	c := &cobra.Command{
		Use:   "plain",
		Short: "Numbered lines in place of the screen",
		Long: `Plain prints the payments as numbered lines and takes typed commands: for a screen
reader, a terminal that can't draw the screen, and a very slow line. Give ssh the
flag -t, so that ` + terminal + `.`,
		Example: `  ssh -t SERVER plain --shop high-street`,
		Args:    noArguments,
		RunE:    func(c *cobra.Command, _ []string) error { return s.desk.run(c, s, true) },
	}
	s.addSettingFlags(c, "shop")
	return c
}

func versionCommand(s streams) *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "The version of this server", Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(s.out, thisBuild())
			return err
		},
	}
}

// agentShop is one of an agent's shops as it is exported. New names come at the end.
type agentShop struct {
	Handle   string `json:"handle"`
	Name     string `json:"name"`
	UnderWay int    `json:"under_way"` // reversals whose end isn't known yet, whoever began them
}

func agentShopsCommand(s streams) *cobra.Command {
	var format string
	c := &cobra.Command{
		Use: "shops", Short: "List your shops", Args: noArguments,
		Long: `Shops lists the shops that are yours: what --shop calls each, its name, and how many of
its reversals aren't finished.`,
		RunE: func(*cobra.Command, []string) error {
			f, err := formatOf(format)
			if err != nil {
				return err
			}
			var rows []agentShop
			for _, one := range s.desk.All() {
				rows = append(rows, agentShop{one.Handle, one.Name, one.UnderWay})
			}
			return writeRows(s, f, rows, []export.Column[agentShop]{
				{Title: "SHOP", Cell: func(r agentShop) string { return r.Handle }},
				{Title: "NAME", Rank: 1, Below: true, Cell: func(r agentShop) string { return r.Name }},
				{Title: "UNDER WAY", Cell: func(r agentShop) string { return fmt.Sprint(r.UnderWay) }},
			})
		},
	}
	addFormatFlag(c, &format)
	return c
}

// agentIdentity is who an agent is, as it is exported. New names come at the end.
type agentIdentity struct {
	Agent   string `json:"agent"`
	Role    string `json:"role"`
	Shops   string `json:"shops"` // their handles, with blanks between
	Key     string `json:"key"`   // its fingerprint
	Address string `json:"address"`
}

func agentWhoamiCommand(s streams) *cobra.Command {
	var format string
	about := `Whoami shows your name, your role, your shops, and the SSH key and the address that you
came with.`
	if s.desk.rights().Role == agent.RoleReverse {
		about += ` All but the role and the shops stand on every reversal of yours.`
	}
	c := &cobra.Command{
		Use: "whoami", Short: "Show who you are here, and what you may do", Args: noArguments,
		Long: about,
		RunE: func(*cobra.Command, []string) error {
			f, err := formatOf(format)
			if err != nil {
				return err
			}
			var shops []string
			for _, name := range s.desk.names() {
				shops = append(shops, name.Handle)
			}
			by := s.desk.by
			who := agentIdentity{by.Operator, string(s.desk.rights().Role), strings.Join(shops, " "), by.OperatorKey, by.Client}
			if f == script.Table {
				_, err := fmt.Fprintf(s.out, "Agent    %s\nRole     %s\nShops    %s\nKey      %s\nAddress  %s\n",
					who.Agent, who.Role, who.Shops, who.Key, who.Address)
				return err
			}
			return writeRows(s, f, []agentIdentity{who}, nil)
		},
	}
	addFormatFlag(c, &format)
	return c
}

// writeRows writes rows in a format.
func writeRows[T any](s streams, f script.Format, rows []T, columns []export.Column[T]) error {
	switch f {
	case script.JSON:
		return export.JSON(s.out, rows)
	case script.CSV:
		return export.CSV(s.out, rows)
	}
	width := terminalWidth(s.out)
	left, err := export.Table(s.out, columns, rows, width)
	if err == nil && len(left) > 0 {
		_, err = fmt.Fprintln(s.out, leftOut(left, width))
	}
	return err
}
