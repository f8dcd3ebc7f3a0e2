//go:build !windows

package cli

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/pprof"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"go.uber.org/goleak"
	"golang.org/x/term"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/dojo/agent"
	"dojoreversals/dojo/reversal"
	"dojoreversals/dojo/sandbox"
	"dojoreversals/ui/internal/ptytest"
)

// visitor is somebody in a session of a server, at a terminal of their own.
type visitor struct {
	*testing.T
	s             streams
	master, slave *os.File
	columns       int
	lines         int
	resizes       chan struct{}
	interrupts    chan struct{}
	leave         context.CancelCauseFunc // ends the session
	ended         chan error              // what runFront returned

	mu   sync.Mutex
	raw  []byte
	news chan struct{} // one slot: more was written
}

// newServer opens the one house of a server, at a shop with one payment. Nothing is left
// of it and of its sessions after the test: no goroutine and no descriptor.
func newServer(t *testing.T) (*house, *tenant) {
	t.Helper()
	files, threads := descriptors(t), goleak.IgnoreCurrent()
	t.Cleanup(func() {
		end := time.Now().Add(patience)
		for err := goleak.Find(threads); err != nil; err = goleak.Find(threads) { // each looks for half a second
			if time.Now().After(end) {
				t.Fatal(err)
			}
		}
		for ; descriptors(t) > files; runtime.Gosched() {
			if time.Now().After(end) {
				t.Fatalf("%d descriptors are open, and %d were before", descriptors(t), files)
			}
		}
	})
	street := newStreet(t, "pier")
	street.served = true
	street.dojo.Add(sandbox.Payment{PaidAt: time.Now(), Reference: "ORDER-1", Amount: dojo.Money{Minor: 4250, Currency: "GBP"}})
	d, at := street.house("pier")
	d.house.all = shopsOf(at.settings)
	return d.house, at.tenant
}

// descriptors counts those that are open, where the system tells.
func descriptors(t *testing.T) int {
	t.Helper()
	all, err := os.ReadDir("/proc/self/fd")
	if runtime.GOOS == "linux" && err != nil {
		t.Fatal(err)
	}
	return len(all)
}

// newVisitor opens a terminal.
func newVisitor(t *testing.T, columns, lines int, env ...string) *visitor {
	t.Helper()
	v := &visitor{
		T: t, columns: columns, lines: lines, news: make(chan struct{}, 1), ended: make(chan error, 1),
		resizes: make(chan struct{}, 1), interrupts: make(chan struct{}, 1),
	}
	master, slave, err := pty.Open()
	if err != nil {
		t.Skip(err)
	}
	v.master, v.slave = polled(t, master), polled(t, slave)
	v.size(columns, lines)
	v.s = newSession(v.slave, v.slave, v.slave, func(name string) (string, bool) {
		for _, variable := range env {
			if value, ok := strings.CutPrefix(variable, name+"="); ok {
				return value, true
			}
		}
		return "", false
	}, time.Now, served{resized: v.resizes, interrupted: v.interrupts, stops: &stops{}})
	go v.read()
	t.Cleanup(func() { _, _ = v.slave.Close(), v.master.Close() })
	return v
}

// polled is a file by which nobody who waits blocks a thread.
func polled(t *testing.T, f *os.File) *os.File {
	t.Helper()
	defer f.Close()
	fd, err := syscall.Dup(int(f.Fd()))
	if err == nil {
		err = syscall.SetNonblock(fd, true)
	}
	if err != nil {
		t.Fatal(err)
	}
	return os.NewFile(uintptr(fd), f.Name())
}

// size changes the window's size, as far as the kernel knows it.
func (v *visitor) size(columns, lines int) {
	v.Helper()
	if err := pty.Setsize(v.master, &pty.Winsize{Cols: uint16(columns), Rows: uint16(lines)}); err != nil {
		v.Fatal(err)
	}
}

