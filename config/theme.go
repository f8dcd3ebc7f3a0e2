package config

import (
	"strconv"
	"strings"
)

// Theme is how the screen is coloured.
type Theme string

// The themes. ThemeAuto leaves the choice to what is known of the terminal;
// Theme16 uses the terminal's own sixteen colours, and ThemeNone no styles at
// all.
const (
	ThemeAuto  Theme = "auto"
	ThemeDark  Theme = "dark"
	ThemeLight Theme = "light"
	Theme16    Theme = "16"
	ThemeNone  Theme = "none"
)

func themes() []Theme { return []Theme{ThemeAuto, ThemeDark, ThemeLight, Theme16, ThemeNone} }

// On is the theme to draw with on the terminal that the environment describes:
// never ThemeAuto, and ThemeDark and ThemeLight only where the terminal can
// draw them. goos is runtime.GOOS and lookupEnv is os.LookupEnv. The terminal
// itself is never asked: one that doesn't answer would cost seconds, and the
// answer of one that does would come in among the keys.
func (t Theme) On(goos string, lookupEnv func(name string) (string, bool)) Theme {
	src := Sources{GOOS: goos, LookupEnv: lookupEnv}
	switch t {
	case ThemeAuto:
		if draws256(src) {
			return byBackground(src)
		}
		return Theme16
	case ThemeDark, ThemeLight:
		if draws256(src) || mayDraw256(src) {
			return t
		}
		return Theme16
	case Theme16, ThemeNone:
	}
	return t
}

// byBackground chooses by the background, and Theme16 where that isn't known:
// colours for a dark background can't be read on a light one, and the terminal's
// own colours can be read on both.
func byBackground(src Sources) Theme {
	// Terminals that set it write the numbers of their foreground and their
	// background among the sixteen, with others between them: "15;0" or
	// "0;default;15".
	if v, ok := src.env("COLORFGBG"); ok {
		n, err := strconv.Atoi(v[strings.LastIndexByte(v, ';')+1:])
		switch {
		case err != nil || n < 0 || n > 15:
			return Theme16
		case n == 7 || n > 8:
			return ThemeLight
		}
		return ThemeDark
	}
	// The console and the Windows Terminal are dark unless their user has
	// changed them, and set no TERM.
	if _, ok := src.env("TERM"); !ok && src.GOOS == "windows" {
		return ThemeDark
	}
	return Theme16
}

// draws256 says whether the terminal promises 256 colours or more.
func draws256(src Sources) bool {
	term, ok := src.env("TERM")
	switch {
	case !ok:
		return src.GOOS == "windows" // every console that still runs has them
	case strings.Contains(term, "256color"), strings.HasSuffix(term, "-direct"):
		return true
	case term == "linux", term == "ansi", strings.HasPrefix(term, "vt"):
		return false // even if a profile has exported COLORTERM
	}
	switch term {
	case "alacritty", "contour", "foot", "ghostty", "kitty", "mintty", "rio", "wezterm", "xterm-ghostty", "xterm-kitty":
		// Through SSH, where COLORTERM gets lost, only the name tells.
		return true
	}
	_, ok = src.env("COLORTERM")
	return ok
}

// mayDraw256 says whether the terminal may draw 256 colours although its name
// promises only eight, such as PuTTY. That is enough for somebody who asks for
// such a theme.
func mayDraw256(src Sources) bool {
	term, _ := src.env("TERM")
	return term == "xterm" || term == "screen" || term == "tmux"
}
