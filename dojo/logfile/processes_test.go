package logfile

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"
)

const (
	childDir = "LOGFILE_CHILD_DIR"
	perChild = 2000
	crashDir = "LOGFILE_CRASH_DIR"
)

// TestMain also is the other process of TestTwoProcesses, and that of TestTakeCrashes.
func TestMain(m *testing.M) {
	if dir := os.Getenv(crashDir); dir != "" {
		crashIn(dir)
	}
	if dir := os.Getenv(childDir); dir != "" {
		var c clock
		l := New(childOptions(dir, &c))
		l.Begin()
		for i := range perChild {
			_, _ = l.Write(said(&c, strconv.Itoa(os.Getpid())+" "+strconv.Itoa(i)))
		}
		l.Close(nil)
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// Each file has a fraction of the lines, so that processes begin files and prune all the
// time.
func childOptions(dir string, c *clock) Options {
	return Options{Dir: dir, Now: c.now, Process: os.Getpid(), FileMost: 4 << 10, Most: 1 << 30, MostFiles: 10000, MostAge: time.Hour}
}

// Processes that log at once lose no line, and break none.
func TestTwoProcesses(t *testing.T) {
	// Not beside other tests: a process that is being started holds the locks of this one's
	// files for a moment.
	var c clock
	dir := options(t, &c).Dir
	var children []*exec.Cmd
	for range 3 {
		child := exec.CommandContext(t.Context(), os.Args[0])
		child.Env = append(os.Environ(), childDir+"="+dir)
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		children = append(children, child)
	}
	for _, child := range children {
		if err := child.Wait(); err != nil {
			t.Fatal(err)
		}
	}
	next := map[string]int{}
	lines := read(t, dir)
	for _, l := range lines {
		var process string
		var n int
		_, text, _ := bytes.Cut(l.Text, []byte(`"msg":"`))
		if _, err := fmt.Sscanf(string(text), "%s %d", &process, &n); err != nil {
			t.Fatalf("a broken line: %s", l.Text)
		}
		if n != next[process] {
			t.Fatalf("line %d of %s comes after line %d", n, process, next[process]-1)
		}
		next[process]++
	}
	if len(lines) != len(children)*perChild || len(next) != len(children) {
		t.Errorf("%d lines of %d processes", len(lines), len(next))
	}
}
