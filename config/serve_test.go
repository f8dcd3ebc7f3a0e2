package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/crypto/ssh"
)

const oneAgent = "\n[agents.priya]\nrole = 'read'\nshops = '*'\nkeys = 'PRIYA'\n"

func TestServeDefaults(t *testing.T) {
	t.Parallel()
	_, serve, err := LoadServe(server(t, oneAgent, nil))
	if err != nil {
		t.Fatal(err)
	}
	if serve.Listen != "127.0.0.1:2222" || serve.HostKeyFile != "/home/priya/.local/state/dojo-reversals/ssh_host_ed25519_key" || serve.Banner != "" ||
		serve.Sessions != 500 || serve.SessionsPerAgent != 10 || serve.LoginsPerMinute != 60 ||
		serve.Idle != 15*time.Minute || serve.Grace != 30*time.Second || serve.KeepShop != 15*time.Minute ||
		serve.Metrics != "" || serve.Audit != (AuditTarget{}) || serve.Authorities != nil || len(serve.Agents) != 1 {
		t.Errorf("%+v", serve)
	}
}

func TestServeSettings(t *testing.T) {
	t.Parallel()
	const folder = "/home/priya/.config/dojo-reversals/"
	show := map[string]func(Serve) string{
		"serve_listen":   func(s Serve) string { return s.Listen },
		"serve_host_key": func(s Serve) string { return s.HostKeyFile },
		"serve_banner":   func(s Serve) string { return s.Banner },
		"serve_idle":     func(s Serve) string { return s.Idle.String() },
		"serve_metrics":  func(s Serve) string { return s.Metrics },
		"serve_audit":    func(s Serve) string { return s.Audit.Network + " " + s.Audit.Address },
		"serve_sessions": func(s Serve) string { return fmt.Sprint(s.Sessions) },
		"serve_logins":   func(s Serve) string { return fmt.Sprint(s.LoginsPerMinute) },
		"agents_file":    func(s Serve) string { return s.agentsFile },
	}
	for _, c := range []struct{ line, want string }{
		{`serve_listen = ":2222"`, ":2222"},
		{`serve_listen = "[::]:22"`, "[::]:22"},
		{`serve_listen = "Helpdesk.example.com:2222"`, "helpdesk.example.com:2222"},
		{`serve_listen = "2222"`, "! can't be \"2222\": it is an address"},
		{`serve_listen = "127.0.0.1"`, "! can't be \"127.0.0.1\": it is an address"},
		{`serve_listen = "127.0.0.1:0"`, "! can't be"},
		{`serve_listen = "127.0.0.1:65536"`, "! can't be"},
		{`serve_listen = "127.0.0.1:ssh"`, "! can't be"},
		{`serve_listen = "a b:22"`, "! can't be"},
		{`serve_listen = ""`, "! can't be empty: it is an address"},
		{`serve_listen = 2222`, "! takes a text in quotation marks, like this: serve_listen"},
		{`serve_host_key = "/etc/key"`, "/etc/key"},
		{`serve_host_key = "key"`, folder + "key"},
		{`serve_host_key = "~/key"`, "! can't be \"~/key\": write the file in full"},
		{`serve_host_key = ""`, "! can't be empty"},
		{"serve_banner = '''\nOne\n\nTwo\n'''", "One\n\nTwo"},
		{`serve_banner = "a\u001b[2Jb\u202ec\td"`, "a[2Jbc d"},
		{`serve_banner = "` + strings.Repeat("x", 2001) + `"`, "! may have at most 2000 characters"},
		{`serve_banner = "sk_prod_0123456789abcdef"`, "! can't be \"sk_…\": a key doesn't belong here"},
		{`serve_idle = "1 hour"`, "1h0m0s"},
		{`serve_idle = "0s"`, "! can't be \"0s\": it is a time with its unit, from 1s to 24h, such as 15m"},
		{`serve_idle = "25h"`, "! can't be"},
		{`serve_idle = "-5m"`, "! can't be"},
		{`serve_sessions = 10000`, "10000"},
		{`serve_sessions = 0`, "! can't be \"0\": it is a whole number from 1 to 10000"},
		{`serve_sessions = 10001`, "! can't be"},
		{`serve_logins = -1`, "! can't be"},
		{`serve_metrics = "off"`, ""},
		{`serve_metrics = "127.0.0.1:9464"`, "127.0.0.1:9464"},
		{`serve_metrics = "localhost:9464"`, "localhost:9464"},
		{`serve_metrics = "[::1]:9464"`, "[::1]:9464"},
		{`serve_metrics = "[::ffff:127.0.0.1]:9464"`, "[::ffff:127.0.0.1]:9464"},
		{`serve_metrics = ":9464"`, "! can't be \":9464\": others could read it. It must be on this computer alone, such as 127.0.0.1:9464"},
		{`serve_metrics = "0.0.0.0:9464"`, "! can't be \"0.0.0.0:9464\": others could read it"},
		{`serve_metrics = "[::]:9464"`, "! can't be \"[::]:9464\": others could read it"},
		{`serve_metrics = "10.0.0.1:9464"`, "! can't be \"10.0.0.1:9464\": others could read it"},
		{`serve_metrics = "localhost.example.com:9464"`, "! can't be \"localhost.example.com:9464\": others could read it"},
		{`serve_metrics = "9464"`, "! can't be \"9464\": it is off"},
		{`serve_audit = "off"`, " "},
		{`serve_audit = "/var/log/reversals.jsonl"`, "file /var/log/reversals.jsonl"},
		{`serve_audit = "udp://log.example.com:514"`, "udp log.example.com:514"},
		{`serve_audit = "tcp://[2001:db8::1]:601"`, "tcp [2001:db8::1]:601"},
		{`serve_audit = "unix:///dev/log"`, "unix /dev/log"},
		{`serve_audit = "udp://log.example.com"`, "! can't be"},
		{`serve_audit = "udp://:514"`, "! can't be"},
		{`serve_audit = "udp://log:514/x"`, "! can't be"},
		{`serve_audit = "tcp://a:b@log:514"`, "! can't be"},
		{`serve_audit = "unix://dev/log"`, "! can't be"},
		{`serve_audit = "https://log:514"`, "! can't be"},
		{`serve_audit = "reversals.jsonl"`, "! can't be"},
		{`serve_audit = ""`, "! can't be empty: it is off, a file"},
		{`serve_lisen = ":2222"`, "? there is no setting \"serve_lisen\". Did you mean serve_listen?"},
		{`idle = "5m"`, "? there is no setting \"idle\". Did you mean serve_idle?"},
	} {
		name, _, _ := strings.Cut(c.line, " ")
		_, serve, err := LoadServe(server(t, c.line+oneAgent, map[string]string{}))
		got := mistakesIn(err)
		switch text, bad := strings.CutPrefix(c.want, "! "); {
		case bad:
			if want := confPath + ", line 1: " + name + " " + text; len(got) != 1 || !strings.HasPrefix(got[0].Error(), want) {
				t.Errorf("%s: %v, want %s", c.line, err, want)
			}
		case strings.HasPrefix(c.want, "? "):
			if len(got) != 1 || got[0].Text != c.want[2:] {
				t.Errorf("%s: %v, want %s", c.line, err, c.want)
			}
		case err != nil:
			t.Errorf("%s: %v", c.line, err)
		case show[name](serve) != c.want:
			t.Errorf("%s: %q, want %q", c.line, show[name](serve), c.want)
		}
	}
}

