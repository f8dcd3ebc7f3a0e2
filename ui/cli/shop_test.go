package cli_test

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/sandbox"
	"dojoreversals/ui/internal/shopday"
)

// testKey isn't a real key: the sandbox takes anything that begins with sk_.
const testKey = "sk_sandbox_test_not_a_real_key"

const (
	// settleTime is how long a sandbox's reversal stays Created, by a clock
	// that only settle moves so far. It stays under the two minutes from which
	// the screen remarks that this machine's clock is wrong.
	settleTime = 90 * time.Second
	// holdTime marks the answers that wait for shop.answer.
	holdTime = 1234 * time.Hour
	// patience bounds waits for the sandbox; those for the screen have their own.
	patience = time.Minute
)

// shop is a Dojo in memory of its own, and what a test expects of it.
type shop struct {
	*sandbox.Dojo
	t    *testing.T
	url  string
	zone *time.Location
	// clock is the shop's fast clock, or nil.
	clock *fastClock
	// faultText is the first of the faults that are set.
	faultText string

	held   chan struct{} // receives for each answer that waits
	answer func()        // lets them go

	mu    sync.Mutex
	shift time.Duration
	ids   map[string]string // by reference
	want  map[string]int    // reversals that were confirmed, by payment ID
}

// newShop makes a shop without payments whose server isn't listening yet.
func newShop(t *testing.T) *shop {
	t.Helper()
	release := make(chan time.Time)
	s := &shop{
		t: t, zone: daytime(t), held: make(chan struct{}, 16),
		ids: map[string]string{}, want: map[string]int{},
		answer: sync.OnceFunc(func() { close(release) }),
	}
	s.Dojo = sandbox.New(sandbox.Options{
		Now: s.now, Zone: s.zone, SettleMin: settleTime, SettleMax: settleTime,
		After: func(d time.Duration) <-chan time.Time {
			if d == holdTime {
				s.held <- struct{}{}
				return release
			}
			return time.After(d)
		},
	})
	t.Cleanup(s.answer)
	return s
}

// openShop makes a shop whose server listens.
func openShop(t *testing.T) *shop {
	t.Helper()
	s := newShop(t)
	s.listen("127.0.0.1:0")
	return s
}

// listen starts the server; the function that it returns stops it.
func (s *shop) listen(addr string) (closed func()) {
	s.t.Helper()
	server, err := sandbox.Listen(s.Dojo, addr)
	if err != nil {
		s.t.Fatal(err)
	}
	s.url = server.URL()
	stop := func() {
		if err := server.Close(); err != nil {
			s.t.Errorf("closing the sandbox: %v", err)
		}
	}
	s.t.Cleanup(stop)
	return stop
}

