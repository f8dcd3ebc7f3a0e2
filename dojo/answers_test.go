package dojo_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
)

// What a 2xx answer may be, for each of the three calls.
func TestAnswers(t *testing.T) {
	t.Parallel()
	const good, bad = "", dojo.CauseUnreadable
	for _, tt := range []struct {
		name, body           string
		status               int
		search, get, reverse dojo.Cause
	}{
		{"an empty object", `{}`, 200, bad, dojo.CauseWrongID, good},
		{"the payment", `{"id":"pi_a","status":"Authorized"}`, 200, bad, good, good},
		{"the payment and a page", `{"id":"pi_a","status":"Authorized","data":[]}`, 200, good, good, good},
		{"the payment, but not a plain 200", `{"id":"pi_a","status":"Authorized","data":[]}`, 202, bad, bad, good},
		{"part of a page", `{"data":[]}`, 206, bad, bad, bad},
		{"another payment", `{"id":"pi_b","status":"Authorized"}`, 200, bad, dojo.CauseWrongID, good},
		{"another payment by case", `{"id":"PI_A","status":"Authorized"}`, 200, bad, dojo.CauseWrongID, good},
		{"a payment without an ID", `{"id":null}`, 200, bad, dojo.CauseWrongID, good},
		{"a payment with two IDs", `{"id":"pi_b","id":"pi_a","status":"Authorized"}`, 200, bad, dojo.CauseWrongID, good},
		{"a payment without a status", `{"id":"pi_a"}`, 200, bad, bad, good},
		{"a payment with two statuses", `{"id":"pi_a","status":"Captured","status":"Authorized"}`, 200, bad, bad, good},
		{"an error with the payment's ID", `{"id":"pi_a","status":500,"title":"Internal error"}`, 200, bad, bad, bad},
		{"an error", `{"status":500,"title":"Internal error","traceId":"00-feed-01"}`, 200, bad, dojo.CauseWrongID, bad},
		{"an error of a gateway", `{"success":false,"error":{"code":"backend_unavailable"}}`, 200, bad, dojo.CauseWrongID, bad},
		{"nothing", ``, 200, dojo.CauseUnreadable, dojo.CauseUnreadable, good},
		{"no content", ``, 204, dojo.CauseUnreadable, dojo.CauseUnreadable, good},
		{"white space", " \r\n", 200, dojo.CauseUnreadable, dojo.CauseUnreadable, good},
		{"null", `null`, 200, dojo.CauseUnreadable, dojo.CauseUnreadable, good},
		{"a web page", `<!DOCTYPE html><title>Wi-Fi</title>`, 200, dojo.CauseHTML, dojo.CauseHTML, dojo.CauseHTML},
		{"a web page after a mark", "\ufeff\n <html>", 200, dojo.CauseHTML, dojo.CauseHTML, dojo.CauseHTML},
		{"plain text", `OK`, 200, dojo.CauseUnreadable, dojo.CauseUnreadable, dojo.CauseUnreadable},
		{"cut JSON", `{"id":"pi_a","data":[{"id":"pi`, 200, dojo.CauseUnreadable, dojo.CauseUnreadable, dojo.CauseUnreadable},
		{"two values", `{"id":"pi_a"}{}`, 200, dojo.CauseUnreadable, dojo.CauseUnreadable, dojo.CauseUnreadable},
		{"an array", `[]`, 200, dojo.CauseUnreadable, dojo.CauseUnreadable, dojo.CauseUnreadable},
		{"a number", `5`, 200, dojo.CauseUnreadable, dojo.CauseUnreadable, dojo.CauseUnreadable},
		{"data that is no list", `{"id":"pi_a","status":"Authorized","data":5}`, 200, bad, good, good},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			base := answer(t, tt.status, tt.body, "Content-Type", "application/json", "X-Trace-Id", "trace-1")
			c := newClient(t, base)
			for i, want := range []dojo.Cause{tt.search, tt.get, tt.reverse} {
				op := operations[i]
				err := op.do(t.Context(), c)
				if dojo.CauseOf(err) != want || (err == nil) != (want == good) {
					t.Errorf("%s: %v", op.name, err)
				}
				var noAnswer *dojo.NoAnswerError
				if err == nil {
					continue
				}
				if !errors.As(err, &noAnswer) {
					t.Fatalf("%s: %T, though Dojo may have acted", op.name, err)
				}
				if x := noAnswer.Exchange; x.HTTPStatus != tt.status || x.TraceID != "trace-1" || x.Method == "" || x.Path == "" || x.Received.Before(x.Sent) {
					t.Errorf("%s: exchange %+v", op.name, x)
				}
				if strings.Contains(err.Error(), "Wi-Fi") || strings.Contains(err.Error(), "pi_b") {
					t.Errorf("%s: the error quotes the body: %v", op.name, err)
				}
			}
		})
	}
}

