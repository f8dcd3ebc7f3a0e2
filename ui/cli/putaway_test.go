package cli

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestPutAwayIsRemembered(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	priya := openPutAway(dir, "priya")
	if got := priya.load(); len(got) != 0 {
		t.Errorf("a new one has %v", got)
	}
	priya.keep("a", "failed")
	priya.keep("b", "unresolved")
	priya.keep("a", "failed 2026-11-25T12:00:00Z") // a later stage
	want := map[string]string{"a": "failed 2026-11-25T12:00:00Z", "b": "unresolved"}
	if got := openPutAway(dir, "priya").load(); !maps.Equal(got, want) {
		t.Errorf("%v", got)
	}
	for _, other := range []string{"", "sam", "../priya", "PRIYA"} {
		if got := openPutAway(dir, other).load(); len(got) != 0 {
			t.Errorf("%q has %v", other, got)
		}
	}
	info, err := os.Stat(priya.path)
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("%v, %v", info, err)
	}
}

// Two screens of one operator keep what either puts away.
func TestPutAwayOfTwoScreens(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var all sync.WaitGroup
	for screen := range 2 {
		p := openPutAway(dir, "priya")
		all.Go(func() {
			for n := range 100 {
				p.keep(fmt.Sprintf("%d-%d", screen, n), "failed")
			}
		})
	}
	all.Wait()
	if got := openPutAway(dir, "priya").load(); len(got) != 200 {
		t.Errorf("%d of 200 are kept", len(got))
	}
}

// A disk that doesn't answer keeps nobody from putting results away, and whoever leaves
// then isn't told of them again.
func TestPutAwayIsAwaited(t *testing.T) {
	t.Parallel()
	s := newStreet(t, "pier")
	d, first := s.house("pier")
	v := d.visit(first)
	s.show(v)
	first.away.mu.Lock() // as the disk holds whoever writes
	v.Deps.KeepPutAway("a", "failed")
	kept := d.putAwayKept()
	select {
	case <-kept:
		t.Error("it isn't awaited")
	default:
	}
	first.away.mu.Unlock()
	select {
	case <-kept:
	case <-time.After(patience):
		t.Fatal("it isn't kept")
	}
	if got := openPutAway(first.settings.StateDir, d.by.Operator).load(); got["a"] != "failed" {
		t.Errorf("%v", got)
	}
}

// Only the damaged lines of a file are lost.
func TestPutAwayDamaged(t *testing.T) {
	t.Parallel()
	fill := func(b []byte) *putAway {
		p := openPutAway(t.TempDir(), "priya")
		if err := os.WriteFile(p.path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	whole := `{"attempt":"a","stage":"failed"}` + "\n"
	for _, damage := range []string{
		"", "\n\n", "noise", "\x00\xff", whole[:10], "null\n", "[]\n", "{}\n", `{"attempt":1}` + "\n", `{"attempt":"` + strings.Repeat("x", 200) + `","stage":"failed"}` + "\n",
		strings.Repeat("x", 3*putAwayMost),
	} {
		p := fill([]byte(damage))
		if got := p.load(); len(got) != 0 {
			t.Errorf("%.20q: %v", damage, got)
		}
		p.keep("b", "failed")
		if got := p.load(); got["b"] != "failed" || len(got) != 1 {
			t.Errorf("%.20q, and one more: %v", damage, got)
		}
	}
	for cut := range len(whole) + 1 {
		p := fill([]byte(whole + whole[:cut]))
		p.keep("b", "failed")
		if got := p.load(); got["a"] != "failed" || got["b"] != "failed" {
			t.Errorf("cut at %d: %v", cut, got)
		}
	}
	// Where it can't be written, nothing happens.
	p := openPutAway(filepath.Join(t.TempDir(), "missing"), "priya")
	p.keep("a", "failed")
	if got := p.load(); len(got) != 0 {
		t.Errorf("%v", got)
	}
	p = openPutAway(t.TempDir(), "priya")
	if err := os.Mkdir(p.path, 0o700); err != nil {
		t.Fatal(err)
	}
	p.keep("a", "failed")
	if got := p.load(); len(got) != 0 {
		t.Errorf("%v", got)
	}
}

// The file stays small, and keeps the newest.
func TestPutAwayIsBounded(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := openPutAway(dir, "priya")
	const id = "0198f6a2-0000-7000-8000-%012d"
	for n := range 3000 {
		p.keep(fmt.Sprintf(id, n), "failed 2026-11-25T12:00:00.000000001Z")
	}
	info, err := os.Stat(p.path)
	if err != nil || info.Size() > putAwayMost+200 {
		t.Fatalf("%v, %v", info, err)
	}
	got := p.load()
	for n := 3000 - 250; n < 3000; n++ {
		if got[fmt.Sprintf(id, n)] == "" {
			t.Fatalf("%d of 3000 is gone", n)
		}
	}
	if files, _ := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("left behind: %v", files)
	}
}

func FuzzPutAway(f *testing.F) {
	f.Add([]byte(`{"attempt":"a","stage":"failed"}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		p := openPutAway(t.TempDir(), "priya")
		if err := os.WriteFile(p.path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		before := p.load()
		p.keep("b", "failed")
		before["b"] = "failed"
		if got := p.load(); !maps.Equal(got, before) && !bytes.Contains(b, []byte("b")) {
			t.Fatalf("%v, want %v", got, before)
		}
	})
}
