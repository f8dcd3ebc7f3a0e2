package cli

import (
	"bytes"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"dojoreversals/config"
)

// The man pages are written here, in a test, so that nothing of it is in the program.
// Package cobra/doc would read the texts as Markdown, and list every setting's flag on
// every page.

// roff escapes a text for a man page: roff reads a dash as a hyphen, a backslash as an
// escape, and a dot or an apostrophe at the start of a line as a request.
func roff(text string) string {
	var b strings.Builder
	for _, r := range strings.NewReplacer("\\", "\\e", "-", "\\-", "'", "\\(aq", "`", "\\(ga", "^", "\\(ha", "~", "\\(ti", "\"", "\\(dq").Replace(text) {
		if r > '~' {
			fmt.Fprintf(&b, "\\[u%04X]", r)
			continue
		}
		b.WriteRune(r)
	}
	if strings.HasPrefix(text, ".") {
		return "\\&" + b.String()
	}
	return b.String()
}

// manPage is a man page that is being written.
type manPage struct{ b strings.Builder }

func (m *manPage) line(format string, args ...any) { fmt.Fprintf(&m.b, format+"\n", args...) }

// about writes what paragraphs makes of a text: those that begin with a blank as they
// are.
func (m *manPage) about(text string) {
	verbatim, gap := false, false
	for i, p := range paragraphs(text) {
		if p == "" {
			gap = true
			continue
		}
		asIs := strings.HasPrefix(p, " ")
		if verbatim && !asIs {
			m.line(".fi")
		}
		if i > 0 && (gap || asIs != verbatim) {
			m.line("%s", map[bool]string{true: ".sp", false: ".PP"}[asIs && verbatim])
		}
		if asIs && !verbatim {
			m.line(".nf")
		}
		m.line("%s", roff(strings.TrimRight(p, " ")))
		verbatim, gap = asIs, false
	}
	if verbatim {
		m.line(".fi")
	}
}

// entry writes a term, and below it what it means: lines that begin with a blank as they
// are.
func (m *manPage) entry(term string, lines ...string) {
	m.line(".TP\n\\fB%s\\fR", roff(term))
	verbatim := false
	for i, text := range lines {
		asIs := strings.HasPrefix(text, " ")
		switch {
		case asIs && !verbatim:
			m.line(".nf")
		case !asIs && verbatim:
			m.line(".fi")
		case i > 0 && !asIs:
			m.line(".br")
		}
		for line := range strings.SplitSeq(text, "\n") {
			m.line("%s", roff(line))
		}
		verbatim = asIs
	}
	if verbatim {
		m.line(".fi")
	}
}

// flags writes the flags of a set under a heading.
func (m *manPage) flags(heading string, set *pflag.FlagSet) {
	if !set.HasAvailableFlags() {
		return
	}
	m.line(".SH %s", heading)
	set.VisitAll(func(f *pflag.Flag) {
		name, usage := pflag.UnquoteUsage(f)
		term := "--" + f.Name
		if f.Shorthand != "" {
			term = "-" + f.Shorthand + ", " + term
		}
		if name != "" {
			term += " " + strings.ToUpper(name)
		}
		if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "[]" && f.DefValue != "0" {
			usage += " (default " + f.DefValue + ")"
		}
		m.entry(term, strings.ToUpper(usage[:1])+usage[1:]+".")
	})
}

// topic writes a topic of the help as a section.
func (m *manPage) topic(heading, name, intro string, settings config.Settings) {
	for _, t := range topics() {
		if t.name == name {
			if intro == "" {
				intro = t.intro
			}
			m.line(".SH %s", heading)
			m.line("%s", roff(intro))
			for _, e := range t.entries(settings) {
				m.entry(e.term, e.lines...)
			}
		}
	}
}

func manName(c *cobra.Command) string { return strings.ReplaceAll(c.CommandPath(), " ", "-") }

