package feed

import (
	"context"
	"time"
)

// recheck reads again what a load has read in windows, now with one cursor for
// each group, between the refreshes. The list isn't called complete before the
// end of this check. If the check finds a payment that the windows missed, the
// feed uses no windows any more. The check has then read that payment itself.
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

// verify goes on with the check until an instant of this machine's clock.
func (r *runner) verify(ctx context.Context, until time.Time) error {
	c := r.check
	for _, l := range c.lists {
		if l != nil {
			l.skip = false
		}
	}
	err := r.fetch(ctx, &upTo{agenda: c, now: r.feed.deps.Now, until: until}, manner{atOnce: 1, giveWay: true})
	if c.missed > 0 {
		r.windowsOff = true
	}
	for g, l := range c.lists {
		if l != nil && l.done {
			r.finish(group(g), l, true)
			// The windows have read what is beyond the end of a list that was cut.
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
