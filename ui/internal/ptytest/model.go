package ptytest

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"io"
	"sort"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// model is the emulated terminal. It keeps three things that x/vt does not report:
// the modes as a real terminal has them (x/vt has the cursor's visibility for each
// screen apart), the current style, and the program's queries. It is not safe for concurrent use;
// only the emulator's own reply pipe may be read beside it.
type model struct {
	emu       *vt.Emulator
	modes     map[ansi.Mode]bool // what the program set or reset last
	pen       uv.Style           // what the next character would look like
	savedPen  uv.Style           // kept by the switch to the alternate screen
	title     string
	titles    []string // the stack of titles
	stackless bool     // titles can't be put on a stack
	bells     int
	clipboard string
	queries   []string
	erasures  int    // how often the whole screen was erased
	erased    Screen // what it showed just before the last time
}

// Numbers of DEC private modes. x/ansi's names for them are longer and no clearer.
const (
	modeWrap        = ansi.DECMode(7)
	modeX10Mouse    = ansi.DECMode(9)
	modeCursor      = ansi.DECMode(25)
	modeMouse       = ansi.DECMode(1000)
	modeMouseDrag   = ansi.DECMode(1002)
	modeMouseMove   = ansi.DECMode(1003)
	modeFocus       = ansi.DECMode(1004)
	modeSaveCursor  = ansi.DECMode(1048)
	modeAltScreen   = ansi.DECMode(1049)
	modePaste       = ansi.DECMode(2004)
	modeCursorKeys  = ansi.DECMode(1)
	oscClipboard    = 52
	oscIndexedColor = 4
)

// modeNames are for messages.
var modeNames = map[ansi.Mode]string{
	modeWrap: "automatic wrap", modeX10Mouse: "mouse (X10)", modeCursor: "cursor",
	modeMouse: "mouse clicks", modeMouseDrag: "mouse drags", modeMouseMove: "mouse movements",
	modeFocus: "focus reports", modeAltScreen: "alternate screen", modePaste: "bracketed paste",
	modeCursorKeys: "application cursor keys", ansi.DECMode(47): "alternate screen",
	ansi.DECMode(1047): "alternate screen", ansi.DECMode(1006): "mouse in SGR encoding",
	ansi.DECMode(2026): "synchronised output",
}

func newModel(cols, rows int) *model {
	m := &model{emu: vt.NewEmulator(cols, rows), modes: make(map[ansi.Mode]bool)}
	// Only the screen is looked at, and history costs memory.
	m.emu.SetScrollbackSize(1)
	m.emu.SetCallbacks(vt.Callbacks{
		Bell:        func() { m.bells++ },
		Title:       func(s string) { m.title = s },
		EnableMode:  func(mode ansi.Mode) { m.setMode(mode, true) },
		DisableMode: func(mode ansi.Mode) { m.setMode(mode, false) },
	})
	// Handlers of ours run before x/vt's; false lets its own run as well.
	m.emu.RegisterCsiHandler('m', func(params ansi.Params) bool {
		uv.ReadStyle(params, &m.pen)
		return false
	})
	m.emu.RegisterCsiHandler('J', func(params ansi.Params) bool {
		const wholeScreen = 2
		if what, _, _ := params.Param(0, 0); what == wholeScreen {
			m.erased = m.snapshot()
			m.erasures++
		}
		return false
	})
	m.emu.RegisterCsiHandler('t', func(params ansi.Params) bool {
		what, _, _ := params.Param(0, 0)
		which, _, _ := params.Param(1, 0)
		return m.stackTitle(what, which)
	})
	m.emu.RegisterEscHandler('c', func() bool {
		m.pen, m.savedPen, m.modes = uv.Style{}, uv.Style{}, make(map[ansi.Mode]bool)
		return false
	})
	m.emu.RegisterOscHandler(oscClipboard, m.setClipboard)
	m.recordQueries()
	return m
}

// stackTitle puts the title of the window on the stack, or takes it back from there,
// and says whether what was asked is one of the two.
func (m *model) stackTitle(what, which int) bool {
	const push, pop, both, window = 22, 23, 0, 2
	switch last := len(m.titles) - 1; {
	case m.stackless, which != both && which != window, what != push && what != pop:
		return false
	case what == push:
		m.titles = append(m.titles, m.title)
	case last >= 0:
		m.title, m.titles = m.titles[last], m.titles[:last]
	}
	return true
}

