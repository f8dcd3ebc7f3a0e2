// Package worklist is the payments as somebody works on them: which are listed, in
// which order, which one is chosen, what is known of each and of the attempts to
// reverse it, and which results nobody has put away yet.
//
// It has plain values and methods. It knows no terminal, no colours and no
// sentences: ui and ui/plain draw or print it, and ui/words says it.
//
// ui, ui/plain, ui/confirm and ui/words import it. Start with Row in row.go.
package worklist
