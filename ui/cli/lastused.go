package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"dojoreversals/config"
)

// lastUsed remembers which shops were shown last, in a file beside the journal. The file
// isn't part of the record: if it is lost or damaged, the shops stand in the order of
// the settings.
type lastUsed struct {
	path    string
	writing sync.Mutex // the file is being written; who draws doesn't wait for it

	mu      sync.Mutex
	handles []string // the newest first
}

// lastUsedMost is the most bytes that are read of the file: several hundred shops.
const lastUsedMost = 32 << 10

func openLastUsed(stateDir string) *lastUsed {
	return readLastUsed(filepath.Join(stateDir, "last-shops"))
}

// lastUsedOf remembers the shops of an agent.
func lastUsedOf(stateDir, agent string) *lastUsed {
	return readLastUsed(filepath.Join(stateDir, "last-shops-"+agent))
}

func readLastUsed(path string) *lastUsed {
	l := &lastUsed{path: path}
	b, err := os.ReadFile(l.path)
	if err != nil || len(b) > lastUsedMost {
		return l
	}
	for line := range bytes.Lines(b) {
		if handle := strings.TrimSpace(string(line)); config.CheckHandle(handle) == nil && !slices.Contains(l.handles, handle) {
			l.handles = append(l.handles, handle)
		}
	}
	return l
}

// note notes that a shop is shown. It waits for the disk.
func (l *lastUsed) note(handle string) {
	if !l.first(handle) {
		return
	}
	l.writing.Lock()
	defer l.writing.Unlock()
	l.mu.Lock()
	text := strings.Join(l.handles, "\n") + "\n" // another shop may be the newest by now
	l.mu.Unlock()
	f, err := os.CreateTemp(filepath.Dir(l.path), filepath.Base(l.path)+".*") // for this account only
	if err != nil {
		return
	}
	_, err = f.WriteString(text)
	if closed := f.Close(); err != nil || closed != nil || os.Rename(f.Name(), l.path) != nil {
		_ = os.Remove(f.Name())
	}
}

// first puts a shop first. It reports false if it was that already.
func (l *lastUsed) first(handle string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.handles) > 0 && l.handles[0] == handle {
		return false
	}
	l.handles = slices.Insert(slices.DeleteFunc(l.handles, func(h string) bool { return h == handle }), 0, handle)
	return true
}

// sorted are the shops, the one that was shown last first, and then in their order.
func (l *lastUsed) sorted(shops []config.ShopName) []config.ShopName {
	l.mu.Lock()
	defer l.mu.Unlock()
	place := func(s config.ShopName) int {
		if i := slices.Index(l.handles, s.Handle); i >= 0 {
			return i
		}
		return len(l.handles)
	}
	sorted := slices.Clone(shops)
	slices.SortStableFunc(sorted, func(a, b config.ShopName) int { return place(a) - place(b) })
	return sorted
}

// chooseLast is the shop that was shown last, for config.Sources.Choose.
func chooseLast(stateDir string, shops []config.ShopName) string {
	return openLastUsed(stateDir).sorted(shops)[0].Handle
}
