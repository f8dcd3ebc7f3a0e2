// Package script is the program for scripts: each command does one thing, writes rows or
// a sentence, and ends with a code that says what came of it.
//
// What may be reversed comes from ui/confirm, what is listed from ui/worklist, and every
// word from ui/words: this package only puts them in the order of a command. Reverse
// reads the payment, holds it against what the script says of it, confirms the question
// that a person would be asked, and follows the attempt. The code never comes out of a
// sentence: code.go works it out of the attempt, the refusal or the error.
//
// ui/cli imports it, and ui/doctor its codes; it knows nothing of ui and ui/plain. It has no
// clock, no flags and no terminal. Start with Script in script.go.
package script
