package config

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"dojoreversals/dojo"
)

// parser checks the value of a setting, without the spaces around it, and puts
// it where it belongs. Its error continues the setting's name: "timezone" +
// " can't be …".
type parser func(l *loader, s *Settings, value string) error

// into is the parser of a setting whose value needs nothing but itself.
func into[T any](field func(*Settings) *T, read func(string) (T, error)) parser {
	return func(_ *loader, s *Settings, value string) error {
		v, err := read(value)
		if err == nil {
			*field(s) = v
		}
		return err
	}
}

// cant is the common form of an error: the value, and what is wrong with it or
// what to write instead.
func cant(value, reason string) error {
	if value == "" {
		return errors.New("can't be empty: " + reason)
	}
	return errors.New("can't be " + quote(value) + ": " + reason)
}

// oneOf reads one of a few words.
func oneOf[T ~string](words []T) func(string) (T, error) {
	return func(value string) (T, error) {
		if !slices.Contains(words, T(value)) {
			return "", cant(value, "it is "+orList(texts(words)))
		}
		return T(value), nil
	}
}

func rules() []dojo.Rule { return []dojo.Rule{dojo.RuleSameDay, dojo.RulePublished} }

func texts[T ~string](words []T) []string {
	list := make([]string, len(words))
	for i, w := range words {
		list[i] = string(w)
	}
	return list
}

func listed[T ~string](words func() []T) func() []string {
	return func() []string { return texts(words()) }
}

// orList writes words as a sentence names them: "a, b or c".
func orList(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

func readBaseURL(value string) (string, error) {
	if value == "" {
		return "", cant(value, "it looks like "+dojo.DefaultBaseURL)
	}
	u, err := dojo.ParseBaseURL(value)
	if err != nil {
		// The value isn't repeated: it may have a password in it.
		return "", errors.New("can't be used: " + err.Error())
	}
	return u.String(), nil
}

func readLiveHost(value string) (string, error) {
	host, err := dojo.ParseHost(value)
	if err != nil {
		return "", cant(value, err.Error())
	}
	return host, nil
}

func parseVersion(l *loader, s *Settings, value string) error {
	if dojo.CheckVersion(value) != nil {
		return cant(value, "a version of Dojo's API is a date, such as "+dojo.DefaultVersion)
	}
	s.APIVersion = value
	if !dojo.VersionTested(value) {
		l.warn(s.Source("api_version"), "api_version "+value+" is used, but this program isn't tested with it. Tested are "+strings.Join(dojo.Versions(), ", "))
	}
	return nil
}

// A list that is read more often only loads Dojo; one that is read less often
// goes stale.
const (
	minRefresh = 2 * time.Second
	maxRefresh = 10 * time.Minute
)

func readRefresh(value string) (time.Duration, error) {
	d, err := ParseSpan(value)
	switch {
	case err != nil:
		return 0, cant(value, "it is a time with its unit, from 2s to 10m, such as 5s or 1m30s")
	case d < minRefresh || d > maxRefresh:
		return 0, cant(value, "it must be from 2s to 10m")
	}
	return d, nil
}

func parseStateDir(l *loader, s *Settings, value string) error {
	if !isAbsolute(l.src.GOOS, value) {
		example := "/var/lib/" + folder
		if l.src.GOOS == "windows" {
			// Not C:\ProgramData, which every account can read.
			if example = defaultStateDir(l.src); example == "" {
				example = `C:\Users\you\AppData\Local\` + folder
			}
		}
		// A relative folder would be another one, with another journal, in every
		// directory that the program is started from. Then two reversals of one
		// payment could be under way.
		return cant(value, "write the folder in full, such as "+example)
	}
	s.StateDir = value
	return nil
}

// minKey is the length from which a text that begins like a key is taken for one.
const minKey = 16

// shortText reads a free text of at most so many characters, so that it fits on
// a line of the header.
func shortText(most int) func(string) (string, error) {
	return func(value string) (string, error) {
		if utf8.RuneCountInString(dojo.Drawable(value)) > most {
			return "", cant(value, fmt.Sprintf("it may have at most %d characters", most))
		}
		if k := keyLike().FindString(value); len(k) > minKey {
			return "", cant(value, "a key doesn't belong here, since everybody can read it")
		}
		return dojo.Clean(value), nil
	}
}

func readPhrase(value string) (string, error) {
	phrase, err := shortText(60)(value)
	if err == nil && phrase == "" {
		return "", cant("", `it completes "your bank may show it as pending for …", such as "a few working days"`)
	}
	return phrase, err
}

// readHeader reads a text that is sent as an HTTP header.
func readHeader(value string) (string, error) {
	if len(value) > 100 {
		return "", cant(value, "it may have at most 100 characters")
	}
	if strings.ContainsFunc(value, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return "", cant(value, "it may have only plain letters, digits and signs, without spaces")
	}
	return value, nil
}

func readThreshold(value string) (Threshold, error) {
	if !thresholdPattern().MatchString(value) {
		return "", cant(value, "it must be a plain amount such as 500 or 499.99, without a currency sign or commas")
	}
	return Threshold(value), nil
}

func readRecentDays(value string) (int, error) {
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > 38 {
		return 0, cant(value, "it is a whole number from 1 to 38")
	}
	return n, nil
}

func readLocale(value string) (string, error) {
	locale, ok := knownLocale(value)
	if !ok {
		return "", cant(value, "it is "+orList(dojo.Locales()))
	}
	return locale, nil
}

func readSwitch(value string) (bool, error) {
	if value != "true" && value != "false" {
		return false, cant(value, "it is either true or false")
	}
	return value == "true", nil
}

// withoutQuotes refuses a value in quotation marks: on Windows, set NAME="value" keeps
// them. The key has its own words.
func withoutQuotes(setting, value string) error {
	first, _ := utf8.DecodeRuneInString(value)
	last, _ := utf8.DecodeLastRuneInString(value)
	if setting != "api_key" && utf8.RuneCountInString(value) > 1 && isQuote(first) && isQuote(last) {
		return errors.New("has quotation marks around it. Leave them out")
	}
	return nil
}
