package config

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const commented = `# Our two shops.

# When the day ends.
timezone = "Europe/London"   # ours
mouse = true

# The first one.
[shops.high-street]  # since 2019
name = "High Street" # as on the sign
api_key = '` + testKey + `'

# The new one.
[shops.airport]
timezone = 'Europe/Madrid'
api_key = '` + otherKey + `'
# The end.
`

func TestEdits(t *testing.T) {
	t.Parallel()
	set := func(shop, name, value string) func([]byte) ([]byte, error) {
		return func(text []byte) ([]byte, error) { return SetIn(text, shop, name, value) }
	}
	unset := func(shop, name string) func([]byte) ([]byte, error) {
		return func(text []byte) ([]byte, error) { return Unset(text, shop, name) }
	}
	add := func(handle, name string) func([]byte) ([]byte, error) {
		return func(text []byte) ([]byte, error) { return AddShop(text, handle, name) }
	}
	remove := func(handle string) func([]byte) ([]byte, error) {
		return func(text []byte) ([]byte, error) { return RemoveShop(text, handle) }
	}
	rename := func(from, to string) func([]byte) ([]byte, error) {
		return func(text []byte) ([]byte, error) { return RenameShop(text, from, to) }
	}
	swapped := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(commented) }
	for _, c := range []struct {
		name, text string
		edit       func([]byte) ([]byte, error)
		want       string
	}{
		{"a value stays in its line", commented, set("", "timezone", "Europe/Dublin"), swapped(`"Europe/London"`, `"Europe/Dublin"`)},
		{"a new one stands with the others", commented, set("", "bell", "false"), swapped("mouse = true\n", "mouse = true\nbell = false\n")},
		{"of a shop", commented, set("airport", "timezone", "Europe/Rome"), swapped("'Europe/Madrid'", `"Europe/Rome"`)},
		{"new for a shop", commented, set("high-street", "timezone", "Europe/Rome"), swapped("api_key = '"+testKey+"'\n", "api_key = '"+testKey+"'\ntimezone = \"Europe/Rome\"\n")},
		{"the name of a shop", commented, set("airport", "name", `T "2"`), swapped("api_key = '"+otherKey+"'\n", "api_key = '"+otherKey+"'\nname = 'T \"2\"'\n")},
		{"in an empty file", "", set("", "mouse", "true"), "mouse = true\n"},
		{"without a line break", "# x", set("", "mouse", "true"), "# x\nmouse = true\n"},
		{"above the first shop", "# x\n\n# a\n[shops.a]\nname = 'A'\n", set("", "mouse", "true"), "# x\n\nmouse = true\n\n# a\n[shops.a]\nname = 'A'\n"},
		{"with Windows' line breaks", "bell = true\r\n", set("", "recent_days", "3"), "bell = true\r\nrecent_days = 3\r\n"},
		{"of PowerShell", string(utf16BOM("bell = true\r\n")), set("", "bell", "false"), "bell = false\r\n"},
		{"no switch", "", set("", "bell", "loud"), "bell = \"loud\"\n"},
		{"no number", "", set("", "recent_days", "007"), "recent_days = \"007\"\n"},
		{"a path of Windows", "", set("", "state_dir", `C:\x`), "state_dir = 'C:\\x'\n"},
		{"a shop without a heading", "shops.a.name = 'A' # a\n", set("a", "timezone", "Europe/Rome"), "shops.a.name = 'A' # a\nshops.a.timezone = \"Europe/Rome\"\n"},
		{"a shop below another heading", "[shops]\na.name = 'A'\n", set("a", "timezone", "Europe/Rome"), "[shops]\na.name = 'A'\na.timezone = \"Europe/Rome\"\n"},
		{"over several lines", "shop = '''\na'''\nbell = true\n", set("", "shop", "b"), "shop = \"b\"\nbell = true\n"},

		{"unset", commented, unset("", "timezone"), swapped("timezone = \"Europe/London\"   # ours\n", "")},
		{"unset of a shop", commented, unset("airport", "timezone"), swapped("timezone = 'Europe/Madrid'\n", "")},

		{"a shop more", "bell = true", add("a-b", "A & B"), "bell = true\n\n[shops.a-b]\nname = \"A & B\"\n"},
		{"the first shop", "", add("a", "A"), "[shops.a]\nname = \"A\"\n"},
		{"what was for one shop", "shop = 'Old \"1\"' # the old\n# the key\napi_key = 'k' # no\nbell = true\n", add("new", "New"),
			"# the key\nbell = true\n\n[shops.old-1]\nname = 'Old \"1\"' # the old\napi_key = 'k' # no\n\n[shops.new]\nname = \"New\"\n"},
		{"one shop without a name", "api_key = 'k'", add("new", "New"), "[shops.shop]\napi_key = 'k'\n\n[shops.new]\nname = \"New\"\n"},

		{"a shop less", commented, remove("high-street"), swapped(commented[strings.Index(commented, "# The first"):strings.Index(commented, "# The new")], "")},
		{"the last shop", commented, remove("airport"), commented[:strings.Index(commented, "# The new")] + "# The end.\n"},
		{"a shop without a heading less", "shops.a.name = 'A'\nbell = true\nshops.a.timezone = 'x'\nshop = 'a'\n", remove("a"), "bell = true\n"},

		{"another handle", commented, rename("airport", "terminal-2"), swapped("[shops.airport]", "[shops.terminal-2]")},
		{"another handle in every form", "shop = 'a' # this\nshops.a.name = 'a'\n", rename("a", "b"), "shop = \"b\" # this\nshops.b.name = 'a'\n"},
		{"a handle in quotation marks", "[shops . \"a\"]\nname = 'a'\n", rename("a", "b"), "[shops . b]\nname = 'a'\n"},
	} {
		got, err := c.edit([]byte(c.text))
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %v\n%s\nwant:\n%s", c.name, err, got, c.want)
		}
	}
	for _, c := range []struct {
		name, text string
		edit       func([]byte) ([]byte, error)
		want       error
	}{
		{"no shop to set", commented, set("nowhere", "name", "x"), ErrNoShop},
		{"no shop to remove", commented, remove("nowhere"), ErrNoShop},
		{"no shop to rename", commented, rename("nowhere", "x"), ErrNoShop},
		{"a handle twice", commented, rename("airport", "high-street"), ErrHasShop},
		{"a shop twice", commented, add("airport", "x"), ErrHasShop},
		{"nothing to unset", commented, unset("airport", "name"), ErrNotFound},
		{"not TOML", "api_key = " + testKey, set("", "mouse", "true"), ErrNotTOML},
	} {
		if got, err := c.edit([]byte(c.text)); !errors.Is(err, c.want) || got != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	for _, c := range []struct{ shop, name, want string }{
		{"", "timezne", `there is no setting "timezne"`}, {"airport", "mouse", "mouse is the same for all shops. Leave out --shop"}, {"", "name", `there is no setting "name"`},
	} {
		if _, err := SetIn([]byte(commented), c.shop, c.name, "x"); err == nil || err.Error() != c.want {
			t.Errorf("%s of %q: %v", c.name, c.shop, err)
		}
	}
	if _, err := RenameShop([]byte(commented), "airport", "Terminal 2"); err == nil {
		t.Error("a handle with a space is taken")
	}
}

