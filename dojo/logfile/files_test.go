package logfile

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// sizes are the files of a folder.
func sizes(t interface{ Fatal(...any) }, dir string) map[string]part {
	parts, err := list(dir)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	out := map[string]part{}
	for _, p := range parts {
		out[p.name] = p
	}
	return out
}

// Processes that come, log and go. No file of another process that runs is ever deleted,
// none is deleted without need, and the bounds hold.
func TestRotationAndPruning(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		root, err := os.MkdirTemp(base, "")
		if err != nil {
			t.Fatal(err)
		}
		var c clock
		o := Options{Dir: filepath.Join(root, "logs"), Now: c.now, FileMost: 1000, Most: 5000, MostFiles: 8, MostAge: 24 * time.Hour}
		living := map[process]*files{}
		defer func() {
			for _, f := range living {
				f.close()
			}
			_ = os.RemoveAll(root)
		}()
		logged := 0
		write := func(f *files) {
			before, was, wasOpen := sizes(t, o.Dir), f.n, f.first != nil
			line := append(bytes.Repeat([]byte("x"), rapid.IntRange(1, 900).Draw(t, "bytes")), '\n')
			if err := f.write(line, 0); err != nil {
				t.Fatal(err)
			}
			logged++
			living[f.of] = f
			after := sizes(t, o.Dir)
			total, fixed, fixedFiles := int64(0), int64(0), 0
			for _, p := range after {
				total += p.size
				if other := living[p.of]; p.size > o.FileMost {
					t.Fatalf("%s has %d bytes", p.name, p.size)
				} else if other != nil && (other != f || p.n == 1 || p.n == f.n) {
					fixed += p.size
					fixedFiles++
				}
			}
			// It prunes as it begins a file, which is empty then.
			if f.n != was && total-f.size > max(o.Most, fixed-f.size) {
				t.Fatalf("%d bytes are there, and could be %d", total-f.size, max(o.Most, fixed-f.size))
			}
			if f.n != was && len(after) > max(o.MostFiles, fixedFiles) {
				t.Fatalf("%d files are there, and could be %d", len(after), max(o.MostFiles, fixedFiles))
			}
			sum := int64(0)
			for _, p := range before {
				sum += p.size
			}
			for name, p := range before {
				if _, kept := after[name]; kept {
					continue
				}
				switch of := living[p.of]; {
				case of != nil && of != f:
					t.Fatalf("%s of a living process is gone", name)
				case of == f && (p.n == 1 || p.n == f.n):
					t.Fatalf("%s of this process is gone", name)
				case sum <= o.Most && len(before) < o.MostFiles && !p.last.Before(c.now().Add(-o.MostAge)):
					t.Fatalf("%s is gone without need: %d bytes were there", name, sum)
				}
			}
			if !wasOpen && f.of.id != f.Process {
				t.Fatalf("%v isn't process %d", f.of, f.Process)
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"begin": func(t *rapid.T) {
				if len(living) == 4 {
					t.Skip()
				}
				mine := o
				mine.Process = rapid.IntRange(1, 2).Draw(t, "process") // often the same, as in containers
				write(&files{Options: mine})
			},
			"log": func(t *rapid.T) {
				if len(living) == 0 {
					t.Skip()
				}
				all := slices.SortedFunc(maps.Keys(living), func(a, b process) int { return strings.Compare(a.String(), b.String()) })
				f := living[rapid.SampledFrom(all).Draw(t, "of")]
				for range rapid.IntRange(1, 10).Draw(t, "lines") {
					write(f)
				}
			},
			"end": func(t *rapid.T) {
				for of, f := range living {
					f.close()
					delete(living, of)
					return
				}
			},
			"time passes": func(t *rapid.T) {
				c.ahead += time.Duration(rapid.IntRange(0, 30).Draw(t, "hours")) * time.Hour
			},
		})
	})
}

// The lines of one process come back whole and in order through all of its files.
func TestLinesComeBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		root, err := os.MkdirTemp("", "logfile")
		if err != nil {
			rt.Fatal(err)
		}
		defer os.RemoveAll(root)
		var c clock
		f := &files{Options: Options{Dir: filepath.Join(root, "logs"), Now: c.now, FileMost: 500, Most: 1 << 20, MostFiles: 100, MostAge: time.Hour}}
		r := NewReader(f.Dir, time.Time{})
		var want, got []string
		for i := range rapid.IntRange(1, 60).Draw(rt, "lines") {
			text := said(&c, fmt.Sprint(i, rapid.StringN(0, 20, 60).Draw(rt, "text")))
			want = append(want, string(bytes.TrimRight(text, "\n")))
			if err := f.write(text, 0); err != nil {
				rt.Fatal(err)
			}
			if rapid.Bool().Draw(rt, "poll") {
				got = append(got, texts(rt, r)...)
			}
		}
		f.close()
		if got = append(got, texts(rt, r)...); !slices.Equal(got, want) {
			rt.Fatalf("got %q\nwant %q", got, want)
		}
	})
}

func texts(t interface{ Fatal(...any) }, r *Reader) (all []string) {
	lines, err := r.Poll()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lines {
		all = append(all, string(l.Text))
	}
	return all
}

// Two processes of one ID and one second have files of their own.
func TestSameNameTwice(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state", "logs")
	now := time.Date(2026, 7, 15, 11, 0, 0, 5e8, time.UTC)
	o := Options{Dir: dir, Now: func() time.Time { return now }, Process: 1, FileMost: 10, Most: 1 << 20, MostFiles: 100, MostAge: 240000 * time.Hour}
	a, b := &files{Options: o}, &files{Options: o}
	for range 2 {
		for _, f := range []*files{a, b} {
			if err := f.write([]byte("12345678\n"), 0); err != nil {
				t.Fatal(err)
			}
		}
	}
	a.close()
	b.close()
	got := slices.Sorted(maps.Keys(sizes(t, dir)))
	want := []string{"20260715T110000Z-1-1.jsonl", "20260715T110000Z-1-2.jsonl", "20260715T110001Z-1-1.jsonl", "20260715T110001Z-1-2.jsonl"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func FuzzParseName(f *testing.F) {
	for _, name := range []string{"20260715T110000Z-1-1.jsonl", "20260715T110000Z-01-1.jsonl", "20260715T110000Z-1-0.jsonl", "20260715T110000Z--1-1.jsonl", "x.jsonl", "20260715T110000Z-1.jsonl"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if p, n, ok := parseName(name); ok && (p.file(n) != name || n < 1 || p.id < 0) {
			t.Errorf("%q is %v, %d", name, p, n)
		}
	})
}

// After a write that was cut off and can't be taken back, the next line begins a line.
func TestCutOff(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("a pipe there takes all or nothing")
	}
	from, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = to.Close() }()
	go func() {
		_, _ = from.Read(make([]byte, 1)) // some of it is there
		_ = from.Close()
	}()
	var c clock
	f := &files{Options: Options{Now: c.now, FileMost: 1 << 30}, first: to, current: to}
	if err := f.write(bytes.Repeat([]byte("x"), 1<<20), 0); err == nil {
		t.Fatal("all of it was written")
	}
	path := filepath.Join(t.TempDir(), "log")
	if f.current, err = create(path); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.current.Close() }()
	for range 2 {
		if err := f.write([]byte("{}\n"), 0); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "\n{}\n{}\n" {
		t.Errorf("%q, %v", got, err)
	}
}
