package shop

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
)

// slowSteps is a journal that waits before each change of an attempt until the
// readers have seen the last one.
type slowSteps struct {
	reversal.Journal
	seen func(journal.Attempt)
}

func (j slowSteps) Move(ctx context.Context, from, to journal.Attempt) error {
	j.seen(from)
	return j.Journal.Move(ctx, from, to)
}

// One press at one of three screens is one request, and each screen sees each
// state of it, with the name of the person who pressed.
func TestThreeScreensOneRequest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var mu sync.Mutex
	seen := map[journal.State]*sync.WaitGroup{}
	of := func(state journal.State) *sync.WaitGroup { // is done when all three have seen it
		mu.Lock()
		defer mu.Unlock()
		if seen[state] == nil {
			seen[state] = &sync.WaitGroup{}
			seen[state].Add(3)
		}
		return seen[state]
	}
	w.options.Instrument = func(j reversal.Journal, d reversal.Dojo) (reversal.Journal, reversal.Dojo) {
		return slowSteps{j, func(a journal.Attempt) {
			all := make(chan struct{})
			go func() { of(a.State).Wait(); close(all) }()
			select {
			case <-all:
			case <-time.After(patience): // the reader says what it missed
			}
		}}, d
	}
	s := w.open()
	names := []string{"priya", "marek", "sam"}
	var screens []*Look
	for _, name := range names {
		screens = append(screens, w.person(s, name).Look())
	}
	payment := w.confirmed(screens[0].Session, w.payments[0])
	id := screens[0].Start(payment, "customer asked", w.options.Client.Now())

	saw := make([][]journal.State, len(screens))
	var readers sync.WaitGroup
	for i, n := range screens {
		readers.Go(func() {
			for late := time.After(patience); ; {
				for _, a := range n.Changed() {
					if a.ID == id && !slices.Contains(saw[i], a.State) {
						saw[i] = append(saw[i], a.State)
						of(a.State).Done()
					}
				}
				if len(saw[i]) > 0 && saw[i][len(saw[i])-1].Final() {
					return
				}
				select {
				case <-n.ReversalNews():
				case <-late:
					t.Errorf("%s saw no end", n.by.Operator)
					return
				}
			}
		})
	}
	readers.Wait()
	want := []journal.State{journal.Intended, journal.Sending, journal.Created, journal.Successful}
	for i, states := range saw {
		if !slices.Equal(states, want) {
			t.Errorf("%s saw %v, want %v", names[i], states, want)
		}
	}
	if calls := w.dojo.Calls(); calls.Reversal != 1 {
		t.Errorf("%d requests", calls.Reversal)
	}
	for i, n := range screens {
		if again := n.Changed(); len(again) > 0 {
			t.Errorf("%s is told again: %+v", names[i], again)
		}
		if other := n.Look().Changed(); len(other) != 1 {
			t.Errorf("another look of %s is told %+v", names[i], other)
		}
	}
	late := w.person(s, "lee")
	if first, all := late.Look().Changed(), late.Attempts(); !reflect.DeepEqual(first, all) || !first[0].OtherSession {
		t.Errorf("a session that opens late is told %+v, and not %+v", first, all)
	}
	a := screens[2].Attempts()
	if len(a) != 1 || a[0].Operator != "priya" || a[0].Host != "till of priya" ||
		a[0].Client != "192.0.2.7" || a[0].OperatorKey != "SHA256:of priya" || a[0].Shop != "Corner Shop" || a[0].KeyFingerprint == "" || a[0].BaseURL != w.options.Client.BaseURL {
		t.Errorf("the third screen has %+v", a)
	}
}

// Two people press for one payment at once: one request, and both see what
// becomes of either press.
func TestTwoScreensPressAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.open()
	priya, marek := w.person(s, "priya"), w.person(s, "marek")
	payment := w.confirmed(priya, w.payments[0])
	w.loaded(marek)
	var ids [2]string
	var presses sync.WaitGroup
	for i, n := range []*Session{priya, marek} {
		presses.Go(func() { ids[i] = n.Start(payment, "", w.options.Client.Now()) })
	}
	presses.Wait()
	for _, n := range []*Session{priya, marek} {
		var ends []journal.State
		for _, id := range ids {
			states := n.states(w, id)
			ends = append(ends, states[len(states)-1])
		}
		slices.Sort(ends)
		if !slices.Equal(ends, []journal.State{journal.Abandoned, journal.Successful}) {
			t.Errorf("%s saw the ends %v", n.by.Operator, ends)
		}
	}
	if calls := w.dojo.Calls(); calls.Reversal != 1 {
		t.Errorf("%d requests", calls.Reversal)
	}
}

