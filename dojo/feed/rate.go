package feed

import "time"

// rate is how many calls a second Dojo takes, as far as its refusals have shown.
// Dojo documents no limit, so none is assumed before the first refusal. All times
// are this machine's.
//
// The first pace is that of the pages that had come. It grows quickly until the next
// refusal, and from then on slowly, and faster the longer no refusal comes. Each
// refusal cuts it by a part. Since the growth is the same for all and the cut is a
// part, several programs with one key come nearer to equal shares.
type rate struct {
	perSecond float64   // 0 while no limit is known
	next      time.Time // the earliest time of the next call by this pace
	silent    time.Time // no call before: Dojo asked for silence, or this feed chose one
	cut       time.Time // the latest refusal; of calls that were sent before it, others say nothing new
	cuts      int
	grown     time.Time // the pace has grown up to this time
	counted   time.Time // pages are counted since then
	pages     int
	tooEarly  bool // the latest refusal came within rateSettles
}

const (
	rateLeast = 1.0 // calls a second
	// rateFirst is by which part the pace grows in a second after the first refusal.
	rateFirst = 0.1
	// rateGrows is by how many calls a second the pace grows in a second, for each
	// second since the latest refusal.
	rateGrows = 0.005
	// Each refusal leaves this part of the pace: rateSoon if it came within rateCalm
	// of the one before, since the pace is then far too high.
	rateLater = 0.95
	rateSoon  = 0.9
	rateCalm  = 3 * time.Second
	// If the pace is more than rateFar times what came, it says nothing any more, and
	// what came is the first pace again.
	rateFar = 2.0
	// rateLearns is how many pages must have come for the first refusal to tell a pace.
	rateLearns = 3
	// A refusal within rateSettles after a silence says that the silence was too short,
	// and not that the pace is too high. A second one in a row says both.
	rateSettles = 500 * time.Millisecond
	// rateLate is how many calls may be made up for that came later than the pace, as
	// timers do.
	rateLate = 2
)

// begin says that pages are now read one after the other. Before that none were asked
// for, which says nothing of the pace.
func (r *rate) begin(now time.Time) { r.counted, r.pages = now, 0 }

// wait is how long the next call must wait.
func (r *rate) wait(now time.Time) time.Duration {
	wait := r.silent.Sub(now)
	if r.perSecond > 0 {
		wait = max(wait, r.next.Sub(now))
	}
	return max(wait, 0)
}

// spend notes a call.
func (r *rate) spend(now time.Time) {
	if r.perSecond == 0 {
		return
	}
	gap := time.Duration(float64(time.Second) / r.perSecond)
	if late := now.Add(-rateLate * gap); late.After(r.next) {
		r.next = late
	}
	r.next = r.next.Add(gap)
}

// came notes that a page came.
func (r *rate) came(now time.Time) {
	r.pages++
	if r.perSecond == 0 {
		return
	}
	if r.grown.Before(r.silent) {
		r.grown = r.silent
	}
	passed := now.Sub(r.grown).Seconds()
	if passed <= 0 {
		return
	}
	r.grown = now
	if r.cuts < 2 {
		r.perSecond *= 1 + rateFirst*passed
		return
	}
	r.perSecond += rateGrows * now.Sub(r.cut).Seconds() * passed
}

// refused notes that Dojo refused a call as one too many, and that nothing may be
// sent for so long.
func (r *rate) refused(now, sent time.Time, silence time.Duration) {
	if !sent.After(r.cut) {
		return
	}
	from, pages := r.counted, r.pages
	if r.silent.After(from) {
		from = r.silent
	}
	counted, settled := now.Sub(from), r.perSecond == 0 || now.Sub(r.silent) >= rateSettles
	r.cut, r.grown = now, now
	r.silent = now.Add(silence)
	r.next = r.silent
	if r.perSecond == 0 && pages < rateLearns {
		return
	}
	if r.tooEarly = !settled && !r.tooEarly; r.tooEarly {
		return
	}
	r.counted, r.pages = now, 0
	seen := float64(pages) / max(counted, time.Second).Seconds()
	switch r.cuts++; {
	case r.perSecond == 0 || r.perSecond > rateFar*seen:
		r.perSecond, r.cuts = seen, 1
	case counted > rateCalm:
		r.perSecond *= rateLater
	default:
		r.perSecond *= rateSoon
	}
	r.perSecond = max(r.perSecond, rateLeast)
}
