package config

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const twoShops = `timezone = "Europe/Dublin"
refresh = "9s"

[shops.high-street]
name = "High Street"
api_key = "` + testKey + `"

[shops.airport]
timezone = "Europe/Madrid"
api_key = "` + otherKey + `"
`

// withoutEnvKey is a Linux machine without a key in the environment.
func withoutEnvKey(conf string, vars map[string]string) Sources {
	all := map[string]string{"DOJO_API_KEY": ""}
	for name, v := range vars {
		all[name] = v
	}
	return linux(conf, all)
}

// Each shop has what stands below its heading, and else what stands at the top.
func TestAShopOfTheSettings(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		flag, env                string
		handle, name, zone, key  string
		where, whereKey, whereTZ string
	}{
		{"high-street", "", "high-street", "High Street", "Europe/Dublin", testKey, "--shop", inFile + "6", inFile + "1"},
		{"High Street", "airport", "high-street", "High Street", "Europe/Dublin", testKey, "--shop", inFile + "6", inFile + "1"},
		{"", "AIRPORT", "airport", "airport", "Europe/Madrid", otherKey, "environment DOJO_SHOP", inFile + "10", inFile + "9"},
	} {
		src := withoutEnvKey(twoShops, map[string]string{"DOJO_SHOP": c.env})
		if c.flag != "" {
			src.Flags["shop"] = c.flag
		}
		s := mustLoad(t, src)
		if s.Handle != c.handle || s.Shop != c.name || s.Timezone.String() != c.zone || s.APIKey.Fingerprint() != fingerprint(t, c.key) || s.Refresh.String() != "9s" {
			t.Errorf("%+v: %q %q %s %s", c, s.Handle, s.Shop, s.Timezone, s.Refresh)
		}
		if s.Source("shop") != c.where || s.Source("api_key") != c.whereKey || s.Source("timezone") != c.whereTZ {
			t.Errorf("%+v: from %q, %q, %q", c, s.Source("shop"), s.Source("api_key"), s.Source("timezone"))
		}
		if want := []ShopName{{"high-street", "High Street"}, {"airport", "airport"}}; !slices.Equal(s.Shops, want) {
			t.Errorf("shops %v", s.Shops)
		}
	}
}

func TestWhichShop(t *testing.T) {
	t.Parallel()
	const several = "the settings have several shops. Say which one with --shop or DOJO_SHOP: high-street, airport"
	wantOneProblem(t, withoutEnvKey(twoShops, nil), several)
	src := withoutEnvKey(twoShops, nil)
	src.Choose = func(state string, shops []ShopName) string { return shops[1].Handle }
	if s := mustLoad(t, src); s.Handle != "airport" {
		t.Errorf("chose %q", s.Handle)
	}
	src.Choose = func(state string, shops []ShopName) string {
		if state != "/home/priya/.local/state/dojo-reversals" {
			t.Errorf("state directory %q", state)
		}
		return "gone"
	}
	if s := mustLoad(t, src); s.Handle != "high-street" {
		t.Errorf("a shop that is gone gives %q", s.Handle)
	}
	if s := mustLoad(t, withoutEnvKey("shop = 'airport'\n"+twoShops, nil)); s.Handle != "airport" {
		t.Errorf("the settings' own choice gives %q", s.Handle)
	}
	one, _, _ := strings.Cut(twoShops, "[shops.airport]")
	if s := mustLoad(t, withoutEnvKey(one, nil)); s.Handle != "high-street" || s.Source("shop") != inFile+"4" {
		t.Errorf("the only shop is %q", s.Handle)
	}
	named := func(shop string) Sources {
		src := withoutEnvKey(twoShops, nil)
		src.Flags["shop"] = shop
		return src
	}
	wantOneProblem(t, named("hihg-street"), `--shop: there is no shop "hihg-street". Did you mean high-street?`)
	wantOneProblem(t, named("x'; DROP TABLE events"), `--shop: there is no shop "x'; DROP TABLE events" in the settings. They have: high-street, airport`)
	src = withoutEnvKey(twoShops, nil)
	src.WithoutKey = true
	if s := mustLoad(t, src); s.Handle != "" || len(s.Shops) != 2 {
		t.Errorf("where no key is needed no shop is: %q", s.Handle)
	}
}

