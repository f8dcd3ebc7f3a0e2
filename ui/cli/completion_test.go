package cli_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/journal/sqlite"
	"dojoreversals/ui/internal/ptytest"
	"dojoreversals/ui/script"
)

// completions is what the program offers a shell: the words, with their descriptions
// after a tab, and how the shell is to treat them.
func completions(t *testing.T, env []string, args ...string) (words []string, directive string) {
	t.Helper()
	r := command(t, env, append([]string{"__complete"}, args...)...)
	lines := strings.Split(strings.TrimSuffix(r.out, "\n"), "\n")
	last := lines[len(lines)-1]
	if r.code != 0 || !strings.HasPrefix(last, ":") {
		t.Fatalf("%q: exit code %d\n%s%s", args, r.code, r.out, r.err)
	}
	if strings.Contains(r.out+r.err, testKey) || strings.Contains(r.out+r.err, "clientSession") {
		t.Errorf("%q shows a secret", args)
	}
	return lines[:len(lines)-1], last
}

// completionsAtLast is completions of what comes from Dojo or the record. The program
// waits for that no longer than somebody who has pressed the tab key does, so on a busy
// machine it is asked again until it offers something.
func completionsAtLast(t *testing.T, env []string, args ...string) (words []string, directive string) {
	t.Helper()
	eventually(t, "something to be offered", func() bool {
		words, directive = completions(t, env, args...)
		return len(words) > 0
	})
	return words, directive
}

// The directives of Cobra that the shells' scripts know.
const (
	noFiles        = ":4"
	noFilesNoSpace = ":6"
	filesEndingIn  = ":8"
	folders        = ":16"
	noFilesInOrder = ":36"
)

