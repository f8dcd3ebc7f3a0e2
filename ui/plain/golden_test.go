package plain

import (
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/shopday"
)

// Whole sessions, as they are read: what is typed stands after ">".
func TestGoldens(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		do      func(*typist)
		options []option
	}{
		"session": {func(w *typist) {
			w.types("find 1013").types("show 1").types("find").types("4")
			w.types("2").types("yes").types("").types("reverse 1 because charged twice").types("reverse")
			w.waits(4 * time.Second)
			w.moves(func(a *reversal.Attempt) { shopday.ToState(journal.Created)(a); a.SentAt = w.pc })
			w.types("results").types("quit").types("")
			w.moves(func(a *reversal.Attempt) { a.State, a.LastStatus = journal.Successful, dojo.StatusReversed })
			w.changes("1011", shopday.Is(dojo.StatusReversed))
			w.types("1").types("2").types("42.50").types("keep").types("list").types("quit")
		}, nil},
		"ascii": {func(w *typist) {
			w.types("show 1").types("3").types("reverse")
			w.moves(func(a *reversal.Attempt) {
				shopday.ToState(journal.Checking)(a)
				a.NextRead = w.pc.Add(5 * time.Second)
			})
			w.moves(func(a *reversal.Attempt) { a.NextRead = time.Time{} })
			w.moves(func(a *reversal.Attempt) { a.State, a.Why = journal.Failed, journal.Refused })
			w.types("help").types("quit")
		}, []option{inASCII}},
		"late": {func(w *typist) {
			w.types("1").waits(9 * time.Minute).waits(5 * time.Minute).types("list").types("1").types("nonsense")
			w.lists(w.list.Snap.Payments, func(s *feed.Snapshot) {
				s.AsOf = w.Now()
				s.Trouble = &feed.Trouble{Err: shopday.ErrNoNetwork, RetryAt: w.pc.Add(8 * time.Second), Since: w.Now()}
			})
			w.lists(w.list.Snap.Payments).types("quit")
		}, []option{at(shopday.ClockAt("23:47"))}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, shopday.Payments(), c.options...)
			c.do(w)
			shopday.Golden(t, *update, name, w.log.String())
			if !w.p.Ended() {
				t.Error("quit didn't end it")
			}
		})
	}
}
