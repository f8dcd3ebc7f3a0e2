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
		close(t.closed)
		t.shop.Close()
		t.log.Info("shop closed", "unwatched", keep.String())
	}
}

// letGo takes a shop that nobody needs out of the house. Whoever asks for it from now on
// gets a new one.
func (h *house) letGo(t *tenant, keep time.Duration) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := h.here.now()
	since, _ := t.shop.Idle()
	if now.Sub(since) < keep || now.Sub(t.asked) < keep || !t.shop.Shut() {
		return false
	}
	before := len(h.tenants)
	h.tenants = slices.DeleteFunc(h.tenants, func(other *tenant) bool { return other == t })
	return len(h.tenants) < before
}
