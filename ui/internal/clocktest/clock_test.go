package clocktest

import (
	"testing"
	"time"
)

// What is due rings once, with the time that the clock shows then, and nothing rings sooner.
func TestAlarms(t *testing.T) {
	t.Parallel()
	began := time.Unix(1_800_000_000, 0)
	c := New(began)
	now, soon, late := c.After(0), c.After(time.Minute), c.After(time.Hour)
	rung := func() (all string) {
		for _, a := range []struct {
			name  string
			alarm <-chan time.Time
		}{{"now", now}, {"soon", soon}, {"late", late}} {
			select {
			case at := <-a.alarm:
				all += a.name + " " + at.Sub(began).String() + " "
			default:
			}
		}
		return all
	}
	for _, step := range []struct {
		by   time.Duration
		want string
		set  int // alarms that are left
	}{
		{0, "now 0s ", 2}, {time.Minute - 1, "", 2}, {1, "soon 1m0s ", 1}, {time.Minute, "", 1}, {2 * time.Hour, "late 2h2m0s ", 0}, {time.Hour, "", 0},
	} {
		c.Advance(step.by)
		if got := rung(); got != step.want {
			t.Errorf("after %v: %q, want %q", step.by, got, step.want)
		}
		if set := c.Alarms(); len(set) != step.set || step.set == 1 && !set[0].Equal(began.Add(time.Hour)) {
			t.Errorf("after %v: set for %v", step.by, set)
		}
	}
	if got := c.Now().Sub(began); got != 3*time.Hour+2*time.Minute {
		t.Errorf("the clock has gone on by %v", got)
	}
}
