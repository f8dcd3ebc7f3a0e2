package journal

import "time"

// Kind says how an event came to be.
type Kind string

// The kinds of events.
const (
	Begun     Kind = "begun"      // a person confirmed
	Moved     Kind = "moved"      // the attempt changed
	TakenOver Kind = "taken over" // by a process that isn't its owner, after ClaimLasts
	Adopted   Kind = "adopted"    // handed to another key
	Recovered Kind = "recovered"  // concluded while a damaged journal was copied
)

// Event is one line of the journal. Lines are only ever added.
type Event struct {
	Seq     int64     // 1, 2, 3… without gaps
	At      time.Time // this machine's clock, UTC
	DojoAt  time.Time // Dojo's clock, UTC; zero where it wasn't known
	Kind    Kind
	Process string  // the token of the process that wrote it
	Attempt Attempt // as the event left it

	// RecoveredFrom is where a copied event stood in the damaged journal, as
	// "sequence:hash"; "" for all others.
	RecoveredFrom string

	Prev string // the hash of the event before, NoHash for the first
	Hash string // of this event, see encode in chain.go
}

// Head is the end of a journal: how many events it has, and the hash of the last one.
// Somebody who noted a head can tell later whether anything before it has changed.
type Head struct {
	Count int64
	Hash  string
}

// NoHash is the hash before the first event.
const NoHash = "0000000000000000000000000000000000000000000000000000000000000000"

// Author is who writes events: one shop in one process. Several may share a store.
type Author struct {
	// Process is a token that nobody else ever had or will have, such as a UUID made
	// when the shop was opened. Only its holder may send the attempts that it begins.
	Process string
	// DojoNow is Dojo's clock, UTC; nil, or a zero time, where it isn't known.
	DojoNow func() time.Time
}
