package confirm

import (
	"strings"

	"dojoreversals/dojo"
)

// Reason is why somebody reverses. Dojo has no field for it: it stays in this
// program's own record.
type Reason int

// The reasons, in the order in which they are offered.
const (
	NotGiven Reason = iota
	CustomerAsked
	Mistake
	ChargedTwice
	WrongAmount
	Other   // in words of their own
	Reasons // how many there are
)

// MaxReason is how many characters a reason in words of their own may have.
const MaxReason = 60

// name is how the record writes a reason, and how it is typed in a line: the same
// words in every language and in every version.
func (r Reason) name() string {
	return [Reasons]string{"not given", "customer asked", "charged by mistake", "charged twice", "wrong amount", "other"}[r]
}

// Recorded is what the record keeps of a reason, "" for none.
func (r Reason) Recorded() string {
	if r == NotGiven {
		return ""
	}
	return r.name()
}

// Recorded is what the record keeps of the question's reason.
func (q *Question) Recorded() string {
	if q.Reason == Other {
		// A card number is cut here, once it is typed whole.
		if other := dojo.Clean(q.other); other != "" {
			return Other.Recorded() + ": " + other
		}
	}
	return q.Reason.Recorded()
}

// chooseReason takes a key where the reason has the focus.
func (q *Question) chooseReason(key string) {
	switch key {
	case "right", "down":
		q.Reason = (q.Reason + 1) % Reasons
	case "left", "up":
		q.Reason = (q.Reason + Reasons - 1) % Reasons
	default:
		q.Focus = StopKeep
	}
}

// TypeReason takes the text of a reason in words of their own.
func (q *Question) TypeReason(text string) { q.other = text }

// Because takes a reason as it was typed in a line: one of those that are
// offered, or any other.
func (q *Question) Because(text string) {
	runes := []rune(dojo.Clean(text))
	text = strings.TrimSpace(string(runes[:min(len(runes), MaxReason)]))
	q.Reason, q.other = NotGiven, ""
	if text == "" {
		return
	}
	for r := NotGiven; r < Other; r++ {
		if strings.EqualFold(r.name(), text) {
			q.Reason = r
			return
		}
	}
	q.Reason, q.other = Other, text
}
