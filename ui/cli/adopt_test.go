package cli_test

import (
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/journal/sqlite"
)

// TestAdoptSeveralKeys adopts the attempts of one key only, and only if that key is
// named: the others belong to another shop, whose own program follows them.
func TestAdoptSeveralKeys(t *testing.T) {
	t.Parallel()
	env := append(sealed(t), "DOJO_API_KEY="+testKey, "DOJO_BASE_URL=http://localhost:5000")
	before := time.Now().Add(-time.Hour)
	store, err := sqlite.Open(t.Context(), sqlite.Options{Dir: stateDir(t, env), Process: "before", Now: func() time.Time { return before }})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ id, payment, key, shop, url string }{
		{"0199a000-0000-7000-8000-000000000001", "pi_a1", "aaaaaaaaaaaa", "Shop A", "http://localhost:5000"},
		{"0199a000-0000-7000-8000-000000000002", "pi_b1", "bbbbbbbbbbbb", "Shop B", "http://127.0.0.1:5000"}, // recorded by another spelling
		{"0199a000-0000-7000-8000-000000000003", "pi_b2", "bbbbbbbbbbbb", "Shop B", "http://localhost:5000"},
		{"0199a000-0000-7000-8000-000000000004", "pi_c1", "cccccccccccc", "Shop C", "http://localhost:5001"}, // elsewhere
	} {
		a := journal.Attempt{
			ID: c.id, Environment: dojo.Sandbox, BaseURL: c.url, KeyFingerprint: c.key, Shop: c.shop, Operator: "kim",
			Payment:     journal.Payment{ID: c.payment, Reference: "ORDER-" + c.payment, Amount: dojo.Money{Minor: 4250, Currency: "GBP"}},
			ConfirmedAt: before, SentAt: before, State: journal.Intended,
		}
		if err := takeThrough(t.Context(), store, a, journal.Sending, journal.Created); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	count := func(states string) int { return strings.Count(command(t, env, "journal").out, states) }
	recorded := count("created")

	for _, args := range [][]string{{}, {"--yes"}} {
		r := command(t, env, append([]string{"journal", "adopt"}, args...)...)
		if r.code != 2 || !strings.Contains(r.err, "several keys have unfinished attempts") || !strings.Contains(r.err, "--from") ||
			!allIn(r.out, []string{"Key aaaaaaaaaaaa (Shop A), unfinished: 1", "Key bbbbbbbbbbbb (Shop B), unfinished: 2", "pi_a1", "pi_b1", "pi_b2", "ORDER-pi_a1", "kim"}) ||
			strings.Contains(r.out, "pi_c1") {
			t.Errorf("%v: %+v", args, r)
		}
	}
	if r := command(t, env, "journal", "adopt", "--from", "cccccccccccc", "--yes"); r.code != 2 ||
		!strings.Contains(r.err, "the key cccccccccccc has no unfinished attempts here") || !allIn(r.out, []string{"aaaaaaaaaaaa", "bbbbbbbbbbbb"}) {
		t.Errorf("a key with nothing here: %+v", r)
	}
	if r := command(t, env, "journal", "adopt", "--from", "bbbbbbbbbbbb"); r.code != 2 || !strings.Contains(r.err, "--yes") || strings.Contains(r.out, "pi_a1") {
		t.Errorf("not asked: %+v", r)
	}
	if n := count("created"); n != recorded {
		t.Fatalf("%d events that weren't there before", n-recorded)
	}
	r := command(t, env, "journal", "adopt", "--from", "bbbbbbbbbbbb", "--yes")
	if r.code != 0 || !allIn(r.out, []string{"pi_b1", "pi_b2", "Adopted: 2."}) || strings.Contains(r.out, "pi_a1") {
		t.Errorf("%+v", r)
	}
	// Only one key is left, so it needn't be named.
	r = command(t, env, "journal", "adopt", "--yes")
	if r.code != 0 || !allIn(r.out, []string{"Key aaaaaaaaaaaa (Shop A), unfinished: 1", "Adopted: 1."}) {
		t.Errorf("%+v", r)
	}
}
