package cli_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"dojoreversals/ui/internal/keyboard"
	"dojoreversals/ui/internal/ptytest"
)

// notUnderRace skips a test that runs many programs and compares them cell by cell.
// Under the race detector they overload the processor, and the tests beside them
// miss their deadlines. The tests with one program each cover the same code there.
func notUnderRace(t *testing.T) {
	t.Helper()
	if ptytest.Race {
		t.Skip("with the race detector this takes too long; it runs without it")
	}
}

// minute is the clock in the header, and how long the day lasts below it, which is by
// Dojo's clock; or empty.
func minute(s ptytest.Screen) string {
	top, below := s.Line(0), strings.TrimRight(s.Line(1), " ")
	if i := strings.LastIndex(top, ":"); i >= 2 && len(top) >= i+3 {
		return top[i-2:i+3] + below[strings.LastIndex(below, "  ")+1:]
	}
	return ""
}

// redrawn makes the program draw its whole screen again and compares it cell by
// cell with the screen before. Only the list takes that key.
func (p *till) redrawn() ptytest.Screen {
	p.t.Helper()
	before := ptytest.Screen{}
	defer func() {
		if p.t.Failed() && before.Rows > 0 {
			p.t.Logf("before it was drawn anew, %s:\n%s", difference(before, p.Screen()), before)
		}
	}()
	for {
		_, times := p.heard().Erased() // an escape in the same read would make another key of it
		p.Keys("ctrl+l")
		turned := false // the minute, in between: again, then
		s := p.WaitUntil("the screen to be drawn anew, and be what it was", func(s ptytest.Screen) bool {
			was, n := p.Erased()
			if n == times {
				return false
			}
			before = was
			_, _, same := sameCells(was, s)
			turned = minute(s) != "" && minute(s) != minute(was)
			return same || turned
		})
		if !turned {
			return s
		}
	}
}

// same waits until the screen shows all of texts and equals, cell by cell, the
// screen of another till that shows them too.
func (p *till) same(other *till, texts ...string) {
	p.t.Helper()
	p.WaitFor(texts...)
	other.WaitFor(texts...)
	defer func() {
		if p.t.Failed() {
			a, b := p.Screen(), other.Screen()
			p.t.Logf("%s:\n%s\n%s", difference(a, b), a, b)
		}
	}()
	// No signal tells when both terminals are ready.
	eventually(p.t, "two screens to be the same", func() bool {
		a, b := p.Screen(), other.Screen()
		_, _, same := sameCells(a, b)
		return same && a.Cols == b.Cols && a.Rows == b.Rows
	})
}

// heard waits until the program has acted on all keys so far, even if they change
// nothing on screen. It sends something meaningless: the answer to a question that
// the program never asked. The program reads its input again only after it has
// taken in what it read before, so that reading the first such answer proves that
// the keys were taken in, and reading a second one that they were acted on. Over SSH
// the client alone reads them, which proves nothing: wait for what the keys show there.
func (p *till) heard() *till {
	p.t.Helper()
	if p.far {
		p.t.Fatal("over SSH nothing tells when keys were acted on, except what they show")
	}
	return p.inPieces("", "\x1b[0n", "\x1b[0n")
}

// oneByOne is longer than the time within which the program takes keys for a
// burst. It is how fast somebody types, and waits for nothing.
const oneByOne = 10 * time.Millisecond

// rested waits until the program has acted on all keys so far, and long enough that
// the next key isn't part of a burst with them. Over SSH it only waits that long.
func (p *till) rested() *till {
	p.t.Helper()
	if !p.far {
		p.heard()
	}
	<-time.After(oneByOne)
	return p
}

// inPieces types each piece so that it comes to the program in a read of its own.
func (p *till) inPieces(pieces ...string) *till {
	p.t.Helper()
	for _, piece := range pieces {
		p.Type(piece)
		p.WaitRead()
	}
	return p
}

// split types a key in pieces, each of which comes to the program in a read of its own. It
// says whether each came so soon after the one before that an escape waited for it: on a
// busy machine it may have been the key esc.
func (p *till) split(pieces ...string) (soon bool) {
	p.t.Helper()
	soon = true
	var typed time.Time // the piece before
	for i, piece := range pieces {
		now := time.Now()
		p.inPieces(piece)
		soon = soon && (i == 0 || time.Since(typed) < keyboard.EscapeTime)
		typed = now
	}
	return soon
}

// difference names the first cell in which two screens differ.
func difference(a, b ptytest.Screen) string {
	x, y, same := sameCells(a, b)
	if same {
		return "nothing differs"
	}
	return fmt.Sprintf("the cell %d,%d differs: %+v and %+v", x, y, a.Cell(x, y), b.Cell(x, y))
}
