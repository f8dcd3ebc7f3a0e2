package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// waitsToWrite says whether a thread of a process waits for its standard output
// to take what it writes.
func waitsToWrite(t *testing.T, pid int) bool {
	t.Helper()
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/syscall", pid))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range threads {
		b, err := os.ReadFile(file)
		if os.IsPermission(err) {
			t.Skip("here nobody may see what a process waits for")
		}
		// "running", or the call in which it waits and what it was given.
		if strings.HasPrefix(string(b), fmt.Sprintf("%d 0x1 ", syscall.SYS_WRITE)) {
			return true
		}
	}
	return false
}
