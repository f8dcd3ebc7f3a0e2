package ui

import (
	"fmt"
	"strings"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
)

// speaker puts sentences together: what happened, and what to do next, in words
// that someone understands who has never seen this program.
type speaker struct {
	glyphs
	zone    *time.Location
	pending string // how long a bank may show a released hold, such as "a few working days"
}

// label names a payment in a sentence: its amount, and the shop's reference or
// what else tells it from others.
func (s speaker) label(p journal.Payment) string {
	return s.money(p.Amount) + ", " + s.name(p)
}

func (s speaker) name(p journal.Payment) string {
	switch {
	case p.Reference != "":
		return cut(p.Reference, 28, s.ellipsis)
	case p.Card.Last4 != "":
		return s.card(p.Card)
	}
	return p.ID
}

// card writes a card as people know it, such as "Visa ··1013".
func (s speaker) card(c dojo.Card) string {
	switch {
	case c.Brand == "" && c.Last4 == "":
		return ""
	case c.Last4 == "":
		return c.Brand
	}
	return strings.TrimSpace(c.Brand + " " + s.dots + c.Last4)
}

func (s speaker) at(t time.Time) string { return t.In(s.zone).Format("15:04") }

// dojoSays quotes Dojo's own message, where there is one.
func (s speaker) dojoSays(a *reversal.Attempt) string {
	if a.Message == "" {
		return ""
	}
	return fmt.Sprintf(" (%s)", cut(strings.TrimRight(a.Message, "."), 120, s.ellipsis))
}

// held says what is known of the money after a reversal that didn't happen.
func (s speaker) held(a *reversal.Attempt) string {
	switch a.LastStatus {
	case "":
		return ""
	case dojo.StatusAuthorized:
		return " " + s.money(a.Payment.Amount) + " is still held."
	case dojo.StatusCaptured:
		return " " + s.money(a.Payment.Amount) + " is still captured."
	}
	return fmt.Sprintf(" Dojo shows it as %q.", string(a.LastStatus))
}

// tryAgain says how, while the payment can be reversed and there is a screen to
// press a key on.
func tryAgain(can bool) string {
	if can {
		return " Press r to try again."
	}
	return ""
}

// thenRing is for what Dojo has refused.
func thenRing(can bool) string {
	if can {
		return " Try once more, then ring Dojo."
	}
	return " Ring Dojo."
}

// attempt is the notice of one attempt, whatever its state: what is known of it
// now. now is this machine's clock; can says whether the payment can still be
// reversed, as far as the list shows.
func (s speaker) attempt(a *reversal.Attempt, now time.Time, can bool) string {
	text := s.attemptText(a, now, can)
	if a.Unrecorded {
		text += " (Not recorded on this PC.)"
	}
	return s.plainText(text)
}

func (s speaker) attemptText(a *reversal.Attempt, now time.Time, can bool) string {
	what := s.label(a.Payment)
	if !a.CorrectedAt.IsZero() {
		return fmt.Sprintf("Reversed: Dojo now shows %s, as reversed. Don't refund or pay cash as well.", what)
	}
	switch a.State {
	case journal.Intended, journal.Sending:
		if now.Sub(a.ConfirmedAt) >= 3*time.Second {
			return fmt.Sprintf("Still sending the reversal of %s. Please wait.", what)
		}
		return fmt.Sprintf("Sending the reversal of %s…", what)
	case journal.Created:
		return s.created(a, now, what)
	case journal.Checking:
		return s.checking(a, now, what)
	case journal.Successful:
		return s.successful(a, what)
	case journal.Already:
		return fmt.Sprintf("Already reversed: %s, not by this request. Nothing more to do.", what)
	case journal.Unresolved:
		if !can {
			return fmt.Sprintf("Not reversed, as far as Dojo shows: %s. It is still watched.", what)
		}
		return fmt.Sprintf("Not reversed, as far as Dojo shows: %s. You can try again with r; this one is still watched.", what)
	case journal.Failed:
		return s.failed(a, what, can)
	case journal.Abandoned:
		return s.abandoned(a, what, can)
	}
	return fmt.Sprintf("%s: %s", a.State, what)
}

func (s speaker) created(a *reversal.Attempt, now time.Time, what string) string {
	if now.Sub(a.SentAt) >= 2*time.Minute {
		return fmt.Sprintf("Dojo is still processing the reversal of %s. The customer may go; don't refund it as well.", what)
	}
	text := fmt.Sprintf("Created: Dojo is processing the reversal of %s.", what)
	if a.Answered != "" && a.Answered != dojo.ReversalCreated {
		text = fmt.Sprintf("Dojo took the reversal of %s and says %q.", what, string(a.Answered))
	}
	if !a.UnreadSince.IsZero() {
		return text + " Dojo can't be reached to see its end." + s.again(a, now)
	}
	return text
}

