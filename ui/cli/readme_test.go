package cli_test

import (
	"flag"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"dojoreversals/ui"
	"dojoreversals/ui/words"
)

var update = flag.Bool("update", false, "write the README's tables and the goldens of the help anew")

func readme(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(moduleRoot(t), "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(b), "\r\n", "\n")
}

// TestReadmeTables holds the README's tables to the code: of keys, and of statuses.
func TestReadmeTables(t *testing.T) {
	t.Parallel()
	text := readme(t)
	want := between(t, text, "keys", keysTable())
	want = between(t, want, "statuses", statusesTable())
	if want == text {
		return
	}
	if !*update {
		t.Fatal("the README's tables differ from the code's: go test ./ui/cli -run TestReadme -update")
	}
	path := filepath.Join(moduleRoot(t), "README.md")
	// In one step, since other tests read it at the same time.
	if err := os.WriteFile(path+".new", []byte(want), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
}

var (
	codeSpan  = regexp.MustCompile("`([^`\n]+)`")
	linked    = regexp.MustCompile(`\]\(([^):]+)\)`) // a file, not an address
	ourFolder = regexp.MustCompile(`^(main\.go|(\.ci|config|dojo|ui)(/[\w.-]+)*)$`)
)

// TestReadmeIsForItsReaders holds that the README stays short, has the two commands
// that everybody starts with, and names only files and folders that exist.
func TestReadmeIsForItsReaders(t *testing.T) {
	t.Parallel()
	text := readme(t)
	if len(text) > 13_000 {
		t.Errorf("the README has %d bytes, more than 13,000", len(text))
	}
	for _, command := range []string{"go run . --demo", "go test ./..."} {
		if !strings.Contains(text, "\n"+command+"\n") {
			t.Errorf("the README has no line %q", command)
		}
	}
	files := linked.FindAllStringSubmatch(text, -1)
	for _, m := range codeSpan.FindAllStringSubmatch(text, -1) {
		if ourFolder.MatchString(m[1]) {
			files = append(files, m)
		}
	}
	if len(files) < 20 {
		t.Errorf("only %d files and folders are named", len(files))
	}
	for _, m := range files {
		if _, err := os.Stat(filepath.Join(moduleRoot(t), filepath.FromSlash(m[1]))); err != nil {
			t.Errorf("the README names %s: %v", m[1], err)
		}
	}
}

// TestReadmeQuotes holds that the program says the messages that the README quotes.
// "…" stands for what differs from case to case.
func TestReadmeQuotes(t *testing.T) {
	t.Parallel()
	said := ""
	for name := range sources(t) {
		if folder := path.Dir(name); folder == "ui/words" || folder == "ui/cli" && !strings.HasSuffix(name, "_test.go") {
			b, err := os.ReadFile(filepath.Join(moduleRoot(t), filepath.FromSlash(name)))
			if err != nil {
				t.Fatal(err)
			}
			said += string(b)
		}
	}
	const section = "## When something goes wrong"
	_, rest, ok := strings.Cut(readme(t), section+"\n")
	if !ok {
		t.Fatalf("the README has no section %q", section)
	}
	body, _, _ := strings.Cut(rest, "\n## ")
	quotes := 0
	for _, m := range regexp.MustCompile("`([^`\n]+)`").FindAllStringSubmatch(body, -1) {
		if isTyped(m[1]) {
			continue
		}
		quotes++
		for _, part := range strings.Split(m[1], "…") {
			if part = strings.TrimSpace(part); !strings.Contains(said, strings.TrimSuffix(part, ".")) {
				t.Errorf("%s: the program doesn't say %q", section, part)
			}
		}
	}
	if quotes < 10 {
		t.Errorf("only %d quotes", quotes)
	}
}

// isTyped says whether a text in backquotes is a key, a flag or a command.
func isTyped(text string) bool {
	return len(text) == 1 || strings.HasPrefix(text, "--") || strings.HasPrefix(text, "ctrl+")
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

func statusesTable() string {
	var b strings.Builder
	b.WriteString("| Status | What it means | Tell the customer |\n|---|---|---|\n")
	for _, m := range words.Statuses(words.Options{Pending: "a few working days"}, true) {
		if m.Rare {
			continue
		}
		tell := ""
		if m.Tell != "" {
			tell = `"` + m.Tell + `"`
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", strings.Join(m.Rows, "`, `"), m.Means, tell)
	}
	return b.String()
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
