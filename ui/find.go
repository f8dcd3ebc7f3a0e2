package ui

import (
	"strings"
	"time"

	"dojoreversals/dojo"
)

// query is what somebody typed to find a payment, taken apart once.
type query struct {
	words []string
	id    string // the whole text as a payment ID, "" if it can't be one
}

func parseQuery(s string) query {
	s = strings.TrimSpace(s)
	q := query{words: strings.Fields(strings.ToLower(s))}
	if id, err := dojo.CleanID(s); err == nil && strings.HasPrefix(id, "pi_") {
		q.id = id
	}
	return q
}

func (q query) empty() bool { return len(q.words) == 0 }

// lastFour says whether the whole query is four digits.
func (q query) lastFour() bool {
	if len(q.words) != 1 || len(q.words[0]) != 4 {
		return false
	}
	return strings.Trim(q.words[0], "0123456789") == ""
}

// matches says whether a payment has every word: in its reference, amount (with
// or without its sign and its point), brand, last four digits, time of day, ID
// or the words of its status. It is exact, not fuzzy: a near match on an amount
// is the wrong payment.
func (q query) matches(p *dojo.PaymentIntent, status string, zone *time.Location) bool {
	if q.id != "" && p.ID == q.id {
		return true
	}
	hay := haystack(p, status, zone)
	for _, w := range q.words {
		if !hay.has(w) {
			return false
		}
	}
	return true
}

// hay is a payment's text to search in.
type hay struct{ text, amount, minor, symbol string }

func haystack(p *dojo.PaymentIntent, status string, zone *time.Location) hay {
	h := hay{}
	paid, _ := p.PaidOrCreated()
	if charge := p.Charge(); charge.Known {
		h.amount = charge.Total.Decimal()
		h.minor = strings.ReplaceAll(h.amount, ".", "")
		h.symbol = strings.ToLower(charge.Total.String())
	}
	h.text = strings.ToLower(strings.Join([]string{
		p.Reference, p.Card.Brand, p.Card.Last4, p.ID, status, paid.In(zone).Format("15:04"),
	}, "\n"))
	return h
}

func (h hay) has(w string) bool {
	if strings.Contains(h.text, w) {
		return true
	}
	return h.amount != "" && (strings.HasPrefix(h.amount, w) || h.minor == w || strings.HasPrefix(h.symbol, w) ||
		strings.HasPrefix(strings.ReplaceAll(h.symbol, ",", ""), w))
}
