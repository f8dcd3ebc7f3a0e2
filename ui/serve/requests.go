package serve

import (
	"strings"

	gossh "golang.org/x/crypto/ssh"
)

const (
	mostVariables = 24  // LANG, the LC_*, COLORTERM, NO_COLOR, TERM
	longestValue  = 128 // bytes
	mostColumns   = 2000
	mostLines     = 1000
)

// environment is what a client may set.
type environment map[string]string

// set keeps a variable if it is one of those that may be sent, and can be shown.
func (e environment) set(name, value string) bool {
	if _, known := e[name]; !known && len(e) >= mostVariables {
		return false
	}
	if !maySend(name) || !isPlain(value) {
		return false
	}
	e[name] = value
	return true
}

func (e environment) lookup(name string) (string, bool) {
	value, ok := e[name]
	return value, ok
}

func maySend(name string) bool {
	switch name {
	case "LANG", "COLORTERM", "NO_COLOR":
		return true
	}
	category, ok := strings.CutPrefix(name, "LC_")
	return ok && category != "" && len(category) <= 20 &&
		strings.Trim(category, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == ""
}

// isPlain says whether a value is short and has only visible characters of ASCII.
func isPlain(value string) bool {
	return len(value) <= longestValue && !strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r > '~' })
}

// size is a window's, in cells.
type size struct{ columns, lines uint16 }

// usual is the size of a window that hasn't said a plausible one.
var usual = size{80, 24}

// plausible returns the size that a client reports, unless no window has it: then ok is
// false. The bounds are those of the screen.
func plausible(columns, lines uint32) (s size, ok bool) {
	if columns == 0 || lines == 0 || columns > mostColumns || lines > mostLines {
		return size{}, false
	}
	return size{uint16(columns), uint16(lines)}, true
}

// ptyRequest is the payload of pty-req, RFC 4254, section 6.2.
type ptyRequest struct {
	Term                          string
	Columns, Lines, Width, Height uint32
	Modes                         string
}

// windowChange is the payload of window-change, section 6.7.
type windowChange struct{ Columns, Lines, Width, Height uint32 }

// erase returns the character that the client's terminal erases with, opcode 3 of
// section 8, or DEL.
func (p ptyRequest) erase() byte {
	const opErase, end, undefined = 3, 0, 160
	for m := p.Modes; len(m) >= 5 && m[0] != end && m[0] < undefined; m = m[5:] {
		if m[0] == opErase && m[1] == 0 && m[2] == 0 && m[3] == 0 && m[4] != 0xff {
			return m[4]
		}
	}
	return 0x7f
}

// payload reads a request's payload.
func payload[T any](request *gossh.Request) (value T, ok bool) {
	err := gossh.Unmarshal(request.Payload, &value)
	return value, err == nil
}
