package config

import (
	"strings"

	"dojoreversals/dojo"
	"dojoreversals/dojo/pattern"
)

// maxQuoted is how much of a value an error repeats, in runes.
const maxQuoted = 60

// minSecret is the length from which a text counts as a key that must not be
// shown. A shorter one can't be a key, and replacing every "a" would make the
// errors unreadable.
const minSecret = 8

var (
	keyLike = pattern.Lazy(`(?i)[sp]k_\S*`)
	keyWord = pattern.Lazy(`(?i)((?:^|[^\pL\pN])[sp]k_)\S*`)
)

// quote repeats a value in an error: cleaned of what could move the cursor,
// cut, in quotation marks, and with anything that looks like a key masked, since
// people paste keys into the wrong line.
func quote(value string) string {
	v := []rune(mask(dojo.Clean(value)))
	if len(v) > maxQuoted {
		v = append(v[:maxQuoted:maxQuoted], '…')
	}
	return inMarks(string(v))
}

// inMarks puts a text in quotation marks and leaves it as it is: a backslash that
// people typed once stands there once.
func inMarks(text string) string { return `"` + text + `"` }

// quotePath repeats a path in an error, as it was typed. Only a word of it that looks
// like a key is masked; the "sk_" of "desk_1" is no key's beginning.
func quotePath(path string) string {
	return inMarks(keyWord().ReplaceAllString(dojo.Drawable(path), "$1…"))
}

func mask(s string) string {
	return keyLike().ReplaceAllStringFunc(s, func(k string) string { return strings.ToLower(k[:3]) + "…" })
}

// shownPath is a path as errors show it. A path is only masked as a whole,
// where a key was given in place of one: "sk_" may well be part of a folder's
// name.
func shownPath(path string) string {
	if loc := keyLike().FindStringIndex(path); loc != nil && loc[0] == 0 {
		return mask(path)
	}
	return dojo.Drawable(path)
}

// withoutKeys replaces the keys that were found in any of the sources.
func withoutKeys(s string, secrets []string) string {
	for _, secret := range secrets {
		if len(secret) >= minSecret {
			s = strings.ReplaceAll(s, secret, "…")
		}
	}
	return s
}
