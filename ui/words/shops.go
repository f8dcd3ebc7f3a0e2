package words

import (
	"strings"

	"dojoreversals/dojo/reversal"
)

// What is said of shops other than the one that is shown.

// inShop says which shop a sentence is of, where there are several.
func inShop(s Speaker, text string) string {
	if !s.several || s.shop == "" {
		return text
	}
	return s.Say(textInShop, "shop", s.PlainText(s.shop), "text", text)
}

// InShop says of which shop a sentence about an attempt is, where it isn't the one that
// is shown.
func InShop(s Speaker, a *reversal.Attempt, text string) string {
	if a.Shop == "" || a.Shop == s.shop {
		return text
	}
	return s.Say(textInShop, "shop", s.PlainText(a.Shop), "text", text)
}

// EndedElsewhere says what became of a reversal of a shop that isn't shown.
func EndedElsewhere(s Speaker, a *reversal.Attempt) string {
	return s.Say(textElsewhere, "shop", s.PlainText(a.Shop), "text", s.Attempt(a, Around{}).Report().Notice)
}

// Unwatched says that nobody watches a reversal of another shop, and why.
func Unwatched(s Speaker, shop, why string) string {
	return s.Say(textUnwatched, "shop", s.PlainText(shop), "why", strings.TrimSuffix(s.PlainText(why), "."))
}

// OtherShops says how somebody gets from plain lines to another shop. handles are theirs.
func OtherShops(s Speaker, handles string) string {
	return s.Say(plainOtherShops, "shop", s.PlainText(s.shop), "shops", handles)
}
