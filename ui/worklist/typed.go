package worklist

import (
	"strings"

	"dojoreversals/dojo/pattern"
)

// Typed is what a text of the finder looks like to a person: it decides what to try
// next where nothing has it, and never what is found.
type Typed int

// What people type.
const (
	TypedText   Typed = iota // one word, or a part of one
	TypedWords               // several words
	TypedAmount              // such as 42.50, £42 or GBP 42.50
	TypedTime                // such as 18: or 18:42
)

var (
	amountTyped = pattern.Lazy(`^[£€$¥]?([a-z]{3})?\d+([.,]\d+)*[.,]?([a-z]{3})?[£€$¥]?$`)
	timeTyped   = pattern.Lazy(`^\d{1,2}:(\d{1,2})?$`)
)

// typedAs says what a text looks like. A number alone may be anything.
func typedAs(find string) Typed {
	words := strings.Fields(foldText(find))
	together := strings.Join(words, "")
	numbers := 0
	for _, w := range words {
		if strings.ContainsAny(w, "0123456789") {
			numbers++
		}
	}
	switch {
	case numbers == 1 && amountTyped().MatchString(together) && strings.ContainsAny(together, "£€$¥.,"):
		return TypedAmount
	case timeTyped().MatchString(together):
		return TypedTime
	case len(words) > 1:
		return TypedWords
	}
	return TypedText
}
