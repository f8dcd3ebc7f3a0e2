package cli_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"dojoreversals/config"
)

// ran is how a command ended.
type ran struct {
	out, err string
	code     int
}

// command runs the program with pipes instead of a terminal.
func command(t *testing.T, env []string, args ...string) ran {
	t.Helper()
	binary := build(t) // before the time begins in which it must end
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	c := exec.CommandContext(ctx, binary, args...)
	c.Env = append([]string{"PATH=/usr/bin:/bin", "TERM=xterm-256color", "GORACE=atexit_sleep_ms=0"}, env...)
	var out, errs strings.Builder
	c.Stdout, c.Stderr = &out, &errs
	var exit *exec.ExitError
	if err := c.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return ran{out.String(), errs.String(), c.ProcessState.ExitCode()}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ args, has []string }{
		"the screen": {[]string{"--help"}, []string{
			"Examples:", "dojo-reversals --demo ", "--demo-seed", "sandbox ", "--timezone", "dojo-reversals help settings",
		}},
		"the sandbox": {[]string{"sandbox", "--help"}, []string{
			"Examples:", "curl ", "--addr", "--latency", "--payments", "--fault", "cut-after", "429=SECONDS", "stuck", "captured", "clock=MINUTES",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := command(t, sealed(t), c.args...)
			if r.code != 0 || r.err != "" {
				t.Errorf("exit code %d, %q", r.code, r.err)
			}
			for _, want := range c.has {
				if !strings.Contains(r.out, want) {
					t.Errorf("no %q in\n%s", want, r.out)
				}
			}
			if strings.Contains(r.out, "api-key") {
				t.Error("the key has a flag, which everybody on the machine could read")
			}
		})
	}
}

// The help has a page with every setting: where it can stand, and its default.
func TestHelpOnSettings(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"help", "settings"}, {"settings"}} {
		r := command(t, sealed(t), args...)
		if r.code != 0 || r.err != "" {
			t.Errorf("%q: exit code %d, %q", args, r.code, r.err)
		}
		paragraphs := strings.Split(strings.TrimSpace(r.out), "\n\n")
		if len(paragraphs) != len(config.Table())+1 {
			t.Fatalf("%q: %d paragraphs in\n%s", args, len(paragraphs), r.out)
		}
		for i, s := range config.Table() {
			has := []string{s.Env, s.Help, s.Default}
			if s.InFile {
				has = append(has, s.Name)
			}
			if s.Flag != "" {
				has = append(has, "--"+s.Flag)
			}
			unwrapped := strings.Join(strings.Fields(paragraphs[i+1]), " ")
			for _, text := range has {
				if !strings.Contains(unwrapped, text) {
					t.Errorf("%q: %s: no %q in\n%s", args, s.Name, text, paragraphs[i+1])
				}
			}
		}
	}
}

