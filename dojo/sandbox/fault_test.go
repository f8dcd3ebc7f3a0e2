package sandbox_test

import (
	"context"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/sandbox"
)

func fault(t tb, s string) sandbox.Fault {
	t.Helper()
	f, err := sandbox.ParseFault(s)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestParseFault(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]sandbox.Fault{
		"silent":               {Name: "silent"},
		"slow=1.5s":            {Name: "slow", Value: 1500 * time.Millisecond},
		"reads:slow=3s*2":      {Name: "slow", Op: "reads", Value: 3 * time.Second, First: 2},
		"429=7":                {Name: "429", Value: 7 * time.Second},
		"search:500*1":         {Name: "500", Op: "search", First: 1},
		"clock=+90":            {Name: "clock", Value: 90 * time.Minute},
		"clock=-15":            {Name: "clock", Value: -15 * time.Minute},
		"html":                 {Name: "html"},
		"get:html=502":         {Name: "html", Op: "get", Status: 502},
		"all:cut-before":       {Name: "cut-before", Op: "all"},
		"503":                  {Name: "503"},
		"503=30":               {Name: "503", Value: 30 * time.Second},
		"redirect":             {Name: "redirect"},
		"search:redirect=307":  {Name: "redirect", Op: "search", Status: 307},
		"drip":                 {Name: "drip"},
		"reversal:drip=100ms":  {Name: "drip", Op: "reversal", Value: 100 * time.Millisecond},
		"all:bomb":             {Name: "bomb", Op: "all"},
		"reversal:captured*3 ": {Name: "captured", Op: "reversal", First: 3},
	} {
		if got, err := sandbox.ParseFault(s); err != nil || got != want {
			t.Errorf("%q: %+v, %v", s, got, err)
		}
	}
	for s, text := range map[string]string{
		"":                "there are: slow=DURATION, silent",
		"explode":         "there are: slow=DURATION, silent",
		"refund:500":      "there are: all, search",
		"slow":            "slow=DURATION",
		"slow=-1s":        "above zero",
		"slow=fast":       "such as 3s",
		"429":             "429=SECONDS",
		"429=-1":          "whole number",
		"500=1":           "takes no value",
		"500*0":           "from 1 on",
		"500*x":           "from 1 on",
		"clock=0":         "such as +90",
		"clock=999999999": "such as +90",
		"html=42":         "such as 200",
		"redirect=200":    "such as 302",
		"redirect=0302":   "such as 302",
		"drip=0s":         "above zero",
		"503=x":           "whole number",
		"endless=1":       "takes no value",
		"search:stuck":    "only happens to a reversal",
	} {
		if f, err := sandbox.ParseFault(s); err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("%q: %+v, %v; want an error with %q", s, f, err, text)
		}
	}
	var help []string
	for _, h := range sandbox.Faults() {
		help = append(help, h.Name+h.Value)
	}
	for _, name := range []string{"slow=DURATION", "silent", "cut-before", "cut-after", "401", "409", "429=SECONDS", "500", "html[=STATUS]", "stuck", "failed", "captured", "clock=MINUTES", "refused",
		"402", "403", "404", "405", "407", "408", "422", "502", "503[=SECONDS]", "version", "redirect[=STATUS]", "truncated", "length", "endless", "bomb", "headers", "drip[=DURATION]",
		"error200", "errors200", "cursor-number", "cursor-object", "never-null", "same-rows", "same-data", "gzip-always", "bomb-rows"} {
		if !slices.Contains(help, name) {
			t.Errorf("%s isn't in the help", name)
		}
	}
}

func FuzzParseFault(f *testing.F) {
	for _, s := range []string{"slow=3s", "reads:429=5*2", "clock=-15", "html=502", "captured", "a:b=c*d", "503=30", "redirect=307", "all:drip=100ms", "bomb*2"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := sandbox.ParseFault(s)
		if err != nil {
			return
		}
		again, err := sandbox.ParseFault(strings.TrimSpace(s))
		known := slices.ContainsFunc(sandbox.Faults(), func(h sandbox.FaultHelp) bool { return h.Name == got.Name })
		if err != nil || again != got || !known {
			t.Errorf("%q became %+v, and then %+v, %v", s, got, again, err)
		}
	})
}

