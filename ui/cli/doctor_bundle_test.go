package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dojoreversals/config"
	"dojoreversals/dojo/logfile"
	"dojoreversals/ui/doctor"
)

// A bundle has the newest logs up to its bound, whole lines of them, and the newest
// reports of crashes.
func TestBundleHasTheNewest(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Mkdir(logDir(dir), 0o700); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 7, 15, 12, 0, 0, 0, time.UTC)
	write := func(path, text string, age time.Duration) {
		t.Helper()
		if err := errors.Join(os.WriteFile(path, []byte(text), 0o600), os.Chtimes(path, now.Add(-age), now.Add(-age))); err != nil {
			t.Fatal(err)
		}
	}
	line := strings.Repeat("x", 99) + "\n"
	for i := range 6 {
		write(filepath.Join(logDir(dir), fmt.Sprintf("%d.jsonl", i)), fmt.Sprintf("%d", i)+strings.Repeat(line, logFileMost/100), time.Duration(i)*time.Hour)
	}
	for i := range bundleCrashes + 2 {
		write(filepath.Join(dir, fmt.Sprintf("crash-%d.txt", i)), "a crash", time.Duration(i)*time.Hour)
	}
	write(filepath.Join(dir, "journal.db"), "a record", 0)
	parts, err := bundleParts(config.Settings{StateDir: dir}, doctor.NewPage("p", now, nil))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	logs := 0
	for _, p := range parts {
		names = append(names, p.Name)
		if strings.HasPrefix(p.Name, "logs/") {
			logs += len(p.Data)
			if !strings.HasSuffix(string(p.Data), line) {
				t.Errorf("%s ends within a line", p.Name)
			}
		}
	}
	want := "doctor.txt doctor.json logs/0.jsonl logs/1.jsonl logs/2.jsonl logs/3.jsonl logs/4.jsonl crash-0.txt crash-1.txt crash-2.txt crash-3.txt crash-4.txt"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if logs > bundleLogs || logs < bundleLogs-2*len(line) {
		t.Errorf("%d bytes of logs", logs)
	}
}

func TestReadEnd(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "log")
	text := "sk_prod_not_a_real_key\nsecond\nthird\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path+"-no-line", []byte("sk_prod_not_a_real_key"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, ok := readEnd(path+"-no-line", 15); !ok || len(got) > 0 {
		t.Errorf("a part of a line: %q", got)
	}
	for most, want := range map[int64]string{1000: text, int64(len(text)): text, 20: "second\nthird\n", 8: "third\n", 3: "", 0: ""} {
		if got, ok := readEnd(path, most); !ok || string(got) != want {
			t.Errorf("%d: %q, %v", most, got, ok)
		}
	}
	if _, ok := readEnd(path+"-no", 10); ok {
		t.Error("a file that isn't there")
	}
}

// A settings file with several shops, whose keys are in the keyring.
const keysInKeyring = "[shops.a]\nname = \"A\"\nkeyring = true\n[shops.b]\nkeyring = true\n[shops.c]\napi_key = \"sk_prod_not_a_real_key\"\n"

func sourcesWith(text string, env map[string]string, keyring func(string, string) (string, error)) config.Sources {
	return config.Sources{
		ReadFile: func(path string) ([]byte, error) {
			if path == "/c/dojo-reversals/config.toml" {
				return []byte(text), nil
			}
			return nil, fs.ErrNotExist
		},
		LookupEnv: func(name string) (string, bool) { v, ok := env[name]; return v, ok },
		Keyring:   keyring, GOOS: "linux", Home: "/h", UserConfigDir: "/c",
	}
}

// Each shop is loaded, or the one that is named, and a keyring that wasn't asked is told
// apart from one that has no key.
func TestLoadPatients(t *testing.T) {
	t.Parallel()
	asked := 0
	missing := func(string, string) (string, error) { asked++; return "", config.ErrNotInKeyring }
	notAsked := func(string, string) (string, error) { return "", errNotAsked }
	for _, c := range []struct {
		name string
		src  config.Sources
		want string
	}{
		{"none", sourcesWith("", nil, nil), " fault"},
		{"one", sourcesWith(`api_key = "sk_prod_not_a_real_key"`, nil, nil), " ok"},
		{"several", sourcesWith(keysInKeyring, nil, missing), "a fault, b fault, c ok"},
		{"not asked", sourcesWith(keysInKeyring, nil, notAsked), "a warning, b warning, c ok"},
		{"named", sourcesWith(keysInKeyring, map[string]string{"DOJO_SHOP": "c"}, missing), "c ok"},
		{"a name that isn't there", sourcesWith(keysInKeyring, map[string]string{"DOJO_SHOP": "d"}, missing), " skipped"},
		{"a key for nobody", sourcesWith(keysInKeyring, map[string]string{"DOJO_API_KEY": "sk_prod_not_a_real_key"}, missing), "a fault, b fault, c fault"},
	} {
		var got []string
		for _, p := range loadPatients(c.src) {
			got = append(got, p.settings.Handle+" "+string(checkKey(p).State))
		}
		if s := strings.Join(got, ", "); s != c.want {
			t.Errorf("%s: %s, want %s", c.name, s, c.want)
		}
	}
	if asked != 2 {
		t.Errorf("the keyring was asked %d times for two keys", asked)
	}
}

// What is the same for several shops is said once, and what is wrong with a key isn't said
// of the settings.
func TestCheckSettingsOfShops(t *testing.T) {
	t.Parallel()
	src := sourcesWith("nonsense = 1\nrefresh = \"1s\"\n"+keysInKeyring, nil, nil)
	f := checkSettings(loadPatients(src))
	if f.State != doctor.Fault || strings.Count(f.Cure, "refresh") != 1 || strings.Count(f.Cure, "nonsense") != 1 || strings.Contains(f.Cure, "keyring") {
		t.Errorf("%+v", f)
	}
	if text := string(logfile.Redact([]byte(fmt.Sprintf("%+v", f)))); strings.Contains(text, "not_a_real_key") {
		t.Error(text)
	}
}
