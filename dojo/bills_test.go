package dojo

import (
	"fmt"
	"strings"
	"testing"
)

// A page of a hundred restaurant bills, with everything that Dojo documents on
// each of them, is read: nothing in it is beyond the bounds.
func TestPageOfLongBills(t *testing.T) {
	t.Parallel()
	many := func(n int, format string) string {
		parts := make([]string, n)
		for i := range parts {
			parts[i] = strings.ReplaceAll(format, "#", fmt.Sprint(i))
		}
		return "[" + strings.Join(parts, ",") + "]"
	}
	modifiers := many(2, `{"id":"m#","name":"Extra shot","quantity":1,"amountPerModifier":{"value":50,"currencyCode":"GBP"}}`)
	lines := many(70, `{"id":"i#","quantity":2,"caption":"Flat white","name":"Flat white","category":"Drinks","plu":"100#","amountTotal":{"value":700,"currencyCode":"GBP"},"modifiers":`+modifiers+`}`)
	events := many(6, `{"status":"Authorized","createdAt":"2026-03-10T12:00:00.1234567Z"}`)
	session := `{"terminalSession":{"id":"ts_#","terminalId":"tm_1","status":"Captured","createdAt":"2026-03-10T12:00:00Z","updatedAt":"2026-03-10T12:00:00Z","statusEvents":` + events + `,"notificationEvents":` + events + `},"payment":{"amount":{"value":4250,"currencyCode":"GBP"}}}`
	row := `{"id":"pi_#","status":"Authorized","captureMode":"Manual","reference":"Table #","description":"` + strings.Repeat(`\u00e9`, 4096) + `",` +
		`"amount":{"value":4250,"currencyCode":"GBP"},"totalAmount":{"value":4250,"currencyCode":"GBP"},` +
		`"metadata":{` + strings.Trim(strings.ReplaceAll(many(30, `"key-#":"`+strings.Repeat("v", 200)+`"`), "\n", ""), "[]") + `},` +
		`"itemLines":` + lines + `,"terminalSessionHistory":` + many(4, session) + `}`
	body := `{"data":` + many(PageLimit, row) + `,"after":null}`
	t.Logf("%d KiB, %d values", len(body)>>10, strings.Count(body, ",")+strings.Count(body, ":"))
	p, err := answering(t, instead(body)).Search(t.Context(), Query{})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Payments) != PageLimit || p.Partial {
		t.Fatalf("%d payments, partial %v", len(p.Payments), p.Partial)
	}
	for _, payment := range p.Payments {
		if len(payment.Extras().Gaps) > 0 || payment.Amount.Minor != 4250 {
			t.Fatalf("%s has gaps: %v", payment.ID, payment.Extras().Gaps)
		}
	}
}
