// Package plain is the program without a screen: it takes typed lines and news,
// and says plain lines, for screen readers, odd terminals and pipes.
//
// A Session does no I/O and draws nothing again: each of its methods is one step,
// and returns what is to be written and asked of Dojo. What is listed comes from
// ui/worklist, what may be reversed from ui/confirm, and every word from ui/words.
//
// ui/cli imports it, and nobody else; it knows nothing of the screen (package ui).
// Start with Session in session.go, then take in command.go and answer in
// question.go.
package plain
