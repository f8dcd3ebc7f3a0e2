package sqlite

import (
	"os"
	"strings"
	"testing"

	"dojoreversals/dojo/journal"
)

// The head never goes back, whichever of two processes is first.
func TestHeadNeverGoesBack(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	a, b := newHeadFile(osDisk{}, dir, "a"), newHeadFile(osDisk{}, dir, "b")
	older, newer := journal.Head{Count: 3, Hash: strings.Repeat("3", 64)}, journal.Head{Count: 4, Hash: strings.Repeat("4", 64)}
	must(t, a.prepare(older))
	must(t, b.prepare(newer))
	must(t, b.promote(newer))
	must(t, a.promote(older))
	if got, there, err := a.read(); err != nil || !there || got != newer {
		t.Errorf("%+v, %v", got, err)
	}
	// What was prepared is made again where it was tidied away.
	newest := journal.Head{Count: 5, Hash: strings.Repeat("5", 64)}
	must(t, a.prepare(newest))
	b.tidy()
	must(t, a.promote(newest))
	if got, _, err := b.read(); err != nil || got != newest {
		t.Errorf("%+v, %v", got, err)
	}
	must(t, os.Remove(a.path()))
	if got, there, err := a.read(); err != nil || there || got.Count != 0 {
		t.Errorf("no file: %+v, %v", got, err)
	}
}

// Only what formatHead writes is a head.
func FuzzParseHead(f *testing.F) {
	f.Add("0 " + journal.NoHash + "\n")
	f.Add("17 " + strings.Repeat("ab", 32) + "\n")
	f.Add("017 " + strings.Repeat("ab", 32) + "\n")
	f.Add("1 " + journal.NoHash + "\n")
	f.Add("17 " + strings.Repeat("ab", 32) + "\n\n")
	f.Add("-1 " + strings.Repeat("AB", 32))
	f.Fuzz(func(t *testing.T, text string) {
		h, err := parseHead([]byte(text))
		if err != nil {
			return
		}
		if string(formatHead(h)) != text || h.Count < 0 || (h.Count == 0) != (h.Hash == journal.NoHash) {
			t.Errorf("%q is taken for %+v", text, h)
		}
	})
}
