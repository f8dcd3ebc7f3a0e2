package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/ui/confirm"
	"dojoreversals/ui/worklist"
)

// questions are those that are open: the one before a reversal, and the one before
// the program ends, which may stand over it. They share the moment without keys that
// a question waits for.
type questions struct {
	dialog *dialog
	quit   *confirm.Leaving
	arming confirm.Arming
}

// asking says whether a question is open.
func (q *questions) asking() bool { return q.dialog != nil || q.quit != nil }

// Moment numbers what the terminal must say to have drawn, see Drawn.
func (q *questions) Moment() int { return q.arming.Moment() }

// review holds the question before a reversal against what is known now.
func (q *questions) review(known confirm.Known, rules confirm.Rules) {
	if q.dialog != nil && q.dialog.Review(known, rules) {
		q.arming.Begin()
	}
}

// leaveKey takes one key while it is asked whether to end, and says whether to.
func (q *questions) leaveKey(k press) (end bool) {
	switch q.quit.Press(k.key(), &q.arming) {
	case confirm.Stay:
		q.quit = nil
		q.arming.End()
		// Where it stood before another question, that one is asked anew, since a
		// second enter may be under way.
		if q.dialog != nil {
			q.dialog.AskAgain()
			q.arming.Begin()
		}
	case confirm.Quit:
		return true
	case confirm.Undecided:
	}
	return false
}

// tickFunc is Deps.Tick.
type tickFunc func(d time.Duration, msg func(time.Time) tea.Msg) tea.Cmd

// drawn takes in that a moment's screen is on the terminal.
func (q *questions) drawn(moment int, now time.Time, tick tickFunc) tea.Cmd {
	if !q.arming.Drawn(moment, now) {
		return nil
	}
	return q.look(moment, now, tick)
}

// look looks at the clock, and plans the next look.
func (q *questions) look(moment int, now time.Time, tick tickFunc) tea.Cmd {
	wait := q.arming.Look(moment, now, q.asking())
	if wait == 0 {
		return nil
	}
	return tick(wait, func(time.Time) tea.Msg { return clockDue{moment: moment} })
}

// timer plans when the screen is next drawn for time's sake: each second while
// something counts seconds, else at the turn of the minute, so that an idle screen
// sends nothing over a slow line.
type timer struct {
	number int       // of the newest plan
	due    time.Time // by this machine's clock; zero for no plan
}

// plan plans the next message, unless one is planned that comes soon enough.
func (t *timer) plan(l *worklist.List, tick tickFunc) tea.Cmd {
	now, shown := l.Now().PC, l.Now().Dojo
	wait := shown.Truncate(time.Minute).Add(time.Minute).Sub(shown)
	if len(l.Watched()) > 0 || l.Snapshot().Trouble != nil {
		wait = min(wait, time.Second)
	}
	due := now.Add(wait)
	if !t.due.IsZero() && !due.Before(t.due) && t.due.After(now.Add(-time.Second)) {
		return nil
	}
	t.number++
	t.due = due
	number := t.number
	return tick(wait, func(time.Time) tea.Msg { return minuteTurned{plan: number} })
}
