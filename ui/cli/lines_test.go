package cli

import (
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"dojoreversals/ui/plain"
)

// Lines come whole, however the reads cut them, and never longer than maxLine.
func TestReadLines(t *testing.T) {
	t.Parallel()
	input := "list\r\n\n reverse \n" + strings.Repeat("x", 3*maxLine) + "\nnext\nunfinished"
	for name, in := range map[string]io.Reader{
		"in one piece": strings.NewReader(input), "by bytes": iotest.OneByteReader(strings.NewReader(input)), "by halves": iotest.HalfReader(strings.NewReader(input)),
	} {
		clock := time.Time{}
		var texts []string
		readLines(in, func() time.Time { clock = clock.Add(time.Second); return clock }, func() bool { return false }, func(l plain.Line) {
			if l.Began.IsZero() || l.Ended.Before(l.Began) || l.TooLong != (len(l.Text) == maxLine) {
				t.Errorf("%s: %v", name, l)
			}
			if name == "by bytes" && l.Text == "next" && l.Ended.Sub(l.Began) != 4*time.Second {
				t.Errorf("its first byte came %v before its last", l.Ended.Sub(l.Began))
			}
			texts = append(texts, l.Text)
		})
		if want := []string{"list", "", " reverse ", strings.Repeat("x", maxLine), "next"}; !slices.Equal(texts, want) {
			t.Errorf("%s: %q", name, texts)
		}
	}
}

// A line says whether more input was there with it.
func TestReadLinesTogether(t *testing.T) {
	t.Parallel()
	for input, want := range map[string][]bool{"reverse\n": {false}, "reverse\nx\n": {true, false}, "3\nreverse\nunfinished": {true, true}} {
		var more []bool
		readLines(strings.NewReader(input), time.Now, func() bool { return false }, func(l plain.Line) { more = append(more, l.More) })
		if !slices.Equal(more, want) {
			t.Errorf("%q: %v", input, more)
		}
	}
	more := false
	readLines(strings.NewReader("reverse\n"), time.Now, func() bool { return true }, func(l plain.Line) { more = l.More })
	if !more {
		t.Error("what waits to be read doesn't count")
	}
}
