package cli_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"dojoreversals/dojo"
	"dojoreversals/dojo/sandbox"
)

// TestDojoGoesBackOnItsWord captures a payment whose reversal was shown as
// Successful: nobody reads it any more, so the list must show it.
func TestDojoGoesBackOnItsWord(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	p := sale("ORDER-1011", 4250, "1013")
	p.Script.Outcome = sandbox.Succeeds
	id := s.pay(p)
	till := s.till()
	till.row("ORDER-1011", "Held, r to reverse")
	till.ask().about("£42.50", "Visa ··1013", "ORDER-1011").reverse()
	till.row("ORDER-1011", "Successful, reversed")
	if err := s.Set(id, dojo.StatusCaptured); err != nil {
		t.Fatal(err)
	}
	till.press("f5")
	till.row("ORDER-1011", "refund instead")
	till.says("NOT reversed after all: Dojo now shows £42.50 as captured. Refund instead.")
	till.WaitBells(2)
	till.quit()
	if n := till.Bells(); n != 2 {
		t.Errorf("%d bells for a result and its correction", n)
	}
}

// TestSuccessfulThenCaptured lets Dojo say Successful for a payment that it
// captures all the same: it is never called reversed.
func TestSuccessfulThenCaptured(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	p := sale("ORDER-1011", 4250, "1013")
	p.Script.Outcome = sandbox.Succeeds
	id := s.pay(p)
	inner := s.Handler()
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, "/reversal") {
			inner.ServeHTTP(w, r)
			return
		}
		said := httptest.NewRecorder()
		inner.ServeHTTP(said, r)
		if err := s.Set(id, dojo.StatusCaptured); err != nil {
			t.Error(err)
		}
		maps.Copy(w.Header(), said.Header())
		w.WriteHeader(said.Code)
		_, _ = w.Write(said.Body.Bytes())
	}))
	defer front.Close()
	s.url = front.URL
	till := s.till()
	till.ask().about("£42.50", "Visa ··1013", "ORDER-1011").reverse()
	till.says("NOT reversed after all: Dojo now shows £42.50 as captured. Refund instead.")
	till.row("ORDER-1011", "refund instead")
	till.quit()
}
