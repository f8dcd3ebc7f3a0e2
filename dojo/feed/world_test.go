package feed

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"dojoreversals/dojo"
)

// noon is when most tests begin.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// world is a Dojo, two clocks and a script in one: time passes only when the
// feed waits or a call takes its latency, so that hours take milliseconds and
// every run is the same.
type world struct {
	t  testing.TB
	mu sync.Mutex

	now    time.Time     // this machine's clock
	ahead  time.Duration // Dojo's clock, as far as it is ahead…
	known  bool          // …which shows only after an answer
	events []event
	end    time.Time
	stop   context.CancelFunc
	waits  []time.Duration

	history map[string][]state
	lag     time.Duration // how far the search index is behind
	size    int           // rows on a page
	latency time.Duration
	order   string // newest, oldest or random
	rand    *rand.Rand
	basis   func(dojo.PaymentIntent) time.Time
	dated   bool // changes set UpdatedAt
	// fail is asked before every call.
	fail func(call) error
	// cut says of which pages Dojo leaves all rows and the cursor out.
	cut func(call) bool
	// bad rows without an ID come on the first page of each list.
	bad int

	reader *Reader // of the newest feed: somebody looks at it

	calls   []call
	listing int
}

type state struct {
	at      time.Time // by this machine's clock
	payment dojo.PaymentIntent
	gone    bool
}

type event struct {
	at   time.Time
	do   func()
	wake bool // it asks the feed for a refresh
}

type call struct {
	at    time.Time
	id    string // of a single read
	query dojo.Query
}

func (c call) group() group { return groupOf(c.query.Statuses[0]) }
func (c call) closing() bool {
	return c.id == "" && len(c.query.Statuses) > 4
}

func newWorld(t testing.TB) *world {
	return &world{
		t: t, now: noon, size: 100, order: "newest", history: map[string][]state{}, dated: true,
		latency: 50 * time.Millisecond, rand: rand.New(rand.NewPCG(1, 2)),
		basis: func(p dojo.PaymentIntent) time.Time { return p.CreatedAt.Time() },
	}
}

func (w *world) feed(o Options) *Feed {
	o.atOnce = cmp.Or(o.atOnce, 1) // the world has one thing happen at a time; shop_test.go is for more
	f := New(Deps{Source: w, Now: w.Now, Clock: dojoClock{w}, After: w.After, Rand: func() float64 { return 0.5 }}, usual(o))
	w.reader = f.Subscribe()
	w.reader.Focus(true)
	return f
}

// usual is options with this program's defaults.
func usual(o Options) Options {
	o.Refresh, o.RecentDays = cmp.Or(o.Refresh, 5*time.Second), cmp.Or(o.RecentDays, 7)
	return o
}

// run runs a feed for a time and fails if it ends otherwise than asked.
func (w *world) run(f *Feed, d time.Duration) {
	w.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	w.mu.Lock()
	w.end, w.stop = w.now.Add(d), stop
	w.mu.Unlock()
	if err := f.Run(ctx); !errors.Is(err, context.Canceled) {
		w.t.Fatalf("Run ended with %v", err)
	}
}

// at puts something on the script, at a time after noon.
func (w *world) at(d time.Duration, wake bool, do func()) {
	w.events = append(w.events, event{at: noon.Add(d), do: do, wake: wake})
	slices.SortStableFunc(w.events, func(a, b event) int { return a.at.Compare(b.at) })
}

func (w *world) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

type dojoClock struct{ w *world }

func (c dojoClock) Now() time.Time {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	if c.w.known {
		return c.w.now.Add(c.w.ahead)
	}
	return c.w.now
}

func (w *world) After(d time.Duration) <-chan time.Time {
	w.mu.Lock()
	w.waits = append(w.waits, d)
	w.mu.Unlock()
	c := make(chan time.Time, 1)
	if w.pass(d, true) {
		c <- w.Now()
	}
	return c
}

