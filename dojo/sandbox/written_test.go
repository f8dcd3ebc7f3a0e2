package sandbox_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/sandbox"
)

// The shapes of Dojo's documents, as far as this program meets them, written
// down by hand. With them a plain clone holds the client and the sandbox to the
// documents; where these lie beside the checkout, TestWrittenShapesAreDocumented
// holds this table to them in turn.

// shape says of the fields of an object which JSON types they may have: "s" a
// string, "t" a date and time, "i" a whole number, "b" a boolean, "l" a list,
// "o" an object of any fields, "n" null, "m" a Money object, and "@name" the
// shape of that name, after "l" for each element.
type shape map[string]string

// shapes are those of one version.
func shapes(version string) map[string]shape {
	all := map[string]shape{
		"money": {"value": "i", "currencyCode": "s"},
		"page":  {"data": "l@intent n", "before": "s n", "after": "s n"},
		"intent": {
			"id": "s n", "captureMode": "s", "status": "s", "clientSessionSecret": "s n", "clientSessionSecretExpirationDate": "t n", "paymentMethods": "l n",
			"amount": "m n", "tipsAmount": "m n", "totalAmount": "m n", "refundedAmount": "i n", "paymentDetails": "@details n",
			"customer": "o n", "billingAddress": "o n", "createdAt": "t", "updatedAt": "t", "reference": "s n", "description": "s n", "itemLines": "l n",
			"taxLines": "l n", "merchantConfig": "o n", "config": "o n", "metadata": "o n", "expireAt": "t n", "autoExpireIn": "s n", "autoExpireAction": "s n",
		},
		"details": {
			"transactionDateTime": "s n", "message": "s n", "authCode": "s n", "cardNumber": "s n", "cardName": "s n", "expiryDate": "s n", "cardType": "s n",
		},
		"problem":  {"type": "s n", "title": "s n", "status": "i n", "detail": "s n", "traceId": "s n", "errors": "o n"},
		"reversal": {"message": "s n", "reversalId": "s n"},
	}
	if version == "2022-01-03" {
		all["reversal"]["status"] = "s" // only Dojo's page "Reverse a payment" has it
	}
	if version < "2024-02-05" {
		return all
	}
	all["problem"] = shape{"type": "s n", "title": "s n", "status": "i n", "detail": "s n", "instance": "s n", "extensions": "o"}
	maps.Copy(all["intent"], shape{
		"cardHolderNotPresent": "b", "cashbackAmount": "m n", "serviceChargeAmount": "m n", "paymentLink": "s n", "captureMode": "s n",
		"terminalSessionHistory": "l@history n", "captures": "l@capture n",
	})
	all["details"] = shape{"transactionId": "s n", "transactionDateTime": "s n", "message": "s n", "authCode": "s n", "card": "@card n"}
	all["card"] = shape{
		"cardNumber": "s n", "cardName": "s n", "expiryDate": "s n", "cardType": "s n", "cardFundingType": "s n", "last4PAN": "s n", "entryMode": "s n", "verificationMethod": "s n",
	}
	all["capture"] = shape{"id": "s n", "amount": "i", "tipsAmount": "i n", "status": "s", "createdAt": "t"}
	all["history"] = shape{"terminalSession": "o", "payment": "o n"}
	if version >= "2025-09-10" {
		all["details"]["avsResult"] = "s n"
	}
	return all
}

// fits lists what a shape has against a JSON value.
func fits(all map[string]shape, name, path string, value any) (wrong []string) {
	fields, ok := value.(map[string]any)
	if !ok {
		return []string{path + " is no object"}
	}
	for field, v := range fields {
		at := path + "." + field
		types, known := all[name][field]
		if !known {
			wrong = append(wrong, at+" isn't documented")
			continue
		}
		wrong = append(wrong, fitsAny(all, types, at, v)...)
	}
	return wrong
}

// fitsAny lists what all of the types have against a value.
func fitsAny(all map[string]shape, types, path string, v any) (wrong []string) {
	for _, t := range strings.Fields(types) {
		why := fitsOne(all, t, path, v)
		if len(why) == 0 {
			return nil
		}
		wrong = append(wrong, why...)
	}
	return wrong
}