func (v *visitor) read() {
	p := make([]byte, 4096)
	for {
		n, err := v.master.Read(p)
		v.mu.Lock()
		v.raw = append(v.raw, p[:n]...)
		v.mu.Unlock()
		select {
		case v.news <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

// written is what came to the terminal since it was forgotten last.
func (v *visitor) written() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return string(v.raw)
}

func (v *visitor) forget() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.raw = nil
}

func (v *visitor) screen() ptytest.Screen {
	v.Helper()
	screen, err := ptytest.Parse(v.written(), v.columns, v.lines)
	if err != nil {
		v.Fatal(err)
	}
	return screen
}

// sees waits until the terminal shows a text.
func (v *visitor) sees(text string) ptytest.Screen {
	v.Helper()
	return v.waits("shows "+text, func(s ptytest.Screen) bool { return s.Contains(text) })
}

// waits waits until the terminal is so.
func (v *visitor) waits(what string, so func(ptytest.Screen) bool) ptytest.Screen {
	v.Helper()
	end := time.After(patience)
	for {
		screen := v.screen()
		if so(screen) {
			return screen
		}
		select {
		case <-v.news:
		case <-end:
			v.Fatalf("it never %s:\n%s", what, screen)
		}
	}
}

// isOver waits until no goroutine is in a function any more.
func (v *visitor) isOver(function string) {
	v.Helper()
	for end := time.Now().Add(patience); strings.Contains(string(stacks()), function); runtime.Gosched() {
		if time.Now().After(end) {
			v.Fatalf("%s goes on", function)
		}
	}
}

// modes are the terminal's, as the kernel has them.
func (v *visitor) modes() (modes term.State) {
	v.Helper()
	var err error
	describe(v.slave, func(fd int) {
		var state *term.State
		if state, err = term.GetState(fd); err == nil {
			modes = *state
		}
	})
	if err != nil {
		v.Fatal(err)
	}
	return modes
}

func (v *visitor) types(keys string) {
	v.Helper()
	if _, err := v.master.WriteString(keys); err != nil {
		v.Fatal(err)
	}
}

// enters gives the visitor a desk of their own, and shows them a shop.
func (v *visitor) enters(h *house, t *tenant, plain bool) *visitor {
	ctx, leave := context.WithCancelCause(context.Background())
	v.leave = leave
	v.s.crashes.keep(filepath.Join(v.TempDir(), "state"), nil)
	priya := agent.Agent{Name: "priya", Role: agent.RoleReverse, Shops: []string{agent.EveryShop}}
	d := h.agentDesk(caller{
		by: reversal.Identity{Operator: "priya"}, rights: func() agent.Agent { return priya }, log: h.log,
		seen: func(s config.Settings) config.Settings { return s.SeenBy(v.s.lookupEnv) },
	})
	at := d.seat(t)
	v.s = v.s.knowing(at.seen.ASCII)
	go func() {
		defer d.close()
		err := d.show(ctx, v.s, at, plain)
		v.s.ended(err)
		v.ended <- err
	}()
	return v
}

// isOut waits until the session has ended.
func (v *visitor) isOut() error {
	v.Helper()
	select {
	case err := <-v.ended:
		return err
	case <-time.After(patience):
		v.Fatal("the session goes on")
		return nil
	}
}

// Each session has the size, the colours, the characters and the title that its own
// terminal has, and what one does there is nobody else's.
func TestSessionsHaveTheirOwnTerminals(t *testing.T) {
	h, shop := newServer(t)
	modern := newVisitor(t, 120, 40, "TERM=xterm-256color", "COLORFGBG=15;0", "LANG=en_GB.UTF-8").enters(h, shop, false)
	console := newVisitor(t, 80, 24, "TERM=linux", "NO_COLOR=1", "LANG=es_ES")
	modes := console.modes()
	console.enters(h, shop, false)
	for _, v := range []*visitor{modern, console} {
		v.sees("ORDER-1")
		if row := v.screen().RowOf("? help"); row != v.lines-1 {
			t.Errorf("the last of %d lines is line %d:\n%s", v.lines, row, v.screen())
		}
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

	console.forget()
	console.columns, console.lines = 60, 20
	console.size(60, 20)
	console.resizes <- struct{}{}
	console.sees("ORDER-1")
	if row := console.screen().RowOf("? help"); row != 19 {
		t.Errorf("the last of 20 lines is line %d:\n%s", row, console.screen())
	}
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
// on.
func TestSessionsEndAlone(t *testing.T) {
	h, shop := newServer(t)
	boom := make(chan struct{})
	broken := newVisitor(t, 80, 24, "TERM=xterm").enters(h, shop, false)
	broken.s.crashes.spawn(func() { <-boom; panic("boom") })
	dropped := newVisitor(t, 80, 24, "TERM=xterm").enters(h, shop, false)
	whole := newVisitor(t, 80, 24, "TERM=xterm").enters(h, shop, false)
	for _, v := range []*visitor{broken, dropped, whole} {
		v.sees("ORDER-1")
	}
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

// goesOn tells this process that it was stopped and goes on. The function that it returns
// waits until package os/signal has that: on a busy machine the thread that has taken the
// signal may stand still before it hands it on, for longer than a question takes.
func goesOn(t *testing.T) (told func()) {
	t.Helper()
	has := make(chan os.Signal, 1)
	signal.Notify(has, syscall.SIGCONT)
	if err := syscall.Kill(os.Getpid(), syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	return func() { <-has; signal.Stop(has) }
}

// Each screen hears once that the process was stopped.
func TestStopsOfManyScreens(t *testing.T) {
	s := &stops{}
	first, second := s.watch(), s.watch()
	if first() || second() {
		t.Fatal("it wasn't stopped")
	}
	for range 3 {
		goesOn(t)()
		if !first() || !second() || first() || second() {
			t.Fatal("each hears it once")
		}
	}
	if s.watch()() {
		t.Error("a new one hears of what was before")
	}

	// Those who ask at one moment share what they are told.
	many := make([]func() bool, 50)
	for i := range many {
		many[i] = s.watch()
	}
	heard := func() int {
		var n atomic.Int64
		var all sync.WaitGroup
		for _, stopped := range many {
			all.Go(func() {
				if stopped() {
					n.Add(1)
				}
			})
		}
		all.Wait()
		return int(n.Load())
	}
	const times = 20
	atOnce := 0
	for range times {
		told := goesOn(t)
		once := heard()
		told()
		if late, again := heard(), heard(); once+late != len(many) || again != 0 {
			t.Fatalf("%d and %d of %d hear it, and then %d again", once, late, len(many), again)
		}
		if once == len(many) {
			atOnce++
		}
	}
	if atOnce < times/2 {
		t.Errorf("they hear it as soon as they ask %d times of %d", atOnce, times)
	}
}

// BenchmarkStops is what a key costs for that question, while 50 people type.
func BenchmarkStops(b *testing.B) {
	s := &stops{}
	b.SetParallelism(25)
	b.RunParallel(func(pb *testing.PB) {
		stopped := s.watch()
		for pb.Next() {
			stopped()
		}
	})
}

// What was typed at any screen while the server was stopped confirms nothing.
func TestTypedWhileTheServerWasStopped(t *testing.T) {
	h, shop := newServer(t)
	all := []*visitor{newVisitor(t, 80, 24, "TERM=xterm").enters(h, shop, false), newVisitor(t, 80, 24, "TERM=xterm").enters(h, shop, false)}
	for _, v := range all {
		v.sees("ORDER-1")
		v.types("r")
		v.sees("tab, then enter: reverse")
		v.types("\t")
		v.sees("─ enter: reverse") // it takes an answer
	}
	goesOn(t)()
	for _, v := range all {
		v.types("\r")
		v.sees("Too quick: press ")
	}
	if n := len(shop.shop.Attempts()); n != 0 {
		t.Errorf("%d reversals", n)
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
