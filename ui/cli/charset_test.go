package cli

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/text/encoding/charmap"
	"pgregory.net/rapid"
)

func TestCharsets(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ encoding, text, want string }{
		{"C", "Café Ünï 12", "Cafe Uni 12"},
		{"POSIX", "Cafe\u0301", "Cafe"},
		{"C", "É £5 €5 ß æ ½", "E ?5 ?5 ? ? ?"},
		{"C", "“O’Brien” – table…", "\"O'Brien\" - table."},
		{"C", "日本 Ａ 🙂", "???? A  ??"},
		{"C", "Łódź Ørsted", "Lodz Orsted"},
		{"C", "zero\u200bwidth\u00adhyphen", "zerowidthhyphen"},
		{"C", "\u0085\u009bA", "A"},
		{"C", "\x1b[1m\u0301x\r\n\u0307é", "\x1b[1mx\r\ne"},
		{"C", "a\xc3", "a"},
		{"C", "a\xc3z\x9b", "a?z?"},
		{"ISO-8859-1", "É £5 €5 ß ½ ’", "\xc9 \xa35 ?5 \xdf \xbd '"},
		{"iso88591", "Cafe\u0301 é", "Cafe \xe9"},
		{"ISO8859-15", "€5 Š", "\xa45 \xa6"},
		{"ISO_8859-1", "Łódź", "L\xf3dz"},
		{"ISO-8859-14", "\x1b[1m\u0307x", "\x1b[1mx"},
		{"CP1252", "€ é", "? e"}, // unknown by this name
		{"windows-1252", "€ “é”", "? \"\xe9\""},
		{"KOI8-R", "Мир ─", "\xed\xc9\xd2 -"},
		{"GB18030", "日本 é", "???? e"},
		{"en_GB", "É", "E"},
		{"UTF-8", "É", "É"},
	} {
		set := findCharset(c.encoding)
		got := c.text
		if set.narrow {
			text, _ := set.encode([]byte(c.text))
			got = string(text)
		}
		if got != c.want {
			t.Errorf("%s: %q is written as %q, want %q", c.encoding, c.text, got, c.want)
		}
	}
}

// TestNoControlsFromText holds for every set of one byte: no byte of a text is a control
// from 0x80 to 0x9F, also where a write cuts a character. ASCII, such as escape
// sequences, stays, and so does the width.
func TestNoControlsFromText(t *testing.T) {
	t.Parallel()
	sets := []charset{{narrow: true}}
	for _, e := range charmap.All {
		if table, ok := e.(*charmap.Charmap); ok {
			sets = append(sets, charset{narrow: true, table: table})
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		set := rapid.SampledFrom(sets).Draw(t, "set")
		part := rapid.OneOf(rapid.String(), rapid.StringN(0, 20, -1), rapid.SampledFrom([]string{"\x1b[1m", "É", "£", "\u009b31m", "\r\n", "日", "\xff", "Cafe\u0301"}))
		all := strings.Join(rapid.SliceOf(part).Draw(t, "text"), "")
		cut := rapid.IntRange(0, len(all)).Draw(t, "cut")
		one, rest := set.encode([]byte(all[:cut]))
		two, rest := set.encode(append(rest, all[cut:]...))
		for _, b := range append(one, two...) {
			if b >= 0x80 && b < 0xA0 || b >= 0x80 && set.table == nil {
				t.Fatalf("%q sends 0x%x", all, b)
			}
		}
		if len(rest) >= utf8.UTFMax {
			t.Fatalf("%q is kept back", rest)
		}
		whole, _ := set.encode([]byte(all))
		if strings.Map(asciiOnly, all) == all && string(whole) != all {
			t.Fatalf("%q becomes %q", all, whole)
		}
		if !strings.ContainsFunc(all, unicode.IsControl) && utf8.ValidString(all) && len(whole) != ansi.StringWidth(all) {
			t.Fatalf("%q has %d cells, %q has %d", all, ansi.StringWidth(all), whole, len(whole))
		}
	})
}

func asciiOnly(r rune) rune {
	if r < utf8.RuneSelf {
		return r
	}
	return -1
}
