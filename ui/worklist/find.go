package worklist

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"dojoreversals/dojo"
)

// query is what somebody typed or pasted to find a payment, taken apart once.
type query struct {
	words []word
	id    string // the payment ID in the text, "" if there is none
	four  string // the last four digits, where it is nothing else
}

// word is one word of a query. A payment has it if its status has the text, or if
// one of the needs is met.
type word struct {
	text  string
	needs []need
}

// need is what has to stand in a payment's hay, all of it.
type need struct{ text, figures []string }

var (
	// idTyped is an ID anywhere in a text, as in the link of a checkout.
	idTyped = regexp.MustCompile(`(?:^|[^A-Za-z0-9_-])(pi_[A-Za-z0-9_-]{1,97})(?:$|[^A-Za-z0-9_-])`)
	// cardTyped are the last four digits, or the first of them, behind what stands
	// for the others: ··2003, **** 2003, xxxx2003.
	cardTyped = regexp.MustCompile(`^(?:[*·•∙.#]+|x{2,})(\d{1,4})$`)
	maskTyped = regexp.MustCompile(`^[*·•∙.#]{2,}$`)
	// signedTyped is an amount with its currency before or behind it.
	signedTyped  = regexp.MustCompile(`^([^\d.,]+)(\d[\d.,']*)$|^(\d[\d.,']*)([^\d.,]+)$`)
	secondsTyped = regexp.MustCompile(`^(\d{1,2}:\d\d):(\d{0,2})$`)
	// Some countries put a no-break space between thousands.
	thousands = regexp.MustCompile("(\\d)[\u00a0\u2007\u2009\u202f](\\d{3})")
)

func parseQuery(s string) query {
	q := query{id: idIn(s)}
	var fold folder
	s = thousands.ReplaceAllString(thousands.ReplaceAllString(s, "$1$2"), "$1$2")
	words := strings.Fields(fold.text(s))
	if shown := slices.DeleteFunc(slices.Clone(words), isRowMark); len(shown) > 0 {
		words = shown
	}
	for i := 0; i < len(words); i++ {
		w := bare(words[i])
		var apart []need
		if maskTyped.MatchString(w) && i+1 < len(words) && isDigits(bare(words[i+1]), 1, 4) {
			i++
			apart = []need{{text: []string{w, bare(words[i])}}} // a reference may have both: Table ## 12
			w += bare(words[i])
		}
		x := parseWord(w)
		x.needs = append(x.needs, apart...)
		if isDigits(w, 1, 2) {
			x.needs = append(x.needs, dates(words, i)...)
		}
		q.words = append(q.words, x)
	}
	if len(q.words) == 1 {
		if four := cardTyped.ReplaceAllString(q.words[0].text, "$1"); isDigits(four, 4, 4) {
			q.four = four
		}
	}
	return q
}

// isRowMark says whether a word is a mark of a row, copied with the rest of it.
func isRowMark(w string) bool { return w == ">" || w == "=" || w == ">=" }

// idIn is the payment ID that a text is, or that stands in it: in quotes, in a
// link, in an email's sentence. There is none where two stand in it.
func idIn(s string) string {
	if id, err := dojo.CleanID(s); err == nil {
		if strings.HasPrefix(id, "pi_") {
			return id
		}
		return ""
	}
	if plain, err := url.PathUnescape(s); err == nil {
		s = plain
	}
	const short = 16 // in a sentence, less may be part of a word
	alone := len(strings.Fields(s)) == 1
	id := ""
	for _, found := range idTyped.FindAllStringSubmatch(s, -1) {
		switch {
		case !alone && len(found[1]) < short:
		case id != "" && id != found[1]:
			return ""
		default:
			id = found[1]
		}
	}
	return id
}

// bare takes off what stands around a word in a sentence: quotation marks,
// brackets, a comma behind it. A comma or a full stop behind up to three digits is
// left, since it may be that of an amount which is still being typed.
func bare(w string) string {
	inner := strings.Trim(w, `"'()[]{}<>,;`)
	if inner == "" || isDigits(strings.TrimRight(w, ","), 1, 3) {
		return w
	}
	if cut := strings.TrimRight(inner, "."); cut != "" && !isDigits(cut, 1, 3) {
		inner = cut
	}
	return inner
}

