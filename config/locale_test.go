package config

import "testing"

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
	} {
		got := asciiByLocale(Sources{GOOS: c.goos, LookupEnv: func(name string) (string, bool) { v, ok := c.env[name]; return v, ok }})
		if got != yesNo(c.want) {
			t.Errorf("%v on %s: ASCII %s, want %v", c.env, c.goos, got, c.want)
		}
	}
}
