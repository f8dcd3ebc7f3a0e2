package shopday

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"
)

// Texts are the texts of words.go, which is at path, by their names.
func Texts(t *testing.T, path string) map[string]string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			for i, name := range spec.Names {
				lit, ok := spec.Values[i].(*ast.BasicLit)
				if !ok {
					t.Fatalf("%s is no text", name.Name)
				}
				text, err := strconv.Unquote(lit.Value)
				if err != nil {
					t.Fatal(err)
				}
				texts[name.Name] = text
			}
		}
		return true
	})
	if len(texts) < 250 {
		t.Fatalf("only %d texts", len(texts))
	}
	return texts
}