func TestReversalAnswers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, body  string
		status      dojo.ReversalStatus
		message, id string
	}{
		{"2022-01-03", `{"status":"Created","message":"In progress","reversalId":"55873"}`, dojo.ReversalCreated, "In progress", "55873"},
		{"a numeric ID", `{"status":"Successful","reversalId":55873}`, dojo.ReversalSuccessful, "", "55873"},
		{"failed", `{"status":"Failed","message":"Not possible","reversalId":null}`, dojo.ReversalFailed, "Not possible", ""},
		{"2022-04-07", `{"message":null,"reversalId":"rvs_127usj"}`, "", "", "rvs_127usj"},
		{"the example of 2024", `{"id":"rvs_127usj"}`, "", "", "rvs_127usj"},
		{"both IDs", `{"id":"pi_a","reversalId":"rvs_1"}`, "", "", "rvs_1"},
		{"PascalCase", `{"Status":"Successful","ReversalId":"rvs_1"}`, dojo.ReversalSuccessful, "", "rvs_1"},
		{"a word to come", `{"status":"Queued"}`, "Queued", "", ""},
		{"case is part of the word", `{"status":"successful"}`, "successful", "", ""},
		{"wrong types", `{"status":{},"message":[1],"reversalId":{},"id":true}`, "", "", ""},
		{"text that could move the cursor", `{"message":"\u001b[2Jdone\r\n"}`, "", "[2Jdone", ""},
		{"nothing", ``, "", "", ""},
		{"null", `null`, "", "", ""},
		{"an empty object", `{}`, "", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := newClient(t, answer(t, 200, tt.body)).Reverse(t.Context(), "pi_a")
			if err != nil {
				t.Fatal(err)
			}
			if got.Status != tt.status || got.Message != tt.message || got.ID != tt.id || got.Exchange.HTTPStatus != 200 {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// A status other than 2xx is a refusal with whatever Dojo said of it.
func TestRefusals(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, body string
		status     int
		header     []string
		text       string
		trace      string
		html       bool
		retry      time.Duration
	}{
		{"validation", `{"title":"t","errors":{"Reference":["required"]},"traceId":"body"}`, 400, nil, "Reference: required", "body", false, 0},
		{"trace at the top wins over the head", `{"detail":"d","traceId":"top"}`, 400, []string{"X-Trace-Id", "head"}, "d", "top", false, 0},
		{"trace in extensions", `{"detail":"d","extensions":{"traceId":"inner"}}`, 400, []string{"X-Trace-Id", "head"}, "d", "inner", false, 0},
		{"trace in the head", `{"detail":"d"}`, 400, []string{"Traceparent", "00-a-b-01"}, "d", "00-a-b-01", false, 0},
		{"trace in the head, by another name", `{"detail":"d"}`, 400, []string{"Trace-Id", "one"}, "d", "one", false, 0},
		{"trace in the head, by a third name", `{"detail":"d"}`, 400, []string{"X-Request-Id", "two"}, "d", "two", false, 0},
		{"the body's status is not believed", `{"status":200,"detail":"d"}`, 409, nil, "d", "", false, 0},
		{"an empty 401", ``, 401, nil, "", "", false, 0},
		{"PascalCase", `{"Status":403,"Detail":"No.","Extensions":{}}`, 403, nil, "No.", "", false, 0},
		{"not found", `{"title":"Not Found"}`, 404, nil, "Not Found", "", false, 0},
		{"a web page", `<html>Bad gateway</html>`, 502, nil, "", "", true, 0},
		{"text", `upstream error`, 503, nil, "", "", false, 0},
		{"a teapot", `{}`, 418, nil, "", "", false, 0},
		{"a status of no meaning", `{}`, 799, nil, "", "", false, 0},
		{"wait for seconds", `{}`, 429, []string{"Retry-After", "17"}, "", "", false, 17 * time.Second},
		{"wait for ever", `{}`, 429, []string{"Retry-After", "999999"}, "", "", false, 5 * time.Minute},
		{"wait below nothing", `{}`, 429, []string{"Retry-After", "-5"}, "", "", false, 0},
		{"wait for longer than numbers go", `{}`, 429, []string{"Retry-After", "99999999999999999999"}, "", "", false, 0},
		{"wait until a date", `{}`, 503, []string{"Retry-After", "Tue, 10 Mar 2026 12:00:30 GMT", "Date", "Tue, 10 Mar 2026 12:00:00 GMT"}, "", "", false, 30 * time.Second},
		{"wait until a date that has passed", `{}`, 503, []string{"Retry-After", "Tue, 10 Mar 2026 11:00:30 GMT", "Date", "Tue, 10 Mar 2026 12:00:00 GMT"}, "", "", false, 0},
		{"wait until a date far away", `{}`, 503, []string{"Retry-After", "Tue, 10 Mar 2099 11:00:30 GMT", "Date", "Tue, 10 Mar 2026 12:00:00 GMT"}, "", "", false, 5 * time.Minute},
		{"wait for a while", `{}`, 503, []string{"Retry-After", "a while"}, "", "", false, 0},
		{"wait for half a second", `{}`, 503, []string{"Retry-After", "0.5"}, "", "", false, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := newClient(t, answer(t, tt.status, tt.body, tt.header...))
			for _, op := range operations {
				err := op.do(t.Context(), c)
				var refused *dojo.RefusedError
				if !errors.As(err, &refused) || refused.Problem == nil {
					t.Fatalf("%s: %v", op.name, err)
				}
				x := refused.Exchange
				if x.HTTPStatus != tt.status || x.TraceID != tt.trace || refused.Problem.Text() != tt.text || refused.HTML != tt.html || refused.RetryAfter != tt.retry {
					t.Errorf("%s: %+v %+v", op.name, *refused, *refused.Problem)
				}
				if dojo.CauseOf(err) != "" {
					t.Errorf("%s: a refusal has the cause %s", op.name, dojo.CauseOf(err))
				}
				if got, ok := dojo.ExchangeOf(fmt.Errorf("while reading: %w", err)); !ok || got != x {
					t.Errorf("%s: exchange %+v", op.name, got)
				}
				if strings.Contains(err.Error(), "gateway</") || !strings.Contains(err.Error(), fmt.Sprint(tt.status)) {
					t.Errorf("%s: error %v", op.name, err)
				}
			}
		})
	}
}

// An unpacked body has a bound too: a small gzip can hold a huge one.
func TestBodiesAreBounded(t *testing.T) {
	t.Parallel()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = io.WriteString(w, `{"id":"pi_a"`)
	blank := bytes.Repeat([]byte(" "), 1<<20)
	for range 17 {
		_, _ = w.Write(blank)
	}
	_, _ = io.WriteString(w, `}`)
	_ = w.Close()
	base := answer(t, 200, packed.String(), "Content-Encoding", "gzip")
	_, err := newClient(t, base).PaymentIntent(t.Context(), "pi_a")
	if dojo.CauseOf(err) != dojo.CauseTooLarge {
		t.Errorf("error %v", err)
	}

	// A huge refusal costs 64 KiB, and is still a refusal.
	base = answer(t, 400, `{"detail":"`+strings.Repeat("x", 1<<20)+`"}`)
	var refused *dojo.RefusedError
	if _, err := newClient(t, base).Reverse(t.Context(), "pi_a"); !errors.As(err, &refused) || refused.Problem.Text() != "" {
		t.Errorf("error %v", err)
	}

	// A huge head is no answer, and Dojo may have acted.
	base = answer(t, 200, `{}`, "X-Much", strings.Repeat("x", 1<<17))
	var noAnswer *dojo.NoAnswerError
	if _, err := newClient(t, base).Reverse(t.Context(), "pi_a"); !errors.As(err, &noAnswer) {
		t.Errorf("error %v", err)
	}
}

func TestReadsAreUnpacked(t *testing.T) {
	t.Parallel()
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept-Encoding") != "gzip" {
			t.Errorf("accepts %q", r.Header.Get("Accept-Encoding"))
		}
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		_, _ = io.WriteString(z, `{"id":"pi_a","status":"Captured"}`)
		_ = z.Close()
	})
	got, err := newClient(t, base).PaymentIntent(t.Context(), "pi_a")
	if err != nil || got.Payment.Status != dojo.StatusCaptured {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := newClient(t, answer(t, 200, "not gzip", "Content-Encoding", "gzip")).PaymentIntent(t.Context(), "pi_a"); err == nil {
		t.Error("a body that isn't gzip was read")
	}
}

