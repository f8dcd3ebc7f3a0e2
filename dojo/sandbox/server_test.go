package sandbox_test

import (
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"dojoreversals/dojo/sandbox"
)

func TestListenOnlyOnThisMachine(t *testing.T) {
	t.Parallel()
	d := sandbox.New(sandbox.Options{Now: newClock(noon).Now})
	for _, addr := range []string{":0", "0.0.0.0:0", "[::]:0", "192.0.2.1:0", "example.invalid:0", "127.0.0.1", "127.0.0.1:0:0", ""} {
		if s, err := sandbox.Listen(d, addr); err == nil {
			_ = s.Close()
			t.Errorf("it listens on %q", addr)
		}
	}
	for _, addr := range []string{"127.0.0.1:0", "localhost:0", "127.0.0.2:0"} {
		s, err := sandbox.Listen(d, addr)
		if err != nil {
			t.Errorf("%s: %v", addr, err)
			continue
		}
		if u := s.URL(); !strings.HasPrefix(u, "http://127.0.0.") || strings.HasSuffix(u, ":0") {
			t.Errorf("%s: the URL is %s", addr, u)
		}
		if err := s.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
		if err := s.Close(); err != nil {
			t.Errorf("closing again: %v", err)
		}
	}
}

// A server that closes doesn't wait for answers that would never come.
func TestCloseEndsWaits(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"silent", "slow=1h"} {
		waiting := make(chan struct{}, 1)
		r := start(t, noon, sandbox.Options{
			Faults: []sandbox.Fault{fault(t, name)},
			After:  func(time.Duration) <-chan time.Time { waiting <- struct{}{}; return nil },
		})
		done := make(chan error, 1)
		req := r.request(t, http.MethodPost, "/payment-intents/search", "2022-01-03", "{}")
		go func() {
			res, err := r.http.Do(req)
			if err == nil {
				_ = res.Body.Close()
			}
			done <- err
		}()
		if name == "silent" {
			for r.Calls().Search == 0 {
				runtime.Gosched()
			}
		} else {
			<-waiting
		}
		if err := r.server.Close(); err != nil {
			t.Errorf("%s: closing: %v", name, err)
		}
		if err := <-done; err == nil {
			t.Errorf("%s: an answer came", name)
		}
	}
}

// Many at once, for the race detector; and of many reversals of one payment
// only one is accepted.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	r := start(t, noon, sandbox.Options{Payments: 50, Arrivals: time.Second})
	id := r.Add(sandbox.Payment{})
	var group sync.WaitGroup
	accepted := make(chan int, 20)
	for range 20 {
		group.Go(func() {
			accepted <- r.reverse(t, id, "2022-01-03").status
			r.call(t, http.MethodPost, "/payment-intents/search", "2024-02-05", "{}")
			r.clock.Advance(time.Second)
		})
	}
	group.Wait()
	close(accepted)
	ok := 0
	for status := range accepted {
		if status == http.StatusOK {
			ok++
		}
	}
	if ok != 1 {
		t.Errorf("%d of 20 reversals were accepted, want 1", ok)
	}
	if p, _ := r.Payment(id); p.Reversals != 1 {
		t.Errorf("%d reversals", p.Reversals)
	}
}

// A hundred thousand payments are made up and listed in a moment: run it with
// -bench to see how long that is.
func BenchmarkHundredThousand(b *testing.B) {
	for b.Loop() {
		sandbox.New(sandbox.Options{Now: newClock(noon).Now, Payments: 100_000})
	}
}

func BenchmarkSearchPage(b *testing.B) {
	r := start(b, noon, sandbox.Options{Payments: 100_000})
	for b.Loop() {
		r.search(b, map[string]any{"statuses": []string{"Authorized"}, "cursor": map[string]any{"limit": 100}})
	}
}
