package sandbox_test

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/sandbox"
)

func TestAuthorization(t *testing.T) {
	t.Parallel()
	r := start(t, noon, sandbox.Options{})
	id := r.Add(sandbox.Payment{})
	for header, want := range map[string]int{
		"Basic sk_sandbox_test_x": 200, "Basic sk_test_x": 200, "Basic sk_prod_test_x": 200, "Basic sk_x": 200,
		"": 401, "Basic": 401, "Basic sk_": 401, "Basic pk_sandbox_x": 401, "Bearer sk_sandbox_x": 401, "sk_sandbox_x": 401,
		"basic sk_x": 401, "Basic c2tfc2FuZGJveF94Og==": 401, "Basic sk_x sk_y": 401,
	} {
		req := r.request(t, http.MethodGet, "/payment-intents/"+id, "2022-01-03", "")
		if req.Header.Set("Authorization", header); header == "" {
			req.Header.Del("Authorization")
		}
		if p := r.do(t, req); p.status != want {
			t.Errorf("%q: HTTP %d, want %d", header, p.status, want)
		}
	}
}

// Every date is served by the newest release before it, and told apart by the
// shape of the answer.
func TestVersions(t *testing.T) {
	t.Parallel()
	r := start(t, noon, sandbox.Options{})
	id := r.Add(sandbox.Payment{Card: sandbox.Card{Type: "VISA", Last4: "1013"}, CardMachine: true})
	for v, nested := range map[string]bool{
		"2022-01-03": false, "2022-04-07": false, "2022-04-27": false, "2024-02-04": false,
		"2024-02-05": true, "2024-12-01": true, "2025-09-10": true, "2026-02-27": true, "2999-01-01": true,
	} {
		p := r.call(t, http.MethodGet, "/payment-intents/"+id, v, "")
		wantStatus(t, p, http.StatusOK)
		details := p.obj("paymentDetails")
		_, has := details["card"]
		_, flat := details["cardNumber"]
		if has != nested || flat == nested {
			t.Errorf("%s: nested %v, flat %v: %s", v, has, flat, p.body)
		}
		for _, field := range []string{"captures", "terminalSessionHistory", "paymentLink", "cardHolderNotPresent"} {
			if _, ok := p.json[field]; ok != nested {
				t.Errorf("%s: %s is there: %v", v, field, ok)
			}
		}
		if _, ok := details["avsResult"]; ok != (v >= "2025-09-10") {
			t.Errorf("%s: avsResult is there: %v", v, ok)
		}
	}
	for _, v := range []string{"", "today", "2022-1-3", "2022-02-30", "2021-12-31", "0001-01-01"} {
		p := r.call(t, http.MethodGet, "/payment-intents/"+id, v, "")
		wantStatus(t, p, http.StatusBadRequest)
		if !strings.Contains(string(p.body), "version") {
			t.Errorf("%q: %s", v, p.body)
		}
	}
}

func TestReversalAnswersByVersion(t *testing.T) {
	t.Parallel()
	r := start(t, noon, sandbox.Options{})
	number, token := regexp.MustCompile(`^\d+$`), regexp.MustCompile(`^rvs_[A-Za-z0-9_-]{22}$`)
	for _, v := range dojo.Versions() {
		p := r.reverse(t, r.Add(sandbox.Payment{}), v)
		wantStatus(t, p, http.StatusOK)
		_, status := p.json["status"]
		_, message := p.json["message"]
		id := p.str("reversalId")
		if seed := v == "2022-01-03"; status != seed || !message || number.MatchString(id) != seed || token.MatchString(id) == seed {
			t.Errorf("%s: %s", v, p.body)
		}
	}
}

var traceID = regexp.MustCompile(`^00-[0-9a-f]{32}-[0-9a-f]{16}-01$`)

