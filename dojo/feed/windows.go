package feed

import (
	"time"

	"dojoreversals/dojo"
)

// A long range is split into windows of time. One cursor gives one page after the
// other, so that 100,000 payments take a thousand round trips in a row. Windows
// are read at once. They make the load quick, but aren't trusted (check.go).
const (
	// A window should have windowRows at first, and up to mostRows later: so many that
	// its last page, half empty, costs little, and so few that the newest payments are
	// soon complete, and that the windows of a load end at about the same time.
	windowRows = 8 * dojo.PageLimit
	mostRows   = 16 * dojo.PageLimit
	// Once longLoad rows have come, the newest payments are there, and what counts is
	// when all are: windows become longer, and are read ahead.
	longLoad = 25_600
	// A window is halved if its first page suggests more than half as many rows again,
	// or once it has had longRows.
	longRows = mostRows * 3
	// windowLeast is the shortest window; windowFirst is the longest of the first
	// ones, when little is known of the range.
	windowLeast = 10 * time.Second
	windowFirst = time.Hour
	// windowOverlap is how far a window reaches into the next. Queries have whole
	// seconds, and Dojo doesn't document whether the ends belong to the range.
	windowOverlap = 2 * time.Second
	// mostFailed is how many windows may have failed before no new ones are begun.
	mostFailed = 3
	// A list is split if its first page suggests more than splitRows rows, or once
	// it has splitPages pages.
	splitRows  = 50 * dojo.PageLimit
	splitPages = 8
)

// window is one part of the range.
type window struct {
	listing
	from, to time.Time // to is zero for the newest window, which has no end
	lo, hi   time.Time // of the rows of its first page
	rowsIn   int       // on its first page
}

// split is a range that is read in windows, newest first. It has no clock and no
// network.
type split struct {
	// starts are where the groups' ranges begin, earliest first.
	starts []start
	now    time.Time // Dojo's clock when it began
	local  time.Time // this machine's clock then
	front  time.Time // every later time is in a window already
	width  time.Duration
	open   []*window // not done, newest first

	rows, distinct, unreadable int
	cut                        bool
}

type start struct {
	from     time.Time
	statuses []dojo.Status
}

// newSplit begins at the newest end. perSecond is how many rows a second of the
// range seems to have; 0 if that is unknown.
func newSplit(starts []start, now, local time.Time, perSecond float64) *split {
	width := windowFirst
	if perSecond > 0 {
		width = min(width, time.Duration(windowRows/perSecond*float64(time.Second)))
	}
	return &split{starts: starts, now: now, local: local, front: now.Truncate(time.Second), width: max(width, windowLeast)}
}

// next returns the newest window that isn't being read. If there is none, it makes
// the next one, further back in time.
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
		// A window never reaches across the beginning of a group's range.
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

// took draws the conclusions of a page. The rows of a finished window set the width
// of the next ones. A dense window is halved.
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
		s.width = clamp(scale(s.widthOf(w), s.wanted(), l.rows), s.widthOf(w)/4, s.widthOf(w)*4)
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

// wanted is how many rows a window should have by now.
func (s *split) wanted() int { return min(max(windowRows*s.rows/longLoad, windowRows), mostRows) }

func (s *split) remove(w *window) {
	for i, o := range s.open {
		if o == w {
			s.open = append(s.open[:i], s.open[i+1:]...)
			return
		}
	}
}

// isDense says whether a window has too many rows for one cursor. If Dojo's pages
// are in the order of time, the span of the first page tells; otherwise the rows so
// far do.
func (s *split) isDense(w *window) bool {
	if w.rows >= longRows {
		return true
	}
	if w.pages != 1 || w.rowsIn < 2 {
		return false
	}
	spans := max(w.hi.Sub(w.lo), time.Second)
	return float64(w.rowsIn)*float64(s.widthOf(w))/float64(spans) > float64(s.wanted()*3/2)
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

// wasteful says whether the windows bring the same rows again and again, as from a
// server that ignores the time of day.
func (s *split) wasteful() bool { return s.rows > 2*s.distinct+10*dojo.PageLimit }

func (s *split) failed() (n int) {
	for _, w := range s.open {
		if w.skip {
			n++
		}
	}
	return n
}

// retry has failed windows read again.
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
