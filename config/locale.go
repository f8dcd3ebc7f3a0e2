package config

import (
	"strconv"
	"strings"

	"dojoreversals/dojo"
)

// knownLocale finds a locale however it is written: es-ES, es_es or, as POSIX
// does, es_ES.UTF-8.
func knownLocale(name string) (string, bool) {
	name, _, _ = strings.Cut(name, "@")
	name, _, _ = strings.Cut(name, ".")
	name = strings.ReplaceAll(name, "_", "-")
	for _, l := range dojo.Locales() {
		if strings.EqualFold(l, name) {
			return l, true
		}
	}
	return "", false
}

// localeOfMachine is the locale that the environment names for amounts. As in
// POSIX, the first of the variables that is set decides. A locale that isn't
// known here, such as C or en_US, says nothing about the shop.
func localeOfMachine(src Sources) string {
	if locale, known := knownLocale(src.firstEnv("LC_ALL", "LC_MONETARY", "LANG")); known {
		return locale
	}
	return dojo.DefaultLocale
}

// asciiByLocale is "true" where the terminal may show nothing beyond ASCII.
func asciiByLocale(src Sources) string {
	return strconv.FormatBool(!SpeaksUTF8(Encoding(src.GOOS, src.LookupEnv)))
}

// Encoding is the encoding of the terminal's text as the locale names it, such as
// UTF-8 or ISO-8859-1. As in POSIX, the first of LC_ALL, LC_CTYPE and LANG that is
// set decides. Where none is set, the terminal is taken to speak UTF-8, as terminals
// of today do. On Windows the variables say nothing about the console.
//
// macOS sets LC_CTYPE to the encoding alone, and ssh takes it along. So a locale
// that names none is returned as it is: en_GB may have any, and C and POSIX have
// ASCII.
func Encoding(goos string, lookupEnv func(string) (string, bool)) string {
	locale := Sources{LookupEnv: lookupEnv}.firstEnv("LC_ALL", "LC_CTYPE", "LANG")
	if goos == "windows" || locale == "" {
		return "UTF-8"
	}
	locale, _, _ = strings.Cut(locale, "@")
	if _, encoding, ok := strings.Cut(locale, "."); ok {
		return encoding
	}
	return locale
}

// SpeaksUTF8 says whether an encoding is UTF-8, however it is written.
func SpeaksUTF8(encoding string) bool {
	return strings.EqualFold(strings.ReplaceAll(encoding, "-", ""), "utf8")
}
