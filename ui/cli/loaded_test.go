package cli

import (
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dojoreversals/config"
	"dojoreversals/ui/serve"
)

const loadedKey = `keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"]` + "\n"

// serverSettingsOf are settings of shops, each its handle and the lines below it, with one
// agent.
func serverSettingsOf(top string, shops ...[2]string) string {
	text := "state_dir = '/var/lib/dojo'\n" + top
	for _, shop := range shops {
		text += "[shops." + shop[0] + "]\n" + shop[1] + "\n"
	}
	return text + "[agents.priya]\nrole = \"read\"\nshops = \"*\"\n" + loadedKey
}

func serverSources(read func(path string) ([]byte, error)) config.Sources {
	return config.Sources{
		Flags: map[string]string{"config": "/etc/dojo.toml"}, ReadFile: read, GOOS: "linux", Home: "/root",
		LookupEnv: func(string) (string, bool) { return "", false },
	}
}

// textAlone reads a settings file with this text, and no other file.
func textAlone(text string) func(string) ([]byte, error) {
	return func(path string) ([]byte, error) {
		if path != "/etc/dojo.toml" {
			return nil, fs.ErrNotExist
		}
		return []byte(text), nil
	}
}

const (
	withKey      = `api_key = "sk_sandbox_not_a_real_key_1"`
	withOtherKey = `api_key = "sk_sandbox_not_a_real_key_2"`
	withMistake  = withKey + "\n" + `timezone = "Nowhere"`
)

// A server goes on with settings only if no shop that could be opened has a mistake in them,
// and the record is the same.
func TestWhatKeepsAServerFromNewSettings(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before, after string
		want          string // "" for nothing
	}{
		"the same":             {serverSettingsOf("", [2]string{"pier", withKey}), serverSettingsOf("", [2]string{"pier", withKey}), ""},
		"another key":          {serverSettingsOf("", [2]string{"pier", withKey}), serverSettingsOf("", [2]string{"pier", withOtherKey}), ""},
		"a shop less":          {serverSettingsOf("", [2]string{"pier", withKey}, [2]string{"mall", withOtherKey}), serverSettingsOf("", [2]string{"pier", withKey}), ""},
		"a mistake":            {serverSettingsOf("", [2]string{"pier", withKey}), serverSettingsOf("", [2]string{"pier", withMistake}), "timezone"},
		"a mistake as before":  {serverSettingsOf("", [2]string{"pier", withMistake}), serverSettingsOf("", [2]string{"pier", withMistake}), ""},
		"a new shop's mistake": {serverSettingsOf("", [2]string{"pier", withKey}), serverSettingsOf("", [2]string{"pier", withKey}, [2]string{"mall", `timezone = "Nowhere"`}), ""},
		"no key any more":      {serverSettingsOf("", [2]string{"pier", withKey}), serverSettingsOf("", [2]string{"pier", ""}), ""},
		"no key and a mistake": {serverSettingsOf("", [2]string{"pier", withKey}), serverSettingsOf("", [2]string{"pier", `timezone = "Nowhere"`}), "timezone"},
		"another's key":        {serverSettingsOf("", [2]string{"pier", withKey}, [2]string{"mall", withOtherKey}), serverSettingsOf("", [2]string{"pier", withKey}, [2]string{"mall", withKey}), "the same key"},
		"one shop alone":       {serverSettingsOf(withKey + "\n"), serverSettingsOf(withMistake + "\n"), "timezone"},
		"another record": {
			serverSettingsOf("", [2]string{"pier", withKey}),
			strings.Replace(serverSettingsOf("", [2]string{"pier", withKey}), "/var/lib/dojo", "/var/lib/else", 1), "state_dir can't change",
		},
	} {
		var both [2]loaded
		err := error(nil)
		for i, text := range []string{c.before, c.after} {
			if both[i], err = loadServer(serverSources(textAlone(text))); err != nil {
				break
			}
		}
		if err == nil { // what is wrong at the top is said at once
			err = both[0].keeps(both[1])
		}
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		if err != nil && strings.Contains(err.Error(), "sk_sandbox") {
			t.Errorf("%s: it says a key", name)
		}
	}
}

