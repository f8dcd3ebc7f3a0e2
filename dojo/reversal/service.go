package reversal

import (
	"context"
	"slices"
	"sync"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// Dojo is what the service asks of the API.
type Dojo interface {
	PaymentIntent(ctx context.Context, id string) (dojo.Reading, error)
	Reverse(ctx context.Context, id string) (dojo.ReversalAnswer, error)
}

// Journal records attempts before they act. Any number of services, of this
// process and of others, may share one. Begin and Move go by the claim rules of
// package journal. Once they return nil, the record survives a crash. An error that is
// context.Canceled says that the program is ending, and one that is
// journal.ErrUnchecked that what was recorded before is still being checked.
type Journal interface {
	// Begin records a new attempt and claims its payment. It returns a
	// *journal.OpenError where another attempt holds the payment.
	Begin(ctx context.Context, a journal.Attempt) error
	// Move records a change of an attempt whose newest record is still from, and
	// returns journal.ErrMoved otherwise. While the attempt is Intended or
	// Sending, only the process that began it may move it, and others get
	// journal.ErrNotOwner, until journal.ClaimLasts has passed.
	Move(ctx context.Context, from, a journal.Attempt) error
	// Attempt returns the newest record of one attempt.
	Attempt(ctx context.Context, id string) (journal.Attempt, error)
	// Changes returns the newest event's number and, in no order, the newest records
	// of a shop's attempts that have an event after the one named. 0 stands before
	// the first event: it asks for at least all that are unfinished or were recorded
	// within journal.Remembered.
	Changes(ctx context.Context, shop journal.Shop, after int64) (attempts []journal.Attempt, last int64, err error)
}

// Deps are what the service needs from outside.
type Deps struct {
	Dojo    Dojo
	Journal Journal
	Rules   Rules
	Now     func() time.Time // this machine's clock
	Clock   Clock
	Wait    func(ctx context.Context, d time.Duration) error // returns early when ctx ends
	Jitter  func() float64                                   // 0 to 1
	NewID   func() string                                    // attempt IDs
	Seen    func(dojo.Reading)                               // told of every good read; may be nil
	Crashed func(recovered any)                              // told of a panic; may be nil
	Shop    journal.Shop                                     // whose payments they are
	Name    string                                           // the shop's name in the settings
}

// Clock is Dojo's clock. *dojo.Clock is one.
type Clock interface {
	Now() time.Time   // the present
	Span() dojo.Span  // the present as far as it is known
	Known() time.Time // the present, zero before Dojo's first answer
}

// Identity is the person who confirms a reversal. It is recorded with the attempt.
type Identity struct {
	Operator string
	Client   string // the address that the operator came from over SSH, or ""
	// OperatorKey is the fingerprint of the SSH key that the operator logged in with,
	// such as "SHA256:…", or "".
	OperatorKey string
	Host        string
}

// Person is who confirms reversals, and what they may do.
type Person struct {
	Identity
	// May is asked whether this person may reverse payments of the shop now, and says
	// why not. It is asked when a reversal was confirmed, and again just before its
	// request is sent, since a right may end in between. It must be quick, and safe for
	// concurrent use. Where it is nil, the person may.
	May func() error
}

// may says why the person may not reverse payments now, or nil.
func (p Person) may() error {
	if p.May == nil {
		return nil
	}
	return p.May()
}

// Attempt is an attempt with what only matters while the program runs.
type Attempt struct {
	journal.Attempt
	NextRead     time.Time // this machine's clock; zero while a read or the request is under way
	UnreadSince  time.Time // since when reads have failed, zero while they are good
	UnreadCode   int       // the HTTP status of the last one that failed, 0 if it had no answer
	Unrecorded   bool      // its present state could not be written to the journal
	InTheWay     *journal.Attempt
	JournalError string

	// Past says that it was over before this program began to look. For a session
	// of package shop: or was over, and told to people, before the session.
	Past bool
	// Resumed says that it was begun by another run of the program, or by
	// another one that runs now, and is followed here. For a session of package
	// shop: or was begun by another session.
	Resumed bool
	// OtherSession says that another session of this program's shop began it. It
	// is followed after this session's end. The service itself never sets it.
	OtherSession bool
	// OtherKey says that it was made with another key: only that key may read
	// its payment, so that it isn't followed here.
	OtherKey bool

	recorded journal.Attempt // its newest record that is known here; zero before Begin
	inHand   bool            // it is being sent here, and nothing else may move it
	pause    time.Duration   // how long Dojo asked to wait before the next read
	checked  time.Time       // when the payment was last read because of a list, after the attempt was over
}

// Service carries out reversals. It is safe for concurrent use.
type Service struct {
	deps Deps

	watching context.Context // ends with Stop: nobody watches any more
	stop     context.CancelFunc
	sending  context.Context // ends when Stop has waited long enough
	abort    context.CancelFunc
	running  sync.WaitGroup // attempts
	settled  sync.WaitGroup // attempts from their confirmation to the journaled answer

	mu       sync.Mutex
	stopped  bool
	known    known                      // the attempts
	locks    map[string]*sync.Mutex     // by attempt ID: held from reading an attempt to recording what follows
	wake     map[string]func()          // ends the waits of watched attempts
	watched  map[string]bool            // by attempt ID: a goroutine has it in hand
	takingIn sync.Mutex                 // held from asking the journal to having taken in what it said
	lastSeen int64                      // all events of the journal up to this one were taken in
	askedAt  time.Time                  // when the journal was last asked, by this machine's clock
	readers  map[chan struct{}]struct{} // one slot each: something is newer than what this reader took
}

// New makes a service with no attempts.
func New(d Deps) *Service {
	s := &Service{
		deps: d, known: newKnown(), locks: map[string]*sync.Mutex{}, wake: map[string]func(){},
		watched: map[string]bool{}, readers: map[chan struct{}]struct{}{},
	}
	s.watching, s.stop = context.WithCancel(context.Background())
	s.sending, s.abort = context.WithCancel(context.Background())
	return s
}

// Start begins the reversal of a confirmed payment and returns the attempt's ID at
// once. Subscribe tells of each change, and Changes has the newest states.
// confirmed is the payment as the dialog showed it. by confirmed it at the time
// at, by this machine's clock. Nothing is sent for a person who may not.
func (s *Service) Start(by Person, confirmed journal.Payment, reason string, at time.Time) string {
	a := Attempt{Attempt: journal.Attempt{
		ID: s.deps.NewID(), Payment: confirmed, Reason: reason,
		Environment: s.deps.Shop.Environment, BaseURL: s.deps.Shop.BaseURL, KeyFingerprint: s.deps.Shop.KeyFingerprint,
		Shop: s.deps.Name, Operator: by.Operator, Client: by.Client, OperatorKey: by.OperatorKey, Host: by.Host,
		ConfirmedAt: at.UTC(), ConfirmedDojo: s.dojoAt(at), State: journal.Intended,
	}}
	s.mu.Lock()
	a.inHand = !s.stopped
	if s.stopped {
		a.Attempt = abandon(a.Attempt, journal.Stopped, at)
	}
	s.show(a)
	stopped := s.stopped
	if !stopped {
		s.running.Add(1)
		s.settled.Add(1)
		s.watched[a.ID] = true
	}
	s.mu.Unlock()
	if !stopped {
		go s.run(a.ID, func() bool { return s.send(a, by) })
	}
	return a.ID
}

// run takes one attempt to its end: it calls begin, and watches the attempt if begin
// reports true. It has a goroutine of its own, so that neither a slow screen nor another
// reversal can delay it.
func (s *Service) run(id string, begin func() bool) {
	defer s.running.Done()
	defer func() {
		// A panic here would end the program with the terminal in disorder.
		if r := recover(); r != nil && s.deps.Crashed != nil {
			s.deps.Crashed(r)
		}
	}()
	for goesOn := begin(); !s.leave(id, goesOn); {
		s.watch(id)
	}
}

// leave says that an attempt's goroutine may end, unless there is something to watch by
// now.
func (s *Service) leave(id string, goesOn bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if goesOn && s.watching.Err() == nil && !s.over(s.known.get(id)) {
		return false
	}
	delete(s.watched, id)
	return true
}

// Attempts returns the newest state of every attempt, oldest first. It copies them all:
// who looks again and again asks for Changes.
func (s *Service) Attempts() []Attempt {
	var all []Attempt
	for _, a := range s.all() {
		all = append(all, *a)
	}
	return all
}

// Changes returns the newest state of each attempt that has changed after the change
// with this number, in the order of their changes, and the number of the newest change.
// 0 stands before the first one. It looks at no other attempt.
func (s *Service) Changes(after uint64) (attempts []Attempt, last uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.known.since(after), s.known.last
}

// all are the newest states of all attempts, oldest first. They aren't to be changed.
func (s *Service) all() []*Attempt {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.known.ordered)
}