// countedReads counts how often a journal was asked for news.
type countedReads struct {
	reversal.Journal
	n *atomic.Int64
}

func (c countedReads) Changes(ctx context.Context, of journal.Shop, after int64) ([]journal.Attempt, int64, error) {
	c.n.Add(1)
	return c.Journal.Changes(ctx, of, after)
}

// The journal is asked for news by one watcher, however many screens there are.
func TestOneWatcherReadsTheJournal(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var reads atomic.Int64
	w.options.Instrument = func(j reversal.Journal, d reversal.Dojo) (reversal.Journal, reversal.Dojo) {
		return countedReads{j, &reads}, d
	}
	s := w.open()
	for _, name := range []string{"priya", "marek", "sam"} {
		w.loaded(w.person(s, name))
	}
	// A second watcher would have a wait of its own by now.
	if n := w.polling.Load(); n > 1 {
		t.Errorf("%d watchers wait to ask the journal", n)
	}
	const polls = 5
	for range polls {
		w.polls <- time.Time{} // only a watcher takes it
	}
	s.Close()
	// One at the start and one after each wait, of which the last may not have
	// been made before the end.
	if n := reads.Load(); n != 1+polls && n != polls {
		t.Errorf("the journal was asked %d times in %d waits", n, polls)
	}
}

// The list is read at its full pace while one of the screens is looked at.
func TestFocusIsCounted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.open()
	priya, marek := w.person(s, "priya"), w.person(s, "marek")
	w.loaded(priya)
	full, away := w.options.List.Refresh, 6*w.options.List.Refresh
	next := func(what string, want time.Duration) {
		t.Helper()
		for late := time.Now().Add(patience); ; {
			w.mu.Lock()
			// A little of the wait has passed when it begins.
			is := len(w.waits) > 0 && w.waits[len(w.waits)-1] <= want && w.waits[len(w.waits)-1] > want*9/10
			w.waits = nil
			w.mu.Unlock()
			if is {
				return
			}
			if time.Now().After(late) {
				t.Fatalf("%s: the list doesn't wait %v", what, want)
			}
			<-time.After(time.Millisecond)
		}
	}
	next("both are looked at", full)
	priya.Focus(false)
	next("one is looked at", full)
	marek.Close()
	next("nobody looks", away)
	priya.Focus(true)
	next("one is looked at again", full)
	priya.Close()
	next("nobody is there", 5*time.Minute)
}

// A shop whose journal can't be opened, or can't be read, shows its list and sends
// nothing.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	broken := errors.New("the disk is full")
	for name, change := range map[string]func(*Options){
		"it can't be opened": func(o *Options) {
			o.OpenJournal = func(context.Context, func() time.Time) (Journal, error) { return nil, broken }
		},
		"it can't be read": func(o *Options) {
			o.Instrument = func(j reversal.Journal, d reversal.Dojo) (reversal.Journal, reversal.Dojo) {
				return unreadable{j, broken}, d
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			change(&w.options)
			s := w.open()
			if !errors.Is(s.ReadOnly(), broken) {
				t.Fatalf("read-only since %v", s.ReadOnly())
			}
			priya := w.person(s, "priya")
			id := priya.Start(w.confirmed(priya, w.payments[0]), "", w.options.Client.Now())
			if states := priya.states(w, id); states[len(states)-1] != journal.Abandoned {
				t.Errorf("it came to %v", states)
			}
			if a := priya.Attempts()[0]; a.Why != journal.NotRecorded {
				t.Errorf("why: %s", a.Why)
			}
			if calls := w.dojo.Calls(); calls.Reversal != 0 {
				t.Errorf("%d requests", calls.Reversal)
			}
		})
	}
}

type unreadable struct {
	reversal.Journal
	err error
}

