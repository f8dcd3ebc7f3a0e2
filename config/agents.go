package config

import (
	"bytes"
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"

	"dojoreversals/dojo/agent"
	"dojoreversals/dojo/pattern"
)

// agentNamePattern is what an agent may be called. The name stands in the record, in logs
// and in messages, and no two names differ by capitals alone.
var agentNamePattern = pattern.Lazy(`^[a-z0-9][a-z0-9._@-]{0,63}$`)

// principalPattern is what a certificate may name. It has no * and ?, which would look
// as if they stood for others.
var principalPattern = pattern.Lazy(`^[!-)+->@-~]{1,128}$`)

// eachAgent says how agents stand in the settings.
const eachAgent = "each agent has a heading of their own, such as [agents.priya], and below it lines such as role = \"read\""

// errNoAgents is no mistake of a file that is for no server.
var errNoAgents = errors.New("there are no agents")

// agentTable is one [agents.NAME].
type agentTable struct {
	name   string
	file   file
	parts  []part
	values map[string]any
}

// where is the place of one of the agent's lines, or with "" of the heading.
func (t agentTable) where(name string) string { return t.file.where(t.line(name)) }

func (t agentTable) line(name string) int {
	path, best := []string{"agents", t.name, name}, part{}
	for _, p := range t.parts {
		n := min(len(p.path), len(path))
		if slices.Equal(p.path[:n], path[:n]) && n > min(len(best.path), len(path)) {
			best = p
		}
	}
	return lineAt(t.file.data, best.start)
}

// lineOf is the line of a text that stands in one of the agent's values: a list may go
// over several lines.
func (t agentTable) lineOf(name, text string) int {
	for _, p := range t.parts {
		if slices.Equal(p.path, []string{"agents", t.name, name}) {
			if at := bytes.Index(t.file.data[p.start:p.end], []byte(text)); at >= 0 {
				return lineAt(t.file.data, p.start+at)
			}
		}
	}
	return t.line(name)
}

func lineAt(text []byte, at int) int { return 1 + bytes.Count(text[:at], []byte("\n")) }

// agentReader reads agents, and keeps what no two of them may share.
type agentReader struct {
	*loader
	authorities []ssh.PublicKey
	keys        map[string]string // whose each fingerprint is
	principals  map[string]string // whose each principal is
}

// readAgents reads the agents of the settings file and of agents_file.
func (l *loader) readAgents(serve Serve) []agent.Agent {
	if l.file.broken {
		return nil // what is wrong with it was said
	}
	r := agentReader{loader: l, authorities: serve.Authorities, keys: map[string]string{}, principals: map[string]string{}}
	tables := l.agentTables(l.file)
	if serve.agentsFile != "" {
		tables = append(tables, l.tablesOfAgentsFile(serve.agentsFile)...)
	}
	if len(tables) == 0 && len(l.problems) == 0 {
		l.problem("", shownPath(l.file.path), "nobody may log in to the server: "+eachAgent, errNoAgents)
	}
	var all []agent.Agent
	seen := map[string]string{}
	for _, t := range tables {
		if other, ok := seen[t.name]; ok {
			l.problem("", t.where(""), "the agent "+t.name+" stands in "+other+" too. Keep one of the two", nil)
			continue
		}
		if err := checkAgentName(t.name); err != nil {
			l.problem("", t.where(""), "the agent "+quote(t.name)+" can't be called that: "+err.Error(), nil)
			continue
		}
		seen[t.name] = t.where("")
		all = append(all, r.read(t))
	}
	slices.SortFunc(all, func(a, b agent.Agent) int { return cmp.Compare(a.Name, b.Name) })
	return all
}

// agentTables are the agents of a file, in its order.
func (l *loader) agentTables(f file) []agentTable {
	if f.agents == nil {
		return nil
	}
	parts, _ := partsOf(f.data) // it was read as TOML before
	all := agentTable{file: f, parts: parts}
	tables, ok := f.agents.(map[string]any)
	if !ok {
		l.problem("", all.where(""), eachAgent, nil)
		return nil
	}
	var list []agentTable
	for _, name := range slices.Sorted(maps.Keys(tables)) {
		t := agentTable{name: name, file: f, parts: parts}
		if t.values, ok = tables[name].(map[string]any); !ok {
			l.problem("", t.where(""), eachAgent, nil)
			continue
		}
		list = append(list, t)
	}
	slices.SortStableFunc(list, func(a, b agentTable) int { return cmp.Compare(a.line(""), b.line("")) })
	return list
}

