package sqlite

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"testing"

	"pgregory.net/rapid"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// damages are what somebody may have done to a closed journal of two attempts, each
// with three events.
var damages = map[string]struct {
	statements []string
	kind       error // what Verify finds
	atOpen     error // what Open finds, nil where only Check does
}{
	"a state":              {[]string{"UPDATE event SET state = 'failed' WHERE seq = 3"}, journal.ErrDamaged, nil},
	"an amount":            {[]string{"UPDATE event SET amount_minor = 1 WHERE seq = 2"}, journal.ErrDamaged, nil},
	"a value moved":        {[]string{"UPDATE event SET why = message, message = state WHERE seq = 4"}, journal.ErrDamaged, nil},
	"one gone":             {[]string{"DELETE FROM event WHERE seq = 2"}, journal.ErrDamaged, nil},
	"the first gone":       {[]string{"DELETE FROM event WHERE seq = 1"}, journal.ErrDamaged, nil},
	"one gone, closed up":  {[]string{"DELETE FROM event WHERE seq = 2", "UPDATE event SET seq = seq - 1 WHERE seq > 2"}, journal.ErrDamaged, journal.ErrBehind},
	"two changed places":   {[]string{"UPDATE event SET seq = 100 WHERE seq = 2", "UPDATE event SET seq = 2 WHERE seq = 3", "UPDATE event SET seq = 3 WHERE seq = 100"}, journal.ErrDamaged, nil},
	"the end gone":         {[]string{"DELETE FROM event WHERE seq = 6", "UPDATE attempt SET last_seq = 5, state = 'sending', open = 1 WHERE last_seq = 6"}, journal.ErrBehind, journal.ErrBehind},
	"all gone":             {[]string{"DELETE FROM event", "DELETE FROM attempt"}, journal.ErrBehind, journal.ErrBehind},
	"a claim let go":       {[]string{"UPDATE attempt SET open = 1 - open"}, journal.ErrDamaged, nil},
	"an attempt gone":      {[]string{"DELETE FROM attempt WHERE first_seq = 1"}, journal.ErrDamaged, nil},
	"an owner":             {[]string{"UPDATE attempt SET owner = 'me'"}, journal.ErrDamaged, nil},
	"an index gone":        {[]string{"DROP INDEX one_open_attempt_of_a_payment"}, journal.ErrDamaged, journal.ErrDamaged},
	"a table more":         {[]string{"CREATE TABLE x (y)"}, journal.ErrDamaged, journal.ErrDamaged},
	"a trigger of another": {[]string{"CREATE TRIGGER x AFTER INSERT ON event BEGIN DELETE FROM attempt; END"}, journal.ErrDamaged, journal.ErrDamaged},
}

// openChecked opens a journal and checks all of it.
func openChecked(o Options) error {
	s, err := Open(ctx, o)
	if err != nil {
		return err
	}
	return errors.Join(s.Check(ctx), s.Close())
}

// Whoever changes the past is found out, also with the hash of that one event made
// again: by Verify, by Open, by Check, and by the first change that is to be recorded,
// which isn't.
func TestDamageIsFound(t *testing.T) {
	t.Parallel()
	for what, d := range damages {
		o := options(stateDir(t), newWall())
		s := open(t, o)
		fill(t, s, 0, 2)
		shut(t, s)
		vandal(t, o.Dir, d.statements...)
		_, err := Verify(ctx, o.Dir, "")
		wantKind(t, what, err, d.kind)
		if d.atOpen != nil {
			_, err = Open(ctx, o)
			wantKind(t, what+", opened", err, d.atOpen)
			continue
		}
		was := headOf(t, o.Dir)
		for who, find := range map[string]func(*Store) error{
			"checked": func(s *Store) error { return s.Check(ctx) },
			"begun":   func(s *Store) error { return s.Begin(ctx, attempt("x", "pi_x", journal.Intended)) },
			"moved": func(s *Store) error {
				a := attempt("a000001", "pi_000001", journal.Abandoned)
				return s.Move(ctx, a, a)
			},
		} {
			s := open(t, o)
			wantKind(t, what+", "+who, find(s), d.kind)
			// From then on nothing more is said to be in order.
			_, err := s.Attempts(ctx, journal.Filter{})
			wantKind(t, what+", "+who+", then read", err, d.kind)
			wantKind(t, what+", "+who+", then begun", s.Begin(ctx, attempt("x", "pi_x", journal.Intended)), d.kind)
			shut(t, s)
			if now := headOf(t, o.Dir); now != was {
				t.Errorf("%s, %s: event %d was recorded", what, who, now.Count)
			}
		}
	}
}

