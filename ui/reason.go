package ui

import (
	"strings"

	"dojoreversals/dojo"
	"dojoreversals/ui/words"
)

// reasons are why people reverse, in the order in which the dialog offers them.
// The first is none, and the last takes a text of its own.
func reasons() []string {
	return []string{words.ReasonNone, words.ReasonCustomer, words.ReasonMistake, words.ReasonTwice, words.ReasonWrong, words.ReasonOther}
}

// reasonText is what the record keeps of the reason: the same words whatever
// language the dialog spoke.
func (d *dialog) reasonText() string {
	switch d.reason {
	case 0:
		return ""
	case len(reasons()) - 1:
		// A card number is cut here, once it is typed whole.
		if other := dojo.Clean(d.other); other != "" {
			return words.ReasonOther + ": " + other
		}
	}
	return reasons()[d.reason]
}

func (d *dialog) reasonKey(k press) {
	switch name := k.String(); {
	case name == "right" || name == "down":
		d.reason = (d.reason + 1) % len(reasons())
	case name == "left" || name == "up":
		d.reason = (d.reason + len(reasons()) - 1) % len(reasons())
	case d.reason == len(reasons())-1 && !k.Paste:
		text, ok := edit(d.other, k.KeyMsg, 60)
		if !ok {
			d.focus = stopKeep
			return
		}
		d.strayed = k.at // a paste that isn't marked may end in tabs and an enter
		d.other = dojo.Drawable(text)
		if strings.HasSuffix(text, " ") {
			d.other += " " // Drawable trims, and the next word is still to come
		}
	default:
		d.focus = stopKeep
	}
}