func fitsOne(all map[string]shape, t, path string, v any) (wrong []string) {
	kind, of, _ := strings.Cut(t, "@")
	ok := false
	switch kind {
	case "":
		return fits(all, of, path, v)
	case "m":
		return fits(all, "money", path, v)
	case "n":
		ok = v == nil
	case "s":
		_, ok = v.(string)
	case "t":
		s, _ := v.(string)
		_, err := time.Parse(time.RFC3339Nano, s)
		ok = err == nil
	case "b":
		_, ok = v.(bool)
	case "o":
		_, ok = v.(map[string]any)
	case "i":
		n, isNumber := v.(float64)
		ok = isNumber && n == float64(int64(n))
	case "l":
		list, isList := v.([]any)
		ok = isList
		for i, e := range list {
			if of != "" {
				wrong = append(wrong, fits(all, of, fmt.Sprintf("%s[%d]", path, i), e)...)
			}
		}
	}
	if !ok {
		wrong = append(wrong, path+" isn't of type "+t)
	}
	return wrong
}

// Every answer of a strict sandbox has a documented shape.
func TestSandboxKeepsToTheWrittenShapes(t *testing.T) {
	t.Parallel()
	for _, version := range dojo.Versions() {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			all := shapes(version)
			r := start(t, noon, sandbox.Options{Strict: true, Demo: true, Payments: 60})
			check := func(shape string, p reply) {
				t.Helper()
				if wrong := fits(all, shape, shape, any(p.json)); len(wrong) > 0 {
					t.Errorf("%s\n%s", strings.Join(wrong, "\n"), p.body)
				}
			}
			const intents = "/payment-intents"
			for _, id := range everyPayment(r) {
				if p := r.call(t, http.MethodGet, intents+"/"+id, version, ""); p.status == http.StatusOK {
					check("intent", p)
				} else {
					check("problem", p)
				}
			}
			check("page", r.call(t, http.MethodPost, intents+"/search", version, `{"cursor":{"limit":30}}`))
			check("page", r.call(t, http.MethodPost, intents+"/search", version, `{"startDate":"2031-01-01T00:00:00Z"}`))
			check("problem", r.call(t, http.MethodPost, intents+"/search", version, `{"cursor":{"limit":0}}`))
			for _, outcome := range []sandbox.Outcome{sandbox.Settles, sandbox.Succeeds, sandbox.Fails, sandbox.Sticks, sandbox.CapturedFirst, sandbox.Refuses, sandbox.Conflicts} {
				p := r.reverse(t, r.Add(sandbox.Payment{Script: sandbox.Script{Outcome: outcome}}), version)
				if p.status == http.StatusOK {
					check("reversal", p)
				} else {
					check("problem", p)
				}
			}
		})
	}
}

// The checker itself refuses what isn't documented.
func TestWrittenShapesBite(t *testing.T) {
	t.Parallel()
	all := shapes("2024-02-05")
	for _, body := range []string{
		`{"data":{}}`, `{"rows":[]}`, `{"data":[],"after":5}`, `{"data":[{"amount":5}]}`, `{"data":[{"amount":{"value":"5","currencyCode":"GBP"}}]}`, `{"data":[{"createdAt":"today"}]}`,
		`{"data":[{"captures":[{"amount":{"value":1,"currencyCode":"GBP"}}]}]}`, `{"data":[{"paymentDetails":{"cardNumber":"1"}}]}`, `{"data":[{"refundedAmount":1.5}]}`, `[]`,
	} {
		var v any
		if err := json.Unmarshal([]byte(body), &v); err != nil {
			t.Fatal(err)
		}
		if len(fits(all, "page", "page", v)) == 0 {
			t.Errorf("%s fits", body)
		}
	}
}

// The table says nothing that the documents don't.
func TestWrittenShapesAreDocumented(t *testing.T) {
	t.Parallel()
	if _, err := published(); errors.Is(err, fs.ErrNotExist) {
		t.Skip("Dojo's published documents aren't beside this checkout, in ../shared/openapi")
	}
	names := map[string]string{"intent": "PaymentIntent", "reversal": "Reversal", "problem": "ProblemDetails", "money": "Money"}
	eachContract(t, func(t *testing.T, c contract) {
		for name, schema := range names {
			ref := c.doc.Components.Schemas[schema]
			if ref == nil {
				t.Errorf("the document has no %s", schema)
				continue
			}
			for field := range shapes(c.version)[name] {
				if ref.Value.Properties[field] == nil {
					t.Errorf("%s has no %s", schema, field)
				}
			}
		}
	})
}

