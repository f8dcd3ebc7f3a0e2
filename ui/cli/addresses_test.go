package cli_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/journal/sqlite"
	"dojoreversals/ui/internal/ptytest"
)

// TestTwoAddressesOneShop opens two windows on one record, each with another
// spelling of Dojo's address: one payment is reversed once. The sandbox never
// finishes the first reversal.
func TestTwoAddressesOneShop(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		key   string
		spelt func(s *shop) string
	}{
		"localhost": {testKey, func(s *shop) string { return strings.Replace(s.url, "127.0.0.1", "localhost", 1) }},
		"all at once": {testKey, func(s *shop) string {
			return strings.Replace(s.url, "http://127.0.0.1:", "HTTP://LOCALHOST.:0", 1) + "/./"
		}},
		"another address, live": {liveKey, func(s *shop) string {
			first := s.url
			s.listen("127.0.0.1:0")
			second := s.url
			s.url = first
			return second
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			s.pay(sale("ORDER-1", 4250, "1013"))
			s.fault("stuck")
			env := s.env("DOJO_API_KEY="+c.key, "DOJO_LIVE_HOST=127.0.0.1")
			other := append(env, "DOJO_BASE_URL="+c.spelt(s))
			mine := run(t, s, ptytest.Options{Env: env, KillAtEnd: true})
			mine.row("ORDER-1", "Held, r to reverse")
			theirs := run(t, s, ptytest.Options{Env: other, KillAtEnd: true})
			theirs.row("ORDER-1", "Held, r to reverse")
			mine.ask().about("£42.50", "Visa ··1013", "ORDER-1").reverse()
			mine.row("ORDER-1", "Created")
			theirs.row("ORDER-1", "Created")
			theirs.press("r").says("started reversing this at")
			s.wantState("ORDER-1", dojo.StatusAuthorized, 1)
			// A window that is opened later sees it too.
			later := run(t, s, ptytest.Options{Env: other, KillAtEnd: true})
			later.row("ORDER-1", "Created")
			later.press("r").says("started reversing this at")
			s.wantState("ORDER-1", dojo.StatusAuthorized, 1)
		})
	}
}

// leftUnresolved records an attempt that became unresolved some minutes ago.
func (s *shop) leftUnresolved(env []string, reference string) {
	s.t.Helper()
	key, err := dojo.ParseAPIKey(testKey)
	if err != nil {
		s.t.Fatal(err)
	}
	p := s.state(reference)
	before := s.now().Add(-10 * time.Minute)
	a := journal.Attempt{
		ID: "0199a000-0000-7000-8000-000000000001", Environment: key.Environment(), BaseURL: s.url, KeyFingerprint: key.Fingerprint(),
		Payment:  journal.Payment{ID: s.ids[reference], Reference: reference, Amount: p.Amount, PaidAt: p.PaidAt, Status: p.Status},
		Operator: "sam", ConfirmedAt: before, SentAt: before, GaveUpAt: before, State: journal.Intended,
	}
	store, err := sqlite.Open(s.t.Context(), sqlite.Options{Dir: stateDir(s.t, env), Process: "before", Now: func() time.Time { return before }})
	if err == nil {
		err = errors.Join(takeThrough(s.t.Context(), store, a, journal.Sending, journal.Checking, journal.Unresolved), store.Close())
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// TestPutAwayStays puts away a result that every start shows, and starts again.
func TestPutAwayStays(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	env := s.env()
	s.leftUnresolved(env, "ORDER-1")
	till := run(t, s, ptytest.Options{Env: env})
	till.says("ORDER-1")
	till.press("esc").WaitUntil("the notice to go", func(s ptytest.Screen) bool { return !strings.Contains(noticeText(s), "ORDER-1") })
	till.quit()
	till = run(t, s, ptytest.Options{Env: env})
	till.row("ORDER-1")
	if n := noticeText(till.Screen()); strings.Contains(n, "ORDER-1") {
		t.Errorf("put away, and told again: %s", n)
	}
	if n := till.Bells(); n != 0 {
		t.Errorf("%d bells", n)
	}
	till.quit()
	// Another operator hasn't read it.
	conf := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(conf, []byte("operator = \"alex\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	till = run(t, s, ptytest.Options{Env: append(env, "DOJO_CONFIG="+conf)})
	till.says("ORDER-1")
	till.quit()
}
