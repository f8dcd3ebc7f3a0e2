package feed

import "time"

// The waits. Dojo documents no limit of calls, so these are our own. They keep a
// chain below three calls a second, and any other shop below two. calls_test.go
// counts the calls of an hour.
const (
	// smallPages is how many pages the list of held payments may have to be read
	// whole by every refresh.
	smallPages = 5
	// recentHeld is how far back held payments are listed between two of those
	// longer lists.
	recentHeld = 3 * 24 * time.Hour
	// Each page makes the wait until its list is read again longer: newestPage
	// those of a refresh, recentPage those of the recently held payments, and
	// fullPage those of a whole group.
	newestPage = 2 * time.Second
	recentPage = 500 * time.Millisecond
	fullPage   = 2 * time.Second
	// tookTimes bounds the load on a bad line: the wait is at least this many
	// times as long as the calls of the last refresh took.
	tookTimes = 4
	// awayTimes is how many times longer the waits are while nobody looks.
	awayTimes = 6
	// absentEvery is the shortest wait while there is nobody who could look: a helpdesk
	// has many shops open, and people at few of them. Whoever comes has the list read at
	// once. What it is read for meanwhile is that Dojo may go back on a reversal, which is
	// told after 10 minutes at the soonest (package reversal).
	absentEvery = 5 * time.Minute
	// If nothing has changed in a whole group, the wait for its next list grows
	// growTimes, up to mostEvery.
	growTimes = 2
	mostEvery = 15 * time.Minute
	// If Dojo refuses calls as too many, the waits grow up to mostPressure times,
	// but no longer than pressedMost.
	mostPressure = 16
	pressedMost  = time.Minute
)

// lane is a list that is read again and again. Each group has one, and the
// recently held payments have one.
type lane struct {
	list  *listing      // being read; nil between two times
	pages int           // of the last one that was read to its end
	due   time.Time     // when it is read again, by this machine's clock
	every time.Duration // how long after the last one
}

// recent is the lane of the recently held payments. changes isn't a lane: it is
// the list of what changed lately, which every refresh begins anew.
const (
	recent  = int(groups)
	changes = int(groups) + 1
)

// isSmall says whether the held payments fill few pages.
func (r *runner) isSmall() bool { return r.lanes[held].pages <= smallPages }

// plan sets when a group is read whole again. It was read whole just now, and
// this many payments had changed.
func (r *runner) plan(g group, changed int) {
	lane, base := &r.lanes[g], r.base(g)
	switch {
	case changed > 0 || lane.every == 0 || r.cut[g]:
		lane.every = base
	default:
		lane.every = max(min(lane.every*growTimes, mostEvery), base)
	}
	lane.due = r.feed.deps.Now().Add(lane.every)
}

// planRecent sets when the recently held payments are read again. They were read just
// now, in so many pages.
func (r *runner) planRecent(pages int) {
	opts := r.feed.opts
	r.lanes[recent].due = r.feed.deps.Now().Add(max(opts.Refresh, time.Duration(pages)*recentPage))
}

// expectChanges has the settled payments read at their shortest wait again. Where
// one payment changed, more may have.
func (r *runner) expectChanges() {
	lane := &r.lanes[settled]
	lane.every = 0
	if soon := r.feed.deps.Now().Add(r.base(settled)); soon.Before(lane.due) {
		lane.due = soon
	}
}

// base is the shortest wait between two lists of a whole group.
func (r *runner) base(g group) time.Duration {
	opts := r.feed.opts
	return max(time.Duration(opts.fullEvery)*opts.Refresh, time.Duration(r.lanes[g].pages)*fullPage)
}

// interval is the wait between two refreshes while somebody looks.
func (r *runner) interval() time.Duration {
	wait := max(r.feed.opts.Refresh, time.Duration(r.newestPages)*newestPage, tookTimes*r.newestTook)
	return max(wait, min(time.Duration(float64(wait)*r.pressure), pressedMost))
}

// lookInterval is interval, or longer if nobody looks, or is even there.
func (r *runner) lookInterval() time.Duration {
	switch away := r.interval() * awayTimes; {
	case r.feed.isLookedAt():
		return r.interval()
	case r.feed.isEmpty() && !r.isBusy(): // what was begun is ended first
		return max(away, absentEvery)
	default:
		return away
	}
}

// nextRefresh is when to read again after a refresh that ended at an instant.
func (r *runner) nextRefresh(ended time.Time, jitter float64) time.Time {
	wait := time.Duration(float64(r.lookInterval()) * jitter)
	if r.isBusy() {
		// The long lists have used the time since the refresh began.
		return r.began.Add(wait)
	}
	return ended.Add(wait)
}

// isBusy says whether a long list or the check is being read.
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
