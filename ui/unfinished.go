package ui

import (
	"time"

	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
)

// Farewell writes what is left in the terminal when the screen has closed while
// a reversal was under way: nothing of it may be lost with the screen.
type Farewell struct {
	speak speaker
	width int
	open  []string // attempts that were under way when the screen closed
}

// NewFarewell notes which attempts are under way. width is the terminal's, ahead
// how far this machine's clock is ahead of Dojo's.
func NewFarewell(attempts []reversal.Attempt, speak speaker, width int, ahead time.Duration) *Farewell {
	const narrowest = 40
	f := &Farewell{speak: speak, width: max(width, narrowest)}
	f.speak.ahead = ahead
	for i := range attempts {
		if attempts[i].State.Open() && !attempts[i].OtherKey {
			f.open = append(f.open, attempts[i].ID)
		}
	}
	return f
}

// Waiting are the lines to show while answers are awaited: one for each request
// that may have left.
func (f *Farewell) Waiting(attempts []reversal.Attempt) []string {
	var lines []string
	for i := range attempts {
		a := &attempts[i]
		if (a.State == journal.Sending || a.State == journal.Intended) && !a.Resumed {
			lines = append(lines, f.wrapped(f.speak.say(textWaitingFor, "what", f.speak.label(a.Payment)))...)
		}
	}
	return lines
}

// Ended are the last lines: what came of the attempts that were under way.
func (f *Farewell) Ended(attempts []reversal.Attempt, now time.Time) []string {
	var lines []string
	for i := range attempts {
		a := &attempts[i]
		for _, id := range f.open {
			switch {
			case id != a.ID:
			case underWay(a):
				lines = append(lines, f.wrapped(f.left(a, now))...)
			default:
				lines = append(lines, f.wrapped(f.speak.recorded(f.speak.text(f.speak.attempt(a, now, onList{})), a))...)
			}
		}
	}
	return lines
}

// left says what is known of an attempt that goes on without this program, and
// what to tell the customer.
func (f *Farewell) left(a *reversal.Attempt, now time.Time) string {
	s, left := f.speak, *a
	left.Resumed = true // its answer, if it comes, comes to nobody
	r := report{
		notice:   s.say(textLeftUnfinished, "unfinished", s.unfinished(a), "unwatched", s.say(textQuitUnwatched)),
		customer: s.customer(&left, onList{}),
	}
	if a.State == journal.Confirming {
		r.notice = s.say(textLeftUnconfirmed, "text", s.notice(a, now, onList{}))
	}
	return s.recorded(s.text(r), a)
}

// InPlain is the farewell of plain mode, which breaks lines for a terminal only.
func (f *Farewell) InPlain(terminal bool) *Farewell {
	plain := *f
	plain.speak = plain.speak.inPlain()
	if !terminal {
		plain.width = 0
	}
	return &plain
}

func (f *Farewell) wrapped(s string) []string {
	if f.width == 0 {
		return []string{s}
	}
	return wrap(s, f.width-1)
}
