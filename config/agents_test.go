package config

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"dojoreversals/dojo/agent"
)

// keyOf is a line of testdata/keys, without the end of the line.
func keyOf(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "keys", name+".pub"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(data))
}

// withKeys is a text with the keys of testdata/keys in place of PRIYA, SAM and so on.
func withKeys(t testing.TB, text string) string {
	t.Helper()
	for _, name := range []string{"priya-cert", "priya", "sam", "alex", "ca", "ec", "rsa2", "rsa3", "dsa"} {
		text = strings.ReplaceAll(text, strings.ToUpper(name), keyOf(t, name))
	}
	return text
}

// server is a machine with a settings file and other files.
func server(t testing.TB, conf string, files map[string]string) Sources {
	t.Helper()
	all := map[string]string{confPath: withKeys(t, conf)}
	for path, text := range files {
		all[path] = withKeys(t, text)
	}
	src := linux("", map[string]string{"DOJO_API_KEY": ""})
	src.ReadFile = disk(all)
	return src
}

const (
	agentShops = "[shops.high-street]\nname = 'High Street'\n[shops.station]\n"
	authFile   = "/home/priya/.config/dojo-reversals/ca.pub"
)

func TestAgents(t *testing.T) {
	t.Parallel()
	const byFile = "agents_file = 'agents.toml'\nserve_ca_file = 'ca.pub'\n"
	src := server(t, byFile+agentShops+`
[agents.sam]
role = "reverse"
shops = ["high-street", "station"]
keys = [
  "SAM", # the laptop
  "EC",
]

[agents."alex.b@example.com"]
role = "audit"
keys = """
# at home
ALEX

RSA3
ALEX
"""
principals = ["alex", "alex@example.com"]
`, map[string]string{
		"/home/priya/.config/dojo-reversals/agents.toml": "[agents.priya]\nrole = 'read'\nshops = '*'\n",
		authFile: "# ours\n@cert-authority * CA\n",
	})
	settings, serve, err := LoadServe(src)
	if err != nil {
		t.Fatal(err)
	}
	print := func(name string) string {
		key, _, _, _, err := ssh.ParseAuthorizedKey([]byte(keyOf(t, name)))
		if err != nil {
			t.Fatal(err)
		}
		return ssh.FingerprintSHA256(key)
	}
	want := []agent.Agent{
		{Name: "alex.b@example.com", Role: agent.RoleAudit, Keys: []string{print("alex"), print("rsa3")}, Principals: []string{"alex", "alex@example.com"}},
		{Name: "priya", Role: agent.RoleRead, Shops: []string{"*"}, Principals: []string{"priya"}},
		{Name: "sam", Role: agent.RoleReverse, Shops: []string{"high-street", "station"}, Keys: []string{print("sam"), print("ec")}, Principals: []string{"sam"}},
	}
	if !slices.EqualFunc(serve.Agents, want, func(a, b agent.Agent) bool {
		return a.Name == b.Name && a.Role == b.Role && slices.Equal(a.Shops, b.Shops) && slices.Equal(a.Keys, b.Keys) && slices.Equal(a.Principals, b.Principals)
	}) {
		t.Errorf("%+v\nwant %+v", serve.Agents, want)
	}
	if len(serve.Authorities) != 1 || ssh.FingerprintSHA256(serve.Authorities[0]) != print("ca") {
		t.Errorf("authorities %v", serve.Authorities)
	}
	if len(settings.Shops) != 2 || settings.Handle != "" || !settings.APIKey.IsZero() || settings.StateDir == "" {
		t.Errorf("%+v", settings)
	}
}

