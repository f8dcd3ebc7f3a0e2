package cli

import (
	"net/netip"
	"os"
	"slices"
	"strings"
	"sync"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/dojo/agent"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui"
	"dojoreversals/ui/worklist"
)

// desk is one person's place in the house: a seat at each shop that they have entered,
// one of which is shown. It is the one place that asks what they may do: may.
type desk struct {
	house *house
	by    reversal.Identity
	// rights are what the settings let an agent do by now; nil for the person at this
	// machine, who may do everything.
	rights func() agent.Agent
	seen   func(config.Settings) config.Settings // a shop's settings as this person's terminal wants them
	used   *lastUsed                             // nil where there is only one shop, and in the demo
	log    *appLog
	news   chan struct{} // one slot: an attempt has changed
	// hold keeps an agent's session from ending as idle, until done is called; nil for
	// the person at this machine.
	hold func() (done func())
	// dress completes a visit with what a screen has of its terminal.
	dress func(*ui.Visit)

	mu      sync.Mutex
	seats   []*seat // in the order in which they were taken
	shown   *seat
	letIdle func() // ends hold; nil while it doesn't hold
	front   string // of an agent: monitor.Screen, Plain or Command
}

// newDesk makes the desk of the person at this machine.
func (h *house) newDesk(by reversal.Identity, used *lastUsed) *desk {
	d := h.deskFor(by, used)
	h.join(d)
	return d
}

// deskFor makes a desk for somebody who may do everything. It hears of nothing before it
// has joined the house.
func (h *house) deskFor(by reversal.Identity, used *lastUsed) *desk {
	return &desk{
		house: h, by: by, used: used, log: h.log, news: make(chan struct{}, 1),
		seen: func(s config.Settings) config.Settings { return s },
	}
}

// join has a desk hear of what happens in the house.
func (h *house) join(d *desk) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.desks = append(h.desks, d)
}

// may is nil if this person may do something at a shop now, or else a sentence for them.
func (d *desk) may(do agent.Action, handle string) error {
	if d.rights == nil {
		return nil
	}
	return d.rights().May(do, handle)
}

// names are the shops that this person may see, the one used last first.
func (d *desk) names() []config.ShopName {
	return slices.DeleteFunc(d.used.sorted(d.house.names()), func(s config.ShopName) bool { return d.may(agent.See, s.Handle) != nil })
}

// enter takes a seat at a shop, which is taken up if it has to be.
func (d *desk) enter(handle string) (*seat, error) {
	if err := d.may(agent.See, handle); err != nil {
		return nil, err
	}
	t, err := d.house.enter(handle)
	if err != nil {
		return nil, d.forAgent(d.house.nameOf(handle)+" can't be opened", err)
	}
	return d.seat(t), nil
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
	// What was let go before this person sat down there is of no use any more.
	d.seats = slices.DeleteFunc(d.seats, func(s *seat) bool { return s.settings.Handle == t.settings.Handle })
	may := func() error {
		if d.rights != nil && !d.house.has(t) {
			return errShopChanged
		}
		return d.may(agent.Reverse, t.settings.Handle)
	}
	seen := d.seen(t.settings)
	if d.used != nil {
		seen.Shops = d.used.sorted(seen.Shops)
	}
	s := newSeat(t, seen, reversal.Person{Identity: d.by, May: may}, d.log, d.house.demo)
	s.set.Served, s.set.Agent, s.local = d.house.stays, d.rights != nil, d.rights == nil && !d.house.demo
	d.seats = append(d.seats, s)
	return s
}

// opened takes a seat at a shop that has been opened just now, so that nothing that ends
// there from now on is missed. Agents are told only of shops that they have entered, and
// of those where something of theirs isn't over.
func (d *desk) opened(t *tenant) {
	if d.rights != nil && !d.awaits(t) {
		return
	}
	s := d.seat(t)
	s.begin()
	if _, shown := d.snapshot(); shown != s {
		s.focus(false)
	}
}

// visit is what a screen needs to show a shop.
func (d *desk) visit(s *seat) ui.Visit {
	v := s.visit(d.house.here, d.house.crashes.spawn, func() {
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
	for _, name := range d.names() {
		one := ui.Shop{Handle: name.Handle, Name: name.Name, Unwatched: d.house.whyUnwatched(name.Handle)}
		one.Here = shown != nil && shown.settings.Handle == name.Handle
		if i := slices.IndexFunc(seats, func(s *seat) bool { return s.settings.Handle == name.Handle }); i >= 0 {
			for a := range seats[i].attempts() {
				if worklist.UnderWay(a) {
					one.UnderWay++
				}
			}
		} else if t := d.house.tenantOf(name.Handle); t != nil {
			unfinished := t.unfinished()
			for i := range unfinished {
				if worklist.UnderWay(&unfinished[i]) {
					one.UnderWay++
				}
			}
		}
		shops = append(shops, one)
	}
	return shops
}

// Others implements ui.Shops.
func (d *desk) Others() bool {
	_, shown := d.snapshot()
	return slices.ContainsFunc(d.house.names(), func(s config.ShopName) bool {
		return (shown == nil || s.Handle != shown.settings.Handle) && d.may(agent.See, s.Handle) == nil
	})
}

// Enter implements ui.Shops.
func (d *desk) Enter(handle string) (ui.Visit, error) {
	s, err := d.enter(handle)
	if err != nil {
		return ui.Visit{}, err
	}
	return d.visit(s), nil
}

// Elsewhere implements ui.Shops.
func (d *desk) Elsewhere() []reversal.Attempt {
	seats, shown := d.snapshot()
	var all []reversal.Attempt
	for _, s := range seats {
		if s == shown {
			continue
		}
		for a := range s.attempts() {
			if d.rights != nil && a.Operator != d.by.Operator {
				continue // agents are told of their own
			}
			all = append(all, *a)
			all[len(all)-1].Shop = s.settings.Shop // it may have had another name then
		}
	}
	return all
}

// News implements ui.Shops.
func (d *desk) News() <-chan struct{} { return d.news }

// tell says that there is news. It never waits. As long as something of an agent's isn't
// over, their session isn't idle.
func (d *desk) tell() {
	if d.hold != nil {
		d.mu.Lock()
		switch following := d.following(); {
		case following && d.letIdle == nil:
			d.letIdle = d.hold()
		case !following && d.letIdle != nil:
			d.letIdle()
			d.letIdle = nil
		}
		d.mu.Unlock()
	}
	select {
	case d.news <- struct{}{}:
	default:
	}
}

// following says whether something that this person has begun isn't over. d.mu is held.
func (d *desk) following() bool {
	for _, s := range d.seats {
		for a := range s.attempts() {
			if a.Operator == d.by.Operator && a.State.Open() {
				return true
			}
		}
	}
	return false
}
