package config

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// The functions of this file change the text of a settings file in one place, and leave
// everything else as somebody wrote it: comments, order, blank lines, the form of the
// other values. They check that the text is TOML before, but not what it says: Load
// does.

// Errors of an edit.
var (
	ErrNoShop   = errors.New("there is no such shop in the settings")
	ErrHasShop  = errors.New("there is such a shop in the settings already")
	ErrNotFound = errors.New("it isn't set in the settings file")
	ErrNotTOML  = errors.New("the settings file has a mistake in it, and must be put right first")
)

// part is one setting or heading of a text.
type part struct {
	path       []string // its names, with those of the heading above it
	keys       [][2]int // where its own names stand: from, to
	start, end int      // where it stands without its comment; a heading has its whole line
	heading    bool
}

// keysEnd is where its last name ends.
func (p part) keysEnd() int { return p.keys[len(p.keys)-1][1] }

// handleAt is where the handle of a shop stands in the part's own names; ok is false
// where only the heading above has it.
func (p part) handleAt(shop string) (at [2]int, ok bool) {
	own := 1 - (len(p.path) - len(p.keys))
	if !p.of(shop) || own < 0 {
		return at, false
	}
	return p.keys[own], true
}

func (p part) of(shop string) bool {
	return len(p.path) > 1 && p.path[0] == "shops" && p.path[1] == shop
}

// partsOf are the parts of a text in their order.
func partsOf(text []byte) ([]part, error) {
	p := unstable.Parser{}
	p.Reset(text)
	var parts []part
	var above []string
	for p.NextExpression() {
		e := p.Expression()
		heading := e.Kind != unstable.KeyValue
		path := slices.Clone(above)
		if heading {
			path = nil
		}
		at := part{heading: heading, start: int(e.Raw.Offset), end: int(e.Raw.Offset + e.Raw.Length)}
		for keys := e.Key(); keys.Next(); {
			k := keys.Node()
			path = append(path, string(k.Data))
			at.keys = append(at.keys, [2]int{int(k.Raw.Offset), int(k.Raw.Offset + k.Raw.Length)})
		}
		at.path = path
		if heading {
			at.start, at.end = lineAround(text, at.keys[0][0])
			above = path
		}
		parts = append(parts, at)
	}
	// The parser doesn't see what is set twice. Its errors quote the text, which may
	// hold a key.
	if p.Error() != nil || toml.Unmarshal(text, &map[string]any{}) != nil {
		return nil, ErrNotTOML
	}
	return parts, nil
}

// lineAround is the line that a place is in: from its start to the start of the next.
func lineAround(text []byte, at int) (from, to int) {
	from = bytes.LastIndexByte(text[:at], '\n') + 1
	if n := bytes.IndexByte(text[at:], '\n'); n >= 0 {
		return from, at + n + 1
	}
	return from, len(text)
}

// wholeLines are the lines that a part is in.
func (p part) wholeLines(text []byte) (from, to int) {
	from, _ = lineAround(text, p.start)
	_, to = lineAround(text, max(p.start, p.end-1))
	return from, to
}

// splice is a text with what is between two places replaced.
func splice(text []byte, from, to int, with string) []byte {
	return slices.Concat(text[:from], []byte(with), text[to:])
}

// newline is how lines end in a text.
func newline(text []byte) string {
	if bytes.Contains(text, []byte("\r\n")) {
		return "\r\n"
	}
	return "\n"
}

// inserted is a text with one more line after the lines that end at a place.
func inserted(text []byte, at int, line string) []byte {
	if at > 0 && text[at-1] != '\n' {
		line = newline(text) + line
	}
	return splice(text, at, at, line+newline(text))
}

// pathOf is where a setting stands: for all shops, or below the heading of one.
func pathOf(shop, name string) []string {
	if shop == "" {
		return []string{name}
	}
	return []string{"shops", shop, name}
}

