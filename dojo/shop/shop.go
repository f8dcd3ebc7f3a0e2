package shop

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
)

// Options say which shop to open, and give it its ways to the world outside. All
// but Unlisted, Listed and Instrument are needed.
type Options struct {
	Name string // in the settings
	Rule dojo.Rule
	Zone *time.Location

	// Client says where the shop's Dojo is and which key is used. Its Now is this
	// machine's clock, for the whole shop.
	Client dojo.Options
	// List says how the list is read.
	List feed.Options
	// Unlisted leaves the list unread: payments are only looked up, one by one.
	Unlisted bool
	// OpenJournal opens the record of the shop's reversals. dojoNow is Dojo's clock,
	// zero before its first answer. If it fails, the shop is read-only.
	OpenJournal func(ctx context.Context, dojoNow func() time.Time) (Journal, error)

	After  func(time.Duration) <-chan time.Time // time.After
	Random func() float64                       // in [0, 1), safe for concurrent use
	NewID  func() string                        // of an attempt; never the same twice
	// Crashed is told of a panic in the background. It must not wait.
	Crashed func(what any)
	// Listed is told of the newest list whenever there is a newer one, until the shop is
	// stopped. It may be nil.
	Listed func(*feed.Snapshot)

	// Instrument may put something between a reversal and what it writes to and
	// asks. Tests of crashes do; nil changes nothing.
	Instrument func(reversal.Journal, reversal.Dojo) (reversal.Journal, reversal.Dojo)
}

// Journal is a store of attempts, such as *sqlite.Store. The shop closes it.
type Journal interface {
	reversal.Journal
	// Check checks all that was ever recorded, and returns what is wrong with it.
	Check(ctx context.Context) error
	Close() error
}

// Shop is one shop. It is safe for concurrent use. Its exported fields don't change.
type Shop struct {
	Name        string
	Environment dojo.Environment
	NamedHost   string // where a live key goes, if that isn't Dojo's own host; otherwise ""
	Rule        dojo.Rule
	Zone        *time.Location
	Clock       *dojo.Clock

	options   Options
	client    *dojo.Client
	list      *feed.Feed
	reversals atomic.Pointer[reversal.Service] // nil until the shop is open
	told      told
	door      door

	background   sync.WaitGroup
	running      context.Context // ends with Stop
	stop         context.CancelFunc
	closeJournal func() error

	readOnly atomic.Pointer[error]
	checked  chan struct{} // closed once the journal was checked, or can't be used
}

// New makes a shop. It touches neither a disk nor the network: Open does. The only
// errors are those of dojo.NewClient. The caller must Close the shop.
func New(o Options) (*Shop, error) {
	client, err := dojo.NewClient(o.Client)
	if err != nil {
		return nil, err
	}
	s := &Shop{
		Name: o.Name, Environment: client.Environment(), NamedHost: client.NamedHost(),
		Rule: o.Rule, Zone: o.Zone, Clock: client.Clock(),
		options: o, client: client, closeJournal: func() error { return nil },
		told: told{ends: map[string]bool{}}, checked: make(chan struct{}),
	}
	s.list = feed.New(feed.Deps{
		Source: client, Now: o.Client.Now, Clock: s.Clock, After: o.After, Rand: o.Random, Crashed: o.Crashed,
	}, o.List)
	s.running, s.stop = context.WithCancel(context.Background())
	return s, nil
}

// Open begins to read the shop's list, opens its journal meanwhile, and takes up the
// attempts that the journal has. It waits for a disk, and is called once. It reports
// false if the shop was stopped before it was open.
func (s *Shop) Open() bool {
	if !s.options.Unlisted {
		s.inBackground(func(ctx context.Context) { _ = s.list.Run(ctx) })
	}
	if listed := s.options.Listed; listed != nil {
		s.inBackground(func(ctx context.Context) {
			s.eachList(ctx, func(now *feed.Snapshot) bool { listed(now); return false })
		})
	}
	opened := make(chan bool, 1)
	s.inBackground(func(ctx context.Context) { opened <- s.openJournal(ctx) })
	select {
	case ok := <-opened:
		return ok
	case <-s.running.Done():
		return false
	}
}

