package sandbox_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"dojoreversals/dojo"
	"dojoreversals/dojo/sandbox"
)

// undocumented are the statuses that the documents list for no operation, or
// for others, and that a client has to live with all the same.
var undocumented = []int{402, 403, 404, 405, 407, 408, 409, 422, 429, 500, 502, 503}

// everyPayment is one payment of every kind that the sandbox can hold.
func everyPayment(r *rig) []string {
	var ids []string
	for _, status := range []dojo.Status{
		dojo.StatusCreated, dojo.StatusAuthorized, dojo.StatusCaptured, dojo.StatusReversed, dojo.StatusRefunded, dojo.StatusCanceled,
	} {
		for _, mode := range []dojo.CaptureMode{dojo.CaptureAuto, dojo.CaptureManual} {
			for _, machine := range []bool{false, true} {
				p := sandbox.Payment{
					Status: status, CaptureMode: mode, CardMachine: machine, Tips: 150, ServiceCharge: 20, Cashback: 1000,
					Card: sandbox.Card{EntryMode: "ContactChip", Funding: "Debit"}, Description: "Two\nlunches",
				}
				if status == dojo.StatusCaptured {
					p.Captures = []sandbox.Capture{
						{ID: "cp_aaaaaaaaaaaaaaaaaaaaaa", Minor: 5, Status: "Declined", CreatedAt: noon}, {ID: "cp_bbbbbbbbbbbbbbbbbbbbbb", Minor: 5, Tips: 1, Status: "Successful", CreatedAt: noon},
					}
				}
				if machine {
					p.AutoExpireIn, p.PaidAt = -1, noon.Add(-time.Nanosecond)
				}
				ids = append(ids, r.Add(p))
			}
		}
	}
	return ids
}

// Every answer of a strict sandbox keeps to the document of its version.
func TestSandboxKeepsToTheDocuments(t *testing.T) {
	t.Parallel()
	eachContract(t, func(t *testing.T, c contract) {
		r := start(t, noon, sandbox.Options{Strict: true, Demo: true, Payments: 60})
		seen := map[string]bool{}
		ask := func(want int, method, path, body string) reply {
			t.Helper()
			req := r.request(t, method, path, c.version, body)
			p := r.do(t, req)
			wantStatus(t, p, want)
			c.check(t, req, p, seen)
			return p
		}
		const intents = "/payment-intents"
		for _, id := range everyPayment(r) {
			want := http.StatusOK
			if r.status(t, id) == dojo.StatusCanceled {
				want = http.StatusNotFound
			}
			ask(want, http.MethodGet, intents+"/"+id, "")
			if c.version >= "2024-02-05" {
				ask(http.StatusOK, http.MethodGet, intents+"/"+id+"?returnCanceled=true", "")
			}
		}
		// All pages, forwards and back.
		for _, direction := range []string{"after", "before"} {
			cursor := ""
			for {
				body := `{"cursor":{"limit":30` + cursor + `},"statuses":["Created","Authorized","Captured","Reversed","Refunded","Canceled"]}`
				p := ask(http.StatusOK, http.MethodPost, intents+"/search", body)
				next, ok := p.json[direction].(string)
				if !ok {
					break
				}
				cursor = `,"` + direction + `":"` + next + `"`
			}
		}
		ask(http.StatusOK, http.MethodPost, intents+"/search", `{"startDate":"2031-01-01T00:00:00Z"}`)

		created := ask(http.StatusOK, http.MethodPost, intents, `{"amount":{"value":4250,"currencyCode":"EUR"},"reference":"x","captureMode":"Manual","autoExpireIn":"00:00:55","autoExpireAction":"Capture"}`).str("id")
		ask(http.StatusBadRequest, http.MethodPost, intents, `{"amount":{"value":4250,"currencyCode":"EUR"}}`)
		ask(http.StatusOK, http.MethodDelete, intents+"/"+created, "")
		ask(http.StatusNotFound, http.MethodDelete, intents+"/"+created, "")
		ask(http.StatusBadRequest, http.MethodPost, intents+"/"+created+"/reversal", "")
		ask(http.StatusBadRequest, http.MethodPost, intents+"/"+created+"/captures", `{"amount":1}`)
		held := r.Add(sandbox.Payment{Amount: dojo.Money{Minor: 1000}})
		ask(http.StatusBadRequest, http.MethodDelete, intents+"/"+held, "")
		ask(http.StatusOK, http.MethodPost, intents+"/"+held+"/captures", `{"amount":400}`)
		ask(http.StatusOK, http.MethodGet, intents+"/"+held, "")
		ask(http.StatusBadRequest, http.MethodPost, intents+"/"+held+"/captures", `{"amount":4000}`)
		ask(http.StatusBadRequest, http.MethodPost, intents+"/"+held+"/reversal", "")

		for _, outcome := range []sandbox.Outcome{sandbox.Settles, sandbox.Succeeds, sandbox.Fails, sandbox.Sticks, sandbox.CapturedFirst, sandbox.Refuses, sandbox.Conflicts} {
			req := r.request(t, http.MethodPost, intents+"/"+r.Add(sandbox.Payment{Script: sandbox.Script{Outcome: outcome}})+"/reversal", c.version, "")
			p := r.do(t, req)
			c.check(t, req, p, seen)
			if c.version == "2022-01-03" && p.status == http.StatusOK {
				c.likeThePage(t, p)
			}
		}
		pending := r.Add(sandbox.Payment{})
		ask(http.StatusOK, http.MethodPost, intents+"/"+pending+"/reversal", "")
		ask(http.StatusConflict, http.MethodPost, intents+"/"+pending+"/reversal", "")
		ask(http.StatusConflict, http.MethodPost, intents+"/"+pending+"/captures", `{"amount":1}`)

		for _, s := range served {
			path := strings.ReplaceAll(s.path, "{paymentIntentId}", held)
			for status, spoil := range map[int]func(*http.Request){
				http.StatusUnauthorized: func(req *http.Request) { req.Header.Del("Authorization") },
				http.StatusBadRequest: func(req *http.Request) {
					req.URL.Path = strings.ReplaceAll(s.path, "{paymentIntentId}", "a.b")
				},
			} {
				req := r.request(t, s.method, path, c.version, "")
				spoil(req)
				p := r.do(t, req)
				wantStatus(t, p, status)
				c.check(t, req, p, seen)
			}
			r.SetFaults(fault(t, "403"))
			ask(http.StatusForbidden, s.method, path, "")
			r.SetFaults()
			for status := range c.doc.Paths.Find(s.path).GetOperation(s.method).Responses.Map() {
				if key := s.method + " " + s.path + " " + status; !seen[key] {
					t.Errorf("no answer was tried for %s", key)
				}
			}
		}
	})
}