func isDigits(w string, least, most int) bool {
	return len(w) >= least && len(w) <= most && strings.Trim(w, "0123456789") == ""
}

// parseWord says where a word may stand: in the reference, brand, last four
// digits, time of day, ID or currency, as an amount or the beginning of one, or as
// the name of a day. It is exact, not fuzzy: a near match on an amount is the
// wrong payment.
func parseWord(w string) word {
	x := word{text: w, needs: []need{{text: []string{w}}}}
	for _, figure := range amountForms(w) {
		x.needs = append(x.needs, need{figures: []string{figure}})
	}
	if m := signedTyped.FindStringSubmatch(w); m != nil && len(m[1]+m[4]) <= longestSign {
		sign, number := m[1]+m[4], m[2]+m[3]
		for _, figure := range wholeForms(number) {
			x.needs = append(x.needs, need{text: []string{currencyMark + sign + currencyMark}, figures: []string{figure}})
		}
	}
	if m := cardTyped.FindStringSubmatch(w); m != nil {
		x.needs = append(x.needs, need{text: []string{cardBegins + m[1]}})
	}
	if maskTyped.MatchString(w) {
		x.needs = append(x.needs, need{text: []string{cardBegins}})
	}
	if parts := strings.FieldsFunc(strings.ReplaceAll(w, ellipsis, "\n"), func(r rune) bool { return r == '\n' }); strings.Contains(w, ellipsis) && len(parts) > 0 {
		x.needs = append(x.needs, need{text: parts}) // a text that was cut
	}
	if m := secondsTyped.FindStringSubmatch(w); m != nil {
		x.needs = append(x.needs, need{text: []string{m[1]}, figures: []string{secondsBegin + m[2]}})
	}
	if len(w) > 2 && strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") == "" {
		x.needs = append(x.needs, need{figures: []string{" " + w + " "}})
	}
	return x
}

// dates are the days that the number at i may be of, with the word before or
// behind it: Sat 21, 21 Nov.
func dates(words []string, i int) []need {
	var needs []need
	if i > 0 {
		needs = append(needs, need{figures: []string{" " + bare(words[i-1]) + " " + bare(words[i]) + " "}})
	}
	if i+1 < len(words) {
		needs = append(needs, need{figures: []string{" " + bare(words[i]) + " " + bare(words[i+1]) + " "}})
	}
	return needs
}

// matches says whether a payment with this hay and the words of this status is
// found. The finder gives the same answer for all payments at once.
func (q query) matches(id string, h hay, status string) bool {
	if q.id != "" && id == q.id {
		return true
	}
	for _, w := range q.words {
		if !strings.Contains(status, w.text) && !slices.ContainsFunc(w.needs, h.meets) {
			return false
		}
	}
	return true
}

// hay is a payment's text to search in, folded. In text a word may stand anywhere.
// In figures stand the amounts, each written after amountBegins and without its
// point between minorBegins and minorEnds, so that a word stands for the beginning
// of an amount or for all of its digits; then the seconds and the day.
type hay struct{ text, figures string }

// What folded texts never have.
const (
	amountBegins = "\x01"
	minorBegins  = "\x02"
	minorEnds    = "\x03"
	secondsBegin = "\x04"
	currencyMark = "\x05" // around the code and the sign of a currency
	cardBegins   = "\x06"
)

const ellipsis = "..." // of … too, once it is folded

const longestSign = 5 // bytes: CA$, GBP, and £ with something before it

func (h hay) meets(n need) bool {
	return !slices.ContainsFunc(n.text, func(s string) bool { return !strings.Contains(h.text, s) }) &&
		!slices.ContainsFunc(n.figures, func(s string) bool { return !strings.Contains(h.figures, s) })
}

// hayWriter writes the hay of payments, most often of many of one day.
type hayWriter struct {
	zone *time.Location
	date func(time.Time) string // how a day is written, nil for not at all
	fold folder

	day     dojo.Day
	dayText string
	units   map[string]string // by currency
}

