package cli_test

import (
	"time"

	"dojoreversals/ui/internal/ptytest"
)

// redrawn has the program draw its whole screen anew, and holds it cell by cell
// against what was on screen before. Only the list takes the key for it.
func (p *till) redrawn() ptytest.Screen {
	p.t.Helper()
	_, times := p.Erased()
	before := ptytest.Screen{}
	defer func() {
		if p.t.Failed() && before.Rows > 0 {
			p.t.Logf("before it was drawn anew:\n%s", before)
		}
	}()
	p.Keys("ctrl+l")
	return p.WaitUntil("the screen to be drawn anew, and be what it was", func(s ptytest.Screen) bool {
		was, n := p.Erased()
		if n == times {
			return false
		}
		before = was
		_, _, same := sameCells(was, s)
		return same
	})
}

// same waits until the screen shows all of texts, and is cell by cell that of
// another till which shows them too.
func (p *till) same(other *till, texts ...string) {
	p.t.Helper()
	p.WaitFor(texts...)
	other.WaitFor(texts...)
	defer func() {
		if p.t.Failed() {
			a, b := p.Screen(), other.Screen()
			x, y, _ := sameCells(a, b)
			p.t.Logf("the cell %d,%d differs:\n%s\n%s", x, y, a, b)
		}
	}()
	// Two terminals have no signal in common.
	eventually(p.t, "two screens to be the same", func() bool {
		a, b := p.Screen(), other.Screen()
		_, _, same := sameCells(a, b)
		return same && a.Cols == b.Cols && a.Rows == b.Rows
	})
}

// heard waits until the program has taken in all keys so far, also where they
// change nothing on screen. A window that lost the focus and has it again makes
// it ask Dojo at once, which the sandbox counts. Each of the two reports must
// come in a read of its own, and so they are repeated until they did. It needs a
// till that asks Dojo seldom by itself, such as seldom.
func (p *till) heard() *till {
	p.t.Helper()
	p.WaitRead()
	asked, n := p.shop.Calls().Search, 0
	eventually(p.t, "the keys to be taken in", func() bool {
		switch n++; n % 10 {
		case 1:
			p.Type("\x1b[O")
		case 6:
			p.Type("\x1b[I")
		}
		return p.shop.Calls().Search > asked
	})
	p.WaitRead()
	return p
}

// seldom is the setting of a till that asks Dojo by itself only once in a test.
const seldom = "DOJO_REFRESH=10m"

// inPieces types each piece so that it comes to the program in a read of its own.
func (p *till) inPieces(pieces ...string) *till {
	p.t.Helper()
	for _, piece := range pieces {
		p.Type(piece)
		p.WaitRead()
	}
	return p
}

// byHand is the time between two keys of somebody who types fast.
const byHand = 150 * time.Millisecond