// What all shops have in common is in effect before there is a shop: not even the only
// one has a say.
func TestNoShop(t *testing.T) {
	t.Parallel()
	src := withoutEnvKey("refresh = \"9s\"\n[shops.airport]\ntimezone = \"Europe/Madrid\"\n", nil)
	src.WithoutKey, src.NoShop = true, true
	s := mustLoad(t, src)
	if s.Handle != "" || s.Shop != "" || s.Source("timezone") != "default" || s.Refresh.String() != "9s" {
		t.Errorf("%q, %q, the time zone from %s, %s", s.Handle, s.Shop, s.Source("timezone"), s.Refresh)
	}
	if want := []ShopName{{"airport", "airport"}}; !slices.Equal(s.Shops, want) {
		t.Errorf("shops %v", s.Shops)
	}
}

// The environment's key is never used for a shop that nobody named, and never for one
// that the program switched to.
func TestAKeyOfTheEnvironmentIsForOneShop(t *testing.T) {
	t.Parallel()
	const envKey = "sk_sandbox_testCCCC3333"
	vars := map[string]string{"DOJO_API_KEY": envKey}
	src := linux(twoShops, vars)
	src.Choose = func(string, []ShopName) string { return "airport" }
	wantOneProblem(t, src, "environment DOJO_API_KEY: the settings have several shops, and nobody can say which one this key is for. Name it with --shop or DOJO_SHOP: high-street, airport")
	src.Flags["shop"] = "airport"
	if s := mustLoad(t, src); s.APIKey.Fingerprint() != fingerprint(t, envKey) {
		t.Errorf("key from %q", s.Source("api_key"))
	}
	if s := mustLoad(t, src.For("high-street")); s.APIKey.Fingerprint() != fingerprint(t, testKey) || s.Handle != "high-street" {
		t.Errorf("the other shop's key is from %q", s.Source("api_key"))
	}
	if src.Flags["shop"] != "airport" {
		t.Error("For changed what it was called on")
	}
	one, _, _ := strings.Cut(twoShops, "[shops.airport]")
	if s := mustLoad(t, linux(one, vars)); s.APIKey.Fingerprint() != fingerprint(t, envKey) {
		t.Errorf("the only shop's key is from %q", s.Source("api_key"))
	}
}

