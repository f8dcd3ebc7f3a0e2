package squeeze_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"pgregory.net/rapid"

	"dojoreversals/ui/internal/squeeze"
)

// renderer writes frames as Bubble Tea 1.3.10 does on the alternate screen.
type renderer struct {
	w, h int
	last []string
}

func (r *renderer) frame(lines []string) string {
	var b strings.Builder
	b.WriteString("\x1b[H")
	for i, l := range lines {
		if i < len(r.last) && r.last[i] == l {
			if i < len(lines)-1 {
				b.WriteByte('\n')
			}
			continue
		}
		if i == 0 && r.last == nil {
			b.WriteByte('\r')
		}
		l = ansi.Truncate(l, r.w, "")
		if ansi.StringWidth(l) < r.w {
			l += "\x1b[K"
		}
		b.WriteString(l)
		if i < len(lines)-1 {
			b.WriteString("\r\n")
		}
	}
	if len(r.last) > len(lines) {
		b.WriteString("\x1b[J")
	}
	b.WriteString(ansi.CursorPosition(0, len(lines)))
	r.last = lines
	return b.String()
}

// screens are two terminals: one gets what is written, one what is squeezed.
type screens struct {
	raw, thin *vt.Emulator
	squeezed  *squeeze.Screen
	out       int
	writes    int
	got       string // all that came out
}

func newScreens(w, h int) *screens {
	s := &screens{raw: vt.NewEmulator(w, h), thin: vt.NewEmulator(w, h)}
	s.squeezed = squeeze.New(s, false)
	return s
}

// Write is what comes out of the squeezer.
func (s *screens) Write(p []byte) (int, error) {
	s.out += len(p)
	s.writes++
	s.got += string(p)
	return s.thin.Write(p)
}

// write writes what comes between frames.
func (s *screens) write(t fatalist, text string) {
	if _, err := s.raw.Write([]byte(text)); err != nil {
		t.Fatalf("%v", err)
	}
	if n, err := s.squeezed.Write([]byte(text)); n != len(text) || err != nil {
		t.Fatalf("%d of %d bytes, %v", n, len(text), err)
	}
	s.same(t, text)
}

// frame shows a frame, and returns how many bytes that took.
func (s *screens) frame(t fatalist, r *renderer, lines []string) int {
	lines = slices.Clone(lines)
	for i, l := range lines {
		if strings.ContainsAny(l, "本\u0301👍") {
			// The emulated terminal wraps where one of them ends a line.
			lines[i] = ansi.Truncate(l, max(r.w-2, 0), "")
		}
	}
	whole := r.frame(lines)
	if _, err := s.raw.Write([]byte(whole)); err != nil {
		t.Fatalf("%v", err)
	}
	before, writes := s.out, s.writes
	written, err := s.squeezed.Frame(lines, r.w)
	if n := s.writes - writes; err != nil || n > 1 || written != (n == 1) {
		t.Fatalf("%d writes, %v, %v", n, written, err)
	}
	s.same(t, whole)
	// Bubble Tea moves to the next line by a line feed, also after a line whose
	// width isn't sure. A Screen puts the cursor there.
	if got, most := s.out-before, len(whole)+len(lines)*len("\x1b[10H"); got > most {
		t.Fatalf("%d bytes became %d", len(whole), got)
	}
	return s.out - before
}

type fatalist interface{ Fatalf(string, ...any) }

// same compares the two terminals cell by cell.
func (s *screens) same(t fatalist, after string) {
	for y := range s.raw.Height() {
		for x := range s.raw.Width() {
			a, b := s.raw.CellAt(x, y), s.thin.CellAt(x, y)
			if (a == nil) != (b == nil) || (a != nil && !alike(*a, *b)) {
				t.Fatalf("cell %d,%d is %+v, want %+v, after %q\n%s\nwant\n%s", x, y, b, a, after, s.thin.Render(), s.raw.Render())
			}
		}
	}
}

// alike says whether two cells look alike. On a blank neither colour nor weight nor
// slant is seen.
func alike(a, b uv.Cell) bool {
	for _, c := range []*uv.Cell{&a, &b} {
		if s := &c.Style; c.Content == " " && s.Attrs&uv.AttrReverse == 0 && s.Attrs&uv.AttrStrikethrough == 0 && s.Underline == uv.UnderlineNone {
			s.Fg, s.Attrs = nil, s.Attrs&^(uv.AttrBold|uv.AttrFaint|uv.AttrItalic)
		}
	}
	return a.Content == b.Content && a.Style.Equal(&b.Style)
}

