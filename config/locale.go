package config

import (
	"strconv"
	"strings"

	"dojoreversals/dojo"
)

// locales are those of the countries in which Dojo serves shops.
func locales() []string { return []string{dojo.DefaultLocale, "en-IE", "es-ES", "it-IT"} }

// knownLocale finds a locale however it is written: es-ES, es_es or, as POSIX
// does, es_ES.UTF-8.
func knownLocale(name string) (string, bool) {
	name, _, _ = strings.Cut(name, "@")
	name, _, _ = strings.Cut(name, ".")
	name = strings.ReplaceAll(name, "_", "-")
	for _, l := range locales() {
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

// asciiByLocale is "true" where the terminal may show nothing beyond ASCII. As in
// POSIX, the first of LC_ALL, LC_CTYPE and LANG that is set decides. Where none
// is set, the terminal is taken to speak UTF-8, as terminals of today do. On
// Windows the variables say nothing about the console.
func asciiByLocale(src Sources) string {
	locale := src.firstEnv("LC_ALL", "LC_CTYPE", "LANG")
	return strconv.FormatBool(src.GOOS != "windows" && locale != "" && !speaksUTF8(locale))
}

// speaksUTF8 says whether a locale names UTF-8 as its encoding, such as
// en_GB.UTF-8@euro. macOS sets LC_CTYPE to the encoding alone, and ssh takes it
// along. A locale without an encoding, such as en_GB, may have any, and C and
// POSIX have ASCII.
func speaksUTF8(locale string) bool {
	locale, _, _ = strings.Cut(locale, "@")
	encoding := locale
	if _, after, ok := strings.Cut(locale, "."); ok {
		encoding = after
	}
	return strings.EqualFold(strings.ReplaceAll(encoding, "-", ""), "utf8")
}
