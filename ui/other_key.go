package ui

import (
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/reversal"
)

// concerns says whether an attempt is anything to this screen. One that was made
// with another key is only while it is open and bars a payment of this list: its
// results are another shop's.
func concerns(a *reversal.Attempt, list *feed.Snapshot) bool {
	if !a.OtherKey {
		return true
	}
	_, listed := list.Get(a.Payment.ID)
	return listed && a.State.Open()
}

// keyOf names another key by its shop, as far as that tells anything: records of
// older versions have no shop, and a shop that got a new key has its old name.
func (s speaker) keyOf(a *reversal.Attempt) string {
	if a.Shop == "" || a.Shop == s.shop {
		return s.say(wordAnotherKey)
	}
	return s.say(wordKeyOf, "shop", a.Shop)
}
