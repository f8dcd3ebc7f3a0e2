package reversal

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// front is a Dojo behind real HTTP that counts the requests to reverse. Its
// clock stands still at noon, so that no test runs over midnight.
type front struct {
	mu       sync.Mutex
	reversed bool
	posts    int
	headers  []http.Header
	answer   func(f *front, w http.ResponseWriter) // to a reversal, with f.mu held
}

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	w.Header().Set("Date", noon.Format(http.TimeFormat))
	w.Header().Set("Content-Type", "application/json")
	if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/reversal") {
		f.posts++
		f.headers = append(f.headers, r.Header.Clone())
		f.answer(f, w)
		return
	}
	status := "Authorized"
	if f.reversed {
		status = "Reversed"
	}
	_ = json.NewEncoder(w).Encode(map[string]any{
		"id": theID, "status": status, "captureMode": "Manual", "reference": "ORDER-1011",
		"amount":         map[string]any{"value": 4250, "currencyCode": "GBP"},
		"createdAt":      noon.Add(-time.Hour).Format(time.RFC3339),
		"paymentDetails": map[string]any{"transactionDateTime": noon.Add(-time.Hour).Format(time.RFC3339), "cardType": "VISA", "cardNumber": "************1013"},
	})
}

// cut ends the connection without an answer, as a network that goes away does.
func cut(w http.ResponseWriter) {
	h, ok := w.(http.Hijacker)
	if !ok {
		panic("this server can't be cut")
	}
	conn, _, err := h.Hijack()
	if err == nil {
		_ = conn.Close()
	}
}

// quickClock is a clock that only waiting moves: reads follow each other as
// fast as the loopback goes, and minutes pass meanwhile.
type quickClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *quickClock) Now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.now }

func (c *quickClock) Wait(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	c.now = c.now.Add(d)
	c.mu.Unlock()
	return ctx.Err()
}

func TestOverHTTP(t *testing.T) {
	t.Parallel()
	say := func(status int, body string) func(*front, http.ResponseWriter) {
		return func(_ *front, w http.ResponseWriter) { w.WriteHeader(status); _, _ = w.Write([]byte(body)) }
	}
	doing := func(then func(*front, http.ResponseWriter)) func(*front, http.ResponseWriter) {
		return func(f *front, w http.ResponseWriter) { f.reversed = true; then(f, w) }
	}
	lose := func(_ *front, w http.ResponseWriter) { cut(w) }
	cases := []struct {
		name   string
		answer func(*front, http.ResponseWriter)
		state  journal.State
		why    journal.Why
	}{
		{"Created", doing(say(200, `{"status":"Created","reversalId":"55873"}`)), journal.Successful, ""},
		{"Successful", doing(say(200, `{"status":"Successful","reversalId":"55873"}`)), journal.Successful, ""},
		{"an empty 200", doing(say(200, ``)), journal.Successful, ""},
		{"the answer is lost after the work", doing(lose), journal.Successful, ""},
		{"the request is lost", lose, journal.Unresolved, ""},
		{"half an answer", doing(say(200, `{"status":"Succ`)), journal.Successful, ""},
		{"a web page", say(200, `<html>log in</html>`), journal.Unresolved, ""},
		{"a server error after the work", doing(say(500, ``)), journal.Successful, ""},
		{"a redirect to itself", say(307, ``), journal.Unresolved, ""},
		{"too many requests", say(429, ``), journal.Unresolved, ""},
		{"409", doing(say(409, `{"Detail":"conflict"}`)), journal.Already, ""},
		{"400", say(400, `{"Status":400,"Detail":"because"}`), journal.Failed, journal.Refused},
		{"401", say(401, ``), journal.Failed, journal.Forbidden},
		{"Failed", say(200, `{"status":"Failed","message":"because"}`), journal.Failed, journal.SaidFailed},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := &front{answer: c.answer}
			if strings.HasPrefix(c.name, "a redirect") {
				inner := c.answer
				f.answer = func(f *front, w http.ResponseWriter) {
					w.Header().Set("Location", "/payment-intents/"+theID+"/reversal")
					inner(f, w)
				}
			}
			a := reverseOverHTTP(t, f)
			if a.State != c.state || a.Why != c.why {
				t.Errorf("%s (%s), want %s (%s)", a.State, a.Why, c.state, c.why)
			}
			if f.posts != 1 {
				t.Errorf("%d requests to reverse", f.posts)
			}
			for _, h := range f.headers {
				for name := range h {
					if strings.Contains(strings.ToLower(name), "idempotency") {
						t.Errorf("sent the header %s", name)
					}
				}
			}
		})
	}
}

// reverseOverHTTP confirms one reversal and waits until it has come to rest.
func reverseOverHTTP(t *testing.T, f *front) Attempt {
	t.Helper()
	server := httptest.NewServer(f)
	defer server.Close()
	key, err := dojo.ParseAPIKey("sk_sandbox_test")
	if err != nil {
		t.Fatal(err)
	}
	clock := &quickClock{now: noon}
	client, err := dojo.NewClient(dojo.Options{BaseURL: server.URL, Key: key, Now: clock.Now, UserAgent: "test"})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	read, err := client.PaymentIntent(context.Background(), theID)
	if err != nil {
		t.Fatal(err)
	}
	ids := 0
	svc := New(Deps{
		Dojo: client, Journal: journal.NewMemory(), Rules: rules(), Now: clock.Now, Clock: client.Clock(), Wait: clock.Wait,
		Jitter: func() float64 { return 0.5 },
		NewID:  func() string { ids++; return fmt.Sprint("attempt-", ids) },
	})
	changed, end := svc.Subscribe()
	defer end()
	id := svc.Start(priya, journal.Confirmed(&read.Payment), "", clock.Now())
	for {
		<-changed
		a := svc.Attempts()[0]
		if a.State.Final() || a.State == journal.Unresolved {
			break
		}
	}
	svc.Stop(context.Background())
	f.mu.Lock()
	defer f.mu.Unlock()
	a := svc.Attempts()[0]
	if a.ID != id {
		t.Fatalf("%s is shown for %s", a.ID, id)
	}
	return a
}

// Dojo can't be reached at all: nothing is sent, and it says so.
func TestNoServer(t *testing.T) {
	t.Parallel()
	const nobody = "http://127.0.0.1:1" // no other test can be given this port
	key, err := dojo.ParseAPIKey("sk_sandbox_test")
	if err != nil {
		t.Fatal(err)
	}
	clock := &quickClock{now: noon}
	client, err := dojo.NewClient(dojo.Options{BaseURL: nobody, Key: key, Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	svc := New(Deps{
		Dojo: client, Journal: journal.NewMemory(), Rules: rules(), Now: clock.Now, Clock: client.Clock(), Wait: clock.Wait,
		Jitter: func() float64 { return 0 }, NewID: func() string { return "attempt-1" },
	})
	p := held(theID, noon)
	changed, end := svc.Subscribe()
	defer end()
	svc.Start(priya, journal.Confirmed(&p), "", noon)
	for svc.Attempts()[0].State == journal.Intended {
		<-changed
	}
	svc.Stop(context.Background())
	if a := svc.Attempts()[0]; a.State != journal.Abandoned || a.Why != journal.NoConnection {
		t.Errorf("%s (%s)", a.State, a.Why)
	}
}
