package cli

import (
	"slices"
	"time"
)

// sweep closes the shops at which nobody has been for so long, and where nothing is under
// way. The next who comes takes them up anew, as the settings are by then.
func (h *house) sweep(keep time.Duration) {
	for _, t := range h.takenUp() {
		if !h.letGo(t, keep) {
			continue
		}
		t.close()
		t.log.Info("shop closed", "unwatched", keep.String())
	}
}

// close closes a shop that was let go.
func (t *tenant) close() {
	close(t.closed)
	t.shop.Close()
}

// replace lets a shop go at once that the settings have given up, or that has another name
// by now, and reports whether it could: nobody is there, and nothing is under way.
func (h *house) replace(t *tenant) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.replaceLocked(t)
}

func (h *house) replaceLocked(t *tenant) bool {
	if h.hasLocked(t) || !h.letGoLocked(t, 0) {
		return false
	}
	h.crashes.spawn(func() {
		t.close()
		t.log.Info("shop closed", "because", "the settings have changed")
	})
	return true
}

// letGo takes a shop that nobody needs out of the house. Whoever asks for it from now on
// gets a new one.
func (h *house) letGo(t *tenant, keep time.Duration) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.letGoLocked(t, keep)
}

func (h *house) letGoLocked(t *tenant, keep time.Duration) bool {
	now := h.here.now()
	since, _ := t.shop.Idle()
	if now.Sub(since) < keep || now.Sub(t.asked) < keep || !t.shop.Shut() {
		return false
	}
	before := len(h.tenants)
	h.tenants = slices.DeleteFunc(h.tenants, func(other *tenant) bool { return other == t })
	return len(h.tenants) < before
}
