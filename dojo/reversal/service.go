package reversal

import (
	"context"
	"errors"
	"maps"
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

// Journal records attempts before they act. Begin claims the payment and
// returns a *journal.OpenError where another attempt holds it; Move changes an
// attempt only if it is still in the state from, and returns journal.ErrMoved
// otherwise.
type Journal interface {
	Begin(ctx context.Context, a journal.Attempt) error
	Move(ctx context.Context, from journal.State, a journal.Attempt) error
}

// Deps are the service's ways to the world outside.
type Deps struct {
	Dojo    Dojo
	Journal Journal
	Rules   Rules
	Now     func() time.Time                                 // this machine's clock
	Clock   interface{ Now() time.Time }                     // Dojo's clock
	Wait    func(ctx context.Context, d time.Duration) error // returns early when ctx ends
	Jitter  func() float64                                   // 0 to 1
	NewID   func() string                                    // attempt IDs
	Seen    func(dojo.Reading)                               // told of every good read; may be nil
	Crashed func(recovered any)                              // told of a panic; may be nil
	As      Identity
}

// Identity is who reverses what, where: it stands on every attempt.
type Identity struct {
	Environment    dojo.Environment
	BaseURL        string
	KeyFingerprint string
	Operator       string
	Host           string
}

// Attempt is an attempt with what only matters while it is watched.
type Attempt struct {
	journal.Attempt
	NextRead     time.Time // this machine's clock; zero while a read or the request is under way
	UnreadSince  time.Time // since when reads have failed, zero while they are good
	Unrecorded   bool      // its present state could not be written to the journal
	InTheWay     *journal.Attempt
	JournalError string

	recorded journal.State // the state that the journal has of it
	pause    time.Duration // that Dojo asked for before the next read
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

	moving   sync.Mutex // held from reading an attempt to recording what follows
	mu       sync.Mutex
	stopped  bool
	attempts map[string]Attempt // by attempt ID
	wake     map[string]func()  // ends the waits of watched attempts
	changed  chan struct{}      // one slot: something is newer than what was last taken
}

// New makes a service with no attempts.
func New(d Deps) *Service {
	s := &Service{deps: d, attempts: map[string]Attempt{}, wake: map[string]func(){}, changed: make(chan struct{}, 1)}
	s.watching, s.stop = context.WithCancel(context.Background())
	s.sending, s.abort = context.WithCancel(context.Background())
	return s
}

// Start begins the reversal of a confirmed payment and returns the attempt's
// ID at once; what comes of it is told through Changed and Attempts. confirmed
// is the payment as it stood in the dialog, at is when it was confirmed by this
// machine's clock.
func (s *Service) Start(confirmed journal.Payment, reason string, at time.Time) string {
	a := Attempt{Attempt: journal.Attempt{
		ID: s.deps.NewID(), Payment: confirmed, Reason: reason,
		Environment: s.deps.As.Environment, BaseURL: s.deps.As.BaseURL, KeyFingerprint: s.deps.As.KeyFingerprint,
		Operator: s.deps.As.Operator, Host: s.deps.As.Host,
		ConfirmedAt: at.UTC(), State: journal.Intended,
	}}
	s.mu.Lock()
	if s.stopped {
		a.Attempt = abandon(a.Attempt, journal.Stopped, at)
	}
	s.attempts[a.ID] = a
	stopped := s.stopped
	if !stopped {
		s.running.Add(1)
		s.settled.Add(1)
	}
	s.mu.Unlock()
	s.tell()
	if !stopped {
		go s.run(a)
	}
	return a.ID
}

// Attempts returns the newest state of every attempt, oldest first.
func (s *Service) Attempts() []Attempt {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := slices.Collect(maps.Values(s.attempts))
	slices.SortFunc(list, func(a, b Attempt) int {
		if c := a.ConfirmedAt.Compare(b.ConfirmedAt); c != 0 {
			return c
		}
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return list
}

// Changed has something to receive whenever an attempt has changed since the
// last receive. It never makes an attempt wait: a reader that is slow finds the
// newest states, not all of them.
func (s *Service) Changed() <-chan struct{} { return s.changed }

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

// Compare holds the payments of a list against the attempts that ended without
// success: where one is Reversed after all, its attempt says so from then on.
// get finds a payment as it was last read.
func (s *Service) Compare(get func(id string) (*dojo.PaymentIntent, bool)) {
	for _, a := range s.Attempts() {
		p, ok := get(a.Payment.ID)
		if !ok {
			continue
		}
		// Asked before anything is locked: nearly every snapshot corrects
		// nothing, and must not wait for the journal of another attempt.
		if _, wrong := afterwards(a.Attempt, p.Status, "", s.now()); wrong {
			s.correct(a.ID, p.Status)
		}
	}
}

// correct holds one attempt against its payment's status.
func (s *Service) correct(id string, status dojo.Status) {
	s.moving.Lock()
	defer s.moving.Unlock()
	a := s.attempt(id)
	succeeded := ""
	for _, other := range s.Attempts() {
		switch {
		case other.Payment.ID != a.Payment.ID:
		case other.State == journal.Successful:
			succeeded = other.ID
		case other.State.Open():
			// It may be the one that did it, and will tell soon: to say now
			// that this one went through after all could be untrue.
			return
		}
	}
	if next, ok := afterwards(a.Attempt, status, succeeded, s.now()); ok {
		s.record(a, next)
	}
}

// run takes one attempt to its end. It has a goroutine of its own, so that
// neither a slow screen nor another reversal can hold it up.
func (s *Service) run(a Attempt) {
	defer s.running.Done()
	defer func() {
		// A panic here would end the program with the terminal in disorder.
		if r := recover(); r != nil && s.deps.Crashed != nil {
			s.deps.Crashed(r)
		}
	}()
	if s.send(a) {
		s.watch(a.ID)
	}
}

// send takes an attempt from Intended to the journaled answer, and says whether
// there is anything to watch.
func (s *Service) send(a Attempt) bool {
	defer s.settled.Done()
	// The journal is written even while the program ends: a record must not be
	// lost because its request was the last one.
	ctx := context.WithoutCancel(s.sending)
	if err := s.deps.Journal.Begin(ctx, a.Attempt); err != nil {
		why := journal.NotRecorded
		var open *journal.OpenError
		if errors.As(err, &open) {
			why = journal.OtherAttempt
			a.InTheWay = &open.Other
		} else {
			a.JournalError = dojo.Clean(err.Error())
		}
		a.Attempt = abandon(a.Attempt, why, s.now())
		s.publish(a)
		return false
	}

	a.recorded = journal.Intended
	reading, err := s.deps.Dojo.PaymentIntent(s.watching, a.Payment.ID)
	s.seen(reading, err)
	next := afterFreshRead(a.Attempt, reading, err, s.deps.Rules, s.deps.Clock.Now(), s.now())
	if s.watching.Err() != nil {
		next = abandon(a.Attempt, journal.Stopped, s.now())
	}
	if next.State != journal.Sending {
		s.record(a, next)
		return false
	}
	if err := s.deps.Journal.Move(ctx, journal.Intended, next); err != nil {
		// Sending is not on disk, so nothing may leave.
		why := journal.NotRecorded
		if errors.Is(err, journal.ErrMoved) {
			why = journal.OtherAttempt
		}
		a.JournalError = dojo.Clean(err.Error())
		a.Attempt = abandon(a.Attempt, why, s.now())
		// What is on disk still holds the payment. Where the disk takes this
		// after all, the next press isn't barred by an attempt that is over.
		_ = s.deps.Journal.Move(ctx, journal.Intended, a.Attempt)
		s.publish(a)
		return false
	}
	a.Attempt, a.recorded = next, journal.Sending
	s.publish(a)

	// The last look, after the disk has taken its time: the process may have
	// been suspended since the read, or be ending by now.
	var answer dojo.ReversalAnswer
	switch {
	case tooLateToSend(a.Attempt, s.now()):
		err = &dojo.NotSentError{Cause: dojo.CauseStopped, Err: errTooLate}
	case s.watching.Err() != nil:
		err = &dojo.NotSentError{Cause: dojo.CauseStopped, Err: errStopped}
	default:
		answer, err = s.deps.Dojo.Reverse(s.sending, a.Payment.ID)
	}
	a = s.record(a, afterAnswer(a.Attempt, answer, err, s.now()))
	if a.State == journal.Sending {
		// "Not done" is believed once a read agrees.
		a = s.read(a.ID)
	}
	return !a.State.Final()
}

var (
	errTooLate = errors.New("its time to be sent was over")
	errStopped = errors.New("the program was ending")
)

// watch reads a payment until the end of its reversal is known.
func (s *Service) watch(id string) {
	began := s.now()
	for n := 0; ; n++ {
		a := s.attempt(id)
		if a.State.Final() || !a.CorrectedAt.IsZero() {
			return
		}
		wait := readAfter(n, s.now().Sub(began), s.deps.Jitter())
		if a.State == journal.Unresolved {
			wait = slowRead
		}
		wait = max(wait, a.pause)
		s.plan(id, s.now().Add(wait))
		if !s.rest(id, wait) {
			return
		}
		s.plan(id, time.Time{})
		s.read(id)
	}
}

// rest waits for the next read, or until something nudges the attempt. It
// reports false when nobody watches any more.
func (s *Service) rest(id string, d time.Duration) bool {
	ctx, wake := context.WithCancel(s.watching)
	defer wake()
	s.mu.Lock()
	s.wake[id] = wake
	s.mu.Unlock()
	_ = s.deps.Wait(ctx, d) // an early end is a nudge or the end
	s.mu.Lock()
	delete(s.wake, id)
	s.mu.Unlock()
	return s.watching.Err() == nil
}

// plan tells the watchers when the next read comes.
func (s *Service) plan(id string, next time.Time) {
	s.moving.Lock()
	defer s.moving.Unlock()
	a := s.attempt(id)
	a.NextRead = next
	s.publish(a)
}

// read reads the payment once and takes in what it says.
func (s *Service) read(id string) Attempt {
	reading, err := s.deps.Dojo.PaymentIntent(s.watching, s.attempt(id).Payment.ID)
	s.seen(reading, err)

	a := s.take(id, reading, err)
	if err == nil && a.State == journal.Unresolved {
		s.correct(id, reading.Payment.Status)
		a = s.attempt(id)
	}
	return a
}

func (s *Service) take(id string, reading dojo.Reading, err error) Attempt {
	s.moving.Lock()
	defer s.moving.Unlock()
	a := s.attempt(id)
	if err != nil && s.watching.Err() != nil && a.State != journal.Sending {
		return a // given up by ourselves, which says nothing about Dojo
	}
	var refused *dojo.RefusedError
	a.pause = 0
	if errors.As(err, &refused) {
		a.pause = refused.RetryAfter
	}
	switch {
	case err == nil:
		a.UnreadSince = time.Time{}
	case a.UnreadSince.IsZero():
		a.UnreadSince = s.now()
	}
	next := afterRead(a.Attempt, reading, err, s.now())
	if next.State == a.State && next.Why == a.Why && !a.Unrecorded {
		// A read that changes nothing isn't worth a record.
		a.Attempt = next
		s.publish(a)
		return a
	}
	return s.record(a, next)
}

// record journals a change and then tells the watchers. A change that can't be
// journaled has happened all the same: it is shown, as not recorded.
func (s *Service) record(a Attempt, next journal.Attempt) Attempt {
	err := s.deps.Journal.Move(context.WithoutCancel(s.sending), a.recorded, next)
	if err == nil {
		a.recorded = next.State
	}
	a.Attempt = next
	a.Unrecorded, a.JournalError = err != nil, ""
	if err != nil {
		a.JournalError = dojo.Clean(err.Error())
	}
	s.publish(a)
	return a
}

func (s *Service) attempt(id string) Attempt {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.attempts[id]
}

func (s *Service) seen(r dojo.Reading, err error) {
	if err == nil && s.deps.Seen != nil {
		s.deps.Seen(r)
	}
}

func (s *Service) publish(a Attempt) {
	s.mu.Lock()
	s.attempts[a.ID] = a
	s.mu.Unlock()
	s.tell()
}

func (s *Service) tell() {
	select {
	case s.changed <- struct{}{}:
	default:
	}
}

func (s *Service) now() time.Time { return s.deps.Now().UTC() }