func (u unreadable) Changes(context.Context, journal.Shop, int64) ([]journal.Attempt, int64, error) {
	return nil, 0, u.err
}

// A panic in the background is handed over, and the rest goes on.
func TestPanicInTheBackground(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.options.Instrument = func(j reversal.Journal, d reversal.Dojo) (reversal.Journal, reversal.Dojo) {
		return &panicking{Journal: j}, d
	}
	s := w.open()
	w.polls <- time.Time{}
	select {
	case what := <-w.crashes:
		if what != "odd" {
			t.Errorf("told %v", what)
		}
	case <-time.After(patience):
		t.Error("nobody is told")
	}
	w.loaded(w.person(s, "priya"))
}

// panicking panics when it is asked for news a second time.
type panicking struct {
	reversal.Journal
	asked atomic.Int64
}

func (p *panicking) Changes(ctx context.Context, of journal.Shop, after int64) ([]journal.Attempt, int64, error) {
	if p.asked.Add(1) > 1 {
		panic("odd")
	}
	return p.Journal.Changes(ctx, of, after)
}

// Stop lets a request under way be answered and recorded.
func TestStopWaitsForTheAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	asked, answer := make(chan struct{}), make(chan struct{})
	w.options.Instrument = func(j reversal.Journal, d reversal.Dojo) (reversal.Journal, reversal.Dojo) {
		return j, heldAnswer{d, asked, answer}
	}
	s := w.open()
	priya := w.person(s, "priya")
	priya.Start(w.confirmed(priya, w.payments[0]), "", w.options.Client.Now())
	<-asked
	priya.Close() // the shop goes on
	stopped, patient := make(chan struct{}), waited{context.Background(), make(chan struct{}, 1)}
	go func() { defer close(stopped); s.Stop(patient) }()
	select {
	case <-patient.begun: // no payment is watched any more
	case <-stopped:
	}
	select {
	case <-stopped:
		t.Error("it stopped while a request was under way")
	case <-time.After(50 * time.Millisecond):
	}
	close(answer)
	<-stopped
	if a := s.Attempts(); len(a) != 1 || a[0].State != journal.Created || a[0].Unrecorded {
		t.Errorf("left as %+v", a)
	}
}

// waited is a context that says when somebody begins to wait for its end.
type waited struct {
	context.Context
	begun chan struct{}
}

func (w waited) Done() <-chan struct{} {
	select {
	case w.begun <- struct{}{}:
	default:
	}
	return w.Context.Done()
}

// heldAnswer holds the answer to a reversal back.
type heldAnswer struct {
	reversal.Dojo
	asked, answer chan struct{}
}

func (h heldAnswer) Reverse(ctx context.Context, id string) (dojo.ReversalAnswer, error) {
	a, err := h.Dojo.Reverse(ctx, id)
	close(h.asked)
	<-h.answer
	return a, err
}

// Screens come and go, look up, refresh and reverse, all at once. It is for the
// race detector.
func TestScreensSideBySide(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.open()
	first := w.person(s, "first")
	var confirmed []journal.Payment
	for _, id := range w.payments {
		confirmed = append(confirmed, w.confirmed(first, id))
	}
	var people sync.WaitGroup
	for i, payment := range confirmed {
		people.Go(func() {
			w.person(s, "nobody").Close()
			n, ok := s.Session(reversal.Person{Identity: reversal.Identity{Operator: "sam"}})
			if !ok {
				t.Error("the shop is closed")
				return
			}
			defer n.Close()
			n.IncludeCreated(true)
			n.Focus(i%2 == 0)
			n.Refresh()
			if _, err := n.LookUp(context.Background(), w.payments[i]); err != nil {
				t.Error(err)
			}
			id := n.Start(payment, "", w.options.Client.Now())
			if states := n.states(w, id); states[len(states)-1] != journal.Successful {
				t.Errorf("%s came to %v", id, states)
			}
			w.loaded(n)
		})
	}
	people.Wait()
	if calls := w.dojo.Calls(); calls.Reversal != len(confirmed) {
		t.Errorf("%d requests", calls.Reversal)
	}
	if _, err := New(Options{}); err == nil {
		t.Error("a shop without a key opens")
	}
}
