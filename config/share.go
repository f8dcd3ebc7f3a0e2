package config

import (
	"bytes"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"dojoreversals/dojo/pattern"
)

var (
	assignment = pattern.Lazy(`^(\s*)(["']?[A-Za-z0-9_.-]+["']?)(\s*=\s*)(.*)$`)
	heading    = pattern.Lazy(`^\s*\[\[?[A-Za-z0-9_. -]+\]\]?\s*(#.*)?$`)
	// secretWord is what a comment may say before a key or a password.
	secretWord = pattern.Lazy(`(?i)key|secret|passw(?:or)?d|passw|token|pwd`)
)

// leftOut stands in place of what was left out.
const leftOut = "…"

// WithoutSecrets is the text of a settings file that may be sent to support. Of each line
// it keeps what it knows to be harmless: headings, comments, and the settings that aren't
// secret. Whatever else stands there may be a key in the wrong place, and is left out. So
// are values over several lines, and what stands before an @: a user name and a password
// of a proxy.
func WithoutSecrets(data []byte) []byte {
	data = asUTF8(data[:min(len(data), maxFile)])
	var out strings.Builder
	// Each ending of a line counts that an editor may take for one.
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(string(data), "�"))
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		// From there on nothing tells what is inside a value and what isn't.
		if strings.Contains(line, `"""`) || strings.Contains(line, "'''") {
			out.WriteString(leftOut + " (a value over several lines, and all that follows it, is left out)\n")
			break
		}
		out.WriteString(shareableLine(line) + "\n")
	}
	return []byte(withoutKeys(out.String(), secretsIn(data)))
}

// shareableLine is a line without what may be secret in it.
func shareableLine(line string) string {
	trimmed := strings.TrimSpace(line)
	switch {
	case trimmed == "":
		return ""
	case trimmed[0] == '#', heading().MatchString(line):
		return shareableText(line)
	}
	m := assignment().FindStringSubmatch(line)
	if m == nil {
		return leftOut
	}
	name := strings.Trim(m[2], `"'`)
	setting, known := find(name)
	switch {
	case name == nameInTable, known && setting.Name != "api_key":
		return m[1] + m[2] + m[3] + shareableText(m[4])
	case known:
		return m[1] + m[2] + m[3] + leftOut
	}
	return m[1] + mask(m[2]) + m[3] + leftOut
}

// shareableText is a value or a comment without what looks like a key, without what
// stands before an @, and without what follows a word such as password.
func shareableText(text string) string {
	if i := strings.LastIndexByte(text, '@'); i >= 0 {
		text = leftOut + text[i:]
	}
	if i := strings.IndexByte(text, '#'); i >= 0 {
		if word := secretWord().FindStringIndex(text[i:]); word != nil {
			text = text[:i+word[1]] + leftOut
		}
	}
	return mask(text)
}

// secretsIn are the keys and the users and passwords of proxies in a file that can be
// read, which may stand somewhere else in it too.
func secretsIn(data []byte) (secrets []string) {
	var doc map[string]any
	if toml.NewDecoder(bytes.NewReader(data)).Decode(&doc) != nil {
		return nil
	}
	add := func(table map[string]any) {
		if key, ok := table["api_key"].(string); ok {
			secrets = append(secrets, key, strings.TrimSpace(key))
		}
		secrets = append(secrets, proxySecrets(table["proxy"])...)
	}
	add(doc)
	shops, _ := doc["shops"].(map[string]any)
	for _, shop := range shops {
		if table, ok := shop.(map[string]any); ok {
			add(table)
		}
	}
	return secrets
}
