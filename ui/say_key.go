package ui

import "dojoreversals/dojo/reversal"

// keyOf names another key by its shop, as far as that tells anything: records of
// older versions have no shop, and a shop that got a new key has its old name.
func (s speaker) keyOf(a *reversal.Attempt) string {
	if a.Shop == "" || a.Shop == s.shop {
		return s.say(wordAnotherKey)
	}
	return s.say(wordKeyOf, "shop", a.Shop)
}
