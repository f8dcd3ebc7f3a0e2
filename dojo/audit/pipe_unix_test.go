//go:build unix

package audit

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// A pipe in the file's place takes nothing and holds nobody up, though nobody reads it.
// Once it is away, all lines are in the file.
func TestAPipeInTheFilesPlace(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	must(t, unix.Mkfifo(path, 0o600))
	s := sinkTo(t, Target{"file", path})
	lines := linesUpTo(t, 1, 200)
	if err := s.Write(t.Context(), lines); err == nil || !strings.Contains(err.Error(), path+" isn't an ordinary file") {
		t.Errorf("a pipe: %v", err)
	}
	must(t, os.Remove(path))
	must(t, s.Write(t.Context(), lines))
	if got := contents(t, path); len(got) != len(lines) {
		t.Errorf("%d lines in the file, want %d", len(got), len(lines))
	}
}
