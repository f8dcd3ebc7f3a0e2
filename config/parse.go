package config

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"dojoreversals/dojo"
)

// The parsers take a value without surrounding spaces. Their errors go on
// after the setting's name: "timezone" + " can't be …".

// cant is the common form: what was given, why not, and what instead.
func cant(value, reason string) error {
	if value == "" {
		return errors.New("can't be empty: " + reason)
	}
	return errors.New("can't be " + quote(value) + ": " + reason)
}

// keyError carries dojo's error as its cause.
type keyError struct {
	text  string
	cause error
}

func (e *keyError) Error() string { return e.text }
func (e *keyError) Unwrap() error { return e.cause }

func parseKey(l *loader, s *Settings, v string) error {
	l.keyTried = true
	key, err := dojo.ParseAPIKey(v)
	switch {
	case err == nil:
		s.APIKey = key
		return nil
	case errors.Is(err, dojo.ErrNoKey):
		return &keyError{"is empty. It takes the shop's secret key, which starts with sk_", err}
	case strings.ContainsAny(v, `"'“”‘’`):
		return &keyError{"has quotation marks in it. Leave them out", err}
	}
	return &keyError{"can't be used: " + err.Error(), err}
}

func parseBaseURL(_ *loader, s *Settings, v string) error {
	if v == "" {
		return cant(v, "it looks like "+dojo.DefaultBaseURL)
	}
	u, err := dojo.ParseBaseURL(v)
	if err != nil {
		// The value isn't repeated: it may have a password in it.
		return errors.New("can't be used: " + err.Error())
	}
	s.BaseURL = u.String()
	return nil
}

func parseLiveHost(_ *loader, s *Settings, v string) error {
	host, err := dojo.ParseHost(v)
	if err != nil {
		return cant(v, err.Error())
	}
	s.LiveHost = host
	return nil
}

func parseVersion(l *loader, s *Settings, v string) error {
	if dojo.CheckVersion(v) != nil {
		return cant(v, "a version of Dojo's API is a date, such as "+dojo.DefaultVersion)
	}
	s.APIVersion = v
	if !dojo.VersionTested(v) {
		l.warn(s.Source("api_version"), "api_version "+v+" is used, but this program isn't tested with it. Tested are "+strings.Join(dojo.Versions(), ", "))
	}
	return nil
}

func parseRule(_ *loader, s *Settings, v string) error {
	switch r := dojo.Rule(v); r {
	case dojo.RuleSameDay, dojo.RulePublished:
		s.ReversalRule = r
		return nil
	}
	return cant(v, `it is either "same-day" or "published"`)
}

// The list may be refreshed this often: faster only loads Dojo, slower and the
// list lies by standing still.
const (
	minRefresh = 2 * time.Second
	maxRefresh = 10 * time.Minute
)

func parseRefresh(_ *loader, s *Settings, v string) error {
	d, err := time.ParseDuration(v)
	switch {
	case err != nil:
		return cant(v, "it is a time with its unit, from 2s to 10m, such as 5s or 1m30s")
	case d < minRefresh || d > maxRefresh:
		return cant(v, "it must be from 2s to 10m")
	}
	s.Refresh = d
	return nil
}

func parseStateDir(l *loader, s *Settings, v string) error {
	if !isAbsolute(l.src.GOOS, v) {
		example := "/var/lib/" + folder
		if l.src.GOOS == "windows" {
			// Not C:\ProgramData, which every account can read.
			if example = defaultStateDir(l.src); example == "" {
				example = `C:\Users\you\AppData\Local\` + folder
			}
		}
		// A relative one would mean another journal in every directory that
		// the program is started from, and one payment could be under way
		// twice.
		return cant(v, "write the folder in full, such as "+example)
	}
	s.StateDir = v
	return nil
}

// text cleans a free text and bounds it to what a header line can show.
func text(v string, most int) (string, error) {
	if n := utf8.RuneCountInString(dojo.Drawable(v)); n > most {
		return "", cant(v, fmt.Sprintf("it may have at most %d characters", most))
	}
	return dojo.Clean(v), nil
}

func parseShop(_ *loader, s *Settings, v string) (err error) {
	s.Shop, err = text(v, 40)
	return err
}

func parseOperator(_ *loader, s *Settings, v string) (err error) {
	s.Operator, err = text(v, 40)
	return err
}

func parsePhrase(_ *loader, s *Settings, v string) error {
	phrase, err := text(v, 60)
	if err != nil {
		return err
	}
	if phrase == "" {
		return cant("", `it completes "your bank may show it as pending for …", such as "a few working days"`)
	}
	s.PendingPhrase = phrase
	return nil
}

// headerText checks a value that is sent as an HTTP header.
func headerText(v string) (string, error) {
	if len(v) > 100 {
		return "", cant(v, "it may have at most 100 characters")
	}
	for i := range len(v) {
		if v[i] <= ' ' || v[i] > '~' {
			return "", cant(v, "it may have only plain letters, digits and signs, without spaces")
		}
	}
	return v, nil
}

func parseSoftwareHouse(_ *loader, s *Settings, v string) (err error) {
	s.SoftwareHouseID, err = headerText(v)
	return err
}

func parseReseller(_ *loader, s *Settings, v string) (err error) {
	s.ResellerID, err = headerText(v)
	return err
}

func parseThreshold(_ *loader, s *Settings, v string) error {
	t, err := ParseThreshold(v)
	if err != nil {
		return cant(v, err.Error())
	}
	s.TypedAmountOver = t
	return nil
}

func parseRecentDays(_ *loader, s *Settings, v string) error {
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 || n > 38 {
		return cant(v, "it is a whole number from 1 to 38")
	}
	s.RecentDays = n
	return nil
}

func parseTheme(_ *loader, s *Settings, v string) error {
	switch t := Theme(v); t {
	case ThemeAuto, ThemeDark, ThemeLight, Theme16, ThemeNone:
		s.Theme = t
		return nil
	}
	return cant(v, "it is auto, dark, light, 16 or none")
}

func parseLocale(_ *loader, s *Settings, v string) error {
	locale, ok := knownLocale(v)
	if !ok {
		return cant(v, "it is "+strings.Join(locales(), ", "))
	}
	s.Locale = locale
	return nil
}

func parseBell(_ *loader, s *Settings, v string) error  { return parseSwitch(&s.Bell, v) }
func parseASCII(_ *loader, s *Settings, v string) error { return parseSwitch(&s.ASCII, v) }
func parseMouse(_ *loader, s *Settings, v string) error { return parseSwitch(&s.Mouse, v) }
func parsePlain(_ *loader, s *Settings, v string) error { return parseSwitch(&s.Plain, v) }

// accessible is what the variable ACCESSIBLE stands for, by which people who
// use a screen reader ask all their programs for plain lines.
func accessible(v string) string { return strconv.FormatBool(v != "0") }

func parseSwitch(to *bool, v string) error {
	switch v {
	case "true", "false":
		*to = v == "true"
		return nil
	}
	return cant(v, "it is either true or false")
}