// deaf makes a model that never answers queries.
func (m *model) deaf() *model {
	if pipe, ok := m.emu.InputPipe().(io.Closer); ok {
		_ = pipe.Close() // writes of answers then fail at once
	}
	return m
}

func (m *model) setMode(mode ansi.Mode, on bool) {
	m.modes[mode] = on
	if mode != modeAltScreen {
		return
	}
	// A real terminal keeps the style with the cursor when it enters the
	// alternate screen, and brings it back. A style left on in there counts
	// as left on as well, since some terminals have no second screen.
	if on {
		m.savedPen = m.pen
	} else if !m.savedPen.IsZero() {
		m.pen = m.savedPen
	}
}

// isOn is the state of a mode; a fresh terminal wraps and shows its cursor.
func (m *model) isOn(mode ansi.Mode) bool {
	on, known := m.modes[mode]
	if !known {
		return mode == modeWrap || mode == modeCursor
	}
	return on
}

// leftovers says in words which modes differ from a fresh terminal's.
func (m *model) leftovers() []string {
	var found []string
	for mode := range m.modes {
		fresh := mode == modeWrap || mode == modeCursor
		if mode == modeSaveCursor || m.isOn(mode) == fresh {
			continue
		}
		kind := "?"
		if _, private := mode.(ansi.DECMode); !private {
			kind = ""
		}
		state := "on"
		if fresh {
			state = "off"
		}
		found = append(found, fmt.Sprintf("%s (mode %s%d) left %s", cmp.Or(modeNames[mode], "a mode"), kind, mode.Mode(), state))
	}
	sort.Strings(found)
	if m.title != ShellTitle && (!m.stackless || m.title != "") || len(m.titles) > 0 {
		found = append(found, fmt.Sprintf("the title is %q, and %d are on the stack", m.title, len(m.titles)))
	}
	if !m.pen.IsZero() {
		found = append(found, fmt.Sprintf("style not reset: %q", m.pen.String()))
	}
	return found
}

// setClipboard keeps what the program put on the clipboard with OSC 52.
func (m *model) setClipboard(data []byte) bool {
	parts := strings.SplitN(string(data), ";", 3)
	if len(parts) < 3 || parts[2] == "?" {
		return false
	}
	if text, err := base64.StdEncoding.DecodeString(parts[2]); err == nil {
		m.clipboard = string(text)
	}
	return true
}

// write feeds output of the program to the emulator. A panic of x/vt on an
// odd sequence comes back as an error, so that it fails one test and not the
// whole process.
func (m *model) write(p []byte) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the terminal emulator panicked: %v", r)
		}
	}()
	_, err = m.emu.Write(p)
	return err
}

// snapshot copies the screen.
func (m *model) snapshot() Screen {
	cursor := m.emu.CursorPosition()
	s := Screen{
		Cols: m.emu.Width(), Rows: m.emu.Height(),
		CursorX: cursor.X, CursorY: cursor.Y, CursorVisible: m.isOn(modeCursor),
		AltScreen:      m.emu.IsAltScreen(),
		BracketedPaste: m.isOn(modePaste),
		MouseOn: m.isOn(modeX10Mouse) || m.isOn(modeMouse) ||
			m.isOn(modeMouseDrag) || m.isOn(modeMouseMove),
		FocusOn: m.isOn(modeFocus),
		Title:   m.title,
	}
	s.cells = make([]Cell, 0, s.Cols*s.Rows)
	for y := range s.Rows {
		afterWide := false
		for x := range s.Cols {
			cell := cellOf(m.emu.CellAt(x, y), afterWide)
			afterWide = cell.Width > 1
			s.cells = append(s.cells, cell)
		}
	}
	return s
}

// Parse returns the screen that a terminal of the given size shows after
// text with escape sequences was written to it. A newline also returns to
// the first column, as after a terminal's own line handling. It is for
// looking at a rendered view without any program.
func Parse(text string, cols, rows int) (Screen, error) {
	m := newModel(cols, rows).deaf()
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", "\r\n")
	if err := m.write([]byte(text)); err != nil {
		return Screen{}, err
	}
	return m.snapshot(), nil
}