func TestBadShops(t *testing.T) {
	t.Parallel()
	key := "api_key = '" + otherKey + "'\n"
	for _, c := range []struct{ conf, want string }{
		{"[shops.\"High Street\"]\n" + key, `1: [shops.High Street] can't be used: what stands after the dot has up to 40 small letters, digits and dashes, such as high-street`},
		{"[shops.\"../etc\"]\n" + key, `1: [shops.../etc] can't be used: what stands after the dot has up to 40 small letters, digits and dashes, such as etc`},
		{"[shops.\"ö\"]\n" + key, `1: [shops.ö] can't be used: what stands after the dot has up to 40 small letters, digits and dashes`},
		{"[shops.a]\nrefresh = '5s'\n" + key, `2: refresh is the same for all shops. Put it at the top of the file, above the first heading in brackets`},
		{"[shops.a]\nshop = 'A'\n" + key, `2: below the heading of a shop its name is set like this: name = "Corner Shop"`},
		{"[shops.a]\nnme = 'A'\n" + key, `2: there is no setting "nme"; delete the line, or list the settings: dojo-reversals help settings`},
		{"[shops.a]\ntimezne = 'A'\n" + key, `2: there is no setting "timezne". Did you mean timezone?`},
		{"[shops.a]\nname = 1\n" + key, `2: name takes a text in quotation marks, like this: name = "Corner Shop"`},
		{"[shops.a]\nname = ' '\n" + key, `2: name can't be empty: it is what people read as the shop's name`},
		{"[shops.a]\n" + key + "[shops.b]\nname = 'A'\napi_key = '" + testKey + "'", `3: the shops a and b have the same name, so that nobody could tell which one is on the screen. Give one of them another name`},
		{"[shops.a]\n" + key + "[shops.b]\n" + key, `4: the shops a and b have the same key. Each shop has its own`},
		{key + "[shops.a]\n", `1: api_key stands above the shops, so that nobody can say which one it is for. Move the line below the heading of its shop, such as [shops.a]`},
		{"keyring = true\n[shops.a]\n" + key, `1: keyring stands above the shops, so that nobody can say which one it is for. Move the line below the heading of its shop, such as [shops.a]`},
		{"[shops.a]\napi_key = 5", `2: api_key takes a text in quotation marks, like this: api_key = "sk_…"`},
		{"shops = 5", "1: " + eachShop},
		{"[shops]\na = 5", "1: " + eachShop},
		{"[shops]", "1: " + eachShop},
		{"shops = { a = { name = 'A', api_key = '" + otherKey + "' } }", "1: " + eachShop},
		{"bell = true\n[shops]\na = { name = 'A' }\nb.name = 'B'", "3: " + eachShop},
		{"[shops.a]\nname = 'A'", ""},
	} {
		src := withoutEnvKey(c.conf, nil)
		src.Choose = func(string, []ShopName) string { return "a" }
		want := inFile + c.want
		if c.want == "" {
			want = "the shop a has no API key. Run dojo-reversals login --shop a"
		}
		wantOneProblem(t, src, want)
	}
	// Any form of TOML does.
	for _, conf := range []string{
		"shops.a.api_key = '" + otherKey + "'\nshops.a.name = 'A'", "[shops . a]\nname = 'A'\n" + key, "[shops]\na.name = 'A'\na.api_key = '" + otherKey + "'",
	} {
		if s := mustLoad(t, withoutEnvKey(conf, nil)); s.Shop != "A" || s.Handle != "a" || s.APIKey.Fingerprint() != fingerprint(t, otherKey) {
			t.Errorf("%q: %q %q", conf, s.Handle, s.Shop)
		}
	}
}

// A handle that is made of a name can be used, and one that can be used stays.
func TestHandleFor(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"High Street": "high-street", "O'Brien’s": "obriens", "Café 21": "caf-21", "  A & B  ": "a-b", "ö": "", "": "", "--x--": "x", "a_b": "a-b",
		strings.Repeat("ab ", 20): strings.Repeat("ab-", 13) + "a",
	} {
		if got := HandleFor(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		if h := HandleFor(rapid.String().Draw(t, "name")); h != "" && CheckHandle(h) != nil {
			t.Fatalf("%q can't be used", h)
		}
	})
}

// A credential that names its shop is for that shop, whoever it is that the program was
// started with. One that names none is for the shop that somebody named.
func TestCredentials(t *testing.T) {
	t.Parallel()
	const street, airport, nobody = "sk_sandbox_credentialA", "sk_sandbox_credentialB", "sk_sandbox_credentialC"
	files := map[string]string{
		confPath: "[shops.high-street]\n[shops.airport]\n[shops.depot]\n",
		"/run/credentials/dojo-api-key_high-street": street + "\n",
		"/run/credentials/dojo-api-key_airport":     airport + "\n",
	}
	src := Sources{
		Flags: map[string]string{}, LookupEnv: env(map[string]string{"CREDENTIALS_DIRECTORY": "/run/credentials"}), ReadFile: disk(files),
		GOOS: "linux", Home: "/home/priya", UserConfigDir: "/home/priya/.config",
		Choose: func(string, []ShopName) string { return "airport" },
	}
	if s := mustLoad(t, src); s.APIKey.Fingerprint() != fingerprint(t, airport) {
		t.Errorf("the chosen shop's key is from %s", s.Source("api_key"))
	}
	for handle, key := range map[string]string{"high-street": street, "airport": airport} {
		if s := mustLoad(t, src.For(handle)); s.APIKey.Fingerprint() != fingerprint(t, key) {
			t.Errorf("the key of %s is from %s", handle, s.Source("api_key"))
		}
	}
	wantOneProblem(t, src.For("depot"), "the shop depot has no API key. Run dojo-reversals login --shop depot")

	files["/run/credentials/dojo-api-key"] = nobody + "\n"
	wantOneProblem(t, src.For("depot"), "the shop depot has no API key. Run dojo-reversals login --shop depot")
	src.Choose = func(string, []ShopName) string { return "depot" }
	wantOneProblem(t, src, "/run/credentials/dojo-api-key: the settings have several shops, and nobody can say which one this key is for. Name it with --shop or DOJO_SHOP: high-street, airport, depot")
	src.Flags["shop"] = "depot"
	if s := mustLoad(t, src); s.APIKey.Fingerprint() != fingerprint(t, nobody) {
		t.Errorf("the named shop's key is from %s", s.Source("api_key"))
	}

	// A bad one isn't passed over for the next.
	files["/run/credentials/dojo-api-key_depot"] = ""
	if s, err := Load(src); err == nil {
		t.Errorf("an empty credential was passed over for %s", s.Source("api_key"))
	}
}

