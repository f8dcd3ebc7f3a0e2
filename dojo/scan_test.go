package dojo

import (
	"bytes"
	"cmp"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// Each field of an object is read under one name, in any case, and no two names are of
// one field. The second decoder has the names in its tags.
func TestEachFieldHasItsName(t *testing.T) {
	t.Parallel()
	money, reversal := []string{"value", "currencyCode"}, []string{"status", "message", "reversalId", "id"}
	for _, c := range []struct {
		w     wire
		names []string
	}{
		{new(wireIntent), intentFields()}, {new(wireDetails), namesIn(reflect.TypeFor[v1Details]())}, {new(wireCard), namesIn(reflect.TypeFor[v1Card]())},
		{new(wireCapture), namesIn(reflect.TypeFor[v1Capture]())}, {new(wireHistory), namesIn(reflect.TypeFor[v1History]())},
		{new(wireSession), []string{"terminalId"}}, {new(wireEvent), namesIn(reflect.TypeFor[v1Event]())},
		{new(wireMoney), money}, {new(wireRefunded), money}, {new(wireReversal), reversal},
	} {
		fields := 0
		for _, f := range reflect.VisibleFields(reflect.TypeOf(c.w).Elem()) {
			if !f.Anonymous {
				fields++
			}
		}
		if fields != len(c.names) {
			t.Errorf("%T has %d fields, and %d names", c.w, fields, len(c.names))
		}
		found := map[json.Unmarshaler]string{}
		for _, name := range c.names {
			f := c.w.at([]byte(name))
			if f == nil || found[f] != "" {
				t.Errorf("%T: %s is read into %v, as %s is", c.w, name, f, found[f])
			}
			found[f] = name
			if c.w.at([]byte(strings.ToUpper(name))) != f || c.w.at([]byte(name+"x")) != nil || c.w.at([]byte(name[1:])) != nil {
				t.Errorf("%T: %s isn't told by its letters alone", c.w, name)
			}
		}
	}
}

// Names are compared as encoding/json does it: by the simple folding of Unicode.
func TestLowerIsAsEncodingJSONCompares(t *testing.T) {
	t.Parallel()
	for r := range rune(unicode.MaxRune + 1) {
		want := ""
		for other := unicode.SimpleFold(r); ; other = unicode.SimpleFold(other) {
			if other < utf8.RuneSelf {
				want = strings.ToLower(string(other))
			}
			if other == r {
				break
			}
		}
		if got := lower(make([]byte, 0, longestName), []byte(string(r))); string(got) != want {
			t.Errorf("%q is %q, want %q", r, got, want)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		known := rapid.SampledFrom(intentFields()).Draw(rt, "known")
		var name []byte
		for _, c := range []byte(known) {
			other := rapid.SampledFrom([]string{"", "", "", "x", "é", "\xff", "ſ", "\u212A", "İ", strings.ToUpper(string(c))}).Draw(rt, "other")
			name = append(name, cmp.Or(other, string(c))...)
		}
		got := lower(make([]byte, 0, longestName), name)
		if is, want := string(got) == strings.ToLower(known), bytes.EqualFold(name, []byte(known)); is != want {
			rt.Fatalf("%q is %q: %v, want %v", name, known, is, want)
		}
	})
}
