package config

import (
	"errors"
	"fmt"
	"strings"

	"dojoreversals/dojo"
	"dojoreversals/dojo/pattern"
)

// keyError carries dojo's error as its cause.
type keyError struct {
	text  string
	cause error
}

func (e *keyError) Error() string { return e.text }
func (e *keyError) Unwrap() error { return e.cause }

func parseKey(_ *loader, s *Settings, value string) error {
	key, err := dojo.ParseAPIKey(value)
	switch {
	case err == nil && isTwice(strings.TrimSpace(value)):
		return &keyError{"stands there twice. Give it once", dojo.ErrMalformedKey}
	case err == nil:
		s.APIKey = key
		return nil
	case errors.Is(err, dojo.ErrNoKey):
		return &keyError{"is empty. It takes the shop's secret key, which starts with sk_", err}
	}
	if text := keyMistake(value); text != "" {
		return &keyError{text, err}
	}
	return &keyError{"can't be used: " + err.Error(), err}
}

// isTwice says whether a text is another one, twice: a key that isn't shown is easily
// pasted again.
func isTwice(text string) bool {
	half := len(text) / 2
	return text[:half] == text[half:]
}

var (
	// settingBefore is a whole line or command that was pasted in place of the key.
	settingBefore = pattern.Lazy(`(?i)^(?:(?:export|set|setx|\$env:)\s*)?(?:dojo[_-]?)?api[_ -]?key["']?\s*[=: ]`)
	wordBefore    = pattern.Lazy(`(?i)^(?:authorization\s*:?\s*)?(bearer|basic|authorization)\b[\s:]*`)
)

// keySigns are all that a key may be made of.
const keySigns = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.~+/=-"

// keyMistake says what is wrong with a text that has a key in it, or is most of one.
// It never repeats the text. It is "" for what isn't a key at all.
func keyMistake(value string) string {
	lower := strings.ToLower(value)
	switch {
	case !strings.Contains(lower, "sk_"):
		if strings.ContainsFunc(value, isQuote) {
			return "has quotation marks in it. Leave them out"
		}
		return ""
	case settingBefore().MatchString(value):
		return "has the name of the setting in it. Give the key alone, which starts with sk_"
	case wordBefore().MatchString(value):
		word := wordBefore().FindStringSubmatch(value)[1]
		return `has the word "` + word + `" before it. Give the key alone, which starts with sk_`
	case strings.ContainsFunc(value, isQuote):
		return "has quotation marks in it. Leave them out"
	case strings.ContainsAny(value, "<>[](){}"):
		return "has brackets in it. Leave them out"
	case strings.Trim(strings.TrimPrefix(lower, "sk_"), ".…*") == "":
		return "is only the example from the instructions. Put the shop's secret key there"
	case strings.Count(lower, "sk_") > 1:
		return "has more than one key in it. Give one; each shop has a heading of its own in the settings file"
	case strings.ContainsAny(value, " \t\r\n"):
		return "has a space or a line break in it. Give the whole key alone, on one line"
	case strings.HasPrefix(lower, "sk_") && !strings.HasPrefix(value, "sk_"):
		return "starts with capital letters: a key starts with sk_ in small ones. Copy it again instead of typing it"
	case !strings.HasPrefix(value, "sk_"):
		return "has something before sk_. Give the key alone, which starts with sk_"
	case len(value) < 8:
		return "is too short to be a key: a part of it is missing. Copy it again"
	case len(value) > 1000:
		return "is too long to be a key. Copy it again"
	}
	r, place, ok := firstSign(value, func(r rune) bool { return !strings.ContainsRune(keySigns, r) })
	if !ok {
		return ""
	}
	if r > '~' {
		return fmt.Sprintf("has a sign in it that no key has: %s, as character %d. Copy it again", signName(r), place)
	}
	return fmt.Sprintf("has a sign in it that no key has: %q, as character %d. Copy it again", string(r), place)
}

// isQuote says whether a sign is a quotation mark, or one that editors, phones and
// chat programs put in place of one.
func isQuote(r rune) bool { return r == '"' || r == '\'' || isOddQuote(r) }

// isOddQuote says whether a sign looks like a quotation mark and isn't a straight one.
func isOddQuote(r rune) bool {
	return strings.ContainsRune("“”„‟‘’‚‛«»‹›″′‴´`＂＇〝〞「」『』", r)
}
