package plain

import (
	"strconv"
	"strings"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// heard is what was last said of the shop, so that it is said once.
type heard struct {
	trouble bool      // that Dojo can't be read
	asked   time.Time // AsOf when somebody asked for a refresh
	awaited bool      // its end
	today   dojo.Day
	late    bool // that midnight is near
	unsure  bool // that the day isn't sure
	clock   worklist.ClockNews
}

// sayRefreshed says once that Dojo has answered who asked for a refresh.
func (p *Session) sayRefreshed() {
	if p.heard.awaited && p.list.Snapshot().AsOf.After(p.heard.asked) {
		p.heard.awaited = false
		p.sayText(words.PlainRefreshed)
	}
}

// noteClock notes what is to be said of the clocks.
func (p *Session) noteClock() {
	if _, known := p.deps.Clock.Offset(); p.heard.clock.Wrong(p.list.Now(), known) {
		p.warn(p.speak.ClockAhead(p.speak.Ahead))
	}
	if j := p.deps.Clock.Jump(); p.heard.clock.Jumped(j) {
		p.warn(p.speak.Jumped(j))
	}
}

// sayAttempts says one line for each change of an attempt, and none twice.
func (p *Session) sayAttempts() {
	for i := range p.list.Attempts() {
		a := &p.list.Attempts()[i]
		if a.Past && !worklist.IsNews(a) {
			continue
		}
		text, key := p.attemptText(a)
		if text == "" || p.told[a.ID] == key {
			continue
		}
		p.told[a.ID] = key
		p.say(p.atHost(text))
		if p.technical {
			p.say(p.speak.AttemptTechnical(a))
		}
	}
}

// attemptText is what is to be said of an attempt, and what tells it from what
// was said before. Seconds that run down are in neither.
func (p *Session) attemptText(a *reversal.Attempt) (text, key string) {
	if !worklist.UnderWay(a) {
		// Whether it can be tried again may change later; the result doesn't.
		return p.noticeText(a), worklist.Stage(a)
	}
	sending := worklist.ShownState(a) == journal.Intended || worklist.ShownState(a) == journal.Sending
	if sending && journal.Elapsed(a.ConfirmedAt, p.list.Now().PC) < 3*time.Second {
		return "", ""
	}
	r := p.speak.Report(a, p.around(a.Payment.ID))
	if r.Again != "" {
		r.Again = p.speak.Say(words.PlainGoesOn)
	}
	text = p.speak.Recorded(p.speak.Text(r), a)
	if a.Resumed {
		// The words for its day change at midnight, and say nothing new.
		return text, p.speak.ResumedEnd(a, worklist.OnList{}, p.list.Now().Dojo)
	}
	return text, text
}

// sayTrouble says once when Dojo can't be read, and once when it can again.
func (p *Session) sayTrouble() {
	tr := p.list.Snapshot().Trouble
	switch {
	case tr != nil && !p.heard.trouble && p.started:
		p.say(p.speak.Stale(p.list))
		if p.technical {
			if s := p.speak.Technical(tr.Err); s != "" {
				p.say(s)
			}
		}
	case tr == nil && p.heard.trouble:
		p.sayText(words.PlainAnswers)
	}
	// Before the first list it is said with that.
	p.heard.trouble = tr != nil && p.started
}

// sayTime says that midnight is near, and that it has passed.
func (p *Session) sayTime() {
	now := p.list.Now().Dojo.In(p.set.Words.Zone)
	deadlines, urgent := p.speak.Deadline(p.list)
	unsure := p.speak.DayUnsure(p.list)
	if urgent && !p.heard.late && p.started && unsure == "" {
		p.sayText(words.PlainSoon, "deadline", deadlines[0])
	}
	p.heard.late = urgent
	if unsure != "" && !p.heard.unsure && p.started {
		p.say(unsure)
	}
	p.heard.unsure = unsure != "" && p.started
	day := dojo.DayOf(now, p.set.Words.Zone)
	if day == p.heard.today {
		return
	}
	p.heard.today = day
	date := p.speak.On(now, words.DateDay)
	if p.set.Rule == dojo.RulePublished {
		p.sayText(words.PlainNewDay, "day", date)
		return
	}
	p.sayText(words.PlainMidnight, "day", date)
}

// day says in numbers what the screen draws as a picture.
func (p *Session) day() {
	if p.list.Snapshot().State == feed.Loading && len(p.list.Snapshot().Payments) == 0 {
		p.sayText(words.TextNotConnected)
		return
	}
	pic := p.list.Day()
	if pic.Partly {
		p.sayText(words.TextDayPartly)
	}
	var all []string
	for part := range worklist.DayParts {
		all = append(all, p.speak.DayTotal(pic, part))
	}
	p.say(p.speak.Say(words.TitleDay) + ": " + strings.Join(all, "; ") + ".")
	if pic.Others > 0 {
		p.sayText(words.TextDayOthers, "n", strconv.Itoa(pic.Others))
	}
	for hour, c := range pic.Hours {
		if c.All() > 0 {
			p.sayText(words.PlainHour, "hour", words.TwoDigits(hour)+":00", "counts", p.speak.DayParts(c, pic.Partly))
		}
	}
}
