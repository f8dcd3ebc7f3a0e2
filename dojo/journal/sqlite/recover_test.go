package sqlite

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo/journal"
)

func recoverInto(t *testing.T, from string) (Recovery, *Store, error) {
	t.Helper()
	w := newWall()
	w.Pass(time.Hour)
	o := options(stateDir(t), w)
	o.Process = "recovery"
	r, err := Recover(ctx, RecoverOptions{From: from, Into: o})
	if err != nil {
		return r, nil, err
	}
	if v, err := Verify(ctx, o.Dir, ""); err != nil || v.Head.Count != r.Copied+int64(len(r.Concluded)) {
		t.Errorf("the new journal: %+v, %v", v, err)
	}
	return r, open(t, o), nil
}

func state(t *testing.T, s *Store, id string) journal.Attempt {
	t.Helper()
	got, err := s.Attempts(ctx, journal.Filter{AttemptID: id})
	must(t, err)
	if len(got) != 1 {
		t.Fatalf("%d attempts %s", len(got), id)
	}
	return got[0]
}

// Of a journal that is whole everything is copied, and nothing is concluded.
func TestRecoverWhole(t *testing.T) {
	t.Parallel()
	o := options(stateDir(t), newWall())
	s := open(t, o)
	fill(t, s, 0, 3)
	must(t, s.Begin(ctx, attempt("i", "pi_i", journal.Intended)))
	old := list(t, s, journal.Filter{})
	shut(t, s)
	before := files(t, o.Dir)
	r, into, err := recoverInto(t, o.Dir)
	must(t, err)
	got := list(t, into, journal.Filter{})
	if r.Copied != 10 || r.Missing+r.Altered != 0 || len(r.Concluded) != 0 || len(got) != 10 {
		t.Fatalf("%+v, %d events", r, len(got))
	}
	for i, e := range got {
		if e.Attempt != old[i].Attempt || !e.At.Equal(old[i].At) || e.Process != old[i].Process || e.Kind != old[i].Kind ||
			!strings.HasSuffix(e.RecoveredFrom, ":"+old[i].Hash) {
			t.Errorf("event %d: %+v", i+1, e)
		}
	}
	for name, b := range files(t, o.Dir) {
		if name == dbName+"-shm" || name == dbName+"-wal" && len(b) == 0 {
			continue // what SQLite needs to read, and makes anew each time
		}
		if string(b) != string(before[name]) {
			t.Errorf("%s of the old one was changed", name)
		}
	}
	// Once only: nothing is written over.
	_, err = Recover(ctx, RecoverOptions{From: o.Dir, Into: Options{Dir: filepath.Dir(into.path), Process: "p", Now: noonNow}})
	wantKind(t, "into a journal", err, journal.ErrForeign)
	_, err = Recover(ctx, RecoverOptions{From: stateDir(t), Into: Options{Dir: stateDir(t), Process: "p", Now: noonNow}})
	wantKind(t, "from nothing", err, journal.ErrNone)
}

func noonNow() time.Time { return noon }

