// Package confirm is the question before a reversal: what is asked, whether it
// may still be asked, and which keys or words answer it.
//
// A Question freezes a payment, holds it against everything that becomes known
// while it is open, and ends kept, confirmed, or broken with a reason. It never
// confirms by a key that came too early, together with others, or for something
// that wasn't on the screen: see Arming for when keys count, and Press for what
// they do.
//
// It has plain values and methods. It draws nothing, says nothing, reads no clock
// and does no I/O: ui, ui/plain and ui/script put the question their own way, and ui/words
// says it.
//
// ui, ui/plain, ui/script and ui/words import it. Start with Question in question.go.
package confirm