func (s speaker) checking(a *reversal.Attempt, now time.Time, what string) string {
	if !a.UnreadSince.IsZero() && now.Sub(a.UnreadSince) >= time.Minute {
		return fmt.Sprintf("Dojo can't be reached, so it isn't known whether %s, was reversed. The customer may go: note a phone number and %s.%s",
			what, s.name(a.Payment), s.again(a, now))
	}
	var text string
	switch a.Why {
	case journal.NotSent:
		text = fmt.Sprintf("No connection to Dojo: %s, was most likely not sent, but that isn't certain yet.", what)
	case "":
		text = fmt.Sprintf("No answer about %s. It may have gone through.", what)
		if a.HTTPStatus != 0 {
			text = fmt.Sprintf("Dojo's answer (%d) doesn't tell whether %s, is reversed. It may have gone through.", a.HTTPStatus, what)
		}
	default:
		text = fmt.Sprintf("Dojo refused %s%s, but that can't be confirmed yet.", what, s.dojoSays(a))
	}
	return text + " Don't refund, pay cash or charge again yet." + s.again(a, now)
}

func (s speaker) again(a *reversal.Attempt, now time.Time) string {
	if a.NextRead.IsZero() {
		return " Checking now."
	}
	left := a.NextRead.Sub(now).Round(time.Second)
	if left < time.Second {
		return " Checking now."
	}
	return fmt.Sprintf(" Checking again in %s.", shortSpan(left))
}

func (s speaker) successful(a *reversal.Attempt, what string) string {
	quote := fmt.Sprintf("It's cancelled. Your bank may show it as pending for %s", s.pending)
	if a.Payment.Status == dojo.StatusCaptured {
		quote = fmt.Sprintf("It's cancelled. The money is back with you in %s", s.pending)
	}
	if a.Payment.AuthCode != "" {
		quote += fmt.Sprintf("; if it stays, give your bank code %s", a.Payment.AuthCode)
	}
	return fmt.Sprintf("Successful: %s, is reversed. Don't refund or pay cash as well. Tell the customer: '%s.' On your till, cancel the sale: this program doesn't change the till.", what, quote)
}

func (s speaker) failed(a *reversal.Attempt, what string, can bool) string {
	switch a.Why {
	case journal.Forbidden:
		return fmt.Sprintf("Failed: this shop's key may not reverse payments%s. Nothing changed: %s. Ask whoever set it up.", s.dojoSays(a), what)
	case journal.NotSent:
		return fmt.Sprintf("Not sent: no connection to Dojo for %s.%s%s", what, s.held(a), tryAgain(can))
	case journal.CapturedFirst:
		return fmt.Sprintf("Failed: %s, was captured first. Refund instead.", what)
	case journal.RefundedFirst:
		return fmt.Sprintf("Failed: %s, was refunded first. Nothing more to do.", what)
	case journal.CanceledFirst:
		return fmt.Sprintf("Failed: %s, was cancelled first. Nothing more to do.", what)
	case journal.SaidFailed:
		return fmt.Sprintf("Failed: Dojo did not reverse %s%s.%s%s", what, s.dojoSays(a), s.held(a), thenRing(can))
	}
	return fmt.Sprintf("Failed: Dojo refused to reverse %s%s.%s%s", what, s.dojoSays(a), s.held(a), thenRing(can))
}

func (s speaker) abandoned(a *reversal.Attempt, what string, can bool) string {
	switch a.Why {
	case journal.NoConnection:
		if a.HTTPStatus != 0 {
			return fmt.Sprintf("Not sent: Dojo's answer just before (%d) can't be used. Nothing was done: %s.%s", a.HTTPStatus, what, tryAgain(can))
		}
		return fmt.Sprintf("Not sent: no connection to Dojo. Nothing was done: %s.%s", what, tryAgain(can))
	case journal.ReadRefused:
		if a.HTTPStatus == 401 || a.HTTPStatus == 403 {
			return fmt.Sprintf("Not sent: Dojo doesn't accept this shop's key. Nothing was done: %s. Ask whoever set it up.", what)
		}
		return fmt.Sprintf("Not sent: Dojo would not show this payment (%d). Nothing was done: %s.%s", a.HTTPStatus, what, tryAgain(can))
	case journal.NotEligible:
		return "NOT reversed: " + what + ". " + s.refusal(dojo.Verdict{Reason: a.Verdict, PaidAt: a.Payment.PaidAt}, nil)
	case journal.Changed:
		text := fmt.Sprintf("NOT reversed: %s, has changed at Dojo since you confirmed it. Look at it again", what)
		if can {
			text += ", then press r"
		}
		return text + "."
	case journal.AlreadyReversed:
		return fmt.Sprintf("Already reversed: %s, before anything was sent, so not by this request. Nothing more to do.", what)
	case journal.TooSlow:
		return fmt.Sprintf("Not sent: the reversal of %s, could not leave within 10 seconds, so it was stopped.%s", what, tryAgain(can))
	case journal.OtherAttempt:
		if a.InTheWay != nil {
			who := first(a.InTheWay.Operator, "Someone")
			if a.InTheWay.Host != "" {
				who += " (" + a.InTheWay.Host + ")"
			}
			return fmt.Sprintf("%s started reversing %s, at %s. Follow it here.", who, what, s.at(a.InTheWay.ConfirmedAt))
		}
		return fmt.Sprintf("A reversal of %s, is under way already. Follow it here.", what)
	case journal.NotRecorded:
		return fmt.Sprintf("Not sent: the record of it can't be written on this PC. Nothing was done: %s. Ask who looks after this PC.", what)
	}
	if a.Why == journal.Stopped || a.Why == journal.Expired {
		return fmt.Sprintf("Not sent: the program ended before the reversal of %s, could leave. Nothing was done.%s", what, tryAgain(can))
	}
	return fmt.Sprintf("Not sent: %s. Nothing was done: %s.", a.Why, what)
}

