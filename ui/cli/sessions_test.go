//go:build !windows

package cli

import (
	"errors"
	"os"
	"regexp"
	"runtime"
	"runtime/pprof"
	"strings"
	"testing"
	"time"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/ui/internal/ptytest"
)

// Each session has the size, the colours, the characters, the title and the clipboard that
// its own terminal has, and what one does there is nobody else's.
func TestSessionsHaveTheirOwnTerminals(t *testing.T) {
	h, shop := newServer(t)
	modern := newVisitor(t, 120, 40, "TERM=xterm-256color", "COLORFGBG=15;0", "LANG=en_GB.UTF-8").enters(h, shop, false)
	console := newVisitor(t, 80, 24, "TERM=linux", "NO_COLOR=1", "LANG=es_ES")
	modes := console.modes()
	console.enters(h, shop, false)
	for _, v := range []*visitor{modern, console} {
		v.waits("fills its window", func(s ptytest.Screen) bool { return s.Contains("ORDER-1") && s.RowOf("? help") == v.lines-1 })
	}
	for what, of := range map[string]func(*visitor) bool{
		"256 colours": func(v *visitor) bool {
			return strings.Contains(v.written(), "38;5;")
		},
		"a style": func(v *visitor) bool {
			return regexp.MustCompile(`\x1b\[[0-9;]*[1-9][0-9;]*m`).MatchString(v.written())
		},
		"a title": func(v *visitor) bool { return strings.Contains(v.written(), "\x1b]2;") },
		"a pound": func(v *visitor) bool { return strings.Contains(v.written(), "£") },
	} {
		if !of(modern) || of(console) {
			t.Errorf("%s: %v and %v", what, of(modern), of(console))
		}
	}
	if strings.ContainsFunc(console.written(), func(r rune) bool { return r > '~' }) {
		t.Errorf("beyond ASCII: %q", console.written())
	}

	for text, v := range map[string]*visitor{"£42.50": modern, "GBP 42,50": console} {
		if !v.screen().Contains(text) {
			t.Errorf("%s isn't shown:\n%s", text, v.screen())
		}
	}

	const copied = "\x1b]52;c;"
	modern.types("y")
	modern.waits("copies", func(ptytest.Screen) bool { return strings.Contains(modern.written(), copied) })
	if strings.Contains(console.written(), copied) {
		t.Error("one copies into the clipboard of another")
	}

	console.forget()
	console.columns, console.lines = 60, 20
	console.size(60, 20)
	console.resizes <- struct{}{}
	console.waits("fills its window", func(s ptytest.Screen) bool { return s.Contains("ORDER-1") && s.RowOf("? help") == 19 })
	modern.types("?")
	modern.sees("Help")
	console.types("\x1a") // would stop the server
	console.sees("There is no shell here to go to.")
	if modern.screen().Contains("no shell") || console.screen().Contains("Help") {
		t.Errorf("one shows what the other typed:\n%s\n%s", modern.screen(), console.screen())
	}
	for _, v := range []*visitor{modern, console} {
		v.types("qq")
		if err := v.isOut(); err != nil {
			t.Error(err)
		}
		v.waits("gets its screen back", func(s ptytest.Screen) bool { return !s.AltScreen })
	}
	if after := console.modes(); after != modes {
		t.Errorf("the modes were %+v and are %+v", modes, after)
	}
	modern.isOver("keyFile.Read")
}

