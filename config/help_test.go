package config

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"dojoreversals/dojo"
)

const (
	testKey  = "sk_sandbox_testAAAA1111"
	otherKey = "sk_sandbox_testBBBB2222"
	confPath = "/home/priya/.config/dojo-reversals/config.toml"
)

// env is an environment for Sources.
func env(vars map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		v, ok := vars[name]
		return v, ok
	}
}

// disk is a disk for Sources.
func disk(files map[string]string) func(string) ([]byte, error) {
	return func(path string) ([]byte, error) {
		data, ok := files[path]
		if !ok {
			data, ok = authorityFiles()[path]
		}
		if !ok {
			return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
		}
		return []byte(data), nil
	}
}

// linux is a Linux machine with a key in the environment, the given further
// variables and, unless it is empty, a settings file.
func linux(conf string, vars map[string]string) Sources {
	all := map[string]string{"DOJO_API_KEY": testKey}
	for name, v := range vars {
		all[name] = v
	}
	s := Sources{
		Flags: map[string]string{}, LookupEnv: env(all), ReadFile: disk(nil),
		GOOS: "linux", Home: "/home/priya", UserConfigDir: "/home/priya/.config", OSUser: "priya",
	}
	if conf != "" {
		s.ReadFile = disk(map[string]string{confPath: conf})
	}
	return s
}

func mustLoad(t *testing.T, src Sources) Settings {
	t.Helper()
	s, err := Load(src)
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	return s
}

// problemsOf are the texts of what Load finds wrong.
func problemsOf(t *testing.T, src Sources) []string {
	t.Helper()
	_, err := Load(src)
	if err == nil {
		return nil
	}
	var all *Error
	if !errors.As(err, &all) {
		t.Fatalf("Load returned a %T", err)
	}
	texts := make([]string, len(all.Problems))
	for i, p := range all.Problems {
		texts[i] = p.Error()
	}
	if err.Error() != strings.Join(texts, "\n") {
		t.Errorf("the error's text isn't that of its problems: %q", err)
	}
	return texts
}

func wantOneProblem(t *testing.T, src Sources, want string) {
	t.Helper()
	got := problemsOf(t, src)
	if len(got) != 1 || got[0] != want {
		t.Errorf("problems:\n%s\nwant:\n%s", strings.Join(got, "\n"), want)
	}
}

// fingerprint tells which of the test keys was loaded.
func fingerprint(t *testing.T, key string) string {
	t.Helper()
	k, err := dojo.ParseAPIKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return k.Fingerprint()
}
