// Package reversal takes one reversal from its confirmation to its end. It is
// the only code that calls Client.Reverse.
//
// The states and their order:
//
//	intended ──▶ sending ──▶ created ──▶ successful | already | failed | unresolved
//	   │            ├──────▶ confirming ──▶ successful
//	   │            ├──────▶ failed | already
//	   ▼            └──▶ checking ──▶ successful | already | failed | unresolved
//	abandoned
//
// Confirming is what Dojo answered Successful for, until a read shows the
// payment as Reversed. It holds its payment. An unresolved attempt is still read:
// it becomes failed where the payment is captured, refunded or cancelled by then,
// and is corrected where the payment is Reversed after all. Where Dojo's own
// answer comes that late and says Successful, it is confirming again.
//
// No end stands against a newer good read: for 8 days each attempt is held
// against its payment (afterwards.go). What Dojo shows otherwise is a correction,
// which a newer read may overtake in turn. A successful attempt whose payment is
// held again is confirming again.
//
// What follows from what is decided by plain functions over values
// (transition.go); Service carries them out: it journals each state before it
// acts on it, sends at most one request per confirmation, and reads the payment
// until its end is known. Nothing here waits for a screen.
package reversal
