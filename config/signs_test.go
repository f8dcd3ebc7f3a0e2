package config

import (
	"fmt"
	"strings"
	"testing"
)

// pasted are signs that come along with copied text and that nobody sees.
var pasted = map[rune]string{
	'\u00a0': "U+00A0, no-break space", '\u200b': "U+200B, zero-width space", '\u200d': "U+200D, zero-width joiner",
	'\u2060': "U+2060, word joiner", '\ufeff': "U+FEFF, byte order mark", '\u00ad': "U+00AD, soft hyphen",
	'\u202e': "U+202E, right-to-left override", '\u2069': "U+2069, pop directional isolate", '\u202f': "U+202F, narrow no-break space",
	'\u3000': "U+3000, ideographic space", '\u2028': "U+2028, line separator", '\u3164': "U+3164, hangul filler", '\ufe0f': "U+FE0F, variation selector",
	'\u2800': "U+2800, braille pattern blank", '\x1b': "U+001B, escape", '\u0085': "U+0085",
}

// An invisible sign in the settings file where TOML has none is named with its line
// and column.
func TestInvisibleSignsAroundTheEqualsSign(t *testing.T) {
	t.Parallel()
	for r, name := range pasted {
		sign := string(r)
		for _, c := range []struct {
			line   string
			column int
		}{
			{"shop" + sign + "= 'x'", 5}, {"shop =" + sign + "'x'", 7}, {"shop = 'x'" + sign, 11}, {sign + "shop = 'x'", 1},
			{"shop = 'Café'" + sign + " # a comment", 14}, {sign, 1}, {"sh" + sign + "op = 'x'", 3}, {"api_key =" + sign + "'" + otherKey + "'", 10},
		} {
			wantOneProblem(t, linux("# one\n\n"+c.line+"\nbell = true\n", nil),
				fmt.Sprintf("%s3: there is an invisible character (%s) in column %d. Delete it, or put a plain space in its place", inFile, name, c.column))
		}
	}
	// Where they do no harm, nothing is said.
	s := mustLoad(t, linux("# a\u00a0comment\u200b\nshop = 'Corner\u00a0Shop' # \u00a0\noperator = '\u200bpriya\ufeff'", nil))
	if s.Shop != "Corner Shop" || s.Operator != "priya" || s.Warnings != nil {
		t.Errorf("%+v", s)
	}
}

// An invisible sign in a value is named wherever the value comes from. At its ends
// it is left out, and named in a warning.
func TestInvisibleSignsInValues(t *testing.T) {
	t.Parallel()
	for r, name := range pasted {
		sign := string(r)
		for _, setting := range Table() {
			v := values[setting.Name].a
			if setting.Name == "config" || setting.free || setting.kind == kindSwitch || setting.kind == kindNumber || setting.Env == "NO_COLOR" {
				continue
			}
			spoilt := v[:2] + sign + v[2:]
			says := func(place string) string {
				return setting.Name + " has an invisible character (" + name + ") in it, as " + place + ". Delete it"
			}
			if setting.Env != "" {
				wantOneProblem(t, linux("", map[string]string{setting.Env: spoilt}), "environment "+setting.Env+": "+says("character 3"))
				s := mustLoad(t, linux("", map[string]string{setting.Env: sign + v + sign}))
				if got := values[setting.Name].show(s); got != shown(t, setting.Name, v) {
					t.Errorf("%s with %s at its ends is %q", setting.Name, name, got)
				}
				for i, end := range []string{"start", "end"} {
					want := "environment " + setting.Env + ": there is an invisible character (" + name + ") at the " + end + " of " + setting.Name + ". It was left out"
					if len(s.Warnings) < 2 || s.Warnings[i] != want {
						t.Errorf("warnings %q, want %q", s.Warnings, want)
					}
				}
			}
			if setting.Flag != "" {
				src := linux("", nil)
				src.Flags[setting.Flag] = spoilt
				wantOneProblem(t, src, "--"+setting.Flag+": "+says("character 3"))
			}
			if r >= ' ' { // TOML has no control characters
				without := map[string]string{}
				if setting.Name == "api_key" {
					without["DOJO_API_KEY"] = ""
				}
				wantOneProblem(t, linux("\n"+setting.Name+" = \""+spoilt+"\"", without),
					inFile+"2: "+says(fmt.Sprintf("column %d", len(setting.Name)+7)))
				if r < 0x10000 {
					wantOneProblem(t, linux(fmt.Sprintf("%s = \"%s\\u%04x%s\"", setting.Name, v[:2], r, v[2:]), without), inFile+"1: "+says("character 3"))
				}
			}
		}
	}
	wantOneProblem(t, linux("\"sho\u200bp\" = 'x'", nil), inFile+`1: there is no setting "shop", since an invisible character (U+200B, zero-width space) is in its name. Delete it`)
}

