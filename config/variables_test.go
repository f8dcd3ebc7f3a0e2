package config

import (
	"slices"
	"strings"
	"testing"
)

func TestVariablesThatArentRead(t *testing.T) {
	t.Parallel()
	const timezone = "environment %s: this variable isn't read. Did you mean DOJO_TIMEZONE?"
	for _, c := range []struct {
		name, value string
		key         bool // DOJO_API_KEY is set too
		goos        string
		warning     string
		problem     string
	}{
		{name: "DOJO_TIMEZNE", value: "Europe/Dublin", key: true, warning: strings.Replace(timezone, "%s", "DOJO_TIMEZNE", 1)},
		{name: "DOJO_TIME_ZONE", value: "Europe/Dublin", key: true, warning: strings.Replace(timezone, "%s", "DOJO_TIME_ZONE", 1)},
		{name: "dojo_timezone", value: "Europe/Dublin", key: true, warning: strings.Replace(timezone, "%s", "dojo_timezone", 1)},
		{name: "dojo_timezone", value: "Europe/Dublin", key: true, goos: "windows"},
		{name: "DOJO_TIMEZNE", value: "", key: true},
		{name: "DOJO_LOCALE", value: "es-ES", key: true, warning: "environment DOJO_LOCALE: this variable isn't read. locale is set in the settings file or with --locale"},
		{name: "DOJO_BELL", value: "no", key: true, warning: "environment DOJO_BELL: this variable isn't read. bell is set in the settings file"},
		{name: "DOJO_APIKEY", value: testKey, problem: "environment DOJO_APIKEY: this variable isn't read. Did you mean DOJO_API_KEY?"},
		{name: "DOJO_APIKEY", value: "oops", problem: "environment DOJO_APIKEY: this variable isn't read. Did you mean DOJO_API_KEY?"},
		{name: "DOJO_KEY", value: " " + testKey, problem: "environment DOJO_KEY: this variable isn't read. Did you mean DOJO_API_KEY?"},
		{name: "DOJO_SECRET", value: testKey, problem: "environment DOJO_SECRET: this variable isn't read. Did you mean DOJO_API_KEY?"},
		{name: "DOJO_APIKEY", value: otherKey, key: true}, // the right one is there
		{name: "DOJO_SOMETHING", value: "x", key: true},
		{name: "DOJO_SOMETHING", value: "x", problem: "there is no API key."},
		{name: "DOJO_FAILPOINT", value: "x", key: true},
		{name: "DOJO_" + testKey, value: "x", key: true},
		{name: "DOJO", value: "x", key: true},
		{name: "TIMEZONE", value: "x", key: true},
		{name: "DOJO_REFRESH ", value: "7s", key: true, problem: "environment DOJO_REFRESH: the name of this variable has a space at its end"},
	} {
		vars := map[string]string{c.name: c.value}
		if c.key {
			vars["DOJO_API_KEY"] = testKey
		}
		src := linux("", nil)
		src.LookupEnv = env(vars)
		src.Environ = func() (list []string) {
			for name, value := range vars {
				list = append(list, name+"="+value)
			}
			return list
		}
		if c.goos != "" {
			src.GOOS, src.Home = c.goos, `C:\Users\priya`
			vars["LocalAppData"] = `C:\Users\priya\AppData\Local`
		}
		s, err := Load(src)
		var want []string
		if c.warning != "" {
			want = []string{c.warning}
		}
		if !slices.Equal(s.Warnings, want) {
			t.Errorf("%s: warnings %q, want %q", c.name, s.Warnings, want)
		}
		switch {
		case (err != nil) != (c.problem != ""), err != nil && (!strings.HasPrefix(err.Error(), c.problem) || strings.Contains(err.Error(), "\n")):
			t.Errorf("%s: %v, want %q", c.name, err, c.problem)
		case err != nil && (strings.Contains(err.Error(), testKey) || strings.Contains(err.Error(), "oops")):
			t.Errorf("%s: what the variable holds is shown: %v", c.name, err)
		}
	}
}

// The demo needs no key, so that a variable which was meant for one is no problem.
func TestVariablesOfTheDemo(t *testing.T) {
	t.Parallel()
	src := linux("", nil)
	src.WithoutKey, src.LookupEnv = true, nil
	src.Environ = func() []string { return []string{"DOJO_APIKEY=" + testKey} }
	s, err := Load(src)
	if err != nil || len(s.Warnings) != 1 || strings.Contains(s.Warnings[0], testKey) {
		t.Errorf("%q, %v", s.Warnings, err)
	}
}