// tablesOfAgentsFile are the agents of agents_file, which has nothing else.
func (l *loader) tablesOfAgentsFile(path string) []agentTable {
	data, ok := l.readNamed("agents_file", path)
	if !ok {
		return nil
	}
	other := newLoader(l.src)
	other.file.path = path
	other.decode(data)
	l.problems = append(l.problems, other.problems...)
	const move = " stands in the settings file. Here are only the headings of agents"
	for _, name := range slices.Sorted(maps.Keys(other.file.values)) {
		l.problem(name, other.file.where(other.file.values[name].line), name+move, nil)
	}
	for _, shop := range other.file.shops {
		l.problem("", other.file.where(shop.line), "[shops."+shop.Handle+"]"+move, nil)
	}
	return l.agentTables(other.file)
}

// checkAgentName returns what is wrong with the name of an agent.
func checkAgentName(name string) error {
	if agentNamePattern().MatchString(name) && keyLike().FindString(name) == "" {
		return nil
	}
	return errors.New("a name has up to 64 small letters, digits, dots, dashes and @, and begins with a letter or a digit")
}

// AgentTable are the lines that may stand below the heading of an agent. The slice is the
// caller's own.
func AgentTable() []Setting {
	return []Setting{
		{Name: "role", Help: "What they may do", values: listed(agent.Roles), example: `role = "read"`},
		{Name: "shops", Help: "The shops that they may enter, by what stands in [shops.…], or * for all", example: `shops = ["high-street", "station"]`},
		{Name: "keys", Help: "Their public keys, one a line as in OpenSSH's authorized_keys, without options", example: `keys = ["ssh-ed25519 AAAA… priya@laptop"]`},
		{Name: "principals", Help: "What a certificate of serve_ca_file must name to be theirs", Default: "the agent's name", example: `principals = ["priya@example.com"]`},
	}
}

func namesOfAgent() (names []string) {
	for _, s := range AgentTable() {
		names = append(names, s.Name)
	}
	return names
}

// read reads one agent, and says whatever is wrong with it.
func (r agentReader) read(t agentTable) agent.Agent {
	for _, name := range slices.Sorted(maps.Keys(t.values)) {
		if _, ok := t.values[name].(map[string]any); ok {
			r.problem("", t.where(name), "the heading of an agent whose name has a dot needs quotation marks, such as [agents.\""+
				strings.Trim(quote(t.name+"."+name), `"`)+"\"]", nil)
			return agent.Agent{}
		}
		if !slices.Contains(namesOfAgent(), name) {
			r.unknownOfAgent(t, name)
		}
	}
	a := agent.Agent{Name: t.name, Role: r.role(t)}
	a.Shops = r.shops(t, a.Role)
	before := len(r.problems)
	a.Keys = r.keysOf(t)
	a.Principals = r.principalsOf(t)
	byCertificate := r.settings.serve.caFile != "" && len(a.Principals) > 0
	if len(r.problems) == before && len(a.Keys) == 0 && !byCertificate {
		r.problem("", t.where("keys"), t.name+" has no keys and can't log in. Add a line such as keys = [\"ssh-ed25519 AAAA… "+t.name+"@laptop\"], or trust an authority with serve_ca_file", nil)
	}
	return a
}

func (r agentReader) unknownOfAgent(t agentTable, name string) {
	text := "agents have no " + quote(name)
	if near, ok := Nearest(name, namesOfAgent()); ok {
		text += ". Did you mean " + near + "?"
	} else {
		text += ", but " + strings.Join(namesOfAgent(), ", ") + ". Delete the line"
	}
	r.problem("", t.where(name), text, nil)
}

// role reads the role, which every agent has.
func (r agentReader) role(t agentTable) agent.Role {
	raw, has := t.values["role"]
	text, isText := raw.(string)
	words := texts(agent.Roles())
	switch {
	case !has:
		r.problem("", t.where(""), t.name+" has no role. Add a line such as role = \"read\"; it is "+orList(words), nil)
	case !isText:
		r.problem("", t.where("role"), "role takes a text in quotation marks, like this: role = \"read\"", nil)
	case !slices.Contains(words, text):
		said := "there is no role " + quote(text)
		if near, ok := Nearest(text, words); ok {
			said += ". Did you mean " + near + "?"
		} else {
			said += ". It is " + orList(words)
		}
		r.problem("", t.where("role"), said, nil)
	default:
		return agent.Role(text)
	}
	return ""
}

