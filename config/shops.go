package config

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"dojoreversals/dojo"
	"dojoreversals/dojo/pattern"
)

// ShopName is one of the shops of the settings.
type ShopName struct {
	Handle string // what [shops.HANDLE] and --shop call it
	Name   string // what people read; the handle where no name is set
}

// Is says whether somebody who names a shop means this one: by its handle, or by its
// name.
func (s ShopName) Is(named string) bool {
	return strings.EqualFold(s.Handle, named) || strings.EqualFold(s.Name, dojo.Clean(named))
}

// shopTable is one [shops.HANDLE] of the settings file.
type shopTable struct {
	ShopName
	line   int // of its heading, from 1
	values map[string]fileValue
}

// nameInTable is what a shop's name is called below its heading. At the top of a file
// for one shop it is called shop.
const nameInTable = "name"

// handlePattern is what a shop may be called. A handle stands in commands, in names of
// files and of keyring entries, so that it has no sign that means anything there.
var handlePattern = pattern.Lazy(`^[a-z0-9][a-z0-9_-]{0,39}$`)

// CheckHandle returns what is wrong with the handle of a shop.
func CheckHandle(handle string) error {
	isKey := strings.HasPrefix(handle, "sk_") || strings.HasPrefix(handle, "pk_")
	if handlePattern().MatchString(handle) && !isKey {
		return nil
	}
	text := "has up to 40 small letters, digits and dashes"
	if better := HandleFor(handle); better != "" && better != handle && !isKey {
		text += ", such as " + better
	}
	return errors.New(text)
}

// HandleFor makes a handle from a shop's name: "High Street" becomes high-street. It is
// "" if the name has nothing that a handle can be made of.
func HandleFor(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(r)
		case r == '\'' || r == '’':
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	s := b.String()
	return strings.Trim(s[:min(len(s), 40)], "-")
}

// For is the sources of another shop of the same settings file. A key that the
// environment has is only for the shop that the program was started with, unless it is a
// credential that names its shop.
func (s Sources) For(handle string) Sources {
	s.another = true
	s.Flags = maps.Clone(s.Flags)
	if s.Flags == nil {
		s.Flags = map[string]string{}
	}
	s.Flags["shop"] = handle
	s.Environ = nil // what is wrong with its names is said once
	lookup := s.LookupEnv
	s.LookupEnv = func(name string) (string, bool) {
		if lookup == nil || name != credentialsVariable && slices.Contains(keyVariables, strings.TrimSpace(name)) {
			return "", false
		}
		return lookup(name)
	}
	return s
}

// readShops notes the shops of the file. It reports false if shops isn't what it has to
// be: a table for each shop.
func (l *loader) readShops(value any) bool {
	tables, ok := value.(map[string]any)
	if !ok {
		return false
	}
	for handle, below := range tables {
		if _, ok := below.(map[string]any); !ok {
			l.file.shops = nil
			return false
		}
		l.file.shops = append(l.file.shops, shopTable{
			ShopName: ShopName{Handle: handle, Name: handle}, line: l.headingLine(handle), values: map[string]fileValue{},
		})
	}
	slices.SortFunc(l.file.shops, func(a, b shopTable) int {
		return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.Handle, b.Handle))
	})
	return len(tables) > 0
}

// headingLine is the line of [shops.HANDLE], 0 if the shop is written without one.
func (l *loader) headingLine(handle string) int {
	for i, line := range strings.Split(string(l.file.data), "\n") {
		if heading, ok := headingOf(line); ok {
			first, rest, _ := strings.Cut(heading, ".")
			if strings.TrimSpace(first) == "shops" && strings.TrimSpace(rest) == handle {
				return i + 1
			}
		}
	}
	return 0
}

// shopValue notes one value below a shop's heading, or says what is wrong with it.
func (l *loader) shopValue(handle, name string, line int, raw any) {
	i := slices.IndexFunc(l.file.shops, func(t shopTable) bool { return t.Handle == handle })
	t := &l.file.shops[i]
	if t.line == 0 {
		t.line = line
	}
	s, known := find(name)
	switch {
	case name == nameInTable, known && s.PerShop:
		t.values[name] = fileValue{raw: raw, line: line}
		return
	case name == "shop":
		l.problem("", l.file.where(line), `below the heading of a shop its name is set like this: name = "Corner Shop"`, nil)
		return
	case known:
		l.problem(name, l.file.where(line), name+" is the same for all shops. Put it at the top of the file, above the first heading in brackets", nil)
		return
	}
	l.unknown(name, line, raw)
}

