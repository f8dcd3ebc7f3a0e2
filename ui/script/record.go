package script

import (
	"cmp"
	"strings"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/confirm"
	"dojoreversals/ui/internal/export"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// payment is a payment as it is exported. Its JSON names are the columns of the CSV too,
// and they never change; add new ones at the end. Times are RFC 3339, UTC, by Dojo's
// clock; amounts are in minor units of the currency, as Dojo sends them.
type payment struct {
	ID         string `json:"id"`
	Reference  string `json:"reference"`
	Status     string `json:"status"` // in Dojo's own word
	Minor      int64  `json:"amount_minor"`
	Amount     string `json:"amount"` // the same with its point, as --amount takes it
	Currency   string `json:"currency"`
	OtherMinor int64  `json:"other_amount_minor"` // the smaller figure where Dojo's two disagree, else 0
	Brand      string `json:"card_brand"`
	Last4      string `json:"card_last4"`
	PaidAt     string `json:"paid_at"`    // "" if Dojo doesn't say
	CreatedAt  string `json:"created_at"` // "" if Dojo doesn't say
	Reversible bool   `json:"reversible"` // reverse would send it now
	// WhyNot is "" where it is reversible; else "read only", "under way", "reversed here",
	// "gone", "slept" where what is known is from before this machine did, or the rule's
	// word, as in the record: captured, too late, reversed and others.
	WhyNot   string `json:"why_not"`
	Deadline string `json:"reversible_until"`
	SameAs   string `json:"same_as"` // the ID of a payment of the same card and amount within half an hour

	Attempt     string `json:"attempt"` // the attempt to reverse it that tells most
	State       string `json:"attempt_state"`
	Why         string `json:"attempt_why"`
	Environment string `json:"environment"`
	Shop        string `json:"shop"`
}

// stamp writes a time; "" for none.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

// record makes the row of a payment.
func (s *Script) record(p *dojo.PaymentIntent) payment {
	row := s.list.Judge(p)
	charge, card := p.Charge(), p.Card()
	r := payment{
		ID: p.ID, Reference: p.Reference, Status: string(p.Status), Brand: card.Brand, Last4: card.Last4,
		PaidAt: stamp(p.PaidAt.Time()), CreatedAt: stamp(p.CreatedAt.Time()),
		Environment: s.set.Mode, Shop: s.set.Shop,
	}
	if charge.Known {
		r.Minor, r.Amount, r.Currency = charge.Total.Minor, charge.Total.Decimal(), charge.Total.Currency
	}
	if charge.Other != nil {
		r.OtherMinor = charge.Other.Minor
	}
	_, no := confirm.Ask(s.list, s.rules, p)
	if r.Reversible = no == nil; r.Reversible {
		r.Deadline = stamp(row.Verdict.Deadline)
	} else {
		r.WhyNot = whyNot(no)
	}
	if row.Twin != nil {
		r.SameAs = row.Twin.ID
	}
	if a := s.list.Attempt(p.ID); a != nil {
		r.Attempt, r.State, r.Why = a.ID, string(a.State), string(a.Why)
	}
	return r
}

// whyNot is the word for a refusal that scripts go by.
func whyNot(no *confirm.Refusal) string {
	switch no.Because {
	case confirm.ReadOnly:
		return "read only"
	case confirm.Slept:
		return "slept"
	case confirm.UnderWay:
		return "under way"
	case confirm.ReversedHere:
		return "reversed here"
	case confirm.NotEligible, confirm.Changed, confirm.ReversedMeanwhile, confirm.CapturedMeanwhile, confirm.MidnightPassed, confirm.NotRead:
	}
	if no.Row.Gone {
		return "gone"
	}
	return cmp.Or(journal.VerdictWord(no.Row.Verdict.Reason), "not reversible")
}

// longStatus is how many cells a status may take in a terminal of fewer than wideTable.
const longStatus, wideTable = 30, 110

// columns are those of the table of payments.
func (s *Script) columns() []export.Column[*dojo.PaymentIntent] {
	now := s.list.Now()
	return []export.Column[*dojo.PaymentIntent]{
		{Title: "TIME", Rank: 0, Cell: func(p *dojo.PaymentIntent) string {
			at, _ := p.PaidOrCreated()
			return s.speak.WhenText(at, now.Dojo)
		}},
		{Title: "REFERENCE", Rank: 2, Below: true, Cell: func(p *dojo.PaymentIntent) string { return p.Reference }},
		{Title: "CARD", Rank: 3, Below: true, Cell: func(p *dojo.PaymentIntent) string { return strings.TrimSpace(p.Card().Brand + " " + p.Card().Last4) }},
		{Title: "AMOUNT", Rank: 0, Cell: s.speak.Charged},
		{Title: "STATUS", Rank: 1, Below: true, Cell: func(p *dojo.PaymentIntent) string {
			status := s.speak.Payment(s.list.Judge(p)).StatusAfter(s.list.Attempt(p.ID), words.Around{Now: now})
			if s.set.Width > 0 && s.set.Width < wideTable {
				return status.Fitting(longStatus)
			}
			return status.Words[0]
		}},
		{Title: "ID", Rank: 4, Below: true, Cell: func(p *dojo.PaymentIntent) string { return p.ID }},
	}
}

// attempt is an attempt as it is exported. Its names are those of the record's export.
type attempt struct {
	Attempt     string `json:"attempt"`
	Payment     string `json:"payment"`
	Reference   string `json:"reference"`
	Minor       int64  `json:"amount_minor"`
	Currency    string `json:"currency"`
	State       string `json:"state"`
	Why         string `json:"why"`
	ExitCode    int    `json:"exit_code"`
	Reason      string `json:"reason"`
	Operator    string `json:"operator"`
	HTTPStatus  int    `json:"http_status"`
	ReversalID  string `json:"reversal_id"`
	TraceID     string `json:"trace_id"`
	ConfirmedAt string `json:"confirmed_at"`
	SentAt      string `json:"sent_at"`
	SettledAt   string `json:"settled_at"`
	Recorded    bool   `json:"recorded"` // this state is in the record
	Environment string `json:"environment"`
	Shop        string `json:"shop"`
	Client      string `json:"client"`
	OperatorKey string `json:"operator_key"`
}

// attemptRow makes the row of an attempt.
func (s *Script) attemptRow(a *reversal.Attempt) attempt {
	c := a.Cleaned()
	byDojo := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return stamp(a.ByDojo(t, s.speak.Ahead))
	}
	return attempt{
		Attempt: a.ID, Payment: a.Payment.ID, Reference: c.Payment.Reference, Minor: a.Payment.Amount.Minor, Currency: a.Payment.Amount.Currency,
		State: string(worklist.ShownState(a)), Why: string(a.Why), ExitCode: int(codeOfAttempt(a)), Reason: c.Reason, Operator: c.Operator,
		HTTPStatus: a.HTTPStatus, ReversalID: a.ReversalID, TraceID: a.TraceID,
		ConfirmedAt: byDojo(a.ConfirmedAt), SentAt: byDojo(a.SentAt), SettledAt: byDojo(a.SettledAt),
		Recorded: !a.Unrecorded, Environment: string(a.Environment), Shop: c.Shop, Client: c.Client, OperatorKey: c.OperatorKey,
	}
}

// sayTable writes the table of payments. What has no room in a line stands below it.
func (s *Script) sayTable(payments []*dojo.PaymentIntent) error {
	_, err := export.Table(s.deps.Out, s.columns(), payments, s.set.Width)
	return err
}
