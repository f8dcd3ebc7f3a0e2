package ui

import (
	"errors"
	"slices"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/shopday"
)

// skewedList is a list whose times of this machine's clock are off by the
// driver's skew, while all that the tests write stays as if it were right.
type skewedList struct {
	*shopday.List
	d *driver
}

func (l skewedList) Snapshot() *feed.Snapshot {
	if l.d.skew == 0 {
		return l.Snap
	}
	s := *l.Snap
	if s.Trouble != nil {
		t := *s.Trouble
		t.RetryAt, t.Err = skewed(t.RetryAt, l.d.skew), skewedError(t.Err, l.d.skew)
		s.Trouble = &t
	}
	return &s
}

type skewedReversals struct {
	*shopday.Reversals
	d *driver
}

func (r skewedReversals) Start(p journal.Payment, reason string, at time.Time) string {
	return r.Reversals.Start(p, reason, skewed(at, -r.d.skew))
}

func (r skewedReversals) Changed() []reversal.Attempt {
	list := slices.Clone(r.All)
	if r.d.skew == 0 {
		return list
	}
	for i := range list {
		a := &list[i]
		for _, t := range []*time.Time{&a.ConfirmedAt, &a.SentAt, &a.GaveUpAt, &a.SettledAt, &a.SeenReversedAt, &a.CorrectedAt, &a.NextRead, &a.UnreadSince} {
			*t = skewed(*t, r.d.skew)
		}
		if a.InTheWay != nil {
			other := *a.InTheWay
			other.ConfirmedAt = skewed(other.ConfirmedAt, r.d.skew)
			a.InTheWay = &other
		}
	}
	return list
}

// skewed is an instant as a clock shows it that is off.
func skewed(t time.Time, by time.Duration) time.Time {
	if t.IsZero() {
		return t
	}
	return t.Add(by)
}

func skewedError(err error, by time.Duration) error {
	var refused *dojo.RefusedError
	var lost *dojo.NoAnswerError
	var unsent *dojo.NotSentError
	off := func(x dojo.Exchange) dojo.Exchange {
		x.Sent, x.Received = skewed(x.Sent, by), skewed(x.Received, by)
		return x
	}
	switch {
	case errors.As(err, &refused):
		e := *refused
		e.Exchange = off(e.Exchange)
		return &e
	case errors.As(err, &lost):
		e := *lost
		e.Exchange = off(e.Exchange)
		return &e
	case errors.As(err, &unsent):
		e := *unsent
		e.Exchange = off(e.Exchange)
		return &e
	}
	return err
}

// People see Dojo's time everywhere: a PC whose clock is off by 25 hours, or by
// eight minutes, shows each state of the screen exactly as one whose clock is
// right, with the details and the technical lines as well.
func TestNoTimeOfThisMachine(t *testing.T) {
	t.Parallel()
	for _, s := range states() {
		if s.name == "clock-wrong" {
			continue // which says so
		}
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			for _, skew := range []time.Duration{25 * time.Hour, -25 * time.Hour, 8 * time.Minute} {
				right, wrong := s.open(t), s.open(t, func(_ *Settings, d *driver) { d.skew = skew })
				same := func(what string) {
					t.Helper()
					if want, got := right.m.View(), wrong.m.View(); want != got {
						t.Errorf("%s, %v ahead:\n%s\nand not\n%s", what, skew, wrong.text(), right.text())
					}
				}
				same("as it is")
				for _, d := range []*driver{right, wrong} {
					if d.m.dialog == nil && d.m.quit == nil && !d.m.finder.open && !d.m.help.open && !d.m.day.open {
						d.press("t", "enter")
					}
				}
				same("with its details")
			}
		})
	}
}

// An attempt keeps the offset that was known when it was confirmed: the clock
// may have been put right since.
func TestTimeOfAnAttemptByItsOwnOffset(t *testing.T) {
	t.Parallel()
	for _, s := range resumedStates() {
		right := s.open(t)
		put := s.open(t)
		put.moves(func(a *reversal.Attempt) {
			a.ConfirmedDojo = a.ConfirmedAt
			a.ConfirmedAt = a.ConfirmedAt.Add(25 * time.Hour) // the clock stood ahead
		})
		if want, got := right.m.View(), put.m.View(); want != got {
			t.Errorf("%s:\n%s\nand not\n%s", s.name, put.text(), right.text())
		}
	}
}
