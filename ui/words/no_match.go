package words

import "dojoreversals/ui/worklist"

// NoMatch says that no payment has what was typed, and what to try next.
func (s Speaker) NoMatch(l *worklist.List) string {
	switch l.Typed() {
	case worklist.TypedWords:
		return s.Say(TextNoneOfWords)
	case worklist.TypedAmount:
		return s.Say(TextNoneOfAmount)
	case worklist.TypedTime:
		return s.Say(TextNoneOfTime)
	case worklist.TypedText:
	}
	return s.Say(TextNoMatch)
}
