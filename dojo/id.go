package dojo

import (
	"fmt"
	"strings"
)

// lettersAndDigits are those that IDs and keys are made of.
const lettersAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

// isID says whether a text can be the ID of a payment intent.
func isID(s string) bool { return s != "" && len(s) <= 100 && onlyOf(s, lettersAndDigits+"_-") }

// onlyOf says whether a text has no other characters than those in signs.
func onlyOf(s, signs string) bool { return strings.Trim(s, signs) == "" }

// BadIDError says that a text cannot be the ID of a payment intent. No request
// is made for such an ID.
type BadIDError struct{ Given string }

func (e *BadIDError) Error() string {
	return fmt.Sprintf("%q is not a payment ID: an ID has only letters, digits, _ and -, and looks like pi_pT08VyWG3EC_HQB4NBVliA", Drawable(e.Given))
}

// CleanID takes a payment intent ID as people paste it, with spaces, braces or
// %7B and %7D around it (Dojo's own page shows one in encoded braces), and
// returns the bare ID, or a *BadIDError. An ID is opaque: nothing is read into
// its prefix.
func CleanID(given string) (string, error) {
	id := strings.TrimSpace(given)
	for {
		before := id
		for _, brace := range []string{"{", "%7B", "%7b"} {
			id = strings.TrimSpace(strings.TrimPrefix(id, brace))
		}
		for _, brace := range []string{"}", "%7D", "%7d"} {
			id = strings.TrimSpace(strings.TrimSuffix(id, brace))
		}
		if id == before {
			break
		}
	}
	if !isID(id) {
		return "", &BadIDError{Given: given}
	}
	return id, nil
}
