package feed

import (
	"time"

	"dojoreversals/dojo"
)

// Splitting a long range into windows of time. A cursor can't be jumped, so a
// hundred thousand payments are a thousand round trips in a row; windows are
// read beside one another. They are a means to be quick and not trusted for
// more, see check.go.
const (
	// windowRows is how many rows a window should hold: enough that its last,
	// half-filled page costs little, and few enough that the windows of a load
	// end at about the same time.
	windowRows = 8 * dojo.PageLimit
	// denseRows is from what it seems to hold on that a window is halved at
	// once, and longRows after how many rows it is although it didn't seem to.
	denseRows = windowRows * 3 / 2
	longRows  = windowRows * 4
	// windowLeast and windowFirst bound a window's width: those that a server
	// can tell apart, and the first ones, of which little is known.
	windowLeast = 10 * time.Second
	windowFirst = time.Hour
	// windowOverlap is how far windows reach into one another: dates are sent
	// in whole seconds, and whether the ends belong to them isn't documented.
	windowOverlap = 2 * time.Second
	// mostFailed is how many windows may have failed before no new ones are
	// begun: a server that refuses windows needn't refuse them all.
	mostFailed = 3
	// splitRows is how long a list has to look, by its first page, to be read
	// in windows, and splitPages how long it has to be if it doesn't look so.
	splitRows  = 50 * dojo.PageLimit
	splitPages = 8
)

// window is a part of the range.
type window struct {
	listing
	from, to time.Time // to is zero for the newest window, which has no end
	lo, hi   time.Time // of the rows of its first page
	rowsIn   int       // on its first page
}

// split is a range that is read in windows, newest first. It is a plain value
// without clock and network.
type split struct {
	// starts are the ranges of the groups that are read, earliest first.
	starts []start
	now    time.Time // Dojo's clock when it began
	local  time.Time // this machine's clock then
	front  time.Time // everything later is in a window
	width  time.Duration
	open   []*window // not done, newest first

	rows, distinct, unreadable int
	cut                        bool
}

type start struct {
	from     time.Time
	statuses []dojo.Status
}

// newSplit begins at the newest end. perSecond is how many rows a second of
// the range is thought to hold.
func newSplit(starts []start, now, local time.Time, perSecond float64) *split {
	width := windowFirst
	if perSecond > 0 {
		width = min(width, time.Duration(windowRows/perSecond*float64(time.Second)))
	}
	return &split{starts: starts, now: now, local: local, front: now.Truncate(time.Second), width: max(width, windowLeast)}
}

// next returns the newest window that isn't being read, or else the next one
// back in time.
func (s *split) next() *listing {
	for _, w := range s.open {
		if !w.busy && !w.skip {
			return &w.listing
		}
	}
	if s.failed() > mostFailed {
		return nil
	}
	earliest := s.starts[0].from
	if !s.front.After(earliest) {
		return nil
	}
	from := s.front.Add(-s.width).Truncate(time.Second)
	for _, st := range s.starts {
		// A window never reaches over the edge of a group's range.
		if from.Before(st.from) && s.front.After(st.from) {
			from = st.from
		}
	}
	to := s.front
	if to.Equal(s.now.Truncate(time.Second)) {
		to = time.Time{}
	}
	s.front = from
	return &s.add(from, to).listing
}

func (s *split) add(from, to time.Time) *window {
	w := &window{from: from, to: to}
	w.query = dojo.Query{Start: from.UTC(), Limit: dojo.PageLimit}
	if !to.IsZero() {
		w.query.End = to.Add(windowOverlap).UTC()
	}
	w.began = s.local
	for _, st := range s.starts {
		if !from.Before(st.from) {
			w.query.Statuses = append(w.query.Statuses, st.statuses...)
		}
	}
	i := 0
	for i < len(s.open) && s.open[i].from.After(from) {
		i++
	}
	s.open = append(s.open[:i], append([]*window{w}, s.open[i:]...)...)
	return w
}

// took draws the conclusions of a page: a window that is over says how wide
// the next ones should be, one that is dense is halved.
func (s *split) took(l *listing, t tally) {
	var w *window
	for _, o := range s.open {
		if &o.listing == l {
			w = o
		}
	}
	if w == nil {
		return
	}
	s.rows += t.rows
	s.distinct += t.distinct
	if l.pages == 1 {
		w.lo, w.hi, w.rowsIn = t.lo, t.hi, t.rows
	}
	switch {
	case l.done:
		s.remove(w)
		s.cut = s.cut || l.cut
		s.unreadable += l.unreadable
		s.width = clamp(scale(s.widthOf(w), windowRows, l.rows), s.widthOf(w)/4, s.widthOf(w)*4)
		s.width = max(s.width, windowLeast)
	case s.widthOf(w) >= 2*windowLeast && s.isDense(w):
		mid := w.from.Add(s.widthOf(w) / 2).Truncate(time.Second)
		s.remove(w)
		s.unreadable += l.unreadable
		s.add(mid, w.to)
		s.add(w.from, mid)
		s.width = max(min(s.width, s.widthOf(w)/2), windowLeast)
	}
}

func (s *split) remove(w *window) {
	for i, o := range s.open {
		if o == w {
			s.open = append(s.open[:i], s.open[i+1:]...)
			return
		}
	}
}

// isDense says whether a window holds too much to be read by one cursor. What
// its first page spans tells it at once where pages come in the order of time;
// where they don't, its length does.
func (s *split) isDense(w *window) bool {
	if w.rows >= longRows {
		return true
	}
	if w.pages != 1 || w.rowsIn < 2 {
		return false
	}
	spans := max(w.hi.Sub(w.lo), time.Second)
	return float64(w.rowsIn)*float64(s.widthOf(w))/float64(spans) > denseRows
}

func (s *split) widthOf(w *window) time.Duration {
	to := w.to
	if to.IsZero() {
		to = s.now
	}
	return to.Sub(w.from)
}

// done says whether the whole range has been read.
func (s *split) done() bool { return len(s.open) == 0 && !s.front.After(s.starts[0].from) }

// wasteful says whether the windows bring the same rows again and again, as
// they do from a server that ignores the time of day.
func (s *split) wasteful() bool { return s.rows > 2*s.distinct+10*dojo.PageLimit }

func (s *split) failed() (n int) {
	for _, w := range s.open {
		if w.skip {
			n++
		}
	}
	return n
}

// retry makes windows that failed readable again.
func (s *split) retry() {
	for _, w := range s.open {
		w.skip = false
	}
}

// scale is d × a ÷ b, or four times d where b is zero.
func scale(d time.Duration, a, b int) time.Duration {
	if b <= 0 {
		return 4 * d
	}
	return time.Duration(float64(d) * float64(a) / float64(b))
}

func clamp(d, least, most time.Duration) time.Duration { return min(max(d, least), most) }
