package reversal

import (
	"context"
	"fmt"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// beginsNot is a journal that begins no attempt.
type beginsNot struct {
	*journal.Memory
	err error
}

func (j beginsNot) Begin(context.Context, journal.Attempt) error { return j.err }

// An attempt that can't begin because of what goes on, and not of what is wrong, says
// so: nobody has to look at the disk.
func TestCannotBeginYet(t *testing.T) {
	t.Parallel()
	for err, why := range map[error]journal.Why{
		fmt.Errorf("the journal: %w", journal.ErrUnchecked): journal.TooSlow,
		context.Canceled: journal.Stopped,
		&journal.Error{Kind: journal.ErrDamaged, Path: "x"}: journal.NotRecorded,
	} {
		s := New(Deps{Journal: beginsNot{journal.NewMemory(), err}, Now: time.Now, Clock: dojo.NewClock(time.Now), NewID: func() string { return "a" }})
		s.Start(Person{}, journal.Payment{ID: "pi_1"}, "", time.Now())
		s.running.Wait()
		if a := s.attempt("a"); a.State != journal.Abandoned || a.Why != why || (a.JournalError != "") != (why == journal.NotRecorded) {
			t.Errorf("%v: %s, %q, %q", err, a.State, a.Why, a.JournalError)
		}
	}
}
