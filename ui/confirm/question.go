package confirm

import (
	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/worklist"
	"time"
)

// Known is what is known of the shop's payments now.
type Known interface {
	// Judge asks the rule about a payment, listed or not, and finds its twin.
	Judge(p *dojo.PaymentIntent) worklist.Row
	// Get finds a listed payment.
	Get(id string) (*dojo.PaymentIntent, bool)
	// Attempt is the attempt that tells most about a payment, or nil.
	Attempt(paymentID string) *reversal.Attempt
}

// Rules are the shop's own rules for reversing, besides dojo.Reversible.
type Rules struct {
	ReadOnly string // why nothing may be reversed, "" if it may
	// MustType says whether an amount is so large that it must be typed; nil for
	// never.
	MustType func(dojo.Money) bool
}

// Question asks before a reversal. What it asks about is frozen when it opens. A
// change of the payment breaks it: then it can only be closed.
type Question struct {
	Payment  journal.Payment
	Intent   *dojo.PaymentIntent // as it was when the question opened
	Twin     *dojo.PaymentIntent // the same payment of another minute, or nil where none is listed so far
	MustType bool                // the amount must be typed
	Reading  bool                // its payment is still being read
	Broken   *Refusal            // why nothing can be reversed any more, nil while it can
	Focus    Stop
	Reason   Reason

	typed, other string    // what was typed as the amount, and as a reason of their own
	entered      bool      // what was typed as the amount was left or entered, as it stands
	pasted       time.Time // when the newest of typed came, where it came in a burst
	strayed      time.Time // when a key came that meant nothing, or was text
	chosen       bool      // somebody has chosen to reverse; see Confirm
}

// Ask freezes a payment into a question about it, or refuses.
func Ask(known Known, rules Rules, p *dojo.PaymentIntent) (*Question, *Refusal) {
	if rules.ReadOnly != "" {
		return nil, &Refusal{Because: ReadOnly}
	}
	if a := known.Attempt(p.ID); a != nil && worklist.Barred(a) {
		return nil, barredBy(a, p)
	}
	// The row was judged up to a minute ago, so it is judged again.
	row := known.Judge(p)
	if row.Slept {
		return nil, &Refusal{Because: Slept}
	}
	if !row.Verdict.Reversible {
		return nil, &Refusal{Because: NotEligible, Row: row}
	}
	q := &Question{Payment: journal.Confirmed(p), Intent: p, Twin: row.Twin, Reading: mustRead(p)}
	q.MustType = q.mustType(known, rules)
	return q, nil
}

// mustRead says whether a payment has to be read before anybody is asked about
// it: a list can tell less of a payment than a read of it does.
func mustRead(p *dojo.PaymentIntent) bool { return p.PaidAt.IsZero() || p.Last4 == "" }

// Read takes in the first read of the payment, and asks about it as it was read.
// Nobody is asked about a payment that can't be read.
func (q *Question) Read(known Known, rules Rules, p *dojo.PaymentIntent, err error) {
	if !q.Reading {
		return
	}
	if err != nil {
		q.breaks(Refusal{Because: NotRead, Err: err})
		return
	}
	read, no := Ask(known, rules, p)
	switch {
	case no == nil:
		read.Reading, read.Reason, read.other = false, q.Reason, q.other
		*q = *read
	case no.Because != UnderWay && p.Status == dojo.StatusReversed:
		q.breaks(Refusal{Because: ReversedMeanwhile})
	default:
		q.breaks(*no)
	}
}

// mustType says whether the amount must be typed: for a large amount, for one
// that Dojo's figures disagree about, and where the same payment of a twin is
// reversed already, so that the shop may be left unpaid.
func (q *Question) mustType(known Known, rules Rules) bool {
	if !q.Intent.Charge().Certain {
		return true
	}
	if twin := q.TwinNow(known); twin.Status == dojo.StatusReversed || twin.Moving {
		return true
	}
	return rules.MustType != nil && rules.MustType(q.Payment.Amount)
}

// Twin is what is known by now of the same payment of another minute.
type Twin struct {
	Status   dojo.Status // "" where there is no twin
	Moving   bool        // a reversal of it is under way here
	WentBack bool        // Dojo shows it as not reversed, after it said that it was
}

