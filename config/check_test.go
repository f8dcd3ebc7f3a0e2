package config

import (
	"io/fs"
	"strings"
	"testing"
)

// Check finds what is wrong in a file's own words, whatever wins over it.
func TestCheck(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, want string }{
		{"nothing", "", ""},
		{"a file without a key", "timezone = \"Europe/London\"\n", ""},
		{"a variable wins", "timezone = \"Nowhere\"\n", "timezone can't be"},
		{"a flag wins", "theme = \"pink\"\n", "theme can't be"},
		{"a key that is none", "api_key = \"nonsense\"\n", "api_key can't be used"},
		{"a shop that nobody named", "[shops.a]\nname = \"A\"\n[shops.b]\ntimezone = \"Nowhere\"\n", "timezone can't be"},
		{"above the shops", "timezone = \"Nowhere\"\n[shops.a]\nname = \"A\"\n[shops.b]\n", "timezone can't be"},
		{"the shop to begin with", "shop = \"x\"\n[shops.a]\n[shops.b]\n", "there is no shop"},
		{"several shops", "[shops.a]\n[shops.b]\n", ""},
		{"the keyring isn't asked", "keyring = true\n", ""},
		{"a file with the key", "api_key_file = '/nowhere'\n", "there is no file"},
		{"no TOML", "timezone = \n", ", line 1: "},
	} {
		src := linux("bell = 1", map[string]string{"DOJO_TIMEZONE": "Europe/Rome", "DOJO_API_KEY": testKey})
		src.Flags["theme"] = "dark"
		src.Keyring = func(_, _ string) (string, error) { t.Error("the keyring was asked"); return "", fs.ErrNotExist }
		problems := Check(src, []byte(c.text))
		switch {
		case c.want == "" && len(problems) > 0, c.want != "" && len(problems) != 1:
			t.Errorf("%s: %v", c.name, problems)
		case c.want != "" && !strings.Contains(problems[0].Error(), c.want):
			t.Errorf("%s: %v", c.name, problems)
		}
	}
}

// A live key for another's host is refused before it stands in the file.
func TestCheckSeesTheHostOfALiveKey(t *testing.T) {
	t.Parallel()
	problems := Check(linux("", nil), []byte("api_key = \"sk_prod_0123456789\"\nbase_url = \"https://example.com\"\n"))
	if len(problems) != 1 || problems[0].Setting != "base_url" || strings.Contains(problems[0].Error(), "0123456789") {
		t.Errorf("%v", problems)
	}
}

// What was wrong before may stay, and may be put right.
func TestAdded(t *testing.T) {
	t.Parallel()
	const bad = "timezone = \"Nowhere\"\n"
	for _, c := range []struct {
		name, before, after string
		want                int
	}{
		{"it stays", bad, bad, 0},
		{"it moves", bad, "bell = true\n\n" + bad, 0},
		{"it is mended", bad, "timezone = \"Europe/Rome\"\n", 0},
		{"one more", bad, bad + "bell = 1\n", 1},
		{"another value that is wrong", bad, "timezone = \"Elsewhere\"\n", 1},
		{"the same for another shop", "[shops.a]\n" + bad + "[shops.b]\n", "[shops.a]\n" + bad + "[shops.b]\n" + bad, 1},
		{"one shop more", bad + "[shops.a]\n", bad + "[shops.a]\n[shops.b]\n", 0},
	} {
		src := linux("", nil)
		if got := Added(Check(src, []byte(c.before)), Check(src, []byte(c.after))); len(got) != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestFile(t *testing.T) {
	t.Parallel()
	src := linux("", nil)
	usual := File(src)
	if !strings.HasSuffix(usual, "/dojo-reversals/config.toml") {
		t.Errorf("%q", usual)
	}
	src.Flags["config"] = "/other"
	if got := File(src); got != "/other" {
		t.Errorf("%q", got)
	}
	if got := File(Sources{}); got != "" {
		t.Errorf("without a folder there is %q", got)
	}
}
