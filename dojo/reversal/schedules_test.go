package reversal

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// schedule is everything that will happen in one run, drawn beforehand.
type schedule struct {
	Payments []payment
	Presses  []press
	Jumps    []jump
	Healed   time.Duration // when Dojo and the network are well for good
	Stopped  time.Duration // when the program ends; negative for at the very end
	Revoked  time.Duration // when those who confirm may not reverse any more; negative for never
	Patience time.Duration // of Stop
	Slow     time.Duration // the disk, before a request leaves
	Full     []int         // writes that fail
	FullFrom int           // and all from this one on; negative for none
	List     time.Duration // between the snapshots of the list; 0 for none but the last
	Screen   time.Duration // that the screen takes for each look
	Long     time.Duration // how long it goes on after everything should have settled
	Seed     uint64
}

type payment struct {
	Posts  []post
	Reads  []read
	Others []other
}

// other is what somebody else does to a payment.
type other struct {
	At     time.Duration
	Status dojo.Status
}

// press is a confirmed reversal: at a time, of a payment, confirmed so long ago.
type press struct {
	At, Ago time.Duration
	Payment int
}

// jump moves the machine's wall clock.
type jump struct{ At, By time.Duration }

func ms(lo, hi int) *rapid.Generator[time.Duration] {
	return rapid.Map(rapid.IntRange(lo, hi), func(n int) time.Duration { return time.Duration(n) * time.Millisecond })
}

func mostly[T any](usual T, rare *rapid.Generator[T]) *rapid.Generator[T] {
	return rapid.OneOf(rapid.Just(usual), rapid.Just(usual), rare)
}

// someTime is how long a request takes. Drawn times are whole milliseconds, and
// each kind of wait adds microseconds of its own: two things at one instant of
// virtual time would come in an order that no seed brings back.
var someTime = rapid.OneOf(ms(0, 500), ms(0, 10_000), ms(0, 31_000))

var posts = rapid.Custom(func(t *rapid.T) post {
	p := post{
		Err:    rapid.SampledFrom([]string{"", "", "lost", "refused", "not sent"}).Draw(t, "err"),
		Before: mostly(dojo.Status(""), rapid.SampledFrom([]dojo.Status{"Captured", "Reversed", "Refunded", "Canceled"})).Draw(t, "before"),
		Work:   rapid.OneOf(rapid.Just(time.Duration(-1)), ms(0, 5_000), ms(0, 300_000)).Draw(t, "work"),
		Takes:  someTime.Draw(t, "takes"),
	}
	switch p.Err {
	case "":
		p.Said = rapid.SampledFrom([]dojo.ReversalStatus{"Created", "Successful", "Failed", "", "Pending"}).Draw(t, "said")
	case "refused":
		p.HTTP = rapid.SampledFrom([]int{400, 401, 403, 404, 302, 402, 408, 409, 422, 429, 500, 502, 503}).Draw(t, "http")
	}
	return p
})

var reads = rapid.Custom(func(t *rapid.T) read {
	r := read{
		Err:   rapid.SampledFrom([]string{"", "", "", "", "lost", "refused", "not sent"}).Draw(t, "err"),
		Takes: rapid.OneOf(ms(0, 200), ms(0, 200), ms(0, 200), ms(0, 21_000)).Draw(t, "takes"),
	}
	if r.Err == "refused" {
		r.HTTP = rapid.SampledFrom([]int{302, 401, 403, 404, 429, 500, 503}).Draw(t, "http")
		r.RetryAfter = mostly(0, ms(0, 300_000)).Draw(t, "retry")
	}
	return r
})