// refusal says why r opens no dialog on a payment, and what to do instead. p
// may be nil where only the verdict is left.
func (s speaker) refusal(v dojo.Verdict, p *dojo.PaymentIntent) string {
	day := "an earlier day"
	if !v.PaidAt.IsZero() {
		day = v.PaidAt.In(s.zone).Format("Mon 2 Jan")
	}
	var text string
	switch v.Reason {
	case dojo.ReasonHeld, dojo.ReasonCapturedToday:
		text = "It can be reversed."
	case dojo.ReasonCaptured:
		text = "Captured: can't be reversed here. Refund instead, in the Dojo for Business app, or on the card machine with the same card."
	case dojo.ReasonCapturing:
		text = "It is being captured: can't be reversed here. Refund instead, in the Dojo for Business app, or on the card machine with the same card."
	case dojo.ReasonPartRefunded:
		text = "Part of it was refunded already: can't be reversed here. Refund instead what is left, in the Dojo for Business app, or on the card machine with the same card."
	case dojo.ReasonTooLate:
		text = fmt.Sprintf("Held since %s and not captured: too late to reverse here, and there is nothing to refund yet. Don't capture it just to refund it: that charges the customer. To release it sooner, ask Dojo.", day)
	case dojo.ReasonReversed:
		text = "Reversed already. Nothing more to do."
	case dojo.ReasonRefunded:
		text = "Refunded already. Nothing more to do."
	case dojo.ReasonCanceled:
		text = "Cancelled before anybody paid. Nothing more to do."
	case dojo.ReasonNotPaid:
		text = "Nobody has paid this yet, so there is nothing to reverse."
	case dojo.ReasonCaptureMode:
		text = "Dojo captures this payment by itself, and until it has, it can't be reversed under this shop's rule. Press F5 to ask again."
	case dojo.ReasonNoPaymentTime:
		text = "Dojo doesn't say when this was paid, so it can't be reversed here. Ask Dojo."
	case dojo.ReasonPaidInTheFuture:
		text = "By Dojo's clock this was paid on a day that hasn't begun. Press F5 to ask again."
	case dojo.ReasonNoAmount:
		text = "Its amount can't be read, so it can't be reversed here. Ask Dojo."
	case dojo.ReasonUnreadable:
		text = "Dojo's answer about this payment can't be read in full, so it can't be reversed here. Ask Dojo."
	default:
		word := ""
		if p != nil && p.Status != "" {
			word = fmt.Sprintf(" %q", string(p.Status))
		}
		text = "This program doesn't know the status" + word + ", so it can't be reversed here. Ask Dojo."
	}
	return s.plainText(text)
}

// holdEnds says what becomes of a hold by itself.
func (s speaker) holdEnds(p *dojo.PaymentIntent) string {
	at, action := p.HoldEnds()
	when := at.In(s.zone).Format("Mon 2 Jan 15:04")
	switch {
	case at.IsZero():
		return "When the hold ends isn't known here."
	case action == dojo.ExpireRelease:
		return "Dojo releases it about " + when + ", unless it is captured."
	case action == dojo.ExpireCapture:
		return "Dojo will CAPTURE it about " + when + ": the customer will be charged."
	}
	return fmt.Sprintf("About %s Dojo will %q it.", when, string(action))
}

// underWay says who is reversing a payment already.
func (s speaker) underWay(a *reversal.Attempt) string {
	return s.plainText(fmt.Sprintf("%s started reversing this at %s. Follow it here.", s.who(a.Attempt), s.at(a.ConfirmedAt)))
}

// kept is what is said after a dialog was left without a reversal.
func (s speaker) kept(p journal.Payment) string {
	if p.Status == dojo.StatusCaptured {
		return fmt.Sprintf("Kept. Nothing was reversed: %s stays captured.", s.money(p.Amount))
	}
	return fmt.Sprintf("Kept. Nothing was reversed: %s is still held.", s.money(p.Amount))
}

// unfinished is a payment whose reversal isn't over, for the quit dialog and
// for what is printed after the screen has closed.
func (s speaker) unfinished(a *reversal.Attempt) string {
	return s.plainText(s.label(a.Payment) + " isn't finished.")
}
