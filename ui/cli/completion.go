package cli

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/dojo/sandbox"
	"dojoreversals/ui/script"
)

// shells are those that commands can be completed in, with what writes the script for
// each.
var shells = []struct {
	name, short string
	write       func(root *cobra.Command, o *output) error
}{
	{"bash", "Linux, and macOS with a bash of its own", func(root *cobra.Command, o *output) error { return root.GenBashCompletionV2(o, true) }},
	{"zsh", "macOS", func(root *cobra.Command, o *output) error { return root.GenZshCompletion(o) }},
	{"fish", "fish", func(root *cobra.Command, o *output) error { return root.GenFishCompletion(o, true) }},
	{"powershell", "Windows", func(root *cobra.Command, o *output) error { return root.GenPowerShellCompletionWithDesc(o) }},
}

// completionCommand writes the script that makes a shell complete the command line.
func completionCommand(s streams) *cobra.Command {
	c := &cobra.Command{
		Use:   "completion SHELL",
		Short: "Let the tab key complete commands, in bash, zsh, fish or PowerShell",
		Long: `Completion writes a script for your shell. With it the tab key completes commands,
flags and their values, settings, shops, and the IDs of payments. The packages for
Linux bring it along; elsewhere switch it on once, and open a new window.

For bash (it needs the package bash-completion):
  dir=~/.local/share/bash-completion/completions
  mkdir -p $dir
  dojo-reversals completion bash > $dir/dojo-reversals

For zsh:
  mkdir -p ~/.zfunc
  dojo-reversals completion zsh > ~/.zfunc/_dojo-reversals
and in ~/.zshrc, once:
  fpath=(~/.zfunc $fpath)
  autoload -U compinit && compinit

For fish:
  set dir ~/.config/fish/completions
  mkdir -p $dir
  dojo-reversals completion fish > $dir/dojo-reversals.fish

For PowerShell, on Windows too:
  if (!(Test-Path $PROFILE)) { New-Item -Type File -Force $PROFILE }
  $line = 'dojo-reversals completion powershell | Out-String | iex'
  Add-Content $PROFILE $line
If a new window then says that running scripts is disabled, allow your own:
  Set-ExecutionPolicy -Scope CurrentUser RemoteSigned

IDs of payments come from the record on this computer, and those of today from Dojo
if it answers within a second. Nothing is written for it.`,
		Example: `  source <(dojo-reversals completion bash)      # in this window only`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("which shell? It is bash, zsh, fish or powershell\nTry '%s'", helpOn(c))
			}
			return noArguments(c, args[1:])
		},
		RunE: func(c *cobra.Command, args []string) error {
			var names []string
			for _, shell := range shells {
				if shell.name == args[0] {
					return shell.write(c.Root(), s.out)
				}
				names = append(names, shell.name)
			}
			text := shownWord(args[0]) + " isn't a shell that is known here"
			if near, ok := config.Nearest(args[0], names); ok {
				text += ". Did you mean " + near + "?"
			}
			return usagef("%s\nTry '%s'", text, helpOn(c))
		},
	}
	for _, shell := range shells {
		c.ValidArgs = append(c.ValidArgs, cobra.CompletionWithDesc(shell.name, shell.short))
	}
	return c
}

// isCompletion says whether a shell asks what can be completed.
func isCompletion(args []string) bool {
	return len(args) > 0 && (args[0] == cobra.ShellCompRequestCmd || args[0] == cobra.ShellCompNoDescRequestCmd)
}

// completeFlags says of each flag of each command how its value is completed. It costs
// more than a start should, so that it is done only where a shell asks.
func completeFlags(c *cobra.Command) error {
	var errs []error
	c.Flags().VisitAll(func(f *pflag.Flag) {
		errs = append(errs, c.RegisterFlagCompletionFunc(f.Name, completionOf(f)))
	})
	for _, sub := range c.Commands() {
		errs = append(errs, completeFlags(sub))
	}
	return errors.Join(errs...)
}

