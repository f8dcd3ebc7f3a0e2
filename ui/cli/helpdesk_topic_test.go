package cli

import (
	"crypto/ed25519"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"dojoreversals/config"
	"dojoreversals/dojo/agent"
)

// publicKey is a key as a line of authorized_keys begins.
func publicKey(t *testing.T) string {
	t.Helper()
	key, err := ssh.NewPublicKey(ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)).Public())
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key)))
}

// TestHelpdeskExamples holds that the examples of the help work: the settings with the
// agent can be read.
func TestHelpdeskExamples(t *testing.T) {
	t.Parallel()
	const dots = "ssh-ed25519 AAAA…"
	settings := "[shops.high-street]\n[shops.airport]\n" + strings.Replace(agentExample, dots, publicKey(t), 1)
	for _, e := range serverEntries() {
		for _, line := range e.lines {
			if strings.HasPrefix(line, "  serve_") {
				settings = line + "\n" + settings
			}
		}
	}
	_, serve, err := config.LoadServe(config.Sources{
		GOOS: "linux", Home: "/home/priya", UserConfigDir: "/home/priya/.config",
		ReadFile: func(name string) ([]byte, error) {
			if strings.HasSuffix(name, "config.toml") {
				return []byte(settings), nil
			}
			return nil, fs.ErrNotExist
		},
	})
	if err != nil || len(serve.Agents) != 1 {
		t.Fatalf("the example can't be read: %v\n%s", err, settings)
	}
	if a := serve.Agents[0]; a.Name != "priya" || a.May(agent.Reverse, "airport") != nil || len(a.Keys) != 1 {
		t.Errorf("the example's agent is %+v", a)
	}
	if serve.Listen != ":2222" || serve.Metrics == "" || serve.Audit.Network != "file" {
		t.Errorf("the example's server is %+v", serve)
	}
}

// TestHelpdeskNames holds that what the help names is there: commands, settings, roles,
// and the places of the unit.
func TestHelpdeskNames(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for _, e := range helpdeskEntries(config.Settings{}) {
		text.WriteString(e.term + "\n" + strings.Join(e.lines, "\n") + "\n")
	}
	said := text.String()
	for _, found := range regexp.MustCompile(`(?:dojo-reversals|helpdesk\.example\.com) ([a-z]+)`).FindAllStringSubmatch(said, -1) {
		if c, _, err := testRoot().Find(found[1:]); !slices.Contains([]string{"plain", "help"}, found[1]) && (err != nil || !c.HasParent()) {
			t.Errorf("%q is no command", found[0])
		}
	}
	for _, name := range regexp.MustCompile(`\b(?:serve_[a-z_]+|agents_file)\b`).FindAllString(said, -1) {
		if !slices.Contains(serverSettings(), name) {
			t.Errorf("there is no setting %s", name)
		}
	}
	if len(serverSettings()) < 10 {
		t.Errorf("the settings of the server are %q", serverSettings())
	}
	values := unitLines(t)
	folders := strings.NewReplacer("%E", "/etc", "%S", "/var/lib")
	for _, place := range []struct{ said, unit string }{
		{"DOJO_CONFIG=" + unitConfig, folders.Replace(strings.Join(values["Environment"], " "))},
		{"DOJO_STATE_DIR=" + unitState, folders.Replace(strings.Join(values["Environment"], " "))},
		{"dojo-api-key:" + unitKeys, values["LoadCredential"][0]},
	} {
		if !slices.Contains(strings.Fields(place.unit), place.said) {
			t.Errorf("the help says %s, the unit %s", place.said, place.unit)
		}
	}
}
