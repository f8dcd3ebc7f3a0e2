package sandbox

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the faults into doc.go anew")

// TestDocListsTheFaults holds the list of faults in doc.go against the code.
func TestDocListsTheFaults(t *testing.T) {
	t.Parallel()
	var list strings.Builder
	for _, k := range faultKinds() {
		fmt.Fprintf(&list, "//   - %s%s: %s (%s)\n", k.name, k.value, k.help, k.op)
	}
	b, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	doc := strings.ReplaceAll(string(b), "\r\n", "\n")
	const begin, end = "// (TestDocListsTheFaults)\n//\n", "package sandbox\n"
	head, _, ok := strings.Cut(doc, begin)
	want := head + begin + list.String() + end
	if !ok || doc != want {
		if !*update || !ok {
			t.Fatal("doc.go lists other faults than the code: go test ./dojo/sandbox -run TestDocListsTheFaults -update")
		}
		if err := os.WriteFile("doc.go", []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
