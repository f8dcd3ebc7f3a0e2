package audit

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"dojoreversals/dojo/journal"
)

// targetOf keeps what it gets. It fails with the errors that it was given, one for each
// write; a nil one is none.
type targetOf struct {
	endless bool // a write was given more time than it may take
	fails   []error
	got     []Line
	asked   int // writes without lines
}

func (s *targetOf) Write(ctx context.Context, lines []Line) error {
	end, ends := ctx.Deadline()
	s.endless = s.endless || !ends || time.Until(end) > patience
	if len(s.fails) > 0 {
		err := s.fails[0]
		s.fails = s.fails[1:]
		if err != nil {
			s.got = append(s.got, lines[:len(lines)/2]...)
			return err
		}
	}
	if len(lines) == 0 {
		s.asked++
	}
	s.got = append(s.got, lines...)
	return nil
}

func (s *targetOf) Close() error { return nil }

func (s *targetOf) seqs() (all []int64) {
	for _, l := range s.got {
		all = append(all, l.Seq)
	}
	return all
}

func upTo(from, to int64) (all []int64) {
	for ; from <= to; from++ {
		all = append(all, from)
	}
	return all
}

// streaming runs a Stream by a clock that the test turns: each wait is a value of waits,
// and goes on when the test says so.
type streaming struct {
	*Stream
	waits chan time.Duration
	goOn  chan time.Time
	told  []error // read it while the stream waits
	end   func()
}

func run(t *testing.T, o Options) *streaming {
	s := &streaming{waits: make(chan time.Duration), goOn: make(chan time.Time)}
	ctx, cancel := context.WithCancel(t.Context())
	o.Told = func(err error) { s.told = append(s.told, err) }
	o.After = func(d time.Duration) <-chan time.Time {
		select {
		case s.waits <- d:
		case <-ctx.Done():
		}
		return s.goOn
	}
	if o.Cursor == "" {
		o.Cursor = filepath.Join(t.TempDir(), "cursor")
	}
	s.Stream = New(o)
	ended := make(chan struct{})
	go func() { defer close(ended); s.Run(ctx) }()
	s.end = func() { cancel(); <-ended }
	t.Cleanup(s.end)
	return s
}

// waitsFor is the next wait of the stream.
func (s *streaming) waitsFor(t *testing.T, want time.Duration) {
	t.Helper()
	select {
	case d := <-s.waits:
		if d != want {
			t.Errorf("it waits for %v, want %v", d, want)
		}
	case <-time.After(time.Minute):
		t.Fatal("it doesn't wait")
	}
}

func (s *streaming) pass() { s.goOn <- noon }

// All that is there comes at once, in parts. What is new comes when somebody says so, or
// with the slow look.
func TestAStreamFollowsTheRecord(t *testing.T) {
	t.Parallel()
	from, to, wake := &record{}, &targetOf{}, make(chan struct{})
	from.add(t, 2*batch+7, "")
	s := run(t, Options{Source: from, Sink: to, Wake: wake})
	s.waitsFor(t, pollWait)
	if got := to.seqs(); !slices.Equal(got, upTo(1, 2*batch+7)) || s.Has() != 2*batch+7 {
		t.Errorf("%d lines, and the cursor says %d", len(got), s.Has())
	}
	from.add(t, 1, "")
	wake <- struct{}{}
	s.waitsFor(t, pollWait)
	from.add(t, 1, "")
	s.pass()
	s.waitsFor(t, pollWait)
	s.pass()
	s.waitsFor(t, pollWait)
	if got := to.seqs(); !slices.Equal(got, upTo(1, 2*batch+9)) || to.asked != 1 {
		t.Errorf("%d lines, and the target was asked %d times whether it is there", len(got), to.asked)
	}
	if len(s.told) != 0 || to.endless {
		t.Errorf("trouble: %v; a write without an end: %v", s.told, to.endless)
	}
}

// Trouble is told, and the stream goes on after longer and longer pauses. What the target
// may have lost comes again.
func TestAStreamAndATargetInTrouble(t *testing.T) {
	t.Parallel()
	away := errors.New("it is away")
	from, to := &record{}, &targetOf{fails: []error{nil, away, away, away, away, away, away, away, away}}
	from.add(t, 10, "")
	wake := make(chan struct{}, 1)
	s := run(t, Options{Source: from, Sink: to, Again: 3, Wake: wake})
	s.waitsFor(t, pollWait)
	from.add(t, 4, "")
	s.pass()
	for _, pause := range []time.Duration{1, 2, 4, 8, 16, 32, 60, 60} {
		s.waitsFor(t, pause*time.Second)
		wake <- struct{}{} // nobody may shorten a pause
		select {
		case d := <-s.waits:
			t.Fatalf("a pause was cut short for one of %v", d)
		default:
		}
		<-wake
		s.pass()
	}
	s.waitsFor(t, pollWait)
	if len(s.told) != 9 || !errors.Is(s.told[7], away) || s.told[8] != nil {
		t.Errorf("told: %v", s.told)
	}
	got := to.seqs()
	if !slices.Equal(got[:10], upTo(1, 10)) || !slices.Equal(got[len(got)-7:], upTo(8, 14)) || s.Has() != 14 {
		t.Errorf("%v, and the cursor says %d", got, s.Has())
	}
}

