package ui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// sourceFiles are this package's own files, parsed, tests left out.
func sourceFiles(t *testing.T) (*token.FileSet, map[string]*ast.File) {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	set, files := token.NewFileSet(), map[string]*ast.File{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		if files[name], err = parser.ParseFile(set, name, nil, parser.SkipObjectResolution); err != nil {
			t.Fatal(err)
		}
	}
	return set, files
}

// wordsOf are the texts of words.go by their names.
func wordsOf(t *testing.T) map[string]string {
	t.Helper()
	_, files := sourceFiles(t)
	texts := map[string]string{}
	ast.Inspect(files["words.go"], func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			for i, name := range spec.Names {
				text, err := strconv.Unquote(spec.Values[i].(*ast.BasicLit).Value)
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

var braces = regexp.MustCompile(`\{([a-z]+)\}`)

// namesIn are the names in braces of a text, sorted.
func namesIn(text string) []string {
	var names []string
	for _, m := range braces.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// No words for people stand anywhere but in words.go. What else has letters
// are names of keys, of fields to fill in, and of styles.
func TestAllWordsAreInOneFile(t *testing.T) {
	t.Parallel()
	// A word of their own, or a sentence; names of keys and fields have neither
	// a space nor a capital.
	words := regexp.MustCompile(`[A-Za-z]{2,}[.,:;…]? |[A-Z][a-z]{2,}`)
	allowed := map[string]bool{
		techTime: true, "Mon 22": true, "F5 ctrl+r": true, "pgup pgdn": true, "home end": true, "↑ ↓ k j": true,
		"0123456789abcdefghijklmnopqrstuvwxyz": true, "Mon": true, "Jan": true,
		"find 1013": true, "view reversed": true, "show 3": true, "reverse 3": true, "reverse 3 because charged twice": true,
	}
	set, files := sourceFiles(t)
	for name, file := range files {
		if name == "words.go" || name == "languages.go" {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ImportSpec:
				return false
			case *ast.CallExpr:
				if f, ok := n.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "MustCompile" {
					return false
				}
			case *ast.BasicLit:
				if n.Kind != token.STRING {
					break
				}
				text, err := strconv.Unquote(n.Value)
				if err != nil {
					t.Fatal(err)
				}
				if words.MatchString(text) && !allowed[text] {
					t.Errorf("%s: %q belongs into words.go", set.Position(n.Pos()), text)
				}
			}
			return true
		})
	}
}

// Each call that says a text of words.go fills in just what stands in its
// braces.
func TestSayFillsInAllNames(t *testing.T) {
	t.Parallel()
	texts := wordsOf(t)
	set, files := sourceFiles(t)
	calls, said := 0, map[string]bool{}
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && texts[id.Name] != "" {
				said[id.Name] = said[id.Name] || set.Position(id.Pos()).Filename != "words.go"
			}
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			switch f := call.Fun.(type) {
			case *ast.SelectorExpr:
				if f.Sel.Name != "say" && f.Sel.Name != "sayText" {
					return true
				}
			case *ast.Ident:
				if f.Name != "say" {
					return true
				}
			default:
				return true
			}
			id, ok := call.Args[0].(*ast.Ident)
			if !ok || texts[id.Name] == "" {
				return true // a text that is chosen before
			}
			calls++
			var names []string
			for i := 1; i < len(call.Args); i += 2 {
				name, err := strconv.Unquote(call.Args[i].(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				names = append(names, name)
			}
			slices.Sort(names)
			if want := namesIn(texts[id.Name]); !slices.Equal(names, want) {
				t.Errorf("%s: %s is said with %v and needs %v", set.Position(call.Pos()), id.Name, names, want)
			}
			return true
		})
	}
	if calls < 150 {
		t.Errorf("only %d calls were looked at", calls)
	}
	for name := range texts {
		if !said[name] {
			t.Errorf("nothing says %s", name)
		}
	}
}

// What a language has, it has for a text of words.go and with the same names
// to fill in, and its shortest words take no more room than a row has.
func TestLanguages(t *testing.T) {
	t.Parallel()
	texts := map[string]bool{}
	for _, text := range wordsOf(t) {
		texts[text] = true
	}
	for _, locale := range []string{"", "en-GB", "en-IE", "es-ES", "it-IT"} {
		for text, own := range tongueOf(locale).texts {
			if !texts[text] {
				t.Errorf("%s: %q is in another language and nothing says it", locale, text)
			}
			if !slices.Equal(namesIn(text), namesIn(own)) {
				t.Errorf("%s: %q fills in other names than %q", locale, own, text)
			}
			if text == hintRefund && cells(own) > len(hintRefund) {
				t.Errorf("%s: %q has no room on a row", locale, own)
			}
			if n := len(strings.Fields(text)); (text == wordDays || text == wordMonths) && len(strings.Fields(own)) != n {
				t.Errorf("%s: %q has other names than %d", locale, own, n)
			}
		}
	}
}
