package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"dojoreversals/dojo/sandbox"
	"dojoreversals/ui/internal/ptytest"
)

// fastBuild compiles the program with its fail points and its fast clock.
func fastBuild(tb testing.TB) string { return ptytest.Build(tb, "../..", "failpoints") }

const (
	// handSpeed is how fast the clock runs while a person presses keys: no faster
	// than others, so that a busy machine has as long to send.
	handSpeed = 1
	// waitSpeed is how fast it runs once only waits are left: a minute takes
	// a second and a half.
	waitSpeed = 40
)

// fastClock is a clock that the test, the sandbox and the programs built with
// fail points share, and that can run faster.
type fastClock struct {
	t    *testing.T
	file string

	mu         sync.Mutex
	real, fake time.Time
	rate       int64
}

func newFastClock(t *testing.T) *fastClock {
	t.Helper()
	now := time.Now()
	c := &fastClock{t: t, file: filepath.Join(t.TempDir(), "clock"), real: now, fake: now.Round(0), rate: 1}
	c.run(handSpeed)
	return c
}

// run lets the clock run at a speed.
func (c *fastClock) run(rate int64) {
	c.t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	c.fake, c.real, c.rate = c.at(now), now, rate
	text := fmt.Sprintln(c.real.UnixNano(), c.fake.UnixNano(), c.rate)
	if err := os.WriteFile(c.file+".new", []byte(text), 0o600); err != nil {
		c.t.Error(err)
	}
	if err := os.Rename(c.file+".new", c.file); err != nil {
		c.t.Error(err)
	}
}

// to sets the clock to an instant, from which it runs as a clock does.
func (c *fastClock) to(t time.Time) {
	c.t.Helper()
	c.mu.Lock()
	c.fake, c.real = t, time.Now()
	c.rate = 1
	c.mu.Unlock()
	c.run(1)
}

func (c *fastClock) at(now time.Time) time.Time {
	return c.fake.Add(now.Sub(c.real) * time.Duration(c.rate))
}

func (c *fastClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at(time.Now())
}

func (c *fastClock) after(d time.Duration) <-chan time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.After(d / time.Duration(max(c.rate, 1)))
}

// stop lets the clock stand still, so that no time passes but by step.
func (c *fastClock) stop() { c.t.Helper(); c.run(0) }

// step moves a clock that stands still.
func (c *fastClock) step(d time.Duration) {
	c.t.Helper()
	c.mu.Lock()
	c.fake = c.fake.Add(d)
	c.mu.Unlock()
	c.run(0)
}

// openFastShop makes a shop whose clock runs faster, for the program that
// fastBuild makes.
func openFastShop(t *testing.T) *shop {
	t.Helper()
	return fastShopAt(newFastClock(t))
}

// fastShopAt makes a shop by a fast clock that others may go by too.
func fastShopAt(c *fastClock) *shop {
	t := c.t
	t.Helper()
	s := &shop{
		t: t, zone: daytime(t), clock: c, held: make(chan struct{}, 16), answer: func() {},
		ids: map[string]string{}, want: map[string]int{},
	}
	s.Dojo = sandbox.New(sandbox.Options{
		Now: c.now, Zone: s.zone, SettleMin: 3 * time.Second, SettleMax: 3 * time.Second, After: c.after,
	})
	s.listen("127.0.0.1:0")
	return s
}

// fastEnv is the environment of every program in a fast shop, whose state stays
// from one to the next.
func (s *shop) fastEnv() []string {
	s.t.Helper()
	return s.env("DOJO_FAILCLOCK="+s.clock.file, "DOJO_REFRESH=1m")
}

// eventually polls until a condition holds. It is for conditions without a signal:
// a file that another process writes, or a request that came.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for !ok() {
		select {
		case <-look.C:
		case <-deadline.C:
			t.Fatalf("waited %v for %s", patience, what)
		}
	}
}
