package cli

import (
	"context"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"dojoreversals/dojo/audit"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/journal/sqlite"
)

// store is a record of reversals as several shops share it. *sqlite.Store is one.
type store interface {
	BeginBy(ctx context.Context, by journal.Author, a journal.Attempt) error
	MoveBy(ctx context.Context, by journal.Author, from, a journal.Attempt) error
	Attempt(ctx context.Context, id string) (journal.Attempt, error)
	journal.Reader
	Changes(ctx context.Context, shop journal.Shop, after int64) ([]journal.Attempt, int64, error)
	// End is the number and the hash of the newest event.
	End(ctx context.Context) (journal.Head, error)
	Check(ctx context.Context) error
	// Usable says why nothing can be done with the store any more.
	Usable() error
	Close() error
	audit.Source
}

// records are the records of reversals that this process has open: one for each state
// directory, however many shops use it, and those before it that were found damaged while
// shops had them. A record is closed with its last shop.
type records struct {
	now  func() time.Time
	open func(ctx context.Context, dir string) (store, error)
	news chan struct{} // one slot: a shop of this process has recorded something

	mu  sync.Mutex
	all map[string][]*record // by the directory, the newest last
}

func newRecords(now func() time.Time) *records {
	return &records{
		now: now, news: make(chan struct{}, 1), all: map[string][]*record{},
		open: func(ctx context.Context, dir string) (store, error) {
			return sqlite.Open(ctx, sqlite.Options{Dir: dir, Process: newID(), Now: now})
		},
	}
}

// record is one record that this process has open, or is opening.
type record struct {
	store // nil until it is opened
	of    *records
	dir   string

	opened  chan struct{} // closed once it is open, or couldn't be opened
	err     error         // why it couldn't be opened
	gaveUp  bool          // whoever was opening it didn't wait for the end of that
	users   int           // by the lock of records
	reading chan struct{} // holds a value while somebody reads the end
	end     int64         // the number of the newest event, as it was at endAt
	endAt   time.Time
}

// take opens the record of a directory for a shop, whose Dojo has this clock. Each shop
// writes as an author of its own, so that no shop sends what another one has begun. What
// couldn't be opened, or was found damaged since, is opened anew for the next shop.
func (r *records) take(ctx context.Context, dir string, dojoNow func() time.Time) (*shopRecord, error) {
	if abs, err := filepath.Abs(dir); err == nil && dir != "" {
		dir = abs
	}
	for {
		rec, first := r.join(dir)
		if first {
			if opened, err := r.open(ctx, dir); err != nil {
				rec.err = err
			} else {
				rec.store = opened
			}
			rec.gaveUp = ctx.Err() != nil
			close(rec.opened)
		}
		select {
		case <-rec.opened:
		case <-ctx.Done():
			_ = rec.leave()
			return nil, ctx.Err()
		}
		if rec.err == nil {
			return rec.as(dojoNow), nil
		}
		_ = rec.leave()
		if first || !rec.gaveUp {
			return nil, rec.err
		}
	}
}

// join makes somebody a user of the record of a directory. The first one has to open it.
func (r *records) join(dir string) (rec *record, first bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if all := r.all[dir]; len(all) > 0 {
		rec = all[len(all)-1]
	}
	if rec == nil || !rec.fit() {
		first = true
		rec = &record{of: r, dir: dir, opened: make(chan struct{}), reading: make(chan struct{}, 1)}
		r.all[dir] = append(r.all[dir], rec)
	}
	rec.users++
	return rec, first
}

// after makes somebody a user of the record that shops have opened since in the place of
// this one. It is nil if there is none that can be used. It opens none.
func (r *record) after() *record {
	r.of.mu.Lock()
	defer r.of.mu.Unlock()
	all := r.of.all[r.dir]
	if len(all) == 0 {
		return nil
	}
	next := all[len(all)-1]
	if next == r || !next.isOpen() || next.Usable() != nil {
		return nil
	}
	next.users++
	return next
}

// trouble says why nothing can be recorded in one of the records that are in use, nil if
// all are in order.
func (r *records) trouble() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for dir, all := range r.all {
		for _, rec := range all {
			if !rec.isOpen() {
				continue
			}
			if err := rec.Usable(); err != nil {
				return journalError(err, dir)
			}
		}
	}
	return nil
}

// isOpen says whether the record was opened. It may be of no use by now.
func (r *record) isOpen() bool {
	select {
	case <-r.opened:
		return r.err == nil
	default:
		return false
	}
}

// fit says whether another shop may use the record.
func (r *record) fit() bool {
	select {
	case <-r.opened:
		return r.err == nil && r.Usable() == nil
	default:
		return true // it may become so
	}
}

// leave ends a use of a record. The last one closes it.
func (r *record) leave() error {
	of := r.of
	of.mu.Lock()
	r.users--
	last := r.users == 0
	if last {
		of.all[r.dir] = slices.DeleteFunc(of.all[r.dir], func(other *record) bool { return other == r })
		if len(of.all[r.dir]) == 0 {
			delete(of.all, r.dir)
		}
	}
	of.mu.Unlock()
	if !last {
		return nil
	}
	<-r.opened
	if r.store == nil {
		return nil // it couldn't be opened
	}
	return r.Close()
}

// endLasts is how long the end of a record, once somebody has read it, stands for all
// its shops. Each shop asks for it every two seconds, so that a shop alone always reads
// it.
const endLasts = time.Second

// count is how many events the record had, a second ago or later.
func (r *record) count(ctx context.Context) (int64, error) {
	select {
	case r.reading <- struct{}{}:
		defer func() { <-r.reading }()
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	now := r.of.now()
	if !r.endAt.IsZero() && journal.Elapsed(r.endAt, now) < endLasts {
		return r.end, nil
	}
	end, err := r.End(ctx)
	if err == nil {
		r.end, r.endAt = end.Count, now
	}
	return end.Count, err
}

// shopRecord is a record as one shop has it.
type shopRecord struct {
	*record
	by    journal.Author
	leave func() error
}

// as is a record for a shop, whose Dojo has this clock.
func (r *record) as(dojoNow func() time.Time) *shopRecord {
	return &shopRecord{record: r, by: journal.Author{Process: newID(), DojoNow: dojoNow}, leave: sync.OnceValue(r.leave)}
}

// Begin implements shop.Journal.
func (s *shopRecord) Begin(ctx context.Context, a journal.Attempt) error {
	return s.tell(s.BeginBy(ctx, s.by, a))
}

// Move implements shop.Journal.
func (s *shopRecord) Move(ctx context.Context, from, a journal.Attempt) error {
	return s.tell(s.MoveBy(ctx, s.by, from, a))
}

// tell says that something may have been recorded. It never waits.
func (r *record) tell(err error) error {
	select {
	case r.of.news <- struct{}{}:
	default:
	}
	return err
}

// Changes implements shop.Journal. As long as the record has no more events, one question
// answers for all its shops.
func (s *shopRecord) Changes(ctx context.Context, of journal.Shop, after int64) ([]journal.Attempt, int64, error) {
	if after > 0 {
		if n, err := s.count(ctx); err != nil || n == after {
			return nil, after, err
		}
	}
	return s.record.Changes(ctx, of, after)
}

// Close implements shop.Journal. The other shops go on.
func (s *shopRecord) Close() error { return s.leave() }