// oneBareWord is what no shell reads anything into. No help for the person is among it, such
// as Cobra's _activeHelp_, which PowerShell would offer as a word.
var oneBareWord = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_./:=+-]*$`)

// TestCompletion holds what is offered for each kind of flag and argument.
func TestCompletion(t *testing.T) {
	t.Parallel()
	env := append(sealed(t), "DOJO_API_KEY="+testKey)
	shops := filepath.Join(t.TempDir(), "shops.toml")
	text := "[shops.high-street]\nname = \"High Street\"\napi_key = \"" + testKey + "\"\n\n[shops.station]\napi_key = \"sk_sandbox_other\"\n"
	if err := os.WriteFile(shops, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args      []string
		want      []string // exactly, without descriptions
		directive string
	}{
		{[]string{"jour"}, []string{"journal"}, noFiles},
		{[]string{"journal", ""}, []string{"adopt", "recover", "verify"}, noFiles},
		{[]string{"journal", "verify", ""}, nil, noFiles},
		{[]string{"--theme", ""}, []string{"auto", "dark", "light", "16", "none"}, noFilesInOrder},
		{[]string{"--theme=d"}, []string{"auto", "dark", "light", "16", "none"}, noFilesInOrder}, // the shell chooses
		{[]string{"--reversal-rule", ""}, []string{"same-day", "published"}, noFilesInOrder},
		{[]string{"--locale", ""}, dojo.Locales(), noFilesInOrder},
		{[]string{"--ascii="}, []string{"true", "false"}, noFilesInOrder},
		{[]string{"--refresh", ""}, nil, noFiles},
		{[]string{"--timezone", "Eu"}, []string{"Europe/"}, noFilesNoSpace},
		{[]string{"--timezone", "Europe/Lo"}, []string{"Europe/London"}, noFiles},
		{[]string{"--config", ""}, []string{"toml"}, filesEndingIn},
		{[]string{"--state-dir", ""}, nil, folders},
		{[]string{"--shop", ""}, nil, noFiles},
		{[]string{"--config", shops, "--shop", ""}, []string{"high-street", "station"}, noFiles},
		{[]string{"sandbox", "--timezone", "Europe/Du"}, []string{"Europe/Dublin"}, noFiles},
		{[]string{"sandbox", "--fault", "sl"}, []string{"slow="}, noFilesNoSpace},
		{[]string{"sandbox", "--fault", "reads:cut"}, []string{"reads:cut-before", "reads:cut-after"}, noFiles},
		{[]string{"sandbox", "--seed", ""}, nil, noFiles},
		{[]string{"journal", "recover", "--into", ""}, nil, folders},
		{[]string{"journal", "--payment", ""}, nil, noFilesInOrder},
		{[]string{"journal", "--format", ""}, []string{"table", "json", "csv"}, noFilesInOrder},
		{[]string{"list", "--view", ""}, script.Views(), noFilesInOrder},
		{[]string{"list", "--status", ""}, []string{"Authorized", "Captured", "Reversed", "Refunded", "Canceled"}, noFilesInOrder},
		{[]string{"config", ""}, []string{"edit", "get", "list", "path", "set", "unset"}, noFiles},
		{[]string{"config", "get", "api_k"}, []string{"api_key_file", "api_key"}, noFiles},
		{[]string{"config", "set", "api_k"}, []string{"api_key_file"}, noFiles},
		{[]string{"config", "set", "theme", ""}, []string{"auto", "dark", "light", "16", "none"}, noFilesInOrder},
		{[]string{"config", "set", "timezone", "Europe/Lo"}, []string{"Europe/London"}, noFiles},
		{[]string{"config", "set", "bell", "true", ""}, nil, noFiles},
		{[]string{"config", "set", "refresh", ""}, nil, noFiles},
		{[]string{"config", "set", "state_dir", ""}, nil, folders},
		{[]string{"config", "unset", "theme", ""}, nil, noFiles},
		{[]string{"shops", ""}, []string{"add", "remove", "rename"}, noFiles},
		{[]string{"shops", "remove", "--config", shops, ""}, []string{"high-street", "station"}, noFiles},
		{[]string{"shops", "rename", "--config", shops, "station", ""}, nil, noFiles},
		{[]string{"completion", ""}, []string{"bash", "zsh", "fish", "powershell"}, noFiles},
		{[]string{"help", "s"}, []string{"sandbox", "settings", "statuses"}, noFiles},
		{[]string{"help", "journal", "v"}, []string{"verify"}, noFiles},
		{[]string{"nonsense", ""}, nil, noFiles},
	} {
		words, directive := completions(t, env, c.args...)
		for i, w := range words {
			words[i], _, _ = strings.Cut(w, "\t")
			if strings.Contains(w, testKey) || strings.Contains(w, "sk_sandbox_") {
				t.Errorf("%q offers a key", c.args)
			}
			if !oneBareWord.MatchString(words[i]) {
				t.Errorf("%q offers %q, which a shell would have to quote", c.args, words[i])
			}
		}
		if c.args[0] == "help" {
			words = slices.DeleteFunc(words, func(w string) bool { return !strings.HasPrefix(w, c.args[len(c.args)-1]) })
			words = slices.DeleteFunc(words, func(w string) bool { return !slices.Contains(c.want, w) })
		}
		if !slices.Equal(words, c.want) || directive != c.directive {
			t.Errorf("%q offers %q %s, want %q %s", c.args, words, directive, c.want, c.directive)
		}
	}
}

// recordOf records attempts to reverse payments, and closes the record.
func recordOf(t *testing.T, dir string, now time.Time, payments ...journal.Payment) {
	t.Helper()
	store, err := sqlite.Open(t.Context(), sqlite.Options{Dir: dir, Process: "before", Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range payments {
		a := journal.Attempt{
			ID: "0199a000-0000-7000-8000-00000000000" + string(rune('1'+i)), Environment: dojo.Sandbox, BaseURL: "http://localhost:5000",
			KeyFingerprint: "aaaaaaaaaaaa", Operator: "kim", Payment: p, ConfirmedAt: now, SentAt: now, State: journal.Intended,
		}
		if err := takeThrough(t.Context(), store, a, journal.Abandoned); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestCompletionOfRecordedPayments offers the payments of the record, the last one
// first, each once and with what tells it apart. It changes nothing in the folder.
func TestCompletionOfRecordedPayments(t *testing.T) {
	t.Parallel()
	env := append(sealed(t), "DOJO_API_KEY="+testKey, "DOJO_TIMEZONE=UTC")
	if words, _ := completions(t, env, "journal", "--payment", ""); len(words) > 0 {
		t.Errorf("without a record: %q", words)
	}
	if _, err := os.Stat(stateDir(t, env)); !os.IsNotExist(err) {
		t.Errorf("completion made the folder: %v", err)
	}
	paid := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	payment := func(id string, hours int) journal.Payment {
		return journal.Payment{
			ID: id, Reference: "ORDER-" + id, Amount: dojo.Money{Minor: 4250, Currency: "GBP"},
			Card: dojo.Card{Brand: "Visa", Last4: "1013"}, PaidAt: paid.Add(time.Duration(hours) * time.Hour),
		}
	}
	recordOf(t, stateDir(t, env), time.Now(), payment("pi_a", 0), payment("pi_b", 1), payment("pi_a", 0), payment("pi_$(reboot)", 2))
	before := folder(t, stateDir(t, env))
	for _, args := range [][]string{{"journal", "--payment", ""}, {"watch", "pi_"}} {
		words, directive := completionsAtLast(t, env, args...)
		if want := []string{"pi_b\t£42.50  Visa ··1013  1 Mar", "pi_a\t£42.50  Visa ··1013  1 Mar"}; !slices.Equal(words, want) || directive != noFilesInOrder {
			t.Errorf("%q offers %q %s, want %q", args, words, directive, want)
		}
	}
	if after := folder(t, stateDir(t, env)); after != before {
		t.Errorf("completion changed the folder:\n%s\n%s", before, after)
	}
}

// TestCompletionOfPaymentsOfToday offers what Dojo has of today: for show all, for reverse
// those that are held. Where Dojo refuses, or doesn't answer, it offers none of them and
// ends all the same, and it records and sends nothing.
func TestCompletionOfPaymentsOfToday(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	held := s.pay(sale("ORDER-1", 4250, "1013"))
	taken := sale("ORDER-2", 1000, "1002")
	taken.Status = dojo.StatusCaptured
	captured := s.pay(taken)
	env := s.env()
	paid := func(id, reference, about string) string {
		return id + "\t" + about + "  " + s.state(reference).PaidAt.In(s.zone).Format("15:04")
	}
	all := []string{paid(held, "ORDER-1", "£42.50  Visa ··1013"), paid(captured, "ORDER-2", "£10.00  Visa ··1002")}
	for _, c := range []struct {
		args []string
		want []string
	}{
		{[]string{"show", ""}, all},
		{[]string{"watch", ""}, nil}, // nobody has tried to reverse one
		{[]string{"reverse", ""}, all[:1]},
		{[]string{"reverse", "--dry-run", held[:len(held)-1]}, all[:1]},
		{[]string{"reverse", "nothing-like-it"}, nil},
		{[]string{"show", held, ""}, nil},
	} {
		ask := completionsAtLast
		if c.want == nil {
			ask = completions
		}
		if words, directive := ask(t, env, c.args...); !slices.Equal(words, c.want) || directive != noFilesInOrder {
			t.Errorf("%q offers %q %s, want %q", c.args, words, directive, c.want)
		}
	}
	for _, fault := range []string{"401", "silent", "html"} {
		s.fault(fault)
		if words, _ := completions(t, env, "reverse", ""); len(words) > 0 {
			t.Errorf("with %s it offers %q", fault, words)
		}
	}
	if _, err := os.Stat(stateDir(t, env)); !os.IsNotExist(err) {
		t.Errorf("completion made the folder: %v", err)
	}
}

// folder is the files of a folder, with the hashes of their contents.
func folder(t *testing.T, dir string) string {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, f := range list {
		data, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s %x\n", f.Name(), sha256.Sum256(data))
	}
	return b.String()
}

// TestTabCompletes presses the tab key in real shells, also for a payment of today.
// Dojo and the shell's terminal see no secret: see runBinary.
func TestTabCompletes(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	// Where the package bash-completion isn't there, what the script needs of it is
	// written out: to find the words of the line, which bash itself breaks at colons,
	// and to leave out of a completion what stands before a colon.
	const bashStart = `PS1='> '
