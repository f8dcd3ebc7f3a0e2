package dojo_test

import (
	"errors"
	"testing"

	"dojoreversals/dojo"
)

// An error that comes with HTTP 200 accepts nothing, and neither does an object
// of other fields: Dojo may have acted or not, which only reads can tell. What
// the documents show stays an answer, and Dojo's own word Failed stands.
func TestAnErrorIsNoAcceptance(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"status":500,"title":"Internal error","traceId":"00-feed-01"}`, `{"Status":500,"Detail":"No.","Extensions":{}}`, `{"status":"500"}`, `{"status":"error","message":"backend"}`,
		`{"success":false,"error":{"code":"backend_unavailable"}}`, `{"error":"backend"}`, `{"errors":{"PaymentIntentId":["not eligible"]}}`, `{"errors":["no"],"message":null}`,
		`{"message":"ok","detail":"not eligible"}`, `{"status":"Successful","errors":["no"]}`, `{"status":"Successful","title":"Bad Request"}`, `{"status":"Created","success":false}`,
		`{"statusCode":503,"message":"unavailable"}`, `{"code":400,"message":"bad"}`, `{"fault":{"faultstring":"x"},"id":"rvs_1"}`,
		`{"data":[]}`, `{"result":"ok"}`, `{"code":"backend_unavailable"}`, `{"reversal":{"id":"rvs_1"}}`, `{"traceId":"00-feed-01"}`,
	} {
		a, err := newClient(t, answer(t, 200, body)).Reverse(t.Context(), "pi_a")
		var noAnswer *dojo.NoAnswerError
		if !errors.As(err, &noAnswer) || noAnswer.Cause != dojo.CauseUnreadable || a.Status != "" || a.ID != "" {
			t.Errorf("%s: %+v, %v", body, a, err)
		}
	}
	for body, want := range map[string]dojo.ReversalStatus{
		`{"status":"Created","message":"ok","reversalId":"55873","errors":[],"error":null}`: dojo.ReversalCreated,
		`{"status":"Successful","success":true}`:                                            dojo.ReversalSuccessful,
		`{"status":"Failed","detail":"not eligible"}`:                                       dojo.ReversalFailed,
		`{"status":"Failed","errors":["no"]}`:                                               dojo.ReversalFailed,
		`{"message":null,"reversalId":null}`:                                                "",
		`{"message":"Internal message","reversalId":"rvs_1","newField":{"a":1}}`:            "",
		`{"status":200,"message":"ok"}`:                                                     "", // a number is none of Dojo's words
		`{"status":"Failed","status":"Successful"}`:                                         "", // nor are two
		`{"status":"Successful","Status":"Successful"}`:                                     "",
		`{}`: "", ``: "", `null`: "",
	} {
		a, err := newClient(t, answer(t, 200, body)).Reverse(t.Context(), "pi_a")
		if err != nil || a.Status != want {
			t.Errorf("%s: %+v, %v", body, a, err)
		}
	}
}

// A field that comes twice can't be believed, and one that decides bars the
// reversal.
func TestFieldsThatComeTwice(t *testing.T) {
	t.Parallel()
	const good = `"status":"Authorized","amount":{"value":1,"currencyCode":"GBP"},"paymentDetails":{"transactionDateTime":"2026-03-10T11:00:00Z"}`
	for _, tt := range []struct{ more, gap string }{
		{`"status":"Authorized"`, "status"},
		{`"Status":"Captured"`, "status"},
		{`"status":null`, "status"},
		{`"amount":{"value":2,"currencyCode":"GBP"}`, "amount"},
		{`"totalAmount":{"value":1,"value":2,"currencyCode":"GBP"}`, "totalAmount"},
		{`"captures":[],"captures":[]`, "captures"},
		{`"refundedAmount":0,"refundedAmount":1`, "refundedAmount"},
	} {
		for _, body := range []string{`{"data":[{"id":"pi_a",` + good + `,` + tt.more + `}]}`, `{"data":[{` + tt.more + `,"id":"pi_a",` + good + `}]}`} {
			page, err := newClient(t, answer(t, 200, body)).Search(t.Context(), dojo.Query{})
			if err != nil || len(page.Payments) != 1 {
				t.Fatalf("%s: %v", body, err)
			}
			p := page.Payments[0]
			if tt.more == `"status":null` && body[len(`{"data":[{`):][:1+len("status")] == `"status` {
				continue // null, then a status: one
			}
			if len(p.Extras().Gaps) != 1 || p.Extras().Gaps[0] != tt.gap {
				t.Errorf("%s: gaps %v, want %s", body, p.Extras().Gaps, tt.gap)
			}
		}
	}
}
