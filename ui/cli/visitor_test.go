//go:build !windows

package cli

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
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
	at            *seat // where they sit once they have entered
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
	h, shop, _ := newServerAt(t)
	return h, shop
}

// newServerAt is newServer, and the shop's Dojo.
func newServerAt(t *testing.T) (*house, *tenant, *sandbox.Dojo) {
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
	return d.house, at.tenant, street.dojo
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
	v.at = at
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