// On Windows, set DOJO_API_KEY = sk_… makes a variable with another name.
func TestSpaceInTheNameOfAVariable(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"DOJO_API_KEY", "DOJO_TIMEZONE"} {
		vars := map[string]string{name + " ": " " + otherKey}
		if name == "DOJO_API_KEY" {
			vars[name] = ""
		}
		wantOneProblem(t, linux("", vars), "environment "+name+": the name of this variable has a space at its end, so it isn't read. Set it without a space before the equals sign: set "+name+"=…")
	}
	mustLoad(t, linux("", map[string]string{"DOJO_API_KEY ": "x", " ": "x"}))
}

// The ends of a value as people type them are no matter.
func TestPlainSpaceAtTheEndsIsNotNamed(t *testing.T) {
	t.Parallel()
	if s := mustLoad(t, linux("", map[string]string{"DOJO_API_KEY": "\t " + testKey + " \r\n", "DOJO_TIMEZONE": " Europe/Dublin "})); s.Warnings != nil || s.Timezone.String() != "Europe/Dublin" {
		t.Errorf("%q", s.Warnings)
	}
}

// Each mistake with a key has its own message, and none shows the key or says that
// it must start with what it starts with.
func TestKeyMistakes(t *testing.T) {
	t.Parallel()
	const (
		quotes  = "has quotation marks in it. Leave them out"
		named   = "has the name of the setting in it. Give the key alone, which starts with sk_"
		example = "is only the example from the instructions. Put the shop's secret key there"
		space   = "has a space or a line break in it. Give the whole key alone, on one line"
		capital = "starts with capital letters: a key starts with sk_ in small ones. Copy it again instead of typing it"
		word    = `has the word "%s" before it. Give the key alone, which starts with sk_`
	)
	for value, want := range map[string]string{
		`"` + testKey + `"`: quotes, "“" + testKey + "”": quotes, "«" + testKey + "»": quotes, "`" + testKey + "`": quotes, testKey + `"`: quotes,
		"Bearer " + testKey: fmt.Sprintf(word, "Bearer"), "basic " + testKey: fmt.Sprintf(word, "basic"), "Basic: " + testKey: fmt.Sprintf(word, "Basic"),
		"Authorization: Basic " + testKey: fmt.Sprintf(word, "Basic"), "authorization: " + testKey: fmt.Sprintf(word, "authorization"),
		"DOJO_API_KEY=" + testKey: named, "export DOJO_API_KEY=" + testKey: named, `api_key = "` + testKey + `"`: named, "set DOJO_API_KEY=" + testKey: named,
		"API key: " + testKey: named, `$env:DOJO_API_KEY="` + testKey + `"`: named, "setx DOJO_API_KEY " + testKey: named,
		"sk_...": example, "sk_…": example,
		"SK_sandbox_testAAAA1111": capital, strings.ToUpper(testKey): capital, "Sk_sandbox_testAAAA1111": capital,
		testKey[:12] + " " + testKey[12:]: space, testKey[:12] + "\n" + testKey[12:]: space,
		testKey + testKey:                       "stands there twice. Give it once",
		testKey + "," + otherKey:                "has more than one key in it. Give one; each shop has a heading of its own in the settings file",
		"<" + testKey + ">":                     "has brackets in it. Leave them out",
		"key" + testKey:                         "has something before sk_. Give the key alone, which starts with sk_",
		"sk_a":                                  "is too short to be a key: a part of it is missing. Copy it again",
		"sk_" + strings.Repeat("abcdefgh", 200): "is too long to be a key. Copy it again",
		testKey + ",":                           `has a sign in it that no key has: ",", as character 24. Copy it again`,
		"sk_sandbox\u2013testAAAA1111":          `has a sign in it that no key has: U+2013, en dash, as character 11. Copy it again`,
		"sk_sandbox_t\u0435stAAAA1111":          `has a sign in it that no key has: U+0435, as character 13. Copy it again`,
	} {
		got := problemsOf(t, linux("", map[string]string{"DOJO_API_KEY": value}))
		if len(got) != 1 || got[0] != "environment DOJO_API_KEY: api_key "+want {
			t.Errorf("%q: %q, want %q", value, got, want)
		}
		if text := strings.Join(got, ""); strings.Contains(text, "must start with") || strings.Contains(text, "AAAA1111") {
			t.Errorf("%q: %q", value, text)
		}
	}
}

