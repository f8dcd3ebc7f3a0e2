package cli_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// packageDocs is the documentation of each package, by its folder.
func packageDocs(t *testing.T) map[string]string {
	t.Helper()
	docs := map[string]string{}
	for name := range sources(t) {
		if path.Base(name) != "doc.go" {
			continue
		}
		b, err := os.ReadFile(filepath.Join(moduleRoot(t), filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		docs[path.Dir(name)] = string(b)
	}
	return docs
}

// TestEveryPackageHasItsDoc holds that each package has a doc.go. main needs none: it is
// one page long.
func TestEveryPackageHasItsDoc(t *testing.T) {
	t.Parallel()
	docs := packageDocs(t)
	for folder := range floors {
		if doc := docs[folder]; folder != "." && !strings.HasPrefix(doc, "// Package "+path.Base(folder)+" ") {
			t.Errorf("%s has no doc.go that begins with its package's comment", folder)
		}
	}
}

var testName = regexp.MustCompile(`\b((?:Test|Benchmark)[A-Z][A-Za-z0-9]+)\b`)

// TestDocsNameTests holds that the tests and benchmarks named in the packages'
// documentation exist.
func TestDocsNameTests(t *testing.T) {
	t.Parallel()
	var tests strings.Builder
	for name := range sources(t) {
		if !strings.HasSuffix(name, "_test.go") {
			continue
		}
		b, err := os.ReadFile(filepath.Join(moduleRoot(t), filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		tests.Write(b)
	}
	named := 0
	for folder, doc := range packageDocs(t) {
		for _, m := range testName.FindAllStringSubmatch(doc, -1) {
			named++
			if !strings.Contains(tests.String(), "func "+m[1]+"(") {
				t.Errorf("%s/doc.go names %s, which doesn't exist", folder, m[1])
			}
		}
	}
	if named < 40 {
		t.Errorf("only %d tests are named", named)
	}
}

var goFile = regexp.MustCompile(`[\w/.-]*\w\.go\b`)

// TestDocsNameFiles holds that the files named in the packages' documentation exist,
// in the package itself or by their path from the module's root.
func TestDocsNameFiles(t *testing.T) {
	t.Parallel()
	files := sources(t)
	named := 0
	for folder, doc := range packageDocs(t) {
		for _, name := range goFile.FindAllString(doc, -1) {
			named++
			_, here := files[path.Join(folder, name)]
			_, anywhere := files[name]
			if !here && !anywhere {
				t.Errorf("%s/doc.go names %s, which doesn't exist", folder, name)
			}
		}
	}
	if named < 40 {
		t.Errorf("only %d files are named", named)
	}
}

var flowStep = regexp.MustCompile(`(?m)^//\t(\S+\.go): (\S+)`)

// TestFlows holds that each file and function in the flows of ui/doc.go exists.
func TestFlows(t *testing.T) {
	t.Parallel()
	steps := flowStep.FindAllStringSubmatch(packageDocs(t)["ui"], -1)
	if len(steps) < 24 {
		t.Fatalf("only %d steps: the test doesn't see the flows", len(steps))
	}
	for _, step := range steps {
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(moduleRoot(t), filepath.FromSlash(step[1])), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Errorf("%s: %v", step[0], err)
			continue
		}
		if !declares(file, step[2]) {
			t.Errorf("%s has no function %s", step[1], step[2])
		}
	}
}

// declares says whether a file declares a function, or a method as Type.Method.
func declares(file *ast.File, name string) bool {
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		full := f.Name.Name
		if f.Recv != nil {
			of := f.Recv.List[0].Type
			if star, ok := of.(*ast.StarExpr); ok {
				of = star.X
			}
			if id, ok := of.(*ast.Ident); ok {
				full = id.Name + "." + full
			}
		}
		if full == name {
			return true
		}
	}
	return false
}