// Each fault as a reversal meets it: what is answered, and what became of the
// payment.
func TestFaultsOfReversals(t *testing.T) {
	t.Parallel()
	const seed, later = "2022-01-03", "2024-02-05"
	for _, c := range []struct {
		fault, version string
		http           int // 0 for a cut connection
		answer         string
		then           dojo.Status // once everything has settled
		accepted       int
	}{
		{"cut-before", seed, 0, "", dojo.StatusAuthorized, 0},
		{"cut-after", seed, 0, "", dojo.StatusReversed, 1},
		{"401", seed, 401, `"traceId"`, dojo.StatusAuthorized, 0},
		{"403", seed, 403, `"traceId"`, dojo.StatusAuthorized, 0},
		{"409", seed, 409, `"traceId"`, dojo.StatusAuthorized, 0},
		{"429=9", seed, 429, `"traceId"`, dojo.StatusAuthorized, 0},
		{"500", later, 500, `"extensions"`, dojo.StatusAuthorized, 0},
		{"503", later, 503, `"extensions"`, dojo.StatusAuthorized, 0},
		{"html", seed, 200, "<!DOCTYPE html>", dojo.StatusAuthorized, 0},
		{"html=502", seed, 502, "<!DOCTYPE html>", dojo.StatusAuthorized, 0},
		{"stuck", seed, 200, `"status":"Created"`, dojo.StatusAuthorized, 1},
		{"failed", seed, 200, `"status":"Failed"`, dojo.StatusAuthorized, 0},
		{"failed", later, 400, `"detail"`, dojo.StatusAuthorized, 0},
		{"402", seed, 402, `"traceId"`, dojo.StatusAuthorized, 0},
		{"404", seed, 404, `"traceId"`, dojo.StatusAuthorized, 0},
		{"405", later, 405, `"extensions"`, dojo.StatusAuthorized, 0},
		{"422", later, 422, `"extensions"`, dojo.StatusAuthorized, 0},
		{"version", seed, 400, "The version isn't supported.", dojo.StatusAuthorized, 0},
		{"redirect", seed, 302, "login.invalid", dojo.StatusAuthorized, 0},
		{"truncated", seed, 200, `{"status":`, dojo.StatusReversed, 1},
		{"headers", seed, 200, `"status":"Created"`, dojo.StatusReversed, 1},
		{"captured", seed, 400, `can't be reversed`, dojo.StatusCaptured, 0},
		{"captured", later, 400, `can't be reversed`, dojo.StatusCaptured, 0},
		{"refused", seed, 400, `"detail"`, dojo.StatusAuthorized, 0},
	} {
		t.Run(c.fault+" "+c.version, func(t *testing.T) {
			t.Parallel()
			r := start(t, noon, sandbox.Options{Faults: []sandbox.Fault{fault(t, "reversal:"+c.fault+"*1")}})
			id := r.Add(sandbox.Payment{})
			req := r.request(t, http.MethodPost, "/payment-intents/"+id+"/reversal", c.version, "")
			if c.http == 0 {
				r.cutRequest(t, req)
			} else {
				p := r.do(t, req)
				wantStatus(t, p, c.http)
				if !strings.Contains(string(p.body), c.answer) {
					t.Errorf("the answer is %s", p.body)
				}
				if after := p.header.Get("Retry-After"); (c.http == 429) != (after == "9") {
					t.Errorf("Retry-After: %q", after)
				}
			}
			r.clock.Advance(time.Hour)
			p, _ := r.Payment(id)
			if p.Status != c.then || p.Reversals != c.accepted {
				t.Errorf("then it is %s with %d reversals, want %s with %d", p.Status, p.Reversals, c.then, c.accepted)
			}
			if n := r.Calls().Reversals[id]; n != 1 {
				t.Errorf("%d reversals arrived, want 1", n)
			}
			// Only the first was to meet the fault.
			if c.then == dojo.StatusAuthorized && c.accepted == 0 {
				wantStatus(t, r.reverse(t, id, c.version), http.StatusOK)
			}
		})
	}
}

func TestFaultsMeetTheirOperationOnly(t *testing.T) {
	t.Parallel()
	r := start(t, noon, sandbox.Options{})
	id := r.Add(sandbox.Payment{})
	read := func() int { return r.call(t, http.MethodGet, "/payment-intents/"+id, "2022-01-03", "").status }
	find := func() int { return r.call(t, http.MethodPost, "/payment-intents/search", "2022-01-03", "{}").status }
	r.SetFaults(fault(t, "search:500"))
	if a, b := read(), find(); a != 200 || b != 500 {
		t.Errorf("search:500: read %d, search %d", a, b)
	}
	r.SetFaults(fault(t, "reads:503"))
	if a, b, c := read(), find(), r.reverse(t, id, "2022-01-03").status; a != 503 || b != 503 || c != 200 {
		t.Errorf("reads:503: read %d, search %d, reversal %d", a, b, c)
	}
	r.SetFaults(fault(t, "409"))
	if a, b := read(), r.reverse(t, id, "2022-01-03").status; a != 200 || b != 409 {
		t.Errorf("409: read %d, reversal %d", a, b)
	}
	r.SetFaults(fault(t, "truncated"))
	if p := r.reverse(t, r.Add(sandbox.Payment{}), "2022-01-03"); p.json == nil {
		t.Errorf("truncated: a reversal's answer is %s", p.body)
	}
	r.SetFaults(fault(t, "401*1"), fault(t, "403*1"))
	if a, b, c := read(), read(), read(); a != 401 || b != 403 || c != 200 {
		t.Errorf("401*1 403*1: %d, %d, %d", a, b, c)
	}
}