// A panic ends its own session, which says so. A dropped line ends one too. The others go
// on, and so does the reversal that was begun in the session with the panic.
func TestSessionsEndAlone(t *testing.T) {
	h, shop, server := newServerAt(t)
	boom := make(chan struct{})
	broken := newVisitor(t, 80, 24, "TERM=xterm").enters(h, shop, false)
	broken.s.crashes.spawn(func() { <-boom; panic("boom") })
	dropped := newVisitor(t, 80, 24, "TERM=xterm").enters(h, shop, false)
	whole := newVisitor(t, 80, 24, "TERM=xterm").enters(h, shop, false)
	for _, v := range []*visitor{broken, dropped, whole} {
		v.sees("ORDER-1")
	}
	session := broken.at.session.Load()
	payment, err := session.LookUp(t.Context(), session.Snapshot().Payments[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	session.Start(journal.Confirmed(&payment), "", time.Now())
	whole.sees("Created")
	close(boom)
	if err := broken.isOut(); err != nil {
		t.Error(err)
	}
	broken.sees("a mistake in the program ended this session.")
	screen := broken.sees("Then log in again.")
	if screen.AltScreen || strings.Contains(screen.Text(), "start the program") {
		t.Errorf("it says\n%s", screen)
	}
	dropped.leave(errors.New("the line dropped"))
	if err := dropped.isOut(); err != nil || dropped.s.crashes.any() {
		t.Errorf("%v, crashed: %v", err, dropped.s.crashes.any())
	}
	if err := server.Set(payment.ID, dojo.StatusReversed); err != nil {
		t.Fatal(err)
	}
	whole.sees("Successful")
	whole.types("?")
	whole.sees("Help")
	if whole.s.crashes.any() || len(whole.ended) > 0 {
		t.Error("the panic is another's too")
	}
	whole.leave(nil)
	_ = whole.isOut()
}

// Plain lines end with ctrl+c, ctrl+d and their session, and nobody reads on then.
func TestPlainSessions(t *testing.T) {
	h, shop := newServer(t)
	for name, end := range map[string]func(*visitor){
		"ctrl+c":  func(v *visitor) { v.interrupts <- struct{}{} },
		"ctrl+d":  func(v *visitor) { v.types("\x04") },
		"dropped": func(v *visitor) { v.leave(errors.New("the line dropped")) },
	} {
		v := newVisitor(t, 80, 24).enters(h, shop, true)
		v.sees("42.50")
		v.types("help\n")
		v.sees("quit")
		end(v)
		if err := v.isOut(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		v.isOver("cli.readLines")
	}
}

// However many sessions wait for keys, none blocks a thread.
func TestSessionsBlockNoThread(t *testing.T) {
	h, shop := newServer(t)
	threads := pprof.Lookup("threadcreate")
	const sessions = 40
	all := make([]*visitor, sessions)
	before, routines, files := threads.Count(), runtime.NumGoroutine(), descriptors(t)
	for i := range all {
		all[i] = newVisitor(t, 80, 24, "TERM=xterm").enters(h, shop, i%4 == 0)
		all[i].sees("42.50")
	}
	t.Logf("for each session, with the test's end of it: %.1f goroutines, %.1f descriptors", float64(runtime.NumGoroutine()-routines)/sessions, float64(descriptors(t)-files)/sessions)
	if more := threads.Count() - before; more > sessions/2 {
		t.Errorf("%d threads more for %d sessions", more, sessions)
	}
	if strings.Contains(string(stacks()), "listenForResize") {
		t.Error("each asks its window's size whenever the server's own terminal has another one")
	}
	for _, v := range all {
		v.leave(nil)
		if err := v.isOut(); err != nil {
			t.Error(err)
		}
	}
}

// Without a terminal, a session's pipes stay as the server has made them: a read that waits
// for somebody to type ends with the session, though nobody closes the pipe.
func TestPlainSessionThroughPipes(t *testing.T) {
	h, shop := newServer(t)
	var ends [4]*os.File
	for i := range 2 {
		var err error
		if ends[2*i], ends[2*i+1], err = os.Pipe(); err != nil {
			t.Fatal(err)
		}
	}
	in, typed, shown, out := ends[0], ends[1], ends[2], ends[3]
	v := &visitor{T: t, columns: 80, lines: 200, master: shown, news: make(chan struct{}, 1), ended: make(chan error, 1)}
	v.s = newSession(in, out, out, func(string) (string, bool) { return "", false }, time.Now, served{stops: &stops{}})
	go v.read()
	t.Cleanup(func() { _, _, _, _ = in.Close(), typed.Close(), out.Close(), shown.Close() })
	v.enters(h, shop, inPlain(v.s, config.Settings{}))
	v.sees("42.50")
	if _, err := typed.WriteString("help\n"); err != nil {
		t.Fatal(err)
	}
	v.sees("quit")
	v.leave(errors.New("the line dropped"))
	if err := v.isOut(); err != nil {
		t.Error(err)
	}
	v.isOver("cli.readLines")
}
