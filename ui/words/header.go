package words

import (
	"strconv"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/worklist"
)

// Header says what stands over a list: the deadline, the numbers of the day, and
// what is wrong.
type Header struct {
	Speaker
	list *worklist.List
}

// Header speaks of a list.
func (s Speaker) Header(l *worklist.List) Header { return Header{s, l} }

// Whose says whose money moves: the mode, the host where it isn't Dojo's own, and
// the shop.
func (s Speaker) Whose() string {
	if s.host == "" {
		return s.ModeAndShop()
	}
	s.mode = s.Say(textModeAt, "mode", s.mode, "host", s.hostName())
	return s.ModeAndShop()
}

// ModeAndShop says whose money moves where another line names the host.
func (s Speaker) ModeAndShop() string {
	if s.shop == "" {
		return s.mode
	}
	return s.mode + ", " + s.shop
}

// OtherHost warns that a live key goes to a host that isn't Dojo's; "" where it
// doesn't.
func (s Speaker) OtherHost() string {
	if s.host == "" {
		return ""
	}
	return s.Say(textNotDojo, "host", s.hostName())
}

// hostName cuts a long host at its beginning, since its end says whose it is.
func (s Speaker) hostName() string {
	const most = 40
	if len(s.host) <= most { // ASCII, as dojo.ParseBaseURL makes it
		return s.host
	}
	return s.Ellipsis + s.host[len(s.host)-most+cells.Width(s.Ellipsis):]
}

// Deadline says how long payments of today can still be reversed, in texts of
// falling length, and whether that presses. There is none under the rule
// "published", where each payment has a deadline of its own. Where nothing can be
// reversed they say only how long the day lasts.
func (s Header) Deadline() (texts []string, urgent bool) {
	left := s.list.Now().UntilMidnight()
	switch {
	case s.list.Rule() == dojo.RulePublished:
		return []string{""}, false
	case s.list.Now().DayUnsure():
		return []string{s.Say(textDayUnsure)}, true
	}
	short := func(text string) string { return s.Say(text, "span", s.ShortSpan(wholeMinutes(left))) }
	longest, before, in := s.Say(textBefore, "span", s.hours(wholeMinutes(left))), short(textBeforeShort), short(textMidnightIn)
	shortest := short(textUntilMidnight) // it leaves the most room to the numbers, below the clock
	if urgent = left <= lastMinutes; urgent {
		longest, shortest = s.MinutesLeft(left), short(textMidnightSoon)
	}
	if s.list.ReadOnly {
		longest, before = in, in
		if !urgent {
			shortest = ""
		}
	}
	return []string{longest, before, in, shortest}, urgent
}

// DayUnsure says that it may be one of several days; "" where the day is sure.
func (s Header) DayUnsure() string {
	if !s.list.Now().DayUnsure() {
		return ""
	}
	now := s.list.Now().Span
	return s.Say(textTimeUnsure, "early", s.On(now.Earliest, DateClock), "late", s.On(now.Latest, DateClock))
}

// Loading says how far the first load is; "" once it is over.
func (s Header) Loading() string {
	snap := s.list.Snapshot()
	switch n := len(snap.Payments); {
	case snap.State != feed.Loading:
		return ""
	case n > 0:
		return s.Say(textLoading, "n", strconv.Itoa(n))
	case snap.Trouble != nil:
		return s.Say(TextNotConnected)
	}
	return s.Say(textConnecting)
}

// Counts are the numbers of the day, those that matter most first. Only the last
// one may have to go for the deadline's sake: needed is without it. A view is named
// before the numbers, which are not of it but of the whole list.
func (s Header) Counts() (all, needed []string) {
	c := s.list.Counts()
	add := func(n int, text string) {
		if n > 0 {
			all = append(all, s.Say(text, "n", strconv.Itoa(n)))
		}
	}
	if s.list.View() == worklist.ViewRecent {
		all = append(all, s.toReverse())
		add(s.list.InProgress(), countInProgress)
	} else {
		add(s.list.InProgress(), countInProgress)
		all = append(all, s.Say(countView, "view", s.View(s.list.View())), s.toReverse())
	}
	add(c.Refund, countRefund)
	add(c.TooLate, countTooLate)
	needed = all
	add(c.ReversedToday, countReversed)
	return all, needed
}

// toReverse is how many can be reversed. Where one may be missing it says so: a zero
// is no zero there.
func (s Header) toReverse() string {
	c := s.list.Counts()
	n, text := c.ToReverse, countToReverse
	switch {
	case c.AllToReverse:
	case n == 0:
		text = countNotKnown
	default:
		text = countSoFar
	}
	return s.Say(text, "n", strconv.Itoa(n))
}

// Banners say what is wrong or special, for as long as it is so. readOnly says why
// nothing can be reversed, or is "".
func (s Header) Banners(readOnly string, technical bool) []string {
	snap := s.list.Snapshot()
	var b []string
	add := func(text string) {
		if text != "" {
			b = append(b, text)
		}
	}
	add(s.Stale())
	if technical && snap.Trouble != nil {
		add(s.Technical(snap.Trouble.Err))
	}
	add(s.OtherHost())
	add(s.PlainText(readOnly))
	add(s.DayUnsure())
	if snap.Cut {
		add(s.Say(textNotComplete))
	}
	if n := snap.Unreadable; n > 0 {
		add(s.Say(textUnreadable, "payments", s.Payments(n)))
	}
	if snap.Trouble == nil && !snap.Slept && !snap.Unwatched && snap.Whole() && s.list.Counts().Reversible == 0 && !s.list.Now().DayUnsure() {
		add(s.nothingToReverse(s.list.Counts()))
	}
	return b
}

// nothingToReverse explains an empty day.
func (s Header) nothingToReverse(c worklist.Counts) string {
	switch {
	case c.Today == 0:
		return s.Say(textNoPayments)
	case c.CapturedToday == c.Today && c.Today == 1:
		return s.Say(textOneCaptured)
	case c.CapturedToday == c.Today:
		return s.Say(textAllCaptured, "n", strconv.Itoa(c.Today))
	}
	return s.Say(textNothing)
}

// Stale says that what is listed may be old, why, and what happens next. It is "" while
// all is well.
func (s Header) Stale() string {
	snap := s.list.Snapshot()
	switch {
	case snap.Trouble == nil && snap.Slept && !snap.AsOf.IsZero():
		return s.Say(textSlept, "time", s.At(snap.AsOf))
	case snap.Trouble == nil && snap.Unwatched:
		return s.Say(textNobodyHere, "time", s.At(snap.AsOf))
	case snap.Trouble == nil:
		return ""
	}
	next := s.Say(textTryingNow)
	if left := snap.Trouble.RetryAt.Sub(s.list.Now().PC); left >= time.Second {
		next = s.Say(textTryingIn, "span", s.ShortSpan(left))
	}
	why := s.Trouble(snap.Trouble.Err)
	if snap.AsOf.IsZero() {
		return why + " " + next
	}
	text := textNoAnswerSince
	switch dojo.CauseOf(snap.Trouble.Err) {
	case "", dojo.CauseHTML, dojo.CauseUnreadable, dojo.CauseTooLarge, dojo.CauseWrongID:
		text = textShownFrom // something did answer
	}
	return s.Say(text, "time", s.At(snap.AsOf), "why", why, "next", next)
}
