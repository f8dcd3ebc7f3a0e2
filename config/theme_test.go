package config

import "testing"

// What a theme comes to, by the variables of the terminal.
func TestThemeOnATerminal(t *testing.T) {
	t.Parallel()
	const (
		linux   = "linux"
		windows = "windows"
	)
	type env = map[string]string
	for _, c := range []struct {
		asked Theme
		goos  string
		env   env
		want  Theme
	}{
		// Nothing is known of the background.
		{ThemeAuto, linux, env{"TERM": "xterm-256color"}, Theme16},
		{ThemeAuto, linux, env{"TERM": "xterm-256color", "COLORTERM": "truecolor"}, Theme16},
		{ThemeAuto, "darwin", env{"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, Theme16},
		{ThemeAuto, linux, env{"TERM": "xterm-kitty"}, Theme16},
		{ThemeAuto, linux, env{"TERM": "xterm"}, Theme16},
		{ThemeAuto, linux, env{"TERM": "linux"}, Theme16},
		{ThemeAuto, linux, env{"TERM": "vt100"}, Theme16},
		{ThemeAuto, linux, env{"TERM": "vt220"}, Theme16},
		{ThemeAuto, linux, env{"TERM": "ansi"}, Theme16},
		{ThemeAuto, linux, env{"TERM": ""}, Theme16},
		{ThemeAuto, linux, nil, Theme16},

		// The terminal tells.
		{ThemeAuto, linux, env{"TERM": "xterm-256color", "COLORFGBG": "15;0"}, ThemeDark},
		{ThemeAuto, linux, env{"TERM": "xterm-256color", "COLORFGBG": "0;15"}, ThemeLight},
		{ThemeAuto, linux, env{"TERM": "rxvt-unicode-256color", "COLORFGBG": "15;default;0"}, ThemeDark},
		{ThemeAuto, linux, env{"TERM": "rxvt-unicode-256color", "COLORFGBG": "0;default;15"}, ThemeLight},
		{ThemeAuto, linux, env{"TERM": "xterm-256color", "COLORFGBG": "7;6"}, ThemeDark},
		{ThemeAuto, linux, env{"TERM": "xterm-256color", "COLORFGBG": "0;7"}, ThemeLight},
		{ThemeAuto, linux, env{"TERM": "xterm-256color", "COLORFGBG": "12;8"}, ThemeDark},
		{ThemeAuto, linux, env{"TERM": "xterm-256color", "COLORFGBG": "0;9"}, ThemeLight},
		{ThemeAuto, linux, env{"TERM": "xterm-256color", "COLORFGBG": "0"}, ThemeDark},
		{ThemeAuto, linux, env{"TERM": "xterm", "COLORTERM": "truecolor", "COLORFGBG": "15;0"}, ThemeDark},
		{ThemeAuto, linux, env{"TERM": "xterm-direct", "COLORFGBG": "15;0"}, ThemeDark},
		{ThemeAuto, linux, env{"TERM": "foot", "COLORFGBG": "15;0"}, ThemeDark},

		// It tells nothing that can be understood.
		{ThemeAuto, linux, env{"TERM": "xterm-256color", "COLORFGBG": "default;default"}, Theme16},
		{ThemeAuto, linux, env{"TERM": "xterm-256color", "COLORFGBG": "0;16"}, Theme16},
		{ThemeAuto, linux, env{"TERM": "xterm-256color", "COLORFGBG": "0;-1"}, Theme16},
		{ThemeAuto, linux, env{"TERM": "xterm-256color", "COLORFGBG": "15;"}, Theme16},
		{ThemeAuto, linux, env{"TERM": "xterm-256color", "COLORFGBG": ";"}, Theme16},
		{ThemeAuto, linux, env{"TERM": "xterm-256color", "COLORFGBG": ""}, Theme16},

		// It knows its background and has too few colours.
		{ThemeAuto, linux, env{"TERM": "xterm", "COLORFGBG": "0;15"}, Theme16},
		{ThemeAuto, linux, env{"TERM": "linux", "COLORFGBG": "15;0"}, Theme16},
		{ThemeAuto, linux, env{"COLORFGBG": "15;0"}, Theme16},

		// Windows. A TERM there is that of another terminal, or comes through
		// SSH.
		{ThemeAuto, windows, nil, ThemeDark},
		{ThemeAuto, windows, env{"WT_SESSION": "1"}, ThemeDark},
		{ThemeAuto, windows, env{"COLORFGBG": "0;15"}, ThemeLight},
		{ThemeAuto, windows, env{"TERM": "xterm-256color"}, Theme16},
		{ThemeAuto, windows, env{"TERM": "xterm-256color", "COLORFGBG": "15;0"}, ThemeDark},
		{ThemeAuto, windows, env{"TERM": "vt100"}, Theme16},
		{ThemeLight, windows, nil, ThemeLight},
		{ThemeDark, windows, env{"TERM": "vt100"}, Theme16},

		// Somebody chose.
		{ThemeDark, linux, env{"TERM": "xterm-256color", "COLORFGBG": "0;15"}, ThemeDark},
		{ThemeLight, linux, env{"TERM": "xterm-256color", "COLORFGBG": "15;0"}, ThemeLight},
		{ThemeLight, linux, env{"TERM": "xterm"}, ThemeLight},
		{ThemeLight, linux, env{"TERM": "screen"}, ThemeLight},
		{ThemeDark, linux, env{"TERM": "tmux"}, ThemeDark},
		{ThemeLight, linux, env{"TERM": "rxvt", "COLORTERM": "rxvt-xpm"}, ThemeLight},
		{ThemeLight, linux, env{"TERM": "rxvt"}, Theme16},
		{ThemeDark, linux, env{"TERM": "linux", "COLORTERM": "truecolor"}, Theme16},
		{ThemeDark, linux, env{"TERM": "linux"}, Theme16},
		{ThemeLight, linux, env{"TERM": "vt100"}, Theme16},
		{ThemeLight, linux, env{"TERM": "xterm-16color"}, Theme16},
		{ThemeDark, linux, nil, Theme16},
		{Theme16, linux, env{"TERM": "xterm-256color", "COLORFGBG": "0;15"}, Theme16},
		{Theme16, windows, nil, Theme16},
		{ThemeNone, linux, env{"TERM": "xterm-256color", "COLORFGBG": "0;15"}, ThemeNone},
		{ThemeNone, windows, nil, ThemeNone},
	} {
		got := c.asked.On(c.goos, func(name string) (string, bool) { v, ok := c.env[name]; return v, ok })
		if got != c.want {
			t.Errorf("%s on %s with %v: %s, want %s", c.asked, c.goos, c.env, got, c.want)
		}
	}
	if got := ThemeAuto.On("linux", nil); got != Theme16 {
		t.Errorf("without an environment: %s", got)
	}
}

// NO_COLOR stands above the file and below the flag, as every variable does.
func TestNoColorAmongTheLayers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		file, noColor, flag string
		want                Theme
	}{
		{"light", "1", "", ThemeNone},
		{"", "anything", "", ThemeNone},
		{"light", "", "", ThemeLight},
		{"", "1", "16", Theme16},
		{"light", "1", "dark", ThemeDark},
		{"16", "", "", Theme16},
	} {
		conf := ""
		if c.file != "" {
			conf = `theme = "` + c.file + `"`
		}
		src := linux(conf, map[string]string{"NO_COLOR": c.noColor})
		if c.flag != "" {
			src.Flags["theme"] = c.flag
		}
		if got := mustLoad(t, src).Theme; got != c.want {
			t.Errorf("file %q, NO_COLOR %q, flag %q: %s, want %s", c.file, c.noColor, c.flag, got, c.want)
		}
	}
}