// The server needs a place for its state, and nobody's key.
func TestServeAsksForNoKey(t *testing.T) {
	t.Parallel()
	src := server(t, "api_key = 'nonsense'\n[shops.a]\nkeyring = true\n[shops.b]\napi_key_file = '/nowhere'\n"+oneAgent, nil)
	src.Keyring = func(_, _ string) (string, error) { t.Error("the keyring was asked"); return "", ErrNotInKeyring }
	_, _, err := LoadServe(src)
	if got := mistakesIn(err); len(got) != 1 || got[0].Setting != "api_key" || strings.Contains(got[0].Error(), "nonsense") { // it stands above the shops
		t.Errorf("%v", err)
	}
	src = server(t, oneAgent, nil)
	src.Home = ""
	if _, _, err := LoadServe(src); err == nil || !strings.Contains(err.Error(), "state_dir has no default here") {
		t.Errorf("%v", err)
	}
}

// What isn't the server's can't be set by a flag or a variable.
func TestServeSettingsStandInTheFileAlone(t *testing.T) {
	t.Parallel()
	names := []string{"agents_file"}
	for _, s := range Table() {
		if strings.HasPrefix(s.Name, "serve_") {
			names = append(names, s.Name)
		}
	}
	if len(names) < 10 {
		t.Errorf("only %q", names)
	}
	for _, name := range names {
		if s, ok := find(name); !ok || s.Flag != "" || s.Env != "" || s.PerShop {
			t.Errorf("%+v", s)
		}
	}
}

