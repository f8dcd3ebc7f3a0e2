package ui

import (
	"strconv"
	"strings"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
)

// sayAttempts says one line for each change of an attempt, and none twice.
func (p *Plain) sayAttempts() {
	m := p.m
	for i := range m.attempts {
		a := &m.attempts[i]
		if a.Past && !isNews(a) {
			continue
		}
		text, key := p.attemptText(a)
		if text == "" || p.told[a.ID] == key {
			continue
		}
		p.told[a.ID] = key
		p.say(p.atHost(text))
		if m.technical {
			p.say(m.attemptTechnical(a))
		}
	}
}

// attemptText is what is to be said of an attempt, and what tells it from what
// was said before. Seconds that run down are in neither.
func (p *Plain) attemptText(a *reversal.Attempt) (text, key string) {
	m := p.m
	if !underWay(a) {
		// Whether it can be tried again may change later; the result doesn't.
		return m.noticeText(a), stage(a)
	}
	sending := shownState(a) == journal.Intended || shownState(a) == journal.Sending
	if sending && journal.Elapsed(a.ConfirmedAt, m.deps.Now()) < 3*time.Second {
		return "", ""
	}
	r := m.report(a)
	if r.again != "" {
		r.again = m.speak.say(plainGoesOn)
	}
	text = m.speak.recorded(m.speak.text(r), a)
	if a.Resumed {
		// The words for its day change at midnight, and say nothing new.
		return text, m.speak.resumedEnd(a, onList{}, m.now())
	}
	return text, text
}

// sayTrouble says once when Dojo can't be read, and once when it can again.
func (p *Plain) sayTrouble() {
	m := p.m
	tr := m.snap.Trouble
	switch {
	case tr != nil && !p.trouble && p.started:
		p.say(m.staleText(tr))
		if m.technical {
			if s := m.speak.technical(tr.Err); s != "" {
				p.say(s)
			}
		}
	case tr == nil && p.trouble:
		p.sayText(plainAnswers)
	}
	// Before the first list it is said with that.
	p.trouble = tr != nil && p.started
}

// sayTime says that midnight is near, and that it has passed.
func (p *Plain) sayTime() {
	m := p.m
	now := m.now().In(m.set.Zone)
	text, urgent := m.deadline()
	unsure := m.unsureText()
	if urgent && !p.late && p.started && unsure == "" {
		p.sayText(plainSoon, "deadline", text)
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
	date := m.speak.on(now, dateDay)
	if m.set.Rule == dojo.RulePublished {
		p.sayText(plainNewDay, "day", date)
		return
	}
	p.sayText(plainMidnight, "day", date)
}

// day says in numbers what the screen draws as a picture.
func (p *Plain) day() {
	m := p.m
	if m.snap.State == feed.Loading && len(m.snap.Payments) == 0 {
		p.sayText(textNotConnected)
		return
	}
	pic := pictureOf(m.ledger, m.now())
	if !m.snap.Whole() {
		pic.unclear()
		p.sayText(textDayPartly)
	}
	var all []string
	for part := range dayParts {
		all = append(all, m.speak.dayTotal(pic, part))
	}
	p.say(m.speak.say(titleDay) + ": " + strings.Join(all, "; ") + ".")
	if pic.others > 0 {
		p.sayText(textDayOthers, "n", strconv.Itoa(pic.others))
	}
	for hour, c := range pic.hours {
		if c.all() > 0 {
			p.sayText(plainHour, "hour", twoDigits(hour)+":00", "counts", m.hourCounts(c, sideBySide, pic.partly))
		}
	}
}
