package cli_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dojoreversals/config"
	"dojoreversals/ui"
)

var update = flag.Bool("update", false, "write the README's tables anew")

// TestReadme holds the README's tables to the tables in the code.
func TestReadme(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "..", "README.md")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	readme := strings.ReplaceAll(string(b), "\r\n", "\n")
	want := between(t, readme, "keys", keysTable())
	want = between(t, want, "plain", plainTable())
	want = between(t, want, "settings", settingsTable())
	if want == readme {
		return
	}
	if !*update {
		t.Fatal("the README's tables differ from the code's: go test ./ui/cli -run TestReadme -update")
	}
	// In one step, since another test reads it at the same time.
	if err := os.WriteFile(path+".new", []byte(want), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
}

// between replaces what stands between a section's marks.
func between(t *testing.T, text, section, with string) string {
	t.Helper()
	head, rest, ok := strings.Cut(text, "<!-- "+section+":")
	if !ok {
		t.Fatalf("the README has no mark for %s", section)
	}
	mark, rest, ok := strings.Cut(rest, "-->\n")
	if !ok {
		t.Fatalf("the README's mark for %s has no end", section)
	}
	_, tail, ok := strings.Cut(rest, "<!-- end -->")
	if !ok {
		t.Fatalf("the README's section %s has no end", section)
	}
	return head + "<!-- " + section + ":" + mark + "-->\n" + with + "<!-- end -->" + tail
}

func keysTable() string {
	var b strings.Builder
	b.WriteString("| Key | What it does |\n|---|---|\n")
	for _, k := range ui.Keys() {
		names := strings.Fields(k.Help().Key)
		if len(names) == 0 {
			continue
		}
		for i := range names {
			names[i] = "`" + names[i] + "`"
		}
		fmt.Fprintf(&b, "| %s | %s |\n", strings.Join(names, " "), k.Help().Desc)
	}
	return b.String()
}

func plainTable() string {
	var b strings.Builder
	b.WriteString("| Typed | What it does |\n|---|---|\n")
	for _, c := range ui.PlainCommands() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", c.Typed, c.Help)
	}
	return b.String()
}

func settingsTable() string {
	code := func(s string) string {
		if s == "" {
			return ""
		}
		return "`" + s + "`"
	}
	var b strings.Builder
	b.WriteString("| In the file | Environment | Flag | Default | What it is |\n|---|---|---|---|---|\n")
	for _, s := range config.Table() {
		file, flagName := "", ""
		if s.InFile {
			file = s.Name
		}
		if s.Flag != "" {
			flagName = "--" + s.Flag
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", code(file), code(s.Env), code(flagName), strings.ReplaceAll(s.Default, "|", "\\|"), strings.ReplaceAll(s.Help, "|", "\\|"))
	}
	return b.String()
}
