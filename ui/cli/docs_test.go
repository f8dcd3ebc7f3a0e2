package cli_test

import (
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