// The first place that has a key wins, in the order of the package's doc, and one that
// can't be read isn't passed over.
func TestWhereTheKeyIs(t *testing.T) {
	t.Parallel()
	key := func(n string) string { return "sk_sandbox_place" + n }
	vars := map[string]string{"DOJO_API_KEY": key("1"), "DOJO_API_KEY_FILE": "/run/key", "CREDENTIALS_DIRECTORY": "/run/credentials"}
	files := map[string]string{
		"/run/key": key("2") + "\n", "/run/credentials/dojo-api-key_a": key("3") + "\n", "/run/credentials/dojo-api-key": key("4") + "\r\n", "/etc/key": key("6") + "\n# a line about it\n",
		confPath: "[shops.a]\nkeyring = true\napi_key_file = '/etc/key'\napi_key = '" + key("7") + "'\n",
	}
	keyring := map[string]string{"a in " + confPath: key("5")}
	src := Sources{
		Flags: map[string]string{}, LookupEnv: env(vars), ReadFile: disk(files), GOOS: "linux", Home: "/home/priya", UserConfigDir: "/home/priya/.config",
		Keyring: func(file, handle string) (string, error) {
			if k, ok := keyring[handle+" in "+file]; ok {
				return k, nil
			}
			return "", ErrNotInKeyring
		},
	}
	for i, c := range []struct {
		where string
		drop  func()
	}{
		{"environment DOJO_API_KEY", func() { delete(vars, "DOJO_API_KEY") }},
		{"/run/key", func() { delete(vars, "DOJO_API_KEY_FILE") }},
		{"/run/credentials/dojo-api-key_a", func() { delete(files, "/run/credentials/dojo-api-key_a") }},
		{"/run/credentials/dojo-api-key", func() { delete(files, "/run/credentials/dojo-api-key") }},
		{"the system's keyring", func() { files[confPath] = strings.Replace(files[confPath], "true", "false", 1) }},
		{"/etc/key", func() { files[confPath] = strings.Replace(files[confPath], "api_key_file", "# ", 1) }},
		{inFile + "4", func() {}},
	} {
		s := mustLoad(t, src)
		if s.APIKey.Fingerprint() != fingerprint(t, key(string(rune('1'+i)))) || s.Source("api_key") != c.where {
			t.Errorf("place %d: the key is from %q, want %q", i+1, s.Source("api_key"), c.where)
		}
		c.drop()
	}
}