// Everything that is wrong with agents is said at once, each with its place and its cure.
func TestMistakesWithAgents(t *testing.T) {
	t.Parallel()
	const ok = "role = 'read'\nshops = ['station']\n"
	const cant = "a key of priya can't be used: "
	for _, c := range []struct {
		name, conf string // after agentShops, which has three lines
		want       []string
	}{
		{"nobody", "", []string{": nobody may log in to the server: " + eachAgent}},
		{"no role", "[agents.priya]\nshops = '*'\nkeys = 'PRIYA'", []string{`, line 4: priya has no role. Add a line such as role = "read"; it is read, reverse, approve or audit`}},
		{"a slip in the role", "[agents.priya]\nrole = 'revers'\nshops = '*'\nkeys = 'PRIYA'", []string{`, line 5: there is no role "revers". Did you mean reverse?`}},
		{"another role", "[agents.priya]\nrole = 'admin'\nshops = '*'\nkeys = 'PRIYA'", []string{`, line 5: there is no role "admin". It is read, reverse, approve or audit`}},
		{"a role in capitals", "[agents.priya]\nrole = 'READ'\nshops = '*'\nkeys = 'PRIYA'", []string{`, line 5: there is no role "READ". Did you mean read?`}},
		{"a role that is no text", "[agents.priya]\nrole = 1\nshops = '*'\nkeys = 'PRIYA'", []string{`, line 5: role takes a text in quotation marks, like this: role = "read"`}},
		{"no shops", "[agents.priya]\nrole = 'read'\nkeys = 'PRIYA'", []string{`, line 4: priya has no shops. Add a line such as shops = ["high-street"], or shops = "*" for all`}},
		{"an empty list of shops", "[agents.priya]\nrole = 'read'\nshops = []\nkeys = 'PRIYA'", []string{`, line 6: priya has no shops. Add a line such as shops = ["high-street"], or shops = "*" for all`}},
		{"a slip in a shop", "[agents.priya]\nrole = 'read'\nkeys = 'PRIYA'\nshops = [\n 'station',\n 'hig-street']", []string{`, line 9: there is no shop "hig-street". Did you mean high-street?`}},
		{"a shop by its name", "[agents.priya]\nrole = 'read'\nshops = 'High Street'\nkeys = 'PRIYA'", []string{`, line 6: there is no shop "High Street". Name it as its heading does: high-street`}},
		{"no such shop", "[agents.priya]\nrole = 'read'\nshops = '../quay'\nkeys = 'PRIYA'", []string{`, line 6: there is no shop "../quay" in the settings. They have: high-street, station`}},
		{"shops that are none", "[agents.priya]\nrole = 'read'\nshops = 7\nkeys = 'PRIYA'", []string{`, line 6: shops takes a list of texts, like this: shops = ["high-street"], or shops = "*" for all`}},
		{"a list with a number", "[agents.priya]\nrole = 'read'\nshops = ['station', 7]\nkeys = 'PRIYA'", []string{`, line 6: shops takes texts in quotation marks, like this: shops = ["high-street"], or shops = "*" for all`}},
		{"no keys", "[agents.priya]\n" + ok, []string{`, line 4: priya has no keys and can't log in. Add a line such as keys = ["ssh-ed25519 AAAA… priya@laptop"], or trust an authority with serve_ca_file`}},
		{"an empty list of keys", "[agents.priya]\n" + ok + "keys = ['# none yet']", []string{`, line 7: priya has no keys and can't log in. Add a line such as keys = ["ssh-ed25519 AAAA… priya@laptop"], or trust an authority with serve_ca_file`}},
		{"one key for two", "[agents.priya]\n" + ok + "keys = 'PRIYA'\n[agents.sam]\n" + ok + "keys = ['SAM',\n'PRIYA']", []string{`, line 12: priya and sam have the same key, so that nobody could say who has come. Each agent has their own`}},
		{"one principal for two", "[agents.priya]\n" + ok + "keys = 'PRIYA'\n[agents.sam]\n" + ok + "keys = ['SAM']\nprincipals = ['priya']", []string{`, line 12: a certificate for "priya" would be for priya and for sam. Give one of them other principals`}},
		{"a principal for everybody", "[agents.priya]\n" + ok + "keys = 'PRIYA'\nprincipals = '*'", []string{`, line 8: no certificate can name "*": a principal has up to 128 letters and signs without spaces, * and ?`}},
		{"an unknown line", "[agents.priya]\n" + ok + "key = 'x'\nkeys = 'PRIYA'\nnote = 'x'\nroles = 'x'", []string{
			`, line 7: agents have no "key". Did you mean keys?`,
			`, line 9: agents have no "note", but role, shops, keys, principals. Delete the line`,
			`, line 10: agents have no "roles". Did you mean role?`}},
		{"a name with a dot", "[agents.priya.s]\n" + ok + "keys = 'PRIYA'", []string{`, line 4: the heading of an agent whose name has a dot needs quotation marks, such as [agents."priya.s"]`}},
		{"agents that are none", "[agents]\npriya = 'PRIYA'", []string{`, line 5: ` + eachAgent}},
		{"agents in double brackets", "[[agents]]\nrole = 'read'", []string{`, line 4: ` + eachAgent}},
		{"an agent twice", "[agents.priya]\n[agents.priya]", []string{`, line 5: the name in this line was used before. Keep one of the two`}},
		{"another heading", "[agent.priya]\n" + ok, []string{`, line 4: [agent.priya] can't be used: ` + eachAgent, `: nobody`}},
		{"capitals", "[Agents.priya]\n" + ok, []string{`, line 4: [Agents.priya] can't be used: ` + eachAgent, `: nobody`}},
		{"options", "[agents.priya]\n" + ok + `keys = ['from="10.0.0.0/8" PRIYA']`, []string{`, line 7: ` + cant + `options such as "from" don't hold here, and it would look as if they did. Begin the line with the type of the key. ` + keyLineForm}},
		{"restrict", "[agents.priya]\n" + ok + `keys = ['restrict PRIYA']`, []string{`, line 7: ` + cant + `options such as "restrict" don't hold here, and it would look as if they did. Begin the line with the type of the key. ` + keyLineForm}},
		{"an authority", "[agents.priya]\n" + ok + `keys = ['cert-authority CA']`, []string{`, line 7: ` + cant + `cert-authority isn't for an agent's key. The key of an authority goes into the file of serve_ca_file`}},
		{"an authority of known_hosts", "[agents.priya]\n" + ok + `keys = ['@cert-authority * CA']`, []string{`, line 7: ` + cant + `a line with "@cert-authority" isn't an agent's key. The key of an authority goes into the file of serve_ca_file`}},
		{"a certificate", "[agents.priya]\n" + ok + `keys = ['PRIYA-CERT']`, []string{`, line 7: ` + cant + `this is a certificate. Put the key of its authority into the file of serve_ca_file, and leave it out here`}},
		{"DSA", "[agents.priya]\n" + ok + `keys = ['DSA']`, []string{`, line 7: ` + cant + `keys of the type "ssh-dss" aren't safe enough. Have its owner make another one: ssh-keygen -t ed25519`}},
		{"short RSA", "[agents.priya]\n" + ok + "keys = '''\nRSA3\nRSA2\n'''", []string{`, line 9: ` + cant + `an RSA key needs at least 3072 bits. Have its owner make another one: ssh-keygen -t ed25519`}},
		{"a private key", "[agents.priya]\n" + ok + "keys = '''\n-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----\n'''", []string{`, line 7: ` + cant + `this is a private key, which belongs to its owner alone. Take the public one, from the file that ends in .pub, and have its owner make a new pair, since others could read this one`}},
		{"PuTTY's form", "[agents.priya]\n" + ok + "keys = '''\n---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----\n'''", []string{`, line 7: ` + cant + `this is a public key in another form. Make a line of it: ssh-keygen -i -f FILE, or copy the box at the top of PuTTYgen's window`}},
		{"a fingerprint", "[agents.priya]\n" + ok + "keys = 'SHA256:5jvBPaWPsgtry5OcKrc0uxLKVPrALkjQHb6YdMLp7d8'", []string{`, line 7: ` + cant + `this is a key's fingerprint. The whole public key is needed. ` + keyLineForm}},
		{"a damaged key", "[agents.priya]\n" + ok + "keys = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJgZ priya'", []string{`, line 7: ` + cant + `the key is damaged. Copy the whole line again from the file that ends in .pub`}},
		{"no key", "[agents.priya]\n" + ok + "keys = ['hello', 'hello there you']", []string{
			`, line 7: ` + cant + `this isn't a public key. ` + keyLineForm, `, line 7: ` + cant + `this isn't a public key. ` + keyLineForm}},
		{"everything at once", "[agents.priya]\nrole = 'x'\nshops = 'x'\nkeys = 'x'\n[agents.Sam]\n" + ok, []string{
			`, line 5: there is no role "x". It is read, reverse, approve or audit`,
			`, line 6: there is no shop "x" in the settings. They have: high-street, station`,
			`, line 7: ` + cant + `this isn't a public key. ` + keyLineForm,
			`, line 8: the agent "Sam" can't be called that: `}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			src := server(t, agentShops+c.conf, nil)
			_, _, err := LoadServe(src)
			got := mistakesIn(err)
			if c.name == "another heading" || c.name == "capitals" {
				c.want = c.want[:1] // the heading is why nobody may log in
			}
			if len(got) != len(c.want) {
				t.Fatalf("%v\nwant %q", err, c.want)
			}
			for i, want := range c.want {
				if text := got[i].Error(); !strings.HasPrefix(text, confPath+want) {
					t.Errorf("%s\nwant %s", text, confPath+want)
				}
			}
			// Check says the same; that there is no agent is no mistake of a file.
			if checked := Check(src, []byte(withKeys(t, agentShops+c.conf))); c.name == "nobody" && len(checked) != 0 || c.name != "nobody" && len(checked) == 0 {
				t.Errorf("Check says %v", checked)
			}
			// Who only wants the screen isn't held up by agents.
			if _, err := Load(src.For("station")); strings.HasPrefix(c.conf, "[agents.") && c.name != "an agent twice" && len(mistakesIn(err)) != 1 {
				t.Errorf("Load says %v", err) // one: the shop has no key
			}
		})
	}
}

