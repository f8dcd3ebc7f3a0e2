package audit

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

var (
	errCrash = errors.New("the power is off")
	errFull  = errors.New("the disk is full")
)

// shakyDisk is a disk in memory that loses, in a crash, what wasn't synced: of the end of
// a file any part, and any new name.
type shakyDisk struct {
	t       *rapid.T
	files   map[string]*shakyFile // as a process sees them
	durable map[string]*shakyFile // the names that survive a crash
	// left is how many operations work before the next one crashes, and full how many
	// before a write finds the disk full; below 0 for never.
	left, full int
	off        bool
}

type shakyFile struct{ synced, now []byte }

// crashes says whether this operation is the one that crashes. Some of it may have been
// done.
func (d *shakyDisk) crashes() bool {
	if d.off {
		return true
	}
	d.off = d.left == 0
	d.left--
	return d.off
}

// restart loses what a crash loses.
func (d *shakyDisk) restart() {
	keep := func() bool { return rapid.Bool().Draw(d.t, "kept") }
	names := maps.Clone(d.durable)
	for _, name := range slices.Sorted(maps.Keys(d.files)) {
		if f := d.files[name]; d.durable[name] != f && keep() {
			names[name] = f
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		f := names[name]
		more := len(f.now) - len(f.synced)
		if more >= 0 && bytes.HasPrefix(f.now, f.synced) {
			f.now = f.now[:len(f.synced)+rapid.IntRange(0, more).Draw(d.t, "of the unsynced")]
		} else if keep() {
			f.now = f.synced
		}
		f.synced = bytes.Clone(f.now)
	}
	d.files, d.durable, d.off, d.left, d.full = names, maps.Clone(names), false, -1, -1
}

// move is what logrotate does. It is safe from crashes, which are not its subject.
func (d *shakyDisk) move(from, to string) {
	if f := d.files[from]; f != nil {
		delete(d.files, from)
		delete(d.durable, from)
		d.files[to], d.durable[to] = f, f
	}
}

func (d *shakyDisk) ReadFile(path string) ([]byte, error) {
	if f := d.files[path]; f != nil {
		return f.now, nil
	}
	return nil, fs.ErrNotExist
}

func (d *shakyDisk) Append(path string) (diskFile, error) {
	if d.crashes() {
		return nil, errCrash
	}
	if d.files[path] == nil {
		d.files[path] = &shakyFile{}
	}
	return &shakyHandle{d, d.files[path]}, nil
}

func (d *shakyDisk) Create(path string) (diskFile, error) {
	if d.crashes() {
		return nil, errCrash
	}
	f := &shakyFile{}
	if old := d.files[path]; old != nil {
		f.synced = old.synced // the old content may come back
	}
	d.files[path] = f
	return &shakyHandle{d, f}, nil
}

func (d *shakyDisk) Rename(from, to string) error {
	if d.crashes() {
		return errCrash
	}
	d.files[to] = d.files[from]
	delete(d.files, from)
	return nil
}

func (d *shakyDisk) Is(path string, f diskFile) (bool, error) {
	h, ok := f.(*shakyHandle)
	return ok && d.files[path] == h.file, nil
}

func (d *shakyDisk) SyncDir(string) error {
	if d.crashes() {
		return errCrash
	}
	d.durable = maps.Clone(d.files)
	return nil
}

type shakyHandle struct {
	disk *shakyDisk
	file *shakyFile
}

func (h *shakyHandle) Write(b []byte) (int, error) {
	n, err := len(b), error(nil)
	switch {
	case h.disk.crashes():
		err = errCrash
	case h.disk.full == 0:
		err = errFull
	}
	h.disk.full--
	if err != nil {
		n = rapid.IntRange(0, n).Draw(h.disk.t, "written")
	}
	h.file.now = append(bytes.Clone(h.file.now), b[:n]...)
	return n, err
}

func (h *shakyHandle) Sync() error {
	if h.disk.crashes() {
		return errCrash
	}
	h.file.synced = bytes.Clone(h.file.now)
	return nil
}

func (h *shakyHandle) Size() (int64, error) { return int64(len(h.file.now)), nil }

func (h *shakyHandle) ReadAt(into []byte, at int64) (int, error) {
	return copy(into, h.file.now[at:]), nil
}

func (h *shakyHandle) Close() error { return nil }

// seqs are the numbers of the whole lines of a file, in their order.
func seqs(text []byte) (all []int64) {
	for line := range bytes.Lines(text) {
		var l Line
		if json.Unmarshal(line, &l) == nil && bytes.HasSuffix(line, []byte("\n")) {
			all = append(all, l.Seq)
		}
	}
	return all
}

// Whatever crashes, fills up and is rotated, between the writing of lines, their sync and
// the cursor: each event is in the files, and before the first line of an event stand
// those of all events before it.
func TestEveryEventArrivesInOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := &shakyDisk{t: t, files: map[string]*shakyFile{}, durable: map[string]*shakyFile{}, left: -1, full: -1}
		from, rotated := &record{}, []string{}
		var s *Stream
		start := func() {
			s = &Stream{o: Options{Source: from, Sink: &fileSink{disk: d, path: "audit"}, Told: func(err error) {
				if errors.Is(err, ErrCursor) || errors.Is(err, ErrReplaced) {
					t.Fatal(err) // that would send everything again
				}
			}}, cursor: cursorFile{disk: d, path: "cursor"}}
			s.begin()
		}
		check := func() (last int64) {
			t.Helper()
			for _, name := range append(slices.Clone(rotated), "audit") {
				if d.files[name] == nil {
					continue
				}
				for _, n := range seqs(d.files[name].now) {
					if n > last+1 {
						t.Fatalf("event %d comes after event %d", n, last)
					}
					last = max(last, n)
				}
			}
			return last
		}
		start()
		t.Repeat(map[string]func(*rapid.T){
			"events": func(t *rapid.T) { from.add(t, rapid.IntRange(1, 3).Draw(t, "n"), "") },
			"step":   func(*rapid.T) { _, _ = s.step(context.Background()) },
			"full": func(t *rapid.T) {
				d.full = rapid.IntRange(0, 3).Draw(t, "after")
				_, _ = s.step(context.Background())
				d.full = -1
			},
			"crash": func(t *rapid.T) {
				d.left = rapid.IntRange(0, 9).Draw(t, "after")
				_, _ = s.step(context.Background())
				d.off = true
				d.restart()
				start()
			},
			"rotate": func(*rapid.T) {
				if d.files["audit"] != nil {
					name := string(rune('a' + len(rotated)))
					d.move("audit", name)
					rotated = append(rotated, name)
				}
			},
			"": func(*rapid.T) { check() },
		})
		for range 3 {
			if _, err := s.step(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		if last := check(); last != from.end().Count || s.Has() != last {
			t.Errorf("%d of %d events are there, and the cursor says %d", last, from.end().Count, s.Has())
		}
	})
}