func TestAKeyThatCantBeRead(t *testing.T) {
	t.Parallel()
	conf := "[shops.a]\nkeyring = true\napi_key = '" + otherKey + "'\n"
	secret := "sk_sandbox_inafile1"
	files := map[string]string{"/run/key": secret, "/run/empty": "", "/run/big": strings.Repeat("k", maxKeyFile+1), "/run/two": secret + "\n" + secret, "/run/about": "# the key\r\n"}
	for _, c := range []struct {
		conf, file string
		open       bool
		keyring    error
		want       string
	}{
		{"", "/run/none", false, nil, `environment DOJO_API_KEY_FILE: there is no file "/run/none", where the key should be. Put the shop's secret key there, or run dojo-reversals login`},
		{"", "run/key", false, nil, `environment DOJO_API_KEY_FILE: api_key_file can't be "run/key": write the file in full, from the root of the disk`},
		{"", "/run/key", true, nil, `environment DOJO_API_KEY_FILE: other users of this computer can open "/run/key", which holds the key. Close it to them: chmod 600 '/run/key'`},
		{"", "/run/empty", false, nil, `/run/empty: api_key is empty. It takes the shop's secret key, which starts with sk_`},
		{"", "/run/big", false, nil, `environment DOJO_API_KEY_FILE: the file "/run/big" is too large to hold a key and nothing else`},
		{"", "/run/two", false, nil, `/run/two: api_key has more than one key in it. Give one; each shop has a heading of its own in the settings file`},
		{"", "/run/about", false, nil, `/run/about: api_key is empty. It takes the shop's secret key, which starts with sk_`},
		{conf, "", false, ErrNotInKeyring, inFile + `2: the system's keyring has no key for this shop. Run dojo-reversals login --shop a`},
		{conf, "", false, errors.New("locked\x1b"), inFile + `2: the system's keyring can't be asked (locked). Unlock it, log in to this computer again, or keep the key elsewhere: Run dojo-reversals login --shop a`},
		{conf, "", false, nil, inFile + `2: this computer has no keyring that this program can ask. Run dojo-reversals login again here`},
	} {
		src := withoutEnvKey(c.conf, map[string]string{"DOJO_API_KEY_FILE": c.file})
		all := map[string]string{}
		for k, v := range files {
			all[k] = v
		}
		if c.conf != "" {
			all[confPath] = c.conf
		}
		src.ReadFile = disk(all)
		src.ByOthers = func(path string) (bool, error) { return c.open, nil }
		if c.keyring != nil {
			src.Keyring = func(_, _ string) (string, error) { return "", c.keyring }
		}
		wantOneProblem(t, src, c.want)
		_, err := Load(src)
		if strings.Contains(err.Error(), "inafile") {
			t.Errorf("the key is shown: %v", err)
		}
	}
}

// A shop is named by its handle before anybody's name, whatever the order in the file.
func TestAHandleComesBeforeAName(t *testing.T) {
	t.Parallel()
	src := withoutEnvKey("[shops.pier]\nname = 'Mall'\napi_key = '"+testKey+"'\n[shops.mall]\nname = 'Airport'\napi_key = '"+otherKey+"'", map[string]string{"DOJO_SHOP": "mall"})
	s, err := Load(src)
	if s.Handle != "mall" {
		t.Errorf("it is %q", s.Handle)
	}
	if err == nil || !strings.Contains(err.Error(), "the shop pier has the name by which --shop calls another one, mall") {
		t.Errorf("error %v", err)
	}
}

// Names that look the same are refused: nobody could tell whose payments are on the
// screen.
func TestNamesThatLookTheSame(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"Pier", "PIER", true},
		{"Pier", "Pi\u200ber", true},
		{"Pier", "Pier\u200f", true},
		{"Pier", "\u202aPier\u202c", true},
		{"Pi\u00ader", "Pier", true},
		{"West Pier", "West\u00a0Pier", true},
		{"West Pier", "West  Pier", true},
		{"Café", "Cafe\u0301", true},
		{"Straße", "STRASSE", false},
		{"Kiosk", "\u212aiosk", true},
		{"Ｐｉｅｒ", "Pier", true},
		{"خان", "\u200fخان", true},
		{"Pier", "Piers", false},
		{"Café", "Cafe", false},
	} {
		src := withoutEnvKey("[shops.a]\nname = \""+c.a+"\"\napi_key = '"+testKey+"'\n[shops.b]\nname = \""+c.b+"\"\napi_key = '"+otherKey+"'", map[string]string{"DOJO_SHOP": "a"})
		_, err := Load(src)
		if same := err != nil && strings.Contains(err.Error(), "have the same name"); same != c.same {
			t.Errorf("%q and %q: %v", c.a, c.b, err)
		}
	}
}
