package config

import (
	"regexp"
	"strconv"
	"strings"

	"dojoreversals/dojo"
)

// maxQuoted is how much of a value an error repeats, in runes.
const maxQuoted = 60

// minSecret is how long a text must be to be taken for a key that must not be
// shown. Anything shorter can't be a key, and blotting out every "a" would
// make the errors unreadable.
const minSecret = 8

var keyLike = regexp.MustCompile(`(?i)[sp]k_\S*`)

// quote repeats a value in an error: cleaned of what could move the cursor,
// cut, in quotation marks, and with whatever looks like a key blotted out,
// since people paste keys into the wrong line.
func quote(value string) string {
	v := []rune(mask(dojo.Clean(value)))
	if len(v) > maxQuoted {
		v = append(v[:maxQuoted:maxQuoted], '…')
	}
	return strconv.QuoteToGraphic(string(v))
}

func mask(s string) string {
	return keyLike.ReplaceAllStringFunc(s, func(k string) string { return strings.ToLower(k[:3]) + "…" })
}

// shownPath is a path as errors show it. A path is only masked as a whole,
// where a key was given in place of one: "sk_" may well be part of a folder's
// name.
func shownPath(path string) string {
	if loc := keyLike.FindStringIndex(path); loc != nil && loc[0] == 0 {
		return mask(path)
	}
	return dojo.Drawable(path)
}

// blot takes the keys that were read out of a text.
func blot(s string, secrets []string) string {
	for _, secret := range secrets {
		if len(secret) >= minSecret {
			s = strings.ReplaceAll(s, secret, "…")
		}
	}
	return s
}
