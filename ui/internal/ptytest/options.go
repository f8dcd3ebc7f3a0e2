package ptytest

import (
	"cmp"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// Options say what Start runs and on what kind of terminal.
type Options struct {
	// Binary is the path of the program, usually from Build. Required.
	Binary string
	// Args are its arguments, without the program's name.
	Args []string
	// Env is the program's whole environment as "NAME=value". Nothing is
	// inherited from the test's own environment (so no DOJO_* and no NO_COLOR
	// of the developer's shell reaches the program), but these defaults are
	// added for names that Env does not mention: TERM=xterm-256color,
	// COLORTERM=truecolor, LANG=C.UTF-8, PATH=/usr/bin:/bin, and HOME, an
	// empty directory of this test. An entry without "=" names a default to
	// leave out: "COLORTERM" alone gives a terminal that does not promise
	// true colour.
	Env []string
	// Cols and Rows are the size in cells. Zero means 80 and 24.
	Cols, Rows int
	// Claims is the size that the program is told instead, in columns and rows,
	// as by a line that doesn't know its size or has a wrong one.
	Claims *[2]int
	// Dir is the program's working directory. Empty means the test's own.
	Dir string
	// Mute makes a terminal that never answers queries, as some serial lines
	// and SSH paths are. What was asked is recorded all the same: see Queries.
	Mute bool
	// NoTitleStack makes a terminal that can't keep the title of its window.
	NoTitleStack bool
	// KillAtEnd says that the test does not care how the program ends: it is
	// killed when the test is over. Without it, a program that still runs
	// then fails the test.
	KillAtEnd bool

	// patience replaces the deadline of every wait, for the harness's tests.
	patience time.Duration
}

// ShellTitle is the title of the window that the program finds.
const ShellTitle = "a shell"

// withDefaults fills what was left zero.
func (o Options) withDefaults(tb testing.TB) Options {
	tb.Helper()
	if o.Binary == "" {
		tb.Fatalf("ptytest: Options.Binary is empty")
	}
	o.Cols, o.Rows = cmp.Or(max(o.Cols, 0), 80), cmp.Or(max(o.Rows, 0), 24)
	if o.patience == 0 {
		o.patience = patience(tb)
	}
	return o
}

// patience is the deadline of a wait: generous, because on a busy machine a
// short one only makes tests fail at random.
func patience(tb testing.TB) time.Duration {
	tb.Helper()
	if text := os.Getenv("PTYTEST_PATIENCE"); text != "" {
		d, err := time.ParseDuration(text)
		if err != nil || d <= 0 {
			tb.Fatalf("ptytest: PTYTEST_PATIENCE=%q is not a duration such as 2m", text)
		}
		return d
	}
	if Race {
		return time.Minute
	}
	return 20 * time.Second
}

// environment is given, and the defaults of all names that given doesn't mention.
func environment(given []string, home string) []string {
	env := []string{
		"TERM=xterm-256color",
		"COLORTERM=truecolor",
		"LANG=C.UTF-8",
		"PATH=/usr/bin:/bin",
		"HOME=" + home,
	}
	if Race {
		// A program built with the race detector otherwise sleeps for a
		// second before it exits.
		env = append(env, "GORACE=atexit_sleep_ms=0")
	}
	for _, entry := range given {
		name, _, hasValue := strings.Cut(entry, "=")
		env = slices.DeleteFunc(env, func(old string) bool { return strings.HasPrefix(old, name+"=") })
		if hasValue {
			env = append(env, entry)
		}
	}
	return env
}
