package sandbox_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dojoreversals/dojo/sandbox"
)

// whole are valid bodies with every field of an operation, for all versions at
// once: those of other versions are taken out.
var whole = map[string]string{
	"/payment-intents/search":                     `{"statuses":["Created","Authorized"],"startDate":"2026-07-15T00:00:00Z","endDate":"2026-07-16T00:00:00.5+01:00","cursor":{"limit":20}}`,
	"/payment-intents/{paymentIntentId}/captures": `{"amount":1,"tipsAmount":0}`,
	create: `{
		"captureMode":"Manual","amount":{"value":1000,"currencyCode":"GBP"},"tipsAmount":{"value":10,"currencyCode":"GBP"},"reference":"x","description":"y",
		"customer":{"id":"c","emailAddress":"a@example.test","phoneNumber":"1"},
		"billingAddress":{"address1":"a","address2":"b","address3":"c","address4":"d","city":"e","state":"f","postcode":"g","countryCode":"GB","locality":"h","county":"i"},
		"shippingDetails":{"name":"n","deliveryNotes":"d","address":{"countryCode":"GB"}},
		"transactionSource":"MOTO","cardHolderNotPresent":true,
		"config":{"title":"t","redirectUrl":"https://example.test/","cancelUrl":null,"customerEmail":{"collectionRequired":true},"details":{"showTotal":true,"showReference":false},
			"billingAddress":{},"shippingDetails":{"collectionRequired":false},"payment":{"customAmountAllowed":true,"tipsAllowed":true}},
		"requestSecurity":{"userAgent":"u","ipAddress":"::1","device":"d"},
		"itemLines":[{"id":"i","quantity":2,"caption":"c","name":"n","category":"k","plu":"p","amountTotal":{"value":1,"currencyCode":"GBP"},
			"modifiers":[{"name":"m","amountPerModifier":{"value":-1,"currencyCode":"GBP"},"quantity":1,"id":"x"}]}],
		"taxLines":[{"id":"i","caption":"c","subCaption":"s","affectedPlu":"p","amountTotal":{"value":1,"currencyCode":"GBP"}}],
		"paymentMethods":["Card"],"actionLink":{"url":"https://example.test/","action":"OpenLink","label":"l","fileName":"f"},
		"expireAt":"2026-08-01T00:00:00Z","autoExpireIn":"6.00:00:00","autoExpireAction":"Release","metadata":{"a":"b"},"setupIntentId":"s",
		"orderDetails":{"availabilityDate":"2026-08-01T00:00:00Z","isUpdate":true,"id":"o","externalId":"e"},
		"cashbackAmount":{"value":1,"currencyCode":"GBP"},"serviceChargeAmount":{"value":1,"currencyCode":"GBP"},"generateRemoteToken":false,"isNotOnlineCheckout":true}`,
}

// sandboxOnly are the sandbox's refusals for which the documents' schemas have
// no words: some stand in their prose, and the others keep nonsense out of a
// demo.
var sandboxOnly = []string{
	"Only one of before and after can be given.",
	"The cursor is not valid.",
	"An amount above zero is required.",
	"The amount must be above zero.",
	"The amount is more than what is left to capture.",
	"The tip can't be below zero.",
	"A whole number of minor units is required.", // below zero, or beyond all sense
	"The currency must be GBP or EUR.",
	"The currency must be that of the amount.",
	"The value must be in the future.",
	"The value must be a date and time such as 2024-07-25T08:48:38Z.", // 30 February, which is one by its form
	"The AutoExpireAction field is required for captureMode Manual.",
	"The value must be a time span in the format dd.hh:mm:ss, above 30 seconds and below 7 days.",
	"A hold can only expire for captureMode Manual.",
}

// The sandbox refuses what the document refuses, and takes what it takes but
// for the reasons in sandboxOnly: requests are changed in one or two places,
// and both judge them. Of a creation, the document is made to take other fields
// too (see lenient).
func TestSandboxRefusesWhatTheDocumentsRefuse(t *testing.T) {
	t.Parallel()
	eachContract(t, func(t *testing.T, c contract) {
		r := start(t, noon, sandbox.Options{})
		refusals, taken := 0, 0
		rapid.Check(t, func(t *rapid.T) {
			s := rapid.SampledFrom(served).Draw(t, "operation")
			path := strings.ReplaceAll(s.path, "{paymentIntentId}", r.Add(sandbox.Payment{}))
			body := c.drawBody(t, s.path)
			if s.method == http.MethodGet && rapid.Bool().Draw(t, "asks for cancelled ones") {
				path += "?returnCanceled=" + rapid.SampledFrom([]string{"true", "false", "maybe", "", "1", "null"}).Draw(t, "returnCanceled")
			}
			if s.method == http.MethodDelete {
				path = "/payment-intents/" + r.Add(sandbox.Payment{Status: "Created"})
			}
			req := r.request(t, s.method, path, c.version, body)
			spoilHeader(t, req)

			refused := c.request(req, []byte(body))
			p := r.do(t, req)
			switch {
			case p.status >= 500:
				t.Fatalf("HTTP %d: %s", p.status, p.body)
			case refused != nil:
				refusals++
				if p.status != http.StatusBadRequest && p.status != http.StatusUnauthorized {
					t.Fatalf("%s %s\n%s\nHTTP %d: %s\nthough the document refuses it: %v", s.method, path, body, p.status, p.body, refused)
				}
			case p.status >= 400 && !onlyOurs(p):
				t.Fatalf("%s %s\n%s\nHTTP %d: %s\nthough the document takes it", s.method, path, body, p.status, p.body)
			case p.status < 400:
				taken++
			}
		})
		if refusals == 0 || taken == 0 {
			t.Errorf("%d were refused and %d taken", refusals, taken)
		}
	})
}

