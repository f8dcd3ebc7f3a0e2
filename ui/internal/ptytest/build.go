package ptytest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// builds holds what Build made in this test process. It is package state
// because a program is built once for all tests of a process, and a test
// function has nothing else to share it through.
var builds struct {
	sync.Mutex
	dir  string                                     // where the programs are; empty outside of Suite
	made map[string]func() (path string, err error) // by package and tags
}

// Tests is what Suite wraps and returns: *testing.M, or a wrapper of it.
type Tests interface{ Run() int }

// Suite makes the room for Build, runs the tests and then removes every
// program that was built:
//
//	func TestMain(m *testing.M) { os.Exit(ptytest.Suite(m).Run()) }
//	func TestMain(m *testing.M) { goleak.VerifyTestMain(ptytest.Suite(m)) }
func Suite(tests Tests) Tests { return suite{tests} }

type suite struct{ tests Tests }

// Run runs the tests and returns the exit code of the test process.
func (s suite) Run() int {
	dir, err := os.MkdirTemp("", "ptytest-")
	if err != nil {
		fmt.Fprintln(os.Stderr, "ptytest:", err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	builds.Lock()
	builds.dir, builds.made = dir, make(map[string]func() (string, error))
	builds.Unlock()
	return s.tests.Run()
}

// Build compiles the main package pkg (an import path, or a path relative to
// the test's directory such as "../..") with the given build tags and returns
// the path of the program. Each combination is built once for each test
// process, whichever test asks first; the others wait for it. The programs
// are removed when Suite ends, so TestMain has to use Suite.
//
// When the test itself was built with -race, so is the program: its data
// races then turn its exit code to 66, and the test fails at cleanup; otherwise
// it is built without cgo, as the programs that we hand out are. Version
// control stamping is off, so that a clone without history builds the same.
// On systems without pseudo-terminals Build skips the test, as Start would.
func Build(tb testing.TB, pkg string, tags ...string) string {
	tb.Helper()
	skipUnsupported(tb)
	key := pkg + " " + strings.Join(tags, ",")

	builds.Lock()
	if builds.dir == "" {
		builds.Unlock()
		tb.Fatalf("ptytest: Build needs func TestMain(m *testing.M) { os.Exit(ptytest.Suite(m).Run()) }")
	}
	build := builds.made[key]
	if build == nil {
		path := filepath.Join(builds.dir, fmt.Sprintf("program%d", len(builds.made)))
		build = sync.OnceValues(func() (string, error) { return path, goBuild(path, pkg, tags) })
		builds.made[key] = build
	}
	builds.Unlock()

	path, err := build()
	if err != nil {
		tb.Fatalf("ptytest: building %s: %v", pkg, err)
	}
	return path
}

// goBuild runs the go command. Its error has the compiler's output.
func goBuild(out, pkg string, tags []string) error {
	args := []string{"build", "-buildvcs=false", "-ldflags=-w", "-o", out} // without tables for debuggers, which take long
	if Race {
		args = append(args, "-race")
	}
	if len(tags) > 0 {
		args = append(args, "-tags", strings.Join(tags, ","))
	}
	build := exec.Command("go", append(args, pkg)...)
	build.Env = os.Environ()
	if !Race { // which needs cgo
		build.Env = append(build.Env, "CGO_ENABLED=0")
	}
	output, err := build.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w\n%s", err, output)
	}
	return nil
}
