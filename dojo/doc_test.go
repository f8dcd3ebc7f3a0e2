package dojo_test

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"dojoreversals/dojo"
)

// TestDocListsTheVersions holds the list of API versions in doc.go against the
// versions that the client is tested with.
func TestDocListsTheVersions(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	var listed []string
	for _, m := range regexp.MustCompile(`(?m)^//   - (\d{4}-\d{2}-\d{2}):`).FindAllSubmatch(doc, -1) {
		listed = append(listed, string(m[1]))
	}
	if !slices.Equal(listed, dojo.Versions()) || listed[0] != dojo.DefaultVersion {
		t.Errorf("doc.go lists %v, the code %v", listed, dojo.Versions())
	}
}