var pieces = []string{
	"a", "b", " ", "  ", "          ", strings.Repeat(" ", 15), "Visa ··1013", "£42.50", "ORDER-1011", "─────", "│", "…", "\x1b[1mbold\x1b[0m", "\x1b[2mfaint  \x1b[0m", "\x1b[1;7;36m SANDBOX \x1b[0m",
	"\x1b[31m.\x1b[0m", "\x1b[38;5;130mbrown\x1b[m", "\x1b[48;2;1;2;3;4mx\x1b[0m", "本", "e\u0301", "👍", "é", "\x1b[3;4mun\x1b[23mder\x1b[0m", "\x1b[7m   \x1b[0m",
	"\x1b[1;38;5;248;48;5;237m> bar   \x1b[0m", "\x1b[90;107mgrey\x1b[0m", "\x1b[9mstrike\x1b[29;1mb\x1b[22;2mf\x1b[m", "\x1b[38;2;10;20;30mrgb\x1b[39md\x1b[0m",
	"\x1b[1m          \x1b[0m", "\x1b[38;5;4m a \x1b[38;2;7;4;9m b \x1b[0m", "\x1b[3m i \x1b[4m u   \x1b[0m", "\x1b[5m f \x1b[8m h \x1b[0m", "\x1b[9m          \x1b[0m",
}

// Whatever is drawn, both screens are the same to the cell, and squeezing never
// costs a byte.
func TestScreensAreTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := &renderer{w: rapid.IntRange(1, 60).Draw(t, "w"), h: rapid.IntRange(1, 6).Draw(t, "h")}
		s := newScreens(r.w, r.h)
		line := rapid.Custom(func(t *rapid.T) string {
			return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 8).Draw(t, "line"), "")
		})
		lines := make([]string, r.h)
		clear := func() { s.write(t, "\x1b[2J"); s.write(t, "\x1b[H"); r.last = nil }
		s.write(t, "before\r\nanything")
		s.write(t, "\x1b[?1049h")
		clear()
		for range rapid.IntRange(1, 10).Draw(t, "steps") {
			switch rapid.IntRange(0, 12).Draw(t, "step") {
			case 0:
				clear()
			case 1: // another size
				r.w, r.h = rapid.IntRange(1, 40).Draw(t, "w"), rapid.IntRange(1, 6).Draw(t, "h")
				s.raw.Resize(r.w, r.h)
				s.thin.Resize(r.w, r.h)
				lines, r.last = make([]string, r.h), nil
				s.squeezed.Forget()
			case 2:
				s.write(t, rapid.SampledFrom([]string{"\a", "\x1b]2;DEMO\a", "\x1b]52;c;cGlfYQ==\a", "\x1b[?25l", "\x1b[?2004h"}).Draw(t, "between"))
				continue
			case 3: // to the shell and back
				s.write(t, "\x1b[?1049l")
				s.write(t, "a shell\r\n")
				s.write(t, "\x1b[?1049h")
				clear()
			case 4: // something nobody foresaw, and the frame after it
				s.write(t, rapid.SampledFrom([]string{"\x1b[3;3Hx", "\x1b[L", "noise", "\x1b[?1h"}).Draw(t, "unforeseen"))
				r.last = nil
			default:
				lines = append([]string(nil), lines...)
				for range rapid.IntRange(0, 3).Draw(t, "changes") {
					lines[rapid.IntRange(0, r.h-1).Draw(t, "which")] = line.Draw(t, "line")
				}
			}
			s.frame(t, r, lines)
		}
	})
}