// manPageOf writes the page of a command.
func manPageOf(c *cobra.Command, day string, settings config.Settings) string {
	c.InitDefaultHelpFlag()
	m := &manPage{}
	m.line(".TH \"%s\" 1 \"%s\" \"%s\" \"Dojo Reversals\"", strings.ToUpper(manName(c)), day, programName)
	m.line(".nh\n.ad l") // a name that is broken at its hyphen is read wrong
	m.line(".SH NAME\n%s \\- %s", roff(manName(c)), roff(c.Short))
	m.line(".SH SYNOPSIS\n.B %s", roff(c.UseLine()))
	commands := commandsOf(c)
	if len(commands) > 0 {
		m.line(".br\n.B %s", roff(c.CommandPath()+" COMMAND [flags]"))
	}
	m.line(".SH DESCRIPTION")
	about := c.Long
	if about == "" {
		about = c.Short + "."
	}
	m.about(about)
	if len(commands) > 0 {
		m.line(".SH COMMANDS")
		for _, sub := range commands {
			m.entry(sub.Name(), sub.Short+". See "+manName(sub)+"(1).")
		}
	}
	own, set := flagsOf(c)
	m.flags("OPTIONS", own)
	if c.HasParent() {
		m.flags("SETTINGS", set)
		m.line(".SH EXIT STATUS\nThe codes are in %s(1).", roff(programName))
	} else {
		m.topic("SETTINGS", "settings", "", settings)
		m.topic("AGENTS", "agents", "", settings)
		m.topic("EXIT STATUS", "exit-codes", "", settings)
		m.topic("ENVIRONMENT", "environment", "", settings)
		m.topic("FILES", "files", "These are the places on Linux where nothing else is set. \""+programName+" help files\" names them for the computer that it runs on.", settings)
		m.topic("STATUSES", "statuses", "", settings)
		m.topic("HELPDESK", "helpdesk", "", settings)
	}
	if c.Example != "" {
		m.line(".SH EXAMPLES")
		m.about(" " + strings.TrimLeft(c.Example, " "))
	}
	var also []string
	if c.HasParent() {
		also = append(also, manName(c.Parent()))
	}
	for _, sub := range commands {
		also = append(also, manName(sub))
	}
	if len(also) > 0 {
		m.line(".SH SEE ALSO")
		for i, name := range also {
			comma := map[bool]string{true: ",", false: ""}[i < len(also)-1]
			m.line(".BR %s (1)%s", roff(name), comma)
		}
	}
	return m.b.String()
}

// manPages are the pages of all commands, by the names of their files.
func manPages(t *testing.T, day string) map[string]string {
	t.Helper()
	settings := onSomeMachine(t)
	settings.ConfigFile = strings.Replace(settings.ConfigFile, "/home/priya", "~", 1)
	settings.StateDir = strings.Replace(settings.StateDir, "/home/priya", "~", 1)
	pages := map[string]string{}
	for _, c := range allCommands(testRoot()) {
		if !c.HasParent() || c.IsAvailableCommand() && c.Name() != "help" {
			c.SetOut(io.Discard)
			if err := c.Help(); err != nil { // the sandbox finds its faults then
				t.Fatal(err)
			}
			pages[manName(c)+".1"] = manPageOf(c, day, settings)
		}
	}
	return pages
}

// TestManPages has each page read by the programs that show man pages, which say what
// they find wrong with it.
func TestManPages(t *testing.T) {
	t.Parallel()
	pages := manPages(t, "2026-01-31")
	main := pages[programName+".1"]
	for _, want := range []string{".SH FILES", ".SH ENVIRONMENT", ".SH EXIT STATUS", "HTTPS_PROXY", "\\(ti/.local/state/dojo\\-reversals", "NOT reversed"} {
		if !strings.Contains(main, want) {
			t.Errorf("%s.1 has no %s", programName, want)
		}
	}
	if len(pages) < 9 {
		t.Errorf("only %d pages", len(pages))
	}
	for _, reader := range [][]string{{"mandoc", "-T", "lint", "-W", "warning"}, {"groff", "-man", "-ww", "-z", "-rLL=78n"}} {
		program, err := exec.LookPath(reader[0])
		if err != nil {
			t.Logf("%s isn't there, so it doesn't read the pages", reader[0])
			continue
		}
		for name, page := range pages {
			c := exec.Command(program, reader[1:]...)
			c.Stdin = strings.NewReader(page)
			if out, err := c.CombinedOutput(); err != nil || len(bytes.TrimSpace(out)) > 0 {
				t.Errorf("%s says of %s: %v\n%s", reader[0], name, err, out)
			}
		}
	}
}
