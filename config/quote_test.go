package config

import (
	"strings"
	"testing"
)

// A path stands in a message as somebody typed it, whatever is in it, and no key
// does.
func TestPathsAreShownAsTyped(t *testing.T) {
	t.Parallel()
	long := `C:\` + strings.Repeat(`a long folder\`, 20) + `nope.toml`
	for typed, shown := range map[string]string{
		`C:\nope.toml`:                  `C:\nope.toml`,
		`\\server\tills\1\nope.toml`:    `\\server\tills\1\nope.toml`,
		`C:\desk_1\task_2\nope.toml`:    `C:\desk_1\task_2\nope.toml`,
		`/home/zoë/4111111111111111/`:   `/home/zoë/4111111111111111/`,
		`a "b".toml`:                    `a "b".toml`,
		long:                            long,
		otherKey:                        `sk_…`,
		`key=` + otherKey:               `key=sk_…`,
		`C:\` + otherKey + `\x`:         `C:\sk_…`,
		`"` + strings.ToUpper(otherKey): `"SK_…`,
	} {
		if got := quotePath(typed); got != `"`+shown+`"` {
			t.Errorf("%s is shown as %s", typed, got)
		}
	}
}

func TestEveryMessageShowsItsPathAsTyped(t *testing.T) {
	t.Parallel()
	windows := func(files map[string]string) Sources {
		src := folders(linux("", map[string]string{"LocalAppData": `C:\Local`}), files)
		src.GOOS, src.UserConfigDir = "windows", `C:\Roaming`
		return src
	}
	none := windows(nil)
	none.Flags["config"] = `C:\nope.toml`
	wantOneProblem(t, none, `--config: there is no file "C:\nope.toml". Without this setting the file is C:\Roaming\dojo-reversals\config.toml`)

	folder := windows(map[string]string{"tills/one/x": ""})
	folder.Flags["config"] = `C:\tills\one`
	wantOneProblem(t, folder, `--config: "C:\tills\one" is a folder. The settings file is a text file; move it there, or name another one with --config`)

	noKey := windows(nil)
	noKey.LookupEnv = env(map[string]string{"LocalAppData": `C:\Local`, "DOJO_API_KEY_FILE": `C:\keys\till`})
	if got := problemsOf(t, noKey); len(got) != 1 || !strings.Contains(got[0], `there is no file "C:\keys\till"`) {
		t.Errorf("%q", got)
	}

	// Values that aren't paths are shown as typed too.
	zone := windows(nil)
	zone.Flags["timezone"] = `Europe\London`
	if got := problemsOf(t, zone); len(got) != 1 || !strings.Contains(got[0], `"Europe\London"`) {
		t.Errorf("%q", got)
	}
}
