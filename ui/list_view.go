package ui

import "dojoreversals/dojo"

// view is which payments are listed.
type view int

const (
	viewRecent view = iota
	viewToReverse
	viewRefund
	viewTooLate
	viewReversed
	viewEverything
	viewCount // how many there are
)

// refundInstead says whether a payment's way back is a refund.
func refundInstead(v dojo.Verdict) bool {
	switch v.Reason {
	case dojo.ReasonCaptured, dojo.ReasonCapturing, dojo.ReasonPartRefunded:
		return !v.Reversible
	}
	return false
}
