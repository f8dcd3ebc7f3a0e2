package ui

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

// sayAttempts says one line for each change of an attempt, and none twice.
func (p *Plain) sayAttempts() {
	m := p.m
	for i := range m.list.Attempts() {
		a := &m.list.Attempts()[i]
		if a.Past && !worklist.IsNews(a) {
			continue
		}
		text, key := p.attemptText(a)
		if text == "" || p.told[a.ID] == key {
			continue
		}
		p.told[a.ID] = key
		p.say(p.atHost(text))
		if m.technical {
			p.say(m.speak.AttemptTechnical(a))
		}
	}
}

// attemptText is what is to be said of an attempt, and what tells it from what
// was said before. Seconds that run down are in neither.
func (p *Plain) attemptText(a *reversal.Attempt) (text, key string) {
	m := p.m
	if !worklist.UnderWay(a) {
		// Whether it can be tried again may change later; the result doesn't.
		return m.noticeText(a), worklist.Stage(a)
	}
	sending := worklist.ShownState(a) == journal.Intended || worklist.ShownState(a) == journal.Sending
	if sending && journal.Elapsed(a.ConfirmedAt, m.list.Now().PC) < 3*time.Second {
		return "", ""
	}
	r := m.report(a)
	if r.Again != "" {
		r.Again = m.speak.Say(words.PlainGoesOn)
	}
	text = m.speak.Recorded(m.speak.Text(r), a)
	if a.Resumed {
		// The words for its day change at midnight, and say nothing new.
		return text, m.speak.ResumedEnd(a, worklist.OnList{}, m.list.Now().Dojo)
	}
	return text, text
}

// sayTrouble says once when Dojo can't be read, and once when it can again.
func (p *Plain) sayTrouble() {
	m := p.m
	tr := m.list.Snapshot().Trouble
	switch {
	case tr != nil && !p.trouble && p.started:
		p.say(m.speak.Stale(m.list))
		if m.technical {
			if s := m.speak.Technical(tr.Err); s != "" {
				p.say(s)
			}
		}
	case tr == nil && p.trouble:
		p.sayText(words.PlainAnswers)
	}
	// Before the first list it is said with that.
	p.trouble = tr != nil && p.started
}

// sayTime says that midnight is near, and that it has passed.
func (p *Plain) sayTime() {
	m := p.m
	now := m.list.Now().Dojo.In(m.set.Zone)
	deadlines, urgent := m.speak.Deadline(m.list)
	unsure := m.speak.DayUnsure(m.list)
	if urgent && !p.late && p.started && unsure == "" {
		p.sayText(words.PlainSoon, "deadline", deadlines[0])
	}
	p.late = urgent
	if unsure != "" && !p.unsure && p.started {
		p.say(unsure)
	}
	p.unsure = unsure != "" && p.started
	day := dojo.DayOf(now, m.set.Zone)
	if day == p.today {
		return
	}
	p.today = day
	date := m.speak.On(now, words.DateDay)
	if m.set.Rule == dojo.RulePublished {
		p.sayText(words.PlainNewDay, "day", date)
		return
	}
	p.sayText(words.PlainMidnight, "day", date)
}

// day says in numbers what the screen draws as a picture.
func (p *Plain) day() {
	m := p.m
	if m.list.Snapshot().State == feed.Loading && len(m.list.Snapshot().Payments) == 0 {
		p.sayText(words.TextNotConnected)
		return
	}
	pic := m.list.Day()
	if pic.Partly {
		p.sayText(words.TextDayPartly)
	}
	var all []string
	for part := range worklist.DayParts {
		all = append(all, m.speak.DayTotal(pic, part))
	}
	p.say(m.speak.Say(words.TitleDay) + ": " + strings.Join(all, "; ") + ".")
	if pic.Others > 0 {
		p.sayText(words.TextDayOthers, "n", strconv.Itoa(pic.Others))
	}
	for hour, c := range pic.Hours {
		if c.All() > 0 {
			p.sayText(words.PlainHour, "hour", words.TwoDigits(hour)+":00", "counts", m.speak.DayParts(c, pic.Partly))
		}
	}
}