// One odd row never costs the others, nor their order.
func TestAPageWithBadRows(t *testing.T) {
	t.Parallel()
	rows := []string{
		`{"id":"pi_1","amount":{"value":1,"currencyCode":"GBP"}}`, `5`, `null`, `"pi_2"`, `[]`,
		`{"id":"pi_3","amount":"1"}`, `{"reference":"no ID"}`, `{"id":55873}`, `{"id":"pi_4","status":{}}`,
	}
	base := answer(t, 200, `{"data":[`+strings.Join(rows, ",")+`],"after":"next","before":{}}`)
	page, err := newClient(t, base).Search(t.Context(), dojo.Query{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range page.Payments {
		got = append(got, p.ID+":"+strings.Join(p.Extras().Gaps, ","))
	}
	want := []string{"pi_1:", ":payment", ":payment", ":payment", ":payment", "pi_3:amount", ":id", "55873:", "pi_4:status"}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if page.After != "next" || page.Before != "" {
		t.Errorf("cursors %q, %q", page.After, page.Before)
	}
	for _, p := range page.Payments {
		if len(p.Extras().Gaps) > 0 && dojo.Reversible(dojo.RuleSameDay, &p, dojo.At(time.Now()), time.UTC).Reversible {
			t.Errorf("reversible: %+v", p)
		}
	}
}

// Answers that speak for Dojo set its clock; others don't.
func TestAnswersSetTheClock(t *testing.T) {
	t.Parallel()
	const date = "Tue, 10 Mar 2026 12:00:00 GMT"
	for _, tt := range []struct {
		name, body string
		status     int
		date       string
		known      bool
	}{
		{"an answer", `{"id":"pi_a","status":"Captured"}`, 200, date, true},
		{"without a date", `{"id":"pi_a","status":"Captured"}`, 200, "", false},
		{"with a date that isn't one", `{"id":"pi_a","status":"Captured"}`, 200, "today", false},
		{"a refusal", `{"detail":"no"}`, 400, date, false},
		{"a log-in page", `<html>`, 200, date, false},
		{"another payment", `{"id":"pi_b"}`, 200, date, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			base := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header()["Date"] = nil
				if tt.date != "" {
					w.Header().Set("Date", tt.date)
				}
				w.WriteHeader(tt.status)
				_, _ = io.WriteString(w, tt.body)
			})
			pc := time.Date(2026, 3, 10, 15, 0, 0, 0, time.UTC)
			c := newClient(t, base, func(o *dojo.Options) { o.Now = func() time.Time { return pc } })
			_, _ = c.PaymentIntent(t.Context(), "pi_a")
			ahead, known := c.Clock().Offset()
			if known != tt.known {
				t.Fatalf("known is %v", known)
			}
			if known && (ahead-3*time.Hour).Abs() > time.Second {
				t.Errorf("the machine is ahead by %v", ahead)
			}
		})
	}
}

// A gateway that repeats what it was sent doesn't bring the key to the screen.
func TestTheKeyIsNotEchoed(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 401} {
		base := serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(status)
			echo, _ := json.Marshal("refused: " + r.Header.Get("Authorization"))
			_, _ = fmt.Fprintf(w, `{"id":"pi_a","status":"Captured","title":%s,"detail":%s,"message":%s,"reference":%s,"errors":{"a":[%s]}}`, echo, echo, echo, echo, echo)
		})
		c := newClient(t, base)
		reading, err := c.PaymentIntent(t.Context(), "pi_a")
		everyWay(t, "a reading", reading)
		if status == 200 && !strings.HasSuffix(reading.Payment.Reference, "Basic sk_sandbox_…") {
			t.Errorf("reference %q", reading.Payment.Reference)
		}
		reversal, err2 := c.Reverse(t.Context(), "pi_a")
		everyWay(t, "an answer", reversal)
		for _, err := range []error{err, err2} {
			everyWay(t, "an error", err)
			var refused *dojo.RefusedError
			if errors.As(err, &refused) {
				everyWay(t, "a refusal", *refused)
				everyWay(t, "a problem", *refused.Problem)
			}
		}
	}
}
