package dojo

import (
	"testing"
	"time"
)

// Words that Dojo may add are kept as they came, and never open a way to a
// reversal that a known word wouldn't.
func TestWordsToCome(t *testing.T) {
	t.Parallel()
	p := decode(t, `{"id":"pi_x","status":"Authorized","captureMode":"Later","autoExpireAction":"Ask","autoExpireIn":"6.00:00:00",
		"amount":{"value":1,"currencyCode":"GBP"},"paymentDetails":{"transactionDateTime":"2026-03-10T09:06:00Z","card":{"cardType":"NEWCARD","entryMode":"ByThought"}},
		"captures":[{"amount":1,"status":"Pondering"}]}`)
	if p.Kind().CaptureMode != "Later" || p.Kind().AutoExpireAction != "Ask" || p.Card().Brand != "NEWCARD" || p.Card().EntryMode != "ByThought" || len(p.Extras().Gaps) > 0 {
		t.Errorf("%+v", p)
	}
	now := utc(10, 0, 0, 0)
	for _, rule := range []Rule{RuleSameDay, RulePublished} {
		if v := Reversible(rule, &p, At(now), time.UTC); v.Reversible || v.Reason != ReasonCapturing {
			t.Errorf("%s: a capture in an unknown state doesn't stand: %+v", rule, v)
		}
		p.EditExtras(func(x *Extras) { x.Captures = nil })
		if v := Reversible(rule, &p, At(now), time.UTC); v.Reversible != (rule == RuleSameDay) {
			t.Errorf("%s: an unknown capture mode: %+v", rule, v)
		}
		p.EditExtras(func(x *Extras) { x.Captures = []Capture{{Minor: 1, Status: "Pondering"}} })
	}
}
