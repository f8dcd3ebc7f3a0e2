package worklist

import "dojoreversals/dojo"

// View is which payments are listed.
type View int

// The views.
const (
	ViewRecent View = iota // all but payments that nobody has paid yet
	ViewToReverse
	ViewRefund
	ViewTooLate
	ViewReversed
	ViewEverything
	ViewCount // how many there are
)

// RefundInstead says whether a payment's way back is a refund.
func RefundInstead(v dojo.Verdict) bool {
	switch v.Reason {
	case dojo.ReasonCaptured, dojo.ReasonCapturing, dojo.ReasonPartRefunded:
		return !v.Reversible
	}
	return false
}
