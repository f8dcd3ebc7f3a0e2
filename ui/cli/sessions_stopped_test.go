//go:build !windows

package cli

import (
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"dojoreversals/ui/internal/ptytest"
)

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

// reachesReverse moves the focus of a question to Reverse, and waits until it takes an answer.
// Where the process stood still, as on a busy machine, it refuses the key as too quick: then
// again.
func (v *visitor) reachesReverse() {
	v.Helper()
	reached := func(s ptytest.Screen) bool { return s.Contains("─ enter: reverse") }
	dropped := "Too quick: press tab again"
	for now := v.screen(); !reached(now); {
		if now.Contains(dropped) {
			dropped = "one moment…" // the text stays until a key acts
		}
		v.types("\t")
		v.waits("takes the key, or not", func(s ptytest.Screen) bool {
			return reached(s) || s.Contains("one moment…") || s.Contains(dropped)
		})
		now = v.waits("takes keys", func(s ptytest.Screen) bool { return reached(s) || !s.Contains("one moment…") })
	}
}

// What was typed at any screen while the server was stopped confirms nothing.
func TestTypedWhileTheServerWasStopped(t *testing.T) {
	h, shop := newServer(t)
	all := []*visitor{newVisitor(t, 80, 24, "TERM=xterm").enters(h, shop, false), newVisitor(t, 80, 24, "TERM=xterm").enters(h, shop, false)}
	for _, v := range all {
		v.sees("ORDER-1")
		v.types("r")
		v.sees("tab, then enter: reverse")
		v.reachesReverse()
	}
	goesOn(t)()
	for _, v := range all {
		v.types("\r")
		v.sees("Too quick: press enter again")
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
