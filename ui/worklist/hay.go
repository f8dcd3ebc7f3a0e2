package worklist

import (
	"slices"
	"strings"
	"time"

	"dojoreversals/dojo"
)

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

	day     dojo.Day
	dayText string
	units   map[string]string // by currency
}

// append appends a payment's hay to what there is.
func (w *hayWriter) append(text, figures []byte, p *dojo.PaymentIntent) (newText, newFigures []byte) {
	paid, _ := p.PaidOrCreated()
	paid = paid.In(w.zone)
	text = append(appendFolded(text, p.Reference), '\n')
	kind := p.Kind()
	text = append(appendFolded(text, kind.Brand), '\n')
	if kind.Funding != "" {
		text = append(appendFolded(text, kind.Funding), '\n')
	}
	if p.Last4 != "" {
		text = append(appendFolded(append(text, cardBegins...), p.Last4), '\n')
	}
	text = append(appendFolded(text, p.ID), '\n')
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
		text = currencyMark + foldText(code) + currencyMark
		if sign := strings.Trim(zero.String(), "0123456789., \u00a0"); zero.Known() && sign != code {
			text += foldText(sign) + currencyMark
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
		w.day, w.dayText = day, " "+strings.Join(strings.Fields(foldText(w.date(t))), " ")+" "
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
