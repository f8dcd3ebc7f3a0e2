package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dojoreversals/config"
	"dojoreversals/ui/internal/cells"
)

// listing is what config list has of a settings file.
func listing(t *testing.T, text string) (config.Sources, known) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	src := theFile(path)
	src.GOOS = "linux"
	src.Home = "/home/priya"
	return src, knowSettings(src)
}

// The table of the settings fits each terminal that isn't very narrow, with where each
// value comes from, and has every setting.
func TestSettingsTableFits(t *testing.T) {
	t.Parallel()
	src, k := listing(t, "pending_phrase = \""+strings.Repeat("days ", 8)+"\"\nstate_dir = '/"+strings.Repeat("long/", 40)+"x'\n")
	for width := 50; width <= 130; width++ {
		var b strings.Builder
		if err := writeSettingsTable(&b, src, k, settingRows(k), width); err != nil {
			t.Fatal(err)
		}
		_, table, _ := strings.Cut(b.String(), "\n\n")
		lines := strings.Split(strings.TrimSpace(table), "\n")
		if len(lines) != len(config.Table())+1 || !strings.Contains(lines[0], "FROM") {
			t.Fatalf("at %d:\n%s", width, table)
		}
		for _, line := range lines {
			if cells.Width(line) > width {
				t.Errorf("at %d, %q has %d", width, line, cells.Width(line))
			}
		}
	}
	var whole strings.Builder
	if err := writeSettingsTable(&whole, src, k, settingRows(k), 0); err != nil || !strings.Contains(whole.String(), "long/x") {
		t.Errorf("through a pipe something is cut: %v\n%s", err, &whole)
	}
}

// Where a value comes from has its place also in a narrow terminal: below the value, if it
// is long. A file beside the settings is shown without the folder that stands above.
func TestSettingsTableSaysWhereFrom(t *testing.T) {
	t.Parallel()
	k := known{}
	rows := []settingRow{
		{"api_key", "0161698960bc", filepath.FromSlash("/etc/dojo/corner.key"), false},
		{"theme", "dark", filepath.FromSlash("/etc/dojo/config.toml") + ", line 4", false},
		{"base_url", "http://127.0.0.1:28417", "/run/" + strings.Repeat("long/", 8) + "x", false},
		{"bell", "true", "default", true},
	}
	src := config.Sources{Flags: map[string]string{"config": filepath.FromSlash("/etc/dojo/config.toml")}}
	for width, want := range map[int]string{
		0: `SETTING   VALUE                   FROM
api_key   0161698960bc            corner.key
theme     dark                    line 4
base_url  http://127.0.0.1:28417  /run/long/long/long/long/long/long/long/long/x
bell      true                    default
`,
		50: `SETTING   VALUE
api_key   0161698960bc
    FROM corner.key
theme     dark
    FROM line 4
base_url  http://127.0.0.1:28417
    FROM
    /run/long/long/long/long/long/long/long/long/x
bell      true
What has no FROM below it has its default.
`,
	} {
		var b strings.Builder
		if err := writeSettingsTable(&b, src, k, slices.Clone(rows), width); err != nil {
			t.Fatal(err)
		}
		if _, table, _ := strings.Cut(b.String(), "\n\n"); table != want {
			t.Errorf("at %d:\n%s", width, table)
		}
	}
}

// Settings that somebody has set come first, each once.
func TestSettingRows(t *testing.T) {
	t.Parallel()
	_, k := listing(t, "mouse = true\nbell = true\n")
	rows := settingRows(k)
	var names, all []string
	for _, s := range config.Table() {
		all = append(all, s.Name)
	}
	for _, r := range rows {
		names = append(names, r.Name)
	}
	// Tests name their file by a flag.
	if got := names[:3]; !slices.Equal(got, []string{"config", "bell", "mouse"}) || rows[3].Source != "default" {
		t.Errorf("first are %q, then %+v", got, rows[3])
	}
	slices.Sort(names)
	slices.Sort(all)
	if !slices.Equal(names, all) {
		t.Errorf("%q", names)
	}
}

// No setting shows a key or a password, and the keyring isn't asked.
func TestSettingsShowNoSecret(t *testing.T) {
	t.Parallel()
	const key, password = "sk_sandbox_notarealkey", "hunter2hunter2"
	src, _ := listing(t, "api_key = \""+key+"\"\nproxy = \"http://priya:"+password+"@proxy.example.com:3128\"\n")
	src.Keyring = func(_, _ string) (string, error) { t.Error("the keyring was asked"); return "", config.ErrNotInKeyring }
	for _, r := range settingRows(knowSettings(src)) {
		if strings.Contains(r.Value+r.Source, key) || strings.Contains(r.Value+r.Source, password) || strings.Contains(r.Value+r.Source, "priya:") {
			t.Errorf("%+v", r)
		}
	}
	src, _ = listing(t, "keyring = true\n")
	src.Keyring = func(_, _ string) (string, error) { t.Error("the keyring was asked"); return "", config.ErrNotInKeyring }
	k := knowSettings(src)
	if k.value("api_key") != inKeyring || k.wrong() != nil {
		t.Errorf("%q, %v", k.value("api_key"), k.wrong())
	}
}
