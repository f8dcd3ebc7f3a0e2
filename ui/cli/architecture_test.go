package cli_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "dojoreversals"

// The house, floor by floor. A package may import the packages named beside it
// and the floors below these; imports run one way. Folders are named from the
// module's root, "." being main.
var floors = map[string][]string{
	".":                                 {"ui/cli"},
	"ui/cli":                            {"ui", "ui/plain", "ui/script", "ui/doctor", "ui/monitor", "ui/serve", "ui/words", "ui/worklist", "ui/internal/background", "ui/internal/cells", "ui/internal/squeeze", "ui/internal/keyboard", "ui/internal/export", "config", "dojo", "dojo/shop", "dojo/agent", "dojo/feed", "dojo/reversal", "dojo/journal", "dojo/journal/sqlite", "dojo/sandbox", "dojo/access", "dojo/audit", "dojo/logfile", "dojo/pattern"},
	"ui/cli/scripttest":                 {"dojo", "config"},
	"ui":                                {"ui/internal/background", "ui/internal/cells", "ui/internal/keyboard", "ui/words", "ui/confirm", "ui/worklist", "dojo", "dojo/feed", "dojo/reversal", "dojo/journal"},
	"ui/words":                          {"ui/internal/cells", "ui/confirm", "ui/worklist", "dojo", "dojo/feed", "dojo/reversal", "dojo/journal"},
	"ui/script":                         {"ui/internal/cells", "ui/internal/export", "ui/words", "ui/confirm", "ui/worklist", "dojo", "dojo/feed", "dojo/reversal", "dojo/journal"},
	"ui/doctor":                         {"ui/internal/cells", "ui/script", "ui/words", "dojo", "dojo/journal", "dojo/logfile"},
	"ui/monitor":                        {"dojo", "dojo/reversal", "dojo/journal"},
	"ui/plain":                          {"ui/internal/cells", "ui/words", "ui/confirm", "ui/worklist", "dojo", "dojo/feed", "dojo/reversal", "dojo/journal"},
	"ui/serve":                          {"dojo/agent"},
	"ui/confirm":                        {"ui/worklist", "dojo", "dojo/reversal", "dojo/journal"},
	"ui/worklist":                       {"dojo", "dojo/feed", "dojo/reversal", "dojo/journal", "dojo/pattern"},
	"ui/internal/cells":                 {},
	"ui/internal/export":                {"ui/internal/cells", "dojo", "dojo/pattern"},
	"ui/internal/shopday":               {"dojo", "dojo/feed", "dojo/reversal", "dojo/journal", "dojo/sandbox"},
	"ui/internal/background":            {},
	"ui/internal/ptytest":               {},
	"ui/internal/clocktest":             {},
	"ui/internal/squeeze":               {},
	"ui/internal/keyboard":              {},
	"dojo/shop":                         {"dojo/agent", "dojo/feed", "dojo/reversal", "dojo/journal", "dojo"},
	"dojo/agent":                        {},
	"dojo/feed":                         {"dojo"},
	"dojo/reversal":                     {"dojo", "dojo/journal"},
	"dojo/journal":                      {"dojo"},
	"dojo/journal/sqlite":               {"dojo", "dojo/journal", "dojo/access"},
	"dojo/journal/internal/journaltest": {"dojo", "dojo/journal"},
	"dojo/access":                       {},
	"dojo/audit":                        {"dojo", "dojo/journal"},
	"dojo/logfile":                      {"dojo/access", "dojo/pattern"},
	"dojo/sandbox":                      {"dojo", "dojo/pattern"},
	"dojo":                              {},
	"dojo/internal/rapidtest":           {},
	"dojo/internal/walltest":            {},
	"dojo/leaktest":                     {},
	"dojo/pattern":                      {},
	"config":                            {"dojo", "dojo/agent", "dojo/pattern"},
}