// pass lets time pass, runs what is on the script, and says whether all of it
// passed: it stops early at the end, and on demand when a refresh is asked for.
func (w *world) pass(d time.Duration, wakes bool) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	until := w.now.Add(d)
	for {
		if len(w.events) == 0 || w.events[0].at.After(until) || w.events[0].at.After(w.end) {
			break
		}
		e := w.events[0]
		w.events = w.events[1:]
		if e.at.After(w.now) {
			w.now = e.at
		}
		w.mu.Unlock()
		e.do()
		w.mu.Lock()
		if e.wake && wakes {
			return false
		}
	}
	if until.Before(w.now) {
		return true // others let more time pass meanwhile
	}
	w.now = until
	if !until.Before(w.end) {
		w.now = w.end
		w.stop()
		return false
	}
	return true
}

// put sets how a payment is from now on.
func (w *world) put(p dojo.PaymentIntent) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.dated {
		p.UpdatedAt = dojo.InstantOf(w.now.Add(w.ahead))
	}
	w.history[p.ID] = append(w.history[p.ID], state{at: w.now, payment: p})
}

// set gives a payment another status.
func (w *world) set(id string, s dojo.Status) {
	p := w.truth(id).payment
	p.Status = s
	w.put(p)
}

// forget makes Dojo answer with 404 from now on.
func (w *world) forget(id string) {
	s := w.truth(id)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.history[id] = append(w.history[id], state{at: w.now, payment: s.payment, gone: true})
}

func (w *world) truth(id string) state {
	w.mu.Lock()
	defer w.mu.Unlock()
	h := w.history[id]
	return h[len(h)-1]
}

// pay makes n payments, a minute apart, the newest a minute old. Their IDs
// count from 0, with a prefix.
func (w *world) pay(prefix string, n int, s dojo.Status) {
	for i := range n {
		at := w.now.Add(w.ahead).Add(-time.Duration(n-i) * time.Minute)
		p := dojo.PaymentIntent{
			ID: fmt.Sprintf("%s%04d", prefix, i), Status: s, CreatedAt: dojo.InstantOf(at), PaidAt: dojo.InstantOf(at),
			Amount: &dojo.Money{Minor: 4250, Currency: "GBP"},
		}
		if s == dojo.StatusCreated {
			p.PaidAt = 0
		}
		if w.dated {
			p.UpdatedAt = dojo.InstantOf(at)
		}
		w.history[p.ID] = []state{{at: noon.Add(-1000 * time.Hour), payment: p}}
	}
}

// found returns the rows of a query as the search index has them.
func (w *world) found(q dojo.Query) []dojo.PaymentIntent {
	w.mu.Lock()
	defer w.mu.Unlock()
	var rows []dojo.PaymentIntent
	for _, h := range w.history {
		for i := len(h) - 1; i >= 0; i-- {
			if h[i].at.After(w.now.Add(-w.lag)) {
				continue
			}
			p := h[i].payment
			if !h[i].gone && slices.Contains(q.Statuses, p.Status) && !w.basis(p).Before(q.Start) {
				rows = append(rows, p)
			}
			break
		}
	}
	slices.SortFunc(rows, func(a, b dojo.PaymentIntent) int {
		switch w.order {
		case "oldest":
			return cmp.Or(a.CreatedAt.Time().Compare(b.CreatedAt.Time()), cmp.Compare(a.ID, b.ID))
		case "id":
			return cmp.Compare(a.ID, b.ID)
		}
		return cmp.Or(b.CreatedAt.Time().Compare(a.CreatedAt.Time()), cmp.Compare(a.ID, b.ID))
	})
	return rows
}

// begin notes a call, lets its latency pass and says whether it fails.
func (w *world) begin(ctx context.Context, c call) (dojo.Exchange, error) {
	w.mu.Lock()
	c.at = w.now
	w.calls = append(w.calls, c)
	fail := w.fail
	w.mu.Unlock()
	x := dojo.Exchange{Sent: c.at}
	w.pass(w.latency, false)
	if err := ctx.Err(); err != nil {
		return x, err
	}
	if fail != nil {
		if err := fail(c); err != nil {
			return x, err
		}
	}
	w.mu.Lock()
	w.known = true
	w.mu.Unlock()
	return x, nil
}