func TestProblemsByVersion(t *testing.T) {
	t.Parallel()
	r := start(t, noon, sandbox.Options{})
	for v, later := range map[string]bool{"2022-01-03": false, "2022-04-07": false, "2024-02-05": true, "2026-02-27": true} {
		p := r.call(t, http.MethodPost, "/payment-intents/search", v, `{"x":1}`)
		wantStatus(t, p, http.StatusBadRequest)
		where := p.json
		if later {
			where = p.obj("extensions")
		}
		trace, _ := where["traceId"].(string)
		if _, ok := where["errors"]; !ok || !traceID.MatchString(trace) || p.json["status"] != 400.0 {
			t.Errorf("%s: %s", v, p.body)
		}
		if _, ok := p.json["instance"]; ok != later {
			t.Errorf("%s: %s", v, p.body)
		}
		if _, ok := p.json["traceId"]; ok == later {
			t.Errorf("%s: %s", v, p.body)
		}
		if ct := p.header.Get("Content-Type"); !strings.HasPrefix(ct, "application/json") {
			t.Errorf("%s: Content-Type %s", v, ct)
		}
	}
}

func TestEveryAnswerHasDojosDate(t *testing.T) {
	t.Parallel()
	r := start(t, noon.Add(900*time.Millisecond), sandbox.Options{})
	id := r.Add(sandbox.Payment{})
	for _, c := range []struct {
		method, path string
		want         int
	}{
		{http.MethodGet, "/payment-intents/" + id, 200},
		{http.MethodGet, "/payment-intents/nobody", 404},
		{http.MethodGet, "/", 404},
		{http.MethodGet, "/payment-intents", 405},
		{http.MethodGet, "/payment-intents/", 405},
		{http.MethodPut, "/payment-intents/" + id, 405},
		{http.MethodGet, "/payment-intents/" + id + "/reversal", 405},
		{http.MethodPost, "/payment-intents/" + id + "/refunds", 404},
		{http.MethodPost, "/payment-intents/a%2Fb/reversal", 404},
		{http.MethodPost, "/payment-intents/%7B" + id + "%7D/reversal", 400},
		{http.MethodPost, "/api/payment-intents/" + id + "/reversal", 404},
		{http.MethodPost, "//payment-intents/" + id + "/reversal", 404},
	} {
		p := r.call(t, c.method, c.path, "2022-01-03", "")
		if p.status != c.want {
			t.Errorf("%s %s: HTTP %d, want %d", c.method, c.path, p.status, c.want)
		}
		if got := p.header["Date"]; len(got) != 1 || got[0] != "Wed, 15 Jul 2026 11:00:00 GMT" {
			t.Errorf("%s %s: Date %q", c.method, c.path, got)
		}
	}
	wantStatus(t, r.call(t, http.MethodPost, "/payment-intents/"+id+"/reversal", "2022-01-03", "{}"), http.StatusBadRequest)
	req := r.request(t, http.MethodPost, "/payment-intents/search", "2022-01-03", "{}")
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	wantStatus(t, r.do(t, req), http.StatusBadRequest)
}

func TestGzip(t *testing.T) {
	t.Parallel()
	r := start(t, noon, sandbox.Options{Payments: 200})
	for accept, want := range map[string]string{"gzip": "gzip", "br, gzip;q=0.5": "gzip", "": "", "identity": "", "gzip;q=0": ""} {
		req := r.request(t, http.MethodPost, "/payment-intents/search", "2024-02-05", "{}")
		req.Header.Set("Accept-Encoding", accept)
		p := r.do(t, req)
		if got := p.header.Get("Content-Encoding"); got != want {
			t.Errorf("%q: Content-Encoding %q, want %q", accept, got, want)
			continue
		}
		if want == "gzip" {
			z, err := gzip.NewReader(strings.NewReader(string(p.body)))
			if err != nil {
				t.Fatal(err)
			}
			if p.body, err = io.ReadAll(z); err != nil {
				t.Fatal(err)
			}
		}
		if !json.Valid(p.body) || len(p.body) < 50000 {
			t.Errorf("%q: %d bytes", accept, len(p.body))
		}
	}
	small := r.request(t, http.MethodGet, "/payment-intents/nobody", "2024-02-05", "")
	small.Header.Set("Accept-Encoding", "gzip")
	if got := r.do(t, small).header.Get("Content-Encoding"); got != "" {
		t.Errorf("a small answer is packed: %s", got)
	}
}

