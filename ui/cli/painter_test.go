package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"
)

// easel is a painter with a screen that shows a number, and a terminal that notes when
// it is written to. It lives by the clock of a synctest bubble.
type easel struct {
	*painter
	mu     sync.Mutex    // guards what follows
	shows  int           // the number on the screen, which is its moment too
	asked  int           // how often the painter asked for a frame
	writes []written     // what came to the terminal
	takes  time.Duration // what the terminal takes for a write
	broken bool          // whether it refuses writes
	end    chan struct{}
}

type written struct {
	text string
	at   time.Time
}

// Write is the terminal's.
func (e *easel) Write(p []byte) (int, error) {
	e.mu.Lock()
	at, takes := time.Now(), e.takes
	e.mu.Unlock()
	<-time.After(takes)
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.broken {
		return 0, errors.New("the line is gone")
	}
	e.writes = append(e.writes, written{string(p), at})
	return len(p), nil
}

func newEasel() *easel {
	e := &easel{end: make(chan struct{})}
	e.painter = newPainter(newTerminal(nil, e, true, ""), machine{steady: time.Now, pause: time.After})
	e.terminal.shown = true
	go e.run(func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.asked++
		e.frames <- frame{view: fmt.Sprintf("<%d>", e.shows), moment: e.shows, columns: 80}
	}, e.end)
	return e
}

func (e *easel) change() {
	e.is(func() { e.shows++ })
	e.note()
}

// drawnFrames are the frames that came to the terminal.
func (e *easel) drawnFrames() []written {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(e.writes), func(w written) bool { return !strings.Contains(w.text, "<") })
}

// is changes how things are.
func (e *easel) is(now func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	now()
}

// last is the number that the terminal shows.
func (e *easel) last() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.writes) == 0 {
		return ""
	}
	_, text, _ := strings.Cut(e.writes[len(e.writes)-1].text, "<")
	text, _, _ = strings.Cut(text, ">")
	return text
}

// TestPainterCountsFrames holds how many frames a number of changes takes.
func TestPainterCountsFrames(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		does   func(e *easel)
		frames int
	}{
		"nothing":               {func(*easel) { <-time.After(time.Hour) }, 0},
		"a key after a quiet":   {func(e *easel) { e.change() }, 1},
		"a key, and no news":    {func(e *easel) { e.change(); <-time.After(time.Second); e.note() }, 1},
		"ten keys, 30 ms apart": {func(e *easel) { each(10, 30*time.Millisecond, e.change) }, 10},
		"1,000 keys at once":    {func(e *easel) { each(1, 0, e.change); each(999, 0, e.change) }, 2},
		"1,000 keys, 1 ms apart": {func(e *easel) {
			each(1000, time.Millisecond, e.change)
		}, 64}, // the first, one every 16 ms, and the last
		"a line that takes 200 ms a frame": {func(e *easel) {
			e.is(func() { e.takes = 200 * time.Millisecond })
			each(4000, time.Millisecond, e.change)
		}, 11}, // half of the time it writes
		"a line that takes a minute a frame": {func(e *easel) {
			e.is(func() { e.takes = time.Minute })
			each(18_100, 10*time.Millisecond, e.change)
		}, 4}, // it goes on a second after each
		"a screen that isn't shown": {func(e *easel) { _, _ = e.terminal.WriteString(leaveScreen); each(100, time.Second, e.change) }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				e := newEasel()
				defer close(e.end)
				synctest.Wait()
				c.does(e)
				<-time.After(4 * time.Minute)
				if n := len(e.drawnFrames()); n != c.frames {
					t.Errorf("%d frames, want %d", n, c.frames)
				}
			})
		})
	}
}

// each does something n times. Afterwards it waits, and lets the others do what they
// can.
func each(n int, wait time.Duration, do func()) {
	for range n {
		do()
		<-time.After(wait)
	}
	synctest.Wait()
}

// TestPainterDrawsTheLast changes the screen at any times, on a terminal that is fast
// or slow, or refuses some writes. The last screen is on the terminal in the end, and
// its moment is reported: not before it is drawn, and never one that isn't.
func TestPainterDrawsTheLast(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		type step struct {
			wait, takes time.Duration
			broken      bool
		}
		steps := rapid.SliceOf(rapid.Custom(func(rt *rapid.T) step {
			ms := func(label string, most int) time.Duration {
				return time.Duration(rapid.IntRange(0, most).Draw(rt, label)) * time.Millisecond
			}
			return step{ms("wait", 40), ms("takes", 100), rapid.Bool().Draw(rt, "broken")}
		})).Draw(rt, "steps")
		var wrong string
		synctest.Test(t, func(*testing.T) {
			e := newEasel()
			defer close(e.end)
			for _, s := range steps {
				e.is(func() { e.takes, e.broken = s.takes, s.broken })
				e.change()
				<-time.After(s.wait)
				synctest.Wait()
				select {
				case moment := <-e.drawn:
					if moment > 0 && e.last() != fmt.Sprint(moment) {
						wrong = fmt.Sprintf("moment %d is reported, %q drawn", moment, e.last())
					}
				default:
				}
			}
			<-time.After(time.Minute)
			e.is(func() { e.broken = false })
			e.change()
			<-time.After(time.Minute)
			if moment := <-e.drawn; moment != e.shows || e.last() != fmt.Sprint(e.shows) {
				wrong = fmt.Sprintf("%d is reported and %q drawn, want %d", moment, e.last(), e.shows)
			}
			writes := e.drawnFrames()
			for i := range writes[1:] {
				if gap := writes[i+1].at.Sub(writes[i].at); gap < frameGap {
					wrong = fmt.Sprintf("two frames within %v", gap)
				}
			}
		})
		if wrong != "" {
			rt.Fatal(wrong)
		}
	})
}

