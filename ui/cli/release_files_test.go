package cli

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

var releaseFiles = flag.String("release-files", "", "write what a release has beside the program into this folder")

// TestReleaseFiles writes the man pages and the completions, and holds that each
// command has its page, that each shell has its completions, and that writing them
// again gives the same bytes. It is a test so that the program doesn't link what only
// makes these files.
func TestReleaseFiles(t *testing.T) {
	t.Parallel()
	dir := *releaseFiles
	if dir == "" {
		dir = t.TempDir()
	}
	first, second := writeReleaseFiles(t, dir), writeReleaseFiles(t, t.TempDir())
	for name, b := range first {
		if !bytes.Equal(b, second[name]) {
			t.Errorf("%s was written in two ways", name)
		}
	}
	want := []string{"dojo-reversals.bash", "_dojo-reversals", "dojo-reversals.fish", "dojo-reversals.ps1"}
	for i, name := range want {
		want[i] = "completions/" + name
	}
	for _, c := range allCommands(testRoot()) {
		if c.IsAvailableCommand() && !c.IsAdditionalHelpTopicCommand() {
			want = append(want, "man/"+strings.ReplaceAll(c.CommandPath(), " ", "-")+".1")
		}
	}
	for _, name := range want {
		if len(first[name]) == 0 {
			t.Errorf("there is no %s", name)
		}
	}
	if len(want) < 4+8 || len(first) != len(want) || len(second) != len(want) {
		t.Errorf("%d and %d files, want %d", len(first), len(second), len(want))
	}
}

// writeReleaseFiles writes the files and returns them by their path in dir.
func writeReleaseFiles(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	in := func(folder, name string) string {
		must(os.MkdirAll(filepath.Join(dir, folder), 0o755))
		return filepath.Join(dir, folder, name)
	}
	root := testRoot()
	must(root.GenBashCompletionFileV2(in("completions", programName+".bash"), true))
	must(root.GenZshCompletionFile(in("completions", "_"+programName)))
	must(root.GenFishCompletionFile(in("completions", programName+".fish"), true))
	must(root.GenPowerShellCompletionFileWithDesc(in("completions", programName+".ps1")))
	seconds, _ := strconv.ParseInt(os.Getenv("SOURCE_DATE_EPOCH"), 10, 64) // 1970 where nobody says
	for name, page := range manPages(t, time.Unix(seconds, 0).UTC().Format(time.DateOnly)) {
		must(os.WriteFile(in("man", name), []byte(page), 0o644))
	}

	written := map[string][]byte{}
	must(fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			written[name], err = os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		}
		return err
	}))
	return written
}
