package config

import (
	"strconv"
	"testing"
)

func TestASCIIByLocale(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		env  map[string]string
		goos string
		want bool
	}{
		{nil, "linux", false},
		{map[string]string{"LANG": "en_GB.UTF-8"}, "linux", false},
		{map[string]string{"LANG": "C.utf8"}, "darwin", false},
		{map[string]string{"LANG": "C"}, "linux", true},
		{map[string]string{"LANG": "POSIX"}, "linux", true},
		{map[string]string{"LANG": "en_GB"}, "linux", true},
		{map[string]string{"LANG": "en_GB.ISO-8859-1"}, "linux", true},
		{map[string]string{"LANG": "de_DE.UTF-8@euro"}, "linux", false},
		{map[string]string{"LANG": "en_GB.UTF-8", "LC_ALL": "C"}, "linux", true},
		{map[string]string{"LANG": "C", "LC_CTYPE": "en_GB.UTF-8"}, "linux", false},
		{map[string]string{"LANG": "C", "LC_ALL": ""}, "linux", true},
		{map[string]string{"LANG": "C"}, "windows", false},
		// macOS over SSH.
		{map[string]string{"LC_CTYPE": "UTF-8"}, "linux", false},
		{map[string]string{"LC_CTYPE": "UTF-8", "LANG": "en_GB.UTF-8"}, "linux", false},
		{map[string]string{"LC_CTYPE": "UTF-8", "LANG": "C"}, "darwin", false},
		{map[string]string{"LC_CTYPE": "utf8", "LC_ALL": ""}, "linux", false},
		{map[string]string{"LC_CTYPE": "UTF-8", "LC_ALL": "POSIX"}, "linux", true},
		{map[string]string{"LC_ALL": "UTF-8", "LANG": "C"}, "linux", false},
		{map[string]string{"LC_ALL": "C.UTF-8", "LC_CTYPE": "C"}, "linux", false},
		{map[string]string{"LC_ALL": "C", "LC_CTYPE": "UTF-8"}, "linux", true},
		{map[string]string{"LANG": "en_GB.utf8"}, "linux", false},
		{map[string]string{"LC_CTYPE": "en_GB.ISO-8859-15", "LANG": "en_GB.UTF-8"}, "linux", true},
		{map[string]string{"LC_CTYPE": "ISO-8859-1"}, "linux", true},
		{map[string]string{"LC_CTYPE": "US-ASCII", "LANG": "en_GB.UTF-8"}, "linux", true},
		{map[string]string{"LC_CTYPE": "C"}, "windows", false},
	} {
		got := asciiByLocale(Sources{GOOS: c.goos, LookupEnv: func(name string) (string, bool) { v, ok := c.env[name]; return v, ok }})
		if got != strconv.FormatBool(c.want) {
			t.Errorf("%v on %s: ASCII %s, want %v", c.env, c.goos, got, c.want)
		}
	}
}

func TestLocaleOfMachine(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		env  map[string]string
		want string
	}{
		{nil, "en-GB"},
		{map[string]string{"LANG": "es_ES.UTF-8"}, "es-ES"},
		{map[string]string{"LANG": "it_IT.UTF-8@euro"}, "it-IT"},
		{map[string]string{"LANG": "en_IE"}, "en-IE"},
		{map[string]string{"LANG": "es_ES.UTF-8", "LC_MONETARY": "en_IE.UTF-8"}, "en-IE"},
		{map[string]string{"LANG": "es_ES.UTF-8", "LC_ALL": "C"}, "en-GB"},
		{map[string]string{"LANG": "es_ES.UTF-8", "LC_ALL": ""}, "es-ES"},
		{map[string]string{"LANG": "en_US.UTF-8"}, "en-GB"},
	} {
		got := localeOfMachine(Sources{LookupEnv: func(name string) (string, bool) { v, ok := c.env[name]; return v, ok }})
		if got != c.want {
			t.Errorf("%v: %s, want %s", c.env, got, c.want)
		}
	}
	for _, spelt := range []string{"es-ES", "es_ES", "ES-es", "es_ES.UTF-8"} {
		if got, ok := knownLocale(spelt); got != "es-ES" || !ok {
			t.Errorf("%s is %q", spelt, got)
		}
	}
	for _, other := range []string{"", "es", "fr-FR", "C", "."} {
		if got, ok := knownLocale(other); ok {
			t.Errorf("%q is taken for %s", other, got)
		}
	}
}
