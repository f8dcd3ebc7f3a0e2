package ui

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Each type of the faces stays small: it has at most 40 methods of its own and 25
// fields. -v prints the largest. The commands are left out, whose export has a field
// for each column, and so is the pseudo-terminal of the tests.
func TestNoTypeIsTooLarge(t *testing.T) {
	t.Parallel()
	const mostMethods, mostFields = 40, 25
	methods, fields := map[string]int{}, map[string]int{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || d.Name() == "cli" || d.Name() == "ptytest"):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		where := filepath.ToSlash(filepath.Dir(path)) + "."
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Recv != nil {
					methods[where+receiver(n.Recv.List[0].Type)]++
				}
			case *ast.TypeSpec:
				if s, ok := n.Type.(*ast.StructType); ok {
					for _, f := range s.Fields.List {
						fields[where+n.Name.Name] += max(len(f.Names), 1) // an embedded one has no name
					}
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(fields) < 40 {
		t.Fatalf("only %d structs were looked at", len(fields))
	}
	for _, kind := range []struct {
		name string
		of   map[string]int
		most int
	}{{"methods", methods, mostMethods}, {"fields", fields, mostFields}} {
		names := slices.SortedFunc(maps.Keys(kind.of), func(a, b string) int {
			return cmp.Or(kind.of[b]-kind.of[a], strings.Compare(a, b))
		})
		for i, name := range names {
			if i < 5 {
				t.Logf("%3d %s: %s", kind.of[name], kind.name, name)
			}
			if kind.of[name] > kind.most {
				t.Errorf("%s has %d %s, and may have %d", name, kind.of[name], kind.name, kind.most)
			}
		}
	}
}

// receiver is the type that a method is of.
func receiver(e ast.Expr) string {
	if star, ok := e.(*ast.StarExpr); ok {
		e = star.X
	}
	if generic, ok := e.(*ast.IndexExpr); ok {
		e = generic.X
	}
	return e.(*ast.Ident).Name
}