// A slow reversal is done at once and answered late; one that is given up is
// done nevertheless.
func TestSlowAnswerAfterTheWork(t *testing.T) {
	t.Parallel()
	waiting, let := make(chan time.Duration), make(chan time.Time)
	r := start(t, noon, sandbox.Options{
		Faults: []sandbox.Fault{fault(t, "reversal:slow=20s")},
		After:  func(d time.Duration) <-chan time.Time { waiting <- d; return let },
	})
	id := r.Add(sandbox.Payment{})
	done := make(chan reply, 1)
	go func() { done <- r.reverse(t, id, "2022-01-03") }()
	if d := <-waiting; d != 20*time.Second {
		t.Errorf("it waits for %v", d)
	}
	if p, _ := r.Payment(id); p.Reversal != dojo.ReversalCreated {
		t.Errorf("the work isn't done while the answer is on its way: %q", p.Reversal)
	}
	r.clock.Advance(20 * time.Second)
	close(let)
	p := <-done
	if got := p.header.Get("Date"); got != noon.Add(20*time.Second).Format(http.TimeFormat) {
		t.Errorf("Date: %s", got)
	}
}

func TestSilentUntilTheClientLeaves(t *testing.T) {
	t.Parallel()
	r := start(t, noon, sandbox.Options{Faults: []sandbox.Fault{fault(t, "reversal:silent")}})
	id := r.Add(sandbox.Payment{})
	ctx, leave := context.WithCancel(t.Context())
	req := r.request(t, http.MethodPost, "/payment-intents/"+id+"/reversal", "2022-01-03", "").WithContext(ctx)
	done := make(chan error, 1)
	go func() {
		res, err := r.http.Do(req)
		if err == nil {
			_ = res.Body.Close()
		}
		done <- err
	}()
	for r.Calls().Reversal == 0 { // until it has arrived
		runtime.Gosched()
	}
	leave()
	if err := <-done; err == nil {
		t.Error("an answer came")
	}
	if p, _ := r.Payment(id); p.Reversals != 0 {
		t.Error("the work was done")
	}
}

// With Dojo's clock ahead across midnight, the day of the payment is over.
func TestClockFault(t *testing.T) {
	t.Parallel()
	night := time.Date(2026, 7, 15, 22, 30, 0, 0, time.UTC) // 23:30 in London
	r := start(t, night, sandbox.Options{})
	id := r.Add(sandbox.Payment{})
	r.SetFaults(fault(t, "clock=+40"))
	p := r.reverse(t, id, "2022-01-03")
	wantStatus(t, p, http.StatusBadRequest)
	if got, want := p.header.Get("Date"), night.Add(40*time.Minute).Format(http.TimeFormat); got != want {
		t.Errorf("Date %s, want %s", got, want)
	}
	r.SetFaults(fault(t, "clock=-40"))
	wantStatus(t, r.reverse(t, id, "2022-01-03"), http.StatusOK)
	r.clock.Advance(5 * time.Second)
	if s := r.status(t, id); s != dojo.StatusReversed {
		t.Errorf("%s: a reversal must settle in its few seconds, whatever the wall clock says", s)
	}
	got, _ := r.Payment(id)
	if ahead := night.Sub(got.UpdatedAt); ahead < 39*time.Minute || ahead > 40*time.Minute {
		t.Errorf("updatedAt %v isn't by Dojo's own clock", got.UpdatedAt)
	}
}

// The client's errors, one per kind of fault, on the real transport.
func TestClientMeetsFaults(t *testing.T) {
	t.Parallel()
	r := start(t, noon, sandbox.Options{})
	c := r.client(t, "2022-01-03")
	for s, want := range map[string]dojo.Cause{"cut-before": dojo.CauseCut, "cut-after": dojo.CauseCut, "html": dojo.CauseHTML} {
		id := r.Add(sandbox.Payment{})
		r.SetFaults(fault(t, s))
		if _, err := c.Reverse(t.Context(), id); dojo.CauseOf(err) != want {
			t.Errorf("%s: %v", s, err)
		}
		if n := r.Calls().Reversals[id]; n != 1 {
			t.Errorf("%s: %d reversals arrived", s, n)
		}
	}
}

// A drip pauses after each byte for as long as it was told, and is whole in the
// end.
func TestDrip(t *testing.T) {
	t.Parallel()
	var pauses atomic.Int32
	r := start(t, noon, sandbox.Options{
		Faults: []sandbox.Fault{fault(t, "drip")},
		After: func(d time.Duration) <-chan time.Time {
			if d != time.Second {
				t.Errorf("a pause of %v", d)
			}
			pauses.Add(1)
			now := make(chan time.Time, 1)
			now <- noon
			return now
		},
	})
	p := r.call(t, http.MethodGet, "/payment-intents/"+r.Add(sandbox.Payment{}), "2022-01-03", "")
	if p.json == nil || int(pauses.Load()) != len(p.body) {
		t.Errorf("%d pauses for %d bytes: %s", pauses.Load(), len(p.body), p.body)
	}
}