// Editors, phones and chat programs put other quotation marks in.
func TestOddQuotationMarks(t *testing.T) {
	t.Parallel()
	const odd = ` has curly or slanted quotation marks. Use straight ones: "`
	for _, pair := range []string{"“”", "„“", "””", "‘’", "«»", "‹›", "″″", "′′", "``", "´´", "＂＂", "「」", "〝〞", "\"”", "“\"", "'’", "’'"} {
		marks := []rune(pair)
		wantOneProblem(t, linux("\ntimezone = "+string(marks[0])+"Europe/Dublin"+string(marks[1]), nil), inFile+"2: timezone"+odd)
	}
	wantOneProblem(t, linux("“timezone” = 'Europe/Dublin'", nil), inFile+"1: this line"+odd)
	// A straight one that is missing isn't blamed on an apostrophe in a name.
	wantOneProblem(t, linux("shop = \"O’Brien", nil), inFile+"1: shop lacks the closing quotation mark")
	wantOneProblem(t, linux("shop = 'x' y # it’s", nil), inFile+"1: shop goes on after the closing quotation mark. Put each setting on a line of its own, and a # before a comment")
	if s := mustLoad(t, linux("shop = \"“O’Brien’s”\" # “ours”", nil)); s.Shop != "“O’Brien’s”" {
		t.Errorf("%q", s.Shop)
	}
	wantOneProblem(t, linux("shop ＝ 'x'", nil), inFile+"1: shop has a full-width equals sign. Use a plain one: =")
	wantOneProblem(t, linux("tim\u0435zone = 'x'", nil), inFile+"1: this line has a sign that only looks plain (U+0435), as column 4. Type the name anew")
	for _, value := range []string{`"Europe/Dublin"`, `'Europe/Dublin'`, "“Europe/Dublin”"} {
		wantOneProblem(t, linux("", map[string]string{"DOJO_TIMEZONE": value}), "environment DOJO_TIMEZONE: timezone has quotation marks around it. Leave them out")
	}
}

// The settings file has no headings, and says what to do about each kind.
func TestHeadings(t *testing.T) {
	t.Parallel()
	const (
		several  = " can't be used: " + eachShop
		aLine    = `shop is no heading, but a line like this: shop = "Corner Shop"`
		noParts  = `shop has no parts, so its name has no dot. It is a line like this: shop = "Corner Shop"`
		headings = " can't be used: a settings file has no headings in brackets"
	)
	for conf, want := range map[string]string{
		"\n[shop.b]\nname = 'x'":                     "2: [shop.b]" + several,
		"shop = 'a'\n[shop.b]\napi_key = 'x'":        "2: [shop.b]" + several,
		"shop = 'a'\n[shop]\nname = 'x'":             "2: " + aLine,
		"[shop]\nname = 'a'":                         "1: " + aLine,
		"[shop]\napi_key = '" + otherKey + "'":       "1: [shop]" + several,
		"[[shop]]\nname = 'a'\n[[shop]]\nname = 'b'": "1: [shop]" + several,
		"[[shops]]\nname = 'a'":                      "1: " + eachShop,
		"[shop.a]\nshop = 'a'\n[shop.b]\nshop = 'b'": "1: [shop.a]" + several,
		"[ shop . b ]\nname = 'x'":                   "1: [shop . b]" + several,
		"[shop.\"High Street\"]\nname = 'x'":         "1: [shop.High Street]" + several,
		"[tills]\na = 1\n[tills.two]\nb = 2":         "1: [tills]" + several,
		"[" + otherKey + "]\na = 1":                  `1: the heading "sk_…"` + headings + ". Delete it, and the lines below it that no setting needs",
		"[timezone]\nname = 'Europe/London'":         `1: timezone is no heading, but a line like this: timezone = "Europe/London"`,
		"[tiemzone]\nname = 'Europe/London'":         `1: the heading "tiemzone"` + headings + `. Did you mean a line like this: timezone = "Europe/London"?`,
		"[colours]\nred = true":                      `1: the heading "colours"` + headings + ". Delete it, and the lines below it that no setting needs",
		"[dojo.reversals]\nshop = 'x'":               `1: the settings under the heading "dojo.reversals" aren't read. Put them at the top of the file, without a heading in brackets`,
		"shop.name = 'a'":                            "1: " + noParts,
		"shop.b.name = 'a'":                          "1: " + noParts,
		"dojo.shop = 'a'":                            `1: the settings in "dojo" aren't read. Write each on a line of its own, without "dojo." before its name`,
		"x.y = 1":                                    `1: there is no setting "x"; delete the line, or list the settings: dojo-reversals help settings`,
	} {
		wantOneProblem(t, linux(conf, nil), inFile+want)
	}
}
