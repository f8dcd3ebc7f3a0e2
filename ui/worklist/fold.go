package worklist

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// folder writes texts so that two which people take for the same are the same:
// in small letters, without accents, with one kind of space, dash, apostrophe and
// quotation mark, and with nothing that can't be seen. What is listed and what is
// typed go through it alike. The zero value is ready. It is for one goroutine.
type folder struct {
	order *collate.Collator
	keys  collate.Buffer
	ascii map[string]string // the small ASCII letter or digit by its key in that order
}

// append appends s, folded, to dst.
func (f *folder) append(dst []byte, s string) []byte {
	start := len(dst)
	for i := range len(s) {
		switch c := s[i]; {
		case c >= utf8.RuneSelf:
			return f.appendAny(dst[:start], s)
		case c >= 'A' && c <= 'Z':
			dst = append(dst, c+'a'-'A')
		case c < ' ' || c == 0x7f:
			dst = append(dst, ' ')
		case c == '`':
			dst = append(dst, '\'')
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

// text is s folded.
func (f *folder) text(s string) string { return string(f.append(nil, s)) }

// appendAny is append for any text.
func (f *folder) appendAny(dst []byte, s string) []byte {
	s = strings.Map(plainMark, s) // norm would take some of them apart
	s = norm.NFKD.String(cases.Fold().String(norm.NFKD.String(s)))
	for _, r := range s {
		switch r = unicode.ToLower(plainMark(r)); { // cases folds Cherokee to either case
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case r > ' ' && r < 0x7f:
			dst = append(dst, byte(r))
		case unicode.IsSpace(r), unicode.IsControl(r):
			dst = append(dst, ' ')
		default:
			dst = append(dst, f.inASCII(r)...)
		}
	}
	return dst
}

// plainMark writes what people and their programs put for an apostrophe, a quotation
// mark or a dash as ASCII has it.
func plainMark(r rune) rune {
	switch {
	case strings.ContainsRune("`’‘‛‚ʼʻʽʹˈ′´", r):
		return '\''
	case strings.ContainsRune("“”„‟«»″〝〞〟", r):
		return '"'
	case r == '−', r == '⁃', r == '˗', r > unicode.MaxASCII && unicode.Is(unicode.Pd, r):
		return '-'
	}
	return r
}

// inASCII writes a letter or digit in those of ASCII that it is sorted with where
// accents and case don't count: ø as o, æ as ae, ł as l, and digits of any script.
// The order is the Unicode CLDR's, for no language in particular. Two that are
// letters of their own there are written as those who lack them do.
func (f *folder) inASCII(r rune) string {
	switch r {
	case 'ı': // of Turkish
		return "i"
	case 'þ':
		return "th"
	}
	const bytesPerLetter = 2
	if f.order == nil {
		f.order, f.ascii = collate.New(language.Und, collate.Loose), map[string]string{}
		for _, c := range "abcdefghijklmnopqrstuvwxyz0123456789" {
			f.ascii[string(f.key(c))] = string(c)
		}
	}
	out := ""
	for key := f.key(r); len(key) > 0; {
		letter := key[:min(bytesPerLetter, len(key))]
		c, ok := f.ascii[string(letter)]
		if !ok {
			return string(r)
		}
		out, key = out+c, key[len(letter):]
	}
	if out == "" {
		return string(r)
	}
	return out
}

// key is where a letter comes in the order.
func (f *folder) key(r rune) []byte {
	f.keys.Reset()
	return f.order.KeyFromString(&f.keys, string(r))
}