// A list under which the selection moves, as our screen draws it.
func TestOnlyChangesAreSent(t *testing.T) {
	t.Parallel()
	r := &renderer{w: 80, h: 12}
	s := newScreens(80, 12)
	s.write(t, "\x1b[?1049h")
	s.write(t, "\x1b[2J")
	draw := func(clock string, selected int) int {
		lines := []string{"\x1b[1mDojo Reversals\x1b[0m" + strings.Repeat(" ", 60) + clock}
		for i := range 11 {
			mark := "  "
			if i == selected {
				mark = "> "
			}
			lines = append(lines, fmt.Sprintf("%s18:%02d   ORDER-10%02d     Visa ··10%02d     £%2d.50   Held", mark, 59-i, i, i, i+10))
		}
		return s.frame(t, r, lines)
	}
	if got := draw("18:59", 0); got > 700 {
		t.Errorf("the first frame took %d bytes", got)
	}
	if got := draw("18:59", 0); got != 0 {
		t.Errorf("the same again took %d bytes", got)
	}
	if got := draw("18:59", 1); got > 12 {
		t.Errorf("the selection's mark took %d bytes", got)
	}
	if got := draw("19:00", 1); got > 14 {
		t.Errorf("the clock took %d bytes", got)
	}
	// A dialog that closes over nothing is erased, not written over with blanks.
	over := strings.Repeat("x", 60)
	s.frame(t, r, []string{over + "|"})
	if got := s.frame(t, r, []string{strings.Repeat(" ", 60) + "|"}); got > 14 {
		t.Errorf("60 blanks took %d bytes", got)
	}
}

// What is sent for a change of one or two lines.
func TestWhatIsSent(t *testing.T) {
	t.Parallel()
	gap := strings.Repeat(" ", 20)
	edge := strings.Repeat("-", 40)
	for name, c := range map[string]struct {
		before, after []string
		want          string
	}{
		"a blank has no weight":             {[]string{"a" + gap + "b"}, []string{"\x1b[1ma" + gap + "b\x1b[0m"}, "\r\x1b[1ma\x1b[20Cb\x1b[m"},
		"a blank takes the pen":             {[]string{""}, []string{"\x1b[1ma b\x1b[0m c"}, "\x1b[H\x1b[1ma b \x1b[mc"},
		"a blank that shows keeps its pen":  {[]string{""}, []string{"\x1b[7ma \x1b[0m c"}, "\x1b[H\x1b[7ma \x1b[m c"},
		"the pen goes on to the next line":  {[]string{"", ""}, []string{"\x1b[2mone\x1b[0m", "\x1b[2mtwo\x1b[0m"}, "\x1b[H\x1b[2mone\r\ntwo\x1b[m"},
		"it erases":                         {[]string{"ab" + gap}, []string{"\x1b[1mc\x1b[0m"}, "\r\x1b[1mc\x1b[K\x1b[m"},
		"a background doesn't":              {[]string{"ab" + gap}, []string{"\x1b[41mc\x1b[0m"}, "\r\x1b[41mc\x1b[m\x1b[K"},
		"a run in a line":                   {[]string{"abcdefghijklmnopqrst"}, []string{"a                  t"}, "\r\x1b[C\x1b[18X"},
		"a run before what changes as well": {[]string{"abcdefghijklmnopqrst"}, []string{"a             z"}, "\r\x1b[C\x1b[K\x1b[13Cz"},
		"the end of a line":                 {[]string{"ab" + gap + "|"}, []string{"cd"}, "\rcd\x1b[K"},
		"a line to the edge":                {[]string{edge}, []string{""}, "\x1b[H\x1b[K"},
		"up to the edge":                    {[]string{"-- 3 more"}, []string{"-- 4 more" + edge[9:]}, "\x1b[4G4\x1b[5C" + edge[9:]},
		"a line below, in its middle":       {[]string{"abcdefghijklmnop", "abcdefghijklmnop"}, []string{"abcdefghijklmnoX", "abcdefghijkXmnop"}, "\x1b[1;16HX\n\x1b[12GX"},
		"all of the rest, once":             {[]string{"abcdefghijklmnopqrstuvwxyz0123456789"}, []string{"ab       c       d"}, "\x1b[3G\x1b[K\x1b[7Cc\x1b[7Cd"},
		"from the blanks before":            {[]string{"abc  defghijklmnopqrst" + gap + "|"}, []string{"abX                  y" + gap + "|"}, "\x1b[3GX\x1b[18X\x1b[18Cy"},
	} {
		r := &renderer{w: 40, h: len(c.before)}
		s := newScreens(r.w, r.h)
		s.write(t, "\x1b[?1049h")
		s.write(t, "\x1b[2J")
		s.frame(t, r, c.before)
		s.got = ""
		s.frame(t, r, c.after)
		if s.got != c.want {
			t.Errorf("%s: sent %q, want %q", name, s.got, c.want)
		}
	}
}

