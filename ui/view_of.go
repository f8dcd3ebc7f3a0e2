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

// shows says whether a view lists a payment.
func (v view) shows(f flags) bool {
	switch v {
	case viewToReverse:
		return f&isReversible != 0
	case viewRefund:
		return f&isRefund != 0
	case viewTooLate:
		return f&isTooLate != 0
	case viewReversed:
		return f&isReversed != 0
	case viewEverything:
		return true
	}
	return f&isNotPaid == 0
}

// refundInstead says whether a payment's way back is a refund.
func refundInstead(v dojo.Verdict) bool {
	switch v.Reason {
	case dojo.ReasonCaptured, dojo.ReasonCapturing, dojo.ReasonPartRefunded:
		return !v.Reversible
	}
	return false
}