// SetIn sets a setting in the text of a settings file, for one shop or with "" for all.
// value is written as flags and variables have it. The errors are ErrNotTOML and
// ErrNoShop, and that a name is no setting.
func SetIn(text []byte, shop, name, value string) ([]byte, error) {
	s, ok := find(name)
	if shop != "" && name == nameInTable {
		s, ok = Setting{Name: name, InFile: true, PerShop: true}, true
	}
	switch {
	case !ok:
		return nil, fmt.Errorf("there is no setting %s", quote(name))
	case shop != "" && !s.PerShop:
		return nil, fmt.Errorf("%s is the same for all shops. Leave out --shop", name)
	}
	text = asUTF8(text)
	parts, err := partsOf(text)
	if err != nil {
		return nil, err
	}
	line := name + " = " + s.written(value)
	last := -1 // the last part that it can stand behind
	for i, p := range parts {
		if slices.Equal(p.path, pathOf(shop, name)) && !p.heading {
			return splice(text, p.keysEnd(), p.end, strings.TrimPrefix(line, name)), nil
		}
		if shop != "" && p.of(shop) || shop == "" && !p.heading && len(p.path) == len(p.keys) {
			last = i
		}
	}
	switch {
	case last >= 0:
		p := parts[last]
		_, after := p.wholeLines(text)
		if shop != "" && !p.heading { // it may name its shop itself: shops.a.name = "A"
			line = string(text[p.start:p.keys[len(p.keys)-1][0]]) + line
		}
		return inserted(text, after, line), nil
	case shop == "" && len(parts) > 0:
		at := commentsAbove(text, parts[0].start)
		return splice(text, at, at, line+newline(text)+newline(text)), nil
	case shop != "":
		return nil, ErrNoShop
	}
	return inserted(text, len(text), line), nil
}

// commentsAbove is the start of the comments right above a line, or of the line itself.
func commentsAbove(text []byte, at int) int {
	for at > 0 {
		from, _ := lineAround(text, at-1)
		if !bytes.HasPrefix(bytes.TrimLeft(text[from:at], " \t"), []byte("#")) {
			break
		}
		at = from
	}
	return at
}

// written is a value as the settings file has it. One of the wrong kind is written as a
// text, so that Load says what the setting takes.
func (s Setting) written(value string) string {
	n, err := strconv.Atoi(value)
	switch {
	case s.kind == kindSwitch && slices.Contains(s.Values(), value), s.kind == kindNumber && err == nil && strconv.Itoa(n) == value:
		return value
	}
	if !strings.ContainsFunc(value, func(r rune) bool { return r == '"' || r == '\\' || r < ' ' || r == 0x7f }) {
		return `"` + value + `"`
	}
	line, err := toml.Marshal(map[string]string{"x": value})
	if err != nil {
		return `""` // text can always be written
	}
	return strings.TrimSpace(strings.TrimPrefix(string(line), "x = "))
}

// Unset takes a setting out of the text of a settings file. The errors are ErrNotTOML
// and ErrNotFound.
func Unset(text []byte, shop, name string) ([]byte, error) {
	text = asUTF8(text)
	parts, err := partsOf(text)
	if err != nil {
		return nil, err
	}
	for _, p := range parts {
		if slices.Equal(p.path, pathOf(shop, name)) && !p.heading {
			from, to := p.wholeLines(text)
			return splice(text, from, to, ""), nil
		}
	}
	return nil, ErrNotFound
}

// AddShop adds the heading of a shop, with its name, at the end of the text of a
// settings file. What stood at its top for one shop alone (its name, and where its key
// is) goes below a heading of its own, since it wouldn't be known any more whose it is.
// The errors are ErrNotTOML, ErrHasShop and those of CheckHandle.
func AddShop(text []byte, handle, name string) ([]byte, error) {
	if err := CheckHandle(handle); err != nil {
		return nil, err
	}
	text, err := WithHeadings(text)
	if err != nil {
		return nil, err
	}
	parts, err := partsOf(text)
	switch {
	case err != nil:
		return nil, err
	case slices.ContainsFunc(parts, func(p part) bool { return p.of(handle) }):
		return nil, ErrHasShop
	}
	return SetIn(withHeading(text, handle), handle, nameInTable, name)
}

func withHeading(text []byte, handle string) []byte {
	if len(text) > 0 {
		text = inserted(text, len(text), "")
	}
	return inserted(text, len(text), "[shops."+handle+"]")
}

// ofOneShop are the settings that stand at the top of a file only where it is for one
// shop.
var ofOneShop = []string{"shop", "keyring", "api_key_file", "api_key"}