// checkShops says what is wrong with the shops as a whole, and finds their names. One
// that can't be used isn't among them any more.
func (l *loader) checkShops() {
	if len(l.file.shops) == 0 {
		return
	}
	first := l.file.shops[0].Handle
	l.file.shops = slices.DeleteFunc(l.file.shops, func(t shopTable) bool {
		err := CheckHandle(t.Handle)
		if err != nil {
			first = "high-street"
			l.broken("", l.file.where(t.line), "[shops."+strings.Trim(quote(t.Handle), `"`)+"] can't be used: what stands after the dot "+err.Error(), nil)
		}
		return err != nil
	})
	for i := range l.file.shops {
		l.readShopName(&l.file.shops[i])
	}
	names, keys := map[string]string{}, map[string]string{}
	for _, t := range l.file.shops {
		where := l.file.where(t.line)
		look := lookOf(t.Name)
		if other, ok := names[look]; ok {
			l.problem("", where, "the shops "+other+" and "+t.Handle+" have the same name, so that nobody could tell which one is on the screen. Give one of them another name", nil)
		} else if slices.ContainsFunc(l.file.shops, func(o shopTable) bool { return o.Handle != t.Handle && o.Name != o.Handle && look == o.Handle }) {
			l.problem("", where, "the shop "+t.Handle+" has the name by which --shop calls another one, "+look+". Give it another name", nil)
		}
		names[look] = t.Handle
		key, _ := t.values["api_key"].raw.(string)
		if other, ok := keys[key]; ok && key != "" {
			l.problem("api_key", l.file.where(t.values["api_key"].line), "the shops "+other+" and "+t.Handle+" have the same key. Each shop has its own", nil)
		}
		keys[key] = t.Handle
	}
	for _, name := range []string{"keyring", "api_key_file", "api_key"} {
		if v, ok := l.file.values[name]; ok {
			l.keyTried = true
			l.problem(name, l.file.where(v.line), name+" stands above the shops, so that nobody can say which one it is for. Move the line below the heading of its shop, such as [shops."+first+"]", nil)
		}
	}
}

// lookOf is what names that look the same have in common: small letters, without what
// can't be seen, each sign in one form.
func lookOf(name string) string {
	seen := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case invisible(r):
			return -1
		}
		return r
	}, norm.NFKC.String(name))
	folded := strings.ToLower(strings.ToUpper(seen)) // some letters have several small forms
	return strings.Join(strings.Fields(norm.NFKC.String(folded)), " ")
}

// readShopName finds what people read as a shop's name.
func (l *loader) readShopName(t *shopTable) {
	v, ok := t.values[nameInTable]
	if !ok {
		return
	}
	where := l.file.where(v.line)
	text, ok := v.raw.(string)
	if !ok {
		l.problem("", where, `name takes a text in quotation marks, like this: name = "Corner Shop"`, nil)
		return
	}
	name, err := readShopName(strings.TrimFunc(text, spaceOrInvisible))
	if err != nil {
		l.problem("", where, "name "+err.Error(), nil)
		return
	}
	t.Name = name
}

func readShopName(value string) (string, error) {
	name, err := shortText(40)(value)
	if err == nil && name == "" {
		err = cant("", "it is what people read as the shop's name")
	}
	return name, err
}

// chooseShop finds the shop to load: the one that is named, or the only one, or the one
// that Sources.Choose chooses. With Sources.NoShop it is none.
func (l *loader) chooseShop(s Setting) {
	shops := l.file.shops
	for _, t := range shops {
		l.settings.Shops = append(l.settings.Shops, t.ShopName)
	}
	f, named := l.find(s)
	switch {
	case l.src.NoShop:
	case named:
		l.nameShop(f)
	case len(shops) == 1:
		l.useShop(shops[0], l.file.where(shops[0].line))
	case l.src.Choose != nil:
		handle := l.src.Choose(l.settings.StateDir, l.settings.Shops)
		i := max(0, slices.IndexFunc(shops, func(t shopTable) bool { return t.Handle == handle }))
		l.useShop(shops[i], l.file.where(shops[i].line))
	case !l.src.WithoutKey:
		l.keyTried = true
		l.problem("shop", "", "the settings have several shops. Say which one with --shop or DOJO_SHOP: "+l.handles(), nil)
	}
}

// nameShop uses the shop that somebody named by its handle, or else by its name.
func (l *loader) nameShop(f found) {
	want := strings.TrimFunc(f.text, spaceOrInvisible)
	byHandle := func(t shopTable) bool { return strings.EqualFold(t.Handle, want) }
	for _, is := range []func(shopTable) bool{byHandle, func(t shopTable) bool { return t.Is(want) }} {
		if i := slices.IndexFunc(l.file.shops, is); i >= 0 {
			l.useShop(l.file.shops[i], f.where)
			return
		}
	}
	l.keyTried = true
	text := "there is no shop " + quote(want)
	if near, ok := Nearest(want, l.handleList()); ok {
		text += ". Did you mean " + near + "?"
	} else {
		text += " in the settings. They have: " + l.handles()
	}
	l.problem("shop", f.where, text, nil)
}

func (l *loader) useShop(t shopTable, where string) {
	l.shop = t
	l.settings.Shop, l.settings.Handle = t.Name, t.Handle
	l.settings.sources["shop"] = where
}

func (l *loader) handleList() []string {
	var all []string
	for _, t := range l.file.shops {
		all = append(all, t.Handle)
	}
	return all
}

// handles are the shops for a message.
func (l *loader) handles() string { return strings.Join(l.handleList(), ", ") }