// What an edit sets is what Load reads, all else stays, and no comment is lost.
func TestAnEditChangesOneThing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text, handles := aFile(t)
		before := everything(t, text)
		shop := rapid.SampledFrom(append([]string{""}, handles...)).Draw(t, "shop")
		var names []string
		for _, s := range Table() {
			if s.InFile && s.Name != "shop" && !slices.Contains(ofOneShop, s.Name) && (shop == "" || s.PerShop) {
				names = append(names, s.Name)
			}
		}
		name := rapid.SampledFrom(names).Draw(t, "name")
		value := values[name].a
		got, err := SetIn([]byte(text), shop, name, value)
		if err != nil {
			t.Fatalf("%s of %q: %v\n%s", name, shop, err, text)
		}
		s, _ := find(name)
		before[strings.Join(pathOf(shop, name), ".")] = s.written(value)
		if after := everything(t, string(got)); !maps.Equal(after, before) {
			t.Fatalf("%s of %q:\n%s\nbecame\n%s\n%v\nwant %v", name, shop, text, got, after, before)
		}
		for _, line := range strings.Split(text, "\n") {
			if _, comment, ok := strings.Cut(line, "#"); ok && !strings.Contains(string(got), "#"+comment) {
				t.Fatalf("lost #%s", comment)
			}
		}
		if got, err = Unset(got, shop, name); err != nil {
			t.Fatal(err)
		}
		delete(before, strings.Join(pathOf(shop, name), "."))
		if after := everything(t, string(got)); !maps.Equal(after, before) {
			t.Fatalf("unset %s of %q: %v, want %v", name, shop, after, before)
		}
		// A shop that comes, gets another handle and goes leaves everything as it was.
		for _, edit := range []func([]byte) ([]byte, error){
			func(b []byte) ([]byte, error) { return AddShop(b, "new", "New") },
			func(b []byte) ([]byte, error) { return RenameShop(b, "new", "newer") },
			func(b []byte) ([]byte, error) { return RemoveShop(b, "newer") },
		} {
			if got, err = edit(got); err != nil {
				t.Fatal(err)
			}
		}
		if after := everything(t, string(got)); !maps.Equal(after, before) {
			t.Fatalf("a shop that came and went: %v, want %v", after, before)
		}
	})
}

