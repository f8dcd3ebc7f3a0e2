package reversal

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// process is one run of the program. All of a world's processes share its
// journal. A process can be killed, after which nothing of it leaves, is
// recorded or comes back; and suspended, so that every call of it waits until
// it is woken.
type process struct {
	*Service
	w      *world
	name   string
	by     Person
	cancel func()        // ends Follow
	off    time.Duration // added to each wait, see someTime

	mu     sync.Mutex
	killed bool
	asleep chan struct{}  // closed on waking; nil while awake
	counts map[string]int // of the writes to the journal, and of the requests
	passed []string       // the points before and after each of them, such as "before-journal-2"
	at     string         // the point at which something happens
	do     func()         // what happens there
}

var errKilled = errors.New("killed")

// run starts the program: it takes up what the journal has and follows it.
func (w *world) run(name string, change func(d *Deps)) *process {
	w.mu.Lock()
	w.runs++
	p := &process{w: w, name: name, by: Person{Identity: Identity{Operator: name, Host: "till of " + name}}, off: time.Duration(w.runs) * 3 * time.Microsecond, counts: map[string]int{}}
	w.mu.Unlock()
	d := depsOf(w, 1)
	d.Dojo, d.Journal, d.Wait = gatedDojo{p}, gatedJournal{p}, p.wait
	n := 0
	d.NewID = func() string { p.mu.Lock(); defer p.mu.Unlock(); n++; return fmt.Sprintf("%s-%d", name, n) }
	if change != nil {
		change(&d)
	}
	p.Service = New(d)
	ctx, cancel := context.WithCancel(context.Background())
	p.cancel = cancel
	if err := p.Resume(ctx); err != nil {
		w.mu.Lock()
		w.violated("%s could not begin: %v", name, err)
		w.mu.Unlock()
	}
	go p.Follow(ctx)
	return p
}

// quit ends the program as a person does.
func (p *process) quit() {
	p.cancel()
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	p.Stop(ctx)
}

// kill ends it without a word.
func (p *process) kill() {
	p.mu.Lock()
	p.killed = true
	p.mu.Unlock()
	p.wake()
	p.cancel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	p.Stop(ctx)
}

// die is a kill at a point that the process passes: nothing of it leaves, is
// recorded or comes back from there on. Whoever has it die kills it afterwards.
func (p *process) die() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.killed = true
}

// step does one write or request between its two points.
func (p *process) step(kind string, do func()) {
	p.mu.Lock()
	p.counts[kind]++
	name := fmt.Sprintf("%s-%d", kind, p.counts[kind])
	p.mu.Unlock()
	p.pass("before-" + name)
	if p.gate() == nil {
		do()
	}
	p.pass("after-" + name)
}

func (p *process) pass(point string) {
	p.mu.Lock()
	p.passed = append(p.passed, point)
	here := p.at == point && !p.killed
	p.mu.Unlock()
	if here {
		p.do()
	}
}

func (p *process) suspend() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.asleep == nil && !p.killed {
		p.asleep = make(chan struct{})
	}
}

func (p *process) wake() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.asleep != nil {
		close(p.asleep)
		p.asleep = nil
	}
}

// gate is passed by every call, on its way out and on its way back.
func (p *process) gate() error {
	p.mu.Lock()
	asleep := p.asleep
	p.mu.Unlock()
	if asleep != nil {
		<-asleep
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.killed {
		return errKilled
	}
	return nil
}

func (p *process) wait(ctx context.Context, d time.Duration) error {
	err := wait(ctx, d+p.off)
	return errors.Join(err, p.gate())
}

type gatedDojo struct{ p *process }

func (g gatedDojo) PaymentIntent(ctx context.Context, id string) (dojo.Reading, error) {
	r, err := dojo.Reading{}, notSent()
	g.p.step("http", func() { r, err = g.p.w.PaymentIntent(ctx, id) })
	if gone := g.p.gate(); gone != nil {
		return dojo.Reading{}, notSent()
	}
	return r, err
}

func (g gatedDojo) Reverse(ctx context.Context, id string) (dojo.ReversalAnswer, error) {
	ans, err := dojo.ReversalAnswer{}, notSent()
	g.p.step("http", func() {
		// The client writes nothing that is late, see dojo.SendBefore.
		if !tooLateToSend(g.p.sending(id), g.p.w.now()) {
			ans, err = g.p.w.Reverse(ctx, id)
		}
	})
	if gone := g.p.gate(); gone != nil {
		return dojo.ReversalAnswer{}, noAnswer(dojo.CauseCut)
	}
	return ans, err
}

func (p *process) sending(payment string) journal.Attempt {
	for _, a := range p.Attempts() {
		if a.Payment.ID == payment && a.inHand {
			return a.Attempt
		}
	}
	return journal.Attempt{}
}

type gatedJournal struct{ p *process }

func (g gatedJournal) gated(f func() error) error {
	if err := g.p.gate(); err != nil {
		return err
	}
	return errors.Join(f(), g.p.gate())
}

// write is a gated step.
func (g gatedJournal) write(f func() error) (err error) {
	g.p.step("journal", func() { err = f() })
	return errors.Join(err, g.p.gate())
}

func (g gatedJournal) Begin(ctx context.Context, a journal.Attempt) error {
	return g.write(func() error { return g.p.w.ledger.of(g.p.name).Begin(ctx, a) })
}

func (g gatedJournal) Move(ctx context.Context, from, a journal.Attempt) error {
	mine := strings.HasPrefix(a.ID, g.p.name+"-")
	if !mine && from.State.Owned() && a.State != journal.Abandoned && a.State != journal.Checking {
		g.p.w.mu.Lock()
		g.p.w.violated("%s moves %s, which isn't its own, from %s to %s", g.p.name, a.ID, from.State, a.State)
		g.p.w.mu.Unlock()
	}
	return g.write(func() error { return g.p.w.ledger.of(g.p.name).Move(ctx, from, a) })
}

func (g gatedJournal) Attempt(ctx context.Context, id string) (a journal.Attempt, err error) {
	err = g.gated(func() (err error) { a, err = g.p.w.ledger.Attempt(ctx, id); return err })
	return a, err
}

func (g gatedJournal) Changes(ctx context.Context, shop journal.Shop, after int64) (list []journal.Attempt, last int64, err error) {
	err = g.gated(func() (err error) { list, last, err = g.p.w.ledger.Changes(ctx, shop, after); return err })
	return list, last, err
}
