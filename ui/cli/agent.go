package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"dojoreversals/config"
	"dojoreversals/dojo/agent"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/script"
)

// errNoShops says that an agent may see no shop.
var errNoShops = &script.Error{Code: script.Failed, Text: "no shop is yours. Ask whoever manages this server"}

// agentDesk makes the desk of an agent who has logged in. They take a seat at each open
// shop where something that they have begun isn't over, so that they are told its end.
func (h *house) agentDesk(by reversal.Identity, rights func() agent.Agent, used *lastUsed, seen func(config.Settings) config.Settings) *desk {
	d := h.newDesk(by, used)
	d.rights = rights
	d.seen = func(s config.Settings) config.Settings {
		s = seen(s)
		s.Operator = by.Operator
		s.Warnings = nil // they are for whoever manages the server
		return s
	}
	for _, t := range h.takenUp() {
		own := func(a reversal.Attempt) bool { return a.Operator == by.Operator && !a.State.Final() }
		if d.may(agent.See, t.settings.Handle) == nil && slices.ContainsFunc(t.shop.Attempts(), own) {
			s := d.seat(t)
			s.begin()
			s.focus(false)
		}
	}
	return d
}

// close ends the desk's sessions. What was begun in them goes on.
func (d *desk) close() {
	d.house.mu.Lock()
	d.house.desks = slices.DeleteFunc(d.house.desks, func(other *desk) bool { return other == d })
	d.house.mu.Unlock()
	seats, _ := d.snapshot()
	for _, s := range seats {
		if session := s.session.Load(); session != nil {
			session.Close()
		}
	}
}

// chosen is the seat at the shop that a command is about: the one of --shop, or the only
// one that the agent may see, or if it can be changed the one used last.
func (d *desk) chosen(c *cobra.Command, changeable bool) (*seat, error) {
	names := d.names()
	named := ""
	if f := c.Flags().Lookup("shop"); f != nil {
		named = strings.TrimSpace(f.Value.String())
	}
	switch {
	case len(names) == 0:
		return nil, errNoShops
	case named == "" && len(names) > 1 && !changeable:
		return nil, usagef("say which shop, such as --shop %s. Yours are:\n%s", names[0].Handle, listOfShops(names))
	case named == "":
		return d.enter(names[0].Handle)
	}
	i := slices.IndexFunc(names, func(s config.ShopName) bool { return s.Is(named) })
	if i < 0 {
		return nil, usagef("%s isn't one of your shops, which are:\n%s", inMarks(named), listOfShops(names))
	}
	return d.enter(names[i].Handle)
}

func listOfShops(names []config.ShopName) string {
	var b strings.Builder
	for _, s := range names {
		_, _ = fmt.Fprintf(&b, "  %-20s %s\n", s.Handle, s.Name)
	}
	return b.String()
}

// onShop runs a command at a shop of the agent's. The shop goes on after it.
func (d *desk) onShop(c *cobra.Command, s streams, unlisted bool, do func(context.Context, streams, *openShop) error) error {
	at, err := d.chosen(c, false)
	if err != nil {
		return err
	}
	if !at.open() {
		return errStopped
	}
	at.focus(!unlisted)
	o := &openShop{seat: at, here: d.house.here, again: "ssh SERVER watch --shop=" + at.settings.Handle}
	o.settle = func() { at.settled(d.house.here.after) }
	ctx, stop := s.untilEnding(c.Context())
	defer stop()
	return do(ctx, s, o)
}

// settled waits until no request of this seat's is under way any more, but no longer than
// sendGrace.
func (s *seat) settled(after func(time.Duration) <-chan time.Time) {
	changed, end := s.shop.Subscribe()
	defer end()
	enough := after(sendGrace)
	for slices.ContainsFunc(s.session.Load().Attempts(), func(a reversal.Attempt) bool {
		return !a.Resumed && (a.State == journal.Intended || a.State == journal.Sending)
	}) {
		select {
		case <-changed:
		case <-enough:
			return
		}
	}
}

// run shows the screen, or plain lines if they are wanted or the terminal can't draw it,
// at the shop of --shop or the one that the agent has used last, until they leave or the
// session ends.
func (d *desk) run(c *cobra.Command, s streams, plain bool) error {
	at, err := d.chosen(c, true)
	if err != nil {
		return err
	}
	s = s.knowing(at.seen.ASCII)
	return d.show(c.Context(), s, at, plain || inPlain(s, at.seen))
}