// What a server works with is of one text, also if the file changes while it is read.
func TestSettingsAreOfOneText(t *testing.T) {
	t.Parallel()
	texts := []string{
		serverSettingsOf("", [2]string{"pier", "name = \"Old pier\"\n" + withKey}, [2]string{"mall", withOtherKey}),
		serverSettingsOf("", [2]string{"pier", "name = \"New pier\"\n" + withKey}),
	}
	reads := 0
	l, err := loadServer(serverSources(func(path string) ([]byte, error) {
		if path != "/etc/dojo.toml" {
			return nil, fs.ErrNotExist
		}
		reads++
		return []byte(texts[min(reads, len(texts))-1]), nil
	}))
	if err != nil || l.shops["pier"].settings.Shop != "Old pier" || l.shops["mall"].err != nil || len(l.settings.Shops) != 2 {
		t.Errorf("%v: %+v", err, l.shops)
	}
}

// A file that somebody is saving is read again until it stays as it is, whether or not what
// is there meanwhile could be read.
func TestAHalfWrittenFileIsReadAgain(t *testing.T) {
	t.Parallel()
	whole := serverSettingsOf("", [2]string{"pier", withKey}, [2]string{"mall", withOtherKey})
	half := serverSettingsOf("", [2]string{"pier", withKey})
	text := ""
	read := func(path string) ([]byte, error) { return textAlone(text)(path) }
	writes := []string{whole[:20], half, whole}
	pauses := 0
	pause := func(time.Duration) <-chan time.Time {
		if pauses < len(writes) {
			text = writes[pauses]
		}
		pauses++
		over := make(chan time.Time)
		close(over)
		return over
	}
	l, err := loadSaved(serverSources(read), pause)
	if err != nil || len(l.shops) != 2 || pauses != len(writes)+1 {
		t.Errorf("%v: %d shops after %d pauses", err, len(l.shops), pauses)
	}

	writes = nil
	for range 2 * savedMost {
		writes = append(writes, whole+strings.Repeat("#", len(writes)+1))
	}
	pauses, text = 0, whole
	if _, err := loadSaved(serverSources(read), pause); err == nil || !strings.Contains(err.Error(), "send SIGHUP again") || pauses != savedMost {
		t.Errorf("%v after %d pauses", err, pauses)
	}

	writes, pauses = nil, 0
	gone := func(string) ([]byte, error) { return nil, fs.ErrNotExist }
	if _, err := loadSaved(serverSources(gone), pause); err == nil || pauses != 1 {
		t.Errorf("a file that is gone: %v after %d pauses", err, pauses)
	}
}

// Each setting of the server counts as soon as it is read again, or the server says that it
// counts from the next start on.
func TestWhatWaitsForTheNextStart(t *testing.T) {
	t.Parallel()
	others := map[string]struct {
		value string
		later bool
	}{
		"debug":              {"true", true},
		"agents_file":        {`"/etc/agents.toml"`, false},
		"serve_listen":       {`"127.0.0.1:2223"`, true},
		"serve_host_key":     {`"/etc/host_key"`, true},
		"serve_ca_file":      {`"/etc/ca.pub"`, false},
		"serve_revoked_keys": {`"/etc/revoked"`, false},
		"serve_banner":       {`"Good morning"`, true},
		"serve_sessions":     {"7", false},
		"serve_per_agent":    {"7", false},
		"serve_logins":       {"7", false},
		"serve_idle":         {`"7m"`, false},
		"serve_grace":        {`"7s"`, false},
		"serve_keep_shop":    {`"7m"`, false},
		"serve_metrics":      {`"127.0.0.1:9464"`, true},
		"serve_audit":        {`"/var/log/audit.jsonl"`, true},
	}
	for _, name := range serverSettings() {
		if _, has := others[name]; !has {
			t.Errorf("%s: say whether it waits for the next start", name)
		}
	}
	load := func(top string) loaded {
		t.Helper()
		l, err := loadServer(serverSources(func(path string) ([]byte, error) {
			switch text := serverSettingsOf(top, [2]string{"pier", withKey}); path {
			case "/etc/dojo.toml":
				return []byte(text), nil
			case "/etc/agents.toml", "/etc/revoked":
				return nil, nil
			case "/etc/ca.pub":
				return []byte(publicKey(t)), nil
			}
			return nil, fs.ErrNotExist
		}))
		if err != nil {
			t.Fatal(top, err)
		}
		return l
	}
	was := load("")
	for name, other := range others {
		want := []string(nil)
		if other.later {
			want = []string{name}
		}
		if got := was.later(load(name + " = " + other.value + "\n")); !slices.Equal(got, want) {
			t.Errorf("%s waits for the next start: %v, want %v", name, got, want)
		}
	}
}

