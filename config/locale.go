package config

import (
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

// localeOfMachine is the locale that the environment names for amounts, as
// POSIX has it: the first of the variables that is set decides. One that isn't
// known here, such as C or en_US, says nothing of the shop.
func localeOfMachine(src Sources) string {
	for _, name := range []string{"LC_ALL", "LC_MONETARY", "LANG"} {
		if value, ok := src.env(name); ok && value != "" {
			if locale, known := knownLocale(value); known {
				return locale
			}
			break
		}
	}
	return dojo.DefaultLocale
}

// asciiByLocale says whether the locale of the environment has no characters
// beyond ASCII that are sure to be shown, as POSIX has it: the first of LC_ALL,
// LC_CTYPE and LANG that is set decides. Where none is, nothing is known, and
// terminals of today speak UTF-8; on Windows the variables say nothing of the
// console.
func asciiByLocale(src Sources) string {
	if src.GOOS == "windows" {
		return "false"
	}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if locale, ok := src.env(name); ok && locale != "" {
			return yesNo(!speaksUTF8(locale))
		}
	}
	return "false"
}

// speaksUTF8 says whether a locale such as en_GB.UTF-8@euro is of UTF-8. One
// that names no encoding, such as en_GB, may be of any, and C and POSIX are of
// ASCII.
func speaksUTF8(locale string) bool {
	locale, _, _ = strings.Cut(locale, "@")
	_, encoding, _ := strings.Cut(locale, ".")
	encoding = strings.ToLower(strings.ReplaceAll(encoding, "-", ""))
	return encoding == "utf8"
}

func yesNo(b bool) string {
	if b {
		return "true"
	}
	return "false"
}