// onlyOurs says whether every complaint of a problem is one of sandboxOnly.
func onlyOurs(p reply) bool {
	fields := p.obj("errors")
	if fields == nil {
		fields, _ = p.obj("extensions")["errors"].(map[string]any)
	}
	for _, list := range fields {
		texts, _ := list.([]any)
		for _, text := range texts {
			if s, _ := text.(string); !slices.Contains(sandboxOnly, s) {
				return false
			}
		}
	}
	return len(fields) > 0
}

// spoilHeader leaves a header out now and then, or gives it another value.
func spoilHeader(t *rapid.T, req *http.Request) {
	switch rapid.IntRange(0, 19).Draw(t, "header") {
	case 0:
		req.Header.Del("Version")
	case 1:
		req.Header.Set("Version", rapid.SampledFrom([]string{"latest", "20220407", "2022-4-7", "2022-04-07T00:00:00Z", "2022-13-07"}).Draw(t, "version"))
	case 2:
		req.Header.Del("Authorization")
	case 3:
		if req.Header.Get("Content-Type") != "" {
			req.Header.Set("Content-Type", "text/plain")
		}
	}
}

// drawBody is a valid body of an operation, changed in a place or two.
func (c contract) drawBody(t *rapid.T, path string) string {
	text, ok := whole[path]
	if !ok {
		return ""
	}
	var body any
	if err := json.Unmarshal([]byte(text), &body); err != nil {
		t.Fatal(err)
	}
	c.fit(body, path)
	for range rapid.IntRange(0, 2).Draw(t, "changes") {
		body = change(t, body, path == create)
	}
	b, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// fit takes out of a body what its version doesn't have.
func (c contract) fit(body any, path string) {
	m, _ := body.(map[string]any)
	drop := func(o any, names ...string) {
		object, _ := o.(map[string]any)
		for _, n := range names {
			delete(object, n)
		}
	}
	first := func(name string) any {
		if list, _ := m[name].([]any); len(list) > 0 {
			return list[0]
		}
		return nil
	}
	if c.version < "2024-02-05" {
		drop(first("itemLines"), "name", "category", "plu", "modifiers")
		drop(first("taxLines"), "affectedPlu")
		drop(m, "cardHolderNotPresent", "orderDetails", "cashbackAmount", "serviceChargeAmount", "generateRemoteToken", "isNotOnlineCheckout")
		if path != create {
			drop(m, "tipsAmount")
		}
		return
	}
	drop(first("itemLines"), "caption")
	drop(m, "transactionSource")
	if c.version < "2026-02-27" {
		drop(m, "isNotOnlineCheckout")
	}
}

// change makes one change somewhere in a JSON value. In a creation the case of a
// name doesn't matter, which a document can't say.
func change(t *rapid.T, v any, creation bool) any {
	switch v := v.(type) {
	case map[string]any:
		if len(v) == 0 {
			break
		}
		names := slices.Sorted(maps.Keys(v))
		name := rapid.SampledFrom(names).Draw(t, "field")
		switch rapid.IntRange(0, 9).Draw(t, "how") {
		case 0:
			delete(v, name)
		case 1:
			v["unknown"] = drawValue(t)
		case 2:
			if !creation {
				v[strings.ToUpper(name[:1])+name[1:]] = v[name]
			}
		case 3:
			if other := rapid.SampledFrom([]string{"after", "before", "tipsAmount", "isNotOnlineCheckout", "transactionSource", "cashbackAmount", "caption"}).Draw(t, "name"); v[other] == nil {
				v[other] = drawValue(t)
			}
		default:
			v[name] = change(t, v[name], creation)
		}
		return v
	case []any:
		if len(v) > 0 && rapid.Bool().Draw(t, "inside") {
			i := rapid.IntRange(0, len(v)-1).Draw(t, "item")
			v[i] = change(t, v[i], creation)
			return v
		}
	}
	return drawValue(t)
}

// drawValue is any JSON value, often one near to what is right.
func drawValue(t *rapid.T) any {
	raw := rapid.SampledFrom([]string{
		`null`, `true`, `false`, `0`, `1`, `-1`, `100`, `101`, `1.5`, `1e400`, `2147483648`, `9223372036854780000`, `-9223372036854780000`, `1125899906842625`,
		`""`, `"x"`, `"1"`, `"Auto"`, `"Manual"`, `"auto"`, `"Card"`, `"SavedCard"`, `"Wallet"`, `"GBP"`, `"gbp"`, `"Created"`, `"Declined"`, `"Release"`,
		`"2026-07-15T00:00:00Z"`, `"2026-02-30T00:00:00Z"`, `"2026-07-15"`, `"2026-07-15T0:00:00Z"`, `"2026-07-15T00:00:00,5Z"`, `"2026-07-15T00:00:00"`, `"2026-07-15 00:00:00Z"`,
		`"00:00:55"`, `"7.00:00:00"`, `"P1D"`, `{}`, `[]`, `[null]`, `{"value":1,"currencyCode":"GBP"}`, `{"value":1,"currencyCode":"GBP","more":1}`, `{"value":"1","currencyCode":"GBP"}`,
		`{"limit":1}`, `{"limit":null}`, `[{}]`, `[1]`, `["x"]`, `{"a":1}`, `{"a":null}`, `{"countryCode":null}`,
	}).Draw(t, "value")
	if n := rapid.SampledFrom([]int{0, 0, 0, 10, 11, 60, 61, 100, 101, 1025, 4097}).Draw(t, "length"); n > 0 {
		raw = fmt.Sprintf("%q", strings.Repeat("é", n))
	}
	var v any
	d := json.NewDecoder(strings.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}
