package cli

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"dojoreversals/config"
)

// takes are the flags of each command. A command takes a setting's flag only if it
// uses the setting: a flag that does nothing misleads.
var takes = map[string][]string{
	"dojo-reversals list":            scripted("amount", "format", "help", "last4", "reference", "since", "status", "view"),
	"dojo-reversals show":            scripted("format", "help"),
	"dojo-reversals reverse":         scripted("amount", "currency", "dry-run", "format", "help", "reason", "wait", "yes"),
	"dojo-reversals watch":           scripted("format", "help", "wait"),
	"dojo-reversals completion":      {"help"},
	"dojo-reversals sandbox":         {"addr", "config", "fault", "help", "latency", "payments", "reversal-rule", "seed", "timezone"},
	"dojo-reversals journal":         {"amount", "config", "excel", "format", "help", "last4", "payment", "reference", "since", "state-dir"},
	"dojo-reversals doctor":          {"api-version", "ascii", "ask-keyring", "base-url", "bundle", "config", "force", "help", "json", "shop", "state-dir", "theme", "timezone"},
	"dojo-reversals logs":            {"config", "follow", "format", "help", "since", "state-dir", "timezone"},
	"dojo-reversals journal verify":  {"config", "head", "help", "state-dir"},
	"dojo-reversals journal recover": {"config", "help", "into", "state-dir"},
	"dojo-reversals journal adopt":   {"base-url", "config", "from", "help", "shop", "state-dir", "yes"},
	"dojo-reversals login":           {"config", "help", "key-stdin", "plain", "shop", "timezone"},
	"dojo-reversals logout":          {"config", "help", "shop", "state-dir", "yes"},
	"dojo-reversals whoami":          {"config", "format", "help", "shop"},
	"dojo-reversals config":          {"help"},
	"dojo-reversals config list":     settingsOf("format", "help"),
	"dojo-reversals config get":      settingsOf("help"),
	"dojo-reversals config set":      {"config", "help", "shop", "state-dir", "stdin"},
	"dojo-reversals config unset":    {"config", "help", "shop", "state-dir"},
	"dojo-reversals config edit":     {"config", "help", "state-dir"},
	"dojo-reversals config path":     {"config", "help"},
	"dojo-reversals shops":           {"config", "format", "help", "state-dir"},
	"dojo-reversals serve":           {"config", "debug", "help", "state-dir"},
	"dojo-reversals session":         {"agent", "config", "help", "state-dir"},
	"dojo-reversals shops add":       {"api-key-file", "base-url", "config", "help", "name", "state-dir", "timezone"},
	"dojo-reversals shops rename":    {"config", "help", "name", "state-dir"},
	"dojo-reversals shops remove":    {"config", "help", "state-dir", "yes"},
}

// scripted are flags of a command without a screen, and the settings that matter to it.
func scripted(own ...string) []string {
	all := append(own, scriptFlags...)
	slices.Sort(all)
	return all
}

// settingsOf are flags of a command that takes those of all settings too.
func settingsOf(own ...string) []string {
	for _, s := range config.Table() {
		if s.Flag != "" {
			own = append(own, s.Flag)
		}
	}
	slices.Sort(own)
	return own
}

// listedFlags are the flags that a page of the help has: with what each does, and the names
// of settings that have a page of their own.
func listedFlags(page string) (names []string) {
	_, page, _ = strings.Cut(page, "\nFlags:\n")
	for _, m := range regexp.MustCompile(`(?m)^ +(?:-\w, |    )--([\w-]+)`).FindAllStringSubmatch(page, -1) {
		names = append(names, m[1])
	}
	if _, settings, ok := strings.Cut(page, "\nSettings:\n  --"); ok {
		settings, _, _ = strings.Cut("--"+settings, "(")
		for _, name := range strings.Fields(settings) {
			names = append(names, strings.TrimPrefix(name, "--"))
		}
	}
	slices.Sort(names)
	return names
}

func allCommands(c *cobra.Command) []*cobra.Command {
	list := []*cobra.Command{c}
	for _, sub := range c.Commands() {
		list = append(list, allCommands(sub)...)
	}
	return list
}

// TestFlagsOfEachCommand holds that the help of each command lists its own flags, and
// that it refuses those of the others.
func TestFlagsOfEachCommand(t *testing.T) {
	t.Parallel()
	root := rootCommand(streams{in: os.Stdin, out: newOutput(os.Stdout, charset{}), err: newOutput(os.Stderr, charset{})})
	all := map[string]bool{}
	root.Flags().VisitAll(func(f *pflag.Flag) { all[f.Name] = true })
	for _, s := range config.Table() {
		if s.Flag != "" && !all[s.Flag] {
			t.Errorf("the screen doesn't take --%s", s.Flag)
		}
	}
	for _, flags := range takes {
		for _, name := range flags {
			all[name] = true
		}
	}
	tested := 0
	for _, c := range allCommands(root) {
		want, ok := takes[c.CommandPath()]
		if !ok {
			if c.Runnable() && c != root && c.Name() != "help" {
				t.Errorf("%s isn't tested", c.CommandPath())
			}
			continue
		}
		tested++
		c.InitDefaultHelpFlag()
		got := listedFlags(c.UsageString())
		if !slices.Equal(got, want) {
			t.Errorf("%s lists %q, want %q", c.CommandPath(), got, want)
		}
		for name := range all {
			err := c.ParseFlags([]string{"--" + name + "=1"})
			if !slices.Contains(want, name) && err == nil {
				t.Errorf("%s takes --%s and doesn't say what for", c.CommandPath(), name)
			}
		}
	}
	if tested != len(takes) {
		t.Errorf("%d of %d commands are there", tested, len(takes))
	}
}
