package words

import (
	"strings"
	"time"

	"dojoreversals/dojo"
)

// tongue writes words, dates and amounts as the people of a locale read them.
// The zero value writes English, and amounts as in Great Britain.
type tongue struct {
	texts   map[string]string // of another language, by the English text of words.go
	locale  string            // a BCP 47 tag, for amounts; "" for dojo.DefaultLocale
	agent   bool              // see Options
	speller *strings.Replacer // spells texts in ASCII, nil for as they are; what is filled in is data and stays
}

// tongueOf is the tongue of a locale. Ireland reads English. Of Spanish and
// Italian there are the dates so far: what a language lacks is said in English,
// so that a translation can grow text by text.
func tongueOf(locale string) tongue {
	t := tongue{locale: locale}
	switch language, _, _ := strings.Cut(locale, "-"); language {
	case "es":
		t.texts = map[string]string{
			wordDays:   "dom lun mar mié jue vie sáb",
			wordMonths: "ene feb mar abr may jun jul ago sep oct nov dic",
		}
	case "it":
		t.texts = map[string]string{
			wordDays:   "dom lun mar mer gio ven sab",
			wordMonths: "gen feb mar apr mag giu lug ago set ott nov dic",
		}
	}
	return t
}

// Say is a text of words.go in the people's language. with are names of what
// stands in braces there, each followed by what to write in its place. What is
// written is data, and braces in it mean nothing.
func (t tongue) Say(text string, with ...string) string {
	if own, ok := onServer[text]; ok && t.agent {
		text = own
	}
	if own, ok := t.texts[text]; ok {
		text = own
	}
	if t.speller != nil {
		text = t.speller.Replace(text)
	}
	if len(with) == 0 {
		return text
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		name, after, _ := strings.Cut(rest, "}")
		for i := 0; i+1 < len(with); i += 2 {
			if with[i] == name {
				b.WriteString(with[i+1])
				break
			}
		}
		text = after
	}
}

// date writes an instant by one of the patterns of words.go. The instant is in
// the zone that it is to be shown in.
func (t tongue) date(at time.Time, pattern string) string {
	pattern = t.Say(pattern)
	if t.texts == nil {
		return at.Format(pattern)
	}
	// Package time knows English names only, so they are written apart from
	// what it formats.
	names := map[string]string{
		"Mon": strings.Fields(t.Say(wordDays))[at.Weekday()],
		"Jan": strings.Fields(t.Say(wordMonths))[at.Month()-1],
	}
	var b strings.Builder
	for pattern != "" {
		next, name := len(pattern), ""
		for token := range names {
			if i := strings.Index(pattern, token); i >= 0 && i < next {
				next, name = i, token
			}
		}
		b.WriteString(at.Format(pattern[:next]))
		b.WriteString(names[name])
		pattern = pattern[next+len(name):]
	}
	return b.String()
}

// Money writes an amount as the terminal can show it.
func (t tongue) Money(m dojo.Money) string {
	if t.speller != nil {
		return m.ASCIIIn(t.place())
	}
	return m.In(t.place())
}

// ToType is an amount as it is to be typed: without currency and grouping.
func (t tongue) ToType(m dojo.Money) string { return m.DecimalIn(t.place()) }

// place is the locale by which amounts are written.
func (t tongue) place() string {
	if t.locale == "" {
		return dojo.DefaultLocale
	}
	return t.locale
}