// others are the other attempts on an attempt's payment.
func (s *Service) others(a Attempt) []journal.Attempt {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []journal.Attempt
	for _, o := range s.known.payments[a.Payment.ID] {
		if o.ID != a.ID {
			list = append(list, o.Attempt)
		}
	}
	return list
}

// Busy says whether anything is under way: an attempt whose end isn't known yet, or isn't
// recorded yet, or that is being read. An unresolved attempt is one of these for as long
// as its payment is read, which is 8 days.
func (s *Service) Busy() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.watched) > 0
}

// Subscribe makes a reader. Its channel has a value whenever an attempt has changed
// since the reader last took one, or exists already. A slow reader delays no
// attempt and no other reader: it finds the newest states, not all of them. The
// caller ends the reader by calling end.
func (s *Service) Subscribe() (changed <-chan struct{}, end func()) {
	c := make(chan struct{}, 1)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known.last > 0 {
		c <- struct{}{}
	}
	s.readers[c] = struct{}{}
	return c, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.readers, c)
	}
}

// Stop ends the service: no attempt begins any more, nothing is watched, and a
// request under way may end and be journaled until ctx ends.
func (s *Service) Stop(ctx context.Context) {
	s.mu.Lock()
	s.stopped = true
	s.mu.Unlock()
	s.stop()
	done := make(chan struct{})
	go func() { s.settled.Wait(); close(done) }()
	select {
	case <-done:
	case <-ctx.Done():
	}
	s.abort()
	s.running.Wait()
}

func (s *Service) attempt(id string) Attempt {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.known.get(id)
}

func (s *Service) seen(r dojo.Reading, err error) {
	if err == nil && s.deps.Seen != nil {
		s.deps.Seen(r)
	}
}

func (s *Service) publish(a Attempt) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.show(a)
}

// show keeps the new state of an attempt and tells the readers. s.mu is held.
func (s *Service) show(a Attempt) {
	s.known.put(a)
	for c := range s.readers {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

// dojoAt turns a time of just now by this machine's clock into one by Dojo's. It is zero
// before Dojo's first answer.
func (s *Service) dojoAt(at time.Time) time.Time {
	known := s.deps.Clock.Known()
	if known.IsZero() {
		return known
	}
	return known.Add(-dojo.Elapsed(at, s.deps.Now())).Round(0)
}

func (s *Service) now() time.Time { return s.deps.Now().UTC() }