// aFile is a settings file in one of the forms that people write, and its shops.
func aFile(t *rapid.T) (text string, handles []string) {
	var b strings.Builder
	comment := func() {
		if rapid.Bool().Draw(t, "comment") {
			fmt.Fprintf(&b, "# comment %d\n", b.Len())
		}
		if rapid.Bool().Draw(t, "blank") {
			b.WriteString("\n")
		}
	}
	line := func(prefix string, s Setting) {
		comment()
		b.WriteString(prefix + strings.TrimSpace(tomlLine(s, values[s.Name].b)))
		if rapid.Bool().Draw(t, "trailing") {
			fmt.Fprintf(&b, "  # trailing %d", b.Len())
		}
		b.WriteString("\n")
	}
	for _, s := range Table() {
		if s.InFile && !slices.Contains(ofOneShop, s.Name) && rapid.IntRange(0, 4).Draw(t, s.Name) == 0 {
			line("", s)
		}
	}
	for _, handle := range []string{"a", "b-2", "c"}[:rapid.IntRange(0, 3).Draw(t, "shops")] {
		handles = append(handles, handle)
		prefix := ""
		if len(handles) > 1 || rapid.Bool().Draw(t, "heading") {
			comment()
			fmt.Fprintf(&b, "[shops.%s]\n", handle)
		} else {
			prefix = "shops." + handle + "."
		}
		line(prefix, Setting{Name: "live_host"})
	}
	comment()
	return b.String(), handles
}

// everything is all that a settings file sets, as it is written there.
func everything(t *rapid.T, text string) map[string]string {
	parts, err := partsOf([]byte(text))
	if err != nil {
		t.Fatalf("%v:\n%s", err, text)
	}
	all := map[string]string{}
	for _, p := range parts {
		if !p.heading {
			_, value, _ := strings.Cut(text[p.start:p.end], "=")
			all[strings.Join(p.path, ".")] = strings.TrimSpace(value)
		}
	}
	return all
}

func FuzzEdits(f *testing.F) {
	for _, text := range []string{commented, twoShops, "", "a = ", "[shops]\na.name = 'x'", "[[shops.a]]\nx=1", "shops = {a={}}", "\xef\xbb\xbfbell=true", "'shops'.'a'.\"b\" = '''\n\n'''"} {
		f.Add(text, "a")
	}
	f.Fuzz(func(t *testing.T, text, handle string) {
		for _, edit := range []func() ([]byte, error){
			func() ([]byte, error) { return SetIn([]byte(text), "", "mouse", "true") },
			func() ([]byte, error) { return SetIn([]byte(text), handle, "timezone", handle) },
			func() ([]byte, error) { return AddShop([]byte(text), handle, handle) },
			func() ([]byte, error) { return RemoveShop([]byte(text), handle) },
			func() ([]byte, error) { return RenameShop([]byte(text), handle, "new") },
			func() ([]byte, error) { return Unset([]byte(text), handle, "timezone") },
		} {
			got, err := edit()
			if err != nil {
				continue
			}
			if _, err := partsOf(got); err != nil {
				t.Fatalf("%q became %q", text, got)
			}
		}
	})
}