// WithHeadings is the text of a file for one shop with a heading for it, as AddShop
// makes it. A file that has headings already, or nothing that is for one shop alone,
// stays. The error is ErrNotTOML.
func WithHeadings(text []byte) ([]byte, error) {
	text = asUTF8(text)
	parts, err := partsOf(text)
	if err != nil || slices.ContainsFunc(parts, func(p part) bool { return p.path[0] == "shops" }) {
		return text, err
	}
	name, lines := "", ""
	for _, p := range slices.Backward(parts) {
		if len(p.path) != 1 || p.heading || !slices.Contains(ofOneShop, p.path[0]) {
			continue
		}
		from, to := p.wholeLines(text)
		line := string(text[from:to])
		if p.path[0] == "shop" {
			name = valueOf(text, p)
			line = string(splice(text[from:to], p.start-from, p.keysEnd()-from, nameInTable))
		}
		lines = strings.TrimRight(line, "\r\n") + newline(text) + lines
		text = splice(text, from, to, "")
	}
	if lines == "" {
		return text, nil
	}
	handle := HandleFor(name)
	if CheckHandle(handle) != nil {
		handle = "shop"
	}
	return append(withHeading(text, handle), lines...), nil
}

// valueOf is the text that a part sets, "" if it sets no text.
func valueOf(text []byte, p part) string {
	var v struct{ X string }
	_ = toml.Unmarshal(slices.Concat([]byte("X"), text[p.keysEnd():p.end]), &v)
	return v.X
}

// RemoveShop takes a shop with all that is below its heading out of the text of a
// settings file. The errors are ErrNotTOML and ErrNoShop.
func RemoveShop(text []byte, handle string) ([]byte, error) {
	text, err := eachOf(asUTF8(text), handle, func(text []byte, p part, _ [2]int, next int) []byte {
		from, to := p.wholeLines(text)
		if p.heading {
			// Down to the next heading, whose own comments stay.
			from, to = commentsAbove(text, from), commentsAbove(text, next)
		}
		return splice(text, from, to, "")
	})
	if err != nil || shopOfFile(text) != handle {
		return text, err
	}
	return Unset(text, "", "shop")
}

// RenameShop gives a shop another handle in the text of a settings file. What people
// read as its name stays. The errors are ErrNotTOML, ErrNoShop, ErrHasShop and those of
// CheckHandle.
func RenameShop(text []byte, from, to string) ([]byte, error) {
	if err := CheckHandle(to); err != nil {
		return nil, err
	}
	text = asUTF8(text)
	parts, err := partsOf(text)
	switch {
	case err != nil:
		return nil, err
	case from != to && slices.ContainsFunc(parts, func(p part) bool { return p.of(to) }):
		return nil, ErrHasShop
	}
	text, err = eachOf(text, from, func(text []byte, _ part, at [2]int, _ int) []byte {
		return splice(text, at[0], at[1], to)
	})
	if err == nil {
		text, err = renameForAgents(text, from, to)
	}
	if err != nil || shopOfFile(text) != from {
		return text, err
	}
	return SetIn(text, "", "shop", to)
}

// renameForAgents gives a shop another handle in the lists of those who may enter it.
func renameForAgents(text []byte, from, to string) ([]byte, error) {
	parts, err := partsOf(text)
	if err != nil {
		return nil, err
	}
	for _, p := range slices.Backward(parts) {
		if len(p.path) == 3 && p.path[0] == "agents" && p.path[2] == "shops" && !p.heading {
			named := strings.NewReplacer(`"`+from+`"`, `"`+to+`"`, "'"+from+"'", "'"+to+"'")
			text = splice(text, p.keysEnd(), p.end, named.Replace(string(text[p.keysEnd():p.end])))
		}
	}
	return text, nil
}

// eachOf changes every part that has the handle of a shop in its own names. It begins
// with the last, so that the places of the others stay right. next is the start of the
// heading after it, or the end of the text.
func eachOf(text []byte, handle string, change func(text []byte, p part, at [2]int, next int) []byte) ([]byte, error) {
	parts, err := partsOf(text)
	if err != nil {
		return nil, err
	}
	next, found := len(text), false
	for _, p := range slices.Backward(parts) {
		if at, ok := p.handleAt(handle); ok {
			text, found = change(text, p, at, next), true
		}
		if p.heading {
			next = p.start
		}
	}
	if !found {
		return nil, ErrNoShop
	}
	return text, nil
}

// shopOfFile is the shop that the top of a text names as the one to use, "" for none.
func shopOfFile(text []byte) string {
	parts, _ := partsOf(text)
	for _, p := range parts {
		if slices.Equal(p.path, []string{"shop"}) && !p.heading {
			return valueOf(text, p)
		}
	}
	return ""
}
