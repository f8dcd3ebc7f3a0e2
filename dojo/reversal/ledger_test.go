package reversal

import (
	"context"
	"errors"
	"slices"
	"time"

	"dojoreversals/dojo/journal"
)

// ledger is the journal in memory with a disk that can be slow or full, and
// which checks that what is recorded follows the diagram of the states.
type ledger struct {
	w     *world
	mem   *journal.Memory
	slow  time.Duration // of the writes before a request leaves
	fails func(write int) bool
	// uncertain writes are made, and said to have failed.
	uncertain func(write int) bool
	writes    int // that were tried
	failed    bool

	// With w.mu held: what is recorded of each attempt.
	last    map[string]journal.Attempt
	at      map[string]time.Time // of the last record, by the machine's clock
	history map[string][]journal.State
}

var errDiskFull = errors.New("no space left on device")

func newLedger(w *world) *ledger {
	w.ledger = &ledger{
		w: w, mem: journal.NewMemory(), fails: func(int) bool { return false }, uncertain: func(int) bool { return false },
		last: map[string]journal.Attempt{}, at: map[string]time.Time{}, history: map[string][]journal.State{},
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

// Begin is journal.Memory's, on this disk.
func (l *ledger) Begin(ctx context.Context, a journal.Attempt) error {
	made, said := l.write(true)
	if !made {
		return said
	}
	a = asWritten(a)
	l.w.mu.Lock()
	defer l.w.mu.Unlock()
	if err := l.mem.Begin(ctx, a); err != nil {
		return err
	}
	for _, b := range l.last {
		if b.State.Open() && b.Payment.ID == a.Payment.ID {
			l.w.violated("%s and %s are open on one payment", b.ID, a.ID)
		}
	}
	if a.State != journal.Intended {
		l.w.violated("%s begins as %s", a.ID, a.State)
	}
	l.keep(a)
	return said
}

// Expire is Move by anyone, once the last record is 30 seconds old.
func (l *ledger) Expire(ctx context.Context, from, a journal.Attempt) error {
	now := l.w.now()
	l.w.mu.Lock()
	over := journal.ClaimOver(l.at[a.ID], now)
	l.w.mu.Unlock()
	if !over {
		return journal.ErrNotOwner
	}
	return l.Move(ctx, from, a)
}

// Attempt is journal.Memory's.
func (l *ledger) Attempt(ctx context.Context, id string) (journal.Attempt, error) {
	return l.mem.Attempt(ctx, id)
}

// Changes is journal.Memory's.
func (l *ledger) Changes(ctx context.Context, after int64) ([]journal.Attempt, int64, error) {
	return l.mem.Changes(ctx, after)
}

// Move is journal.Memory's, on this disk.
func (l *ledger) Move(ctx context.Context, was, a journal.Attempt) error {
	from := was.State
	made, said := l.write(from == journal.Intended)
	if !made {
		return said
	}
	a = asWritten(a)
	l.w.mu.Lock()
	defer l.w.mu.Unlock()
	before := l.last[a.ID]
	if err := l.mem.Move(ctx, was, a); err != nil {
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

// asWritten is an attempt as a disk has it, without monotonic readings.
func asWritten(a journal.Attempt) journal.Attempt {
	for _, t := range []*time.Time{&a.ConfirmedAt, &a.SentAt, &a.GaveUpAt, &a.SettledAt, &a.CorrectedAt} {
		*t = t.Round(0)
	}
	return a
}

func (l *ledger) keep(a journal.Attempt) { // with w.mu held
	l.at[a.ID] = l.w.clock()
	l.last[a.ID] = a
	l.history[a.ID] = append(l.history[a.ID], a.State)
}

// write says whether a write is made, and what is said of it.
func (l *ledger) write(early bool) (made bool, said error) {
	l.w.mu.Lock()
	n := l.writes
	l.writes++
	fails, uncertain := l.fails(n), l.uncertain(n)
	l.failed = l.failed || fails || uncertain
	l.w.mu.Unlock()
	// Later writes are made under the service's lock, where virtual time can't
	// pass: synctest doesn't take waiting for a mutex for idleness.
	if early && l.slow > 0 {
		<-time.After(l.slow)
	}
	if fails || uncertain {
		return uncertain, errDiskFull
	}
	return true, nil
}