if [ -r /usr/share/bash-completion/bash_completion ]; then
	source /usr/share/bash-completion/bash_completion
else
	_get_comp_words_by_ref() {
		read -ra words <<<"${COMP_LINE:0:COMP_POINT}"
		[[ ${COMP_LINE:COMP_POINT-1:1} == ' ' ]] && words+=('')
		cword=$((${#words[@]} - 1)) cur=${words[-1]} prev=${words[-2]}
	}
	__ltrim_colon_completions() {
		[[ $1 == *:* ]] && COMPREPLY=("${COMPREPLY[@]#"${1%"${1##*:}"}"}")
	}
fi
source <(dojo-reversals completion bash)
`
	const zshStart = `PS1='> '
autoload -U compinit && compinit -u -D
source <(dojo-reversals completion zsh)
`
	for shell, start := range map[string]struct {
		args, script string
	}{"bash": {"--norc --noprofile -i", bashStart}, "zsh": {"-f -i", zshStart}} {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			path, err := exec.LookPath(shell)
			if err != nil {
				t.Skip(shell + " isn't there")
			}
			s := openShop(t)
			id := s.pay(sale("ORDER-1", 4250, "1013"))
			bin := t.TempDir()
			if err := os.Symlink(build(t), filepath.Join(bin, "dojo-reversals")); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(bin, "start")
			if err := os.WriteFile(file, []byte(start.script+"echo rea\\dy\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			p := runBinary(t, s, path, ptytest.Options{
				Args: strings.Fields(start.args), Env: s.env("PATH=" + bin + ":/usr/bin:/bin"), KillAtEnd: true,
			})
			p.Type("source " + file + "\r")
			p.WaitFor("ready")
			for _, c := range []struct{ typed, shows string }{
				{"jour\t", "dojo-reversals journal"},
				{"--theme li\t", "dojo-reversals --theme light"},
				{"--timezone Europe/Lond\t", "dojo-reversals --timezone Europe/London"},
				{"sandbox --fault reads:cut-a\t", "--fault reads:cut-after"},
				{"reverse pi_\t", "dojo-reversals reverse " + id},
			} {
				// On a busy machine Dojo's answer may come too late for whoever has pressed
				// the tab key: again, then. What is typed behind it is shown after that.
				for try := 1; ; try++ {
					end := fmt.Sprint("~", try, "~")
					p.Type("\x15dojo-reversals " + c.typed + end)
					if p.WaitFor(end).Contains(c.shows) {
						break
					}
					if try == 20 {
						t.Fatalf("%s isn't completed:\n%s", c.typed, p.Screen())
					}
				}
			}
		})
	}
}

// TestFishCompletes asks a real fish.
func TestFishCompletes(t *testing.T) {
	t.Parallel()
	fish, err := exec.LookPath("fish")
	if err != nil {
		t.Skip("fish isn't there")
	}
	bin := t.TempDir()
	if err := os.Symlink(build(t), filepath.Join(bin, "dojo-reversals")); err != nil {
		t.Fatal(err)
	}
	const script = `dojo-reversals completion fish | source
complete -C "dojo-reversals jour"
complete -C "dojo-reversals --theme li"
complete -C "dojo-reversals sandbox --fault reads:cut-"
`
	c := exec.CommandContext(t.Context(), fish, "--no-config", "-c", script)
	c.Env = append([]string{"PATH=" + bin + ":/usr/bin:/bin"}, sealed(t)...)
	out, err := c.CombinedOutput()
	words := strings.Fields(string(out))
	for _, want := range []string{"journal", "light", "reads:cut-before", "reads:cut-after"} {
		if !slices.Contains(words, want) {
			t.Errorf("fish doesn't offer %q: %v\n%s", want, err, out)
		}
	}
}

// TestPowerShellScript holds what can be held where no PowerShell is. The script calls only
// functions that it has, in spite of the dash in the program's name, and is for that name. The
// variable that it leaves in the window means nothing to the program.
func TestPowerShellScript(t *testing.T) {
	t.Parallel()
	env := append(sealed(t), "DOJO_API_KEY="+testKey)
	r := command(t, env, "completion", "powershell")
	if !strings.Contains(r.out, "\nRegister-ArgumentCompleter -CommandName 'dojo-reversals' -ScriptBlock ${__dojo_reversalsCompleterBlock}") {
		t.Errorf("the script isn't for the program:\n%s", r.out)
	}
	has := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^(?:function|filter) (\S+) \{$`).FindAllStringSubmatch(r.out, -1) {
		has[m[1]] = true
	}
	calls := regexp.MustCompile(`__dojo-reversals_\w+`).FindAllString(r.out, -1)
	for _, name := range calls {
		if !has[name] {
			t.Errorf("it calls %s, which it doesn't have", name)
		}
	}
	if len(has) < 2 || len(calls) < 3 {
		t.Errorf("it has %v and calls %q", has, calls)
	}
	if bare := regexp.MustCompile(`\$[\w:]*dojo[_-]`).FindAllString(r.out, -1); bare != nil {
		t.Errorf("the names of these variables end at the dash: %q", bare)
	}
	left := regexp.MustCompile(`\$\{env:(\w+)\}=0`).FindStringSubmatch(r.out)
	if left == nil {
		t.Fatalf("it sets no variable:\n%s", r.out)
	}
	if r := command(t, append(env, left[1]+"=0"), "whoami"); r.code != 0 || r.err != "" {
		t.Errorf("%s: %+v", left[1], r)
	}
}

// TestShellsReadTheirScripts has the other shells read what is written for them.
func TestShellsReadTheirScripts(t *testing.T) {
	t.Parallel()
	for shell, read := range map[string][]string{
		"zsh": {"zsh", "-n"}, "fish": {"fish", "--no-execute"}, "bash": {"bash", "-n"}, "powershell": nil,
	} {
		r := command(t, sealed(t), "completion", shell)
		if r.code != 0 || r.err != "" || !strings.Contains(r.out, "__complete") {
			t.Errorf("%s: exit code %d, %q", shell, r.code, r.err)
		}
		if read == nil {
			continue
		}
		path, err := exec.LookPath(read[0])
		if err != nil {
			t.Logf("%s isn't there, so it doesn't read its script", shell)
			continue
		}
		c := exec.CommandContext(t.Context(), path, append(read[1:], "/dev/stdin")...)
		c.Stdin = strings.NewReader(r.out)
		if out, err := c.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", shell, err, out)
		}
	}
	if r := command(t, sealed(t), "completion", "bahs"); r.code != 2 || !strings.Contains(r.err, `"bahs" isn't a shell that is known here. Did you mean bash?`) {
		t.Errorf("%+v", r)
	}
	if r := command(t, sealed(t), "completion"); r.code != 2 || !strings.Contains(r.err, "which shell?") {
		t.Errorf("%+v", r)
	}
}
