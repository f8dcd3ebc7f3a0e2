package sandbox_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"dojoreversals/dojo"
	"dojoreversals/dojo/sandbox"
)

// What Dojo's own samples and libraries send is taken by the sandbox.
func TestSamplesAreTaken(t *testing.T) {
	t.Parallel()
	r := start(t, noon, sandbox.Options{})
	const amount = `"amount":{"value":1000,"currencyCode":"GBP"},"reference":"Order 234"`
	all := dojo.Versions()
	for _, tt := range []struct {
		name, path, body string
		versions         []string
	}{
		{"the name of an item by its first name", create, `{` + amount + `,"itemLines":[{"id":"item 1","quantity":4,"caption":"Dog socks","amountTotal":{"value":400,"currencyCode":"GBP"}}]}`, all},
		{"the time at which a hold ends", create, `{` + amount + `,"captureMode":"Manual","autoExpireAction":"Release","autoExpireAt":"2023-12-01T00:00:00"}`, all},
		{"a field that no version has", create, `{` + amount + `,"colour":"red"}`, all},
		{"one in each object", create, `{"amount":{"value":1000,"currencyCode":"GBP","more":1},"reference":"x","customer":{"more":1},"config":{"details":{"more":1}},"taxLines":[{"more":1,"amountTotal":{"more":1,"value":1,"currencyCode":"GBP"}}]}`, all},
		{"a field of a later version", create, `{` + amount + `,"cashbackAmount":{"value":1,"currencyCode":"GBP"},"isNotOnlineCheckout":true}`, all},
		{"names in another case, as in the documents' example", create, `{` + amount + `,"captureMode":"Manual","AutoExpireAction":"Capture","AutoExpireIn":"00:00:55"}`, all},
		{"a hold without an action", create, `{` + amount + `,"captureMode":"Manual"}`, all[:2]},
		{"a slash at the end", create + "/", `{` + amount + `}`, all},
		{"a slash at the end of a search", create + "/search/", `{}`, all},
	} {
		for _, v := range tt.versions {
			p := r.call(t, http.MethodPost, tt.path, v, tt.body)
			if p.status != http.StatusOK {
				t.Errorf("%s, %s: HTTP %d: %s", tt.name, v, p.status, p.body)
			}
		}
	}
	// The names in another case mean what they say.
	p := r.call(t, http.MethodPost, create, all[4], `{`+amount+`,"captureMode":"Manual","AutoExpireAction":"Capture","AutoExpireIn":"00:00:55"}`)
	if p.str("autoExpireAction") != "Capture" || p.str("autoExpireIn") != "00:00:55" {
		t.Errorf("%s", p.body)
	}
	// And an exact name counts before them.
	p = r.call(t, http.MethodPost, create, all[4], `{`+amount+`,"Reference":"y","REFERENCE":"z"}`)
	if p.str("reference") != "Order 234" {
		t.Errorf("%s", p.body)
	}
	for _, v := range all[2:] {
		wantStatus(t, r.call(t, http.MethodPost, create, v, `{`+amount+`,"captureMode":"Manual"}`), http.StatusBadRequest)
	}
	// A search and a capture take what their schemas name, and nothing else.
	held := r.Add(sandbox.Payment{})
	for _, v := range all {
		wantStatus(t, r.call(t, http.MethodPost, create+"/search", v, `{"Statuses":[]}`), http.StatusBadRequest)
		wantStatus(t, r.call(t, http.MethodPost, create+"/"+held+"/captures", v, `{"amount":1,"more":1}`), http.StatusBadRequest)
	}
	req := r.request(t, http.MethodPost, create, all[0], `{`+amount+`}`)
	req.Header.Set("Content-Type", "Application/JSON;charset=UTF-8")
	wantStatus(t, r.do(t, req), http.StatusOK)
	req = r.request(t, http.MethodPost, create, all[0], `{`+amount+`}`)
	req.Header.Set("Content-Type", "application/jsonx")
	wantStatus(t, r.do(t, req), http.StatusBadRequest)
}

// Every path may end in a slash, and only in one.
func TestASlashAtTheEnd(t *testing.T) {
	t.Parallel()
	r := start(t, noon, sandbox.Options{})
	open, held, other := r.Add(sandbox.Payment{Status: dojo.StatusCreated}), r.Add(sandbox.Payment{}), r.Add(sandbox.Payment{})
	const v = "2022-01-03"
	wantStatus(t, r.call(t, http.MethodGet, create+"/"+held+"/", v, ""), http.StatusOK)
	wantStatus(t, r.call(t, http.MethodGet, create+"/"+held+"//", v, ""), http.StatusNotFound)
	wantStatus(t, r.call(t, http.MethodDelete, create+"/"+open+"/", v, ""), http.StatusOK)
	wantStatus(t, r.call(t, http.MethodPost, create+"/"+held+"/captures/", v, `{"amount":1}`), http.StatusOK)
	wantStatus(t, r.call(t, http.MethodPost, create+"/"+other+"/reversal/", v, ""), http.StatusOK)
	if n := r.Calls().Reversals[other]; n != 1 {
		t.Errorf("%d reversals were counted", n)
	}
}

