package cli

import (
	"os"
	"testing"
)

// The terminal takes the mark of a moment out of a frame, and reports the moment
// once the frame was written.
func TestTerminalTellsWhatItHasDrawn(t *testing.T) {
	t.Parallel()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = read.Close() }()
	term := newTerminal(write, write, true, "")
	for _, c := range []struct{ piece, sent string }{
		{"\x1b[H\r" + momentMark(3) + "one\x1b[1;H", "\x1b[H\rone\x1b[1;H"},
		{"\x1b[Htwo\x1b[1;H", "\x1b[Htwo\x1b[1;H"}, // the mark's line hasn't changed
		{"\x1b[H\r" + momentMark(14) + "three\x1b[1;H", "\x1b[H\rthree\x1b[1;H"},
		{markBegin + "x" + markEnd, ""},
		{markBegin + "7", markBegin + "7"}, // no whole mark
		{"\a", "\a"},
	} {
		n, err := term.Write([]byte(c.piece))
		got := make([]byte, len(c.sent))
		if c.sent != "" {
			if _, err := read.Read(got); err != nil {
				t.Fatal(err)
			}
		}
		if string(got) != c.sent || n != len(c.piece) || err != nil {
			t.Errorf("%q: sent %q, %d, %v", c.piece, got, n, err)
		}
	}
	if moment := <-term.drawn; moment != 14 {
		t.Errorf("the newest moment is %d", moment)
	}
	_ = write.Close()
	if _, err := term.Write([]byte(momentMark(15))); err == nil {
		t.Error("a closed terminal takes a frame")
	}
	select {
	case moment := <-term.drawn:
		t.Errorf("moment %d was not drawn", moment)
	default:
	}
}
