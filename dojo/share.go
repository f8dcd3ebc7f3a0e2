package dojo

import "unique"

// words are what Dojo's fields mostly say. A text that is one of them costs no
// memory of its own.
var words = func() map[string]string {
	m := map[string]string{}
	for _, w := range []string{
		"Created", "Authorized", "Captured", "Reversed", "Refunded", "Canceled", "Auto", "Manual", "Release", "Capture",
		"Successful", "Declined", "Failed", "Debit", "Credit", "Unknown", "Contactless", "ContactChip", "GBP", "EUR",
		"Visa", "VISA", "Mastercard", "MASTERCARD",
	} {
		m[w] = w
	}
	return m
}()

// share makes a text of bytes, without a copy where it is a known word.
func share(b []byte) string {
	if w, ok := words[string(b)]; ok {
		return w
	}
	return string(b)
}

// shared is a text that many payments have, such as a terminal's ID: all of
// them then point to one copy.
func shared(s string) string {
	if w, ok := words[s]; ok || s == "" {
		return w
	}
	return unique.Make(s).Value()
}
