package sqlite

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"dojoreversals/dojo/journal"
)

// kinds are the names that damage may be refused by.
var kinds = []error{journal.ErrBehind, journal.ErrDamaged, journal.ErrHead, journal.ErrForeign, journal.ErrNewer, journal.ErrNone}

// files reads what is in a journal's directory. The Stores of the test are
// closed, or were killed.
func files(t testing.TB, dir string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	entries, err := os.ReadDir(dir)
	must(t, err)
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		must(t, err)
		out[e.Name()] = b
	}
	return out
}

func lay(t testing.TB, dir string, all map[string][]byte) {
	t.Helper()
	must(t, os.MkdirAll(dir, 0o700))
	for name, b := range all {
		must(t, os.WriteFile(filepath.Join(dir, name), b, 0o600))
	}
}

// crashed gives the files of a journal of which the program was killed: the
// log still has what wasn't put into the database.
func crashed(t testing.TB, events func(s *Store)) (map[string][]byte, []journal.Event) {
	t.Helper()
	o := options(stateDir(t), newWall())
	s := open(t, o)
	events(s)
	// On Linux the copy of an open database doesn't end its locks' use here:
	// nobody else has it open, and the Store isn't used any more.
	all := list(t, s, journal.Filter{})
	image := files(t, o.Dir)
	delete(image, dbName+"-shm") // gone after a restart of the machine
	return image, all
}

// hurt changes a file as broken disks do.
func hurt(r *rand.Rand, image map[string][]byte) string {
	names := []string{dbName, dbName + "-wal", headName}
	name := names[r.IntN(len(names))]
	b := slices.Clone(image[name])
	what := ""
	switch {
	case len(b) == 0:
		return name + " is empty"
	case r.IntN(12) == 0:
		delete(image, name)
		return name + " is gone"
	}
	switch r.IntN(5) {
	case 0:
		n := r.IntN(len(b))
		b, what = b[:n], fmt.Sprintf("cut at %d", n)
	case 1:
		n := r.IntN(len(b)) &^ 511
		m := min(len(b), n+512*(1+r.IntN(16)))
		clear(b[n:m])
		what = fmt.Sprintf("zeros %d to %d", n, m)
	case 2:
		n := r.IntN(len(b)) &^ 511
		for i := n; i < min(len(b), n+512); i++ {
			b[i] = byte(r.Uint32())
		}
		what = fmt.Sprintf("noise at %d", n)
	default:
		for range 1 + r.IntN(3) {
			n := r.IntN(len(b))
			b[n] ^= 1 << r.IntN(8)
			what += fmt.Sprintf("bit of %d ", n)
		}
	}
	image[name] = b
	return name + ": " + what
}

// Whatever happens to the files, a journal has all committed events as they
// were written, or is refused by name. It never has fewer without a word.
func TestTornFiles(t *testing.T) {
	t.Parallel()
	inLog, inLogEvents := crashed(t, func(s *Store) { fill(t, s, 0, 4) })
	mixed, mixedEvents := crashed(t, func(s *Store) {
		fill(t, s, 0, 12)
		var busy, log, done int
		must(t, s.writer.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &log, &done))
		fill(t, s, 12, 3)
	})
	if len(inLog[dbName+"-wal"]) == 0 || len(mixed[dbName+"-wal"]) == 0 || len(mixed[dbName]) < 8*4096 {
		t.Fatal("the images aren't what the test is about")
	}
	n := cases(500)
	if exhaustive {
		n = 10_000
	}
	root := stateDir(t)
	var mu sync.Mutex
	whole, refused := 0, map[error]int{}
	next := atomic.Int64{}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := int(next.Add(1)); i <= n; i = int(next.Add(1)) {
				r := rand.New(rand.NewPCG(20261122, uint64(i)))
				image, events := copyOf(inLog), inLogEvents
				if i%2 == 1 {
					image, events = copyOf(mixed), mixedEvents
				}
				what := hurt(r, image)
				if r.IntN(4) == 0 {
					what += "; " + hurt(r, image)
				}
				kind, err := openHurt(t, filepath.Join(root, fmt.Sprint(i)), image, events)
				mu.Lock()
				switch {
				case err != nil:
					t.Errorf("case %d, %s: %v", i, what, err)
				case kind == nil:
					whole++
				default:
					refused[kind]++
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	t.Logf("%d whole; %v", whole, refused)
	if n >= 100 && (whole == 0 || refused[journal.ErrBehind] == 0 || refused[journal.ErrDamaged] == 0 || refused[journal.ErrHead] == 0) {
		t.Error("the cases don't show all that they should")
	}
}

// openHurt opens hurt files. It returns what they are refused by, nil where all
// events are there, and an error where neither is so. Before they are refused, they may
// show less, but nothing that isn't as it was written.
func openHurt(t *testing.T, dir string, image map[string][]byte, events []journal.Event) (kind, err error) {
	lay(t, dir, image)
	defer func() { _ = os.RemoveAll(dir) }()
	s, err := Open(ctx, options(dir, newWall()))
	if err == nil {
		n := 0
		for e, eventErr := range s.Events(ctx, journal.Filter{}) {
			if eventErr == nil && !slices.Contains(events, e) {
				return nil, fmt.Errorf("event %d was shown, and isn't as it was written", e.Seq)
			}
			err = eventErr
			n++
		}
		checked := s.Check(ctx)
		_ = s.Close()
		if err == nil && checked == nil && n != len(events) {
			return nil, fmt.Errorf("%d events instead of %d without a word", n, len(events))
		}
		if err != nil && checked == nil {
			return nil, fmt.Errorf("the check found nothing, and reading did: %w", err)
		}
		err = checked
	}
	if err == nil {
		return nil, nil
	}
	n := slices.IndexFunc(kinds, func(k error) bool { return errors.Is(err, k) })
	var named *journal.Error
	if n < 0 || !errors.As(err, &named) {
		return nil, fmt.Errorf("not refused by name: %w", err)
	}
	return kinds[n], nil
}

func copyOf(image map[string][]byte) map[string][]byte {
	out := map[string][]byte{}
	for name, b := range image {
		out[name] = b
	}
	return out
}

// Without its head and its log a journal isn't a new one: the head was there
// before the tables, and the tables before the first event.
func TestLostLogAndHead(t *testing.T) {
	t.Parallel()
	image, _ := crashed(t, func(s *Store) { fill(t, s, 0, 1) })
	delete(image, headName)
	for _, log := range [][]byte{nil, {}, image[dbName+"-wal"][:100], make([]byte, 8192)} {
		image[dbName+"-wal"] = log
		dir := stateDir(t)
		lay(t, dir, image)
		_, err := Open(ctx, options(dir, newWall()))
		wantKind(t, fmt.Sprintf("%d bytes of log", len(log)), err, journal.ErrHead)
	}
}
