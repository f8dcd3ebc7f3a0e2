package dojo

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// nearlyJSON makes JSON of an object that is nearly JSON, or returns nil. It takes
// commas too many or too few (Dojo's own sample of a problem has one at its end),
// comments, single quotes, names without quotes, line breaks in a text, brackets
// that don't match, and an object that was cut short. What can't be read is left
// out. So is a text or a number that the cut went through: half a trace ID names
// nothing, and half a card number or half a key isn't recognised as one.
//
// It is for problem documents alone, which people only read: what became of a
// reversal is decided by the HTTP status beside them. In a list or in the answer
// to a reversal the same readiness would be a guess about money, for example
// which of two statuses counts, or whether a payment was cut off.
//
// It goes over the bytes once, and no deeper than maxDepth.
func nearlyJSON(b []byte) []byte {
	n := nearly{in: b}
	if n.blank(); n.peek() != '{' || !n.value(0) {
		return nil
	}
	return n.out
}

// nearly is how far nearlyJSON has come.
type nearly struct {
	in  []byte
	at  int
	out []byte
}

// peek is the next byte, or 0 at the end.
func (n *nearly) peek() byte {
	if n.at < len(n.in) {
		return n.in[n.at]
	}
	return 0
}

// stop goes to the end: what follows can't be read.
func (n *nearly) stop() { n.at = len(n.in) }

// blank passes white space, commas and comments.
func (n *nearly) blank() {
	for n.at < len(n.in) {
		rest := n.in[n.at:]
		switch {
		case bytes.IndexByte([]byte(" \t\r\n,"), rest[0]) >= 0:
			n.at++
		case bytes.HasPrefix(rest, []byte("//")), rest[0] == '#':
			n.pass("\n")
		case bytes.HasPrefix(rest, []byte("/*")):
			n.pass("*/")
		default:
			return
		}
	}
}

// pass goes to the end of what ends with a text.
func (n *nearly) pass(end string) {
	i := bytes.Index(n.in[n.at:], []byte(end))
	if i < 0 {
		n.stop()
		return
	}
	n.at += i + len(end)
}

// value writes the next value. It writes nothing, and returns false, if there is
// none that can be read whole.
func (n *nearly) value(depth int) bool {
	switch c := n.peek(); {
	case c == '{' && depth < maxDepth:
		n.inside('}', func() bool { return n.member(depth + 1) })
		return true
	case c == '[' && depth < maxDepth:
		n.inside(']', func() bool { return n.value(depth + 1) })
		return true
	case c == '"' || c == '\'':
		return n.text(c)
	}
	word := n.word()
	if word == nil {
		n.stop()
		return false
	}
	if !json.Valid(word) {
		word = []byte("null") // None, undefined, NaN
	}
	n.out = append(n.out, word...)
	return true
}

// inside writes an object or a list, which ends at its bracket, at one that isn't
// its own, or at the end.
func (n *nearly) inside(end byte, part func() bool) {
	n.out = append(n.out, n.in[n.at])
	n.at++
	first := true
	for {
		n.blank()
		c := n.peek()
		if c == '}' || c == ']' || n.at == len(n.in) {
			if c == end {
				n.at++
			}
			n.out = append(n.out, end)
			return
		}
		before := len(n.out)
		if !first {
			n.out = append(n.out, ',')
		}
		if part() {
			first = false
		} else {
			n.out = n.out[:before]
		}
	}
}

// member writes a name and its value.
func (n *nearly) member(depth int) bool {
	if c := n.peek(); c == '"' || c == '\'' {
		if !n.text(c) {
			return false
		}
	} else {
		name := n.word()
		if name == nil {
			n.stop()
			return false
		}
		n.out = fmt.Appendf(n.out, "%q", name) // letters, digits and a few signs
	}
	if n.blank(); n.peek() != ':' {
		n.stop()
		return false
	}
	n.out = append(n.out, ':')
	n.at++
	n.blank()
	return n.value(depth)
}

// word takes letters, digits and the signs of numbers: a name without quotes, a
// number, true, false or null. It is nil if there is none, or if the end comes
// straight after it.
func (n *nearly) word() []byte {
	from := n.at
	for n.at < len(n.in) {
		c := n.in[n.at]
		if (c|0x20 < 'a' || c|0x20 > 'z') && (c < '0' || c > '9') && bytes.IndexByte([]byte("+-._$"), c) < 0 {
			break
		}
		n.at++
	}
	if n.at == from || n.at == len(n.in) {
		return nil
	}
	return n.in[from:n.at]
}

// text writes a text in double or single quotes.
func (n *nearly) text(quote byte) bool {
	from := len(n.out)
	n.out = append(n.out, '"')
	for n.at++; n.at < len(n.in); n.at++ {
		c := n.in[n.at]
		switch {
		case c == quote && (quote == '"' || n.ends()):
			n.at++
			n.out = append(n.out, '"')
			return true
		case c == '"':
			n.out = append(n.out, `\"`...)
		case c == '\\':
			n.escape()
		case c < ' ':
			n.out = fmt.Appendf(n.out, `\u%04x`, c)
		default:
			n.out = append(n.out, c)
		}
	}
	n.out = n.out[:from]
	return false
}

// ends says whether a single quote ends its text. It does if something follows
// that can stand after a text; the apostrophe in "isn't" stays, and nothing says
// which of the two the last byte is.
func (n *nearly) ends() bool {
	after := bytes.TrimLeft(n.in[n.at+1:], " \t\r\n")
	return len(after) > 0 && bytes.IndexByte([]byte(":,}]/#"), after[0]) >= 0
}

// escape writes an escape of JSON as it is, and what follows the backslash of any
// other alone.
func (n *nearly) escape() {
	n.at++
	rest := n.in[min(n.at, len(n.in)):]
	if len(rest) == 0 {
		return
	}
	if _, ok := hexAt(rest, 1, 4); rest[0] == 'u' && !ok {
		return // it names no character
	}
	switch c := rest[0]; {
	case bytes.IndexByte([]byte(`"\/bfnrtu`), c) >= 0:
		n.out = append(n.out, '\\', c)
	case c < ' ':
		n.out = append(n.out, ' ') // a line that goes on in the next one
	default:
		n.out = append(n.out, c)
	}
}