// What the help says of an agent's lines is what is read.
func TestTheLinesOfAnAgent(t *testing.T) {
	t.Parallel()
	conf := agentShops + "[agents.priya]\n"
	for _, s := range AgentTable() {
		if s.Help == "" || strings.HasSuffix(s.Help, ".") {
			t.Errorf("%s: help %q", s.Name, s.Help)
		}
		conf += strings.ReplaceAll(s.Example(), "ssh-ed25519 AAAA… priya@laptop", "PRIYA") + "\n"
	}
	_, serve, err := LoadServe(server(t, conf, nil))
	if err != nil || len(serve.Agents) != 1 || len(serve.Agents[0].Keys) != 1 || serve.Agents[0].Principals[0] == "priya" {
		t.Errorf("%v %+v", err, serve.Agents)
	}
}

func TestNamesOfAgents(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"priya", "priya.s", "priya@example.com", "7", "a_b-c", strings.Repeat("a", 64)} {
		if err := checkAgentName(good); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, bad := range []string{"", ".", "..", "-x", "@x", "Priya", "pri ya", "priya\n", "a/b", `a\b`, "a'b", "é", "a;b", "a\x1b[2J", "a\u202e", "*", "sk_sandbox_0123456789", strings.Repeat("a", 65)} {
		if checkAgentName(bad) == nil {
			t.Errorf("%q may be a name", bad)
		}
	}
}

