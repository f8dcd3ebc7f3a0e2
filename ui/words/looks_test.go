package words

import (
	"strings"
	"testing"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/ui/internal/shopday"
	"dojoreversals/ui/worklist"
)

// Whoever only looks isn't told to refund a captured payment that a colleague can still
// reverse: neither about an attempt of now nor of another run, nor on its row, nor for the
// customer. Once nobody can reverse it any more, they are told.
func TestALookerIsToldOfARefundWhenNobodyCanReverse(t *testing.T) {
	t.Parallel()
	s := testSpeaker()
	told := 0
	for _, can := range []bool{true, false} {
		reason := dojo.ReasonCapturedToday
		if !can {
			reason = dojo.ReasonCaptured
		}
		l := worklist.OnList{Listed: true, Status: dojo.StatusCaptured, Verdict: dojo.Verdict{Reversible: can, Reason: reason}}
		for _, state := range shopday.AllStates {
			for _, why := range shopday.AllWhys {
				if why == journal.CapturedFirst || why == journal.NotEligible {
					continue // what was found out then, whoever may reverse it now
				}
				for _, was := range []dojo.Status{dojo.StatusAuthorized, dojo.StatusCaptured} {
					for _, corrected := range []bool{false, true} {
						a := shopday.AttemptIn(state, why)
						a.Payment.Status, a.LastStatus = was, dojo.StatusCaptured
						if corrected {
							a.CorrectedAt = shopday.Sunday
						}
						k := around(l)
						k.ReadOnly = "You may look at this shop, and not reverse its payments."
						texts := []string{report(s, &a, l, false), report(s, &a, l, true)}
						if st, ok := s.Attempt(&a, k).status(&dojo.PaymentIntent{Status: dojo.StatusCaptured}, l.Verdict); ok {
							texts = append(texts, st.Words...)
						}
						for _, text := range texts {
							if !strings.Contains(strings.ToLower(text), "refund instead") && !strings.Contains(text, "as a refund") {
								continue
							}
							if told++; can {
								t.Errorf("%s (%s), was %s: a colleague can still reverse it: %s", state, why, was, text)
							}
						}
					}
				}
			}
		}
	}
	if told == 0 {
		t.Error("nobody is ever told of a refund")
	}
}
