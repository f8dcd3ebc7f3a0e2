package config

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"unicode/utf16"
)

const inFile = confPath + ", line "

// Everything that can be wrong with the file itself. The key stands in the
// environment, unless the case says otherwise.
func TestBadFiles(t *testing.T) {
	t.Parallel()
	const form = `. A line looks like this: timezone = "Europe/London"`
	for _, c := range []struct{ conf, want string }{
		// Syntax.
		{"timezone = Europe/London", inFile + `1: timezone needs quotation marks around its value` + form},
		{"\n\napi_key = " + otherKey + "\n", inFile + `3: api_key needs quotation marks around its value` + form},
		{"api_key = \"" + otherKey + "\nshop = 'x'", inFile + `1: api_key lacks the closing quotation mark`},
		{"api_key = '" + otherKey, inFile + `1: api_key lacks the closing quotation mark`},
		{"api_key = “" + otherKey + "”", inFile + `1: api_key has curly or slanted quotation marks. Use straight ones: "`},
		{"api_key: \"" + otherKey + `"`, inFile + `1: api_key needs an equals sign instead of the colon` + form},
		{"api_key \"" + otherKey + `"`, inFile + `1: api_key isn't a setting` + form},
		{otherKey, inFile + `1: this line isn't a setting` + form},
		{"api_key =\n", inFile + `1: api_key has no value after the equals sign` + form},
		{"api_key = \"" + otherKey + "\" my key", inFile + `1: api_key goes on after the closing quotation mark. Put each setting on a line of its own, and a # before a comment`},
		{"state_dir = \"C:\\Users\\priya\"", inFile + `1: state_dir has a backslash in double quotation marks. Write paths in single ones, such as 'C:\Tills\1'`},
		{"bell = yes", inFile + `1: bell must be true or false, in small letters`},
		{"bell = never", inFile + `1: bell takes true or false without quotation marks, like this: bell = true`},
		{"bell = True", inFile + `1: bell must be true or false, in small letters`},
		{"recent_days = 7 days", inFile + `1: recent_days takes a whole number without quotation marks, like this: recent_days = 7`},
		{"recent_days = 2w", inFile + `1: recent_days takes a whole number without quotation marks, like this: recent_days = 7`},
		{"refresh = 5s", inFile + `1: refresh needs quotation marks around its value` + form},
		{otherKey + " = ", inFile + `1: this line has no value after the equals sign` + form},
		{"[dojo", inFile + `1: this line isn't a setting` + form},
		{"shop = [", inFile + `1: shop isn't valid TOML` + form},
		{"shop = 'a'\nrefresh = '5s'\nshop = 'b'", inFile + `3: shop is set twice. Keep one of the two`},
		{"x.y = 1\nx = 2", inFile + `2: the name in this line was used before. Keep one of the two`},
		// Types.
		{"timezone = 1", inFile + `1: timezone takes a text in quotation marks, like this: timezone = "Europe/London"`},
		{"refresh = 5", inFile + `1: refresh takes a text in quotation marks, like this: refresh = "5s"`},
		{"typed_amount_over = 500.50", inFile + `1: typed_amount_over takes a text in quotation marks, like this: typed_amount_over = "500"`},
		{"typed_amount_over = -5", inFile + `1: typed_amount_over can't be "-5": it must be a plain amount such as 500 or 499.99, without a currency sign or commas`},
		{"recent_days = '7'", inFile + `1: recent_days takes a whole number without quotation marks, like this: recent_days = 7`},
		{"recent_days = 40", inFile + `1: recent_days can't be "40": it is a whole number from 1 to 38`},
		{"mouse = 'true'", inFile + `1: mouse takes true or false without quotation marks, like this: mouse = false`},
		{"shop = ['a']", inFile + `1: shop takes a text in quotation marks, like this: shop = "Corner Shop"`},
		{"shop = {name = 'a'}", inFile + `1: shop takes a text in quotation marks, like this: shop = "Corner Shop"`},
		{"shop = 2026-11-22", inFile + `1: shop takes a text in quotation marks, like this: shop = "Corner Shop"`},
		// Unknown names.
		{"colour = 'red'", inFile + `1: there is no setting "colour"; delete the line, or list the settings: dojo-reversals help settings`},
		{"no_color = true", inFile + `1: there is no setting "no_color"; delete the line, or list the settings: dojo-reversals help settings`},
		{"config = 'x'", inFile + `1: there is no setting "config"; delete the line, or list the settings: dojo-reversals help settings`},
		{"# one\n# two\n  tiemzone = 'x'", inFile + `3: there is no setting "tiemzone". Did you mean timezone?`},
		{"base-url = 'x'", inFile + `1: there is no setting "base-url". Did you mean base_url?`},
		{"DOJO_REFRESH = '5s'", inFile + `1: there is no setting "DOJO_REFRESH". Did you mean refresh?`},
		{otherKey + " = 1", inFile + `1: there is no setting "sk_…"; delete the line, or list the settings: dojo-reversals help settings`},
		{"\n[dojo]\napi_key = '" + otherKey + "'\nshop = 'x'\n", inFile + `2: the settings under the heading "dojo" aren't read. Put them at the top of the file, without a heading in brackets`},
		// Not a text.
		{"a\x00b", confPath + `: this file is no text that this program can read. Save it again as UTF-8`},
		{"\xff\xfe\x00\x00s\x00\x00\x00", confPath + `: this file is no text that this program can read. Save it again as UTF-8`}, // UTF-32
		{"s\x00h\x00o\x00p\x00", confPath + `: this file is no text that this program can read. Save it again as UTF-8`},          // UTF-16 without its mark
		{"shop = 'x'\nshop = 'Caf\xe9'\n", inFile + `2: this line has letters that aren't UTF-8. Save the file again as UTF-8`},
		{"#" + strings.Repeat("x", maxFile), confPath + `: this file is too large to be a settings file`},
	} {
		wantOneProblem(t, linux(c.conf, nil), c.want)
	}
}