// append appends a payment's hay to what there is.
func (w *hayWriter) append(text, figures []byte, p *dojo.PaymentIntent) (newText, newFigures []byte) {
	paid, _ := p.PaidOrCreated()
	paid = paid.In(w.zone)
	text = append(w.fold.append(text, p.Reference), '\n')
	text = append(w.fold.append(text, p.Card.Brand), '\n')
	if p.Card.Funding != "" {
		text = append(w.fold.append(text, p.Card.Funding), '\n')
	}
	if p.Card.Last4 != "" {
		text = append(w.fold.append(append(text, cardBegins...), p.Card.Last4), '\n')
	}
	text = append(w.fold.append(text, p.ID), '\n')
	text = paid.AppendFormat(text, "15:04")
	for i, figure := range p.Charge().Figures() {
		if i == 0 {
			text = append(text, w.unit(figure.Currency)...)
		}
		amount := figure.Decimal()
		figures = append(append(figures, amountBegins...), amount...)
		figures = append(append(figures, minorBegins...), strings.ReplaceAll(amount, ".", "")...)
		figures = append(figures, minorEnds...)
		if long := grouped(amount); long != amount {
			figures = append(append(figures, amountBegins...), long...)
		}
	}
	figures = append(figures, secondsBegin...)
	figures = paid.AppendFormat(figures, "05")
	return text, append(figures, w.dayOf(paid)...)
}

// unit is how a currency is written: by its code, and by its sign.
func (w *hayWriter) unit(code string) string {
	text, known := w.units[code]
	if !known {
		zero := dojo.Money{Currency: code}
		text = currencyMark + w.fold.text(code) + currencyMark
		if sign := strings.Trim(zero.String(), "0123456789., \u00a0"); zero.Known() && sign != code {
			text += w.fold.text(sign) + currencyMark
		}
		if w.units == nil {
			w.units = map[string]string{}
		}
		w.units[code] = text
	}
	return text
}

// dayOf is the name of the day, with a blank around each of its words.
func (w *hayWriter) dayOf(t time.Time) string {
	if w.date == nil || t.IsZero() {
		return ""
	}
	if day := dojo.DayOf(t, w.zone); day != w.day {
		w.day, w.dayText = day, " "+strings.Join(strings.Fields(w.fold.text(w.date(t))), " ")+" "
	}
	return w.dayText
}

// of is the hay of one payment.
func (w *hayWriter) of(p *dojo.PaymentIntent) hay {
	text, figures := w.append(nil, nil, p)
	return hay{string(text), string(figures)}
}

// amountForms are the texts of which one stands in hay.figures if a word is an
// amount, or the beginning of one.
func amountForms(w string) []string {
	if !strings.ContainsAny(w, "0123456789") {
		return nil
	}
	return append(wholeForms(w), minorBegins+w+minorEnds)
}

// wholeForms are amountForms without the digits alone.
func wholeForms(w string) []string {
	forms := []string{amountBegins + w}
	if p := pointed(w); p != "" && p != w {
		forms = append(forms, amountBegins+p)
	}
	return forms
}

// grouped puts a comma between the thousands of an amount, such as 1,234.50, so that
// the beginning of it is found too, while it is typed.
func grouped(amount string) string {
	whole, pence, _ := strings.Cut(amount, ".")
	for i := len(whole) - 3; i > 0 && whole[i-1] != '-'; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if pence == "" {
		return whole
	}
	return whole + "." + pence
}

// pointed writes an amount that was typed with a comma, or with a mark between
// thousands, as dojo.Money.Decimal writes it: 42,50 as 42.50, and 1.234,50,
// 1,234.50 and 1'234.50 as 1234.50. It is "" for anything else.
func pointed(w string) string {
	w = strings.ReplaceAll(w, "'", "")
	last := strings.LastIndexAny(w, ".,")
	if strings.Trim(w, "0123456789.,") != "" {
		return ""
	}
	if last < 0 {
		return w
	}
	whole, after := strings.NewReplacer(".", "", ",", "").Replace(w[:last]), w[last+1:]
	if len(after) == 3 {
		return whole + after // a mark between thousands
	}
	return whole + "." + after
}
