package dojo

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// redactor takes a client's key out of everything that a server sent: bodies,
// headers, and errors of net/http that quote them. Gateways are known to repeat
// the header that they refuse, in a spelling of their own.
//
// Texts are compared by their letters and digits alone, in one case, once the
// escapes of JSON, URLs and HTML are undone. So it doesn't matter how the key is
// escaped, wrapped, split by hidden characters or written in full width. The
// key's base64 and hexadecimal forms are looked for in the same way.
type redactor struct {
	// A function, as in APIKey: a printed client must not show them.
	spellings func() [][]byte
}

// A spelling must have this many letters and digits. A shorter one would be
// found in every other text.
const (
	minSpelling = 6
	// minSecret is how many the part after a key's public prefix must have to be
	// looked for by itself.
	minSecret = 12
)

// keyMark stands where the key was. It has no letters, so that nothing is found
// in it.
const keyMark = "…"

func (k APIKey) redactor() redactor {
	if k.reveal == nil {
		return redactor{}
	}
	secret := []byte(strings.TrimPrefix(k.reveal(), k.prefix()))
	if len(foldText(secret)) < minSecret {
		secret = []byte(k.reveal())
	}
	all := [][]byte{secret, []byte(hex.EncodeToString(secret))}
	// Base64 writes three bytes as four letters, so how the secret looks depends
	// on how many bytes stand before it. The first and the last letter may have
	// bits of what stands beside the secret, and are left out then.
	for before := range 3 {
		text := base64.RawStdEncoding.EncodeToString(append(make([]byte, before), secret...))
		all = append(all, []byte(text[(before*8+5)/6:(before+len(secret))*8/6]))
	}
	var spellings [][]byte
	for _, s := range all {
		if s = foldText(s); len(s) >= minSpelling {
			spellings = append(spellings, s)
		}
	}
	return redactor{spellings: func() [][]byte { return spellings }}
}

// has says whether a text has the key in it. Every answer goes through it, so it
// folds and searches a piece at a time, in room that it needs anyway.
func (r redactor) has(text []byte) bool {
	if r.spellings == nil {
		return false
	}
	spellings := r.spellings()
	longest := 0
	for _, s := range spellings {
		longest = max(longest, len(s))
	}
	var room [8 << 10]byte
	folded := room[:]
	if least := 2 * longest; least > len(folded) {
		folded = make([]byte, least)
	}
	for n, i := 0, 0; i < len(text); {
		n, i = foldInto(folded, n, text, i)
		for _, s := range spellings {
			if bytes.Contains(folded[:n], s) {
				return true
			}
		}
		// A spelling may begin in this piece and end in the next.
		n = copy(folded, folded[max(n-longest+1, 0):n])
	}
	return false
}

// maxRounds is how often the key is taken out of one text, since what stands
// around it may become the key once it is gone.
const maxRounds = 5

// text is a text without the key.
func (r redactor) text(s string) string {
	if !r.has([]byte(s)) {
		return s
	}
	for range maxRounds {
		places := r.find([]byte(s))
		if len(places) == 0 {
			return s
		}
		var b strings.Builder
		done := 0
		for _, p := range places {
			b.WriteString(s[done:p.from] + keyMark)
			done = p.to
		}
		s = b.String() + s[done:]
	}
	return keyMark
}

// place is a part of a text, in bytes.
type place struct{ from, to int }

// find is where one spelling of the key stands in a text.
func (r redactor) find(text []byte) (places []place) {
	f := fold(text)
	for _, s := range r.spellings() {
		for i := 0; ; {
			next := bytes.Index(f.text[i:], s)
			if next < 0 {
				break
			}
			first, last := f.at[i+next], f.at[i+next+len(s)-1]
			places = append(places, place{first.from, last.to})
			i += next + len(s)
		}
		if len(places) > 0 {
			return places
		}
	}
	return nil
}

// body is the body of an answer in which no text of its JSON has the key. A
// body that spells the key across several of its texts is cut to its first
// byte, which can't be read as anything.
func (r redactor) body(b []byte) []byte {
	if !r.has(b) {
		return b
	}
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); {
		if b[i] != '"' {
			out = append(out, b[i])
			i++
			continue
		}
		end := literalEnd(b, i)
		out = append(out, r.literal(b[i:end])...)
		i = end
	}
	if r.has(out) {
		return b[:1]
	}
	return out
}

// literalEnd is the index after the JSON string that begins at one, in a text
// that may not be JSON.
func literalEnd(b []byte, i int) int {
	for i++; i < len(b) && b[i] != '"'; i++ {
		if b[i] == '\\' {
			i++
		}
	}
	return min(i+1, len(b))
}

// literal is a JSON string without the key.
func (r redactor) literal(b []byte) []byte {
	if !r.has(b) {
		return b
	}
	var s string
	if len(b) > maxString || json.Unmarshal(b, &s) != nil {
		return []byte(`""`) // nor would it be decoded
	}
	out, err := json.Marshal(r.text(s))
	if err != nil {
		return []byte(`""`)
	}
	return out
}

// error is the text of an error alone, cleaned and without the key: the errors
// of net/http quote the first line and the headers of answers. Errors of ours
// quote nothing and stay as they are.
func (r redactor) error(err error) error {
	var ours *causeError
	if errors.As(err, &ours) {
		return ours
	}
	return errors.New(Clean(r.text(err.Error())))
}