// TestPainterReportsOnce has the screen change whenever a moment is reported, as the real
// one does: that goes on no further.
func TestPainterReportsOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := newEasel()
		defer close(e.end)
		e.change()
		for range 10 {
			synctest.Wait()
			select {
			case <-e.drawn:
				e.note()
			default:
			}
		}
		if n := len(e.drawnFrames()); e.asked > 2 || n != 1 {
			t.Errorf("%d frames were asked for, %d drawn", e.asked, n)
		}
	})
}

// TestFrameNeverLandsInTheShell holds that no frame goes to the terminal before the
// alternate screen is entered, or after it was left.
func TestFrameNeverLandsInTheShell(t *testing.T) {
	t.Parallel()
	var sent strings.Builder
	term := newTerminal(nil, &sent, false, "Dojo")
	f := frame{view: "a frame", columns: 80}
	for _, piece := range []string{"", enterScreen, "\x1b[2J", leaveScreen, enterScreen, "\x1b[2J", leaveScreen} {
		if _, err := term.WriteString(piece); err != nil {
			t.Fatal(err)
		}
		before := sent.Len()
		shows, _ := term.draw(f)
		inside := strings.LastIndex(sent.String(), enterScreen) > strings.LastIndex(sent.String(), leaveScreen)
		if drew := sent.Len() > before; shows != inside || drew && !inside {
			t.Errorf("after %q: drawn %v, reported %v", sent.String(), drew, shows)
		}
	}
	if n := strings.Count(sent.String(), "a frame"); n < 2 {
		t.Errorf("%d frames were drawn", n)
	}
	if _, err := term.WriteString("\x1b[H\r" + noFrame + "\x1b[K\x1b[1;H"); err != nil || strings.Contains(sent.String(), "no frame") {
		t.Errorf("Bubble Tea's own frame was sent, %v: %q", err, sent.String())
	}
}

// TestFrameAfterTheWindowChanged holds what a frame has to be drawn over: after another
// size, and after ctrl+l, once.
func TestFrameAfterTheWindowChanged(t *testing.T) {
	t.Parallel()
	p := newPainter(newTerminal(nil, &strings.Builder{}, false, ""), machine{})
	m := &painted{screen: &sized{}, by: p, window: newWindow(func(string) (string, bool) { return "", false }), crashes: newCrashes(time.Now), seen: func(tea.Msg) {}}
	small, large := tea.WindowSizeMsg{Width: 80, Height: 24}, tea.WindowSizeMsg{Width: 120, Height: 40}
	for i, c := range []struct {
		messages []tea.Msg
		over     over
		columns  int
	}{
		{[]tea.Msg{small}, unknown, 80},
		{nil, former, 80},
		{[]tea.Msg{large, small}, unknown, 80}, // the terminal has reflowed its lines twice
		{[]tea.Msg{tea.ClearScreen()}, erased, 80},
		{[]tea.Msg{tea.ClearScreen(), large}, erased, 120},
		{[]tea.Msg{tea.FocusMsg{}}, former, 120},
		{[]tea.Msg{tea.WindowSizeMsg{}}, unknown, 120},
	} {
		for _, msg := range c.messages {
			m.Update(m.filter(nil, msg))
		}
		m.Update(drawNow{})
		if f := <-p.frames; f.over != c.over || f.columns != c.columns || len(strings.Split(f.view, "\n")) != m.window.lines {
			t.Errorf("%d: over %v, %d columns, want %v, %d:\n%s", i, f.over, f.columns, c.over, c.columns, f.view)
		}
	}
}

// sized is a screen that fills the window with empty lines.
type sized struct{ lines int }

func (m *sized) Init() tea.Cmd { return nil }
func (m *sized) Moment() int   { return 0 }
func (m *sized) View() string  { return strings.Repeat("\n", m.lines-1) }

func (m *sized) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if size, ok := msg.(tea.WindowSizeMsg); ok {
		m.lines = size.Height
	}
	return m, nil
}
