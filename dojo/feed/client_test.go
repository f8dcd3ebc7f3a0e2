package feed

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"dojoreversals/dojo"
)

var _ Source = (*dojo.Client)(nil)

// wire is as much of Dojo as a feed talks to, behind real HTTP.
type wire struct {
	mu       sync.Mutex
	statuses []string // of the payments, by number
	down     bool
}

func (s *wire) set(i int, status string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.statuses[i] = status
}

func (s *wire) row(i int) string {
	at := time.Now().Add(-time.Duration(i) * time.Minute).UTC().Format(time.RFC3339)
	return fmt.Sprintf(`{"id":"pi_%03d","status":%q,"createdAt":%q,"amount":{"value":4250,"currencyCode":"GBP"},
		"paymentDetails":{"transactionDateTime":%q,"cardNumber":"************1013"}}`, i, s.statuses[i], at, at)
}

func (s *wire) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	if id, ok := strings.CutPrefix(r.URL.Path, "/payment-intents/pi_"); ok {
		if i, err := strconv.Atoi(id); err == nil && i < len(s.statuses) {
			fmt.Fprint(w, s.row(i))
			return
		}
		w.WriteHeader(http.StatusNotFound)
		return
	}
	var q struct {
		Statuses []string
		Cursor   struct{ After string }
	}
	if json.NewDecoder(r.Body).Decode(&q) != nil || r.URL.Path != "/payment-intents/search" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	from, _ := strconv.Atoi(q.Cursor.After)
	var rows []string
	after := "null"
	for i := from; i < len(s.statuses); i++ {
		if len(rows) == 100 {
			after = fmt.Sprintf(`"%d"`, i)
			break
		}
		if slices.Contains(q.Statuses, s.statuses[i]) {
			rows = append(rows, s.row(i))
		}
	}
	fmt.Fprintf(w, `{"data":[%s],"after":%s}`, strings.Join(rows, ","), after)
}

// The feed over the real client and real HTTP: loads, follows a payment that
// another till captured, looks one up, and recovers from errors of Dojo.
func TestOverHTTP(t *testing.T) {
	t.Parallel()
	dojoServer := &wire{}
	for i := range 250 {
		dojoServer.statuses = append(dojoServer.statuses, []string{"Authorized", "Captured"}[i%2])
	}
	server := httptest.NewServer(dojoServer)
	defer server.Close()
	key, err := dojo.ParseAPIKey("sk_sandbox_test")
	if err != nil {
		t.Fatal(err)
	}
	client, err := dojo.NewClient(dojo.Options{BaseURL: server.URL, Key: key, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()

	// The waits of the feed are ended by the test.
	tick := make(chan time.Time)
	f := New(Deps{
		Source: client, Now: time.Now, Clock: client.Clock(),
		After: func(time.Duration) <-chan time.Time { return tick },
	}, usual(Options{}))
	sub := f.Subscribe()
	defer sub.Close()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- f.Run(ctx) }()
	defer func() {
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("Run ended with %v", err)
		}
	}()
	until := func(what string, ok func(*Snapshot) bool) {
		t.Helper()
		for !ok(f.Snapshot()) {
			select {
			case <-sub.Next():
			case tick <- time.Now():
			case <-t.Context().Done():
				t.Fatal(what)
			}
		}
	}
	is := func(id string, status dojo.Status) func(*Snapshot) bool {
		return func(s *Snapshot) bool {
			p, ok := s.Get(id)
			return ok && p.Status == status
		}
	}
	until("it never loads", func(s *Snapshot) bool { return s.State == Ready })
	s := f.Snapshot()
	if len(s.Payments) != 250 || s.Payments[0].ID != "pi_000" || s.Payments[249].ID != "pi_249" || s.Payments[0].Last4 != "1013" {
		t.Fatalf("%d payments, the first %+v", len(s.Payments), s.Payments[0])
	}
	dojoServer.set(4, "Captured")
	until("the capture is never seen", is("pi_004", dojo.StatusCaptured))

	dojoServer.mu.Lock()
	dojoServer.down = true
	dojoServer.mu.Unlock()
	until("the errors are never told", func(s *Snapshot) bool { return s.Trouble != nil })
	if n := len(f.Snapshot().Payments); n != 250 {
		t.Errorf("%d payments while Dojo is down", n)
	}
	dojoServer.mu.Lock()
	dojoServer.down = false
	dojoServer.statuses = append(dojoServer.statuses, "Created")
	dojoServer.mu.Unlock()
	until("it never recovers", func(s *Snapshot) bool { return s.Trouble == nil })

	if p, err := f.LookUp(ctx, "%7Bpi_250%7D"); err != nil || p.Status != dojo.StatusCreated || !is("pi_250", dojo.StatusCreated)(f.Snapshot()) {
		t.Errorf("looked up: %+v, %v", p, err)
	}
	var refused *dojo.RefusedError
	if _, err := f.LookUp(ctx, "pi_999"); !errors.As(err, &refused) {
		t.Errorf("an unknown one: %v", err)
	}
}