var schedules = rapid.Custom(func(t *rapid.T) schedule {
	n := rapid.IntRange(1, 3).Draw(t, "payments")
	moment := rapid.OneOf(ms(0, 3_000), ms(0, 300_000))
	s := schedule{
		Healed:   rapid.OneOf(ms(0, 1), ms(0, 400_000)).Draw(t, "healed"),
		Stopped:  mostly(-1, rapid.OneOf(ms(0, 1_000), ms(0, 20_000), ms(0, 400_000))).Draw(t, "stopped"),
		Revoked:  mostly(-1, rapid.OneOf(ms(0, 3_000), ms(0, 20_000), ms(0, 400_000))).Draw(t, "revoked"),
		Patience: ms(0, 10_000).Draw(t, "patience"),
		Slow:     mostly(0, ms(0, 8_000)).Draw(t, "slow"),
		Full:     mostly(nil, rapid.SliceOfN(rapid.IntRange(0, 9), 1, 3)).Draw(t, "full"),
		FullFrom: mostly(-1, rapid.IntRange(0, 12)).Draw(t, "fullFrom"),
		List:     rapid.OneOf(rapid.Just(time.Duration(0)), ms(4_000, 40_000)).Draw(t, "list"),
		Screen:   rapid.OneOf(rapid.Just(time.Duration(0)), ms(0, 20_000)).Draw(t, "screen"),
		Long:     rapid.SampledFrom(append(make([]time.Duration, 31), 3*time.Hour)).Draw(t, "long"),
		Jumps: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) jump {
			return jump{moment.Draw(t, "at"), rapid.SampledFrom([]time.Duration{11 * time.Second, 5 * time.Hour, -5 * time.Second, -time.Minute}).Draw(t, "by")}
		}), 0, 1).Draw(t, "jumps"),
		Seed: rapid.Uint64().Draw(t, "seed"),
	}
	for range n {
		s.Payments = append(s.Payments, payment{
			Posts: rapid.SliceOfN(posts, 0, 3).Draw(t, "posts"),
			Reads: rapid.SliceOfN(reads, 0, 12).Draw(t, "reads"),
			Others: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) other {
				return other{moment.Draw(t, "at"), rapid.SampledFrom([]dojo.Status{"Captured", "Reversed", "Refunded"}).Draw(t, "status")}
			}), 0, 1).Draw(t, "others"),
		})
	}
	for range rapid.IntRange(1, 6).Draw(t, "presses") {
		p := press{moment.Draw(t, "at"), mostly(0, ms(0, 11_000)).Draw(t, "ago"), rapid.IntRange(0, n-1).Draw(t, "payment")}
		s.Presses = append(s.Presses, p)
		if rapid.IntRange(0, 4).Draw(t, "twice") == 0 {
			s.Presses = append(s.Presses, p)
		}
	}
	return s
})

// Whatever the network, Dojo, the disk, the clock and the other people do, what
// the service sends and shows keeps the rules.
func TestSchedules(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		s := schedules.Draw(rt, "schedule")
		var broken []string
		synctest.Test(t, func(*testing.T) { broken = s.run() })
		if len(broken) > 0 {
			rt.Fatalf("%s", strings.Join(broken, "\n"))
		}
	})
}

