package feed

import (
	"context"
	"time"
)

// recheck reads again what a load has read in windows, now with one cursor for
// each group, between the refreshes. The held payments come first, since they are
// what people wait for, and others are read beside them. The list isn't called
// complete before the end of this check. If the check finds a payment that the
// windows missed, the feed uses no windows any more. The check has then read that
// payment itself.
type recheck struct {
	lists  [groups]*listing
	before time.Time // Dojo's clock when the load began
	missed int
}

// checkAtOnce is how many lists a check reads at once, each page by page.
const checkAtOnce = 2

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
func (c *recheck) readsAhead() bool         { return false }
func (c *recheck) since() sweepTime         { return sweepTime{before: c.before} }

func (c *recheck) next() *listing {
	switch l := c.lists[held]; {
	case l == nil || l.busy || l.skip:
		return furthestBehind(c.lists[:])
	case l.done:
		return nil // it is to be concluded first
	default:
		return l
	}
}

// verify goes on with the check until an instant of this machine's clock.
func (r *runner) verify(ctx context.Context, until time.Time) error {
	for _, l := range r.check.lists {
		if l != nil {
			l.skip = false
		}
	}
	for {
		waiting := r.check.lists[held] != nil
		err := r.fetch(ctx, &upTo{agenda: r.check, now: r.feed.deps.Now, until: until}, manner{atOnce: checkAtOnce, giveWay: true})
		r.conclude()
		if err != nil || r.check == nil || !waiting || r.check.lists[held] != nil {
			return err
		}
	}
}

// conclude draws the conclusions of the lists of the check that are read.
func (r *runner) conclude() {
	c := r.check
	if c.missed > 0 {
		r.windowsOff = true
	}
	for g, l := range c.lists {
		if l != nil && l.done {
			r.finish(group(g), l, true)
			// The windows have read what is beyond the end of a list that was cut.
			r.cut[g] = l.cut && r.windowsOff
			r.plan(group(g), l.changed)
			if group(g) == held {
				r.planRecent(l.pages)
			}
			c.lists[g] = nil
		}
	}
	if c.lists == [groups]*listing{} {
		r.check, r.checked = nil, true
	}
	r.count()
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
