package feed

import (
	"context"
	"time"
)

// recheck reads everything again that a load read in windows, by one cursor for
// each group, while the list is refreshed as ever. Until it is over the list
// isn't called complete. If it finds a payment that the windows should have
// brought and didn't, there are no more windows in this session; the check
// itself has then read what was missing.
type recheck struct {
	lists  [groups]*listing
	before time.Time // Dojo's clock when the load began
	missed int
}

func (r *runner) newCheck(l *load) *recheck {
	c := &recheck{before: r.dojoTime(l.began)}
	for g, list := range l.lists {
		if list != nil && !list.done {
			c.lists[g] = r.list(group(g))
		}
	}
	return c
}

func (c *recheck) took(_ *listing, t tally) { c.missed += t.missed }
func (c *recheck) next() *listing           { return furthestBehind(c.lists[:]) }
func (c *recheck) since() sweepTime         { return sweepTime{before: c.before} }

// verify reads the check on until an instant of this machine's clock.
func (r *runner) verify(ctx context.Context, until time.Time) error {
	c := r.check
	for _, l := range c.lists {
		if l != nil {
			l.skip = false
		}
	}
	err := r.fetch(ctx, &upTo{agenda: c, now: r.feed.deps.Now, until: until}, 1)
	if c.missed > 0 {
		r.windowsOff = true
	}
	for g, l := range c.lists {
		if l != nil && l.done {
			r.finish(group(g), l, true)
			// The windows went beyond where the one cursor was cut.
			r.cut[g] = l.cut && r.windowsOff
			r.plan(group(g), l.changed)
			c.lists[g] = nil
		}
	}
	if c.lists == [groups]*listing{} {
		r.check, r.checked = nil, true
	}
	r.count()
	return err
}

// upTo is an agenda that ends at an instant.
type upTo struct {
	agenda
	now   func() time.Time
	until time.Time
}

func (u *upTo) next() *listing {
	if !u.now().Before(u.until) {
		return nil
	}
	return u.agenda.next()
}
