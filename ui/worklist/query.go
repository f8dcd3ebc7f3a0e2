package worklist

import (
	"net/url"
	"slices"
	"strings"

	"dojoreversals/dojo"
	"dojoreversals/dojo/pattern"
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
	idTyped = pattern.Lazy(`(?:^|[^A-Za-z0-9_-])(pi_[A-Za-z0-9_-]{1,97})(?:$|[^A-Za-z0-9_-])`)
	// cardTyped are the last four digits, or the first of them, behind what stands
	// for the others: ··2003, **** 2003, xxxx2003.
	cardTyped = pattern.Lazy(`^(?:[*·•∙.#]+|x{2,})(\d{1,4})$`)
	// numberTyped is a number as it stands on bills: #1039.
	numberTyped = pattern.Lazy(`^#(\d+)$`)
	maskTyped   = pattern.Lazy(`^[*·•∙.#]{2,}$`)
	// signedTyped is an amount with its currency before or behind it.
	signedTyped  = pattern.Lazy(`^([^\d.,]+)(\d[\d.,']*)$|^(\d[\d.,']*)([^\d.,]+)$`)
	secondsTyped = pattern.Lazy(`^(\d{1,2}:\d\d):(\d{0,2})$`)
	// Some countries put a no-break space between thousands().
	thousands = pattern.Lazy("(\\d)[\u00a0\u2007\u2009\u202f](\\d{3})")
)

func parseQuery(s string) query {
	q := query{id: idIn(s)}
	s = thousands().ReplaceAllString(thousands().ReplaceAllString(s, "$1$2"), "$1$2")
	words := strings.Fields(foldText(s))
	if shown := slices.DeleteFunc(slices.Clone(words), isRowMark); len(shown) > 0 {
		words = shown
	}
	for i := 0; i < len(words); i++ {
		w := bare(words[i])
		var apart []need
		if maskTyped().MatchString(w) && i+1 < len(words) && isDigits(bare(words[i+1]), 1, 4) {
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
	if len(q.words) == 1 && !numberTyped().MatchString(q.words[0].text) {
		if four := cardTyped().ReplaceAllString(q.words[0].text, "$1"); isDigits(four, 4, 4) {
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
	for _, found := range idTyped().FindAllStringSubmatch(s, -1) {
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
	if m := signedTyped().FindStringSubmatch(w); m != nil && len(m[1]+m[4]) <= longestSign {
		sign, number := m[1]+m[4], m[2]+m[3]
		for _, figure := range wholeForms(number) {
			x.needs = append(x.needs, need{text: []string{currencyMark + sign + currencyMark}, figures: []string{figure}})
		}
	}
	if m := cardTyped().FindStringSubmatch(w); m != nil {
		x.needs = append(x.needs, need{text: []string{cardBegins + m[1]}})
	}
	if m := numberTyped().FindStringSubmatch(w); m != nil {
		x.needs = append(x.needs, need{text: []string{m[1]}})
	}
	if maskTyped().MatchString(w) {
		x.needs = append(x.needs, need{text: []string{cardBegins}})
	}
	if parts := strings.FieldsFunc(strings.ReplaceAll(w, ellipsis, "\n"), func(r rune) bool { return r == '\n' }); strings.Contains(w, ellipsis) && len(parts) > 0 {
		x.needs = append(x.needs, need{text: parts}) // a text that was cut
	}
	if m := secondsTyped().FindStringSubmatch(w); m != nil {
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
