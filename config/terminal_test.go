package config

import (
	"os"
	"testing"
)

// Each of a server's sessions sees the settings at its own terminal. What the server's own
// environment says of a terminal counts for none.
func TestSeenBy(t *testing.T) {
	t.Parallel()
	lookup := func(env map[string]string) func(string) (string, bool) {
		return func(name string) (string, bool) { v, ok := env[name]; return v, ok }
	}
	type seen struct {
		theme        Theme
		ascii, plain bool
		locale       string
		themeFrom    string
	}
	server := map[string]string{
		"NO_COLOR": "1", "LANG": "C", "ACCESSIBLE": "1", "LC_MONETARY": "fr_FR", "DOJO_API_KEY": "sk_sandbox_notARealKey", "DOJO_STATE_DIR": "/state",
	}
	auto := seen{ThemeAuto, false, false, "en-GB", "default"}
	file := "/set.toml, line "
	for name, c := range map[string]struct {
		file  string
		flags map[string]string
		env   map[string]string
		want  seen
	}{
		"nothing is known":      {"", nil, nil, auto},
		"ASCII":                 {"", nil, map[string]string{"LC_CTYPE": "C", "LANG": "es_ES.UTF-8"}, seen{ThemeAuto, true, false, "es-ES", "default"}},
		"no colour":             {"", nil, map[string]string{"NO_COLOR": "yes", "ACCESSIBLE": "0"}, seen{ThemeNone, false, false, "en-GB", "environment NO_COLOR"}},
		"a screen reader":       {"plain = false", nil, map[string]string{"ACCESSIBLE": "1"}, seen{ThemeAuto, false, true, "en-GB", "default"}},
		"set to nothing":        {"", nil, map[string]string{"NO_COLOR": "", "LANG": ""}, auto},
		"the file decides":      {"theme = \"light\"\nascii = true\nlocale = \"en-IE\"", nil, map[string]string{"LANG": "es_ES.UTF-8"}, seen{ThemeLight, true, false, "en-IE", file + "1"}},
		"but not over NO_COLOR": {"theme = \"light\"", nil, map[string]string{"NO_COLOR": "1"}, seen{ThemeNone, false, false, "en-GB", "environment NO_COLOR"}},
		"a flag decides":        {"", map[string]string{"theme": "dark", "ascii": "false"}, map[string]string{"NO_COLOR": "1", "LANG": "C"}, seen{ThemeDark, false, false, "en-GB", "--theme"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			src := Sources{Flags: map[string]string{"config": "/set.toml"}, LookupEnv: lookup(server), GOOS: "linux", ReadFile: func(path string) ([]byte, error) {
				if path == "/set.toml" {
					return []byte(c.file), nil
				}
				return nil, os.ErrNotExist
			}}
			for name, value := range c.flags {
				src.Flags[name] = value
			}
			loaded, err := Load(src.WithoutTerminal())
			if err != nil {
				t.Fatal(err)
			}
			before := loaded.Source("theme") + loaded.Value("theme") + loaded.Value("ascii") + loaded.Value("locale")
			s := loaded.SeenBy(lookup(c.env))
			if got := (seen{s.Theme, s.ASCII, s.Plain, s.Locale, s.Source("theme")}); got != c.want {
				t.Errorf("%+v, want %+v", got, c.want)
			}
			after := loaded.Source("theme") + loaded.Value("theme") + loaded.Value("ascii") + loaded.Value("locale")
			if s.APIKey.Fingerprint() != loaded.APIKey.Fingerprint() || s.StateDir != "/state" || after != before {
				t.Error("it changes what isn't its own")
			}
		})
	}
}