// What the client sends, written down from the documents: the method, the path,
// the headers and the body, and nothing else.
func TestClientSendsTheWrittenRequests(t *testing.T) {
	t.Parallel()
	for _, version := range dojo.Versions() {
		start, end := time.Date(2026, 3, 10, 12, 0, 0, 0, time.FixedZone("", 3600)), time.Date(2026, 3, 10, 23, 59, 59, 5, time.UTC)
		got := record(t, version, func(c *dojo.Client) {
			_, _ = c.Search(t.Context(), dojo.Query{Statuses: []dojo.Status{dojo.StatusAuthorized, dojo.StatusCanceled}, Start: start, End: end, Limit: 7, After: "a=="})
			_, _ = c.Search(t.Context(), dojo.Query{Before: "b"})
			_, _ = c.PaymentIntent(t.Context(), "pi_a")
			_, _ = c.Reverse(t.Context(), "pi_a")
		})
		read := "GET /payment-intents/pi_a"
		if version >= "2024-02-05" {
			read += "?returnCanceled=true"
		}
		for i, want := range []string{
			`POST /payment-intents/search {"statuses":["Authorized","Canceled"],"startDate":"2026-03-10T11:00:00Z","endDate":"2026-03-10T23:59:59Z","cursor":{"limit":7,"after":"a=="}}`,
			`POST /payment-intents/search {"cursor":{"limit":100,"before":"b"}}`,
			read + " ",
			"POST /payment-intents/pi_a/reversal ",
		} {
			r := got[i]
			if is := fmt.Sprintf("%s %s %s", r.Method, r.URL.RequestURI(), r.body); is != want {
				t.Errorf("%s:\n%s\nwant\n%s", version, is, want)
			}
			for _, name := range []string{"Authorization", "Version", "Accept", "User-Agent", "Software-House-Id", "Reseller-Id"} {
				if r.Header.Get(name) == "" {
					t.Errorf("%s has no %s", want, name)
				}
			}
			var known = []string{"Authorization", "Version", "Accept", "User-Agent", "Software-House-Id", "Reseller-Id", "Accept-Encoding", "Content-Type", "Content-Length", "Connection"}
			for name := range r.Header {
				if !slices.Contains(known, name) {
					t.Errorf("%s has the header %s", want, name)
				}
			}
		}
	}
}

