package feed

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"dojoreversals/dojo"
)

type keyed struct {
	key string
	*dojo.PaymentIntent
}

// shop is a Dojo for tests in a synctest bubble, where calls overlap and time
// passes by itself. Unlike world it has stable cursors and any size.
type shop struct {
	mu      sync.Mutex
	byID    map[string]*dojo.PaymentIntent
	sorted  []keyed // nil after a change
	latency time.Duration

	order string                                // newest, oldest or random
	basis string                                // created, updated or paid
	grain string                                // instant, day, day-inside (both ends cut down) or none
	fail  func(q dojo.Query, id string) error   // asked before every call
	slow  func(flying int) (more time.Duration) // what many calls at once cost
	odd   func(q dojo.Query, p *dojo.Page)      // makes an odd page of a good one

	clock  interface{ Now() time.Time } // Dojo's; this machine's if nil
	reader *Reader                      // of the newest feed: somebody looks at it

	calls, flying, peak, reads int
	came                       int // pages
	queries                    []dojo.Query
}

func newShop() *shop {
	return &shop{byID: map[string]*dojo.PaymentIntent{}, latency: 50 * time.Millisecond, order: "newest", basis: "created", grain: "instant"}
}

func (s *shop) feed(o Options) *Feed {
	if s.clock == nil {
		s.clock = utcClock{}
	}
	f := New(Deps{Source: s, Now: time.Now, Clock: s.clock, After: time.After, Rand: func() float64 { return 0.5 }}, usual(o))
	s.reader = f.Subscribe()
	s.reader.Focus(true)
	return f
}

// load begins to load a list of n payments, all groups of it, so many pages at once. over
// ends that and waits for the end.
func (s *shop) load(t *testing.T, n, atOnce int) (f *Feed, began time.Time, over func()) {
	t.Helper()
	s.fill("p", n*4/5, 15*time.Hour)
	s.fill("q", n/5, 167*time.Hour)
	began = time.Now()
	f, over = s.begun(t, Options{atOnce: atOnce})
	return f, began, over
}

// begun is a feed that has begun to run and whose reader shows unpaid payments, too.
func (s *shop) begun(t *testing.T, o Options) (f *Feed, over func()) {
	t.Helper()
	f = s.feed(o)
	s.reader.IncludeCreated(true)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- f.Run(ctx) }()
	return f, func() { cancel(); <-done }
}

type utcClock struct{}

func (utcClock) Now() time.Time { return time.Now().UTC() }

// fill puts n payments evenly over a span that ends now, of which every third
// is held, every tenth unpaid, and the rest settled. Held ones are at most a
// day old in real shops; here they are everywhere.
func (s *shop) fill(prefix string, n int, over time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now().UTC()
	for i := range n {
		at := now.Add(-time.Minute - time.Duration(float64(over)*float64(i+1)/float64(n+1)))
		p := dojo.PaymentIntent{
			ID: fmt.Sprintf("%s%06d", prefix, i), Status: dojo.StatusCaptured, CreatedAt: dojo.InstantOf(at), UpdatedAt: dojo.InstantOf(at.Add(50 * time.Second)), PaidAt: dojo.InstantOf(at.Add(20 * time.Second)),
			Amount: &dojo.Money{Minor: int64(100 + i%5000), Currency: "GBP"},
		}
		switch {
		case i%3 == 0:
			p.Status = dojo.StatusAuthorized
		case i%10 == 1:
			p.Status, p.PaidAt = dojo.StatusCreated, 0
		}
		s.byID[p.ID] = &p
	}
	s.sorted = nil
}

// fillDays puts n payments where shops have them: four in five since this morning, of
// which half are held, and the others within the hours of the seven days before.
func (s *shop) fillDays(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now().UTC()
	today := now.Truncate(24 * time.Hour)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		from, to := today.Add(8*time.Hour+30*time.Minute), now
		if i%5 == 4 {
			day := today.AddDate(0, 0, -1-i/5%7)
			from, to = day.Add(9*time.Hour), day.Add(19*time.Hour)
		}
		at := from.Add(time.Duration(random.Float64() * 0.99 * float64(to.Sub(from))))
		p := dojo.PaymentIntent{
			ID: fmt.Sprintf("d%06d", i), Status: dojo.StatusCaptured, CreatedAt: dojo.InstantOf(at), UpdatedAt: dojo.InstantOf(at.Add(50 * time.Second)), PaidAt: dojo.InstantOf(at.Add(20 * time.Second)),
			Amount: &dojo.Money{Minor: int64(100 + i%5000), Currency: "GBP"},
		}
		if i%5 < 2 {
			p.Status = dojo.StatusAuthorized
		}
		s.byID[p.ID] = &p
	}
	s.sorted = nil
}

func (s *shop) arrive(id string, status dojo.Status) {
	at := time.Now().UTC()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.byID[id] = &dojo.PaymentIntent{ID: id, Status: status, CreatedAt: dojo.InstantOf(at), UpdatedAt: dojo.InstantOf(at), PaidAt: dojo.InstantOf(at), Amount: &dojo.Money{Minor: 500, Currency: "GBP"}}
	s.sorted = nil
}

