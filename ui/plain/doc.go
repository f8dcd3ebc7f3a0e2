// Package plain is the program without a screen: it takes typed lines and news,
// and says plain lines, for screen readers, odd terminals and pipes.
//
// A Session does no I/O and draws nothing again: each of its methods is one step,
// and returns what is to be written and asked of Dojo. What is listed comes from
// ui/worklist, what may be reversed from ui/confirm, and every word from ui/words.
//
// A number belongs to the payment beside which it was printed last, whatever becomes
// of the list. The word reverse answers a question only on a line of its own, begun
// half a second or more after the question was printed, with nothing entered in
// between. On a terminal the list comes by pages; elsewhere it is whole, and nothing
// can be reversed, so that no script answers a question that nobody has read.
//
// ui/cli imports it, and nobody else; it knows nothing of the screen (package ui).
// Start with Session and its step in session.go. A typed line goes through take in
// command.go: to the table of commands there, or to answer in question.go while a
// question waits. The session's parts are voice (what is said), printedList
// (list.go), asked (question.go) and news.
package plain
