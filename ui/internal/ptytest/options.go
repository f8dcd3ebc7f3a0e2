package ptytest

import (
	"os"
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
	// Dir is the program's working directory. Empty means the test's own.
	Dir string
	// Mute makes a terminal that never answers queries, as some serial lines
	// and SSH paths are. What was asked is recorded all the same: see Queries.
	Mute bool
	// KillAtEnd says that the test does not care how the program ends: it is
	// killed when the test is over. Without it, a program that still runs
	// then fails the test.
	KillAtEnd bool

	// patience replaces the deadline of every wait, for the harness's tests.
	patience time.Duration
}

const (
	defaultCols, defaultRows = 80, 24
	defaultPatience          = 20 * time.Second
	racePatienceFactor       = 3
)

// withDefaults fills what was left zero.
func (o Options) withDefaults(tb testing.TB) Options {
	tb.Helper()
	if o.Binary == "" {
		tb.Fatalf("ptytest: Options.Binary is empty")
	}
	if o.Cols <= 0 {
		o.Cols = defaultCols
	}
	if o.Rows <= 0 {
		o.Rows = defaultRows
	}
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
	if raceEnabled {
		return racePatienceFactor * defaultPatience
	}
	return defaultPatience
}

// environment is given plus the defaults for names that it does not mention.
func environment(given []string, home string) []string {
	defaults := []string{
		"TERM=xterm-256color",
		"COLORTERM=truecolor",
		"LANG=C.UTF-8",
		"PATH=/usr/bin:/bin",
		"HOME=" + home,
	}
	if raceEnabled {
		// A program built with the race detector otherwise sleeps for a
		// second before it exits.
		defaults = append(defaults, "GORACE=atexit_sleep_ms=0")
	}
	mentioned := make(map[string]bool)
	env := make([]string, 0, len(given)+len(defaults))
	for _, entry := range given {
		name, _, hasValue := strings.Cut(entry, "=")
		mentioned[name] = true
		if hasValue {
			env = append(env, entry)
		}
	}
	for _, entry := range defaults {
		name, _, _ := strings.Cut(entry, "=")
		if !mentioned[name] {
			env = append(env, entry)
		}
	}
	return env
}
