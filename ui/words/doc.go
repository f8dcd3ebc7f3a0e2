// Package words is how everything is said to people: all texts (words.go), what
// other languages have of them (languages.go), and how amounts, times, states,
// results and questions are put into sentences.
//
// It takes values of the packages below it and gives strings. Nothing reads a
// sentence back: whoever has to know what was said keeps the value that it was
// said of. It draws nothing and decides nothing.
//
// The faces import it (ui, ui/plain, ui/cli), and nobody else. Start with Speaker
// in sentences.go; a new text goes into words.go.
package words