// A Stream that starts again goes on where the cursor is, or so many lines before.
func TestAStreamStartsAgain(t *testing.T) {
	t.Parallel()
	for again, first := range map[int64]int64{0: 6, 3: 3, 100: 1} {
		from, path := &record{}, filepath.Join(t.TempDir(), "cursor")
		from.add(t, 5, "")
		s := run(t, Options{Source: from, Sink: &targetOf{}, Cursor: path, Again: again})
		s.waitsFor(t, pollWait)
		s.end()
		from.add(t, 2, "")
		to := &targetOf{}
		s = run(t, Options{Source: from, Sink: to, Cursor: path, Again: again})
		s.waitsFor(t, pollWait)
		if got := to.seqs(); !slices.Equal(got, upTo(first, 7)) || len(s.told) != 0 {
			t.Errorf("again %d: %v, %v", again, got, s.told)
		}
	}
}

// What nobody has told a Stream of is sent when it ends, in parts, and is the target's
// once Finish returns. Nothing of it comes again with the next start.
func TestAStreamFinishes(t *testing.T) {
	t.Parallel()
	from, to, path := &record{}, &targetOf{}, filepath.Join(t.TempDir(), "cursor")
	from.add(t, 3, "")
	s := run(t, Options{Source: from, Sink: to, Cursor: path})
	s.waitsFor(t, pollWait)
	s.end()
	from.add(t, 2*batch, "")
	must(t, s.Finish(t.Context()))
	if got := to.seqs(); !slices.Equal(got, upTo(1, 2*batch+3)) || s.Has() != 2*batch+3 {
		t.Errorf("%d lines, and the cursor says %d", len(got), s.Has())
	}
	again := &targetOf{}
	s = run(t, Options{Source: from, Sink: again, Cursor: path})
	s.waitsFor(t, pollWait)
	if len(again.got) != 0 || to.endless {
		t.Errorf("%v came again; a write without an end: %v", again.seqs(), to.endless)
	}
}

// A target that is away, or takes nothing, doesn't keep a Stream from ending. What it
// missed is sent at the next start.
func TestAStreamFinishesWithoutItsTarget(t *testing.T) {
	t.Parallel()
	away := errors.New("it is away")
	for name, sink := range map[string]Sink{"away": &targetOf{fails: []error{away, away, away}}, "stalled": stalled{}} {
		from, path := &record{}, filepath.Join(t.TempDir(), "cursor")
		s := run(t, Options{Source: from, Sink: &targetOf{}, Cursor: path})
		s.waitsFor(t, pollWait)
		s.end()
		from.add(t, 2, "")
		s.o.Sink = sink
		grace, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		err := s.Finish(grace)
		cancel()
		if name == "away" && !errors.Is(err, away) || name == "stalled" && !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v", name, err)
		}
		to := &targetOf{}
		s = run(t, Options{Source: from, Sink: to, Cursor: path})
		s.waitsFor(t, pollWait)
		if got := to.seqs(); !slices.Equal(got, upTo(1, 2)) {
			t.Errorf("%s: %v at the next start", name, got)
		}
	}
}

// stalled is a target that takes nothing.
type stalled struct{}

func (stalled) Write(ctx context.Context, _ []Line) error {
	<-ctx.Done()
	return ctx.Err()
}

func (stalled) Close() error { return nil }

