package logfile

import (
	"bytes"

	"dojoreversals/dojo/pattern"
)

var (
	// A key begins with sk_. Without one of the known second parts, that must begin a
	// word: disk_full isn't a key. The ellipsis is that of a key that was printed.
	keyForm = pattern.Lazy(`(?i)([sp]k_(?:sandbox|test|prod|live)_|\b[sp]k_)(?:[a-z0-9_.~+/=-]+…?|…)`)
	// A proxy's address may have a user and a password in it.
	userForm = pattern.Lazy(`//[^/@\s"\\]+@`)
)

// Redact is a text without what looks like a key of Dojo or like the user and the password
// of an address. It is the last line of defence: nobody should log those. It returns b
// itself where it has none.
func Redact(b []byte) []byte {
	// Nearly no line has either sign, and looking for these is cheap.
	if bytes.Contains(b, []byte("k_")) || bytes.Contains(b, []byte("K_")) {
		b = keyForm().ReplaceAll(b, []byte("${1}…"))
	}
	if bytes.IndexByte(b, '@') >= 0 {
		b = userForm().ReplaceAll(b, []byte("//…@"))
	}
	return b
}
