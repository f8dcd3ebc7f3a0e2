package shop

import (
	"context"
	"sync"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
)

// Session is one front of a shop and the person at it. Any number of sessions
// work side by side. All of its methods are safe for concurrent use.
type Session struct {
	shop       *Shop
	by         reversal.Person
	reader     *feed.Reader
	changed    <-chan struct{}
	endChanged func()
	leave      func()

	mu    sync.Mutex
	began map[string]bool // by attempt ID: this session began it
	past  map[string]bool // by attempt ID: it was over, and told, before this session
}

// Session opens a session of an open shop for a person, which the caller must Close.
// Somebody looks at it, until Focus says otherwise. Nothing is sent for a person who may
// not reverse payments here by then, see reversal.Person. It reports false, and opens
// none, if the shop was closed.
func (s *Shop) Session(by reversal.Person) (*Session, bool) {
	if !s.door.enter() {
		return nil, false
	}
	n := &Session{shop: s, by: by, reader: s.list.Subscribe(), began: map[string]bool{}, past: s.told.begin(s.Attempts, by.Identity)}
	n.reader.Focus(true)
	n.changed, n.endChanged = s.reversals.Load().Subscribe()
	n.leave = sync.OnceFunc(func() {
		s.told.end(s.Attempts)
		s.door.leave(s.options.Client.Now())
	})
	return n, true
}

// Close ends the session. The shop and what it sends go on.
func (s *Session) Close() {
	s.reader.Close()
	s.endChanged()
	s.leave()
}

// ListNews has a value whenever there is a newer snapshot. Close closes it.
func (s *Session) ListNews() <-chan struct{} { return s.reader.Next() }

// ReversalNews has a value whenever an attempt has changed.
func (s *Session) ReversalNews() <-chan struct{} { return s.changed }

// Snapshot is the newest list.
func (s *Session) Snapshot() *feed.Snapshot { return s.shop.list.Snapshot() }

// Attempts are the newest states of the shop's attempts, oldest first, whoever
// began them. Past, Resumed and OtherSession are said from where this session
// stands. It copies them all: who looks again and again asks for Changed.
func (s *Session) Attempts() []reversal.Attempt {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fromHere(s.shop.Attempts())
}

// Look is one reader of what a session's person may know, such as a screen or a
// command. Any number of them look at one session.
type Look struct {
	*Session
	seen uint64 // the number of the last change that Changed has told; under mu
}

// Look begins to look at the session.
func (s *Session) Look() *Look { return &Look{Session: s} }

// Changed are the newest states of those attempts that have changed since this look has
// asked last, and all of them at first, in no order. They are told as by Attempts.
func (l *Look) Changed() []reversal.Attempt {
	l.mu.Lock()
	defer l.mu.Unlock()
	var changed []reversal.Attempt
	changed, l.seen = l.shop.reversals.Load().Changes(l.seen)
	return l.fromHere(changed)
}

// fromHere says of attempts what depends on where this session stands. s.mu is held.
func (s *Session) fromHere(attempts []reversal.Attempt) []reversal.Attempt {
	for i := range attempts {
		a := &attempts[i]
		a.OtherSession = !a.Resumed && !s.began[a.ID]
		a.Resumed = a.Resumed || a.OtherSession
		a.Past = a.Past || s.past[a.ID]
	}
	return attempts
}

// Focus says whether somebody looks at this session, see feed.Reader.Focus.
func (s *Session) Focus(on bool) { s.reader.Focus(on) }

// IncludeCreated says whether this session shows unpaid payments.
func (s *Session) IncludeCreated(on bool) { s.reader.IncludeCreated(on) }

// Refresh asks for the whole list to be read again.
func (s *Session) Refresh() { s.shop.list.Refresh() }

// LookUp reads one payment and puts it in the list, see feed.Feed.LookUp.
func (s *Session) LookUp(ctx context.Context, id string) (dojo.PaymentIntent, error) {
	return s.shop.list.LookUp(ctx, id)
}

// Start begins the reversal of a payment that this session's person confirmed at
// a time of this machine's clock. It returns the attempt's ID at once. See
// reversal.Service.Start.
func (s *Session) Start(confirmed journal.Payment, reason string, at time.Time) string {
	s.mu.Lock() // no reader of this session sees the attempt before it is known to be its own
	defer s.mu.Unlock()
	id := s.shop.reversals.Load().Start(s.by, confirmed, reason, at)
	s.began[id] = true
	return id
}
