//go:build unix

package keyboard

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// line is a Reader on a pipe, whose other end somebody types at while it waits.
type line struct {
	t       *testing.T
	reader  *Reader
	in      *os.File
	now     time.Time
	later   []string // what comes while it waits, "" for nothing
	waited  []time.Duration
	stopped bool
	busy    time.Duration // how long the screen takes to take keys
	got     []string
}

func newLine(t *testing.T, mouse bool) *line {
	t.Helper()
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = out.Close(), in.Close() })
	l := &line{t: t, in: in, now: noon}
	l.reader = NewReader(out, Outside{
		Deliver: l.deliver,
		Now:     func() time.Time { return l.now.Add(time.Hour) },
		Steady:  func() time.Time { return l.now },
		Ready: func(d time.Duration) bool {
			l.waited = append(l.waited, d)
			if len(l.later) == 0 || l.later[0] == "" {
				l.now = l.now.Add(d)
				l.later = l.later[min(1, len(l.later)):]
				return false
			}
			l.write(l.later[0])
			l.later = l.later[1:]
			return true
		},
		WasStopped: func() bool { was := l.stopped; l.stopped = false; return was },
	}, mouse)
	return l
}

func (l *line) write(text string) {
	if _, err := l.in.WriteString(text); err != nil {
		l.t.Fatal(err)
	}
}

func (l *line) deliver(msg tea.Msg) {
	switch msg := msg.(type) {
	case Batch:
		var names []string
		for _, k := range msg.Keys {
			names = append(names, k.String())
		}
		text := strings.Join(names, " ")
		if msg.Burst() {
			text = "(" + text + ")"
		}
		if ahead := msg.At.Sub(l.now); ahead > time.Hour || ahead < time.Hour-EscapeTime {
			l.t.Errorf("%s is of %v from now", text, ahead)
		}
		l.got = append(l.got, text)
		l.now = l.now.Add(l.busy)
	default:
		l.got = append(l.got, fmt.Sprintf("%T", msg))
	}
}

// types types a text that is read at once, with a second before it, and more
// while the reader waits. It returns what Bubble Tea gets.
func (l *line) types(text string, later ...string) string {
	l.now, l.later, l.got, l.waited = l.now.Add(time.Second), later, nil, nil
	l.write(text)
	p := make([]byte, 256)
	n, err := l.reader.Read(p)
	if err != nil {
		l.t.Fatal(err)
	}
	return string(p[:n])
}

func TestReader(t *testing.T) {
	t.Parallel()
	l := newLine(t, true)
	for _, c := range []struct {
		text  string
		later []string
		want  []string
		mouse string
	}{
		{"j", nil, []string{"j"}, ""},
		{"r\t\r", nil, []string{"(r tab enter)"}, ""},
		{"\r", nil, []string{"enter"}, ""},
		{"\r", []string{"x\r"}, []string{"(enter x enter)"}, ""},
		{"\x1b", nil, []string{"esc"}, ""},
		{"\x1b", []string{"[B"}, []string{"down"}, ""},
		{"j\x1b", []string{"[", ""}, []string{"j"}, ""},
		{"B", nil, []string{"down"}, ""}, // within a second of its beginning
		{"\x1b", []string{"r"}, []string{"(esc r)"}, ""},
		{"\x1b]11;rgb:0/0/0\x1b", nil, nil, ""},
		{"\\k", nil, []string{"k"}, ""},
		{"\x1b[I\x1b[<64;1;1M\x1b[O", nil, []string{"tea.FocusMsg", "tea.BlurMsg"}, "\x1b[<64;1;1M"},
		{"j\x1b[<64;1;1Mk", nil, []string{"(j k)"}, "\x1b[<64;1;1M"},
		{"\x1b[200~q\r\x1b[201~", nil, []string{"[q\r]"}, ""},
	} {
		mouse := l.types(c.text, c.later...)
		if !slices.Equal(l.got, c.want) || mouse != c.mouse {
			t.Errorf("%q, then %q: %q and %q for the mouse, want %q and %q", c.text, c.later, l.got, mouse, c.want, c.mouse)
		}
	}
	l.stopped = true
	if l.types("\r"); !slices.Equal(l.got, []string{"keyboard.Stopped", "enter"}) {
		t.Errorf("after a stop: %q", l.got)
	}
	if l.types("j"); len(l.waited) > 0 {
		t.Errorf("a letter waits %v", l.waited)
	}
	if l.types("\r"); !slices.Equal(l.waited, []time.Duration{together}) {
		t.Errorf("enter waits %v", l.waited)
	}
	// What came while the screen was busy came together with what kept it so.
	l.busy = time.Second
	l.types("\t")
	l.now = l.now.Add(-time.Second)
	if l.types("\r"); !slices.Equal(l.got, []string{"(enter)"}) {
		t.Errorf("typed at a busy screen: %q", l.got)
	}
	_ = l.in.Close()
	if _, err := l.reader.Read(make([]byte, 256)); err == nil {
		t.Error("the end of the terminal is no error")
	}
}

// More than Bubble Tea asks for at a time stays to be read, and is of the same
// burst.
func TestReaderTakesNoMoreThanAsked(t *testing.T) {
	t.Parallel()
	l := newLine(t, false)
	l.now = l.now.Add(time.Second)
	l.write(strings.Repeat("x", 300) + "\r")
	for range 2 {
		if _, err := l.reader.Read(make([]byte, 256)); err != nil {
			t.Fatal(err)
		}
	}
	if len(l.got) != 2 || len(l.got[0]) != 2*(256-keySize)+1 || !strings.HasSuffix(l.got[1], "enter)") {
		t.Errorf("%q", l.got)
	}
}

// What Read returns never takes more room than Bubble Tea has for it, though the
// beginning of a report came with the read before.
func TestReportsOfTheMouseFitTheirRoom(t *testing.T) {
	t.Parallel()
	const report = "\x1b[<35;9;9M"
	for _, room := range []int{80, 128, 251, 256} {
		l := newLine(t, true)
		l.reader.outside.Ready = func(time.Duration) bool { return true }
		l.write(strings.Repeat(report, 200))
		got := ""
		for len(got) < 200*len(report) {
			p := make([]byte, room, 4096)
			n, err := l.reader.Read(p)
			if err != nil || n > room {
				t.Fatalf("room for %d, got %d, %v", room, n, err)
			}
			got += string(p[:n])
		}
		if got != strings.Repeat(report, 200) {
			t.Errorf("room for %d: another text came", room)
		}
	}
}
