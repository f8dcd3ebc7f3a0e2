package ui

import (
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
)

// row is one payment of the list with what is worked out of it where it is
// drawn or asked about.
type row struct {
	p       *dojo.PaymentIntent
	verdict dojo.Verdict
	gone    bool
	twin    *dojo.PaymentIntent
}

// judge asks the rule about one payment. A payment that Dojo no longer knows
// can't be reversed, whatever it last was.
func judge(s *feed.Snapshot, p *dojo.PaymentIntent, rule dojo.Rule, now dojo.Span, zone *time.Location) row {
	r := row{p: p, verdict: dojo.Reversible(rule, p, now, zone), gone: s.IsGone(p.ID)}
	if r.gone {
		r.verdict.Reversible = false
		if r.verdict.Reason <= dojo.ReasonCapturedToday {
			r.verdict.Reason = dojo.ReasonCanceled
		}
	}
	return r
}
