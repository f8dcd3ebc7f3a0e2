package config

import "strings"

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
