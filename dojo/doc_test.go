package dojo

import (
	"os"
	"strings"
	"testing"
)

// The package's documentation says of each version what differs.
func TestDocListsTheVersions(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range Versions() {
		if !strings.Contains(string(doc), "//   - "+v+": ") {
			t.Errorf("doc.go doesn't list version %s", v)
		}
	}
}
