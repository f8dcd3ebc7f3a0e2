package cli

import (
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"dojoreversals/config"
	"dojoreversals/ui/internal/cells"
)

// testRoot is the command line of the tests. Its commands are looked at, not run.
func testRoot() *cobra.Command {
	return rootCommand(streams{in: os.Stdin, out: newOutput(os.Stdout, charset{}), err: newOutput(os.Stderr, charset{})})
}

// onSomeMachine are settings in which nothing depends on the machine of the tests.
func onSomeMachine(t *testing.T) config.Settings {
	t.Helper()
	s, err := config.Load(config.Sources{GOOS: "linux", Home: "/home/priya", OSUser: "priya", WithoutKey: true})
	if err != nil {
		t.Fatal(err)
	}
	s.ConfigFile = "/home/priya/.config/" + programName + "/config.toml"
	return s
}

// goldenPages are the pages of the help that show each of its shapes. The others change
// with every command and setting.
var goldenPages = []string{"dojo-reversals-journal", "dojo-reversals-sandbox", "topic-statuses"}

// TestHelpPages holds the lines of each page of the help to 80 characters, and some
// pages to goldens.
func TestHelpPages(t *testing.T) {
	t.Parallel()
	pages := map[string]string{}
	for _, c := range allCommands(testRoot()) {
		if c.IsAvailableCommand() || !c.HasParent() {
			var b strings.Builder
			c.SetOut(&b)
			c.InitDefaultHelpFlag()
			if err := c.Help(); err != nil {
				t.Fatal(err)
			}
			pages[strings.ReplaceAll(c.CommandPath(), " ", "-")] = b.String()
		}
	}
	for _, topic := range topics() {
		if pages["topic-"+topic.name] != "" {
			t.Errorf("there are two topics %s", topic.name)
		}
		pages["topic-"+topic.name] = topic.page(onSomeMachine(t))
	}
	for name, page := range pages {
		for _, line := range strings.Split(page, "\n") {
			example := strings.Contains(line, "curl") || strings.Contains(line, "restrict,pty") || strings.Contains(line, "-H '") || strings.Contains(line, `"statuses"`)
			if cells.Width(line) > helpWidth && !example || strings.TrimRight(line, " ") != line {
				t.Errorf("%s: %q is too wide, or ends in blanks", name, line)
			}
		}
	}
	for _, name := range goldenPages {
		golden(t, name+".txt", pages[name])
	}
}

// golden compares a text with the file of testdata/help, or writes it anew.
func golden(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join("testdata", "help", name)
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.ReplaceAll(string(want), "\r\n", "\n"); got != text {
		t.Errorf("%s isn't what the help says now. If it should: go test ./ui/cli -run TestHelpPages -update\n%s", path, text)
	}
}

var variable = regexp.MustCompile(`^[A-Z][A-Z0-9_]{3,}$`)

// notVariables look like variables in the files that read some.
var notVariables = []string{"UTF-8", "DEMO", "SANDBOX", "LIVE", "DOJO_"}

// variablesIn are the texts of a file that name an environment variable: what is handed
// to a function that looks one up, and what looks like a name where such a function is
// called.
func variablesIn(file *ast.File) (names []string) {
	reads := false
	ast.Inspect(file, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			reads = reads || slices.Contains([]string{"LookupEnv", "Getenv", "lookupEnv", "env", "firstEnv", "firstVariable"}, id.Name)
		}
		return true
	})
	if !reads {
		return nil
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			text, err := strconv.Unquote(lit.Value)
			if err == nil && (variable.MatchString(text) || strings.HasSuffix(text, "AppData")) && !slices.Contains(notVariables, text) {
				names = append(names, text)
			}
		}
		return true
	})
	return names
}

// TestEnvironmentHasEveryVariable holds that the topic has each variable that the code
// reads, and no other.
func TestEnvironmentHasEveryVariable(t *testing.T) {
	t.Parallel()
	told := map[string]bool{}
	for _, e := range environmentEntries(config.Settings{}) {
		for _, name := range strings.Split(e.term, ", ") {
			told[name] = true
		}
	}
	read := map[string]bool{
		// Packages net/http, crypto/x509 and os look at these themselves.
		"HTTPS_PROXY": true, "NO_PROXY": true, "HOME": true, "SSL_CERT_FILE": true, "SSL_CERT_DIR": true, "XDG_CONFIG_HOME": true, "AppData": true,
		// Package tzlocal.
		"TZ": true,
	}
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == ".git" || strings.HasSuffix(d.Name(), "test")):
			return fs.SkipDir
		case !strings.HasSuffix(path, ".go"), strings.HasSuffix(path, "_test.go"), d.Name() == "failpoints.go", d.Name() == "environment.go":
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, name := range variablesIn(file) {
			read[name] = true
			if !told[name] && !told[strings.ToUpper(name)] {
				t.Errorf("%s reads %s, and the topic environment doesn't tell of it", path, name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range config.Table() {
		read[s.Env] = true
	}
	for name := range told {
		if !read[name] {
			t.Errorf("nothing reads %s", name)
		}
	}
	if len(read) < 25 {
		t.Errorf("only %d variables: the test doesn't see them", len(read))
	}
}