// forTests are the packages that any test may import.
var forTests = []string{"dojo/sandbox", "dojo/leaktest", "dojo/internal/rapidtest", "dojo/internal/walltest", "dojo/journal/internal/journaltest", "ui/internal/ptytest", "ui/internal/clocktest", "ui/internal/shopday"}

// outside says which folders, with all below them, may import packages that are
// not ours and that say what a package is about.
var outside = []struct {
	packages []string // each with all below it
	allowed  []string
	statuses bool // elsewhere, the names of HTTP statuses are fine
	why      string
}{
	{[]string{"net/http"}, []string{"dojo/sandbox", "ui/cli", "ui/monitor"}, true, "only package dojo talks HTTP, and ui/monitor answers it"},
	{[]string{"database/sql", "modernc.org/sqlite"}, []string{"dojo/journal/sqlite"}, false, "only the stores know SQL"},
	{[]string{"github.com/charmbracelet", "github.com/muesli/termenv", "golang.org/x/term"}, []string{"ui"}, false, "only ui knows the terminal"},
	{[]string{"github.com/charmbracelet/bubbletea", "github.com/charmbracelet/bubbles", "github.com/charmbracelet/lipgloss"}, []string{"ui/cli", "ui/internal"}, false, "only the screen draws"},
	{[]string{"github.com/spf13"}, []string{"ui/cli"}, false, "only ui/cli knows commands and flags"},
	{[]string{"github.com/VictoriaMetrics/metrics"}, []string{"ui/monitor"}, false, "only ui/monitor counts for Prometheus"},
	{[]string{"log"}, []string{"dojo/sandbox", "ui/cli"}, false, "only ui/cli knows what is logged"},
}

// exactly names what one folder, and none below it, may import besides: package
// dojo is the client, and its key says how it is to be logged. Package ui is the
// screen. The HTTP server of ui/monitor tells a log.Logger, which ui/cli makes, what goes
// wrong in it. Package ui/serve logs who logs in.
var exactly = map[string][]string{
	"dojo":       {"net/http", "net/http/httptrace", "log/slog"},
	"ui/monitor": {"log"},
	"ui/serve":   {"log/slog"},
	"ui": {
		"github.com/charmbracelet/bubbletea", "github.com/charmbracelet/bubbles/key", "github.com/charmbracelet/bubbles/textinput",
		"github.com/charmbracelet/bubbles/viewport", "github.com/charmbracelet/lipgloss",
	},
}

// source is one file of the module, as far as the rules ask.
type source struct {
	folder  string // from the module's root
	test    bool
	imports []string
	// http has the names of package net/http that the file uses.
	http []string
}

// wrong says which of a file's imports the rules forbid, and why.
func wrong(s source) []string {
	var out []string
	allowed, placed := floors[s.folder]
	if !placed {
		return []string{"the folder has no place in the table of this test"}
	}
	for _, imported := range s.imports {
		inner, ours := strings.CutPrefix(imported, module+"/")
		switch {
		case ours && inner == s.folder: // a test of a package from outside
		case ours && s.test && slices.Contains(forTests, inner):
		case ours && !slices.Contains(allowed, inner):
			out = append(out, imported+": imports run one way")
		case s.test: // tests may stand servers up, and look into files
		default:
			for _, rule := range outside {
				if !slices.ContainsFunc(rule.packages, func(p string) bool { return isBelow(imported, p) }) {
					continue
				}
				if slices.Contains(exactly[s.folder], imported) {
					continue
				}
				if rule.statuses && strings.HasPrefix(s.folder, "dojo/") && onlyStatuses(s.http) {
					continue
				}
				if !slices.ContainsFunc(rule.allowed, func(f string) bool { return isBelow(s.folder, f) }) {
					out = append(out, imported+": "+rule.why)
				}
			}
		}
	}
	return out
}

func isBelow(p, top string) bool { return p == top || strings.HasPrefix(p, top+"/") }

func onlyStatuses(names []string) bool {
	return !slices.ContainsFunc(names, func(n string) bool { return !strings.HasPrefix(n, "Status") })
}

