package dojo

import (
	"bytes"
	"encoding/json"
	"reflect"
	"sync"
)

// These functions scan JSON that encoding/json has found to be valid. Single values
// that aren't plain are still decoded by encoding/json, and decode_same_test.go
// compares the result with encoding/json alone. Structs of encoding/json in their place
// take twice as long for a page, and thirteen times the memory
// (BenchmarkDecodePageByEncodingJSON).

// object calls a function for every field of an object, or says that the value
// isn't one.
func object(b []byte, field func(name, value []byte)) bool {
	i := blank(b, 0)
	if i >= len(b) || b[i] != '{' {
		return false
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
		end = skip(b, i)
		field(name, b[i:end])
		i = end
	}
	return true
}

// array calls a function for every element of an array, or says that the value
// isn't one.
func array(b []byte, element func(value []byte)) bool {
	i := blank(b, 0)
	if i >= len(b) || b[i] != '[' {
		return false
	}
	for i = blank(b, i+1); b[i] != ']'; i = blank(b, i) {
		if b[i] == ',' {
			i = blank(b, i+1)
		}
		end := skip(b, i)
		element(b[i:end])
		i = end
	}
	return true
}

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

// into decodes a value into one of our types. It saves encoding/json's second
// and third look at the same bytes.
func into(b []byte, v any) error {
	if u, ok := v.(json.Unmarshaler); ok {
		return u.UnmarshalJSON(b)
	}
	if reflect.TypeOf(v).Elem().Kind() != reflect.Struct {
		return json.Unmarshal(b, v)
	}
	if _, _, ok := readObject(b, v); !ok {
		return errNotObject
	}
	return nil
}

// readObject decodes an object into a struct whose fields have types of ours and
// names in their tags, as encoding/json would; it says how many names the object
// has and how many of them the struct knows. ok is false for any other value.
func readObject(b []byte, v any) (named, known int, ok bool) {
	s := reflect.ValueOf(v).Elem()
	fields := fieldsOf(s.Type())
	ok = object(b, func(name, value []byte) {
		named++
		index := fields.find(name)
		if index == nil {
			return
		}
		known++
		if u, ok := s.FieldByIndex(index).Addr().Interface().(json.Unmarshaler); ok {
			_ = u.UnmarshalJSON(value) // none of these types fails
		}
	})
	return named, known, ok
}

// fields are the fields of a struct by the names in their tags.
type fields struct {
	names []string
	index map[string][]int // where each is
}

var fieldsByType sync.Map // of fields, by reflect.Type

func fieldsOf(t reflect.Type) fields {
	known, _ := fieldsByType.Load(t)
	f, ok := known.(fields)
	if ok {
		return f
	}
	f.index = map[string][]int{}
	for _, field := range reflect.VisibleFields(t) {
		if name := field.Tag.Get("json"); name != "" {
			f.names, f.index[name] = append(f.names, name), field.Index
		}
	}
	fieldsByType.Store(t, f)
	return f
}

// find is where the field with a name is, or nil. No two names differ in case alone.
func (f fields) find(name []byte) []int {
	if index, ok := f.index[string(name)]; ok {
		return index
	}
	for _, known := range f.names {
		if is(name, known) {
			return f.index[known]
		}
	}
	return nil
}

// is says whether a field has a name: exactly, or else as encoding/json takes
// it, without regard to case. In that sense some longer characters, such as ſ, equal
// one of ASCII, but none that is shorter does.
func is(name []byte, want string) bool {
	return len(name) >= len(want) && bytes.EqualFold(name, []byte(want))
}
