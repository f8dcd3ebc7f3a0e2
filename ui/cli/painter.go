package cli

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

const (
	// frameGap is from one frame to the next at least: no eye sees more of them.
	frameGap = 16 * time.Millisecond
	// mostGap is from one frame to the next at most, on a line that takes long for one.
	mostGap = time.Second
)

// painter draws the screen when it has changed, and sleeps otherwise. Bubble Tea's
// renderer looks for a change so many times a second: a key waits for its next look,
// and an idle screen wakes the processor. It still sets the terminal up and restores
// it.
//
// A burst of changes is one frame. There is at most one in frameGap, and on a slow line
// as much time between two as one takes, so that half of the line stays free.
type painter struct {
	terminal *terminal
	here     machine
	changed  chan struct{} // one slot: the screen has changed since a frame was asked for
	frames   chan frame    // one slot: the frame that was asked for
	drawn    chan int      // one slot: the newest ui.Model.Moment that is on the terminal
}

func newPainter(t *terminal, here machine) *painter {
	return &painter{terminal: t, here: here, changed: make(chan struct{}, 1), frames: make(chan frame, 1), drawn: make(chan int, 1)}
}

// frame is the screen at one moment.
type frame struct {
	view    string // "" is none
	moment  int    // ui.Model.Moment
	columns int    // of the window
	over    over
}

// over is what the terminal shows when a frame comes.
type over int

const (
	former  over = iota // what was drawn last
	unknown             // anything: the window has got another size
	erased              // nothing: everything is to be drawn anew
)

// note says that the screen has changed. It never waits.
func (p *painter) note() {
	select {
	case p.changed <- struct{}{}:
	default:
	}
}

// run draws frames until done is closed. ask has the screen send one to frames.
func (p *painter) run(ask func(), done <-chan struct{}) {
	reported := -1
	for {
		select {
		case <-p.changed:
		case <-done:
			return
		}
		ask()
		var f frame
		select {
		case f = <-p.frames:
		case <-done:
			return
		}
		began := p.here.steady()
		shows, written := p.terminal.draw(f)
		if shows && f.moment != reported {
			p.report(f.moment)
			reported = f.moment
		}
		if !written {
			continue
		}
		select {
		case <-p.here.pause(min(max(frameGap, p.here.steady().Sub(began)), mostGap)):
		case <-done:
			return
		}
	}
}

// report says that a moment is on the terminal. The screen changes with that, so each
// is reported once. An older one that nobody has read is of no use any more.
func (p *painter) report(moment int) {
	select {
	case <-p.drawn:
	default:
	}
	p.drawn <- moment
}

// painted is the screen whose frames a painter draws.
type painted struct {
	screen
	by      *painter
	window  *window
	over    over          // of the next frame
	crashes *crashes      // a panic in the screen or in one of its commands
	seen    func(tea.Msg) // for the log
}

// screen is *ui.Screen.
type screen interface {
	tea.Model
	Moment() int
}

// drawNow asks for a frame.
type drawNow struct{}

// eraseNow is tea.ClearScreen. Bubble Tea itself would erase the terminal at once, and
// wait for one that has stopped reading.
type eraseNow struct{}

// filter takes each message before Bubble Tea does.
func (m *painted) filter(_ tea.Model, msg tea.Msg) tea.Msg {
	if size, ok := msg.(tea.WindowSizeMsg); ok {
		return m.window.corrected(size)
	}
	if msg == tea.ClearScreen() {
		return eraseNow{}
	}
	return msg
}

// Init begins to listen for news.
func (m *painted) Init() tea.Cmd { return m.caught(m.screen.Init()) }

// Update takes in one message. A panic in it ends the program.
func (m *painted) Update(msg tea.Msg) (model tea.Model, cmd tea.Cmd) {
	model, cmd = m, tea.Quit // after a panic
	defer m.crashes.catch()
	m.seen(msg)
	switch msg.(type) {
	case drawNow:
		// There is room: the painter asks for one at a time.
		m.by.frames <- frame{m.screen.View(), m.Moment(), m.window.columns, m.over}
		m.over = former
		return m, nil
	case tea.WindowSizeMsg:
		m.over = max(m.over, unknown)
	case eraseNow:
		m.over = erased
	}
	_, cmd = m.screen.Update(msg)
	m.by.note()
	return m, m.caught(cmd)
}

// caught is a command whose panic ends the program. Bubble Tea would print it over the
// screen.
func (m *painted) caught(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer m.crashes.catch()
		msg = cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for i := range batch {
				batch[i] = m.caught(batch[i])
			}
		}
		return msg
	}
}

// View is what Bubble Tea draws: nothing.
func (m *painted) View() string { return noFrame }