// The file of agents has agents alone, and its mistakes name it.
func TestAgentsFile(t *testing.T) {
	t.Parallel()
	const path = "/home/priya/.config/dojo-reversals/agents.toml"
	const good = "role = 'read'\nshops = '*'\nkeys = 'PRIYA'\n"
	for _, c := range []struct {
		name, file string
		want       []string
	}{
		{"good", "[agents.priya]\n" + good, nil},
		{"empty", "", []string{confPath + ": nobody may log in"}},
		{"twice", "[agents.sam]\n" + good, []string{path + ", line 1: the agent sam stands in " + confPath + ", line 2 too. Keep one of the two"}},
		{"a setting", "refresh = '5s'\n[agents.priya]\n" + good + "[shops.a]\n", []string{
			path + ", line 1: refresh stands in the settings file. Here are only the headings of agents",
			path + ", line 6: [shops.a] stands in the settings file. Here are only the headings of agents"}},
		{"no TOML", "[agents.priya\n", []string{path + ", line 1: "}},
		{"a mistake", "\n[agents.priya]\nrole = 'x'\nshops = '*'\nkeys = 'PRIYA'\n", []string{path + ", line 3: there is no role"}},
		{"none", "missing", []string{confPath + `, line 1: there is no file "` + path + `". Make it, or take agents_file out of the settings`}},
	} {
		conf, files := "agents_file = 'agents.toml'\n", map[string]string{path: c.file}
		switch c.name {
		case "twice":
			conf += "[agents.sam]\nrole = 'read'\nshops = '*'\nkeys = 'SAM'\n"
		case "none":
			files = nil
		}
		_, serve, err := LoadServe(server(t, conf, files))
		got := mistakesIn(err)
		if len(got) != len(c.want) || len(got) == 0 && len(serve.Agents) != 1 {
			t.Errorf("%s: %v, %d agents, want %q", c.name, err, len(serve.Agents), c.want)
			continue
		}
		for i, want := range c.want {
			if !strings.HasPrefix(got[i].Error(), want) {
				t.Errorf("%s: %v, want %s", c.name, got[i], want)
			}
		}
	}
}