// list reads a list of texts. One text alone is taken for a list of one.
func (r agentReader) list(t agentTable, name, example string) (list []string, ok bool) {
	switch v := t.values[name].(type) {
	case string:
		return []string{v}, true
	case []any:
		for _, one := range v {
			text, isText := one.(string)
			if !isText {
				r.problem("", t.where(name), name+" takes texts in quotation marks, like this: "+example, nil)
				return nil, false
			}
			list = append(list, text)
		}
		return list, true
	case nil:
		return nil, false
	}
	r.problem("", t.where(name), name+" takes a list of texts, like this: "+example, nil)
	return nil, false
}

// shops reads the shops of an agent.
func (r agentReader) shops(t agentTable, role agent.Role) []string {
	const example = `shops = ["high-street"], or shops = "*" for all`
	list, ok := r.list(t, "shops", example)
	if _, has := t.values["shops"]; (!has || ok && len(list) == 0) && role != agent.RoleAudit {
		r.problem("", t.where("shops"), t.name+" has no shops. Add a line such as "+example, nil)
	}
	for _, shop := range list {
		if shop == agent.EveryShop || slices.Contains(r.handleList(), shop) {
			continue
		}
		text := "there is no shop " + quote(shop)
		i := slices.IndexFunc(r.file.shops, func(s shopTable) bool { return s.Is(shop) })
		near, isNear := Nearest(shop, r.handleList())
		switch {
		case i >= 0:
			text += ". Name it as its heading does: " + r.file.shops[i].Handle
		case isNear:
			text += ". Did you mean " + near + "?"
		case len(r.file.shops) == 0:
			text += ": the settings have no headings of shops. Write shops = \"*\""
		default:
			text += " in the settings. They have: " + r.handles()
		}
		r.problem("", t.file.where(t.lineOf("shops", shop)), text, nil)
	}
	return list
}

// keysOf reads the keys of an agent, and gives their fingerprints.
func (r agentReader) keysOf(t agentTable) []string {
	texts, _ := r.list(t, "keys", `keys = ["ssh-ed25519 AAAA… priya@laptop"]`)
	var fingerprints []string
	bad := func(where string, err error) {
		r.problem("", where, "a key of "+t.name+" can't be used: "+err.Error(), nil)
	}
	for _, text := range texts {
		lines, _, err := keyLines(text)
		if err != nil {
			bad(t.where("keys"), err)
		}
		for _, line := range lines {
			where := t.file.where(t.lineOf("keys", line))
			key, err := readPublicKey(line)
			if err != nil {
				bad(where, err)
				continue
			}
			fingerprint := ssh.FingerprintSHA256(key)
			other, taken := r.keys[fingerprint]
			switch {
			case slices.ContainsFunc(r.authorities, func(a ssh.PublicKey) bool { return ssh.FingerprintSHA256(a) == fingerprint }):
				bad(where, errors.New("it is an authority's, in the file of serve_ca_file. Give them a key of their own"))
			case taken && other != t.name:
				r.problem("", where, other+" and "+t.name+" have the same key, so that nobody could say who has come. Each agent has their own", nil)
			case !taken:
				r.keys[fingerprint] = t.name
				fingerprints = append(fingerprints, fingerprint)
			}
		}
	}
	return fingerprints
}

// principalsOf reads what certificates must name to be the agent's: their name, unless
// something else is set.
func (r agentReader) principalsOf(t agentTable) []string {
	list, ok := r.list(t, "principals", `principals = ["priya@example.com"]`)
	if _, has := t.values["principals"]; !has {
		list, ok = []string{t.name}, true
	}
	for _, name := range list {
		where := t.file.where(t.lineOf("principals", name))
		other, taken := r.principals[name]
		switch {
		case !principalPattern().MatchString(name):
			r.problem("", where, "no certificate can name "+quote(name)+": a principal has up to 128 letters and signs without spaces, * and ?", nil)
		case taken && other != t.name:
			r.problem("", where, "a certificate for "+quote(name)+" would be for "+other+" and for "+t.name+". Give one of them other principals", nil)
		}
		r.principals[name] = t.name
	}
	if !ok {
		return nil
	}
	return list
}