// An ordinary sandbox sends two fields that the schemas forbid, since Dojo's own
// examples have them, and nothing else.
func TestSandboxSendsWhatTheExamplesShow(t *testing.T) {
	t.Parallel()
	eachContract(t, func(t *testing.T, c contract) {
		r := start(t, noon, sandbox.Options{Payments: 30})
		want := "paymentEvents paymentSource"
		if c.version < "2024-02-05" {
			want = ""
		}
		for _, id := range everyPayment(r) {
			if r.status(t, id) == dojo.StatusCanceled {
				continue
			}
			req := r.request(t, http.MethodGet, "/payment-intents/"+id, c.version, "")
			p := r.do(t, req)
			schema := c.doc.Components.Schemas["PaymentIntent"].Value
			got := ""
			if err := schema.VisitJSON(any(p.json), openapi3.MultiErrors(), openapi3.EnableFormatValidation()); err != nil {
				got = refused(err)
			}
			// An intent that nobody tried to pay has no events.
			if got != want && (r.status(t, id) != dojo.StatusCreated || !strings.HasSuffix(want, got)) {
				t.Errorf("the schema refuses %q, want %q", got, want)
			}
		}
	})
}

// Every refusal of every operation is a problem as the document has it.
func TestFaultsKeepToTheDocuments(t *testing.T) {
	t.Parallel()
	eachContract(t, func(t *testing.T, c contract) {
		r := start(t, noon, sandbox.Options{Strict: true})
		held := r.Add(sandbox.Payment{})
		for _, status := range append([]int{400, 401}, undocumented...) {
			name := itoa(status)
			switch status {
			case 400:
				name = "refused"
			case 429, 503:
				name += "=7"
			}
			r.SetFaults(fault(t, "all:"+name))
			for _, s := range served {
				req := r.request(t, s.method, strings.ReplaceAll(s.path, "{paymentIntentId}", held), c.version, "")
				p := r.do(t, req)
				wantStatus(t, p, status)
				c.check(t, req, p, map[string]bool{})
				if after := p.header.Get("Retry-After"); (after == "7") != (status == 429 || status == 503) {
					t.Errorf("%s: Retry-After %q", name, after)
				}
			}
		}
	})
}

// check validates an answer, and those with a status that the document doesn't
// list for this operation as the problem that it has to be.
func (c contract) check(t tb, req *http.Request, p reply, seen map[string]bool) {
	t.Helper()
	in, err := c.input(req, nil)
	if err != nil {
		t.Fatalf("%s %s: %v", req.Method, req.URL, err)
	}
	if in.Route.Operation.Responses.Status(p.status) == nil && slices.Contains(undocumented, p.status) {
		c.checkProblem(t, p)
		return
	}
	seen[in.Route.Method+" "+in.Route.Path+" "+itoa(p.status)] = true
	if err := c.answer(req, p); err != nil {
		t.Errorf("%s %s, %d: %v", req.Method, req.URL, p.status, err)
	}
	if p.status >= 400 {
		c.checkProblem(t, p)
	}
}

func itoa(n int) string { b, _ := json.Marshal(n); return string(b) }

// checkProblem validates a problem by its schema, and that its fields are those
// of the schema: the schema itself would let others pass.
func (c contract) checkProblem(t tb, p reply) {
	t.Helper()
	schema := c.doc.Components.Schemas["ProblemDetails"].Value
	if err := schema.VisitJSON(any(p.json), openapi3.MultiErrors(), openapi3.EnableFormatValidation()); err != nil {
		t.Errorf("%s: %v", p.body, err)
	}
	for name := range p.json {
		if schema.Properties[name] == nil {
			t.Errorf("%s: a problem has no field %s", p.body, name)
		}
	}
	if p.json["status"] != float64(p.status) {
		t.Errorf("HTTP %d has the status %v", p.status, p.json["status"])
	}
}

// likeThePage holds a reversal's answer against the one on Dojo's page "Reverse
// a payment": three texts, and an ID of digits.
func (c contract) likeThePage(t *testing.T, p reply) {
	t.Helper()
	status := dojo.ReversalStatus(p.str("status"))
	if len(p.json) != 3 || p.str("message") == "" || !regexp.MustCompile(`^\d+$`).MatchString(p.str("reversalId")) ||
		!slices.Contains([]dojo.ReversalStatus{dojo.ReversalCreated, dojo.ReversalSuccessful, dojo.ReversalFailed}, status) {
		t.Errorf("%s", p.body)
	}
}
