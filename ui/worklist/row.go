package worklist

import (
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
)

// Row is one payment of the list with what is worked out of it where it is
// drawn or asked about.
type Row struct {
	Payment *dojo.PaymentIntent
	Verdict dojo.Verdict
	Gone    bool
	Slept   bool // what is known of it is from before this machine slept
	Twin    *dojo.PaymentIntent
}

// judge asks the rule about one payment. A payment that Dojo no longer knows
// can't be reversed, whatever it last was.
func judge(s *feed.Snapshot, p *dojo.PaymentIntent, rule dojo.Rule, now dojo.Span, zone *time.Location) Row {
	r := Row{Payment: p, Verdict: dojo.Reversible(rule, p, now, zone), Gone: s.IsGone(p.ID), Slept: s.Slept}
	if r.Gone {
		r.Verdict.Reversible = false
		if r.Verdict.Reason <= dojo.ReasonCapturedToday {
			r.Verdict.Reason = dojo.ReasonCanceled
		}
	}
	return r
}
