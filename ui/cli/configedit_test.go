package cli_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"dojoreversals/ui/internal/ptytest"
)

// editing is one run of config edit, whose editor writes the next of some texts each
// time, or does what a script says.
type editing struct {
	*ptytest.Terminal
	t    *testing.T
	conf string // the settings file
}

func startEditing(t *testing.T, text string, next ...string) editing {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the editor of this test is a shell's script")
	}
	env := sealed(t)
	dir, turns := t.TempDir(), t.TempDir()
	conf := filepath.Join(dir, "config.toml")
	for i, lines := range next {
		name := filepath.Join(turns, strings.Repeat("x", i+1))
		if err := os.WriteFile(name, []byte(lines), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	script := filepath.Join(turns, "an editor")
	body := "#!/bin/sh\nfor f in '" + turns + "'/x*; do . \"$f\"; rm \"$f\"; exit; done\nexit 3\n"
	if err := os.WriteFile(script, []byte(body), 0o700); err != nil {
		t.Fatal(err)
	}
	if text != "" {
		if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return editing{t: t, conf: conf, Terminal: ptytest.Start(t, ptytest.Options{
		Binary: build(t), Env: append(env, "DOJO_CONFIG="+conf, "CONF="+conf, "VISUAL="+script, "EDITOR=nonsense"), Cols: 200, Args: []string{"config", "edit"},
	})}
}

// ends waits until it ends with a code, and holds what the settings file has then, and
// what stands beside it.
func (e editing) ends(code int, text string, drafts ...string) {
	e.t.Helper()
	if got := e.Wait(); got != code {
		e.t.Errorf("exit code %d, want %d:\n%s", got, code, e.Screen())
	}
	if got, err := os.ReadFile(e.conf); err != nil && text != "" || string(got) != text {
		e.t.Errorf("%q, %v, want %q", got, err, text)
	}
	kept, err := filepath.Glob(filepath.Join(filepath.Dir(e.conf), "editing-*.toml"))
	if err != nil || len(kept) != len(drafts) {
		e.t.Fatalf("%q, %v", kept, err)
	}
	for i, want := range drafts {
		info, err := os.Stat(kept[i])
		if got, _ := os.ReadFile(kept[i]); err != nil || string(got) != want || info.Mode().Perm() != 0o600 {
			e.t.Errorf("%q with %v, %v, want %q", got, info.Mode(), err, want)
		}
		if !strings.Contains(strings.ReplaceAll(e.Screen().Text(), "\n", ""), kept[i]) {
			e.t.Errorf("nobody is told where the copy is:\n%s", e.Screen())
		}
	}
}

// What is saved in the editor takes the file's place once nothing is wrong with it.
func TestConfigEdit(t *testing.T) {
	t.Parallel()
	const before, good = "# ours\nbell = true\n", "# ours\nbell = false\n"
	t.Run("saved", func(t *testing.T) {
		t.Parallel()
		startEditing(t, before, `printf '# ours\nbell = false\n' > "$1"`).ends(0, good)
	})
	t.Run("a new file", func(t *testing.T) {
		t.Parallel()
		startEditing(t, "", `grep -q 'help settings' "$1" && printf '# ours\nbell = false\n' > "$1"`).ends(0, good)
	})
	t.Run("left alone", func(t *testing.T) {
		t.Parallel()
		e := startEditing(t, before, ":")
		e.ends(0, before)
		e.WaitFor("Nothing was changed.")
	})
	t.Run("mended", func(t *testing.T) {
		t.Parallel()
		e := startEditing(t, before, `echo 'bell = loud' >> "$1"`, `grep -q loud "$1" && printf '# ours\nbell = false\n' > "$1"`)
		e.WaitFor("line 3", "Edit it again?")
		e.Type("yes\r")
		e.ends(0, good)
	})
	t.Run("given up", func(t *testing.T) {
		t.Parallel()
		e := startEditing(t, before, `echo 'theme = "pink"' > "$1"`)
		e.WaitFor(`theme can't be "pink"`, "Edit it again?")
		e.Type("no\r")
		e.ends(2, before, "theme = \"pink\"\n")
	})
	t.Run("changed by somebody else", func(t *testing.T) {
		t.Parallel()
		e := startEditing(t, before, `echo 'bell = false' > "$1"; echo 'mouse = true' > "$CONF"`)
		e.ends(1, "mouse = true\n", "bell = false\n")
		e.WaitFor("changed by somebody else")
	})
	t.Run("an editor that fails", func(t *testing.T) {
		t.Parallel()
		startEditing(t, before, "exit 3").ends(1, before, before)
	})
}

// On a terminal a shop is removed once somebody says yes.
func TestShopsRemoveAsks(t *testing.T) {
	t.Parallel()
	const text = "[shops.a]\nname = \"A Shop\"\nkeyring = true\n[shops.b]\nname = \"B\"\n"
	for answer, want := range map[string]string{"no": text, "": text, "yes": "[shops.b]\nname = \"B\"\n"} {
		conf := filepath.Join(t.TempDir(), "config.toml")
		if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		p := ptytest.Start(t, ptytest.Options{
			Binary: build(t), Env: append(sealed(t), "DOJO_CONFIG="+conf), Cols: 200, Args: []string{"shops", "remove", "A Shop"},
		})
		p.WaitFor(`Remove a, which people read as "A Shop"?`, "dojo-reversals logout --shop a", "Type yes:")
		p.Type(answer + "\r")
		if code := p.Wait(); (code == 0) != (answer == "yes") {
			t.Errorf("%q: exit code %d", answer, code)
		}
		if got, err := os.ReadFile(conf); err != nil || string(got) != want {
			t.Errorf("%q: %q, %v", answer, got, err)
		}
	}
}
