package words

import (
	"time"

	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/worklist"
)

// Farewell writes what is left in the terminal when the screen has closed while
// a reversal was under way: nothing of it may be lost with the screen.
type Farewell struct {
	speak Speaker
	width int
	open  []string // attempts that were under way when the screen closed
	// forgotten says that nothing is recorded, so that no later start looks at them.
	forgotten bool
	// lockedOut says that whoever reads it may not log in again.
	lockedOut bool
}

// NewFarewell notes which attempts are under way. width is the terminal's, ahead
// how far this machine's clock is ahead of Dojo's.
func NewFarewell(attempts []reversal.Attempt, speak Speaker, width int, ahead time.Duration) *Farewell {
	const narrowest = 40
	f := &Farewell{speak: speak, width: max(width, narrowest)}
	f.speak.Ahead = ahead
	for i := range attempts {
		if attempts[i].State.Open() && !attempts[i].OtherKey {
			f.open = append(f.open, attempts[i].ID)
		}
	}
	return f
}

// Quitting says what becomes of what isn't finished when somebody quits.
func Quitting(s Speaker) string {
	if s.served {
		return s.Say(TextQuitServed)
	}
	return s.Say(TextQuitUnwatched)
}

// Waiting are the lines to show while answers are awaited: one for each request
// that may have left.
func (f *Farewell) Waiting(attempts []reversal.Attempt) []string {
	var lines []string
	for i := range attempts {
		a := &attempts[i]
		if (a.State == journal.Sending || a.State == journal.Intended) && !a.Resumed {
			lines = append(lines, f.wrapped(inShop(f.speak, f.speak.Say(textWaitingFor, "what", f.speak.Label(a.Payment))))...)
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
			case worklist.UnderWay(a):
				lines = append(lines, f.wrapped(f.left(a, now))...)
			default:
				lines = append(lines, f.wrapped(f.ended(a, now))...)
			}
		}
	}
	return lines
}

// ended says what came of an attempt.
func (f *Farewell) ended(a *reversal.Attempt, now time.Time) string {
	s := f.speak.Attempt(a, Around{Now: worklist.Now{PC: now}})
	return s.Text(s.live())
}

// left says what is known of an attempt that goes on without this program, when
// it is looked at again, and what to tell the customer.
func (f *Farewell) left(a *reversal.Attempt, now time.Time) string {
	unwatched := *a
	unwatched.Resumed = true // its answer, if it comes, comes to nobody
	s := f.speak.Attempt(&unwatched, Around{Now: worklist.Now{PC: now}})
	known, then := s.notice(), textLeft
	if a.State == journal.Created && !s.takesLong() {
		known = s.Say(textDontRefund, "text", known)
	}
	switch {
	case f.forgotten:
		then = textLeftForgotten
	case f.lockedOut:
		then = textLeftLockedOut
	case f.speak.served:
		then = textLeftServed
	}
	return s.Text(Report{Notice: s.Say(then, "text", known), Customer: s.customer()})
}

// InDemo is the farewell of the demo, which records nothing.
func (f *Farewell) InDemo() *Farewell {
	demo := *f
	demo.forgotten = true
	return &demo
}

// LockedOut is the farewell of an agent who may not log in any more.
func (f *Farewell) LockedOut() *Farewell {
	out := *f
	out.lockedOut = true
	return &out
}

// InPlain is the farewell of plain mode, which breaks lines for a terminal only.
func (f *Farewell) InPlain(terminal bool) *Farewell {
	plain := *f
	plain.speak = plain.speak.InPlain()
	if !terminal {
		plain.width = 0
	}
	return &plain
}

func (f *Farewell) wrapped(s string) []string {
	if f.width == 0 {
		return []string{s}
	}
	return cells.Wrap(s, f.width-1)
}
