package script

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/shopday"
	"dojoreversals/ui/words"
)

// world is a shop whose list goes from one snapshot to the next whenever a command waits
// for news, and whose reversals only count.
type world struct {
	now     time.Time
	snaps   []*feed.Snapshot // the first is the present one
	news    chan struct{}
	payment dojo.PaymentIntent
	read    error
	began   []journal.Payment
	reasons []string
	ended   reversal.Attempt // what an attempt is as soon as it is begun
	later   func()           // changes it when its news are waited for again; nil for no news
	asked   int              // how often they were waited for
	stopped func()           // what the end of the command does

	out      strings.Builder
	progress []string
	set      Settings
	readOnly string
}

// clock is Dojo's, and the PC's is right.
type clock struct{ at time.Time }

func (c clock) Now() time.Time                { return c.at }
func (c clock) Span() dojo.Span               { return dojo.At(c.at) }
func (c clock) Offset() (time.Duration, bool) { return 0, true }
func (c clock) Jump() dojo.Jump               { return dojo.Jump{} }

func newWorld() *world {
	w := &world{now: shopday.Sunday, news: make(chan struct{}), ended: shopday.AttemptIn(journal.Successful, "")}
	w.snaps = []*feed.Snapshot{shopday.SnapshotOf(1, shopday.Payments())}
	w.payment = *shopday.Payments()[0]
	w.set = Settings{Options: words.Options{Zone: shopday.London, Mode: "SANDBOX", Shop: "Corner Shop"}, Format: Table, Again: "dojo-reversals watch"}
	w.stopped = func() {}
	close(w.news)
	return w
}

func (w *world) Snapshot() *feed.Snapshot { return w.snaps[0] }

func (w *world) ListNews() <-chan struct{} {
	if len(w.snaps) == 1 {
		return nil // no more news: the command's patience ends
	}
	w.snaps = w.snaps[1:]
	return w.news
}

func (w *world) LookUp(context.Context, string) (dojo.PaymentIntent, error) { return w.payment, w.read }

func (w *world) Start(p journal.Payment, reason string, _ time.Time) string {
	w.began, w.reasons = append(w.began, p), append(w.reasons, reason)
	w.ended.ID, w.ended.Payment = "attempt-1", p
	return w.ended.ID
}

func (w *world) Changed() []reversal.Attempt {
	if len(w.began) == 0 {
		return nil
	}
	return []reversal.Attempt{w.ended}
}

func (w *world) ReversalNews() <-chan struct{} {
	if w.asked++; w.asked == 1 || w.later == nil {
		return nil
	}
	w.later()
	return w.news
}

func (w *world) script() *Script {
	over := make(chan time.Time)
	close(over)
	// A command gives up where there is no more news.
	after := func(time.Duration) <-chan time.Time {
		if len(w.snaps) > 1 {
			return nil
		}
		return over
	}
	return New(Deps{
		List: w, Reversals: w, Now: func() time.Time { return w.now }, Clock: clock{w.now},
		After: after, Checked: func() string { return w.readOnly }, Stop: func() { w.stopped() }, Out: &w.out,
		Progress: func(text string) { w.progress = append(w.progress, text) },
	}, w.set)
}

// TestListIsNeverEmptyBeforeItIsWhole draws lists of every kind: that there are no payments
// is only said of a list that is whole, and only such a list ends with Done.
func TestListIsNeverEmptyBeforeItIsWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		w.set.Format = rapid.SampledFrom(Formats()).Draw(t, "format")
		n := rapid.IntRange(1, 4).Draw(t, "snapshots")
		w.snaps = nil
		for i := range n {
			payments := shopday.Payments()[:rapid.IntRange(0, 3).Draw(t, "payments")]
			s := shopday.SnapshotOf(uint64(i+1), payments)
			s.State = rapid.SampledFrom([]feed.State{feed.Loading, feed.Ready}).Draw(t, "state")
			s.Complete = s.State == feed.Ready && rapid.Bool().Draw(t, "complete")
			s.Cut = rapid.Bool().Draw(t, "cut")
			s.Complete = s.Complete && !s.Cut
			s.Unreadable = rapid.IntRange(0, 1).Draw(t, "unreadable")
			s.Unwatched = rapid.IntRange(0, 3).Draw(t, "unwatched") == 0
			s.Slept = rapid.IntRange(0, 3).Draw(t, "slept") == 0
			if rapid.Bool().Draw(t, "trouble") {
				s.Trouble = &feed.Trouble{Err: rapid.SampledFrom([]error{
					context.DeadlineExceeded, &dojo.RefusedError{Exchange: dojo.Exchange{HTTPStatus: 401}, Problem: &dojo.Problem{}},
				}).Draw(t, "error")}
			}
			w.snaps = append(w.snaps, s)
		}
		err := w.script().List(context.Background(), Query{})
		last := w.snaps[0]
		whole := last.Whole() && last.Trouble == nil && !last.Unwatched && !last.Slept
		if (err == nil) != whole {
			t.Fatalf("%v, and the list is %+v", err, last)
		}
		if strings.Contains(w.out.String(), words.ScriptNoPayments) && (!whole || len(last.Payments) > 0) {
			t.Fatalf("it says %q of %+v", w.out.String(), last)
		}
		for _, p := range last.Payments {
			if !strings.Contains(w.out.String(), p.ID) {
				t.Fatalf("%s isn't in\n%s", p.ID, w.out.String())
			}
		}
		if len(w.progress) == 0 || w.progress[len(w.progress)-1] != "" {
			t.Fatalf("the progress is left on the terminal: %q", w.progress)
		}
	})
}