func TestAuthorities(t *testing.T) {
	t.Parallel()
	const ours = "serve_ca_file = 'ca.pub'\n[agents.priya]\nrole = 'read'\nshops = '*'\n"
	for _, c := range []struct{ file, want string }{
		{"CA", ""}, {"# ours\r\nCA\r\nALEX\r\n", ""}, {"@cert-authority CA", ""}, {"@cert-authority * CA", ""}, {"cert-authority CA", ""},
		{"", confPath + `, line 1: there is no key in "` + authFile + `"`},
		{"@cert-authority *.example.com CA", authFile + ", line 1: the key of an authority can't be used: after @cert-authority stands the key, or * and the key: names of hosts mean nothing here. Delete them"},
		{"@revoked CA", authFile + `, line 1: the key of an authority can't be used: a line with "@revoked"`},
		{"CA\n\ncert-authority,principals=\"x\" CA", authFile + ", line 3: the key of an authority can't be used: cert-authority isn't"},
		{"principals=\"x\" CA", authFile + `, line 1: the key of an authority can't be used: options such as "principals" don't hold here`},
		{"RSA2", authFile + ", line 1: the key of an authority can't be used: an RSA key needs"},
		{"-----BEGIN OPENSSH PRIVATE KEY-----", authFile + ": the key of an authority can't be used: this is a private key"},
		{"hello", authFile + ", line 1: the key of an authority can't be used: this isn't a public key"},
	} {
		_, serve, err := LoadServe(server(t, ours, map[string]string{authFile: c.file}))
		got := mistakesIn(err)
		switch {
		case c.want == "" && (err != nil || len(serve.Authorities) == 0):
			t.Errorf("%q: %v", c.file, err)
		case c.want != "" && (len(got) != 1 || !strings.HasPrefix(got[0].Error(), c.want)):
			t.Errorf("%q: %v, want %s", c.file, err, c.want)
		}
	}
	_, _, err := LoadServe(server(t, ours+"keys = 'CA'\n", map[string]string{authFile: "CA"}))
	if err == nil || !strings.Contains(err.Error(), "a key of priya can't be used: it is an authority's") {
		t.Errorf("%v", err)
	}
	// Without keys and principals nobody comes in, whatever the authority says.
	_, _, err = LoadServe(server(t, ours+"principals = []\n", map[string]string{authFile: "CA"}))
	if err == nil || !strings.Contains(err.Error(), "priya has no keys") {
		t.Errorf("%v", err)
	}
}

