package feed

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"dojoreversals/dojo"

	"pgregory.net/rapid"
)

// A whole Dojo with arbitrary payments, changes, failures, page order, date
// basis and a lagging search index: at every moment the snapshot is sound and
// shows only what was once true, no payment goes back in its life, none that
// was shown disappears; and once Dojo is well and quiet again, the snapshot is
// the truth.
func TestTheFeedFollowsDojo(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(fatal{t, rt})
		w.size = rapid.IntRange(1, 7).Draw(rt, "page size")
		w.order = rapid.SampledFrom([]string{"newest", "oldest", "id"}).Draw(rt, "order")
		w.dated = rapid.Bool().Draw(rt, "dated")
		w.ahead = time.Duration(rapid.IntRange(-3, 3).Draw(rt, "ahead")) * time.Hour
		switch rapid.IntRange(0, 2).Draw(rt, "basis") {
		case 1:
			w.basis = func(p dojo.PaymentIntent) time.Time { at, _ := p.PaidOrCreated(); return at }
		case 2:
			w.basis = func(p dojo.PaymentIntent) time.Time {
				if p.UpdatedAt.IsZero() {
					return p.CreatedAt.Time()
				}
				return p.UpdatedAt.Time()
			}
		}
		if w.dated { // without times of change, a lag can't be told from the truth
			w.lag = time.Duration(rapid.IntRange(0, 3).Draw(rt, "lag")) * 4 * time.Second
		}
		w.pay("a", rapid.IntRange(0, 12).Draw(rt, "held"), dojo.StatusAuthorized)
		w.pay("b", rapid.IntRange(0, 8).Draw(rt, "captured"), dojo.StatusCaptured)
		w.pay("c", rapid.IntRange(0, 4).Draw(rt, "unpaid"), dojo.StatusCreated)
		reads := rapid.IntRange(1, 5).Draw(rt, "reads")
		f := w.feed(Options{reads: reads, readsAtOnce: rapid.IntRange(1, 3).Draw(rt, "at once")})
		if rapid.Bool().Draw(rt, "everything") {
			w.reader.IncludeCreated(true)
		}

		const busy = 2 * time.Minute
		for i := range rapid.IntRange(0, 25).Draw(rt, "changes") {
			w.at(time.Duration(rapid.IntRange(0, int(busy/time.Millisecond)).Draw(rt, "when"))*time.Millisecond, false,
				change(rt, w, f, fmt.Sprintf("n%02d", i)))
		}
		faults := rapid.SampledFrom([]float64{0, 0.1, 0.5}).Draw(rt, "faults")
		dice := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 0))
		w.fail = func(call) error {
			w.mu.Lock()
			defer w.mu.Unlock()
			if w.now.After(noon.Add(busy)) || dice.Float64() >= faults {
				return nil
			}
			return []error{unreachable, refused(500, 0), refused(429, 3*time.Second), refused(401, 0), refused(400, 0),
				&dojo.NoAnswerError{Cause: dojo.CauseUnreadable, Err: errors.New("not JSON")}}[dice.IntN(6)]
		}
		shown := map[string]int{}
		for at := time.Duration(0); at < 5*time.Minute; at += 700 * time.Millisecond {
			w.at(at, false, func() { follow(rt, w, f, shown) })
		}
		// Those that are missing from the list are read a few at a time.
		w.run(f, 5*time.Minute+12*time.Minute/time.Duration(reads))

		s := f.Snapshot()
		if s.State != Ready || !s.Complete || s.Trouble != nil {
			rt.Fatalf("in the end: %v, complete %v, trouble %+v", s.State, s.Complete, s.Trouble)
		}
		for id := range w.history {
			truth := w.truth(id)
			p, ok := s.Get(id)
			switch {
			case truth.gone && ok && !s.IsGone(id) && p.Status != dojo.StatusCreated:
				rt.Errorf("%s is gone, but shown as %s", id, p.Status)
			case !truth.gone && truth.payment.Status == dojo.StatusCreated:
				// Not asked for, or not asked for at every refresh.
			case !truth.gone && !ok:
				rt.Errorf("%s (%s) is missing", id, truth.payment.Status)
			case !truth.gone && !p.Equal(&truth.payment):
				rt.Errorf("%s is shown as %s, but is %s", id, p.Status, truth.payment.Status)
			}
		}
	})
}

// change draws something that happens at Dojo.
func change(t *rapid.T, w *world, f *Feed, fresh string) func() {
	kind := rapid.IntRange(0, 5).Draw(t, "kind")
	pick := rapid.Uint32().Draw(t, "which")
	return func() {
		var ids []string
		for id := range w.history {
			ids = append(ids, id)
		}
		if len(ids) == 0 || kind == 0 {
			at := w.Now().Add(w.ahead)
			w.put(dojo.PaymentIntent{ID: fresh, Status: dojo.StatusAuthorized, CreatedAt: dojo.InstantOf(at), PaidAt: dojo.InstantOf(at)})
			return
		}
		slices.Sort(ids) // map order must not decide
		id := ids[int(pick)%len(ids)]
		s := w.truth(id)
		if s.gone {
			return
		}
		p := s.payment
		next := map[dojo.Status][]dojo.Status{
			dojo.StatusCreated:    {dojo.StatusAuthorized, dojo.StatusCanceled},
			dojo.StatusAuthorized: {dojo.StatusCaptured, dojo.StatusReversed, dojo.StatusReversed},
			dojo.StatusCaptured:   {dojo.StatusRefunded},
		}[p.Status]
		switch {
		case kind == 1 && p.Status == dojo.StatusAuthorized:
			w.forget(id)
		case kind == 2:
			_, _ = f.LookUp(context.Background(), id)
		case kind == 3:
			p.EditExtras(func(x *dojo.Extras) { x.Tips = &dojo.Money{Minor: int64(pick), Currency: "GBP"} })
			w.put(p)
		case len(next) > 0:
			p.Status = next[int(pick/7)%len(next)]
			if p.Status == dojo.StatusAuthorized {
				p.PaidAt = dojo.InstantOf(w.Now().Add(w.ahead))
			}
			w.put(p)
			if kind == 4 {
				f.Observe(dojo.Reading{Payment: w.truth(id).payment, Exchange: dojo.Exchange{Sent: w.Now()}})
			}
		}
	}
}

// follow checks a snapshot under way, against the latest state of each payment
// that was shown before.
func follow(t *rapid.T, w *world, f *Feed, shown map[string]int) {
	s := f.Snapshot()
	check(t, s)
	for id, was := range shown {
		p, ok := s.Get(id)
		if !ok {
			t.Errorf("%s disappeared", id)
			continue
		}
		is := -1
		for i, h := range w.history[id] {
			if h.payment.Equal(p) {
				is = i
			}
		}
		if is < 0 {
			t.Errorf("%s never was %s (%v)", id, p.Status, p.Extras().Tips)
		}
		if is < was {
			t.Errorf("%s went back to %s", id, p.Status)
		}
		shown[id] = is
	}
	for _, p := range s.Payments {
		if _, ok := shown[p.ID]; !ok {
			shown[p.ID] = 0
		}
	}
}

// fatal lets the world fail a property rather than the test around it.
type fatal struct {
	testing.TB
	rt *rapid.T
}

func (f fatal) Error(args ...any)                 { f.rt.Error(args...) }
func (f fatal) Errorf(format string, args ...any) { f.rt.Errorf(format, args...) }
func (f fatal) Fatalf(format string, args ...any) { f.rt.Fatalf(format, args...) }
