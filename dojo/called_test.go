package dojo_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dojoreversals/dojo"
)

// callLog keeps what Options.Called is told.
type callLog struct {
	mu    sync.Mutex
	calls []dojo.Call
}

func (r *callLog) option(o *dojo.Options) {
	o.Called = func(c dojo.Call) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.calls = append(r.calls, c)
	}
}

// Each request is told once, as it went.
func TestCallsAreTold(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		status int
		body   string
		header []string
		want   dojo.Call // of Search; the others have a template and an ID besides
	}{
		{"refused", 429, `{"title":"slow down"}`, []string{"Retry-After", "3", "X-Request-Id", "req-1"},
			dojo.Call{Exchange: dojo.Exchange{HTTPStatus: 429, TraceID: "req-1", Bytes: 21}, RetryAfter: 3 * time.Second}},
		{"unreadable", 200, `{"id":`, nil, dojo.Call{Exchange: dojo.Exchange{HTTPStatus: 200, Bytes: 6}, Cause: dojo.CauseUnreadable}},
		{"a web page", 200, `<html>`, nil, dojo.Call{Exchange: dojo.Exchange{HTTPStatus: 200, Bytes: 6}, Cause: dojo.CauseHTML}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var r callLog
			c := newClient(t, answer(t, tt.status, tt.body, tt.header...), r.option)
			for i, op := range operations {
				_ = op.do(t.Context(), c)
				if len(r.calls) != i+1 {
					t.Fatalf("%s: %d calls are told, not %d", op.name, len(r.calls), i+1)
				}
				got := r.calls[i]
				if got.Received.Before(got.Sent) || got.Sent.IsZero() {
					t.Errorf("%s: sent %v, received %v", op.name, got.Sent, got.Received)
				}
				want := tt.want
				want.Number, want.Sent, want.Received, want.Date = 1, got.Sent, got.Received, got.Date
				want.Method, want.Path, want.Template = "POST", "payment-intents/search", "payment-intents/search"
				switch op.name {
				case "PaymentIntent":
					want.Method, want.Path, want.Template, want.PaymentID = "GET", "payment-intents/pi_a", "payment-intents/{id}", "pi_a"
				case "Reverse":
					want.Path, want.Template, want.PaymentID = "payment-intents/pi_a/reversal", "payment-intents/{id}/reversal", "pi_a"
				}
				if got != want {
					t.Errorf("%s:\ngot  %+v\nwant %+v", op.name, got, want)
				}
			}
		})
	}
}

// A request that couldn't be sent says which address was tried.
func TestUnsentCallIsTold(t *testing.T) {
	t.Parallel()
	var r callLog
	c := newClient(t, "http://127.0.0.1:1", r.option)
	_, _ = c.Search(t.Context(), dojo.Query{})
	if len(r.calls) != 1 || !r.calls[0].NotSent || r.calls[0].Cause != dojo.CauseConnect || !strings.Contains(r.calls[0].Detail, "127.0.0.1:1") {
		t.Errorf("%+v", r.calls)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, _ = c.Search(ended, dojo.Query{})
	if len(r.calls) != 2 || r.calls[1].Cause != dojo.CauseStopped || r.calls[1].Detail != "" {
		t.Errorf("%+v", r.calls)
	}
}

// Nothing that an answer says is told but its trace ID.
func TestNothingOfAnAnswerIsTold(t *testing.T) {
	t.Parallel()
	var r callLog
	base := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			_, _ = conn.Write([]byte("HTTP/1.1 " + testKey + " 4111111111111111\r\n\r\n"))
			_ = conn.Close()
		}
	})
	c := newClient(t, base, r.option)
	for _, op := range operations {
		_ = op.do(t.Context(), c)
	}
	if len(r.calls) != 3 || slices.ContainsFunc(r.calls, func(c dojo.Call) bool { return c.Detail != "" || c.TraceID != "" || c.Cause == "" }) {
		t.Errorf("%+v", r.calls)
	}
}
