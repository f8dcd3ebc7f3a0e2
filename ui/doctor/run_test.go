package doctor

import (
	"context"
	"fmt"
	"testing"
	"time"
)

func runner(late <-chan time.Time, told *[]string) Runner {
	return Runner{
		Patience: time.Minute, After: func(time.Duration) <-chan time.Time { return late }, Spawn: func(f func()) { go f() },
		Told: func(done, all int) { *told = append(*told, fmt.Sprintf("%d/%d", done, all)) },
	}
}

// Checks run side by side, their findings come in the order of the checks, and how far it
// is gets told once for each.
func TestRun(t *testing.T) {
	t.Parallel()
	first, second := make(chan struct{}), make(chan struct{})
	checks := []Check{
		{Names: []Name{Program}, Run: func(context.Context) []Finding { <-second; close(first); return []Finding{ok(Program, "a")} }},
		{Names: []Name{Key, Zone}, Shop: "s", Run: func(context.Context) []Finding { close(second); <-first; return []Finding{ok(Key, "b"), ok(Zone, "c")} }},
	}
	var told []string
	got := runner(nil, &told).Run(t.Context(), checks)
	if len(got) != 3 || got[0].Found != "a" || got[1].Found != "b" || got[1].Shop != "s" || got[2].Found != "c" || got[0].Shop != "" {
		t.Errorf("%+v", got)
	}
	if fmt.Sprint(told) != "[0/2 1/2]" {
		t.Errorf("told %v", told)
	}
}

// A check that never ends is a fault of its own, and hides nothing.
func TestRunWithoutAnEnd(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	defer close(release)
	answered := make(chan struct{})
	late := make(chan time.Time)
	checks := []Check{
		{Names: []Name{Folder, Journal}, Run: func(context.Context) []Finding { <-release; return nil }},
		{Names: []Name{Terminal}, Run: func(context.Context) []Finding { defer close(answered); return []Finding{ok(Terminal, "fine")} }},
	}
	var told []string
	r := runner(late, &told)
	r.Told = func(done, _ int) {
		if done == 1 {
			go func() { late <- time.Time{} }()
		}
	}
	got := r.Run(t.Context(), checks)
	<-answered
	if len(got) != 3 || got[2].Found != "fine" {
		t.Fatalf("%+v", got)
	}
	has(t, "folder", got[0], Fault, "1m0s")
	has(t, "journal", got[1], Fault)
}

// Whoever ends it gets what is known so far.
func TestRunIsEnded(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	var told []string
	got := runner(nil, &told).Run(ctx, []Check{{Names: []Name{Connection}, Run: func(ctx context.Context) []Finding {
		cancel()
		<-make(chan struct{})
		return nil
	}}})
	if len(got) != 1 {
		t.Fatalf("%+v", got)
	}
	has(t, "ended", got[0], Skipped, "ended")
}

// What was found in time counts, though the time is over when it is looked at.
func TestRunLosesNoAnswer(t *testing.T) {
	t.Parallel()
	late := make(chan time.Time)
	close(late)
	for range 20 { // by chance the answers come first
		r := Runner{After: func(time.Duration) <-chan time.Time { return late }, Spawn: func(f func()) { f() }, Told: func(int, int) {}}
		var checks []Check
		for range 3 {
			checks = append(checks, Check{Names: []Name{Key}, Run: func(context.Context) []Finding { return []Finding{ok(Key, "fine")} }})
		}
		for _, f := range r.Run(t.Context(), checks) {
			has(t, "an answer", f, OK, "fine")
		}
	}
}