// move takes a payment on in its life, if it isn't at its end.
func (s *shop) move(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := *s.byID[id]
	switch p.Status {
	case dojo.StatusCreated:
		p.Status, p.PaidAt = dojo.StatusAuthorized, dojo.InstantOf(time.Now())
	case dojo.StatusAuthorized:
		p.Status = dojo.StatusCaptured
	case dojo.StatusCaptured:
		p.Status = dojo.StatusRefunded
	default:
		return
	}
	p.UpdatedAt = dojo.InstantOf(time.Now())
	s.byID[id] = &p
	s.sorted = nil
}

func (s *shop) at(p *dojo.PaymentIntent) time.Time {
	switch {
	case s.basis == "updated":
		return p.UpdatedAt.Time()
	case s.basis == "paid" && !p.PaidAt.IsZero():
		return p.PaidAt.Time()
	}
	return p.CreatedAt.Time()
}

func (s *shop) key(p *dojo.PaymentIntent) string {
	switch s.order {
	case "newest":
		return fmt.Sprintf("%019d %s", 1<<62-s.at(p).UnixNano(), p.ID)
	case "oldest":
		return fmt.Sprintf("%019d %s", s.at(p).UnixNano(), p.ID)
	}
	h := fnv.New32a()
	h.Write([]byte(p.ID))
	return fmt.Sprintf("%010d %s", h.Sum32(), p.ID)
}

func (s *shop) inside(p *dojo.PaymentIntent, q dojo.Query) bool {
	from, to := q.Start, q.End
	switch s.grain {
	case "none":
		return true
	case "day", "day-inside":
		from, to = from.Truncate(24*time.Hour), to.Truncate(24*time.Hour)
		if s.grain == "day" && !to.IsZero() {
			to = to.Add(24 * time.Hour)
		}
	}
	at := s.at(p)
	return !at.Before(from) && (q.End.IsZero() || at.Before(to))
}

func (s *shop) begin(ctx context.Context, q dojo.Query, id string) error {
	s.mu.Lock()
	s.calls++
	s.flying++
	s.peak = max(s.peak, s.flying)
	wait := s.latency
	if s.slow != nil {
		wait += s.slow(s.flying)
	}
	fail := s.fail
	if id == "" {
		s.queries = append(s.queries, q)
	} else {
		s.reads++
	}
	s.mu.Unlock()
	pass(wait)
	s.mu.Lock()
	s.flying--
	s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if fail != nil {
		return fail(q, id)
	}
	return nil
}

func (s *shop) Search(ctx context.Context, q dojo.Query) (dojo.Page, error) {
	sent := time.Now()
	if err := s.begin(ctx, q, ""); err != nil {
		return dojo.Page{}, err
	}
	p := s.page(q)
	s.mu.Lock()
	s.came++
	defer s.mu.Unlock()
	if s.odd != nil {
		s.odd(q, &p)
	}
	p.Exchange = dojo.Exchange{Sent: sent, Received: time.Now()}
	return p, nil
}

func (s *shop) page(q dojo.Query) (p dojo.Page) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sorted == nil {
		for _, p := range s.byID {
			s.sorted = append(s.sorted, keyed{s.key(p), p})
		}
		slices.SortFunc(s.sorted, func(a, b keyed) int { return cmp.Compare(a.key, b.key) })
	}
	from := 0
	if q.After != "" {
		from, _ = slices.BinarySearchFunc(s.sorted, q.After, func(row keyed, after string) int {
			return cmp.Or(cmp.Compare(row.key, after), -1)
		})
	}
	last := ""
	p.Payments = make([]dojo.PaymentIntent, 0, q.Limit)
	for _, row := range s.sorted[from:] {
		if s.order == "newest" && s.grain == "instant" && s.at(row.PaymentIntent).Before(q.Start) {
			break
		}
		if !slices.Contains(q.Statuses, row.Status) || !s.inside(row.PaymentIntent, q) {
			continue
		}
		if len(p.Payments) == q.Limit {
			p.After = last
			break
		}
		p.Payments = append(p.Payments, *row.PaymentIntent)
		last = row.key
	}
	return p
}

func (s *shop) PaymentIntent(ctx context.Context, id string) (dojo.Reading, error) {
	sent := time.Now()
	if err := s.begin(ctx, dojo.Query{}, id); err != nil {
		return dojo.Reading{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.byID[id]; p != nil {
		return dojo.Reading{Payment: *p, Exchange: dojo.Exchange{Sent: sent, Received: time.Now()}}, nil
	}
	return dojo.Reading{}, refused(404, 0)
}

// inBubble runs a feed in a bubble until what is done with it is over.
func inBubble(t *testing.T, s *shop, o Options, do func(t *testing.T, f *Feed)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		f := s.feed(o)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- f.Run(ctx) }()
		do(t, f)
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("Run ended with %v", err)
		}
	})
}

// until waits in a bubble until a snapshot is as wanted, and returns it.
func until(t *testing.T, f *Feed, most time.Duration, is func(*Snapshot) bool) *Snapshot {
	t.Helper()
	sub := f.Subscribe()
	defer sub.Close()
	timeout := time.After(most)
	for {
		select {
		case <-sub.Next():
			if s := f.Snapshot(); is(s) {
				return s
			}
		case <-timeout:
			s := f.Snapshot()
			t.Fatalf("after %v: state %v, complete %v, %d rows, trouble %+v", most, s.State, s.Complete, len(s.Payments), s.Trouble)
		}
	}
}
