package cli

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"dojoreversals/config"
)

// takes are the flags of each command. A command takes a setting's flag only if it
// uses the setting: a flag that does nothing misleads.
var takes = map[string][]string{
	"dojo-reversals sandbox":         {"addr", "config", "fault", "help", "latency", "payments", "reversal-rule", "seed", "timezone"},
	"dojo-reversals journal":         {"config", "excel", "format", "help", "payment", "since", "state-dir"},
	"dojo-reversals journal verify":  {"config", "head", "help", "state-dir"},
	"dojo-reversals journal recover": {"config", "help", "into", "state-dir"},
	"dojo-reversals journal adopt":   {"base-url", "config", "from", "help", "state-dir", "yes"},
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
	root := rootCommand(streams{os.Stdin, newOutput(os.Stdout, charset{}), newOutput(os.Stderr, charset{})})
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
	listed := regexp.MustCompile(`(?m)^ +(?:-\w, |    )--([\w-]+)`)
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
		var got []string
		for _, m := range listed.FindAllStringSubmatch(c.UsageString(), -1) {
			got = append(got, m[1])
		}
		slices.Sort(got)
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