func utf16BOM(s string) []byte {
	b := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return b
}

func bigEndian(b []byte) string {
	for i := 0; i+1 < len(b); i += 2 {
		b[i], b[i+1] = b[i+1], b[i]
	}
	return string(b)
}

// A file that can't be understood may well hold the key: that it is missing is
// not said on top.
func TestAMissingKeyIsNotBlamedOnABrokenFile(t *testing.T) {
	t.Parallel()
	for _, conf := range []string{
		"api_key = " + testKey, "[dojo]\napi_key = '" + testKey + "'", "apikey = '" + testKey + "'", "DOJO_API_KEY = '" + testKey + "'", "shop = 'a'\nshop = 'b'",
	} {
		if got := problemsOf(t, linux(conf, map[string]string{"DOJO_API_KEY": ""})); len(got) != 1 || strings.Contains(got[0], "there is no API key") {
			t.Errorf("%q: %q", conf, got)
		}
	}
	if got := problemsOf(t, linux("colour = 1", map[string]string{"DOJO_API_KEY": ""})); len(got) != 2 {
		t.Errorf("an unknown name hides the missing key: %q", got)
	}
}

func TestFilesFromOtherEditors(t *testing.T) {
	t.Parallel()
	for _, conf := range []string{
		"\xef\xbb\xbfshop = \"Café\"\r\nrefresh = '9s'\r\n",
		string(utf16BOM("shop = \"Café\"\r\nrefresh = '9s'\r\n")), // Notepad's Unicode, and PowerShell's >
		bigEndian(utf16BOM("shop = \"Café\"\r\nrefresh = '9s'\r\n")),
		"shop = \"Caf\\u00e9\"\nrefresh = '9s'",
		"'shop' = '''Café'''\n\"refresh\" = \"\"\"9s\"\"\"",
	} {
		s := mustLoad(t, linux(conf, nil))
		if s.Shop != "Café" || s.Refresh.String() != "9s" || s.Source("refresh") != inFile+"2" {
			t.Errorf("%q: %q, %s from %s", conf, s.Shop, s.Refresh, s.Source("refresh"))
		}
	}
}