// run plays a schedule in a bubble and returns what didn't hold.
func (s schedule) run() []string {
	<-time.After(12 * time.Hour) // bubbles begin at midnight
	w := &world{accounts: map[string]*account{}}
	for i, p := range s.Payments {
		id := fmt.Sprintf("pi_%d", i)
		w.accounts[id] = &account{intent: held(id, time.Now()), posts: p.Posts, reads: p.Reads}
	}
	l := newLedger(w)
	if s.Slow > 0 {
		l.slow = s.Slow + 7*time.Microsecond // see someTime
	}
	l.fails = func(n int) bool { return slices.Contains(s.Full, n) || s.FullFrom >= 0 && n >= s.FullFrom }
	svc := New(depsOf(w, s.Seed))

	began := time.Now()
	var actors sync.WaitGroup
	at := func(d time.Duration, do func()) {
		actors.Go(func() { <-time.After(time.Until(began.Add(d))); do() })
	}
	end := s.Healed
	var mu sync.Mutex
	started := map[string]bool{}
	for i, p := range s.Presses {
		end = max(end, p.At)
		at(p.At+time.Duration(i)*53*time.Microsecond, func() {
			now, dialog := w.now(), held(fmt.Sprintf("pi_%d", p.Payment), began)
			id := svc.Start(w.person(), journal.Confirmed(&dialog), "", now.Add(-p.Ago))
			mu.Lock()
			started[id] = true
			mu.Unlock()
		})
	}
	for i, p := range s.Payments {
		for _, o := range p.Others {
			at(o.At, func() { w.become(fmt.Sprintf("pi_%d", i), o.Status) })
		}
	}
	for _, j := range s.Jumps {
		at(j.At, func() { w.mu.Lock(); w.jump += j.By; w.mu.Unlock() })
	}
	if s.Revoked >= 0 {
		at(s.Revoked, w.revoke)
	}
	at(s.Healed, func() { w.mu.Lock(); w.healed = true; w.mu.Unlock() })
	if s.Stopped >= 0 {
		at(s.Stopped, func() { w.stop(svc, s.Patience) })
	}
	quit := make(chan struct{})
	actors.Go(func() { w.watchScreen(svc, s.Screen, quit) })
	if s.List > 0 {
		actors.Go(func() {
			for every := time.NewTicker(s.List + 17*time.Microsecond); ; {
				select {
				case <-every.C:
					svc.Compare(w.look)
				case <-quit:
					every.Stop()
					return
				}
			}
		})
	}

	<-time.After(end + settledBy + s.Long)
	close(quit)
	actors.Wait()
	svc.Compare(w.look)
	<-time.After(time.Second) // for the reads that it asks for
	w.judge(svc.Attempts())
	if s.Stopped < 0 {
		w.judgeEnd(svc.Attempts())
		w.stop(svc, s.Patience)
	}
	w.judge(svc.Attempts())
	shown := map[string]bool{}
	for _, a := range svc.Attempts() {
		shown[a.ID] = true
	}
	w.mu.Lock()
	calls := len(w.calls)
	w.mu.Unlock()
	<-time.After(time.Hour)
	w.mu.Lock()
	defer w.mu.Unlock()
	for id := range started {
		if !shown[id] {
			w.violated("%s was forgotten", id)
		}
	}
	if len(started) != len(shown) || len(w.calls) > len(started) || len(w.calls) != calls {
		w.violated("%d confirmed, %d shown, %d sent, %d of them after the end", len(started), len(shown), len(w.calls), len(w.calls)-calls)
	}
	return w.broken
}

// priya confirms the reversals of the tests.
var priya = Person{Identity: Identity{Operator: "priya", Host: "till 2"}}

func depsOf(w *world, seed uint64) Deps {
	var mu sync.Mutex
	ids, dice := 0, rand.New(rand.NewPCG(seed, 0))
	return Deps{
		Dojo: w, Journal: w.ledger.of(""), Rules: rules(), Now: w.now, Clock: dojosClock{}, Wait: wait,
		Jitter:  func() float64 { mu.Lock(); defer mu.Unlock(); return dice.Float64() },
		NewID:   func() string { mu.Lock(); defer mu.Unlock(); ids++; return fmt.Sprintf("attempt-%03d", ids) },
		Crashed: func(r any) { w.mu.Lock(); defer w.mu.Unlock(); w.violated("panic: %v", r) },
		Shop:    journal.Shop{Environment: dojo.Sandbox, BaseURL: "https://dojo.example", KeyFingerprint: "0123456789ab"},
	}
}

type dojosClock struct{}

func (dojosClock) Now() time.Time { return time.Now().UTC() }

func (dojosClock) Span() dojo.Span { return dojo.At(time.Now().UTC()) }

func (dojosClock) Known() time.Time { return time.Now().UTC() }

// stop ends the service as a program that quits does. It must come back within
// its patience; the journal is quick by then.
func (w *world) stop(svc *Service, patience time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), patience+3*time.Microsecond)
	defer cancel()
	w.mu.Lock()
	if w.stopping.IsZero() {
		w.stopping = time.Now()
	}
	began, slow := time.Now(), w.ledger.slow
	w.mu.Unlock()
	svc.Stop(ctx)
	// Writes begun before may end: Begin, Sending, and giving Sending up.
	if took := time.Since(began); took > patience+time.Millisecond+3*slow {
		w.mu.Lock()
		w.violated("Stop took %v with a patience of %v", took, patience)
		w.mu.Unlock()
	}
}

// watchScreen is a screen that looks when told to, and takes its time.
func (w *world) watchScreen(svc *Service, takes time.Duration, quit <-chan struct{}) {
	changed, end := svc.Subscribe()
	defer end()
	for {
		select {
		case <-changed:
			w.judge(svc.Attempts())
		case <-quit:
			return
		}
		if takes > 0 {
			<-time.After(takes + 5*time.Microsecond)
		}
	}
}