func TestImportsRunOneWay(t *testing.T) {
	t.Parallel()
	files := sources(t)
	if len(files) < 20 {
		t.Fatalf("%d files: the test doesn't see the module", len(files))
	}
	for name, s := range files {
		for _, w := range wrong(s) {
			t.Errorf("%s imports %s", name, w)
		}
	}
}

// sources reads the imports of every Go file of the module.
func sources(t *testing.T) map[string]source {
	t.Helper()
	root := moduleRoot(t)
	files := map[string]source{}
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") || strings.HasPrefix(d.Name(), "_")):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go"):
			return nil
		}
		b, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		files[name] = parse(t, name, string(b))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// parse reads what the rules ask of one file.
func parse(t *testing.T, name, text string) source {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	s := source{folder: path.Dir(name), test: strings.HasSuffix(name, "_test.go")}
	called := ""
	for _, i := range file.Imports {
		p, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		s.imports = append(s.imports, p)
		if p == "net/http" {
			called = "http"
			if i.Name != nil {
				called = i.Name.Name
			}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && called != "" {
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == called {
				s.http = append(s.http, sel.Sel.Name)
			}
		}
		return true
	})
	return s
}

func moduleRoot(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = up
	}
}

// The rules themselves: what they forbid and what they let through.
func TestTheRulesOfImports(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		file, imports string
		ok            bool
	}{
		{"main.go", `"dojoreversals/ui/cli"`, true},
		{"main.go", `"dojoreversals/ui"`, false},
		{"main.go", `"net/http"`, false},
		{"ui/cli/x.go", `"dojoreversals/config"`, true},
		{"ui/cli/x.go", `"dojoreversals/dojo/sandbox"`, true},
		{"ui/cli/x.go", `"github.com/spf13/cobra"`, true},
		{"ui/x.go", `"dojoreversals/dojo/feed"`, true},
		{"ui/x.go", `tea "github.com/charmbracelet/bubbletea"`, true},
		{"ui/x.go", `"dojoreversals/ui/plain"`, false},
		{"ui/plain/x.go", `"dojoreversals/ui"`, false},
		{"ui/plain/x.go", `"github.com/charmbracelet/bubbletea"`, false},
		{"ui/plain/x.go", `"github.com/charmbracelet/x/ansi"`, true},
		{"ui/confirm/x.go", `"github.com/charmbracelet/bubbles/textinput"`, false},
		{"ui/worklist/x.go", `"github.com/charmbracelet/bubbletea"`, false},
		{"ui/x.go", `"dojoreversals/config"`, false},
		{"ui/x.go", `"dojoreversals/ui/cli"`, false},
		{"ui/x.go", `"dojoreversals/dojo/sandbox"`, false},
		{"ui/x.go", `"dojoreversals/ui/internal/ptytest"`, false},
		{"ui/x.go", `"net/http"`, false},
		{"ui/x.go", `. "net/http"`, false},
		{"ui/x.go", `_ "database/sql"`, false},
		{"ui/x.go", `"modernc.org/sqlite"`, false},
		{"ui/x.go", `"github.com/spf13/cobra"`, false},
		{"ui/x.go", `"log"`, false},
		{"ui/serve/x.go", `"log/slog"`, true},
		{"ui/serve/x.go", `"github.com/charmbracelet/wish"`, true},
		{"ui/serve/x.go", `"dojoreversals/dojo/shop"`, false},
		{"ui/x.go", `"dojoreversals/ui/serve"`, false},
		{"ui/x.go", `"dojoreversals/dojo/logfile"`, false},
		{"ui/cli/x.go", `"log/slog"`, true},
		{"ui/x_test.go", `"dojoreversals/dojo/sandbox"`, true},
		{"ui/x_test.go", `"dojoreversals/ui"`, true},
		{"ui/x_test.go", `"dojoreversals/config"`, false},
		{"ui/monitor/x.go", `"net/http"`, true},
		{"ui/monitor/x.go", `"log"`, true},
		{"ui/monitor/x.go", `"log/slog"`, false},
		{"ui/monitor/x.go", `"github.com/VictoriaMetrics/metrics"`, true},
		{"ui/cli/x.go", `"github.com/VictoriaMetrics/metrics"`, false},
		{"ui/monitor/x.go", `"dojoreversals/config"`, false},
		{"dojo/x.go", `"net/http"`, true},
		{"dojo/x.go", `"net/http/httptrace"`, true},
		{"dojo/x.go", `"net/http/httptest"`, false},
		{"dojo/x.go", `"dojoreversals/dojo/feed"`, false},
		{"dojo/x.go", `"dojoreversals/config"`, false},
		{"dojo/x.go", `"github.com/charmbracelet/lipgloss"`, false},
		{"dojo/x.go", `"log"`, false},
		{"dojo/feed/x.go", `"log/slog"`, false},
		{"dojo/x_test.go", `"dojoreversals/dojo/sandbox"`, true},
		{"dojo/x_test.go", `"dojoreversals/dojo/reversal"`, false},
		{"dojo/feed/x.go", `"dojoreversals/dojo"`, true},
		{"dojo/feed/x.go", `"dojoreversals/dojo/reversal"`, false},
		{"dojo/reversal/x.go", `"dojoreversals/dojo/journal"`, true},
		{"dojo/reversal/x.go", `"dojoreversals/dojo/feed"`, false},
		{"dojo/reversal/x.go", `"dojoreversals/ui"`, false},
		{"dojo/reversal/x.go", `"database/sql"`, false},
		{"dojo/journal/x.go", `"dojoreversals/dojo"`, true},
		{"dojo/journal/x.go", `"database/sql"`, false},
		{"dojo/journal/x.go", `"modernc.org/sqlite"`, false},
		{"dojo/journal/x.go", `"dojoreversals/dojo/journal/sqlite"`, false},
		{"dojo/journal/sqlite/x.go", `"database/sql"`, true},
		{"dojo/journal/sqlite/x.go", `"dojoreversals/dojo/journal"`, true},
		{"dojo/journal/sqlite/x.go", `"dojoreversals/dojo/reversal"`, false},
		{"dojo/reversal/x.go", `"dojoreversals/dojo/journal/sqlite"`, false},
		{"ui/x.go", `"dojoreversals/dojo/journal/sqlite"`, false},
		{"dojo/journal/x.go", `"dojoreversals/dojo/reversal"`, false},
		{"dojo/sandbox/x.go", `"net/http"`, true},
		{"dojo/sandbox/x.go", `"dojoreversals/dojo/reversal"`, false},
		{"config/x.go", `"dojoreversals/dojo"`, true},
		{"config/x.go", `"dojoreversals/dojo/feed"`, false},
		{"config/x.go", `"dojoreversals/dojo/agent"`, true},
		{"dojo/agent/x.go", `"dojoreversals/dojo"`, false},
		{"config/x.go", `"dojoreversals/ui"`, false},
		{"config/x.go", `"net/http"`, false},
		{"util/x.go", `"fmt"`, false},
	} {
		got := wrong(parse(t, tt.file, "package x\nimport "+tt.imports+"\nvar _ = http.DefaultClient\n"))
		if (len(got) == 0) != tt.ok {
			t.Errorf("%s importing %s: %v", tt.file, tt.imports, got)
		}
	}
	// Packages that only name the statuses of answers make no requests.
	const names = "package x\nimport \"net/http\"\nvar a, b = http.StatusOK, http.StatusText(404)\n"
	if got := wrong(parse(t, "dojo/reversal/x.go", names)); len(got) != 0 {
		t.Errorf("names of statuses: %v", got)
	}
	if got := wrong(parse(t, "dojo/reversal/x.go", names+"var c = http.Get\n")); len(got) != 1 {
		t.Errorf("a request: %v", got)
	}
}
