package dojo

import (
	"sort"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// currencyInfo is a currency of ISO 4217.
type currencyInfo struct {
	code   string // alphabetic
	number string // of three digits
	digits int    // of its minor units
}

// currencyBy finds a currency by its alphabetic code, in capitals.
func currencyBy(code string) (currencyInfo, bool) {
	i := sort.Search(len(currencies), func(i int) bool { return currencies[i].code >= code })
	if i == len(currencies) || currencies[i].code != code {
		return currencyInfo{}, false
	}
	return currencies[i], true
}

// symbol is how the currency is written in a locale of locales, such as £.
func (c currencyInfo) symbol(locale int) string {
	i := sort.Search(len(currencySymbols), func(i int) bool { return currencySymbols[i].code >= c.code })
	if i == len(currencySymbols) || currencySymbols[i].code != c.code {
		return c.code
	}
	return currencySymbols[i].symbols[locale]
}

// locale is how amounts are written somewhere, by the Unicode CLDR.
type locale struct {
	name      string
	point     string // before the minor units
	thousands string // between groups of three digits
	least     int    // how many digits are before the first mark at least
	behind    bool   // the symbol stands behind the number
}

// locales are those of the countries in which Dojo serves shops.
var locales = [...]locale{
	{name: DefaultLocale, point: ".", thousands: ",", least: 1},
	{name: "en-IE", point: ".", thousands: ",", least: 1},
	{name: "es-ES", point: ",", thousands: ".", least: 2, behind: true},
	{name: "it-IT", point: ",", thousands: ".", least: 2, behind: true},
}

// Locales are the BCP 47 tags of the locales in which amounts can be written. They are
// those of the countries in which Dojo serves shops.
func Locales() []string {
	var names []string
	for _, l := range locales {
		names = append(names, l.name)
	}
	return names
}

// localeAt is the place of a locale in locales, or that of DefaultLocale.
func localeAt(name string) int {
	for i := range locales {
		if locales[i].name == name {
			return i
		}
	}
	return 0
}

// grouped puts marks between the thousands.
func (l *locale) grouped(digits string) string {
	const group = 3
	if len(digits) < group+l.least {
		return digits
	}
	first := (len(digits)-1)%group + 1
	var b strings.Builder
	b.WriteString(digits[:first])
	for i := first; i < len(digits); i += group {
		b.WriteString(l.thousands)
		b.WriteString(digits[i : i+group])
	}
	return b.String()
}

// with puts a symbol to a number. It never touches the number with a letter.
func (l *locale) with(symbol, number string) string {
	const space = "\u00a0" // that doesn't break
	if l.behind {
		return number + space + symbol
	}
	if last, _ := utf8.DecodeLastRuneInString(symbol); unicode.IsLetter(last) {
		symbol += space
	}
	return symbol + number
}

// currencyOf is the alphabetic code of a currency: "GBP" for "gbp", and for its
// number in ISO 4217, "826". A number may lack the zeros before it, which a number
// of JSON can't have: 36 is 036, the Australian dollar. Any other text stays as it
// is, and its currency is unknown: it isn't guessed how many digits it has.
func currencyOf(s string) string {
	const short = 3
	if s == "" || len(s) > short {
		return s
	}
	if _, known := currencyBy(s); known {
		return s
	}
	if code, ok := currencyByNumber()[strings.Repeat("0", short-len(s))+s]; ok {
		return code
	}
	if c, known := currencyBy(upperASCII(s)); known {
		return c.code
	}
	return s
}

// upperASCII is a text in capitals. Letters beyond ASCII stay: the small dotless i
// would become an I.
func upperASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			r -= 'a' - 'A'
		}
		return r
	}, s)
}

// currencyByNumber are the codes of all currencies by their numbers of three digits.
var currencyByNumber = sync.OnceValue(func() map[string]string {
	all := map[string]string{}
	for _, c := range currencies {
		all[c.number] = c.code
	}
	return all
})
