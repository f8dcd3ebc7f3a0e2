package dojo

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// These functions scan JSON that encoding/json has found to be valid. Single values
// that aren't plain are still decoded by encoding/json, and decode_same_test.go
// compares the result with encoding/json alone. Structs of encoding/json in their place
// take three times as long for a page, and thirteen times the memory
// (BenchmarkDecodePageByEncodingJSON).

// object calls a function for every field of the object that b begins with. rest begins
// with the field's value, and the function returns how long that is: so nobody goes over
// a long value only to find its end. end is the index after the object; ok is false for
// any other value, of which nothing was read.
func object(b []byte, field func(name, rest []byte) int) (end int, ok bool) {
	i := blank(b, 0)
	if i >= len(b) || b[i] != '{' {
		return 0, false
	}
	for i = blank(b, i+1); b[i] != '}'; i = blank(b, i) {
		if b[i] == ',' {
			i = blank(b, i+1)
		}
		end := skip(b, i)
		name, ok := plain(b[i:end])
		if !ok {
			var s string
			_ = json.Unmarshal(b[i:end], &s) // it is valid
			name = []byte(s)
		}
		i = blank(b, end)
		i = blank(b, i+1) // the colon
		i += field(name, b[i:])
	}
	return i + 1, true
}

// array is object for the elements of an array.
func array(b []byte, element func(rest []byte) int) (end int, ok bool) {
	i := blank(b, 0)
	if i >= len(b) || b[i] != '[' {
		return 0, false
	}
	for i = blank(b, i+1); b[i] != ']'; i = blank(b, i) {
		if b[i] == ',' {
			i = blank(b, i+1)
		}
		i += element(b[i:])
	}
	return i + 1, true
}

// valueOf is the value that b begins with.
func valueOf(b []byte) []byte { return b[:skip(b, 0)] }

// blank is the index of the next byte that isn't white space.
func blank(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\t' || b[i] == '\r') {
		i++
	}
	return i
}

// skip is the index after the value that begins at i.
func skip(b []byte, i int) int {
	switch b[i] {
	case '"':
		return skipString(b, i)
	case '{', '[':
		depth := 0
		for {
			switch b[i] {
			case '"':
				i = skipString(b, i)
				continue
			case '{', '[':
				depth++
			case '}', ']':
				if depth--; depth == 0 {
					return i + 1
				}
			}
			i++
		}
	}
	for i < len(b) && b[i] != ',' && b[i] != '}' && b[i] != ']' && b[i] != ' ' && b[i] != '\n' && b[i] != '\t' && b[i] != '\r' {
		i++
	}
	return i
}

func skipString(b []byte, i int) int { return i + endOfString(b[i+1:]) + 2 }

// plain is the text of a JSON string that has only printable ASCII and no escapes,
// as nearly all have.
func plain(b []byte) ([]byte, bool) {
	if len(b) < 2 || b[0] != '"' || b[len(b)-1] != '"' {
		return nil, false
	}
	s := b[1 : len(b)-1]
	for _, c := range s {
		if c < ' ' || c > '~' || c == '\\' || c == '"' {
			return nil, false
		}
	}
	return s, true
}

// stringOf is the text of a JSON string; it fails for any other value but null,
// which is "", and for one of more than maxString bytes.
func stringOf(b []byte) (string, error) {
	if len(b) > maxString {
		return "", errNoText
	}
	if s, ok := plain(b); ok {
		return wordOf(s), nil
	}
	var s string
	err := json.Unmarshal(b, &s)
	return s, err
}

// wire is an object of Dojo's, with room for the fields that are read of it.
type wire interface {
	// at is where the field with a name goes, or nil if it isn't read. Names are matched
	// without regard to case.
	at(name []byte) json.Unmarshaler
}

// into decodes a value into one of our types. It saves encoding/json's second
// and third look at the same bytes.
func into(b []byte, v any) error {
	switch v := v.(type) {
	case json.Unmarshaler:
		return v.UnmarshalJSON(b)
	case wire:
		if _, ok := readObject(b, v); !ok {
			return errNotObject
		}
		return nil
	}
	return json.Unmarshal(b, v)
}

// readObject reads the object that b begins with, and says where it ends. ok is false
// for any other value.
func readObject(b []byte, w wire) (end int, ok bool) {
	return object(b, func(name, rest []byte) int {
		value := valueOf(rest)
		if f := w.at(name); f != nil {
			_ = f.UnmarshalJSON(value) // none of these types fails
		}
		return len(value)
	})
}

// longestName is the length of the longest name of a field that is read.
const longestName = len("terminalSessionHistory")

// lower is a name in lower case, in room for longestName bytes, or nil if it can't be
// one that is read. Of the characters beyond ASCII two are a letter of it in another
// case, as encoding/json compares names: ſ and the sign of the kelvin.
func lower(room, name []byte) []byte {
	for i := 0; i < len(name); {
		c, size := name[i], 1
		switch {
		case c >= 'A' && c <= 'Z':
			c |= 0x20
		case c >= utf8.RuneSelf:
			var r rune
			switch r, size = utf8.DecodeRune(name[i:]); r {
			case 'ſ':
				c = 's'
			case '\u212A':
				c = 'k'
			default:
				return nil
			}
		}
		if len(room) == longestName {
			return nil
		}
		room = append(room, c)
		i += size
	}
	return room
}

// is says whether a field has a name: exactly, or else as encoding/json takes
// it, without regard to case. In that sense some longer characters, such as ſ, equal
// one of ASCII, but none that is shorter does.
func is(name []byte, want string) bool {
	return len(name) >= len(want) && bytes.EqualFold(name, []byte(want))
}