// Search answers from cursors that are mere positions, the worst kind: rows are
// doubled and skipped when something changes between the pages.
func (w *world) Search(ctx context.Context, q dojo.Query) (dojo.Page, error) {
	w.mu.Lock()
	w.listing++
	if w.listing > 1 {
		w.t.Error("two lists are read at once")
	}
	w.mu.Unlock()
	c := call{query: q}
	x, err := w.begin(ctx, c)
	w.mu.Lock()
	w.listing--
	w.mu.Unlock()
	if err != nil || w.cut != nil && w.cut(c) {
		return dojo.Page{Exchange: x, Partial: true}, err
	}
	from, _ := strconv.Atoi(q.After)
	rows := w.found(q)
	p := dojo.Page{Exchange: x, Payments: slices.Clone(rows[min(from, len(rows)):min(from+w.size, len(rows))])}
	if from == 0 {
		p.Payments = append(p.Payments, make([]dojo.PaymentIntent, w.bad)...)
	}
	if from+w.size < len(rows) {
		p.After = strconv.Itoa(from + w.size)
	}
	return p, nil
}

func (w *world) PaymentIntent(ctx context.Context, id string) (dojo.Reading, error) {
	x, err := w.begin(ctx, call{id: id})
	if err != nil {
		return dojo.Reading{Exchange: x}, err
	}
	w.mu.Lock()
	h := w.history[id]
	w.mu.Unlock()
	if len(h) == 0 || h[len(h)-1].gone {
		return dojo.Reading{Exchange: x}, refused(404, 0)
	}
	return dojo.Reading{Payment: h[len(h)-1].payment, Exchange: x}, nil
}

func refused(status int, after time.Duration) error {
	return &dojo.RefusedError{Exchange: dojo.Exchange{HTTPStatus: status}, Problem: &dojo.Problem{}, RetryAfter: after}
}

var unreachable = error(&dojo.NotSentError{Cause: dojo.CauseConnect, Err: errors.New("no route")})

// count counts the calls that a condition holds for.
func (w *world) count(is func(call) bool) (n int) {
	for _, c := range w.calls {
		if is(c) {
			n++
		}
	}
	return n
}

func lists(g group) func(call) bool {
	return func(c call) bool { return c.id == "" && !c.closing() && c.group() == g }
}
func single(c call) bool { return c.id != "" }

// status is the status that a snapshot shows for a payment, "" if none.
func status(f *Feed, id string) dojo.Status {
	if p, ok := f.Snapshot().Get(id); ok {
		return p.Status
	}
	return ""
}

// check fails if a snapshot isn't sound in itself.
func check(t interface {
	Helper()
	Errorf(string, ...any)
}, s *Snapshot) {
	t.Helper()
	for i, p := range s.Payments {
		if i > 0 && NewestFirst(s.Payments[i-1], p) >= 0 {
			t.Errorf("row %d (%s) is out of order or doubled", i, p.ID)
		}
		if got, ok := s.Get(p.ID); !ok || got != p {
			t.Errorf("Get(%s) isn't the row", p.ID)
		}
	}
	n := 0
	x, _ := s.Index.(index)
	for _, p := range x.base {
		if x.Find(p.ID) != nil {
			n++
		}
	}
	for id, p := range x.overlay {
		if _, ok := slices.BinarySearchFunc(x.base, id, byID); !ok && p != nil {
			n++
		}
	}
	if n != len(s.Payments) {
		t.Errorf("%d payments in the index, %d in the list", n, len(s.Payments))
	}
	for id := range s.Gone {
		if _, ok := s.Get(id); !ok {
			t.Errorf("%s is gone but not in the list", id)
		}
	}
}