// trace is a trace ID, or "" for a text that isn't one, that has a card number
// or the key in it.
func (r redactor) trace(s string) string {
	if !isTrace(s) || r.has([]byte(s)) {
		return ""
	}
	return s
}

// isTrace says whether a text is an ID that may be kept as it is. Those of the W3C,
// UUIDs and the IDs of gateways look like this.
func isTrace(s string) bool {
	return s != "" && len(s) <= 128 && onlyOf(s, lettersAndDigits+"._:-") && !hasLooseCard(s)
}

// folded is a text reduced to its letters and digits, and their places in it.
type folded struct {
	text []byte
	at   []place
}

func fold(b []byte) folded {
	var f folded
	for i := 0; i < len(b); {
		c, next := letter(b, i)
		if c != 0 {
			f.text, f.at = append(f.text, c), append(f.at, place{i, next})
		}
		i = next
	}
	return f
}

// foldText is fold without the places.
func foldText(b []byte) []byte {
	text := make([]byte, len(b)+1)
	n, _ := foldInto(text, 0, b, 0)
	return text[:n]
}

// foldInto folds b from an index on into room that has n bytes already, until the
// one ends or the other is full. It returns how far it came in both. What has
// neither escapes nor other scripts is copied byte by byte, without a branch for
// each.
func foldInto(room []byte, n int, b []byte, i int) (int, int) {
	for i < len(b) && n < len(room) {
		c := foldedASCII[b[i]]
		if c != special {
			room[n] = c
			n += int((c | -c) >> 7) // 1, unless c is 0
			i++
			continue
		}
		if c, i = letter(b, i); c != 0 {
			room[n] = c
			n++
		}
	}
	return n, i
}

// special marks the bytes that begin an escape or a character beyond ASCII.
const special = 0xFF

// foldedASCII is the letter or digit that a byte stands for, in lower case; 0
// for one that is left out.
var foldedASCII = func() (t [256]byte) {
	for c := range t {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			t[c] = byte(c)
		case c >= 'A' && c <= 'Z':
			t[c] = byte(c) | 0x20
		case c == '\\', c == '%', c == '&', c >= utf8.RuneSelf:
			t[c] = special
		}
	}
	return t
}()

// letter is the letter or digit at an index, in lower case, or 0 where there is
// none, and the index after it.
func letter(b []byte, i int) (c byte, next int) {
	if c = foldedASCII[b[i]]; c != special {
		return c, i + 1
	}
	switch b[i] {
	case '\\':
		return escapedLetter(b, i)
	case '%':
		return percentLetter(b, i)
	case '&':
		return entityLetter(b, i)
	}
	r, size := utf8.DecodeRune(b[i:])
	return foldRune(r), i + size
}

func foldRune(r rune) byte {
	if r >= utf8.RuneSelf {
		r = asASCII(ofOneWidth(r))
	}
	if r < 0 || r >= utf8.RuneSelf || foldedASCII[r] == special {
		return 0
	}
	return foldedASCII[r]
}

// escapedLetter reads an escape of JSON, or \x as other languages write it. A
// backslash before anything else is left out alone, so that an escape that was
// escaped again is read like the first.
func escapedLetter(b []byte, i int) (byte, int) {
	if i+1 >= len(b) {
		return 0, i + 1
	}
	switch b[i+1] {
	case 'b', 'f', 'n', 'r', 't':
		return 0, i + 2
	case 'x':
		if v, ok := hexAt(b, i+2, 2); ok {
			return foldRune(v), i + 4
		}
	case 'u':
		v, ok := hexAt(b, i+2, 4)
		if !ok {
			break
		}
		if utf16.IsSurrogate(v) && i+7 < len(b) && b[i+6] == '\\' && b[i+7] == 'u' {
			if low, ok := hexAt(b, i+8, 4); ok {
				return foldRune(utf16.DecodeRune(v, low)), i + 12
			}
		}
		return foldRune(v), i + 6
	}
	return 0, i + 1
}

// percentLetter reads %73, and %2573 as well, which was escaped twice.
func percentLetter(b []byte, i int) (byte, int) {
	j := i + 1
	for bytes.HasPrefix(b[min(j, len(b)):], []byte("25")) {
		j += 2
	}
	if v, ok := hexAt(b, j, 2); ok {
		if v >= utf8.RuneSelf {
			return 0, j + 2
		}
		return foldRune(v), j + 2
	}
	return 0, i + 1
}

// entityLetter reads &#115; and &#x73;.
func entityLetter(b []byte, i int) (byte, int) {
	const longest = 10
	end := bytes.IndexByte(b[i:min(len(b), i+longest)], ';')
	if end < 4 || b[i+1] != '#' {
		return 0, i + 1
	}
	digits, base := string(b[i+2:i+end]), 10
	if digits[0] == 'x' || digits[0] == 'X' {
		digits, base = digits[1:], 16
	}
	v, err := strconv.ParseUint(digits, base, 21)
	if err != nil {
		return 0, i + 1
	}
	return foldRune(rune(v)), i + end + 1
}

func hexAt(b []byte, i, n int) (rune, bool) {
	if i+n > len(b) {
		return 0, false
	}
	v, err := strconv.ParseUint(string(b[i:i+n]), 16, 16)
	return rune(v), err == nil
}
