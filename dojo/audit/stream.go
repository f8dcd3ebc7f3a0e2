package audit

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"dojoreversals/dojo/journal"
)

// Source is a record of reversals, such as *sqlite.Store.
type Source interface {
	// EventsAfter gives the events after a number, oldest first and at most so many.
	EventsAfter(ctx context.Context, seq int64, most int) ([]journal.Event, error)
}

// Sink takes lines to where they are kept.
type Sink interface {
	// Write returns nil once the target has all these lines, as far as it can be known.
	// After an error it may have any of them. No lines ask whether the target is there.
	// Write may wait for the target until ctx ends.
	Write(ctx context.Context, lines []Line) error
	Close() error
}

// Options say what a Stream reads and where it writes. All are needed but Wake.
type Options struct {
	Source Source
	Sink   Sink
	Cursor string // the path of the cursor, a file of this account
	// Again is how many of the last lines are sent again at the start and after trouble:
	// 0 for a target that says what it has. See Target.Again.
	Again int64
	// Wake may say that there are new events. The journal is asked without it too,
	// since other processes write it, but not so soon.
	Wake  <-chan struct{}
	After func(time.Duration) <-chan time.Time // time.After
	// Told is told of each trouble, and with nil that the stream goes on after it. It
	// must not wait.
	Told func(error)
}

const (
	batch    = 200             // how many events are read and written at once
	pollWait = 5 * time.Second // how long after the last look the journal is asked again

	// After trouble the stream waits firstPause, and twice as long each time that it
	// didn't help, up to longestPause.
	firstPause, longestPause = time.Second, time.Minute

	// patience is how long one Write may take.
	patience = 30 * time.Second
)

// ErrReplaced says that the journal isn't the one that was streamed so far. Its lines are
// all sent, from the first.
var ErrReplaced = errors.New("the record of reversals was replaced by another one: all of it is sent, from the first event")

// ErrCursor says that the cursor can't be understood. All lines are sent again.
var ErrCursor = errors.New("the cursor of the audit stream is damaged: the whole record is sent again")

// Stream sends the lines of a journal to a target.
type Stream struct {
	o      Options
	cursor cursorFile
	kept   journal.Head // what the cursor says
	sent   journal.Head // the last event that was sent; its hash is "" where it isn't known
	has    atomic.Int64 // as kept, for Has
}

// New makes a Stream. Run runs it.
func New(o Options) *Stream {
	return &Stream{o: o, cursor: cursorFile{path: o.Cursor, disk: osDisk{}}}
}

// Has is the number of the last event that the target has, as the cursor says.
func (s *Stream) Has() int64 { return s.has.Load() }

// Run streams until ctx ends. It is called once.
func (s *Stream) Run(ctx context.Context) {
	s.begin()
	pause := time.Duration(0)
	for ctx.Err() == nil {
		n, err := s.step(ctx)
		var wait <-chan time.Time
		wake := s.o.Wake
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			s.o.Told(err)
			pause = min(max(2*pause, firstPause), longestPause)
			wait, wake = s.o.After(pause), nil
		case pause > 0:
			s.o.Told(nil)
			pause = 0
			continue
		case n == batch:
			continue
		default:
			wait = s.o.After(pollWait)
		}
		select {
		case <-wait:
		case <-wake:
		case <-ctx.Done():
		}
	}
}

// Finish sends what Run, which has returned, hasn't sent. It tries once: what the target
// doesn't take before ctx ends is sent by the next start.
func (s *Stream) Finish(ctx context.Context) error {
	for {
		if n, err := s.step(ctx); err != nil || n < batch {
			return err
		}
	}
}

// begin reads the cursor.
func (s *Stream) begin() {
	kept, err := s.cursor.read()
	if err != nil {
		s.o.Told(err)
	}
	s.keep(kept)
	s.sendAgain()
}

func (s *Stream) keep(head journal.Head) {
	s.kept = head
	s.has.Store(head.Count)
}

// sendAgain goes back to where the target may have lost something.
func (s *Stream) sendAgain() {
	s.sent = s.kept
	if s.o.Again > 0 {
		s.sent = journal.Head{Count: max(s.kept.Count-s.o.Again, 0)}
	}
}

// step sends the next lines, and says how many there were.
func (s *Stream) step(ctx context.Context) (int, error) {
	if err := s.checkSame(ctx); err != nil {
		return 0, err
	}
	events, err := s.o.Source.EventsAfter(ctx, s.sent.Count, batch)
	if err != nil {
		return 0, err
	}
	lines, end := make([]Line, 0, len(events)), s.sent
	for _, e := range events {
		if e.Seq != end.Count+1 || end.Hash != "" && e.Prev != end.Hash {
			return 0, fmt.Errorf("the record of reversals is damaged: event %d doesn't follow event %d", e.Seq, end.Count)
		}
		lines, end = append(lines, LineOf(e)), journal.Head{Count: e.Seq, Hash: e.Hash}
	}
	bounded, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := s.o.Sink.Write(bounded, lines); err != nil {
		s.sendAgain()
		return 0, err
	}
	s.sent = end
	if s.sent.Count <= s.kept.Count {
		return len(lines), nil
	}
	if err := s.cursor.write(end); err != nil {
		return 0, err // what was sent isn't sent again: the next step writes the cursor
	}
	s.keep(end)
	return len(lines), nil
}

// checkSame checks that the journal still has what was sent last.
func (s *Stream) checkSame(ctx context.Context) error {
	if s.kept.Count == 0 {
		return nil
	}
	is, err := s.o.Source.EventsAfter(ctx, s.kept.Count-1, 1)
	if err != nil {
		return err
	}
	if len(is) == 1 && is[0].Seq == s.kept.Count && is[0].Hash == s.kept.Hash {
		return nil
	}
	s.keep(journal.Head{Hash: journal.NoHash})
	s.sent = s.kept
	return ErrReplaced
}
