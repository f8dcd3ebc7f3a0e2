package worklist

import (
	"strings"
	"time"
	"unicode/utf8"

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

// lastFour says whether the whole query is four digits.
func (q query) lastFour() bool {
	if len(q.words) != 1 || len(q.words[0]) != 4 {
		return false
	}
	return strings.Trim(q.words[0], "0123456789") == ""
}

// matches says whether a payment has every word: in its reference, amount (with
// or without its sign and its point), brand, last four digits, time of day, ID
// or the words of a status. It is exact, not fuzzy: a near match on an amount
// is the wrong payment. The finder gives the same answer for all payments at
// once.
func (q query) matches(p *dojo.PaymentIntent, status string, zone *time.Location) bool {
	if q.id != "" && p.ID == q.id {
		return true
	}
	h := haystack(p, zone)
	status = strings.ToLower(status)
	for _, w := range q.words {
		if !strings.Contains(status, w) && !h.has(w) {
			return false
		}
	}
	return true
}

// hay is a payment's text to search in, in lower case: one in which a word may
// stand anywhere, and its amounts, each written after amountBegins and the one
// without a point between minorBegins and minorEnds, so that a word stands for
// the beginning of an amount or for all of its digits.
type hay struct{ text, amounts string }

const (
	amountBegins = "\x01"
	minorBegins  = "\x02"
	minorEnds    = "\x03"
)

func haystack(p *dojo.PaymentIntent, zone *time.Location) hay {
	paid, _ := p.PaidOrCreated()
	h := hay{text: strings.ToLower(strings.Join([]string{
		p.Reference, p.Card.Brand, p.Card.Last4, p.ID, paid.In(zone).Format("15:04"),
	}, "\n"))}
	for _, figure := range p.Charge().Figures() {
		amount := figure.Decimal()
		symbol := strings.ToLower(figure.String())
		h.amounts += amountBegins + amount + minorBegins + strings.ReplaceAll(amount, ".", "") + minorEnds + amountBegins + symbol
		if plain := strings.ReplaceAll(symbol, ",", ""); plain != symbol {
			h.amounts += amountBegins + plain
		}
	}
	return h
}

func (h hay) has(w string) bool {
	if strings.Contains(h.text, w) {
		return true
	}
	for _, amount := range amountForms(w) {
		if strings.Contains(h.amounts, amount) {
			return true
		}
	}
	return false
}

// amountForms are the texts of which one stands in hay.amounts if a word is an
// amount, or the beginning of one.
func amountForms(w string) []string {
	if strings.ContainsAny(w, amountBegins+minorBegins+minorEnds) {
		return nil
	}
	forms := []string{amountBegins + w, minorBegins + w + minorEnds}
	if p := pointed(w); p != "" {
		forms = append(forms, amountBegins+p)
	}
	return forms
}

// pointed writes an amount that was typed with a comma, or with a mark between
// thousands, as dojo.Money.Decimal writes it: 42,50 as 42.50, and both 1.234,50
// and 1,234.50 as 1234.50. It is "" for anything else.
func pointed(w string) string {
	const symbols = "£€$¥"
	sign := ""
	if i := strings.IndexAny(w, symbols); i >= 0 {
		_, n := utf8.DecodeRuneInString(w[i:])
		sign = w[i : i+n] // wherever it stands, haystack has it first
	}
	w = strings.Trim(w, symbols)
	last := strings.LastIndexAny(w, ".,")
	if last < 0 || strings.Trim(w, "0123456789.,") != "" {
		return ""
	}
	whole, after := strings.NewReplacer(".", "", ",", "").Replace(w[:last]), w[last+1:]
	if len(after) == 3 {
		return sign + whole + after // a mark between thousands
	}
	return sign + whole + "." + after
}