// daytime is a zone in which it is day just now, so that no test's day ends
// while it runs.
func daytime(t testing.TB) *time.Location {
	t.Helper()
	zone, err := shopday.Daytime(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func (s *shop) now() time.Time {
	if s.clock != nil {
		return s.clock.now()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return time.Now().Add(s.shift)
}

// settle moves the clock on by the time that Dojo takes for a reversal. It works
// once: moved again, the screen would remark that the clock is off.
func (s *shop) settle() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shift = settleTime + time.Second
}

// pay adds a payment. Without a time it was paid a minute before the one that
// was added last, so that they are listed in the order of the calls.
func (s *shop) pay(p sandbox.Payment) string {
	s.t.Helper()
	s.mu.Lock()
	n := len(s.ids)
	s.mu.Unlock()
	if p.PaidAt.IsZero() && p.Status != dojo.StatusCreated {
		p.PaidAt = s.now().Add(-time.Duration(n+1) * time.Minute)
	}
	id := s.Add(p)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ids[p.Reference] = id
	return id
}

// sale is an uncaptured payment of today by Visa.
func sale(reference string, pence int64, last4 string) sandbox.Payment {
	return sandbox.Payment{
		Reference: reference, Amount: dojo.Money{Minor: pence, Currency: "GBP"},
		Card: sandbox.Card{Type: "VISA", Last4: last4}, AuthCode: "123456",
	}
}

// state is a payment as it is at Dojo now.
func (s *shop) state(reference string) sandbox.Payment {
	s.t.Helper()
	p, ok := s.Payment(s.ids[reference])
	if !ok {
		s.t.Fatalf("there is no payment %s", reference)
	}
	return p
}

// wantState fails unless a payment is in this status at Dojo, reversed so many
// times.
func (s *shop) wantState(reference string, status dojo.Status, reversals int) {
	s.t.Helper()
	if p := s.state(reference); p.Status != status || p.Reversals != reversals {
		s.t.Errorf("%s is %s at Dojo with %d reversals, want %s with %d", reference, p.Status, p.Reversals, status, reversals)
	}
}

// fault replaces the faults that are set.
func (s *shop) fault(texts ...string) {
	s.t.Helper()
	var faults []sandbox.Fault
	s.faultText = strings.Join(texts, " ")
	for _, text := range texts {
		f, err := sandbox.ParseFault(text)
		if err != nil {
			s.t.Fatal(err)
		}
		faults = append(faults, f)
	}
	s.SetFaults(faults...)
}

// holdAnswers makes Dojo carry out reversals but hold their answers back.
func (s *shop) holdAnswers() { s.fault("reversal:slow=" + holdTime.String()) }

// awaitHeld waits until Dojo holds an answer back.
func (s *shop) awaitHeld() {
	s.t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	select {
	case <-s.held:
	case <-deadline.C:
		s.t.Fatalf("nothing came whose answer is held back; the calls so far: %+v", s.Calls())
	}
}

// carriesOut waits until Dojo has begun a reversal, by its clock as it is. A call is counted
// before that.
func (s *shop) carriesOut(reference string) {
	s.t.Helper()
	eventually(s.t, "the reversal of "+reference+" to be carried out", func() bool { return s.state(reference).Reversals > 0 })
}

// confirmed notes that a reversal was confirmed and must be sent once.
func (s *shop) confirmed(reference string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.want[s.ids[reference]]++
}

// notSent takes that back, for a reversal that had to be stopped before it left.
func (s *shop) notSent(reference string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.want, s.ids[reference])
}

// wanted is how often the reversal of a payment must be sent.
func (s *shop) wanted(reference string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.want[s.ids[reference]]
}

// checkCalls fails unless exactly the confirmed reversals were sent.
func (s *shop) checkCalls() {
	s.t.Helper()
	got := s.Calls().Reversals
	s.mu.Lock()
	defer s.mu.Unlock()
	for reference, id := range s.ids {
		if got[id] != s.want[id] {
			s.t.Errorf("%d reversals of %s were sent, %d were confirmed", got[id], reference, s.want[id])
		}
		delete(got, id)
	}
	if len(got) > 0 {
		s.t.Errorf("reversals of payments that there are not: %v", got)
	}
}

// env is the environment of the program: the settings, an empty home, and a proxy
// for all other machines that must never be asked. (Go asks no proxy for loopback
// addresses.)
func (s *shop) env(more ...string) []string {
	s.t.Helper()
	env := append(sealed(s.t), "DOJO_API_KEY="+testKey, "DOJO_BASE_URL="+s.url, "DOJO_TIMEZONE="+s.zone.String())
	return append(env, more...)
}

// sealed is an environment with an empty home and without a way out of this
// machine: whatever asks for the proxy fails the test.
func sealed(tb testing.TB) []string {
	tb.Helper()
	home := tb.TempDir()
	conf := filepath.Join(home, "config.toml")
	if err := os.WriteFile(conf, []byte("shop = \"Corner Shop\"\noperator = \"priya\"\n"), 0o600); err != nil {
		tb.Fatal(err)
	}
	proxy := "http://" + outsider(tb)
	return []string{
		"HOME=" + home, "XDG_CONFIG_HOME=" + filepath.Join(home, "xdg"), "XDG_STATE_HOME=" + filepath.Join(home, "state"),
		"DOJO_CONFIG=" + conf, "DOJO_STATE_DIR=" + filepath.Join(home, "state"), "DOJO_REFRESH=2s",
		"DBUS_SESSION_BUS_ADDRESS=autolaunch:", // this account's own keyring is never asked
		"HTTP_PROXY=" + proxy, "HTTPS_PROXY=" + proxy, "ALL_PROXY=" + proxy,
	}
}

// outsider is the proxy for all other machines. It fails the test if anybody
// connects.
func outsider(tb testing.TB) string {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	visits := make(chan int)
	go func() {
		n := 0
		for {
			c, err := l.Accept()
			if err != nil {
				visits <- n
				return
			}
			n++
			_ = c.Close()
		}
	}()
	tb.Cleanup(func() {
		_ = l.Close()
		if n := <-visits; n > 0 {
			tb.Errorf("%d connections went out of this machine", n)
		}
	})
	return l.Addr().String()
}