// A payment that isn't there, or was cancelled, is answered with the status that
// the documents list for the operation.
func TestUnknownPayments(t *testing.T) {
	t.Parallel()
	r := start(t, noon, sandbox.Options{})
	gone := r.Add(sandbox.Payment{Status: dojo.StatusCanceled})
	for _, v := range dojo.Versions() {
		for _, id := range []string{"pi_sandbox_nobody", gone} {
			path := create + "/" + id
			wantStatus(t, r.call(t, http.MethodGet, path, v, ""), http.StatusNotFound)
			wantStatus(t, r.call(t, http.MethodDelete, path, v, ""), http.StatusNotFound)
			wantStatus(t, r.reverse(t, id, v), http.StatusBadRequest)
			wantStatus(t, r.call(t, http.MethodPost, path+"/captures", v, `{"amount":1}`), http.StatusBadRequest)
		}
	}
}

// Every field of a creation is taken by the version whose document has it: alone,
// each of its words, at its full length, and null where it may be null. So are
// the documents' own examples.
func TestEveryFieldOfACreationIsTaken(t *testing.T) {
	t.Parallel()
	eachContract(t, func(t *testing.T, c contract) {
		r := start(t, noon, sandbox.Options{})
		media := c.doc.Paths.Find(create).Post.RequestBody.Value.Content["application/json"]
		tried := 0
		send := func(what string, body any) {
			tried++
			b, err := json.Marshal(body)
			if err != nil {
				t.Fatal(err)
			}
			req := r.request(t, http.MethodPost, create, c.version, string(b))
			if err := c.request(req, b); err != nil {
				t.Fatalf("%s: the document refuses %s: %v", what, b, err)
			}
			if p := r.do(t, req); p.status != http.StatusOK {
				t.Errorf("%s: HTTP %d: %s\n%s", what, p.status, p.body, b)
			}
		}
		schema := media.Schema.Value
		for name, p := range schema.Properties {
			for i, v := range valuesOf(name, p.Value) {
				body := map[string]any{"amount": map[string]any{"value": 1000, "currencyCode": "GBP"}, "reference": "x", name: v}
				if strings.HasPrefix(name, "autoExpire") || v == "Manual" {
					body["captureMode"] = "Manual"
					if body["autoExpireAction"] == nil {
						body["autoExpireAction"] = "Release" // the documents' words ask for it
					}
				}
				send(name+", value "+strconv.Itoa(i), body)
			}
		}
		for name, example := range examplesOf(media) {
			b, err := json.Marshal(example)
			if err != nil {
				t.Fatal(err)
			}
			if p := r.call(t, http.MethodPost, create, c.version, string(b)); p.status != http.StatusOK {
				t.Errorf("the example %s: HTTP %d: %s\n%s", name, p.status, p.body, b)
			}
			tried++
		}
		if tried < 60 {
			t.Errorf("only %d creations were tried", tried)
		}
	})
}

// valuesOf are values that a schema allows: of an object one with what it needs,
// and one for each value of each of its fields.
func valuesOf(name string, s *openapi3.Schema) []any {
	var all []any
	if s.Nullable && name != "amount" {
		all = append(all, nil)
	}
	for _, refs := range []openapi3.SchemaRefs{s.OneOf, s.AllOf, s.AnyOf} {
		for _, r := range refs {
			all = append(all, valuesOf(name, r.Value)...)
		}
	}
	switch {
	case len(s.OneOf)+len(s.AllOf)+len(s.AnyOf) > 0:
		return all
	case len(s.Enum) > 0:
		return append(all, s.Enum...)
	case s.Type.Is("boolean"):
		return append(all, true, false)
	case s.Type.Is("integer"):
		return append(all, 1, 100)
	case s.Type.Is("array"):
		for _, v := range valuesOf(name, s.Items.Value) {
			all = append(all, []any{v})
		}
		return append(all, []any{})
	case s.Type.Is("string"):
		return append(all, textsOf(name, s)...)
	case s.Type.Is("object") && len(s.Properties) == 0:
		return append(all, map[string]any{}, map[string]any{"a": "b"})
	}
	needed := map[string]any{}
	for _, n := range s.Required {
		needed[n] = last(valuesOf(n, s.Properties[n].Value))
	}
	if len(s.Properties) > 0 {
		all = append(all, needed)
	}
	for n, p := range s.Properties {
		for _, v := range valuesOf(n, p.Value) {
			one := maps.Clone(needed)
			one[n] = v
			all = append(all, one)
		}
	}
	return all
}

func last(values []any) any { return values[len(values)-1] }

func textsOf(name string, s *openapi3.Schema) []any {
	switch {
	case name == "currencyCode":
		return []any{"GBP"} // that of the amount
	case s.Format == "date-time":
		return []any{"2026-08-01T00:00:00Z", "2026-08-01T00:00:00.1234567+01:00"}
	case name == "autoExpireIn":
		return []any{"00:00:55", "6.00:00:00"}
	case s.Format == "uri":
		return []any{"https://example.test/"}
	}
	texts := []any{"x"}
	if s.MaxLength != nil {
		texts = append(texts, strings.Repeat("é", int(*s.MaxLength)))
	}
	return slices.Clip(texts)
}
