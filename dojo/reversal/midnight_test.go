package reversal

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// The last look asks the rule again, by the latest that it can be: the request
// may leave for ten seconds after the confirmation, and not after its deadline.
func TestTimeToSend(t *testing.T) {
	t.Parallel()
	at := func(s string) time.Time {
		got, err := time.Parse(time.RFC3339Nano, s)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	zone := func(name string) *time.Location {
		z, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		return z
	}
	for _, c := range []struct {
		name  string
		rule  dojo.Rule
		zone  string
		paid  string
		now   string        // by Dojo's clock, the latest
		error time.Duration // how much earlier it may be
		since time.Duration // since the confirmation, by this machine's clocks
		want  time.Duration
	}{
		{"midday", dojo.RuleSameDay, "Europe/London", "2026-03-10T09:00:00Z", "2026-03-10T12:00:00Z", time.Second, time.Second, 9 * time.Second},
		{"ten seconds are over", dojo.RuleSameDay, "Europe/London", "2026-03-10T09:00:00Z", "2026-03-10T12:00:00Z", time.Second, 10 * time.Second, 0},
		{"just before midnight", dojo.RuleSameDay, "Europe/London", "2026-03-10T09:00:00Z", "2026-03-10T23:59:59.9Z", time.Second, time.Second, 100 * time.Millisecond},
		{"midnight", dojo.RuleSameDay, "Europe/London", "2026-03-10T09:00:00Z", "2026-03-11T00:00:00Z", time.Second, time.Second, 0},
		{"just after midnight, as seen", dojo.RuleSameDay, "Europe/London", "2026-03-10T09:00:00Z", "2026-03-11T00:00:02Z", time.Second, 2 * time.Second, 0},
		{"a summer's midnight", dojo.RuleSameDay, "Europe/London", "2026-07-10T09:00:00Z", "2026-07-10T22:59:57Z", time.Second, time.Second, 3 * time.Second},
		{"after a summer's midnight", dojo.RuleSameDay, "Europe/London", "2026-07-10T09:00:00Z", "2026-07-10T23:00:00.1Z", time.Second, time.Second, 0},
		{"the day of 23 hours", dojo.RuleSameDay, "Europe/London", "2026-03-29T00:30:00Z", "2026-03-29T22:59:58Z", time.Second, time.Second, 2 * time.Second},
		{"the day of 25 hours", dojo.RuleSameDay, "Europe/London", "2026-10-24T23:30:00Z", "2026-10-25T23:59:58Z", time.Second, time.Second, 2 * time.Second},
		{"a zone far from Dojo's", dojo.RuleSameDay, "Asia/Tokyo", "2026-03-10T09:00:00Z", "2026-03-10T14:59:59Z", time.Second, time.Second, time.Second},
		{"and after its midnight", dojo.RuleSameDay, "Asia/Tokyo", "2026-03-10T09:00:00Z", "2026-03-10T15:00:00Z", time.Second, time.Second, 0},
		{"a deadline of its own", dojo.RulePublished, "Europe/London", "2026-03-10T09:00:00Z", "2026-03-17T08:59:56Z", time.Second, time.Second, 4 * time.Second},
		{"and after it", dojo.RulePublished, "Europe/London", "2026-03-10T09:00:00Z", "2026-03-17T09:00:00Z", time.Second, time.Second, 0},
		{"midnight is nothing to it", dojo.RulePublished, "Europe/London", "2026-03-10T09:00:00Z", "2026-03-11T00:00:00Z", time.Second, time.Second, 9 * time.Second},
		{"the day isn't sure", dojo.RuleSameDay, "Europe/London", "2026-03-10T21:00:00Z", "2026-03-11T02:00:00Z", 3 * time.Hour, time.Second, 0},
		{"the clock was set back", dojo.RuleSameDay, "Europe/London", "2026-03-10T09:00:00Z", "2026-03-10T12:00:00Z", time.Second, -time.Hour, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := held("pi_a", noon)
			p.PaidAt = dojo.InstantOf(at(c.paid))
			a := intended("a", noon)
			now := dojo.Span{Earliest: at(c.now).Add(-c.error), Latest: at(c.now)}
			if got := timeToSend(a, &p, Rules{Rule: c.rule, Zone: zone(c.zone)}, now, noon.Add(c.since)); got != c.want {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

// A disk that is slow before the last look takes the request over midnight:
// nothing leaves, and it is said to have been too slow.
func TestMidnightWhileTheDiskIsSlow(t *testing.T) {
	for _, c := range []struct {
		name   string
		before time.Duration // the confirmation, before midnight
		sent   int
	}{
		{"in time", 5 * time.Second, 1},
		{"sent at 23:59:59.9 and not later", 3100 * time.Millisecond, 1},
		{"over midnight", 2500 * time.Millisecond, 0},
		{"well over it", 100 * time.Millisecond, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, account{}, func(s *shop) {
				end := dojo.DayOf(time.Now(), london()).End(london())
				s.pass(time.Until(end) - c.before)
				s.w.mu.Lock()
				acc := s.w.accounts[theID]
				acc.intent.PaidAt = dojo.InstantOf(end.Add(-time.Hour))
				s.w.mu.Unlock()
				s.w.ledger.slow = 1500 * time.Millisecond // for Intended, and for Sending
				id := s.press()
				s.pass(10 * time.Second)
				if a := s.attempt(id); s.calls() != c.sent || c.sent == 0 && a.Why != journal.TooSlow && a.Why != journal.NotEligible {
					s.Errorf("%s (%s), sent %d times", a.State, a.Why, s.calls())
				}
			})
		})
	}
}

// A handshake that takes the request over midnight: the bound below TLS ends
// with the day, so that nothing is written.
func TestMidnightDuringTheHandshake(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		before time.Duration // the confirmation, before midnight
		takes  time.Duration // the handshake
		posts  int
	}{
		{"in time", 2 * time.Second, time.Second, 1},
		{"over midnight", time.Second, 2 * time.Second, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var mu sync.Mutex
			now := time.Date(2026, 3, 10, 23, 59, 60, 0, time.UTC).Add(-c.before)
			clock := func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
			pass := func(d time.Duration) { mu.Lock(); defer mu.Unlock(); now = now.Add(d) }
			posts, status := 0, "Authorized"
			server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Date", clock().Format(http.TimeFormat))
				if r.Method == http.MethodPost {
					mu.Lock()
					posts++
					status = "Reversed"
					mu.Unlock()
					_, _ = io.WriteString(w, `{"status":"Successful"}`)
					return
				}
				mu.Lock()
				defer mu.Unlock()
				_, _ = fmt.Fprintf(w, `{"id":"pi_sandbox_one","status":%q,"captureMode":"Manual","amount":{"value":4250,"currencyCode":"GBP"},"paymentDetails":{"transactionDateTime":"2026-03-10T21:00:00Z"}}`, status)
			}))
			t.Cleanup(server.Close)
			key, err := dojo.ParseAPIKey("sk_sandbox_test")
			if err != nil {
				t.Fatal(err)
			}
			tls := server.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
			client, err := dojo.NewClient(dojo.Options{BaseURL: server.URL, Key: key, Now: clock, TLS: tls})
			if err != nil {
				t.Fatal(err)
			}
			read, err := client.PaymentIntent(t.Context(), "pi_sandbox_one")
			if err != nil {
				t.Fatal(err)
			}
			slow := slowHandshake{client, func() { pass(c.takes) }}
			svc := New(Deps{
				Dojo: slow, Journal: journal.NewMemory(), Rules: rules(), Now: clock, Clock: exactly(clock),
				Wait:   func(ctx context.Context, d time.Duration) error { pass(d); return ctx.Err() },
				Jitter: func() float64 { return 0 }, NewID: func() string { return "a" },
			})
			changed, end := svc.Subscribe()
			defer end()
			svc.Start(priya, journal.Confirmed(&read.Payment), "", clock())
			for range changed {
				if a := svc.Attempts()[0]; a.State.Final() {
					mu.Lock()
					if posts != c.posts || c.posts == 0 && a.Why != journal.TooSlow {
						t.Errorf("%s (%s), %d requests", a.State, a.Why, posts)
					}
					mu.Unlock()
					break
				}
			}
			svc.Stop(t.Context())
		})
	}
}

// slowHandshake is a client whose reversals begin to connect only after a time.
type slowHandshake struct {
	*dojo.Client
	connect func()
}

func (s slowHandshake) Reverse(ctx context.Context, id string) (dojo.ReversalAnswer, error) {
	s.connect()
	return s.Client.Reverse(ctx, id)
}

// exactly is a clock of Dojo's that is known exactly.
type exactly func() time.Time

func (e exactly) Now() time.Time   { return e() }
func (e exactly) Known() time.Time { return e() }
func (e exactly) Span() dojo.Span  { return dojo.At(e()) }
