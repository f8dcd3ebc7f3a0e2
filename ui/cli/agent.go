package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"dojoreversals/config"
	"dojoreversals/dojo/agent"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/monitor"
	"dojoreversals/ui/script"
)

// errNoShops says that an agent may see no shop.
var errNoShops = &script.Error{Code: script.Failed, Text: "no shop is yours. Ask whoever manages this server"}

// errOnlyRecord says the same to one who may read the whole record.
var errOnlyRecord = &script.Error{Code: script.Failed, Text: "no shop is yours, but the record of all shops is: " + server + " journal. To have the lists too, ask whoever manages this server"}

// forAgent is an error of a shop or the record as an agent reads it. What is wrong with
// the settings or a disk is for whoever manages the server, and goes to the log.
func (d *desk) forAgent(what string, err error) error {
	if err == nil || d.rights == nil || errors.Is(err, errStopped) {
		return err
	}
	d.log.Error(what, "agent", d.by.Operator, "error", err.Error())
	return &script.Error{Code: script.Failed, Text: what + ". Ask whoever manages this server."}
}

// caller is an agent who has come, as their desk is made for them.
type caller struct {
	by     reversal.Identity
	rights func() agent.Agent // as of the settings by now
	seen   func(config.Settings) config.Settings
	log    *appLog
	hold   func() (done func()) // see desk; nil where nothing ends them as idle
}

// agentDesk makes the desk of an agent. They take a seat at each open shop where something
// that they have begun isn't over, so that they are told its end.
func (h *house) agentDesk(v caller) *desk {
	d := h.deskFor(v.by, lastUsedOf(h.settings.StateDir, v.by.Operator))
	d.rights, d.log, d.hold, d.front = v.rights, v.log, v.hold, monitor.Command
	d.seen = func(s config.Settings) config.Settings {
		s = v.seen(s)
		s.Operator, s.Shops = v.by.Operator, d.names() // they hear of no other shops
		s.Warnings = nil                               // they are for whoever manages the server
		return s
	}
	h.join(d)
	for _, t := range h.takenUp() {
		if d.awaits(t) {
			s := d.seat(t)
			s.begin()
			s.focus(false)
		}
	}
	d.tell()
	return d
}

// awaits says whether something that an agent has begun at an open shop isn't over.
func (d *desk) awaits(t *tenant) bool {
	own := func(a reversal.Attempt) bool { return a.Operator == d.by.Operator }
	return d.may(agent.See, t.settings.Handle) == nil && slices.ContainsFunc(t.unfinished(), own)
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
	names, named := d.names(), shopFlag(c)
	switch {
	case len(names) == 0 && d.may(agent.WholeRecord, "") == nil:
		return nil, errOnlyRecord
	case len(names) == 0:
		return nil, errNoShops
	case named == "" && len(names) > 1 && !changeable:
		return nil, usagef("say which shop, such as --shop %s. Yours are:\n%s", names[0].Handle, listOfShops(names))
	case named == "":
		return d.enter(names[0].Handle)
	}
	handle, err := handleOf(names, named)
	if err != nil {
		return nil, err
	}
	return d.enter(handle)
}

// handleOf is the handle of the shop that an agent has named.
func handleOf(names []config.ShopName, named string) (string, error) {
	i := slices.IndexFunc(names, func(s config.ShopName) bool { return s.Is(named) })
	if i < 0 {
		return "", usagef("%s isn't one of your shops, which are:\n%s", inMarks(named), listOfShops(names))
	}
	return names[i].Handle, nil
}

// shopFlag is what --shop says, "" if it says nothing.
func shopFlag(c *cobra.Command) string {
	f := c.Flags().Lookup("shop")
	if f == nil {
		return ""
	}
	return strings.TrimSpace(f.Value.String())
}

// recordUnread is what an agent is told where the record can't be read.
const recordUnread = "The record of reversals can't be read"

// withRecord lets a command read what this person may read of the record: all of it, or
// that of their shops. --shop narrows it to one.
func (d *desk) withRecord(c *cobra.Command, do func(history) error) error {
	h := d.house
	named := ""
	if flag := shopFlag(c); flag != "" {
		var err error
		if named, err = handleOf(d.names(), flag); err != nil {
			return err
		}
	}
	record, err := h.records.take(c.Context(), h.settings.StateDir, func() time.Time { return time.Time{} })
	if err != nil {
		return d.forAgent(recordUnread, journalError(err, h.settings.StateDir))
	}
	defer record.Close() //nolint:errcheck // it was only read
	if err := record.Check(c.Context()); err != nil {
		return d.forAgent(recordUnread, journalError(err, h.settings.StateDir))
	}
	if named == "" && d.may(agent.WholeRecord, "") == nil {
		return d.forAgent(recordUnread, do(record))
	}
	return d.forAgent(recordUnread, do(journal.Part{Of: record, Owners: h.owners(), Has: func(handle string) bool {
		return (named == "" || handle == named) && d.may(agent.Record, handle) == nil
	}}))
}

// owners are the shops of the settings, as far as they tell whose an attempt is.
func (h *house) owners() journal.Owners {
	var owners journal.Owners
	for _, name := range h.names() {
		one := journal.Owner{Handle: name.Handle, Name: name.Name}
		settings, err := config.Settings{}, error(nil)
		if t := h.tenantOf(name.Handle); t != nil {
			settings = t.settings
		} else {
			settings, err = h.load(name.Handle)
		}
		if err == nil {
			one.Shop = journal.Shop{Environment: settings.APIKey.Environment(), BaseURL: settings.BaseURL, KeyFingerprint: settings.APIKey.Fingerprint()}
		}
		owners = append(owners, one)
	}
	return owners
}

func listOfShops(names []config.ShopName) string {
	var b strings.Builder
	for _, s := range names {
		_, _ = fmt.Fprintf(&b, "  %-20s %s\n", s.Handle, s.Name)
	}
	return b.String()
}

// onShop runs a command at a shop of the agent's. In a server the shop goes on after it.
func (d *desk) onShop(c *cobra.Command, s streams, unlisted bool, do func(context.Context, streams, *openShop) error) error {
	at, err := d.chosen(c, false)
	if err != nil {
		return err
	}
	o := &openShop{seat: at, here: d.house.here, again: server + " watch --shop=" + at.settings.Handle}
	begin := func(ctx context.Context, s streams, o *openShop) error {
		at.focus(!unlisted)
		return do(ctx, s, o)
	}
	ctx, stop := s.untilEnding(c.Context())
	defer stop()
	if !d.house.stays {
		o.settle = o.stop
		return o.alone(ctx, s, d.log, begin)
	}
	o.settle = func() { at.settled(d.house.here.after) }
	if !at.open() {
		return errStopped
	}
	return begin(ctx, s, o)
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
	plain = plain || inPlain(s, at.seen)
	d.mu.Lock()
	d.front = monitor.Screen
	if plain {
		d.front = monitor.Plain
	}
	d.mu.Unlock()
	return d.show(c.Context(), s, at, plain)
}
