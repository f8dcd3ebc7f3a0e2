package reversal

import (
	"context"
	"errors"
	"slices"
	"time"

	"dojoreversals/dojo/journal"
)

// ledger is a journal of several processes by the machine's clock, on a disk that
// can be slow or full. It checks that what is recorded follows the diagram of the
// states.
type ledger struct {
	w     *world
	slow  time.Duration // of the writes before a request leaves
	fails func(write int) bool
	// uncertain writes are made, and said to have failed.
	uncertain func(write int) bool
	writes    int // that were tried
	failed    bool

	// With w.mu held: what is recorded of each attempt.
	count   int64
	last    map[string]journal.Attempt
	at      map[string]time.Time // of the last record, by the machine's clock
	owners  map[string]string    // the processes that began them
	tries   map[string]int       // to move them
	history map[string][]journal.State
	seq     map[string]int64 // their newest events
}

var errDiskFull = errors.New("no space left on device")

func newLedger(w *world) *ledger {
	w.ledger = &ledger{
		w: w, fails: func(int) bool { return false }, uncertain: func(int) bool { return false },
		last: map[string]journal.Attempt{}, at: map[string]time.Time{}, owners: map[string]string{}, tries: map[string]int{}, history: map[string][]journal.State{}, seq: map[string]int64{},
	}
	return w.ledger
}

// edges are the arrows of the diagram. An attempt that stays where it is has
// learnt something: the answer "not done", or a correction.
var edges = map[journal.State][]journal.State{
	journal.Intended:   {journal.Sending, journal.Abandoned},
	journal.Sending:    {journal.Created, journal.Confirming, journal.Successful, journal.Failed, journal.Already, journal.Checking, journal.Sending},
	journal.Created:    {journal.Successful, journal.Failed, journal.Already, journal.Unresolved},
	journal.Checking:   {journal.Confirming, journal.Successful, journal.Failed, journal.Already, journal.Unresolved, journal.Checking},
	journal.Confirming: {journal.Successful, journal.Already, journal.Confirming},
	journal.Unresolved: {journal.Confirming, journal.Successful, journal.Failed, journal.Unresolved}, // an answer can be that late
	journal.Failed:     {journal.Failed},
	journal.Successful: {journal.Successful, journal.Confirming, journal.Already}, // Dojo went back on its word, or a late answer says no
	journal.Already:    {journal.Already},
	journal.Abandoned:  {journal.Abandoned},
}

// of is the journal as one process has it open.
func (l *ledger) of(process string) Journal { return openLedger{l, process} }

type openLedger struct {
	*ledger
	process string
}

func (l *ledger) newest(id string) journal.Event { // with w.mu held
	return journal.Event{Seq: int64(len(l.history[id])), At: l.at[id], Attempt: l.last[id]}
}

// standing is how things stand for a change of an attempt.
func (l *ledger) standing(a journal.Attempt) journal.Standing { // with w.mu held
	s := journal.Standing{Newest: l.newest(a.ID), Owner: l.owners[a.ID]}
	for id, other := range l.last {
		if id != a.ID && other.State.Open() && other.Claim() == a.Claim() {
			s.Holder = &other
		}
	}
	return s
}

// Begin is the journal's, on this disk.
func (l openLedger) Begin(_ context.Context, a journal.Attempt) error {
	made, said := l.write(true)
	if !made {
		return said
	}
	a = asWritten(a)
	l.w.mu.Lock()
	defer l.w.mu.Unlock()
	if _, err := l.standing(a).Begin(a); err != nil {
		return err
	}
	l.owners[a.ID] = l.process
	l.keep(a)
	return said
}

// Move is the journal's, on this disk.
func (l openLedger) Move(_ context.Context, was, a journal.Attempt) error {
	from := was.State
	l.w.mu.Lock()
	l.tries[a.ID]++
	early := from == journal.Intended && l.tries[a.ID] <= 2 // to Sending, and giving that up
	l.w.mu.Unlock()
	made, said := l.write(early)
	if !made {
		return said
	}
	a = asWritten(a)
	l.w.mu.Lock()
	defer l.w.mu.Unlock()
	before := l.last[a.ID]
	if _, err := l.standing(a).Move(was, a, l.process, l.w.clock()); err != nil {
		return err
	}
	// After a failed write the next one records several steps at once.
	if !slices.Contains(edges[from], a.State) && (!l.failed || from == journal.Intended) {
		l.w.violated("%s went from %s to %s", a.ID, from, a.State)
	}
	if from == a.State {
		noted := before.Why == "" && a.Why != "" || before.Answered == "" && a.Answered != "" ||
			before.HTTPStatus == 0 && a.HTTPStatus != 0 || before.ReversalID == "" && a.ReversalID != ""
		corrected := from != journal.Sending && !a.CorrectedAt.Equal(before.CorrectedAt) && (before.LastStatus != a.LastStatus || before.CorrectedAt.IsZero() || a.CorrectedBy != "")
		if !noted && !corrected && !l.failed {
			l.w.violated("%s is recorded as %s twice", a.ID, from)
		}
	}
	l.keep(a)
	return said
}

// adopt hands an attempt to another key.
func (l *ledger) adopt(id, key string) {
	l.w.mu.Lock()
	defer l.w.mu.Unlock()
	a, free := journal.HandOver(l.newest(id), key, l.w.clock())
	if !free {
		l.w.violated("%s is adopted, and its process may send it", id)
	}
	l.keep(a)
}

func (l *ledger) keep(a journal.Attempt) { // with w.mu held
	l.count++
	l.last[a.ID], l.at[a.ID], l.seq[a.ID] = a, l.w.clock(), l.count
	l.history[a.ID] = append(l.history[a.ID], a.State)
}

// Attempt is the newest record of an attempt.
func (l *ledger) Attempt(_ context.Context, id string) (journal.Attempt, error) {
	l.w.mu.Lock()
	defer l.w.mu.Unlock()
	a, ok := l.last[id]
	if !ok {
		return a, errors.New("there is no such attempt")
	}
	return a, nil
}

// Changes are the attempts of the shop that were recorded after an event, each told once.
func (l *ledger) Changes(_ context.Context, shop journal.Shop, after int64) ([]journal.Attempt, int64, error) {
	l.w.mu.Lock()
	defer l.w.mu.Unlock()
	var out []journal.Attempt
	for _, a := range l.last {
		if l.seq[a.ID] > after && shop.Has(a) {
			out = append(out, a)
		}
	}
	return out, l.count, nil
}

// asWritten is an attempt as a disk has it, without monotonic readings.
func asWritten(a journal.Attempt) journal.Attempt {
	for _, t := range []*time.Time{&a.ConfirmedAt, &a.SentAt, &a.GaveUpAt, &a.SettledAt, &a.CorrectedAt} {
		*t = t.Round(0)
	}
	return a
}

// write says whether a write is made, and what is said of it.
func (l *ledger) write(early bool) (made bool, said error) {
	l.w.mu.Lock()
	n := l.writes
	l.writes++
	fails, uncertain := l.fails(n), l.uncertain(n)
	l.failed = l.failed || fails || uncertain
	l.w.mu.Unlock()
	// Another goroutine may wait for the lock under which later writes are made. Time
	// would stand still then: to synctest, waiting for a mutex isn't idle.
	if early && l.slow > 0 {
		<-time.After(l.slow)
	}
	if fails || uncertain {
		return uncertain, errDiskFull
	}
	return true, nil
}
