package script

import (
	"slices"
	"strings"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/ui/confirm"
	"dojoreversals/ui/worklist"
)

// Query says which payments are listed. Each part that is set must be true of them.
type Query struct {
	Traits
	View     worklist.View
	Statuses []dojo.Status // any of them; nil for all
	Since    time.Duration // paid within this time; 0 for all
}

// Traits are what people know of a payment. Each one that is set must be true of it.
type Traits struct {
	Last4     string
	Amount    string // what the customer was charged, as typed; see IsFigure
	Reference string // exactly this one
}

// Has says whether a payment has them: one of the list, as journal.Confirmed makes it,
// or one of the record.
func (t Traits) Has(p journal.Payment) bool {
	return (t.Last4 == "" || p.Card.Last4 == t.Last4) &&
		(t.Reference == "" || p.Reference == t.Reference) &&
		(t.Amount == "" || p.Amount.Currency != "" && confirm.IsAmount(t.Amount, p.Amount))
}

// views are the views by the names that flags have for them. Payments that nobody has
// paid yet are in none: the list is never known to have all of these.
var views = []struct {
	name string
	view worklist.View
}{
	{"recent", worklist.ViewRecent}, {"to-reverse", worklist.ViewToReverse}, {"refund-instead", worklist.ViewRefund},
	{"too-late", worklist.ViewTooLate}, {"reversed", worklist.ViewReversed},
}

// Views are the names of the views.
func Views() (names []string) {
	for _, v := range views {
		names = append(names, v.name)
	}
	return names
}

// ViewOf is the view of a name, as Views has it or as the screen writes it.
func ViewOf(name string) (worklist.View, bool) {
	name = strings.ReplaceAll(strings.ToLower(name), " ", "-")
	for _, v := range views {
		if v.name == name {
			return v.view, true
		}
	}
	return 0, false
}

// Statuses are those that a payment of the list can have at Dojo. Dojo may add others.
func Statuses() []dojo.Status {
	return []dojo.Status{dojo.StatusAuthorized, dojo.StatusCaptured, dojo.StatusReversed, dojo.StatusRefunded, dojo.StatusCanceled}
}

// StatusOf is the status of a name.
func StatusOf(name string) (dojo.Status, bool) {
	for _, s := range Statuses() {
		if strings.EqualFold(string(s), strings.TrimSpace(name)) {
			return s, true
		}
	}
	return "", false
}

// has says whether a payment is asked for. now is Dojo's clock.
func (q Query) has(p *dojo.PaymentIntent, now time.Time) bool {
	paid, _ := p.PaidOrCreated()
	return (q.Statuses == nil || slices.Contains(q.Statuses, p.Status)) &&
		(q.Since == 0 || !paid.IsZero() && !paid.Before(now.Add(-q.Since))) &&
		(q.Traits == Traits{} || q.Has(journal.Confirmed(p)))
}

// IsFigure says whether a text is an amount without a currency or a sign: it begins and
// ends with a digit, and so do both sides of each mark in it.
func IsFigure(text string) bool {
	const digits = "0123456789"
	return text != "" && strings.Trim(text, digits+".,'’ \u00a0\u202f") == "" &&
		strings.ContainsAny(text[:1], digits) && strings.ContainsAny(text[len(text)-1:], digits)
}
