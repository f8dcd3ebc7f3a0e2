package shopday

import (
	"os"
	"path/filepath"
	"testing"
)

// Golden holds got against the golden file of this name in testdata. With update it
// writes the file instead.
func Golden(t testing.TB, update bool, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil { //nolint:gosec // goldens are for everybody to read
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; go test -update writes it", err)
	}
	if got != string(want) {
		t.Errorf("%s isn't as it was; if it should be, go test -update writes it\n--- is\n%s\n--- was\n%s", path, got, want)
	}
}