// What the client makes of answers in the documented shapes, written down by
// hand: of all fields at once, of null in every field that may be null, and of
// none.
func TestClientReadsTheWrittenAnswers(t *testing.T) {
	t.Parallel()
	const flat = `"transactionDateTime":"2026-03-10T11:00:00.123456789Z","message":"AUTHORISED","authCode":"012345","cardNumber":"44565300****1013","cardName":"A PERSON","expiryDate":"12/29","cardType":"VISA"`
	const nested = `"transactionId":"5d1e","transactionDateTime":"2026-03-10T11:00:00.123456789Z","message":"AUTHORISED","authCode":"012345","card":{"cardNumber":"************1013","cardName":"A PERSON",
		"expiryDate":"2029-12-31","cardType":"VISA","cardFundingType":"Debit","last4PAN":"1013","entryMode":"ContactChip","verificationMethod":"Pin"}`
	for _, version := range dojo.Versions() {
		details, more := flat, ""
		if version >= "2024-02-05" {
			details = nested
			more = `,"cashbackAmount":{"value":1000,"currencyCode":"GBP"},"serviceChargeAmount":{"value":20,"currencyCode":"GBP"},"cardHolderNotPresent":false,"paymentLink":"https://pay.example/pi_a",
				"captures":[{"id":"cp_1","amount":100,"tipsAmount":null,"status":"Declined","createdAt":"2026-03-10T11:00:01Z"}],"terminalSessionHistory":[{"terminalSession":{"id":"ts_1","terminalId":"tm_1"},"payment":null}]`
		}
		if version >= "2025-09-10" {
			details += `,"avsResult":"ADDRESS_MATCH_POSTCODE_MATCH"`
		}
		full := `{"id":"pi_a","captureMode":"Manual","status":"Authorized","clientSessionSecret":"not kept","clientSessionSecretExpirationDate":"0001-01-01T00:00:00Z","paymentMethods":["Card","Wallet"],
			"amount":{"value":4000,"currencyCode":"GBP"},"tipsAmount":{"value":250,"currencyCode":"GBP"},"totalAmount":{"value":4250,"currencyCode":"GBP"},"refundedAmount":0,"paymentDetails":{` + details + `},
			"customer":{"id":"cust_1","emailAddress":"a@example.com"},"billingAddress":{"address1":""},"createdAt":"2026-03-10T10:59:00.1234567Z","updatedAt":"2026-03-10T11:00:00Z","reference":"ORDER-1011",
			"description":"Lunch","itemLines":[],"taxLines":null,"merchantConfig":{},"config":{},"metadata":{"location-id":"1"},"expireAt":"2026-04-09T10:59:00Z","autoExpireIn":"6.00:00:00","autoExpireAction":"Release"` + more + `}`
		null := map[string]any{}
		for field, types := range shapes(version)["intent"] {
			if strings.HasSuffix(types, " n") {
				null[field] = nil
			}
		}
		null["id"], null["status"] = "pi_a", "Created"
		nulls, err := json.Marshal(null)
		if err != nil {
			t.Fatal(err)
		}
		// The table holds the cases too.
		for _, body := range []string{full, string(nulls)} {
			var v any
			if err := json.Unmarshal([]byte(body), &v); err != nil {
				t.Fatal(err)
			}
			if wrong := fits(shapes(version), "intent", "intent", v); len(wrong) > 0 {
				t.Fatalf("%s: %v", version, wrong)
			}
		}
		c, served := serving(t, version)
		*served = `{"data":[` + full + `,` + string(nulls) + `],"before":null,"after":"next"}`
		page, err := c.Search(t.Context(), dojo.Query{})
		if err != nil || len(page.Payments) != 2 || page.After != "next" || page.Before != "" || page.Partial {
			t.Fatalf("%s: %+v, %v", version, page, err)
		}
		*served = full
		read, err := c.PaymentIntent(t.Context(), "pi_a")
		if err != nil {
			t.Fatalf("%s: %v", version, err)
		}
		for _, p := range []dojo.PaymentIntent{page.Payments[0], read.Payment} {
			charge := p.Charge()
			total := int64(4250)
			if version >= "2024-02-05" {
				total += 1020
			}
			if p.ID != "pi_a" || p.Status != dojo.StatusAuthorized || p.Kind().CaptureMode != dojo.CaptureManual || p.Reference != "ORDER-1011" || p.Extras().Description != "Lunch" ||
				p.Card().Brand != "Visa" || p.Last4 != "1013" || p.AuthCode != "012345" || !p.PaidAt.Time().Equal(time.Date(2026, 3, 10, 11, 0, 0, 123456700, time.UTC)) ||
				p.Kind().AutoExpireIn != 6*24*time.Hour || p.Kind().AutoExpireAction != dojo.ExpireRelease || p.Extras().Refunded != 0 || len(p.Extras().Gaps) > 0 {
				t.Errorf("%s: %+v", version, p)
			}
			if sum := max(charge.Total.Minor, 0); sum != total && (charge.Other == nil || charge.Other.Minor != total) {
				t.Errorf("%s: %+v, want %d", version, charge, total)
			}
			if later := version >= "2024-02-05"; p.Kind().CardMachine != later || len(p.Extras().Captures) != map[bool]int{true: 1}[later] {
				t.Errorf("%s: card machine %v, captures %v", version, p.Kind().CardMachine, p.Extras().Captures)
			}
		}
		if p := page.Payments[1]; p.ID != "pi_a" || p.Amount != nil || len(p.Extras().Gaps) > 0 {
			t.Errorf("%s: of nulls %+v", version, p)
		}
		for body, want := range map[string]int{`{"data":null,"before":null,"after":null}`: 0, `{"data":[]}`: 0} {
			*served = body
			if page, err := c.Search(t.Context(), dojo.Query{}); err != nil || len(page.Payments) != want || page.After != "" {
				t.Errorf("%s, %s: %+v, %v", version, body, page, err)
			}
		}
		answers := map[string]dojo.ReversalAnswer{
			`{"message":null,"reversalId":"rvs_127usj"}`:                 {ID: "rvs_127usj"},
			`{"message":"in progress","reversalId":"rvs_127usj"}`:        {ID: "rvs_127usj", Message: "in progress"},
			`{"id":"rvs_127usj"}`:                                        {ID: "rvs_127usj"}, // the example of later documents
			`{"status":"Created","message":"ok","reversalId":"55873"}`:   {Status: "Created", Message: "ok", ID: "55873"},
			`{"status":"Successful","message":"ok","reversalId":"5587"}`: {Status: "Successful", Message: "ok", ID: "5587"},
			`{"status":"Failed","message":"no","reversalId":null}`:       {Status: "Failed", Message: "no"},
		}
		for body, want := range answers {
			*served = body
			got, err := c.Reverse(t.Context(), "pi_a")
			if got.Exchange = (dojo.Exchange{}); err != nil || got != want {
				t.Errorf("%s, %s: %+v, %v", version, body, got, err)
			}
		}
	}
}

// serving is a client whose answers are whatever body is set.
func serving(t *testing.T, version string) (*dojo.Client, *string) {
	t.Helper()
	var body string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }))
	t.Cleanup(s.Close)
	key, err := dojo.ParseAPIKey(testKey)
	if err != nil {
		t.Fatal(err)
	}
	c, err := dojo.NewClient(dojo.Options{BaseURL: s.URL, Key: key, Version: version, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c, &body
}
