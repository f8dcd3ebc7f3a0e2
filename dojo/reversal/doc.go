// Package reversal takes one reversal from its confirmation to its end. It is
// the only code that calls Client.Reverse.
//
// The states and their order:
//
//	intended ──▶ sending ──▶ created ───▶ successful | failed | unresolved
//	   │            ├──────▶ successful
//	   │            ├──────▶ failed | already
//	   ▼            └──▶ checking ──▶ successful | failed | already | unresolved
//	abandoned
//
// An unresolved attempt is still read: it becomes failed where the payment is
// captured, refunded or cancelled by then, and is corrected where the payment
// is Reversed after all. Where Dojo's own answer comes that late and says so, it
// becomes successful.
//
// What follows from what is decided by plain functions over values
// (transition.go); Service carries them out: it journals each state before it
// acts on it, sends at most one request per confirmation, and reads the payment
// until its end is known. Nothing here waits for a screen.
package reversal
