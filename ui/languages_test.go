package ui

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/ui/confirm"
	"dojoreversals/ui/internal/shopday"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

func inLocale(tag string) option { return setting(func(s *Settings) { s.Locale = tag }) }

// Dates and amounts as a Spanish shop reads them, on the row, in the dialog and
// where the amount must be typed.
func TestLocale(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments(), inLocale("es-ES"), mustTypeOver500)
	d.has("dom 22 nov 18:59", "42,50\u00a0£", "sáb 21")
	d.on("1006").press("r").asks("1234,50\u00a0£", "Type 1234,50 to reverse it")
	d.quietly().press("tab").write("1.234,50").press("enter").asks("[ Reverse 1234,50\u00a0£ ]").press("enter").reversed(1)
	open(t, shopday.Payments(), inLocale("it-IT"), inASCII).has("GBP 42,50", "sab 21")
	shopday.OnlyASCII(t, open(t, shopday.Payments(), inLocale("es-ES"), inASCII).text())
	open(t, shopday.Payments(), inLocale("es-ES")).press("/").write("42,50").has("2 of 9")
}

// strange is a language in which every word of words.go is spelt with other
// letters, and longer: what is still in English on a screen then was never in
// words.go.
func strange(t *testing.T) map[string]string {
	t.Helper()
	spelt := strings.NewReplacer("a", "áa", "e", "éé", "i", "ï", "o", "øó", "u", "ü", "A", "Â", "E", "É", "I", "Í", "O", "Ø", "U", "Û", "r", "ŕ", "n", "ñ", "y", "ÿ")
	texts := map[string]string{}
	for name, text := range shopday.Texts(t, "words/words.go") {
		if text == words.HintRefund || strings.HasPrefix(strings.ToLower(name), "time") || strings.HasPrefix(strings.ToLower(name), "date") {
			continue // the hint has a bound, and patterns are no words
		}
		var b strings.Builder
		for rest := text; ; {
			before, after, found := strings.Cut(rest, "{")
			b.WriteString(spelt.Replace(before))
			if !found {
				break
			}
			name, end, _ := strings.Cut(after, "}")
			b.WriteString("{" + name + "}")
			rest = end
		}
		texts[text] = b.String()
	}
	return texts
}

// Every screen in a strange language: nothing of it is in English but what the
// shop, Dojo and the keyboard call so, and everything still holds.
func TestAnotherLanguage(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	texts := strange(t)
	speaking := setting(func(s *Settings) { s.Texts = texts })
	word := regexp.MustCompile(`\pL[\pL'-]*`)
	vowel := regexp.MustCompile(`^[a-zA-Z]*[aeiounry][a-zA-Z]+$|^[a-zA-Z]+[aeiounry]$`)
	// Names of keys, of the shop, its payments and its cards, Dojo's words for
	// a payment, and the time.
	others := " SANDBOX LIVE DEMO Corner Shop priya enter esc tab F5 ctrl r h m s k j pgup pgdn home end" +
		" ORDER Visa Mastercard Amex Debit Contactless Manual Authorized Captured Refunded Reversed pi attempt-1 successful a few working days refund instead marek till window zebra lder" + " "
	for _, state := range states() {
		name := state.name
		if strings.Contains(name, "technical") || strings.HasPrefix(name, "failed") || name == "several" || state.sizes != nil ||
			slices.Contains([]string{
				"details-attempts", "details-everything-known", "details-scrolled", "dialog-reason-other", "read-only", "note",
				"checking-not-shown", "finder-not-listed", "finder-looking-up", "finder-unknown",
			}, name) {
			continue // they have a text of Dojo's, of their user's or of the settings, or a technical line
		}
		d := state.open(t, speaking)
		for _, w := range word.FindAllString(d.text(), -1) {
			if vowel.MatchString(w) && !strings.Contains(others, " "+w+" ") && !strings.Contains(w, "www") {
				t.Errorf("%s: %q is in English:\n%s", name, w, d.text())
				break
			}
		}
		for _, size := range [][2]int{{120, 40}, {80, 24}, {60, 20}, {40, 10}} {
			d.resize(size[0], size[1]).fits()
		}
	}
}

// All notices, too, in every state and for every reason.
func TestNoticesInAnotherLanguage(t *testing.T) {
	t.Parallel()
	s := words.New(words.Options{Zone: shopday.London, Pending: "a few working days", Texts: strange(t)})
	english := regexp.MustCompile(`\b(the|is|to|of|again|Dojo's answer|payment|reversed|sent)\b`)
	for _, state := range shopday.AllStates {
		for _, why := range shopday.AllWhys {
			a := shopday.AttemptIn(state, why)
			a.Message, a.LastStatus = "", dojo.StatusAuthorized
			resumed, now := a, worklist.Now{PC: shopday.Sunday, Dojo: shopday.Sunday}
			resumed.Resumed = true
			for _, text := range []string{
				said(s, &a, shopday.Sunday, true), said(s, &a, shopday.Sunday, false), s.Attempt(&a, words.Around{}).Unfinished(),
				s.Refusal(confirm.Refusal{Because: confirm.UnderWay, Attempt: a}, words.Around{Now: now}).Text(),
				s.Attempt(&resumed, words.Around{Now: now}).Notice(),
				s.Attempt(&resumed, words.Around{List: worklist.OnList{Listed: true, Verdict: dojo.Verdict{Reversible: true}}, Now: now}).Notice(),
			} {
				if state == journal.Abandoned && strings.Contains(text, string(why)) && why != "" {
					continue // a reason that has no words of its own
				}
				if w := english.FindString(text); w != "" {
					t.Errorf("%s (%s): %q in %q", state, why, w, text)
				}
			}
		}
	}
	for _, r := range shopday.ReasonsOfTheRule {
		text := s.Payment(worklist.Row{Verdict: dojo.Verdict{Reason: r}}).Refusal()
		if w := english.FindString(text); w != "" {
			t.Errorf("reason %d: %q in %q", r, w, text)
		}
	}
}
