package ui

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

func inLocale(tag string) option { return setting(func(s *Settings) { s.Locale = tag }) }

// Dates and amounts as a Spanish shop reads them, on the row, in the dialog and
// where the amount must be typed.
func TestLocale(t *testing.T) {
	t.Parallel()
	d := open(t, shopDay(), inLocale("es-ES"), mustTypeOver500)
	d.has("dom 22 nov 18:59", "42,50\u00a0£", "sáb 21")
	d.on("1006").press("r").asks("1234,50\u00a0£", "Type 1234,50 to reverse it")
	d.quietly().press("tab").write("1.234,50").press("enter").asks("[ Reverse 1234,50\u00a0£ ]").press("enter").reversed(1)
	open(t, shopDay(), inLocale("it-IT"), inASCII).has("GBP 42,50", "sab 21")
	onlyASCII(t, open(t, shopDay(), inLocale("es-ES"), inASCII).text())
	open(t, shopDay(), inLocale("es-ES")).press("/").write("42,50").has("2 of 9")
	w := openPlain(t, shopDay(), inLocale("it-IT"))
	w.types("1").says("Type reverse to reverse 42,50\u00a0£")
}

func TestDatesOfLanguages(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 5, 5, 9, 7, 2, 0, time.UTC)
	for locale, want := range map[string]string{
		"": "Tue 5 May 09:07:02", "en-IE": "Tue 5 May 09:07:02", "es-ES": "mar 5 may 09:07:02", "it-IT": "mar 5 mag 09:07:02",
	} {
		if got := tongueOf(locale).date(at, dateSeconds); got != want {
			t.Errorf("%s: %q, want %q", locale, got, want)
		}
	}
	if got := tongueOf("es-ES").date(at, timeClock); got != "09:07" {
		t.Errorf("%q", got)
	}
}

// strange is a language in which every word of words.go is spelt with other
// letters, and longer: what is still in English on a screen then was never in
// words.go.
func strange(t *testing.T) map[string]string {
	t.Helper()
	spelt := strings.NewReplacer("a", "áa", "e", "éé", "i", "ï", "o", "øó", "u", "ü", "A", "Â", "E", "É", "I", "Í", "O", "Ø", "U", "Û", "r", "ŕ", "n", "ñ", "y", "ÿ")
	texts := map[string]string{}
	for name, text := range wordsOf(t) {
		if text == hintRefund || strings.HasPrefix(name, "time") || strings.HasPrefix(name, "date") {
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
	texts := strange(t)
	speaking := setting(func(s *Settings) { s.texts = texts })
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
				"finder-not-listed", "finder-looking-up", "finder-unknown",
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
	s := testSpeaker()
	s.texts = strange(t)
	english := regexp.MustCompile(`\b(the|is|to|of|again|Dojo's answer|payment|reversed|sent)\b`)
	for _, state := range allStates {
		for _, why := range allWhys {
			a := attemptIn(state, why)
			a.Message, a.LastStatus = "", dojo.StatusAuthorized
			for _, text := range []string{
				said(s, &a, sunday, true), said(s, &a, sunday, false), s.underWay(&a), s.unfinished(&a),
				s.text(s.resumed(&a, onList{}, sunday)), s.text(s.resumed(&a, onList{listed: true, verdict: dojo.Verdict{Reversible: true}}, sunday)),
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
	for _, r := range reasonsOfTheRule {
		if w := english.FindString(s.refusal(dojo.Verdict{Reason: r}, nil)); w != "" {
			t.Errorf("reason %d: %q in %q", r, w, s.refusal(dojo.Verdict{Reason: r}, nil))
		}
	}
}
