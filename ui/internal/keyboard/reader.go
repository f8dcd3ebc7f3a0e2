package keyboard

import (
	"os"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// Outside is what a Reader needs of the outside world.
type Outside struct {
	// Deliver takes a Batch, Stopped, tea.FocusMsg or tea.BlurMsg.
	Deliver func(tea.Msg)
	// Now is the screen's clock.
	Now func() time.Time
	// Steady is a clock that never jumps, for how soon one key came after
	// another.
	Steady func() time.Time
	// Ready waits until the terminal has something to read, for so long at most,
	// and says whether it has.
	Ready func(time.Duration) bool
	// WasStopped says whether the program was stopped since it was asked last.
	WasStopped func() bool
}

// Reader stands between a terminal and Bubble Tea. It sends the keys to the screen
// itself, as a Batch with the time at which they were read. Bubble Tea reads only
// the reports of the mouse from it. The Reader is still a file, since Bubble Tea
// switches it to raw mode and waits for it.
//
// By Bubble Tea's own reading nobody could know when a key came or which keys came
// together, and half a sequence or a terminal's reply would be taken for keys.
type Reader struct {
	*os.File
	outside Outside
	tokens  *Tokenizer
	burst   burst
}

// NewReader reads a terminal. Reports of the mouse are dropped unless they are
// wanted.
func NewReader(f *os.File, outside Outside, mouse bool) *Reader {
	return &Reader{File: f, outside: outside, tokens: NewTokenizer(mouse)}
}

// Read reads what has come, hands the keys over, and returns the reports of the
// mouse, often none. It doesn't return while an escape waits for its rest. p must
// have more room than keySize.
func (r *Reader) Read(p []byte) (int, error) {
	mouse := p[:0]
	for {
		// A report whose beginning came with the last read needs more room than was
		// read now.
		piece := make([]byte, len(p)-len(mouse)-keySize)
		n, err := r.File.Read(piece)
		if err != nil {
			return len(mouse), err
		}
		steady, now := r.outside.Steady(), r.outside.Now()
		if n > 0 && piece[n-1] == '\r' && n < len(piece) && r.outside.Ready(together) {
			// Enter may confirm, but not if more keys came together with it.
			more, err := r.File.Read(piece[n:])
			if err != nil {
				return len(mouse), err
			}
			n += more
		}
		mouse = append(mouse, r.deliver(r.tokens.Feed(piece[:n], steady), steady, now)...)
		if !r.tokens.EscapeWaits() {
			return len(mouse), nil
		}
		if !r.outside.Ready(EscapeTime) {
			later := r.outside.Steady()
			r.deliver(r.tokens.Rest(later), later, r.outside.Now())
			return len(mouse), nil
		}
		if len(mouse) >= len(p)-keySize {
			return len(mouse), nil // the next call reads what is there
		}
	}
}

// deliver sends on what was read at one moment, which both clocks tell, and returns
// the reports of the mouse.
func (r *Reader) deliver(read []tea.Msg, steady, now time.Time) (mouse []byte) {
	var typed []tea.KeyMsg
	for _, msg := range read {
		switch msg := msg.(type) {
		case tea.KeyMsg:
			typed = append(typed, msg)
		case Mouse:
			mouse = append(mouse, msg...)
		default:
			r.outside.Deliver(msg)
		}
	}
	if len(typed) == 0 {
		return mouse
	}
	if r.outside.WasStopped() {
		r.outside.Deliver(Stopped{})
	}
	r.outside.Deliver(r.burst.batch(typed, steady, now))
	// Keys that come while the screen is busy count as coming together too.
	r.burst.last = r.outside.Steady()
	return mouse
}