// The decoys are in the answers, or a secret-scan that looks for them proves
// nothing; and the client lets none through.
func TestDecoysAreSentAndNotDecoded(t *testing.T) {
	t.Parallel()
	r := start(t, noon, sandbox.Options{})
	id := r.Add(sandbox.Payment{CardMachine: true, Card: sandbox.Card{Last4: "0056"}})
	for _, v := range dojo.Versions() {
		p := r.call(t, http.MethodGet, "/payment-intents/"+id, v, "")
		read, err := r.client(t, v).PaymentIntent(t.Context(), id)
		if err != nil || len(read.Payment.Extras().Gaps) > 0 || read.Payment.Last4 != "0056" || read.Payment.Card().Brand != "Visa" {
			t.Fatalf("%s: %+v, %v", v, read.Payment, err)
		}
		seen, err := json.Marshal(read)
		if err != nil {
			t.Fatal(err)
		}
		for _, decoy := range sandbox.Decoys() {
			if sent := strings.Contains(string(p.body), decoy); !sent && (v >= "2024-02-05" || decoy != sandbox.DecoyLink) {
				t.Errorf("%s: %s isn't sent", v, decoy)
			}
			if strings.Contains(string(seen), decoy) {
				t.Errorf("%s: the client decodes %s", v, decoy)
			}
		}
	}
}

// In every version the parts of the amount agree with the total, and all of
// what a payment is survives the client's decoder.
func TestClientReadsEveryVersion(t *testing.T) {
	t.Parallel()
	r := start(t, noon, sandbox.Options{})
	paid := noon.Add(-time.Hour - 123456700*time.Nanosecond)
	id := r.Add(sandbox.Payment{
		Amount: dojo.Money{Minor: 4000, Currency: "EUR"}, Tips: 250, ServiceCharge: 100, Cashback: 2000, Reference: "ORDER-1",
		PaidAt: paid, AutoExpireIn: 50 * time.Hour, AuthCode: "123456", Card: sandbox.Card{Type: "AMEX", Last4: "1002"},
	})
	for _, v := range dojo.Versions() {
		read, err := r.client(t, v).PaymentIntent(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		p := read.Payment
		c := p.Charge()
		if c.Total != (dojo.Money{Minor: 6350, Currency: "EUR"}) || !c.Known || c.Other != nil {
			t.Errorf("%s: the charge is %+v", v, c)
		}
		if !p.PaidAt.Time().Equal(paid) || p.Kind().AutoExpireIn != 50*time.Hour || p.Kind().AutoExpireAction != dojo.ExpireRelease ||
			p.Card().Brand != "Amex" || p.AuthCode != "123456" || p.Reference != "ORDER-1" || len(p.Extras().Gaps) > 0 {
			t.Errorf("%s: %+v", v, p)
		}
	}
}

func TestStrictLeavesOutWhatTheSchemasForbid(t *testing.T) {
	t.Parallel()
	for strict, want := range map[bool]bool{false: true, true: false} {
		r := start(t, noon, sandbox.Options{Strict: strict})
		p := r.call(t, http.MethodGet, "/payment-intents/"+r.Add(sandbox.Payment{}), "2026-02-27", "")
		for _, field := range []string{"paymentEvents", "paymentSource"} {
			if _, ok := p.json[field]; ok != want {
				t.Errorf("strict %v: %s is there: %v", strict, field, ok)
			}
		}
	}
}
