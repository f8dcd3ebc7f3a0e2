package cli

import (
	"fmt"
	"math"
	"runtime"
	"testing"
	"time"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/dojo/agent"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/journal/sqlite"
	"dojoreversals/dojo/reversal"
)

// abandon records attempts of a shop of which nothing was sent.
func (s *street) abandon(n int, name, key string) {
	s.Helper()
	parsed, err := dojo.ParseAPIKey(key)
	if err != nil {
		s.Fatal(err)
	}
	ago := time.Now().Add(-time.Hour).UTC()
	store, err := sqlite.Open(s.Context(), sqlite.Options{Dir: s.dir, Process: newID(), Now: func() time.Time { return ago }})
	if err != nil {
		s.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	for i := range n {
		a := journal.Attempt{
			ID: newID(), Payment: journal.Payment{ID: fmt.Sprintf("pi_sandbox_%s_%d", name, i), Reference: "R", Amount: dojo.Money{Minor: 4250, Currency: "GBP"}, PaidAt: ago, Status: dojo.StatusAuthorized},
			Environment: parsed.Environment(), BaseURL: s.url, KeyFingerprint: parsed.Fingerprint(),
			Shop: name, Operator: "priya", Host: "till", ConfirmedAt: ago, State: journal.Intended,
		}
		if err := store.Begin(s.Context(), a); err != nil {
			s.Fatal(err)
		}
		to := a
		to.State = journal.Abandoned
		if err := store.Move(s.Context(), a, to); err != nil {
			s.Fatal(err)
		}
	}
}

// What a desk does at each change at any shop doesn't depend on how many attempts the
// shops remember.
func TestNewsCostNoMoreWithMoreAttempts(t *testing.T) {
	// It is what they take without whatever goes on beside them, such as a list that is
	// read: so it is the least of some rounds, of more until it isn't above enough.
	bytesOf := func(attempts, enough int) int {
		s := newStreet(t, "pier", "mall")
		s.served = true
		for _, handle := range []string{"pier", "mall"} {
			s.abandon(attempts, handle, "sk_sandbox_not_a_real_key_"+handle)
		}
		local, first := s.house("pier")
		s.show(local.visit(first))
		_, _ = s.enter(local, "mall")
		if known := len(first.shop.Attempts()); known < attempts { // it knows those of the other key, too
			t.Fatalf("%d attempts are known, of %d", known, attempts)
		}
		tom := agent.Agent{Name: "tom", Role: agent.RoleReverse, Shops: []string{agent.EveryShop}}
		d := local.house.agentDesk(caller{by: reversal.Identity{Operator: "tom"}, rights: func() agent.Agent { return tom },
			seen: func(set config.Settings) config.Settings { return set }, log: local.house.log,
			hold: func() func() { return func() {} }})
		defer d.close()
		d.seat(first.tenant).begin()
		news := func() {
			d.tell()
			_, _ = d.All(), d.Elsewhere()
			_ = d.attempts() // when they leave
		}
		news()
		const rounds, times = 5, 20
		least, end := math.MaxInt, time.Now().Add(patience)
		for i := 0; i < rounds || least > enough && time.Now().Before(end); i++ {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			for range times {
				news()
			}
			runtime.ReadMemStats(&after)
			least = min(least, int(after.TotalAlloc-before.TotalAlloc)/times)
		}
		return least
	}
	few := bytesOf(1, math.MaxInt)
	most := few + 10_000
	many := bytesOf(40, most)
	t.Logf("%d bytes for 1 attempt, and %d for 40", few, many)
	if many > most {
		t.Errorf("%d bytes for 1 attempt, and %d for 40", few, many)
	}
}