// TestMistakes holds that each mistake gets exit code 2 and a sentence that names
// what is wrong and how to put it right.
func TestMistakes(t *testing.T) {
	t.Parallel()
	key := "DOJO_API_KEY=" + testKey
	file := func(t *testing.T, text string) string {
		t.Helper()
		path := filepath.Join(t.TempDir(), "config.toml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for name, c := range map[string]struct {
		args []string
		env  []string
		conf string
		says []string
	}{
		"unknown flag":        {args: []string{"--nonsense"}, says: []string{"--nonsense", "--help"}},
		"unknown command":     {args: []string{"nonsense"}, says: []string{`"nonsense"`, "--help"}},
		"argument":            {args: []string{"sandbox", "nonsense"}, says: []string{`"nonsense"`, "sandbox --help"}},
		"not its flag":        {args: []string{"sandbox", "--plain"}, says: []string{`"--plain" isn't a flag of dojo-reversals sandbox`, "sandbox --help"}},
		"slip in a flag":      {args: []string{"--timezne", "x"}, says: []string{`"--timezne" isn't a flag. Did you mean --timezone?`, "dojo-reversals --help"}},
		"slip in its flag":    {args: []string{"journal", "--formt", "x"}, says: []string{`"--formt" isn't a flag of dojo-reversals journal. Did you mean --format?`}},
		"slip in a command":   {args: []string{"jornal"}, says: []string{`"jornal" isn't a command. Did you mean journal?`, "dojo-reversals --help"}},
		"slip below it":       {args: []string{"journal", "verfy"}, says: []string{`"verfy" isn't a command. Did you mean verify?`, "dojo-reversals journal --help"}},
		"a dropped file":      {args: []string{`C:\tills\config.toml`}, says: []string{`"C:\tills\config.toml" isn't a command`}},
		"no settings file":    {args: []string{"--config", `C:\nope.toml`}, says: []string{`there is no file "C:\nope.toml"`}},
		"a path for a number": {args: []string{"--demo-seed", `C:\1`}, says: []string{`--demo-seed can't be "C:\1": it takes a whole number`}},
		"slip in a topic":     {args: []string{"help", "setings"}, says: []string{`"setings" isn't a command or a topic of the help. Did you mean settings?`}},
		"no such topic":       {args: []string{"help", "nonsense"}, says: []string{`"nonsense" isn't a command or a topic of the help`}},
		"help with a key":     {args: []string{"help", testKey}, says: []string{"a key isn't a command or a topic"}},
		"flag for the key":    {args: []string{"--api-key=" + testKey}, says: []string{`"--api-key" isn't a flag: api_key has none`, "help settings"}},
		"key as letters":      {args: []string{"-" + testKey}, says: []string{"a key isn't a flag"}},
		"key as a flag":       {args: []string{"--" + testKey}, says: []string{"a key isn't a flag"}},
		"a key":               {args: []string{testKey}, says: []string{"isn't a command"}},
		"bad switch":          {args: []string{"--demo=x"}, says: []string{"--demo", `"x"`, "true or false"}},
		"control characters":  {args: []string{"non\x1b[2Jsense"}, says: []string{"--help"}},
		"bad seed":            {args: []string{"--demo", "--demo-seed", "x"}, says: []string{"--demo-seed", `"x"`}},
		"seed without demo":   {args: []string{"--demo-seed", "7"}, env: []string{key}, says: []string{"--demo-seed", "--demo"}},
		"bad fault":           {args: []string{"sandbox", "--fault", "nonsense"}, says: []string{"--fault", `"nonsense"`, "cut-after", "429=SECONDS"}},
		"bad fault value":     {args: []string{"sandbox", "--fault", "slow=x"}, says: []string{"--fault", `"x"`, "such as 3s"}},
		"bad address":         {args: []string{"sandbox", "--addr", "nonsense"}, says: []string{"--addr", `"nonsense"`, "127.0.0.1:0"}},
		"foreign address":     {args: []string{"sandbox", "--addr", "0.0.0.0:0"}, says: []string{"--addr", `"0.0.0.0"`, "only listens on this machine"}},
		"bad latency":         {args: []string{"sandbox", "--latency", "x"}, says: []string{"--latency", `"x"`, "such as 80ms"}},
		"bad since":           {args: []string{"list", "--since", "80"}, says: []string{`--since can't be "80": it takes a span of time, such as 2h, 7d or 2w`}},
		"bad wait":            {args: []string{"reverse", "pi_1", "--wait", "2"}, says: []string{`--wait can't be "2": it takes a span of time, such as 30s or 2m`}},
		"a word too many":     {args: []string{"list", "ORDER-1011"}, says: []string{`"ORDER-1011" is one word too many for dojo-reversals list`, "list --help"}},
		"a second ID":         {args: []string{"reverse", "pi_1", "pi_2"}, says: []string{`"pi_2" is one word too many for dojo-reversals reverse`}},
		"key for login":       {args: []string{"login", testKey}, says: []string{"a key has no place in a command", "asks for it", "--key-stdin"}},
		"negative payments":   {args: []string{"sandbox", "--payments", "-1"}, says: []string{"--payments"}},
		"bad zone":            {env: []string{key, "DOJO_TIMEZONE=Europe/Londn"}, says: []string{"DOJO_TIMEZONE", `"Europe/Londn"`, "Europe/London"}},
		"bad zone, sandbox":   {args: []string{"sandbox"}, env: []string{"DOJO_TIMEZONE=Nowhere"}, says: []string{"DOJO_TIMEZONE", "Nowhere"}},
		"bad refresh":         {env: []string{key, "DOJO_REFRESH=1ms"}, says: []string{"DOJO_REFRESH", "2s"}},
		"bad rule":            {args: []string{"--reversal-rule", "x"}, env: []string{key}, says: []string{"--reversal-rule", "same-day", "published"}},
		"plain http":          {env: []string{key, "DOJO_BASE_URL=http://dojo.invalid"}, says: []string{"DOJO_BASE_URL", "https"}},
		"public key":          {env: []string{"DOJO_API_KEY=pk_not_a_real_key"}, says: []string{"DOJO_API_KEY", "publishable", "sk_"}},
		"missing file":        {env: []string{key, "DOJO_CONFIG=/nowhere/config.toml"}, says: []string{"DOJO_CONFIG", "/nowhere/config.toml"}},
		"unknown setting":     {env: []string{key}, conf: "shop = 'x'\ntiemzone = 'Europe/London'\n", says: []string{"config.toml, line 2", `"tiemzone"`, "Did you mean timezone?"}},
		"invisible in key":    {env: []string{"DOJO_API_KEY=" + testKey[:5] + "\u200b" + testKey[5:]}, says: []string{"DOJO_API_KEY", "U+200B, zero-width space", "character 6"}},
		"invisible in file":   {env: []string{key}, conf: "\nshop\u00a0= 'x'\n", says: []string{"config.toml, line 2", "U+00A0, no-break space", "column 5"}},
		"slip in the key's":   {env: []string{"DOJO_APIKEY=" + testKey}, says: []string{"DOJO_APIKEY", "Did you mean DOJO_API_KEY?"}},
		"key with its name":   {env: []string{"DOJO_API_KEY=DOJO_API_KEY=" + testKey}, says: []string{"the name of the setting"}},
		"several shops":       {env: []string{key}, conf: "[shop.b]\nname = 'x'\n", says: []string{"config.toml, line 1", "[shop.b]", "[shops.high-street]"}},
		"bad proxy":           {env: []string{key, "HTTPS_PROXY=socks4://priya:" + testKey + "@proxy:1080"}, says: []string{"HTTPS_PROXY", "socks5://"}},
		"invisible command":   {args: []string{"\u200bjournal"}, says: []string{"the command", "U+200B, zero-width space", "character 1"}},
		"invisible span":      {args: []string{"journal", "--since", "1d\u200b"}, says: []string{"--since", "U+200B, zero-width space", "character 3"}},
		"invisible head":      {args: []string{"journal", "verify", "--head", "abc\u200b"}, says: []string{"--head", "U+200B, zero-width space", "character 4"}},
		"invisible payment":   {args: []string{"journal", "--payment", "pi_\u200bx"}, says: []string{"--payment", "U+200B, zero-width space", "character 4"}},
		"a backslash":         {args: []string{"logs", "--format", `C:\x`}, says: []string{`--format can't be "C:\x": it is text or json`}},
		"invisible format":    {args: []string{"journal", "--format", "csv\u00a0"}, says: []string{"--format", "U+00A0, no-break space", "character 4"}},
		"invisible zone":      {args: []string{"sandbox", "--timezone", "Europe/\u00adLondon"}, says: []string{"--timezone", "U+00AD, soft hyphen", "character 8"}},
		"dash for hyphens":    {args: []string{"\u2014plain"}, says: []string{"two plain hyphens: --"}},
		"broken file":         {env: []string{key}, conf: "shop = x\n", says: []string{"config.toml, line 1", "shop"}},
		"first start": {says: []string{
			"This till isn't connected to Dojo.", "You need the shop's secret key (it starts with sk_)", "dojo-reversals login\n", "DOJO_API_KEY", "dojo-reversals --demo",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := append(sealed(t), c.env...)
			if c.conf != "" {
				env = append(env, "DOJO_CONFIG="+file(t, c.conf))
			}
			r := command(t, env, c.args...)
			if r.code != 2 || r.out != "" {
				t.Errorf("exit code %d, written to standard output: %q", r.code, r.out)
			}
			for _, want := range c.says {
				if !strings.Contains(r.err, want) {
					t.Errorf("no %q in:\n%s", want, r.err)
				}
			}
			for _, never := range []string{"goroutine", "panic", "Usage:", "\x1b", "strconv", "invalid", testKey, "pk_not_a_real_key"} {
				if strings.Contains(r.err, never) {
					t.Errorf("%q in:\n%s", never, r.err)
				}
			}
			if lines := strings.Count(strings.TrimSpace(r.err), "\n"); lines > 1 && name != "first start" {
				t.Errorf("not one clear sentence:\n%s", r.err)
			}
		})
	}
}

// TestSandboxCommand asks the sandbox what curl would ask, on the port that it
// prints, and ends it.
func TestSandboxCommand(t *testing.T) {
	t.Parallel()
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			binary := build(t) // before the time begins in which it must end
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			c := exec.CommandContext(ctx, binary, "sandbox", "--latency", "0s", "--payments", "7", "--fault", "get:409*1")
			c.Env = append([]string{"PATH=/usr/bin:/bin", "GORACE=atexit_sleep_ms=0"}, sealed(t)...)
			out, err := c.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			line, err := bufio.NewReader(out).ReadString('\n')
			url, ok := strings.CutPrefix(strings.TrimSpace(line), "Listening on ")
			if err != nil || !ok || strings.HasSuffix(url, ":0") {
				t.Fatalf("%q, %v", line, err)
			}
			ask := func(method, path, key, body string) (int, string) {
				t.Helper()
				req, err := http.NewRequestWithContext(ctx, method, url+path, strings.NewReader(body))
				if err != nil {
					t.Fatal(err)
				}
				req.Header.Set("Version", "2022-01-03")
				req.Header.Set("Content-Type", "application/json")
				if key != "" {
					req.Header.Set("Authorization", "Basic "+key)
				}
				client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
				res, err := client.Do(req)
				if err != nil {
					t.Fatal(err)
				}
				defer res.Body.Close()
				b, err := io.ReadAll(res.Body)
				if err != nil {
					t.Fatal(err)
				}
				return res.StatusCode, string(b)
			}
			if code, body := ask(http.MethodPost, "/payment-intents/search", testKey, `{"cursor":{"limit":3}}`); code != 200 || strings.Count(body, `"captureMode"`) != 3 {
				t.Errorf("%d %s", code, body)
			}
			if code, body := ask(http.MethodPost, "/payment-intents/search", "", `{}`); code != 401 || !strings.Contains(body, "API key") {
				t.Errorf("without a key: %d %s", code, body)
			}
			for _, want := range []int{409, 404} {
				if code, body := ask(http.MethodGet, "/payment-intents/pi_sandbox_nobody", testKey, ""); code != want {
					t.Errorf("%d %s, want %d", code, body, want)
				}
			}
			if err := c.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(io.Discard, out); err != nil {
				t.Error(err)
			}
			if err := c.Wait(); err != nil {
				t.Errorf("it ended with %v", err)
			}
		})
	}
}

// verify fails unless the command says that the record is whole.
func (s *shop) verify(env []string) {
	s.t.Helper()
	r := command(s.t, env, "journal", "verify")
	if r.code != 0 || !strings.Contains(r.out, " is whole: ") {
		s.t.Errorf("journal verify: exit code %d\n%s%s", r.code, r.out, r.err)
	}
}

// line is one line of the record.
type line struct {
	Attempt, State, Why string
	Corrected           string
	CorrectedBy         string `json:"corrected_by"`
	HTTPStatus          int    `json:"http_status"`
}

// record is the newest line of each attempt, in the order in which they began.
func (s *shop) record(env []string) (newest []line) {
	s.t.Helper()
	r := command(s.t, env, "journal", "--format", "json")
	in := json.NewDecoder(strings.NewReader(r.out))
	for in.More() {
		var l line
		if err := in.Decode(&l); err != nil {
			s.t.Fatalf("%v in %s%s", err, r.out, r.err)
		}
		if i := slices.IndexFunc(newest, func(o line) bool { return o.Attempt == l.Attempt }); i >= 0 {
			newest[i] = l
		} else {
			newest = append(newest, l)
		}
	}
	return newest
}
