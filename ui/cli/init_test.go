package cli_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestPatternsAreLazy holds that no package of ours compiles a regular expression when
// it is initialised: all of that would be done before the first paint.
func TestPatternsAreLazy(t *testing.T) {
	t.Parallel()
	looked := 0
	for name := range sources(t) {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(moduleRoot(t), filepath.FromSlash(name)), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		looked++
		for _, d := range file.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.VAR && compiles(g) {
				t.Errorf("%s compiles a regular expression in a variable: use pattern.Lazy", name)
			}
		}
	}
	if looked < 100 {
		t.Errorf("only %d files were looked at", looked)
	}
}

// compiles says whether a declaration calls regexp.Compile or one of its kin, other
// than in the body of a function.
func compiles(g *ast.GenDecl) bool {
	found := false
	ast.Inspect(g, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			if called, ok := n.Fun.(*ast.SelectorExpr); ok {
				of, ok := called.X.(*ast.Ident)
				found = found || ok && of.Name == "regexp" && strings.Contains(called.Sel.Name, "Compile")
			}
		}
		return true
	})
	return found
}

// mostInitialised is the most bytes that all packages may allocate when they are
// initialised, and that one of ours may.
const mostInitialised, mostOfOurs = 300_000, 18_000 // the race detector adds some

var initialised = regexp.MustCompile(`(?m)^init (\S+) .* (\d+) bytes, \d+ allocs`)

// TestLittleIsInitialised counts what the packages allocate when they are initialised,
// which is before anything can be painted. Bytes stand for the time, which no test can
// hold.
func TestLittleIsInitialised(t *testing.T) {
	t.Parallel()
	program := exec.Command(build(t), "--version")
	program.Env = []string{"GODEBUG=inittrace=1"}
	var told bytes.Buffer
	program.Stderr = &told
	if err := program.Run(); err != nil {
		t.Fatal(err)
	}
	all, packages := 0, 0
	for _, m := range initialised.FindAllStringSubmatch(told.String(), -1) {
		n, err := strconv.Atoi(m[2])
		if err != nil {
			t.Fatal(err)
		}
		packages++
		all += n
		if strings.HasPrefix(m[1], module+"/") && n > mostOfOurs {
			t.Errorf("package %s allocates %d bytes when it is initialised, more than %d", m[1], n, mostOfOurs)
		}
	}
	if packages < 50 {
		t.Fatalf("only %d packages told what they allocate:\n%s", packages, told.String())
	}
	t.Logf("%d packages allocate %d bytes", packages, all)
	if all > mostInitialised {
		t.Errorf("the packages allocate %d bytes when they are initialised, more than %d:\n%s", all, mostInitialised, told.String())
	}
}
