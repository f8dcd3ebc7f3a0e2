package feed

import "time"

// What a refresh may cost. Dojo documents no limit of calls, so these are ours:
// they keep the sum below three calls a second for a chain, and below two for
// any other shop. Calls an hour are counted in calls_test.go.
const (
	// smallPages is how long the list of what is held may be for every refresh
	// to read the whole of it.
	smallPages = 5
	// recentHeld is how far back what is held is listed in the meantime where
	// that list is longer.
	recentHeld = 3 * 24 * time.Hour
	// tipPage is what a page of every refresh adds to the wait for the next
	// one, recentPage one of the list of what was held since recently, and
	// fullPage one of a list of everything.
	tipPage    = 2 * time.Second
	recentPage = 500 * time.Millisecond
	fullPage   = 2 * time.Second
	// tookTimes is how many times as long as the calls of a refresh took the
	// wait for the next one is at least: a bad line isn't kept busy.
	tookTimes = 4
	// awayTimes is how much longer the waits are while nobody looks.
	awayTimes = 6
	// growTimes is how much longer the wait for the next list of everything is
	// if nothing had changed, and longest the most it becomes by that.
	growTimes = 2
	longest   = 15 * time.Minute
	// mostPressure is how much longer waits become where Dojo says that there
	// are too many calls, and pressedMost the longest that a wait becomes by that.
	mostPressure = 16
	pressedMost  = time.Minute
)

// lane is one of the lists that are read again and again: that of each group,
// and that of what is held since recently.
type lane struct {
	list  *listing  // under way
	pages int       // of the latest that was read to its end
	due   time.Time // this machine's clock
	every time.Duration
}

// recent is the lane of what is held since recently; changes is the list of what
// changed lately, which every refresh reads anew.
const (
	recent  = int(groups)
	changes = int(groups) + 1
)

// isSmall says whether all that is held is few pages.
func (r *runner) isSmall() bool { return r.lanes[held].pages <= smallPages }

// plan says when a group is read as a whole again, after it was just now and
// so many payments had changed.
func (r *runner) plan(g group, changed int) {
	lane, base := &r.lanes[g], r.base(g)
	switch {
	case changed > 0 || lane.every == 0 || r.cut[g]:
		lane.every = base
	default:
		lane.every = max(min(lane.every*growTimes, longest), base)
	}
	lane.due = r.feed.deps.Now().Add(lane.every)
}

// stir has what is settled read as often as ever: where something changed,
// more may have.
func (r *runner) stir() {
	lane := &r.lanes[settled]
	lane.every = 0
	if soon := r.feed.deps.Now().Add(r.base(settled)); soon.Before(lane.due) {
		lane.due = soon
	}
}

// base is the least wait between two lists of a whole group.
func (r *runner) base(g group) time.Duration {
	opts := r.feed.opts
	return max(time.Duration(opts.fullEvery)*opts.Refresh, time.Duration(r.lanes[g].pages)*fullPage)
}

// interval is the wait between two refreshes while somebody looks.
func (r *runner) interval() time.Duration {
	wait := max(r.feed.opts.Refresh, time.Duration(r.tipPages)*tipPage, tookTimes*r.tipTook)
	return max(wait, min(time.Duration(float64(wait)*r.pressure), pressedMost))
}

// nextRefresh is when to read again after a refresh that ended at an instant.
func (r *runner) nextRefresh(ended time.Time, jitter float64) time.Time {
	wait := r.interval()
	if !r.feed.isLookedAt() {
		wait *= awayTimes
	}
	wait = time.Duration(float64(wait) * jitter)
	if r.isBusy() {
		// The time until the next refresh was spent on long lists.
		return r.began.Add(wait)
	}
	return ended.Add(wait)
}

// isBusy says whether there is more to be read at once.
func (r *runner) isBusy() bool {
	if r.check != nil {
		return true
	}
	for _, l := range r.lanes {
		if l.list != nil {
			return true
		}
	}
	return false
}

// firstLoad begins the first load.
func (r *runner) firstLoad() *load {
	wanted := []group{held, settled}
	if _, r.wantUnpaid = r.feed.take(); r.wantUnpaid {
		wanted = append(wanted, unpaid)
	}
	return r.newLoad(wanted...)
}