func TestRevokedKeys(t *testing.T) {
	t.Parallel()
	const (
		ours = "serve_revoked_keys = 'revoked'\n" + oneAgent
		path = "/home/priya/.config/dojo-reversals/revoked"
		bad  = ": a revoked key can't be read: "
	)
	print := func(name string) string {
		key, _, _, _, err := ssh.ParseAuthorizedKey([]byte(keyOf(t, name)))
		if err != nil {
			t.Fatal(err)
		}
		return ssh.FingerprintSHA256(key)
	}
	priya, ca := print("priya"), print("ca")
	for _, c := range []struct {
		file string
		want []string
		said string
	}{
		{"", nil, ""}, {"# nobody\n\n", nil, ""},
		{"PRIYA", []string{priya}, ""}, {"# gone\r\nPRIYA\r\nCA\r\n", []string{priya, ca}, ""},
		{"@revoked PRIYA", []string{priya}, ""}, {"@revoked * CA", []string{ca}, ""},
		{priya + "\n@revoked " + ca + " the old one", []string{priya, ca}, ""},
		{"RSA2", []string{print("rsa2")}, ""}, // a key that lets nobody in anyway does no harm
		{"CA\nhello", nil, path + ", line 2" + bad + "this isn't a public key"},
		{"@revoked", nil, path + ", line 1" + bad + "after @revoked"}, {"@revoked *", nil, path + ", line 1" + bad + "after @revoked"},
		{"@revoked host.example.com PRIYA", nil, path + ", line 1" + bad + "before the key stands nothing but"},
		{"cert-authority CA", nil, path + ", line 1" + bad + "before the key"},
		{priya[:40], nil, path + ", line 1" + bad + "the fingerprint is damaged"}, {"SHA256:", nil, path + ", line 1" + bad + "the fingerprint"},
		{"SSHKRL\n\x00\x00", nil, path + bad + "this is a list that ssh-keygen -k"},
		{"-----BEGIN OPENSSH PRIVATE KEY-----", nil, path + bad + "this is a private key"},
	} {
		_, serve, err := LoadServe(server(t, ours, map[string]string{path: c.file}))
		got := mistakesIn(err)
		switch {
		case c.said == "" && (err != nil || !slices.Equal(serve.Revoked, c.want)):
			t.Errorf("%q: %v, %v, want %v", c.file, serve.Revoked, err, c.want)
		case c.said != "" && (len(got) != 1 || !strings.HasPrefix(got[0].Error(), c.said)):
			t.Errorf("%q: %v, want %s", c.file, err, c.said)
		}
	}
	// A certificate stands for its key, as OpenSSH compares them.
	if got, err := readRevokedKey(keyOf(t, "priya-cert")); got != priya {
		t.Errorf("a certificate: %q, %v", got, err)
	}
	if _, _, err := LoadServe(server(t, ours, nil)); err == nil || !strings.Contains(err.Error(), "there is no file") {
		t.Errorf("no file: %v", err)
	}
}

// FuzzRevokedKey reads any line: it must not panic, and gives a whole fingerprint or says
// what is wrong.
func FuzzRevokedKey(f *testing.F) {
	for _, name := range []string{"priya", "priya-cert", "dsa", "ca"} {
		f.Add(keyOf(f, name))
		f.Add("@revoked * " + keyOf(f, name))
	}
	f.Add("SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU")
	f.Fuzz(func(t *testing.T, line string) {
		lines, _, _ := keyLines(line)
		for _, line := range lines {
			print, err := readRevokedKey(line)
			if whole := len(print) == len("SHA256:")+43; whole != (err == nil) || !whole && print != "" {
				t.Errorf("%q: %q, %v", line, print, err)
			}
		}
	})
}

// A shop that gets another handle keeps its agents.
func TestRenameShopForAgents(t *testing.T) {
	t.Parallel()
	const text = "[shops.a]\nname = 'A'\n[agents.x]\nshops = [\"a\", 'a', \"aa\"] # a\nkeys = 'a'\n[agents]\ny.shops = 'a'\n"
	const want = "[shops.b]\nname = 'A'\n[agents.x]\nshops = [\"b\", 'b', \"aa\"] # a\nkeys = 'a'\n[agents]\ny.shops = 'b'\n"
	got, err := RenameShop([]byte(text), "a", "b")
	if err != nil || string(got) != want {
		t.Errorf("%v\n%s", err, got)
	}
}