// A server that reads its settings again names those that it takes with its next start,
// however often it is asked, until they are again as they were. It takes the limits at once.
func TestWhatAReloadTakes(t *testing.T) {
	t.Parallel()
	top := "serve_listen = \"127.0.0.1:1\"\nserve_logins = "
	state := filepath.Join(t.TempDir(), "state")
	load := func(more string) loaded {
		t.Helper()
		text := serverSettingsOf(top+more, [2]string{"pier", withKey})
		l, err := loadServer(serverSources(textAlone(strings.Replace(text, "/var/lib/dojo", state, 1))))
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	crashes := newCrashes(time.Now)
	v := newService(load("1\n"), machine{now: time.Now, steady: time.Now, after: time.After, pause: time.After}, crashes)
	defer v.close()
	set := v.began.set
	set.Listen = "127.0.0.1:0"
	listener, err := v.listen(t.Context(), set)
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- v.server.Serve(listener) }()
	defer func() {
		_ = v.server.Drain(0)
		if err := <-served; err != nil {
			t.Error(err)
		}
	}()
	greets := func() { // once in a minute, unless the limit of log-ins is another one
		t.Helper()
		conn, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		if _, err := io.ReadFull(conn, make([]byte, len("SSH-2.0-"))); err != nil {
			t.Error("the server doesn't take a connection:", err)
		}
	}
	greets()
	said, err := os.Create(filepath.Join(t.TempDir(), "said"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = said.Close() }()
	s := newStreams(said, said, said, func(string) (string, bool) { return "", false }, crashes)
	const read, later = "The settings were read again: 1 agent and 1 shop.\n", "Changed, but only from the next start on: serve_banner, serve_audit.\n"
	want := ""
	for _, step := range []struct{ more, says string }{
		{"2\nserve_idle = \"7m\"\n", read},
		{"3\nserve_banner = \"Hello\"\nserve_audit = \"udp://127.0.0.1:1\"\n", read + later},
		{"4\nserve_banner = \"Hello\"\nserve_audit = \"udp://127.0.0.1:1\"\n", read + later},
		{"1\n", read},
	} {
		l := load(step.more)
		v.take(s, reloaded{loaded: l})
		greets()
		if strings.Join(v.lastWords(serve.Idle, 0), "") != "Nothing was typed for "+span(l.set.Idle).String()+", so this session has ended. Log in again to go on." {
			t.Errorf("after %q: %s", step.more, strings.Join(v.lastWords(serve.Idle, 0), ""))
		}
		want += step.says
	}
	if got, err := os.ReadFile(said.Name()); err != nil || string(got) != want {
		t.Errorf("%v:\n%s\nwant\n%s", err, got, want)
	}
}

// SIGHUP while the settings are being read has them read once more, however often it comes.
func TestSIGHUPDuringAReload(t *testing.T) {
	t.Parallel()
	text := serverSettingsOf("serve_listen = \"127.0.0.1:1\"\n", [2]string{"pier", withKey})
	text = strings.Replace(text, "/var/lib/dojo", filepath.Join(t.TempDir(), "state"), 1)
	l, err := loadServer(serverSources(textAlone(text)))
	if err != nil {
		t.Fatal(err)
	}
	l.set.Listen = "127.0.0.1:0"
	never := func(time.Duration) <-chan time.Time { return nil }
	crashes := newCrashes(time.Now)
	v := newService(l, machine{now: time.Now, steady: time.Now, after: time.After, pause: never}, crashes)
	defer v.close()
	listener, err := v.listen(t.Context(), l.set)
	if err != nil {
		t.Fatal(err)
	}
	nowhere, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = nowhere.Close() }()
	stop, again := make(chan os.Signal), make(chan os.Signal, 1)
	hangUp := func() {
		select {
		case again <- os.Interrupt: // any value means SIGHUP
		default: // as os/signal does
		}
	}
	began, goOn := make(chan struct{}), make(chan error)
	loads := 0
	ended := make(chan error, 1)
	go func() {
		s := newStreams(nowhere, nowhere, nowhere, func(string) (string, bool) { return "", false }, crashes)
		ended <- v.run(s, listener, stop, again, func() (loaded, error) {
			loads++
			began <- struct{}{}
			return l, <-goOn
		})
	}()
	begins := func() {
		t.Helper()
		select {
		case <-began:
		case <-time.After(patience):
			t.Fatal("the settings aren't read")
		}
	}
	hangUp()
	begins()
	for range 10 {
		hangUp()
	}
	goOn <- errors.New("a mistake")
	begins()
	goOn <- nil
	stop <- os.Interrupt // it isn't taken before the loop has nothing to load any more
	if err := <-ended; err != nil || loads != 2 {
		t.Errorf("%v after %d loads", err, loads)
	}
}
