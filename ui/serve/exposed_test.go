package serve

import (
	"crypto/ed25519"
	"crypto/rand"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"dojoreversals/dojo/agent"
)

func exposedSigner(t testing.TB) gossh.Signer {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s, err := gossh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// exposedLine is what OpenSSH says of a log-in with a key.
func exposedLine(key gossh.PublicKey) string {
	return "publickey " + string(gossh.MarshalAuthorizedKey(key))
}

// A key or a certificate that this server would take for the agent's is theirs behind
// OpenSSH's own server too, and nothing else is.
func TestIdentify(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_800_000_000, 0)
	priyas, omars, strangers, authority := exposedSigner(t), exposedSigner(t), exposedSigner(t), exposedSigner(t)
	print := func(s gossh.Signer) string { return gossh.FingerprintSHA256(s.PublicKey()) }
	agents := Agents{Authorities: []string{print(authority)}, List: []agent.Agent{
		{Name: "priya", Keys: []string{print(priyas)}, Principals: []string{"priya@corp"}},
		{Name: "omar", Keys: []string{print(omars)}},
	}}
	certificate := func(by gossh.Signer, principal string, until time.Time) gossh.PublicKey {
		c := &gossh.Certificate{Key: strangers.PublicKey(), CertType: gossh.UserCert, ValidPrincipals: []string{principal}, ValidBefore: uint64(until.Unix())}
		if err := c.SignCert(rand.Reader, by); err != nil {
			t.Fatal(err)
		}
		return c
	}
	later := now.Add(time.Hour)
	for name, c := range map[string]struct{ exposed, want, says string }{
		"key":                    {exposedLine(priyas.PublicKey()), print(priyas), ""},
		"with another method":    {"keyboard-interactive/pam\n" + exposedLine(priyas.PublicKey()), print(priyas), ""},
		"one of two keys":        {exposedLine(strangers.PublicKey()) + exposedLine(priyas.PublicKey()), print(priyas), ""},
		"certificate":            {exposedLine(certificate(authority, "priya@corp", later)), print(strangers), ""},
		"certificate of nobody":  {exposedLine(certificate(authority, "root", later)), "", "no agent has a principal"},
		"another authority":      {exposedLine(certificate(omars, "priya@corp", later)), "", "unknown authority"},
		"certificate of old":     {exposedLine(certificate(authority, "priya@corp", now.Add(-time.Hour))), "", "not valid"},
		"another agent's key":    {exposedLine(omars.PublicKey()), "", "is another agent's, not priya's"},
		"a stranger's key":       {exposedLine(strangers.PublicKey()), "", "isn't one of priya's (unknown key)"},
		"no key":                 {"password\n", "", "without a public key"},
		"nothing":                {"", "", "without a public key"},
		"a key without its type": {"publickey AAAA\n", "", "can't be read"},
		"another type": {strings.Replace(exposedLine(priyas.PublicKey()), "ssh-ed25519", "ssh-rsa", 1),
			"", "can't be read"},
		"no base64": {"publickey ssh-ed25519 !\n", "", "can't be read"},
		"options":   {"publickey no-pty ssh-ed25519 AAAA\n", "", "can't be read"},
		"too long":  {exposedLine(priyas.PublicKey()) + strings.Repeat("x", mostExposed), "", "too long"},
	} {
		got, err := agents.Identify("priya", c.exposed, now)
		if got != c.want || (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %q, %v; want %q, %q", name, got, err, c.want, c.says)
		}
	}
}

// FuzzIdentify holds that whatever stands in the file, nobody is taken for an agent whose
// key isn't in it.
func FuzzIdentify(f *testing.F) {
	signer := exposedSigner(f)
	own := exposedLine(signer.PublicKey())
	print := gossh.FingerprintSHA256(signer.PublicKey())
	agents := Agents{List: []agent.Agent{{Name: "priya", Keys: []string{print}}}}
	for _, seed := range []string{"", "publickey ", "publickey ssh-ed25519 AAAA", "password\npublickey a b\n", "hostbased client user \"a\"", "publickey ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAAQ=="} {
		f.Add(seed, false)
		f.Add(seed, true)
	}
	f.Fuzz(func(t *testing.T, text string, with bool) {
		if with {
			text = own + text
		}
		got, err := agents.Identify("priya", text, time.Unix(1_800_000_000, 0))
		if (err == nil) != (got == print) || err != nil && got != "" {
			t.Fatalf("%q, %v", got, err)
		}
		if err == nil && !with && !strings.Contains(text, strings.Fields(own)[2]) {
			t.Fatalf("%q is nobody's", text)
		}
	})
}

func TestTerminalOf(t *testing.T) {
	t.Parallel()
	env := map[string]string{
		"TERM": "xterm", "LANG": "C.UTF-8", "LC_ALL": "x\x1b[2J", "LC_TIME": "en_GB", "NO_COLOR": "1", "COLORTERM": "truecolor",
		"DOJO_SHOP": "x", "COLUMNS": "9", "LC_": "x", "PATH": "/bin",
	}
	lookup := TerminalOf(func(name string) (string, bool) { v, ok := env[name]; return v, ok })
	known := map[string]bool{"TERM": true, "LANG": true, "LC_TIME": true, "NO_COLOR": true, "COLORTERM": true}
	for name, value := range env {
		if got, ok := lookup(name); ok != known[name] || ok && got != value {
			t.Errorf("%s: %q, %v", name, got, ok)
		}
	}
	if _, ok := lookup("LC_CTYPE"); ok {
		t.Error("a variable that isn't set is known")
	}
}
