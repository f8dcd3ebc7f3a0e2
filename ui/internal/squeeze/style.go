package squeeze

import "strings"

// style is how a cell is drawn: the parameters of all SGR sequences since the
// last reset, with semicolons between them. Two styles that look alike but
// were written in two ways count as different, which costs a few bytes and
// shows the same.
type style string

// parse takes one SGR sequence from the front of a text and returns its length.
// It reports false for any other sequence.
func (s *style) parse(p string) (n int, ok bool) {
	p, ok = strings.CutPrefix(p, "\x1b[")
	end := strings.IndexFunc(p, func(r rune) bool { return (r < '0' || r > '9') && r != ';' })
	if !ok || end < 0 || p[end] != 'm' {
		return 0, false
	}
	added := style(p[:end])
	if added == "0" {
		added = ""
	}
	switch {
	case added == "":
		*s = ""
	case *s == "":
		*s = added
	default:
		*s += ";" + added
	}
	return len("\x1b[") + end + 1, true
}

// shows says whether a blank in this style looks different from one in none. The
// colour, weight and slant of a character don't show where there is no character.
func (s style) shows() bool {
	for s != "" {
		var n, kind string
		n, s = s.cut()
		switch {
		case n == "1", n == "2", n == "3", n == "22", n == "23", n == "39", len(n) == 2 && (n[0] == '3' || n[0] == '9') && n[1] <= '7':
		case n == "38":
			if kind, s = s.cut(); kind == "2" {
				_, s = s.cut()
				_, s = s.cut()
			}
			_, s = s.cut()
		default:
			return true
		}
	}
	return false
}

// cut takes the first parameter off a style.
func (s style) cut() (first string, rest style) {
	before, after, _ := strings.Cut(string(s), ";")
	return before, style(after)
}

// appendChange writes the sequence that turns one style into another.
func appendChange(out []byte, from, to style) []byte {
	if from == to {
		return out
	}
	out = append(out, "\x1b["...)
	if from != "" && to != "" {
		out = append(out, "0;"...)
	}
	return append(append(out, to...), 'm')
}