func TestWhichFileIsRead(t *testing.T) {
	t.Parallel()
	files := map[string]string{confPath: "shop = 'default'", "/a.toml": "shop = 'a'", "/b.toml": "shop = 'b'"}
	src := linux("", map[string]string{"DOJO_CONFIG": "/a.toml"})
	src.ReadFile = disk(files)
	s := mustLoad(t, src)
	if s.Shop != "a" || s.ConfigFile != "/a.toml" || s.Source("config") != "environment DOJO_CONFIG" || s.Source("shop") != "/a.toml, line 1" {
		t.Errorf("%+v", s)
	}
	src.Flags["config"] = "/b.toml"
	s = mustLoad(t, src)
	if s.Shop != "b" || s.ConfigFile != "/b.toml" || s.Source("config") != "--config" {
		t.Errorf("%+v", s)
	}
	src = linux("", nil)
	src.ReadFile = disk(files)
	if s = mustLoad(t, src); s.Shop != "default" || s.ConfigFile != confPath || s.Source("config") != "default" {
		t.Errorf("%+v", s)
	}
	src.UserConfigDir = ""
	if s = mustLoad(t, src); s.Shop != "" || s.ConfigFile != "" {
		t.Errorf("a file was read from nowhere: %+v", s)
	}
	src.ReadFile, src.UserConfigDir = nil, "/x"
	if s = mustLoad(t, src); s.ConfigFile != "" {
		t.Errorf("a file was read without a disk: %+v", s)
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	src := linux("", map[string]string{"DOJO_CONFIG": "/a.toml"})
	wantOneProblem(t, src, `environment DOJO_CONFIG: there is no file "/a.toml". Without this setting the file is `+confPath)
	src.Flags["config"] = "/b.toml"
	wantOneProblem(t, src, `--config: there is no file "/b.toml". Without this setting the file is `+confPath)
	if _, err := Load(src); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the cause is lost: %v", err)
	}
	src.Flags["config"] = otherKey
	wantOneProblem(t, src, `--config: there is no file "sk_…". Without this setting the file is `+confPath)
	src.Flags["config"] = ""
	wantOneProblem(t, src, `--config: config can't be empty: it is the path of the settings file`)

	denied := linux("", map[string]string{"DOJO_API_KEY": ""})
	denied.ReadFile = func(path string) ([]byte, error) {
		return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrPermission}
	}
	// The default file is there: going on without it would lose its settings.
	wantOneProblem(t, denied, `the file "`+confPath+`" can't be read (permission denied). Make it readable, or name another one with --config`)
}

func TestAFileThatOthersCanRead(t *testing.T) {
	t.Parallel()
	const warning = confPath + `: this file holds the API key, and other users of this computer can open it. Close it to them: chmod 600 '` + confPath + `'. Or let dojo-reversals login keep the key`
	for _, c := range []struct {
		goos, conf string
		mode       fs.FileMode
		err        error
		want       string
	}{
		{"linux", "api_key = '" + testKey + "'", 0o644, nil, warning},
		{"darwin", "api_key = '" + testKey + "'", 0o640, nil, warning},
		{"linux", "api_key = '" + testKey + "'", 0o602, nil, warning},
		{"linux", "api_key = '" + testKey + "'", 0o600, nil, ""},
		{"linux", "api_key = '" + testKey + "'", 0o400, nil, ""},
		{"linux", "shop = 'x'", 0o644, nil, ""},
		{"linux", "", 0o644, nil, ""},
		{"linux", "api_key = '" + testKey + "'", 0o644, fs.ErrPermission, ""},
		{"windows", "api_key = '" + testKey + "'", 0o666, nil, ""},
		{"windows", "api_key = '" + testKey + "'", 0o777, nil, confPath + `: this file holds the API key, and other users of this computer can open it. ` +
			`Close it to them, in its Properties under Security, or move it to your account's own folder, as C:\Roaming\dojo-reversals\config.toml. Or let dojo-reversals login keep the key`},
		{"windows", "shop = 'x'", 0o777, nil, ""},
		{"windows", "api_key = '" + testKey + "'", 0o777, fs.ErrPermission, ""},
	} {
		src := linux(c.conf, map[string]string{"LocalAppData": `C:\Local`})
		src.GOOS = c.goos
		src.ByOthers = func(string) (bool, error) { return c.mode&0o077 != 0, c.err }
		if c.goos == "windows" {
			src.Flags["config"] = confPath
			src.UserConfigDir = `C:\Roaming`
			// The mode stands for what the list of its rights says here.
			src.ByOthers = func(string) (bool, error) { return c.mode == 0o777, c.err }
		}
		s := mustLoad(t, src)
		if got := strings.Join(s.Warnings, "\n"); got != c.want {
			t.Errorf("%s %q %o: %q", c.goos, c.conf, c.mode, got)
		}
	}
}
