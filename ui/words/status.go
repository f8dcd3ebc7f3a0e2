package words

import (
	"dojoreversals/dojo"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/cells"
)

// Tone is how a status is drawn, beside its words.
type Tone int

// The tones.
const (
	ToneHeld   Tone = iota // can be reversed
	ToneGrey               // can't
	ToneMoving             // a reversal is under way
	ToneGood
	ToneBad
	ToneWarn
)

// Status is what a row says of its payment, in words of falling length: the
// longest that fits is drawn.
type Status struct {
	Words []string
	Tone  Tone
}

// Fitting is the longest wording that takes at most w cells, or the shortest.
func (s Status) Fitting(w int) string {
	for _, words := range s.Words {
		if cells.Width(words) <= w {
			return words
		}
	}
	return s.Words[len(s.Words)-1]
}

// row is texts of words.go as they stand on a row, longest first.
func (s Speaker) row(t Tone, texts ...string) Status {
	st := Status{Tone: t}
	for _, text := range texts {
		st.Words = append(st.Words, s.Say(text))
	}
	return st
}

// StatusAfter says what stands on the payment's row, where a is the attempt that
// tells most about it, or nil. What Dojo said of the payment itself comes before
// what is known of an attempt, except while the attempt knows something newer. Of what
// is around it k has the time, and whether anything can be reversed.
func (s Payment) StatusAfter(a *reversal.Attempt, k Around) Status {
	if a != nil {
		if st, ok := s.Attempt(a, k).status(s.Row.Payment, s.Verdict); ok {
			return st
		}
	}
	if s.Gone {
		return s.row(ToneGrey, statusGone, statusGoneShort, statusGoneShorter)
	}
	return s.Status()
}

// Status says what is on the row of a payment that nobody here has tried to
// reverse.
func (s Payment) Status() Status {
	p, v := s.Row.Payment, s.Verdict
	texts, known := byReason[v.Reason]
	switch {
	case v.Reason == dojo.ReasonHeld, v.Reason == dojo.ReasonCapturedToday:
		return s.row(ToneHeld, texts.row...)
	case v.Reason == dojo.ReasonPartRefunded && p.Status == dojo.StatusAuthorized:
		return s.row(ToneGrey, statusPartHeld, StatusIfCaptured, StatusShortIf, statusPartWord)
	case v.Reason == dojo.ReasonTooLate && !v.PaidAt.IsZero():
		st := s.row(ToneGrey, texts.row...)
		since := s.Say(statusTooLateSince, "day", s.On(v.PaidAt, dateShort))
		return Status{append([]string{since}, st.Words...), ToneGrey}
	case known:
		return s.row(ToneGrey, texts.row...)
	case p.Status == "":
		return s.row(ToneGrey, statusCantBeRead, statusNotReadable)
	}
	word := string(p.Status)
	return Status{[]string{s.Say(statusDojoSays, "word", word), word}, ToneGrey}
}