// openJournal opens the journal, lets go on what goes by it, and begins to check all of
// it. It reports false if ctx ended first: nothing was begun then.
func (s *Shop) openJournal(ctx context.Context) bool {
	o := s.options
	opened, err := o.OpenJournal(ctx, s.Clock.Known)
	if err != nil {
		s.cantReverse(err)
		opened = journal.NewMemory()
	}
	s.closeJournal = sync.OnceValue(opened.Close) // a store may be shared, and count
	var record reversal.Journal = opened
	var asked reversal.Dojo = urgent{s.client, s.list}
	if o.Instrument != nil {
		record, asked = o.Instrument(record, asked)
	}
	reversals := reversal.New(reversal.Deps{
		Dojo: asked, Journal: careful{record, s},
		Rules: reversal.Rules{Rule: o.Rule, Zone: o.Zone},
		Now:   o.Client.Now, Clock: s.Clock, Wait: waitBy(o.After), Jitter: o.Random, NewID: o.NewID,
		Seen: s.list.Observe, Crashed: o.Crashed,
		Shop: journal.Shop{Environment: s.client.Environment(), BaseURL: s.client.BaseURL(), KeyFingerprint: s.client.KeyFingerprint()},
		Name: o.Name,
	})
	if err := reversals.Resume(ctx); err != nil {
		s.cantReverse(err)
	}
	s.reversals.Store(reversals)
	if ctx.Err() != nil { // Stop may have come before there was anything to stop
		reversals.Stop(ctx)
		return false
	}
	s.inBackground(s.compare)
	s.inBackground(reversals.Follow)
	s.inBackground(s.returnMemory)
	s.inBackground(func(ctx context.Context) { s.checkJournal(ctx, opened.Check) })
	return true
}

// urgent is a Dojo whose calls are about reversals. The loading of a long list gives
// way to them.
type urgent struct {
	reversal.Dojo
	list *feed.Feed
}

func (u urgent) PaymentIntent(ctx context.Context, id string) (dojo.Reading, error) {
	defer u.list.GiveWay()()
	return u.Dojo.PaymentIntent(ctx, id)
}

func (u urgent) Reverse(ctx context.Context, id string) (dojo.ReversalAnswer, error) {
	defer u.list.GiveWay()()
	return u.Dojo.Reverse(ctx, id)
}

// waitBy waits for so long, or until the context ends.
func waitBy(after func(time.Duration) <-chan time.Time) func(context.Context, time.Duration) error {
	return func(ctx context.Context, d time.Duration) error {
		select {
		case <-after(d):
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Subscribe makes a reader of the changes of an open shop's attempts, see
// reversal.Service.Subscribe.
func (s *Shop) Subscribe() (changed <-chan struct{}, end func()) {
	return s.reversals.Load().Subscribe()
}

// Attempts are the newest states of the shop's attempts, oldest first. There are none
// until the shop is open.
func (s *Shop) Attempts() []reversal.Attempt {
	if reversals := s.reversals.Load(); reversals != nil {
		return reversals.Attempts()
	}
	return nil
}

// Changes are the attempts that have changed after the change with this number, see
// reversal.Service.Changes. There are none until the shop is open.
func (s *Shop) Changes(after uint64) (attempts []reversal.Attempt, last uint64) {
	if reversals := s.reversals.Load(); reversals != nil {
		return reversals.Changes(after)
	}
	return nil, after
}

// Listed says when the list was last read, by Dojo's clock, zero if it wasn't; and whether
// everything that Dojo has is in it.
func (s *Shop) Listed() (asOf time.Time, whole bool) {
	snap := s.list.Snapshot()
	return snap.AsOf, snap.Whole()
}

// Stop ends what the shop does: no attempt begins any more, no payment is watched
// and the list isn't read again. A request under way may be answered and recorded
// until ctx ends. Stop may be called more than once.
func (s *Shop) Stop(ctx context.Context) {
	s.stop()
	if reversals := s.reversals.Load(); reversals != nil {
		reversals.Stop(ctx)
	}
}

// Close stops the shop and closes its journal. It gives up a request that is still
// under way: to let it end, call Stop first. No session is opened any more.
func (s *Shop) Close() {
	s.door.shut(func() bool { return true })
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	s.Stop(ended)
	s.background.Wait()
	_ = s.closeJournal() // each change is on disk already
	s.client.Close()
}
