package config

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

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
	raw := rawLine(data, row)
	line := strings.TrimSpace(raw)
	name := settingOf(line)
	what := name
	if what == "" {
		what = "this line"
	}
	text := what + " " + syntaxHint(line, column)
	if r, at, ok := strayInvisible(raw); ok {
		text = fmt.Sprintf("there is an invisible character (%s) in column %d. Delete it, or put a plain space in its place", signName(r), at)
	} else if key := de.Key(); len(key) > 0 {
		// With a key, the line can be read but clashes with an earlier one.
		text = "the name in this line was used before. Keep one of the two"
		heading, isHeading := headingOf(line)
		s, known := find(key[0])
		switch {
		case isHeading && !strings.HasPrefix(heading, "agents."):
			text = headingText(heading, nil)
		case known:
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
	opens := value != "" && (value[0] == '"' || value[0] == '\'')
	unclosed := opens && strings.Count(value, value[:1]) == 1
	last, _ := utf8.DecodeLastRuneInString(value)
	outside := outsideQuotes(line)
	s, _ := find(settingOf(line))
	switch {
	case strings.ContainsFunc(outside, isOddQuote), unclosed && isOddQuote(last):
		return `has curly or slanted quotation marks. Use straight ones: "`
	case !hasEquals && strings.ContainsRune(name, '＝'):
		return "has a full-width equals sign. Use a plain one: ="
	case !hasEquals && strings.Contains(name, ":"):
		return "needs an equals sign instead of the colon. " + lineForm
	case !hasEquals:
		return "isn't a setting. " + lineForm
	case value == "" || strings.HasPrefix(value, "#"):
		return "has no value after the equals sign. " + lineForm
	case strings.HasPrefix(value, `"`) && strings.Contains(value, `\`):
		return `has a backslash in double quotation marks. Write paths in single ones, such as 'C:\Tills\1'`
	case unclosed:
		return "lacks the closing quotation mark"
	case strings.EqualFold(value, "yes"), strings.EqualFold(value, "no"), strings.EqualFold(value, "on"), strings.EqualFold(value, "off"),
		strings.EqualFold(value, "true"), strings.EqualFold(value, "false"):
		return "must be true or false, in small letters"
	case !opens && (s.kind == kindNumber || s.kind == kindSwitch):
		return shapeOf(s) + ", like this: " + s.example
	case !opens && value[0] != '[' && value[0] != '{':
		return "needs quotation marks around its value. " + lineForm
	case column > 1 && column <= len(line) && closedBefore(line[:column-1]):
		return "goes on after the closing quotation mark. Put each setting on a line of its own, and a # before a comment"
	}
	if r, place, ok := firstSign(outside, func(r rune) bool { return r >= utf8.RuneSelf }); ok && opens {
		return fmt.Sprintf("has a sign that only looks plain (%s), as column %d. Type the name anew", signName(r), place)
	}
	return "isn't valid TOML. " + lineForm
}

// closedBefore says whether the quotation marks before the mistake are even.
func closedBefore(s string) bool {
	n := strings.Count(s, `"`) + strings.Count(s, `'`)
	return n > 0 && n%2 == 0
}

// strayInvisible finds an invisible sign that TOML doesn't allow where it is: outside
// quotation marks any, and within them a control character. The column is in
// characters, from 1.
func strayInvisible(line string) (r rune, column int, found bool) {
	if r, column, found = firstSign(outsideQuotes(line), invisible); found {
		return r, column, true
	}
	return firstSign(line, func(r rune) bool { return invisible(r) && unicode.IsControl(r) && r < 0x80 })
}

// outsideQuotes is a line with a space in place of each character that stands within
// quotation marks or in a comment, so that columns stay the same.
func outsideQuotes(line string) string {
	out := []rune(line)
	quote, escaped, comment := rune(0), false, false
	for i, r := range out {
		switch {
		case comment:
			out[i] = ' '
		case quote != 0:
			out[i] = ' '
			switch {
			case escaped:
				escaped = false
			case r == '\\' && quote == '"':
				escaped = true
			case r == quote:
				quote = 0
			}
		case r == '"' || r == '\'':
			quote = r
		case r == '#':
			comment = true
		}
	}
	return string(out)
}

// rawLine is a line of the file without its line break, "" if there is none. Lines
// count from 1.
func rawLine(data []byte, row int) string {
	lines := bytes.Split(data, []byte("\n"))
	if row < 1 || row > len(lines) {
		return ""
	}
	return strings.TrimSuffix(string(lines[row-1]), "\r")
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