// What is lost isn't taken for what never was.
func TestRecoverConcludes(t *testing.T) {
	t.Parallel()
	o := options(stateDir(t), newWall())
	s := open(t, o)
	move := func(id, payment string, from, to journal.State) {
		t.Helper()
		a := attempt(id, payment, to)
		a.ConfirmedAt = noon
		if from == "" {
			must(t, s.Begin(ctx, a))
			return
		}
		must(t, moveFrom(s, from, a))
	}
	move("intended", "pi_1", "", journal.Intended)                // 1
	move("sending", "pi_2", "", journal.Intended)                 // 2
	move("sending", "pi_2", journal.Intended, journal.Sending)    // 3
	move("done", "pi_3", "", journal.Intended)                    // 4
	move("done", "pi_3", journal.Intended, journal.Abandoned)     // 5
	move("followed", "pi_4", "", journal.Intended)                // 6
	move("followed", "pi_4", journal.Intended, journal.Abandoned) // 7
	move("follower", "pi_4", "", journal.Intended)                // 8
	move("created", "pi_5", "", journal.Intended)                 // 9
	move("created", "pi_5", journal.Intended, journal.Sending)    // 10
	move("created", "pi_5", journal.Sending, journal.Created)     // 11
	move("last", "pi_6", "", journal.Intended)                    // 12
	shut(t, s)
	vandal(t, o.Dir, "UPDATE event SET message = 'x' WHERE seq IN (7, 10)")
	if err := openChecked(o); !errors.Is(err, journal.ErrDamaged) {
		t.Fatal(err)
	}
	r, into, err := recoverInto(t, o.Dir)
	must(t, err)
	if r.Copied != 10 || r.Altered != 2 || r.Missing != 0 {
		t.Errorf("%+v", r)
	}
	for id, want := range map[string]journal.State{
		"intended": journal.Checking, "sending": journal.Checking, "done": journal.Abandoned, "followed": journal.Unresolved, "follower": journal.Checking,
		"created": journal.Created, "last": journal.Checking,
	} {
		a := state(t, into, id)
		if a.State != want {
			t.Errorf("%s is %s, want %s", id, a.State, want)
		}
		if (want == journal.Checking || want == journal.Unresolved) && (a.SentAt.IsZero() || a.GaveUpAt.IsZero()) {
			t.Errorf("%s won't be compared with its payment: %+v", id, a)
		}
	}
	if names(r.Concluded) != "followed intended sending follower last " {
		t.Errorf("concluded: %s", names(r.Concluded))
	}
}

// Where only the end is gone, the attempts that ended before stay as they were.
func TestRecoverBehind(t *testing.T) {
	t.Parallel()
	image, _ := crashed(t, func(s *Store) {
		fill(t, s, 0, 2)
		must(t, s.Begin(ctx, attempt("i", "pi_i", journal.Intended)))
		must(t, moveFrom(s, journal.Intended, attempt("i", "pi_i", journal.Sending)))
	})
	wal := image[dbName+"-wal"]
	image[dbName+"-wal"] = wal[:len(wal)-1]
	dir := stateDir(t)
	lay(t, dir, image)
	_, err := Verify(ctx, dir, "")
	wantKind(t, "a torn log", err, journal.ErrBehind)
	r, into, err := recoverInto(t, dir)
	must(t, err)
	if r.Copied != 7 || r.Missing != 1 || names(r.Concluded) != "i " || state(t, into, "i").State != journal.Checking {
		t.Errorf("%+v", r)
	}
	// No head at all: nobody knows what was lost.
	must(t, os.WriteFile(filepath.Join(dir, headName), []byte("noise"), 0o600))
	r, _, err = recoverInto(t, dir)
	if err != nil || r.Copied != 7 || names(r.Concluded) != "i " {
		t.Errorf("%+v, %v", r, err)
	}
}

// A page in the middle is noise: all that is on others is copied.
func TestRecoverPastABrokenPage(t *testing.T) {
	t.Parallel()
	o := options(stateDir(t), newWall())
	s := open(t, o)
	fill(t, s, 0, 40)
	shut(t, s)
	path := filepath.Join(o.Dir, dbName)
	b, err := os.ReadFile(path)
	must(t, err)
	broken := 0
	for page := 8; page < len(b)/4096 && broken < 2; page += 5 {
		for i := range 4096 {
			b[page*4096+i] = byte(i * 7)
		}
		broken++
	}
	must(t, os.WriteFile(path, b, 0o600))
	if err := openChecked(o); !errors.Is(err, journal.ErrDamaged) {
		t.Fatal(err)
	}
	r, into, err := recoverInto(t, o.Dir)
	must(t, err)
	if r.Copied < 80 || r.Copied+r.Missing+r.Altered != 120 || r.Missing == 0 {
		t.Errorf("%+v", r)
	}
	if got := list(t, into, journal.Filter{}); int64(len(got)) != r.Copied+int64(len(r.Concluded)) {
		t.Errorf("%d events", len(got))
	}
}
