package config

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strings"
	"testing"

	"dojoreversals/dojo"
)

// secretPart stands in every key of the fuzz tests and nowhere else.
const secretPart = "FUZZsecret9876"

var whereForm = regexp.MustCompile(`^(default|--[a-z-]+|environment [A-Z_]+|` + regexp.QuoteMeta(confPath) + `, line [0-9]+)$`)

// FuzzFile hands the loader any file, with a key in it: it must not panic, must
// answer in order, and must never show the key.
func FuzzFile(f *testing.F) {
	for _, conf := range []string{
		"api_key = 'KEY'", "api_key = \"KEY\"\ntimezone = 'KEY'\n", "api_key = KEY", "KEY = 1", "api_key = 'KEY", "api_key: KEY", "KEY",
		"shop = 'KEY'\nrefresh = 'KEY'\nbase_url = 'https://KEY@x'\n", "[KEY]\napi_key = 'KEY'", "[shops.KEY]\napi_key = 'KEY'\nKEY = 1", "[shops.a]\nname = 'KEY'\n[shops.b]\nname = 'KEY'", "api_key = ['KEY']", "api_key = { KEY = 'KEY' }",
		"api_key = '''\nKEY'''", "api_version = \"KEY\"\r\n", "\xef\xbb\xbfapi_key='KEY'", "api_key='pk_'\n'KEY'.a=1", "api_key = 'a'\napi_key = 'KEY'",
		"recent_days = 0x10\ntyped_amount_over = 5_0\nbell = true", "state_dir = \"C:\\KEY\"", "theme = \"\\u202eKEY\"", "reseller_id = 'KEY KEY'",
	} {
		f.Add(conf)
	}
	f.Fuzz(func(t *testing.T, conf string) {
		key := "sk_sandbox_" + secretPart
		conf = strings.ReplaceAll(conf, "KEY", key)
		for _, inEnv := range []string{"", key, `"` + key + `"`} {
			src := linux("", map[string]string{"DOJO_API_KEY": inEnv})
			src.ReadFile = disk(map[string]string{confPath: conf})
			src.ByOthers = func(string) (bool, error) { return true, nil }
			s, err := Load(src)
			var out strings.Builder
			fmt.Fprintf(&out, "%v %+v\n%s\n", err, err, strings.Join(s.Warnings, "\n"))
			var all *Error
			if err != nil && (!errors.As(err, &all) || len(all.Problems) == 0 || !s.APIKey.IsZero()) {
				t.Fatalf("a wrong error: %v", err)
			}
			if err == nil && s.APIKey.IsZero() {
				t.Fatal("neither a key nor an error")
			}
			for _, setting := range Table() {
				where := s.Source(setting.Name)
				if !whereForm.MatchString(where) {
					t.Fatalf("%s comes from %q", setting.Name, where)
				}
				out.WriteString(where + "\n")
			}
			if s.Timezone == nil || s.Refresh < minRefresh || s.Refresh > maxRefresh || s.RecentDays < 1 || s.RecentDays > 38 || s.PendingPhrase == "" || s.StateDir == "" {
				t.Fatalf("the settings aren't whole: %+v", s)
			}
			text := out.String()
			if strings.Contains(text, secretPart) {
				t.Fatalf("the key is shown: %q", text)
			}
			for _, r := range text {
				if r < ' ' && r != '\n' || r == 0x7f || r == 0x9b || r == 0x202e {
					t.Fatalf("a control character is shown: %q", text)
				}
			}
		}
	})
}

// FuzzValues hands any value to every setting, by its flag and its variable.
func FuzzValues(f *testing.F) {
	for _, v := range []string{"", " ", "Europe/London", "5s", "/x", "KEY", "x KEY", "https://KEY@h", "sk_", "\x1b[2J", "é", "500.00", "9999999999999999999"} {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, value string) {
		value = strings.ReplaceAll(value, "KEY", "sk_sandbox_"+secretPart)
		vars, flags := map[string]string{}, map[string]string{}
		for _, s := range Table() {
			vars[s.Env] = value
			flags[s.Flag] = value
		}
		src := linux("", vars)
		_, err := Load(src)
		src.Flags = flags
		_, err2 := Load(src)
		if text := fmt.Sprint(err, err2); strings.Contains(text, secretPart) {
			t.Fatalf("the key is shown: %q", text)
		}
	})
}

func FuzzThreshold(f *testing.F) {
	for _, v := range []string{"500", "0.5", "999999999.9999", "1e9", "-1", "0001"} {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, text string) {
		th, err := readThreshold(text)
		if err != nil {
			return
		}
		for _, code := range []string{"GBP", "JPY", "KWD", "CLF"} {
			if th.Over(dojo.Money{Currency: code}) || !th.Over(dojo.Money{Minor: math.MaxInt64, Currency: code}) {
				t.Errorf("%q in %s: Over is wrong about nothing or about everything", text, code)
			}
		}
	})
}
