package words

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

	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/internal/shopday"
)

// sourceFiles are the files of all packages that people see something of, parsed,
// tests left out. The commands (ui/cli) have words of their own.
func sourceFiles(t *testing.T, more ...string) (*token.FileSet, map[string]*ast.File) {
	t.Helper()
	var names []string
	for _, dir := range append([]string{".", "..", "../worklist", "../confirm", "../plain", "../script"}, more...) {
		found, err := filepath.Glob(dir + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, found...)
	}
	set, files := token.NewFileSet(), map[string]*ast.File{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = file
	}
	return set, files
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
		// What the record keeps of a reason, whatever the screen says.
		"not given": true, "customer asked": true, "charged by mistake": true, "charged twice": true, "wrong amount": true,
		// What scripts go by, in every language.
		"read only": true, "under way": true, "reversed here": true, "not reversible": true,
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

// identOf is the name in "name" and "words.name"; nil in anything else.
func identOf(e ast.Expr) *ast.Ident {
	switch e := e.(type) {
	case *ast.Ident:
		return e
	case *ast.SelectorExpr:
		return e.Sel
	}
	return nil
}

// Each call that says a text of words.go fills in just what stands in its
// braces.
func TestSayFillsInAllNames(t *testing.T) {
	t.Parallel()
	texts := shopday.Texts(t, "words.go")
	set, files := sourceFiles(t, "../cli") // whose own texts stay there
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
			if f := identOf(call.Fun); f == nil || !strings.EqualFold(f.Name, "say") && f.Name != "sayText" {
				return true
			}
			id := identOf(call.Args[0])
			if id == nil || texts[id.Name] == "" {
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
	for _, text := range shopday.Texts(t, "words.go") {
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
			if text == HintRefund && cells.Width(own) > len(HintRefund) {
				t.Errorf("%s: %q has no room on a row", locale, own)
			}
			if n := len(strings.Fields(text)); (text == wordDays || text == wordMonths) && len(strings.Fields(own)) != n {
				t.Errorf("%s: %q has other names than %d", locale, own, n)
			}
		}
	}
}