// completionOf says how the value of a flag is completed: by what it takes, where that
// can be listed, and else not at all, since a shell would offer the names of files.
func completionOf(f *pflag.Flag) cobra.CompletionFunc {
	switch f.Name {
	case "shop":
		return completeShop
	case "payment":
		return completeRecorded
	case "fault":
		return oneWord(faultWords)
	case "timezone":
		return oneWord(zoneWords)
	case "format":
		if f.DefValue == "" { // of logs
			return oneOfThese([]string{"text", "json"})
		}
		return oneOfThese(script.Formats())
	case "view":
		return oneOfThese(script.Views())
	case "status":
		return oneOfThese(script.Statuses())
	}
	for _, s := range config.Table() {
		if s.Flag == f.Name && s.Values() != nil {
			return oneOfThese(s.Values())
		}
	}
	switch name, _ := pflag.UnquoteUsage(f); {
	case f.Name == "config":
		return cobra.FixedCompletions([]string{"toml"}, cobra.ShellCompDirectiveFilterFileExt)
	case f.Name == "state-dir", name == "folder":
		return cobra.FixedCompletions(nil, cobra.ShellCompDirectiveFilterDirs)
	case strings.HasSuffix(f.Name, "file"), name == "file":
		return cobra.FixedCompletions(nil, cobra.ShellCompDirectiveDefault)
	}
	return cobra.NoFileCompletions
}

// oneOfThese offers a few words; the shell chooses among them.
func oneOfThese[T ~string](words []T) cobra.CompletionFunc {
	var list []cobra.Completion
	for _, w := range words {
		list = append(list, string(w))
	}
	return cobra.FixedCompletions(list, cobra.ShellCompDirectiveNoFileComp|cobra.ShellCompDirectiveKeepOrder)
}

// oneWord completes what is typed to one of some words. A word that goes on after what
// is offered, such as "Europe/" or "slow=", gets no blank behind it.
func oneWord(words func(typed string) []cobra.Completion) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		list := slices.DeleteFunc(words(typed), func(w string) bool { return !strings.HasPrefix(w, typed) })
		goesOn := func(w string) bool {
			word, _, _ := strings.Cut(w, "\t")
			return strings.ContainsAny(word[len(word)-1:], "/:=")
		}
		if len(list) > 0 && !slices.ContainsFunc(list, func(w string) bool { return !goesOn(w) }) {
			return list, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
		}
		return list, cobra.ShellCompDirectiveNoFileComp
	}
}

// zoneWords are the parts of the world, and the time zones of one once it is typed:
// there are hundreds.
func zoneWords(typed string) []cobra.Completion {
	if strings.Contains(typed, "/") {
		return config.Zones()
	}
	var areas []cobra.Completion
	for _, zone := range config.Zones() {
		area, _, _ := strings.Cut(zone, "/")
		areas = append(areas, area+"/")
	}
	return slices.Compact(areas)
}

// faultWords are the faults of the sandbox, and those of one operation once that is
// typed.
func faultWords(typed string) []cobra.Completion {
	op, _, hasOp := strings.Cut(typed, ":")
	if hasOp {
		op += ":"
	} else {
		op = ""
	}
	var list []cobra.Completion
	for _, f := range sandbox.Faults() {
		word := op + f.Name
		if strings.HasPrefix(f.Value, "=") {
			word += "="
		}
		list = append(list, cobra.CompletionWithDesc(word, f.Does))
	}
	return list
}

// completeShop offers the shops of the settings.
func completeShop(c *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	settings, _ := loadSettings(c, true) // what is wrong with them is said when they are used
	var list []cobra.Completion
	for _, shop := range settings.Shops {
		list = append(list, cobra.CompletionWithDesc(shop.Handle, dojo.Clean(shop.Name)))
	}
	return list, cobra.ShellCompDirectiveNoFileComp
}