// Before the whole journal is checked, what was recorded last can be read, and what
// isn't as it was written is not shown.
func TestReadsComeBeforeTheCheck(t *testing.T) {
	t.Parallel()
	o := options(stateDir(t), newWall())
	s := open(t, o)
	fill(t, s, 0, 2)
	must(t, s.Begin(ctx, attempt("x", "pi_x", journal.Intended)))
	shut(t, s)
	vandal(t, o.Dir, "UPDATE event SET message = 'x' WHERE seq = 2")
	s = open(t, o)
	unfinished, err := s.Attempts(ctx, journal.Filter{Unfinished: true})
	if err != nil || names(unfinished) != "x " {
		t.Errorf("%q, %v", names(unfinished), err)
	}
	shut(t, s)
	vandal(t, o.Dir, "UPDATE event SET message = 'x' WHERE seq = 6")
	_, err = open(t, o).Attempts(ctx, journal.Filter{AttemptID: "a000001"})
	wantKind(t, "its newest record was changed", err, journal.ErrDamaged)
	vandal(t, o.Dir, "UPDATE event SET message = 'x' WHERE seq = 7")
	_, err = Open(ctx, o)
	wantKind(t, "the event that the head names", err, journal.ErrDamaged)
}

// Events that were recorded without the head are checked as the journal is opened.
func TestOpenChecksWhatTheHeadDoesNotKnow(t *testing.T) {
	t.Parallel()
	for what, statement := range map[string]string{
		"an altered one": "UPDATE event SET message = 'x' WHERE seq = 5",
		"one gone":       "DELETE FROM event WHERE seq = 4",
		"the one that the head names, with another hash": "UPDATE event SET hash = '" + journal.NoHash + "' WHERE seq = 3",
	} {
		o := options(stateDir(t), newWall())
		s := open(t, o)
		fill(t, s, 0, 1)
		was := headOf(t, o.Dir)
		fill(t, s, 1, 1)
		shut(t, s)
		must(t, newHeadFile(osDisk{}, o.Dir, "").rewrite(was))
		vandal(t, o.Dir, statement)
		_, err := Open(ctx, o)
		wantKind(t, what, err, journal.ErrDamaged)
		if now := headOf(t, o.Dir); now != was {
			t.Errorf("%s: the head moved to %d", what, now.Count)
		}
	}
}

// rewrite puts the head back, as no Store does.
func (h headFile) rewrite(head journal.Head) error {
	return errors.Join(writeFile(h.disk, h.tmp, formatHead(head)), h.disk.Rename(h.tmp, h.path()))
}

// Opening a journal costs the same however many events it has.
func TestOpenReadsTheEndOnly(t *testing.T) { // not parallel: it counts allocations
	cost := func(events int) float64 {
		o := options(stateDir(t), newWall())
		s := open(t, o)
		grow(t, s, events)
		shut(t, s)
		return testing.AllocsPerRun(3, func() { shut(t, open(t, o)) })
	}
	// One event more would be some 60 allocations more.
	if few, many := cost(5), cost(2_000); many > few+30 {
		t.Errorf("%.0f allocations to open 2,000 events, %.0f for 5", many, few)
	}
}

// A check doesn't keep others from writing, nor the log from being ended, and takes in
// what they write.
func TestOthersWriteWhileOneChecks(t *testing.T) {
	t.Parallel()
	o := options(stateDir(t), newWall())
	s := open(t, o)
	grow(t, s, 6*partSize) // with partSize and some attempts
	other := o
	other.Process = "process-2"
	w := open(t, other)
	must(t, w.Check(ctx))
	head, there, err := s.head.read()
	must(t, err)
	parts, begun := 0, 0
	f, err := checkContents(ctx, func(ctx context.Context, do func(queryer) error) error {
		if parts++; parts%2 == 0 {
			fill(t, w, parts, 1)
			begun++
			was, err := w.Attempt(ctx, fmt.Sprintf("a%08d", parts))
			must(t, err)
			next := was
			next.CorrectedAt = noon
			must(t, w.Move(ctx, was, next))
		}
		var busy, log, done int
		must(t, w.writer.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &log, &done))
		if busy != 0 {
			t.Errorf("before part %d the log can't be ended", parts)
		}
		return s.snapshot(ctx, do)
	}, s.path, len(migrations), s.head.path(), head, there)
	if err != nil || f.Count < 6*partSize+4 || parts < 10 || f.attempts != 6*partSize/5+begun {
		t.Errorf("%d parts, %d events, %d attempts and %d begun meanwhile, %v", parts, f.Count, f.attempts, begun, err)
	}
}

// A check that was given up says so, and can be made again.
func TestCheckIsGivenUp(t *testing.T) {
	t.Parallel()
	s := open(t, options(stateDir(t), newWall()))
	over, cancel := context.WithCancel(ctx)
	cancel()
	for what, err := range map[string]error{
		"a check": s.Check(over), "a record": s.Begin(over, attempt("a", "pi_1", journal.Intended)),
	} {
		wantKind(t, what, err, journal.ErrUnchecked)
		wantKind(t, what, err, context.Canceled)
	}
	// While somebody else checks, a change waits, and is not recorded before.
	s.checking <- struct{}{}
	wantKind(t, "a record meanwhile", s.Begin(over, attempt("a", "pi_1", journal.Intended)), journal.ErrUnchecked)
	<-s.checking
	if n := len(list(t, s, journal.Filter{})); n != 0 {
		t.Errorf("%d events", n)
	}
	must(t, s.Check(ctx))
	must(t, s.Begin(ctx, attempt("a", "pi_1", journal.Intended)))
}