// TwinNow is what is known by now of the question's twin.
func (q *Question) TwinNow(known Known) Twin {
	if q.Twin == nil {
		return Twin{}
	}
	now := Twin{Status: q.Twin.Status}
	if p, ok := known.Get(q.Twin.ID); ok {
		now.Status = p.Status
	}
	if a := known.Attempt(q.Twin.ID); a != nil {
		if worklist.ReversedBy(a) {
			now.Status = dojo.StatusReversed
		}
		now.Moving, now.WentBack = a.State.Open(), worklist.WentBack(a)
	}
	return now
}

// Review holds the frozen payment against what is known now, and breaks the
// question where it can't be reversed any more. It reports whether the question
// asks something else than before, so that keys must wait until that was on the
// terminal for a moment: an enter that was meant for the question must not put
// the message away.
func (q *Question) Review(known Known, rules Rules) (changed bool) {
	if q.Broken != nil {
		return q.followOther(known)
	}
	if rules.ReadOnly != "" {
		q.breaks(Refusal{Because: ReadOnly})
		return true
	}
	p, ok := known.Get(q.Payment.ID)
	if !ok {
		// That it isn't listed any more says nothing: the fresh read before
		// sending will. Its day can be over all the same.
		p = q.Intent
	}
	now := known.Judge(p)
	if now.Slept {
		q.breaks(Refusal{Because: Slept})
		return true
	}
	switch a := known.Attempt(p.ID); {
	case now.Verdict.Reversible && a != nil && a.State.Open():
		q.breaks(*barredBy(a, p))
	case now.Verdict.Reversible && a != nil && worklist.ReversedBy(a):
		// The list is older than the end of a reversal that began meanwhile.
		q.breaks(Refusal{Because: ReversedMeanwhile})
	case now.Verdict.Reversible && q.Payment.Same(p):
		twinCame := q.Twin == nil && now.Twin != nil
		if twinCame {
			q.Twin = now.Twin // the list was still loading
		}
		typed := !q.MustType && q.mustType(known, rules)
		if !twinCame && !typed {
			return false
		}
		// A twin that came, or was reversed meanwhile: what was asked isn't enough now.
		q.MustType = q.MustType || typed
		q.AskAgain()
	case now.Verdict.Reversible:
		q.breaks(Refusal{Because: Changed})
	case p.Status == dojo.StatusReversed:
		q.breaks(Refusal{Because: ReversedMeanwhile})
	case now.Verdict.Reason == dojo.ReasonCaptured && q.Payment.Status != dojo.StatusCaptured:
		q.breaks(Refusal{Because: CapturedMeanwhile})
	case now.Verdict.Reason == dojo.ReasonTooLate, now.Verdict.Reason == dojo.ReasonCaptured:
		q.breaks(Refusal{Because: MidnightPassed, Row: now})
	default:
		q.breaks(Refusal{Because: NotEligible, Row: now})
	}
	return true
}

// followOther takes in how the reversal goes on that the question has met under way,
// and reports whether it has ended.
func (q *Question) followOther(known Known) (ended bool) {
	now := known.Attempt(q.Payment.ID)
	if q.Broken.Because != UnderWay || now == nil || now.ID != q.Broken.Attempt.ID {
		return false
	}
	ended = q.Broken.Attempt.State.Open() && !now.State.Open()
	q.Broken.Attempt = *now
	return ended
}

func (q *Question) breaks(why Refusal) {
	q.Broken, q.Reading, q.Focus, q.chosen = &why, false, StopOK, false
}

// AskAgain puts the focus back on the safe side, where the question stood behind
// another one or asks for more than before.
func (q *Question) AskAgain() {
	if q.Broken == nil {
		q.Focus, q.chosen = StopKeep, false
	}
}

// Choose notes that somebody has read the question and chosen to reverse. The
// keys of the screen do so in Press; a face without keys calls it.
func (q *Question) Choose() { q.chosen = true }

// Confirm says whether the payment is to be reversed: somebody chose to, and it
// is still what they were asked about by what is known now, which must be the
// newest. It says so once.
func (q *Question) Confirm(known Known, rules Rules) bool {
	q.Review(known, rules)
	yes := q.chosen && q.Broken == nil && !q.Reading && !q.AmountMissing()
	q.chosen = false
	return yes
}
