package sandbox

import (
	"cmp"
	"errors"
	"maps"
	"math/rand/v2"
	"sync"
	"time"

	"dojoreversals/dojo"
)

// Options say what kind of Dojo to make. Only Now is required.
type Options struct {
	// Now is the clock of everything. A clock fault makes Dojo's own clock differ
	// from it.
	Now func() time.Time
	// Zone is the shop's, whose calendar day the reversal rule goes by;
	// Europe/London if nil.
	Zone *time.Location
	// Seed decides everything that is made up: the same seed and the same time
	// make the same day, and the same seed at another time makes the same
	// payments with other times.
	Seed uint64
	// Payments is how many payments of today to make up, and a quarter as many
	// for the seven days before.
	Payments int
	// Demo puts the demo's cast among the payments; see Dojo.Cast.
	Demo bool
	// Arrivals is the mean time between new payments, 0 for none.
	Arrivals time.Duration
	// Latency is how long every request takes before anything is done.
	Latency time.Duration
	// SettleMin and SettleMax bound how long a reversal stays Created; 2 s and
	// 5 s if both are zero. For one that settles at the very next request, set
	// SettleMax to 1 ns.
	SettleMin, SettleMax time.Duration
	// PublishedRule also accepts what Dojo's table of today allows: Manual
	// payments for 7 days, and Auto ones once captured on the same day.
	PublishedRule bool
	// Strict leaves out the fields that Dojo's own examples show and its
	// schemas forbid: paymentEvents and paymentSource.
	Strict bool
	Faults []Fault
	// After makes the timers of Latency and of slow answers; time.After if
	// nil. Tests hand in one of a virtual clock.
	After func(time.Duration) <-chan time.Time
}

// Dojo is the API in memory. It is safe for concurrent use.
type Dojo struct {
	options Options   // with the defaults filled in; Faults are those at the start
	packers sync.Pool // of *gzip.Writer

	mu        sync.Mutex
	store     store
	due       []due // what will happen by the passing of time
	dueSorted bool
	faults    []activeFault
	calls     Calls
	traces    uint64   // how many answers were given a trace ID
	numbered  []string // the cursors that a fault has numbered, from 1 on
	reversed  int      // how many reversals were accepted
	ids       *rand.Rand
	arrivals  arrivals
	cast      map[string]string
}

// New makes a Dojo. It panics without Options.Now, which is a mistake in the
// program and not in its use.
func New(o Options) *Dojo {
	if o.Now == nil {
		panic(errors.New("sandbox: Options.Now is missing"))
	}
	london, _ := time.LoadLocation("Europe/London") // package dojo embeds the data
	o.Zone = cmp.Or(o.Zone, london, time.UTC)
	if o.SettleMin <= 0 && o.SettleMax <= 0 {
		o.SettleMin, o.SettleMax = 2*time.Second, 5*time.Second
	}
	o.SettleMin = max(o.SettleMin, 0)
	o.SettleMax = max(o.SettleMin, o.SettleMax)
	if o.After == nil {
		o.After = time.After
	}
	d := &Dojo{
		options: o,
		store:   store{byID: map[string]*intent{}},
		calls:   Calls{Reversals: map[string]int{}},
		ids:     newRand(o.Seed, streamIDs),
		cast:    map[string]string{},
	}
	d.SetFaults(o.Faults...)
	now := o.Now()
	offset := d.standingOffset()
	wall := wallTime(now.Add(offset))
	payments := o.Payments
	if o.Demo {
		d.addCast(now, wall)
		payments -= len(cast())
	}
	d.addMadeUp(payments, now, wall)
	d.arrivals = newArrivals(o.Seed, o.Arrivals, now)
	return d
}

// Cast returns the IDs of the demo's special payments: "newest" (an ordinary
// one, on top), "fails", "captured-first" and "answer-lost", which name what
// happens to their reversals, and "twin" and "other-twin".
func (d *Dojo) Cast() map[string]string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return maps.Clone(d.cast)
}

// wallTime drops the monotonic reading. The times in answers have none, and
// durations by the monotonic clock don't follow a clock that was set.
func wallTime(t time.Time) time.Time { return t.Round(0).UTC() }

// The streams of made-up things. Each has a generator of its own, so that one
// more payment in one of them doesn't change all the others.
const (
	streamIDs uint64 = iota + 1
	streamCast
	streamMadeUp
	streamArrivals
	streamReversals
)

func newRand(seed, stream uint64) *rand.Rand {
	return rand.New(rand.NewPCG(seed, stream)) //nolint:gosec // made-up data must repeat by its seed
}

// Calls counts the requests that arrived, whatever came of them.
type Calls struct {
	Search, Get, Create, Capture, Reversal, Cancel int
	Other                                          int            // nothing that the API has
	Reversals                                      map[string]int // reversals by payment ID
}

// Calls returns the counts of the requests that arrived so far: also of those
// that a fault cut before anything was done.
func (d *Dojo) Calls() Calls {
	d.mu.Lock()
	defer d.mu.Unlock()
	c := d.calls
	c.Reversals = maps.Clone(c.Reversals)
	return c
}

// change brings the sandbox up to now and changes one payment.
func (d *Dojo) change(id string, f func(in *intent, wall time.Time) error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	wall := d.advance(d.standingOffset())
	in := d.store.byID[id]
	if in == nil {
		return errors.New("sandbox: no such payment")
	}
	return f(in, wall)
}

// Set gives a payment any status, as something outside the API does it (the
// card machine, the portal, Dojo itself). A status that Dojo doesn't have is
// taken too. A reversal that is under way ends, undone.
func (d *Dojo) Set(id string, status dojo.Status) error {
	return d.change(id, func(in *intent, wall time.Time) error {
		in.abandonReversal()
		in.Status, in.UpdatedAt = status, wall
		return nil
	})
}

// Capture captures the whole of a payment, as the shop's till does it. A
// reversal that is under way loses against it. It fails unless the payment is
// Authorized.
func (d *Dojo) Capture(id string) error {
	return d.change(id, func(in *intent, wall time.Time) error {
		if in.Status != dojo.StatusAuthorized {
			return errors.New("sandbox: only an Authorized payment can be captured, this one is " + string(in.Status))
		}
		in.abandonReversal()
		d.captureWhole(in, wall)
		return nil
	})
}

// Pay pays a Created payment intent by card now, as its customer does it: it
// is then Authorized if Manual, and Captured if Auto. A zero card is made up.
func (d *Dojo) Pay(id string, card Card) error {
	return d.change(id, func(in *intent, wall time.Time) error {
		if in.Status != dojo.StatusCreated {
			return errors.New("sandbox: only a Created payment can be paid, this one is " + string(in.Status))
		}
		in.Card = card.withDefaults()
		in.PaidAt, in.UpdatedAt = wall, wall
		in.AuthCode = authCode(d.ids)
		in.Status = in.paidAs()
		d.schedule(in, d.options.Now(), wall)
		return nil
	})
}

// Payment returns a payment as it is now, and whether there is one of that ID.
func (d *Dojo) Payment(id string) (Payment, bool) {
	var p Payment
	err := d.change(id, func(in *intent, _ time.Time) error {
		p = in.Payment
		return nil
	})
	return p, err == nil
}