// position is where an attempt stands by its events.
type position struct {
	first, last                                                                    int64
	lastAt, environment, baseURL, place, paymentID, keyFingerprint, process, state string
	open                                                                           bool
}

// inOnePiece checks a journal by putting the whole table of attempts together from the
// events: the plain way, which needs memory for all of them.
func inOnePiece(s *Store) error {
	want, got, end := map[string]position{}, map[string]position{}, journal.Head{Hash: journal.NoHash}
	return s.snapshot(ctx, func(q queryer) error {
		for r, err := range rowsOf(ctx, q, s.path, "SELECT "+allColumns+" FROM event ORDER BY seq") {
			if err == nil {
				end, err = end.Next(r)
			}
			if err != nil {
				return err
			}
			p, seen := want[r.Text("attempt_id")]
			if !seen {
				p = position{first: r.Seq(), environment: r.Text("environment"), baseURL: r.Text("base_url"), paymentID: r.Text("payment_id"), process: r.Text("process")}
				p.place = dojo.Place(dojo.Environment(p.environment), p.baseURL)
			}
			p.last, p.lastAt, p.keyFingerprint, p.state = r.Seq(), r.Text("at"), r.Text("key_fingerprint"), r.Text("state")
			p.open = journal.State(p.state).Open()
			want[r.Text("attempt_id")] = p
		}
		rows, err := q.QueryContext(ctx, `SELECT attempt_id, first_seq, last_seq, last_at, environment, base_url, place, payment_id,
			key_fingerprint, owner, state, open FROM attempt`)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var id string
			var p position
			if err := rows.Scan(&id, &p.first, &p.last, &p.lastAt, &p.environment, &p.baseURL, &p.place, &p.paymentID, &p.keyFingerprint,
				&p.process, &p.state, &p.open); err != nil {
				return err
			}
			got[id] = p
		}
		if err := rows.Err(); err != nil {
			return err
		}
		if !maps.Equal(got, want) {
			return errors.New("the attempts don't stand where the events say")
		}
		return nil
	})
}

// The check in parts, without memory for all attempts, finds what the plain way finds.
func TestPartsFindWhatOnePieceFinds(t *testing.T) {
	t.Parallel()
	o := options(stateDir(t), newWall())
	s := open(t, o)
	fill(t, s, 0, 4)
	grow(t, s, 12) // an attempt that isn't at its end among them
	shut(t, s)
	image := files(t, o.Dir)
	columns := []string{"attempt_id", "first_seq", "last_seq", "last_at", "environment", "base_url", "place", "payment_id", "key_fingerprint", "owner", "state", "open"}
	sound, damaged := 0, 0
	rapid.Check(t, func(r *rapid.T) {
		dir := stateDir(t)
		lay(t, dir, image)
		o := options(dir, newWall())
		var changes []string
		for range rapid.IntRange(0, 2).Draw(r, "changes") {
			row := fmt.Sprintf("(SELECT attempt_id FROM attempt ORDER BY first_seq LIMIT 1 OFFSET %d)", rapid.IntRange(0, 6).Draw(r, "attempt"))
			other := fmt.Sprintf("(SELECT attempt_id FROM attempt ORDER BY first_seq LIMIT 1 OFFSET %d)", rapid.IntRange(0, 6).Draw(r, "other"))
			c := rapid.SampledFrom(columns[1:]).Draw(r, "column")
			changes = append(changes, rapid.SampledFrom([]string{
				"DELETE FROM attempt WHERE attempt_id = " + row,
				"UPDATE OR IGNORE attempt SET " + c + " = (SELECT " + c + " FROM attempt WHERE attempt_id = " + other + ") WHERE attempt_id = " + row,
				"UPDATE OR IGNORE attempt SET open = 1 - open WHERE attempt_id = " + row,
				fmt.Sprintf("UPDATE attempt SET last_seq = last_seq + %d WHERE attempt_id = %s", rapid.IntRange(-2, 2).Draw(r, "by"), row),
				fmt.Sprintf("UPDATE attempt SET first_seq = first_seq + %d WHERE attempt_id = %s", rapid.IntRange(-2, 2).Draw(r, "by"), row),
				"INSERT OR IGNORE INTO attempt SELECT 'z', first_seq, last_seq, last_at, environment, base_url, payment_id, key_fingerprint, owner, state, 0, place, beside FROM attempt WHERE attempt_id = " + row,
			}).Draw(r, "change"))
		}
		vandal(t, dir, changes...)
		s := open(t, o)
		want := inOnePiece(s)
		got := s.Check(ctx)
		shut(t, s)
		if (want == nil) != (got == nil) {
			r.Fatalf("%q: in parts: %v; in one piece: %v", changes, got, want)
		}
		if got == nil {
			sound++
		} else {
			damaged++
		}
	})
	if sound == 0 || damaged == 0 {
		t.Errorf("%d sound ones, %d damaged ones", sound, damaged)
	}
}