// A frame in a lower window, of which nobody has said anything yet, erases nothing
// that it shows: its last line's last cell neither, where that reaches the edge.
func TestErasingBelowLeavesTheLastCell(t *testing.T) {
	t.Parallel()
	s := newScreens(10, 3)
	show := func(want string, lines ...string) {
		t.Helper()
		if _, err := s.squeezed.Frame(lines, 10); err != nil {
			t.Error(err)
		}
		if got := s.thin.Render(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	s.write(t, "\x1b[?1049h")
	s.write(t, "\x1b[2J")
	show("0123456789\none\ntwo", "0123456789", "one", "two")
	s.thin.Resize(10, 2)
	s.squeezed.Forget()
	show("abcdefghij\n0123456789", "abcdefghij", "0123456789")
	s.thin.Resize(10, 3)
	s.squeezed.Forget()
	show("abcdefghij\n0123456789\n", "abcdefghij", "0123456789")
}

// A style that a line doesn't end is no other line's.
func TestStyleEndsWithItsLine(t *testing.T) {
	t.Parallel()
	s := newScreens(10, 2)
	for _, lines := range [][]string{{"\x1b[7mone", "two"}, {"\x1b[7monce", "twos"}} {
		if _, err := s.squeezed.Frame(lines, 10); err != nil {
			t.Fatal(err)
		}
		if a, b := s.thin.CellAt(0, 0), s.thin.CellAt(3, 1); a.Style.IsZero() || b != nil && !b.Style.IsZero() {
			t.Errorf("%q: styles %v and %v", lines, a.Style, b.Style)
		}
	}
}

type failing struct {
	n   int
	err error
	got []byte
}

func (f *failing) Write(p []byte) (int, error) {
	f.got = append(f.got, p...)
	return min(f.n, len(p)), f.err
}

// After a failed write nothing is known of the screen, and the next frame goes
// whole.
func TestFailedWrites(t *testing.T) {
	t.Parallel()
	for name, under := range map[string]*failing{"error": {err: errors.New("gone")}, "short": {n: 3}} {
		w := squeeze.New(under, false)
		if _, err := w.Write([]byte("\x1b[2J")); name == "error" && err == nil {
			t.Errorf("%s: no error", name)
		}
		if written, err := w.Frame([]string{"one", "two"}, 80); err == nil || !written {
			t.Errorf("%s: %v, %v", name, written, err)
		}
		under.n, under.err = 1<<20, nil
		under.got = nil
		if written, err := w.Frame([]string{"one", "two"}, 80); err != nil || !written {
			t.Errorf("%s: after it %v, %v", name, written, err)
		}
		if got := string(under.got); !strings.Contains(got, "one\x1b[K") || !strings.Contains(got, "two\x1b[K") {
			t.Errorf("%s: after it came %q", name, got)
		}
	}
}

// FuzzFrame shows any two texts in turn: squeezed they never take more bytes than
// whole.
func FuzzFrame(f *testing.F) {
	f.Add("one\ntwo", "\x1b[1mtwo\x1b[0m\n", 10)
	f.Add("\x1b[7m   \x1b[0m|\n0123456789", "            |\n012345678", 9)
	f.Fuzz(func(t *testing.T, a, b string, columns int) {
		if columns < 1 || columns > 200 || strings.Count(a+b, "\n") > 50 {
			t.Skip()
		}
		var out [2][]byte
		for i, whole := range []bool{false, true} {
			s := squeeze.New(writerFunc(func(p []byte) (int, error) { out[i] = append(out[i], p...); return len(p), nil }), whole)
			for _, text := range []string{a, b, a} {
				if _, err := s.Frame(strings.Split(text, "\n"), columns); err != nil {
					t.Fatal(err)
				}
			}
		}
		if len(out[0]) > len(out[1]) {
			t.Errorf("%d bytes whole, %d squeezed", len(out[1]), len(out[0]))
		}
	})
}

type writerFunc func(p []byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
