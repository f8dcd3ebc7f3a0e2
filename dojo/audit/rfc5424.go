package audit

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// priority is that of all lines: facility 13, log audit, at severity 6, informational.
// See RFC 5424, section 6.2.1.
const priority = 13*8 + 6

// The most bytes of the names in a header, see RFC 5424, section 6.
const (
	mostHost, mostProgram, mostProcess, mostKind = 255, 48, 128, 32
)

// message writes a line as a message of RFC 5424. Its structured data are those that the
// RFC itself names (section 7): meta has the event's number as sequenceId, which begins
// again after 2147483647, and origin the program and its version.
func (f Sender) message(l Line) []byte {
	time := l.Time
	if time == "" {
		time = "-"
	}
	m := fmt.Appendf(nil, "<%d>1 %s %s %s %s %s ", priority, time,
		name(f.Host, mostHost), name(f.Program, mostProgram), name(f.Process, mostProcess), name(l.Kind, mostKind))
	m = fmt.Appendf(m, `[meta sequenceId="%d"][origin software="%s" swVersion="%s"] `,
		(l.Seq-1)%2147483647+1, value(f.Program, mostProgram), value(f.Version, 32))
	m = l.appendJSON(m)
	return m[:len(m)-1]
}

// name makes a text a name in a header: visible ASCII without spaces, and not too long.
// "-" stands for none.
func name(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		if r <= ' ' || r > '~' {
			return '_'
		}
		return r
	}, s)
	if s == "" {
		return "-"
	}
	return s[:min(len(s), most)]
}

// value makes a text the value of a parameter: whole UTF-8, at most so many characters,
// with a backslash before what would end it.
func value(s string, most int) string {
	var b strings.Builder
	for n, r := range strings.ToValidUTF8(s, "") {
		if n >= most {
			break
		}
		if r == '"' || r == '\\' || r == ']' {
			b.WriteByte('\\')
		}
		if r < ' ' || r == 0x7f || r == utf8.RuneError {
			r = '?'
		}
		b.WriteRune(r)
	}
	return b.String()
}
