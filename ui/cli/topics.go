package cli

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"dojoreversals/config"
	"dojoreversals/dojo/agent"
	"dojoreversals/dojo/journal/sqlite"
	"dojoreversals/ui/script"
	"dojoreversals/ui/words"
)

// topic is a page of the help on something other than a command. The man page has the
// same as sections.
type topic struct {
	name, short, intro string
	// entries are made from the code: with these settings, of this machine or of the
	// one that the man page speaks of. Their ConfigFile is where the file is or would
	// be.
	entries func(config.Settings) []entry
}

// entry is one thing that a topic explains, in lines that may be wrapped. Those that
// begin with a blank stay as they are.
type entry struct {
	term  string
	lines []string
}

func topics() []topic {
	return []topic{
		{"statuses", "What each status of the list means, and what to tell the customer",
			`"…" stands for what differs from case to case. Where there is little room, the list shows the shorter words.`, statusEntries},
		{"settings", "Every setting, where it can stand, and its default",
			"Each setting is listed by its name in the settings file, its environment variable and its flag; some have only one or two of them. " +
				"A flag wins over the environment, the environment over the file, and the file over the default. " +
				"To see what is in effect: " + programName + " config list. To change the file: " + programName + " config set NAME VALUE.", settingEntries},
		{"agents", "Who may log in to the server, and what they may do there",
			"Each agent has a heading of their own in the settings file, such as [agents.priya], or in the file that agents_file names. " +
				"A name has small letters, digits, dots, dashes and @; one with a dot or an @ stands in quotation marks: [agents.\"priya.s\"]. Below it stand these lines.", agentEntries},
		{"exit-codes", "The codes with which the program ends",
			"Every command ends with one of these. Their numbers and meanings stay as they are. In bash the code is $?, in PowerShell $LASTEXITCODE.", exitCodeEntries},
		{"files", "Where the settings, the record of reversals and other files are",
			"These are the places on this computer, for this account, with the settings that are in effect.", fileEntries},
		{"environment", "Every environment variable that the program reads",
			"A variable that is set to nothing counts as not set.", environmentEntries},
		{"helpdesk", "How to run the server for a helpdesk, or OpenSSH's in its place",
			"One server has all shops for many agents. They come over SSH with keys of their own, and work with the screens and commands of this program.", helpdeskEntries},
	}
}

// command makes the topic's page: a command that has nothing to run.
func (t topic) command() *cobra.Command {
	c := &cobra.Command{Use: t.name, Short: t.short}
	c.SetHelpFunc(func(c *cobra.Command, _ []string) {
		// What is wrong with the settings is no reason to show no help.
		settings, _ := loadSettings(c, true)
		settings.ConfigFile = cmp.Or(settings.ConfigFile, usualConfigFile())
		_, _ = fmt.Fprint(c.OutOrStdout(), t.page(settings))
	})
	return c
}

// page is the topic as the help prints it.
func (t topic) page(settings config.Settings) string {
	var b strings.Builder
	b.WriteString(indented(t.intro, 0))
	for _, e := range t.entries(settings) {
		_, _ = fmt.Fprintf(&b, "\n%s", indented(e.term, 0))
		for _, line := range e.lines {
			if strings.HasPrefix(line, " ") {
				b.WriteString("    " + strings.ReplaceAll(line, "\n", "\n    ") + "\n")
				continue
			}
			b.WriteString(indented(line, 4))
		}
	}
	return b.String()
}

// usualConfigFile is where the settings file is where nothing else is set.
func usualConfigFile() string {
	dir, _ := os.UserConfigDir()
	return filepath.Join(dir, programName, "config.toml")
}

func statusEntries(s config.Settings) []entry {
	return entriesOf(words.Statuses(words.Options{Pending: s.PendingPhrase}, true))
}

func entriesOf(statuses []words.Meaning) (list []entry) {
	for _, m := range statuses {
		e := entry{strings.Join(m.Rows, " / "), []string{m.Means}}
		if m.Tell != "" {
			e.lines = append(e.lines, `Tell the customer: "`+m.Tell+`"`)
		}
		if len(m.Also) > 0 {
			e.lines = append(e.lines, "Also: "+strings.Join(m.Also, " / "))
		}
		list = append(list, e)
	}
	return list
}

func settingEntries(config.Settings) []entry {
	var list []entry
	for _, s := range config.Table() {
		var names []string
		if s.InFile {
			names = append(names, s.Name)
		}
		if s.Env != "" {
			names = append(names, s.Env)
		}
		if s.Flag != "" {
			names = append(names, "--"+s.Flag)
		}
		e := entry{strings.Join(names, "  "), []string{s.Help + "."}}
		if s.Default != "" {
			e.lines = append(e.lines, "Default: "+s.Default)
		}
		list = append(list, e)
	}
	return list
}

func agentEntries(config.Settings) []entry {
	var list []entry
	for _, s := range config.AgentTable() {
		e := entry{s.Name, []string{s.Help + ".", s.Example()}}
		if s.Default != "" {
			e.lines = append(e.lines, "Default: "+s.Default)
		}
		list = append(list, e)
	}
	for _, r := range agent.Roles() {
		list = append(list, entry{"role " + string(r), []string{r.Help() + "."}})
	}
	return list
}

func exitCodeEntries(config.Settings) []entry {
	var list []entry
	for _, m := range script.Meanings() {
		list = append(list, entry{strconv.Itoa(int(m.Code)), []string{m.Text}})
	}
	return list
}

func fileEntries(s config.Settings) []entry {
	record, head := sqlite.Files()
	in := func(name string) string { return filepath.Join(s.StateDir, name) }
	return []entry{
		{s.ConfigFile, []string{"The settings, in TOML. It may hold the key: keep it to your account. " +
			"DOJO_CONFIG and --config name another one. To change it: " + programName + " config edit. While that is open, a copy named editing-*.toml is beside it, which stays where it couldn't be used."}},
		{filepath.Join(filepath.Dir(s.ConfigFile), "*.key"), []string{"A shop's key, where there is no keyring for it, for this account only. To remove it: " + programName + " logout"}},
		{s.StateDir, []string{"The folder of what the program has to remember, for this account only. It must be on this computer's own disk. " +
			"The setting state_dir names another one."}},
		{in(record), []string{"The record of every reversal, an SQLite database. " + record + "-wal and " + record + "-shm beside it are part of it while the program runs. " +
			"To look at it: " + programName + " journal. Don't delete it: unfinished reversals would be forgotten."}},
		{in(head), []string{"The hash of the record's newest line. It tells when lines at the record's end were lost. " +
			"To check both: " + programName + " journal verify"}},
		{in(filepath.Base(logDir("")) + "/*.jsonl"), []string{"What the program did, for the helpdesk. It holds no key, no amount and nothing of a card. " +
			"Files go away by themselves. To look at it: " + programName + " logs"}},
		{in("crash-*.txt"), []string{"What happened when a mistake in the program ended it, for whoever looks after the program."}},
		{in("put-away-*.jsonl"), []string{"Which results each operator has put away. Without it they are shown once more."}},
	}
}
