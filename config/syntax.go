package config

import (
	"bytes"
	"errors"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// syntax reports a document that isn't TOML, in words of our own that are
// found by looking at the line. The line itself is never repeated.
func (l *loader) syntax(data []byte, err error) {
	var de *toml.DecodeError
	if !errors.As(err, &de) {
		l.broken("", shownPath(l.file.path), "this file isn't valid TOML. "+lineForm, nil)
		return
	}
	row, column := de.Position()
	line := lineOf(data, row)
	name := settingOf(line)
	what := name
	if what == "" {
		what = "this line"
	}
	text := what + " " + syntaxHint(line, column)
	if key := de.Key(); len(key) > 0 {
		// With a key, the line can be read but clashes with an earlier one.
		text = "the name in this line was used before. Keep one of the two"
		if s, ok := find(key[0]); ok {
			name, text = s.Name, s.Name+" is set twice. Keep one of the two"
		}
	}
	l.broken(name, l.file.where(row), text, nil)
}

const lineForm = `A line looks like this: timezone = "Europe/London"`

// syntaxHint names the mistakes that people make, by what the line looks like.
func syntaxHint(line string, column int) string {
	name, value, hasEquals := strings.Cut(line, "=")
	value = strings.TrimSpace(value)
	switch {
	case strings.ContainsAny(line, "“”„‘’"):
		return `has curly quotation marks. Use straight ones: "`
	case !hasEquals && strings.Contains(name, ":"):
		return "needs an equals sign instead of the colon. " + lineForm
	case !hasEquals:
		return "isn't a setting. " + lineForm
	case value == "" || strings.HasPrefix(value, "#"):
		return "has no value after the equals sign. " + lineForm
	case strings.HasPrefix(value, `"`) && strings.Contains(value, `\`):
		return `has a backslash in double quotation marks. Write paths in single ones, such as 'C:\Tills\1'`
	case (value[0] == '"' || value[0] == '\'') && strings.Count(value, value[:1]) == 1:
		return "lacks the closing quotation mark"
	case strings.EqualFold(value, "yes"), strings.EqualFold(value, "no"), strings.EqualFold(value, "on"), strings.EqualFold(value, "off"),
		strings.EqualFold(value, "true"), strings.EqualFold(value, "false"):
		return "must be true or false, in small letters"
	case value[0] != '"' && value[0] != '\'' && value[0] != '[' && value[0] != '{':
		return "needs quotation marks around its value. " + lineForm
	case column > 1 && column <= len(line) && closedBefore(line[:column-1]):
		return "goes on after the closing quotation mark. Put each setting on a line of its own, and a # before a comment"
	}
	return "isn't valid TOML. " + lineForm
}

// closedBefore says whether the quotation marks before the mistake are even.
func closedBefore(s string) bool {
	n := strings.Count(s, `"`) + strings.Count(s, `'`)
	return n > 0 && n%2 == 0
}

func lineOf(data []byte, row int) string {
	lines := bytes.Split(data, []byte("\n"))
	if row < 1 || row > len(lines) {
		return ""
	}
	return strings.TrimSpace(string(lines[row-1]))
}

// settingOf is the setting that a line begins with, or "".
func settingOf(line string) string {
	name := line
	if i := strings.IndexAny(line, "=: \t"); i >= 0 {
		name = line[:i]
	}
	s, _ := find(strings.Trim(name, `"'`))
	return s.Name
}
