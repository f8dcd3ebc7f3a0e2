package words

import (
	"strconv"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/worklist"
)

// Whose says whose money moves: the mode, the host where it isn't Dojo's own, and
// the shop.
func (s Speaker) Whose() string {
	if s.host == "" {
		return s.ModeAndShop()
	}
	return s.withShop(s.Say(textModeAt, "mode", s.mode, "host", s.hostName()))
}

// ModeAndShop says whose money moves where another line names the host.
func (s Speaker) ModeAndShop() string { return s.withShop(s.mode) }

func (s Speaker) withShop(mode string) string {
	if s.shop == "" {
		return mode
	}
	return mode + ", " + s.shop
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
// "published", where each payment has a deadline of its own.
func (s Speaker) Deadline(l *worklist.List) (texts []string, urgent bool) {
	switch left := l.UntilMidnight(); {
	case l.Rule() == dojo.RulePublished:
		return []string{""}, false
	case l.DayUnsure():
		return []string{s.Say(textDayUnsure)}, true
	case left <= lastMinutes:
		return append([]string{s.MinutesLeft(left)}, s.shortDeadlines(left)...), true
	default:
		return append([]string{s.Say(textBefore, "span", s.LongSpan(left))}, s.shortDeadlines(left)...), false
	}
}

func (s Speaker) shortDeadlines(left time.Duration) (texts []string) {
	for _, text := range []string{textBeforeShort, textMidnightIn, textSpanLeft} {
		texts = append(texts, s.Say(text, "span", s.ShortSpan(WholeMinutes(left))))
	}
	return texts
}

// DayUnsure says that it may be one of several days; "" where the day is sure.
func (s Speaker) DayUnsure(l *worklist.List) string {
	if !l.DayUnsure() {
		return ""
	}
	now := l.Now().Span
	return s.Say(textTimeUnsure, "early", s.On(now.Earliest, DateClock), "late", s.On(now.Latest, DateClock))
}

// Loading says how far the first load is; "" once it is over.
func (s Speaker) Loading(snap *feed.Snapshot) string {
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
// one may have to go for the deadline's sake: needed is without it.
func (s Speaker) Counts(l *worklist.List) (all, needed []string) {
	c := l.Counts()
	all = []string{s.toReverse(l)}
	add := func(n int, text string) {
		if n > 0 {
			all = append(all, s.Say(text, "n", strconv.Itoa(n)))
		}
	}
	add(len(l.Open()), countInProgress)
	if l.View() != worklist.ViewRecent {
		all = append(all, s.Say(countView, "view", s.View(l.View())))
	}
	add(c.Refund, countRefund)
	add(c.TooLate, countTooLate)
	needed = all
	add(c.ReversedToday, countReversed)
	return all, needed
}

// toReverse is the first of the numbers. Where the list isn't whole it says so: a
// zero is no zero there.
func (s Speaker) toReverse(l *worklist.List) string {
	n := l.ToReverse()
	text := countToReverse
	switch {
	case l.Snapshot().Whole():
	case n == 0:
		text = countNotKnown
	default:
		text = countSoFar
	}
	return s.Say(text, "n", strconv.Itoa(n))
}

// Banners say what is wrong or special, for as long as it is so. readOnly says why
// nothing can be reversed, or is "".
func (s Speaker) Banners(l *worklist.List, readOnly string, technical bool) []string {
	snap := l.Snapshot()
	var b []string
	add := func(text string) {
		if text != "" {
			b = append(b, text)
		}
	}
	if snap.Trouble != nil {
		add(s.Stale(l))
		if technical {
			add(s.Technical(snap.Trouble.Err))
		}
	}
	add(s.OtherHost())
	add(s.PlainText(readOnly))
	add(s.DayUnsure(l))
	if snap.Cut {
		add(s.Say(textNotComplete))
	}
	if n := snap.Unreadable; n > 0 {
		add(s.Say(textUnreadable, "payments", s.Payments(n)))
	}
	if snap.Trouble == nil && snap.Whole() && l.Counts().ToReverse == 0 && !l.DayUnsure() {
		add(s.nothingToReverse(l.Counts()))
	}
	return b
}

// nothingToReverse explains an empty day.
func (s Speaker) nothingToReverse(c worklist.Counts) string {
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

// Stale says that what is listed may be old, why, and what happens next. Only
// while Dojo can't be read.
func (s Speaker) Stale(l *worklist.List) string {
	snap := l.Snapshot()
	next := s.Say(textTryingNow)
	if left := snap.Trouble.RetryAt.Sub(l.Now().PC); left >= time.Second {
		next = s.Say(textTryingIn, "span", s.ShortSpan(left))
	}
	why := s.troubleText(snap.Trouble.Err)
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
