package dojo

import "unique"

// words are the commonest texts in Dojo's fields. A field with one of them needs
// no memory of its own.
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

// wordOf makes a text of bytes, without a copy if it is one of words.
func wordOf(b []byte) string {
	if w, ok := words[string(b)]; ok {
		return w
	}
	return string(b)
}

// interned is for a text that many payments have, such as a terminal's ID: they
// all share one copy.
func interned(s string) string {
	if w, ok := words[s]; ok || s == "" {
		return w
	}
	return unique.Make(s).Value()
}