// TestReverseOnlyWhatWasMeant draws orders and payments: a reversal begins once if all
// that the script says is so and the rule allows it, and never else.
func TestReverseOnlyWhatWasMeant(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld()
		status := rapid.SampledFrom([]dojo.Status{dojo.StatusAuthorized, dojo.StatusCaptured, dojo.StatusReversed}).Draw(t, "status")
		w.payment.Status = status
		if rapid.IntRange(0, 4).Draw(t, "read-only") == 0 {
			w.readOnly = "Read-only."
		}
		if rapid.IntRange(0, 4).Draw(t, "unread") == 0 {
			w.read = context.DeadlineExceeded
		}
		mustType := rapid.Bool().Draw(t, "must type")
		w.set.MustType = func(dojo.Money) bool { return mustType }
		amount := w.payment.Charge().Total
		o := Order{
			ID: w.payment.ID, Yes: true, Reason: "x",
			Amount:   rapid.SampledFrom([]string{amount.Decimal(), amount.Decimal(), "", "0.00", "4250", "-" + amount.Decimal(), amount.Decimal() + "0", "GBP " + amount.Decimal()}).Draw(t, "amount"),
			Currency: rapid.SampledFrom([]string{"", amount.Currency, strings.ToLower(amount.Currency), "EUR", "GB"}).Draw(t, "currency"),
			DryRun:   rapid.IntRange(0, 3).Draw(t, "dry") == 0,
		}
		err := w.script().Reverse(context.Background(), o)
		meant := o.Amount == amount.Decimal() && (o.Currency == "" || strings.EqualFold(o.Currency, amount.Currency))
		may := status == dojo.StatusAuthorized && w.readOnly == "" && w.read == nil
		want := 0
		if meant && may && !o.DryRun {
			want = 1
		}
		if len(w.began) != want {
			t.Fatalf("%d begun, want %d: %+v, %v", len(w.began), want, o, err)
		}
		if (err == nil) != (meant && may) {
			t.Fatalf("%+v ends with %v", o, err)
		}
		if may && !meant && CodeOf(err) != WrongUse {
			t.Fatalf("%+v ends with %d, %v", o, CodeOf(err), err)
		}
		if want == 1 && (w.began[0].ID != w.payment.ID || w.began[0].Amount != amount || w.reasons[0] != "other: x") {
			t.Fatalf("%+v, %q", w.began, w.reasons)
		}
	})
}

// A signal before anything was sent says so.
func TestReverseEndedFirst(t *testing.T) {
	t.Parallel()
	w := newWorld()
	ended, end := context.WithCancel(context.Background())
	end()
	for _, w.read = range []error{nil, &dojo.NoAnswerError{Cause: dojo.CauseStopped}} {
		err := w.script().Reverse(ended, Order{ID: w.payment.ID, Yes: true, Amount: w.payment.Charge().Total.Decimal()})
		if CodeOf(err) != Failed || !strings.Contains(err.Error(), words.ScriptNothingSent) || len(w.began) > 0 {
			t.Errorf("%v, %d begun", err, len(w.began))
		}
	}
}

// broken is an output that takes nothing.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("closed") }

// What came of a reversal isn't lost where the output takes nothing.
func TestResultIsNotLost(t *testing.T) {
	t.Parallel()
	for _, format := range Formats() {
		w := newWorld()
		w.set.Format = format
		s := w.script()
		s.deps.Out = broken{}
		err := s.Reverse(context.Background(), Order{ID: w.payment.ID, Yes: true, Amount: w.payment.Charge().Total.Decimal()})
		if err == nil || CodeOf(err) != Done || !strings.Contains(err.Error(), "Successful") {
			t.Errorf("%s: %v", format, err)
		}
	}
}

// However short the wait is, an attempt that is being sent here isn't left before its
// answer is recorded. The end of the command waits for that too, and for no more. One that
// another key has to follow isn't waited for.
func TestFollow(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		otherKey, resumed bool
		end               bool // a signal comes
		want              journal.State
		stops             int
	}{
		"the wait is over":      {want: journal.Created},
		"of an earlier run":     {resumed: true, want: journal.Checking},
		"a signal":              {end: true, want: journal.Created, stops: 1},
		"of another key":        {otherKey: true, want: journal.Sending},
		"a signal, another key": {otherKey: true, end: true, want: journal.Sending},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			w.set.Format = JSON
			w.ended = shopday.AttemptIn(journal.Sending, "")
			w.ended.OtherKey, w.ended.Resumed = c.otherKey, c.resumed
			w.began, w.ended.ID = []journal.Payment{w.ended.Payment}, "attempt-1"
			answered := func() { w.ended.State = journal.Created }
			stops, wait := 0, Wait(0)
			w.stopped = func() { stops++; answered() }
			ctx, end := context.WithCancel(context.Background())
			defer end()
			if c.end {
				end()
				wait = ToTheEnd
			} else {
				w.later = answered
			}
			err := w.script().Follow(ctx, "attempt-1", wait)
			if CodeOf(err) != Unknown || !strings.Contains(w.out.String(), `"state":"`+string(c.want)+`"`) || stops != c.stops {
				t.Errorf("%v, stopped %d times, %s", err, stops, w.out.String())
			}
		})
	}
}
