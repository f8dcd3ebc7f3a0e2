// Package keyboard reads what a terminal sends, and tells the keys that somebody
// presses from everything else: replies of the terminal, pasted text, reports of
// the mouse and of the focus.
//
// It doesn't know what a key does: the screen decides that. Only ui and ui/cli
// import it. Start reading at Reader, which reads a terminal; Tokenizer takes apart
// what was read, and Records does for the console of Windows what Reader does for
// the others.
package keyboard
