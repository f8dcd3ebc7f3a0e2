package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

const (
	// quietTime is how long no key may come before a dialog acts on one.
	quietTime = 500 * time.Millisecond
	// armingBeat is the time between two looks at the clock while that is
	// awaited. A look that comes lateBeat too late shows that the program stood
	// still: what was typed meanwhile was typed at a screen that didn't answer.
	armingBeat = 100 * time.Millisecond
	lateBeat   = 100 * time.Millisecond
	// armedBeat is the same once a dialog takes keys, and stoodStill how late a
	// look must come then.
	armedBeat  = 250 * time.Millisecond
	stoodStill = 500 * time.Millisecond
)

// quiet waits for a moment without keys. Keys that were typed ahead, or that a
// slow line brings all at once, must not answer a question that their typist
// hasn't seen. The moment counts from when the question was on the terminal,
// and only while the program was awake. All times are by this machine's clock.
type quiet struct {
	waiting bool
	moment  int       // numbers the moments that were asked for
	drawn   bool      // the screen that asked for this one is on the terminal
	since   time.Time // since when no key has come in it
	beat    time.Time // when the next look at the clock is due; zero for none
	dropped string    // the key that came too early, or in a burst; "" once another one acts
}

// begin asks for a new moment.
func (q *quiet) begin() { *q = quiet{waiting: true, moment: q.moment + 1} }

// shown says that the screen of a moment is on the terminal, and reports whether
// that was news.
func (q *quiet) shown(moment int, now time.Time) bool {
	if moment != q.moment || q.drawn {
		return false
	}
	q.drawn, q.since, q.beat = true, now, now
	return true
}

// anew begins the wait again.
func (q *quiet) anew(now time.Time) { q.waiting, q.since = true, now }

// look looks at the clock, when it was due to or later. asking says that a
// dialog is open.
func (q *quiet) look(now time.Time, asking bool) {
	late := now.Sub(q.beat)
	switch {
	case q.waiting && late > lateBeat, asking && late > stoodStill:
		q.anew(now)
	case q.waiting && now.Sub(q.since) >= quietTime:
		q.waiting = false
	}
	q.beat = time.Time{}
	switch {
	case q.waiting:
		q.beat = now.Add(min(armingBeat, max(quietTime-now.Sub(q.since), time.Millisecond)))
	case asking:
		q.beat = now.Add(armedBeat)
	}
}

// drops says whether a key comes too early to act, and takes note of it.
func (q *quiet) drops(k press) bool {
	if !q.waiting && !q.beat.IsZero() && k.at.Sub(q.beat) > stoodStill {
		q.anew(k.at) // it comes before the look that is late
	}
	if !q.waiting {
		q.dropped = ""
		return false
	}
	if k.at.After(q.since) {
		q.since = k.at
	}
	q.tooQuick(k)
	return true
}

// tooQuick takes note of a key that must be pressed again.
func (q *quiet) tooQuick(k press) {
	switch name := k.String(); name {
	case "enter", "tab", "shift+tab", "left", "right":
		if q.dropped == "" {
			q.dropped = name
		}
	}
}

// needQuiet asks for 500 ms without a key from when the present screen is on the
// terminal.
func (m *Model) needQuiet() tea.Cmd {
	m.quiet.begin()
	return nil
}

// resized takes in the terminal's size. A question that is drawn anew was perhaps
// not on the screen before.
func (m *Model) resized(to tea.WindowSizeMsg) {
	if (m.dialog != nil || m.quit != nil) && (to.Width != m.width || to.Height != m.height) {
		m.wantQuiet = true
	}
	m.width, m.height = to.Width, to.Height
	if m.help.open {
		m.help.resize(m.speak, m.theme, m.width, m.height)
	}
}

// Moment numbers what the terminal must say to have drawn, see Drawn.
func (m *Model) Moment() int { return m.quiet.moment }

// wasDrawn takes in that a screen is on the terminal.
func (m *Model) wasDrawn(msg Drawn) tea.Cmd {
	if !m.quiet.shown(msg.Moment, m.deps.Now()) {
		return nil
	}
	return m.lookAtClock(msg.Moment)
}

// lookAtClock looks at the clock and plans the next look.
func (m *Model) lookAtClock(moment int) tea.Cmd {
	if moment != m.quiet.moment || m.quiet.beat.IsZero() {
		return nil
	}
	now := m.deps.Now()
	if now.Before(m.quiet.beat) {
		return m.nextLook(now) // a timer may fire early by the clock that keys are timed by
	}
	m.quiet.look(now, m.dialog != nil || m.quit != nil)
	return m.nextLook(now)
}

func (m *Model) nextLook(now time.Time) tea.Cmd {
	if m.quiet.beat.IsZero() {
		return nil
	}
	moment := m.quiet.moment
	return m.deps.Tick(m.quiet.beat.Sub(now), func(time.Time) tea.Msg { return clockDue{moment: moment} })
}

// stoppedUntilNow takes in that the program was stopped until just now.
func (m *Model) stoppedUntilNow() {
	if !m.quiet.beat.IsZero() {
		m.quiet.anew(m.deps.Now())
	}
}