// FuzzAgents hands LoadServe any settings file: it must not panic, must answer in order,
// and those it lets in must be ones that nobody can mix up.
func FuzzAgents(f *testing.F) {
	for _, conf := range []string{
		oneAgent, "[agents]", "[[agents]]", "agents = 1", "agents.priya = 1", "agents = { priya = { role = 'read', shops = '*', keys = ['PRIYA'] } }",
		"[agents.priya.s]\nrole = 'read'", "[agents.'a b']\n", "[agents.priya]\nkeys = ['SAM', 7, 'from=\"x\" SAM']\nshops = ['a']\n[shops.a]",
		"agents.a.keys = 'SAM'\nagents.b.keys = 'SAM'", "[agents.a]\nprincipals = ['b', '\\u202e']\n[agents.b]\nrole = 'audit'\nkeys='''\n#\nRSA2\nRSA3\n'''",
		"agents_file = 'config.toml'\n" + oneAgent, "serve_ca_file = 'config.toml'\n" + oneAgent, "serve_audit = 'udp://[::1]:514'\nserve_metrics = '[::1]:1'\nserve_listen = ':1'" + oneAgent,
		"serve_banner = '''\n\\u001b[2J\n'''" + oneAgent, "[shops.a]\nname = \"x'; DROP TABLE event; --\"\n[shops.'../b']\n" + oneAgent,
	} {
		f.Add(withKeys(f, conf))
	}
	f.Fuzz(func(t *testing.T, conf string) {
		src := linux("", nil)
		src.ReadFile = disk(map[string]string{confPath: conf})
		settings, serve, err := LoadServe(src)
		var all *Error
		if err != nil {
			if !errors.As(err, &all) || len(all.Problems) == 0 || strings.ContainsFunc(err.Error(), func(r rune) bool { return r != '\n' && (invisible(r) || unicode.IsControl(r)) }) {
				t.Fatalf("a wrong error: %q", err)
			}
			return
		}
		names, keys, principals := map[string]bool{}, map[string]bool{}, map[string]bool{}
		for _, a := range serve.Agents {
			if names[a.Name] || checkAgentName(a.Name) != nil || a.Role == "" || len(a.Keys)+len(a.Principals) == 0 {
				t.Fatalf("%+v", a)
			}
			names[a.Name] = true
			for _, shop := range a.Shops {
				if shop != "*" && !slices.ContainsFunc(settings.Shops, func(s ShopName) bool { return s.Handle == shop }) {
					t.Fatalf("%+v enters no shop of %v", a, settings.Shops)
				}
			}
			for _, key := range a.Keys {
				if keys[key] || !strings.HasPrefix(key, "SHA256:") {
					t.Fatalf("%q is there twice", key)
				}
				keys[key] = true
			}
			for _, p := range a.Principals {
				if principals[p] || p == "" {
					t.Fatalf("%q is there twice", p)
				}
				principals[p] = true
			}
		}
		if len(names) == 0 || serve.Sessions < 1 || serve.Idle < time.Second || serve.HostKeyFile == "" {
			t.Fatalf("%+v", serve)
		}
	})
}

// FuzzPublicKey hands the readers any line: what they take is a key that may log in, and
// what they say repeats nothing of a private one.
func FuzzPublicKey(f *testing.F) {
	for _, line := range []string{
		"PRIYA", "from=\"a b\" PRIYA", "restrict,pty PRIYA", "cert-authority CA", "@cert-authority * CA", "RSA2", "RSA3", "DSA", "EC", "PRIYA-CERT",
		"ssh-ed25519", "ssh-ed25519 AAAA", "ssh-rsa " + strings.Repeat("A", 100), "\"", "# x", "@", "PRIYA\r\nSAM", "-----BEGIN OPENSSH PRIVATE KEY-----",
	} {
		f.Add(withKeys(f, line))
	}
	f.Fuzz(func(t *testing.T, line string) {
		lines, numbers, err := keyLines(line)
		if len(lines) != len(numbers) || err != nil && lines != nil {
			t.Fatalf("%q %v %v", lines, numbers, err)
		}
		for _, one := range lines {
			for _, read := range []func(string) (ssh.PublicKey, error){readPublicKey, readAuthority} {
				key, err := read(one)
				switch {
				case err != nil && strings.ContainsFunc(err.Error(), func(r rune) bool { return invisible(r) || r < ' ' }):
					t.Fatalf("%q", err)
				case err == nil && (weakness(key) != nil || !strings.Contains(one, key.Type())):
					t.Fatalf("%q is taken for %s", one, key.Type())
				}
			}
		}
	})
}

// Handles stand in commands and in the names of files, so that they can't be anything
// else. Names are free, and stay a line of text.
func TestHostileNamesOfShops(t *testing.T) {
	t.Parallel()
	for _, hostile := range []string{
		"../../etc/passwd", `..\..\x`, "/etc/passwd", "C:", "a/b", "a;b", "a'b", "x'; DROP TABLE event; --", "a$(id)", "a`id`", "a|b", "*", "", ".", "..", "a b", "A", "-a", "--shop", "a\x00", "a\x1b[2J", "a\u202eb", "é", "%2e%2e",
	} {
		if CheckHandle(hostile) == nil {
			t.Errorf("%q may be a handle", hostile)
		}
		name, err := readShopName(hostile)
		if err == nil && (strings.ContainsFunc(name, func(r rune) bool { return invisible(r) || r < ' ' }) || len([]rune(name)) > 40) {
			t.Errorf("%q becomes the name %q", hostile, name)
		}
	}
}
