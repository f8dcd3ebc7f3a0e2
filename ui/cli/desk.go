package cli

import (
	"net/netip"
	"os"
	"slices"
	"strings"
	"sync"

	"dojoreversals/dojo"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui"
	"dojoreversals/ui/worklist"
)

// desk is one person's place in the house: a seat at each shop that they have entered,
// one of which is shown.
type desk struct {
	house *house
	by    reversal.Identity
	used  *lastUsed     // nil where there is only one shop
	news  chan struct{} // one slot: an attempt has changed
	// dress completes a visit with what a screen has of its terminal.
	dress func(*ui.Visit)

	mu    sync.Mutex
	seats []*seat // in the order in which they were taken
	shown *seat
}

// newDesk makes the desk of the person at this machine.
func (h *house) newDesk(by reversal.Identity, used *lastUsed) *desk {
	d := &desk{house: h, by: by, used: used, news: make(chan struct{}, 1)}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.desks = append(h.desks, d)
	return d
}

// personHere is the operator at this machine.
func personHere(operator string) reversal.Identity {
	host, _ := os.Hostname()
	return reversal.Identity{Operator: operator, Client: sshClient(), Host: dojo.Clean(host)}
}

// sshClient is the address from which an operator came over SSH, or "".
func sshClient() string {
	from, _, _ := strings.Cut(os.Getenv("SSH_CONNECTION"), " ")
	if addr, err := netip.ParseAddr(from); err == nil {
		return addr.String()
	}
	return ""
}

// shops are those of the desk for a screen, nil where there is only one.
func (d *desk) shops() ui.Shops {
	if d.house.load == nil {
		return nil
	}
	return d
}

// seat is the person's seat at a shop, which is taken unless it was before.
func (d *desk) seat(t *tenant) *seat {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, s := range d.seats {
		if s.tenant == t {
			return s
		}
	}
	s := newSeat(t, d.by, d.house.demo)
	d.seats = append(d.seats, s)
	return s
}

// opened takes a seat at a shop that has been opened just now, so that nothing that ends
// there from now on is missed.
func (d *desk) opened(t *tenant) {
	s := d.seat(t)
	s.begin()
	if _, shown := d.snapshot(); shown != s {
		s.focus(false)
	}
}

// visit is what a screen needs to show a shop.
func (d *desk) visit(s *seat) ui.Visit {
	v := s.visit(d.house.here, func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.shown = s
	})
	if d.used != nil {
		v.Open = func() (ui.Opened, bool) {
			d.used.note(s.settings.Handle)
			return s.forScreen()
		}
	}
	if d.dress != nil {
		d.dress(&v)
	}
	return v
}

// snapshot are the seats, and which of them is shown.
func (d *desk) snapshot() (all []*seat, shown *seat) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.seats), d.shown
}

// All implements ui.Shops.
func (d *desk) All() []ui.Shop {
	seats, shown := d.snapshot()
	var shops []ui.Shop
	for _, name := range d.used.sorted(d.house.all) {
		one := ui.Shop{Handle: name.Handle, Name: name.Name, Unwatched: d.house.whyUnwatched(name.Handle)}
		for _, s := range seats {
			if s.settings.Handle == name.Handle {
				one.Here = s == shown
				one.UnderWay = underWay(s.attempts())
			}
		}
		shops = append(shops, one)
	}
	return shops
}

// underWay counts the attempts whose end isn't known yet.
func underWay(attempts []reversal.Attempt) int {
	n := 0
	for i := range attempts {
		if worklist.UnderWay(&attempts[i]) {
			n++
		}
	}
	return n
}

// Enter implements ui.Shops.
func (d *desk) Enter(handle string) (ui.Visit, error) {
	t, err := d.house.enter(handle)
	if err != nil {
		return ui.Visit{}, err
	}
	return d.visit(d.seat(t)), nil
}

// Elsewhere implements ui.Shops.
func (d *desk) Elsewhere() []reversal.Attempt {
	seats, shown := d.snapshot()
	var all []reversal.Attempt
	for _, s := range seats {
		if s == shown {
			continue
		}
		for _, a := range s.attempts() {
			a.Shop = s.settings.Shop // it may have had another name then
			all = append(all, a)
		}
	}
	return all
}

// News implements ui.Shops.
func (d *desk) News() <-chan struct{} { return d.news }

// tell says that there is news. It never waits.
func (d *desk) tell() {
	select {
	case d.news <- struct{}{}:
	default:
	}
}
