package config

import (
	"io/fs"
	"path"
	"strings"
	"testing"
	"testing/fstest"
)

// folders is a disk with these files, and ReadDir for it.
func folders(src Sources, files map[string]string) Sources {
	tree := fstest.MapFS{}
	for name, text := range files {
		tree[strings.TrimPrefix(name, "/")] = &fstest.MapFile{Data: []byte(text)}
	}
	// The disk of a Windows machine has backslashes and no drives here.
	inTree := func(name string) string {
		return strings.Trim(strings.ReplaceAll(strings.TrimPrefix(name, "C:"), `\`, "/"), "/")
	}
	src.ReadFile = func(name string) ([]byte, error) { return fs.ReadFile(tree, inTree(name)) }
	src.ReadDir = func(name string) ([]fs.DirEntry, error) { return fs.ReadDir(tree, path.Clean(inTree(name))) }
	return src
}

// A settings file whose name is slightly wrong is named, with the name that it needs.
func TestMisnamedSettingsFile(t *testing.T) {
	t.Parallel()
	dir := path.Dir(confPath) + "/"
	noKey := map[string]string{"DOJO_API_KEY": ""}
	for name, near := range map[string]bool{
		"config.toml.txt": true, "config.toml.toml": true, "config.TOML": true, "Config.toml": true, "config.toml.txt.txt": true,
		"config.toml - Copy.txt": true, "config - Copy (2).toml": true, "Copy of config.toml": true, "config (1).toml": true, "config.toml - copia.txt": true,
		"config": true, "config.txt": true, "config.tml": true, "config.toml ": true, "config.toml\u200b": true, "config_copy.toml": true,
		// Set aside on purpose, or another program's.
		"config.toml.bak": false, "config.toml~": false, "config.toml.old": false, ".config.toml.swp": false, "config.json": false, "configuration.toml": false,
		"settings.toml": false, "config2.toml": false,
	} {
		src := folders(linux("", noKey), map[string]string{dir + name: "api_key = '" + testKey + "'"})
		if !near {
			if got := problemsOf(t, src); len(got) != 1 || !strings.Contains(got[0], "there is no API key") {
				t.Errorf("%s: %q", name, got)
			}
			continue
		}
		text := "there is no settings file " + confPath + ", but the file " + quote(name) + " is beside it. Rename it to config.toml"
		wantOneProblem(t, src, text)
		// With a key it is a warning.
		s := mustLoad(t, folders(linux("", nil), map[string]string{dir + name: "shop = 'x'"}))
		if len(s.Warnings) != 1 || s.Warnings[0] != text {
			t.Errorf("%s: %q", name, s.Warnings)
		}
		// Not beside the right one.
		if s := mustLoad(t, folders(linux("", nil), map[string]string{dir + name: "x", confPath: "shop = 'x'"})); s.Warnings != nil || s.Shop != "x" {
			t.Errorf("%s: %q", name, s.Warnings)
		}
	}
	windows := folders(linux("", noKey), map[string]string{"Roaming/dojo-reversals/config.toml.txt": ""})
	windows.GOOS, windows.UserConfigDir = "windows", `C:\Roaming`
	windows.LookupEnv = env(map[string]string{"LocalAppData": `C:\Local`})
	wantOneProblem(t, windows, `there is no settings file C:\Roaming\dojo-reversals\config.toml, but the file "config.toml.txt" is beside it. `+
		`Rename it to config.toml (in Explorer, turn on View, File name extensions, to see its whole name)`)
}

// For a missing key, the folder above and the program's own are looked at too.
func TestSettingsFileInAnotherFolder(t *testing.T) {
	t.Parallel()
	for _, elsewhere := range []string{"/home/priya/.config/config.toml", "/home/priya/.config/config.toml.txt", "/opt/dojo/config.toml", "/opt/dojo/Config.toml.txt"} {
		src := folders(linux("", map[string]string{"DOJO_API_KEY": ""}), map[string]string{elsewhere: ""})
		src.ProgramDir = "/opt/dojo"
		got := problemsOf(t, src)
		want := "there is no settings file " + confPath + ", but there is " + elsewhere + ". If it is meant for this program, move it there, with the name config.toml"
		if len(got) != 2 || got[0] != want || !strings.Contains(got[1], "there is no API key") {
			t.Errorf("%s: %q", elsewhere, got)
		}
		src = folders(linux("", nil), map[string]string{elsewhere: ""})
		src.ProgramDir = "/opt/dojo"
		if s := mustLoad(t, src); s.Warnings != nil {
			t.Errorf("%s: %q", elsewhere, s.Warnings)
		}
	}
}

func TestNamedFileThatIsMisnamedOrAFolder(t *testing.T) {
	t.Parallel()
	files := map[string]string{"/etc/till.toml.txt": "", "/etc/dir/x": ""}
	for name, want := range map[string]string{
		"/etc/till.toml":       `there is no file "/etc/till.toml", but the file "till.toml.txt" is beside it. Rename it to till.toml`,
		"/etc/ti\u200bll.toml": `there is no file "/etc/till.toml", since there is an invisible character (U+200B, zero-width space) in that name, as character 8. Delete it`,
		`"/etc/till.toml"`:     `there is no file ""/etc/till.toml"", since the name has quotation marks around it. Leave them out`,
		"/etc/dir":             `"/etc/dir" is a folder. The settings file is a text file; move it there, or name another one with --config`,
	} {
		src := folders(linux("", nil), files)
		src.Flags["config"] = name
		wantOneProblem(t, src, "--config: "+want)
	}
	src := folders(linux("", map[string]string{"DOJO_API_KEY": ""}), map[string]string{confPath + "/x": ""})
	wantOneProblem(t, src, `"`+confPath+`" is a folder. The settings file is a text file; move it there, or name another one with --config`)
}