// Another record in the place of the one that was streamed is sent from its first event,
// and so is one whose cursor is damaged. Both are told.
func TestAnotherRecord(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(from *record, path string)
		told   error
		lines  int64
	}{
		"as long":  {func(r *record, _ string) { r.events = nil; r.add(t, 5, "another") }, ErrReplaced, 5},
		"longer":   {func(r *record, _ string) { r.events = nil; r.add(t, 9, "another") }, ErrReplaced, 9},
		"shorter":  {func(r *record, _ string) { r.events = r.events[:3] }, ErrReplaced, 3},
		"empty":    {func(r *record, _ string) { r.events = nil }, ErrReplaced, 0},
		"cursor":   {func(_ *record, path string) { must(t, os.WriteFile(path, []byte("5 abc\n"), 0o600)) }, ErrCursor, 5},
		"emptied":  {func(_ *record, path string) { must(t, os.WriteFile(path, nil, 0o600)) }, ErrCursor, 5},
		"lost":     {func(_ *record, path string) { must(t, os.Remove(path)) }, nil, 5},
		"the same": {func(*record, string) {}, nil, 0},
	} {
		from, path := &record{}, filepath.Join(t.TempDir(), "cursor")
		from.add(t, 5, "")
		s := run(t, Options{Source: from, Sink: &targetOf{}, Cursor: path})
		s.waitsFor(t, pollWait)
		s.end()
		tt.change(from, path)
		to := &targetOf{}
		s = run(t, Options{Source: from, Sink: to, Cursor: path})
		if errors.Is(tt.told, ErrReplaced) {
			s.waitsFor(t, firstPause)
			s.pass()
		}
		s.waitsFor(t, pollWait)
		if got := to.seqs(); !slices.Equal(got, upTo(1, tt.lines)) {
			t.Errorf("%s: %v", name, got)
		}
		if tt.told == nil != (len(s.told) == 0) || tt.told != nil && !errors.Is(s.told[0], tt.told) {
			t.Errorf("%s: told %v", name, s.told)
		}
		s.end()
	}
}

// A record that has a gap, or can't be read, sends nothing that is wrong and loses
// nothing.
func TestATroubledRecord(t *testing.T) {
	t.Parallel()
	from, to := &record{}, &targetOf{}
	from.add(t, 6, "")
	whole := from.events
	from.events = slices.Delete(slices.Clone(whole), 3, 4)
	s := run(t, Options{Source: from, Sink: to})
	s.waitsFor(t, firstPause)
	from.events, from.err = whole, &journal.Error{Kind: journal.ErrDisk, Path: "journal.db"}
	s.pass()
	s.waitsFor(t, 2*time.Second)
	from.err = nil
	s.pass()
	s.waitsFor(t, pollWait)
	if got := to.seqs(); !slices.Equal(got, upTo(1, 6)) {
		t.Errorf("%v", got)
	}
	if len(s.told) != 3 || s.told[0].Error() != "the record of reversals is damaged: event 5 doesn't follow event 3" || !errors.Is(s.told[1], journal.ErrDisk) {
		t.Errorf("told: %v", s.told)
	}
}

// A gap is noticed where the lines are sent again, too.
func TestAGapAmongThoseSentAgain(t *testing.T) {
	t.Parallel()
	from, path := &record{}, filepath.Join(t.TempDir(), "cursor")
	from.add(t, 5, "")
	s := run(t, Options{Source: from, Sink: &targetOf{}, Cursor: path})
	s.waitsFor(t, pollWait)
	s.end()
	from.events = slices.Delete(from.events, 2, 3)
	to := &targetOf{}
	s = run(t, Options{Source: from, Sink: to, Cursor: path, Again: 3})
	s.waitsFor(t, firstPause)
	if len(to.got) != 0 || len(s.told) != 1 || s.told[0].Error() != "the record of reversals is damaged: event 4 doesn't follow event 2" {
		t.Errorf("%v, told %v", to.seqs(), s.told)
	}
}

// A cursor that can't be written holds nothing up but the next lines: those that were
// sent aren't sent again and again.
func TestACursorThatCantBeWritten(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "later")
	from, to := &record{}, &targetOf{}
	from.add(t, 3, "")
	s := run(t, Options{Source: from, Sink: to, Cursor: filepath.Join(dir, "cursor"), Again: 2})
	s.waitsFor(t, firstPause)
	from.add(t, 1, "")
	s.pass()
	s.waitsFor(t, 2*time.Second)
	must(t, os.Mkdir(dir, 0o700))
	s.pass()
	s.waitsFor(t, pollWait)
	if got := to.seqs(); !slices.Equal(got, upTo(1, 4)) || s.Has() != 4 {
		t.Errorf("%v, and the cursor says %d", got, s.Has())
	}
}

func TestEachTargetHasItsCursor(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, to := range []Target{{"file", "/a"}, {"unix", "/a"}, {"udp", "h:1"}, {"tcp", "h:1"}, {"tcp", "h:2"}} {
		names[CursorName(to)] = true
	}
	if len(names) != 5 {
		t.Errorf("%v", names)
	}
}

func FuzzCursor(f *testing.F) {
	f.Add([]byte("7 " + journal.NoHash + "\n"))
	f.Add([]byte("007 " + journal.NoHash + "\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if h, err := parseCursor(b); err == nil && (string(formatCursor(h)) != string(b) || h.Count < 1) {
			t.Errorf("%q passes for %+v", b, h)
		}
	})
}
