package config

import "testing"

// The paths of every platform, tested on whichever this is.
func TestDefaultPaths(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, goos, home, conf string
		vars                   map[string]string
		wantConf, wantState    string
	}{
		{"Linux", "linux", "/home/priya", "/home/priya/.config", nil,
			"/home/priya/.config/dojo-reversals/config.toml", "/home/priya/.local/state/dojo-reversals"},
		{"Linux with XDG", "linux", "/home/priya", "/cfg/", map[string]string{"XDG_STATE_HOME": "/state/"},
			"/cfg/dojo-reversals/config.toml", "/state/dojo-reversals"},
		{"Linux with a relative XDG", "linux", "/home/priya", "/cfg", map[string]string{"XDG_STATE_HOME": "state"},
			"/cfg/dojo-reversals/config.toml", "/home/priya/.local/state/dojo-reversals"},
		{"Linux with XDG and no home", "linux", "", "", map[string]string{"XDG_STATE_HOME": "/state"},
			"", "/state/dojo-reversals"},
		{"FreeBSD", "freebsd", "/home/priya", "/home/priya/.config", nil,
			"/home/priya/.config/dojo-reversals/config.toml", "/home/priya/.local/state/dojo-reversals"},
		{"macOS", "darwin", "/Users/priya", "/Users/priya/Library/Application Support", map[string]string{"XDG_STATE_HOME": "/state"},
			"/Users/priya/Library/Application Support/dojo-reversals/config.toml", "/Users/priya/Library/Application Support/dojo-reversals"},
		{"macOS without a home", "darwin", "", "", nil, "", ""},
		{"Windows", "windows", `C:\Users\priya`, `C:\Users\priya\AppData\Roaming`, map[string]string{"LocalAppData": `C:\Users\priya\AppData\Local`},
			`C:\Users\priya\AppData\Roaming\dojo-reversals\config.toml`, `C:\Users\priya\AppData\Local\dojo-reversals`},
		{"Windows on a share", "windows", "", `\\srv\roaming`, map[string]string{"LocalAppData": `\\srv\local\`},
			`\\srv\roaming\dojo-reversals\config.toml`, `\\srv\local\dojo-reversals`},
		{"Windows without LocalAppData", "windows", `C:\Users\priya`, `C:\r`, map[string]string{"XDG_STATE_HOME": "/state"},
			`C:\r\dojo-reversals\config.toml`, ""},
	} {
		src := Sources{GOOS: c.goos, Home: c.home, UserConfigDir: c.conf, LookupEnv: env(c.vars)}
		if got := defaultConfigFile(src); got != c.wantConf {
			t.Errorf("%s: the settings file is %q, want %q", c.name, got, c.wantConf)
		}
		if got := defaultStateDir(src); got != c.wantState {
			t.Errorf("%s: the state directory is %q, want %q", c.name, got, c.wantState)
		}
	}
}

func TestNoStateDirectoryIsSaid(t *testing.T) {
	t.Parallel()
	src := linux("", nil)
	src.GOOS, src.UserConfigDir = "windows", ""
	wantOneProblem(t, src, "state_dir has no default here, since the variable LocalAppData isn't set. Set DOJO_STATE_DIR to a folder, written in full")
	src.Flags["state-dir"] = "tills"
	wantOneProblem(t, src, `--state-dir: state_dir can't be "tills": write the folder in full, such as C:\Users\you\AppData\Local\dojo-reversals`)
	known := src.LookupEnv
	src.LookupEnv = func(name string) (string, bool) {
		if name == "LocalAppData" {
			return `C:\Local`, true
		}
		return known(name)
	}
	wantOneProblem(t, src, `--state-dir: state_dir can't be "tills": write the folder in full, such as C:\Local\dojo-reversals`)

	for _, dir := range []string{`D:\tills`, "d:/tills", `\\srv\tills`} {
		src.Flags["state-dir"] = dir
		if s := mustLoad(t, src); s.StateDir != dir {
			t.Errorf("%q became %q", dir, s.StateDir)
		}
	}
	for _, dir := range []string{"/tills", `\tills`, "D:tills", "D:", `1:\x`} {
		src.Flags["state-dir"] = dir
		if len(problemsOf(t, src)) != 1 {
			t.Errorf("%q passes as a full path on Windows", dir)
		}
	}
}

func TestTheOperatorIsTheAccount(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ goos, user, want string }{
		{"linux", "priya", "priya"}, {"linux", `a\b`, `a\b`}, {"windows", `TILL2\priya`, "priya"}, {"windows", "priya", "priya"}, {"linux", "", ""},
		{"linux", longText, ""},
	} {
		src := linux("state_dir = '/s'", nil)
		src.OSUser = c.user
		if c.goos == "windows" {
			src.GOOS = "windows"
			src.ReadFile = nil
			src.Flags["state-dir"] = `C:\s`
		}
		if s := mustLoad(t, src); s.Operator != c.want {
			t.Errorf("%q on %s: %q", c.user, c.goos, s.Operator)
		}
	}
}
