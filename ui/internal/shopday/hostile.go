package shopday

import "strings"

// HostileTexts are what a stranger can put into a payment's texts, as JSON has
// them.
func HostileTexts() map[string]string {
	return map[string]string{
		"clears the screen":      "\x1b[2J\x1b[H",
		"moves up and writes":    "a\x1b[5A\x1b[1GLIVE",
		"alternate screen":       "\x1b[?1049l\x1b[?25h",
		"scroll region":          "\x1b[2;4r\x1b[?6h",
		"colours for ever":       "\x1b[31;7;5mred",
		"a window title":         "\x1b]0;owned\x07",
		"the clipboard":          "\x1b]52;c;b3duZWQ=\x1b\\",
		"a link":                 "\x1b]8;;https://evil.invalid\x1b\\click\x1b]8;;\x1b\\",
		"a device string":        "\x1bPq#0;2;0;0;0#0~~\x1b\\",
		"a sequence left open":   "abc\x1b[",
		"a string left open":     "abc\x1b]0;",
		"C1 controls":            "\u009b2J\u009d0;x\u009c\u0085\u008d",
		"C0 controls":            "a\x00\x07\x08\x08\x08\x0b\x0c\x0e\x0f\x7fb",
		"lines":                  "one\ntwo\r\nthree\rfour\u2028five\u2029six",
		"tabs":                   "a\tb\t\tc",
		"backspaces":             "£42.50\b\b\b\b\b\b£1.00",
		"bidi override":          "\u202e05.24£\u202c \u2066abc\u2069 \u200f",
		"Hebrew and Arabic":      "שלום עולם مرحبا",
		"zero width":             "a\u200b\u200c\u200d\u2060\ufeffb\u00ad",
		"variation selectors":    "❤\ufe0f☎\ufe0f1\ufe0f\u20e3",
		"emoji joined":           "👨\u200d👩\u200d👧\u200d👦 👍🏽 🇬🇧🇮🇪 🏴\U000e0067\U000e0062",
		"wide":                   strings.Repeat("山", 300),
		"wide at the edge":       "a" + strings.Repeat("山", 300),
		"full width":             strings.Repeat("ＡＢ", 150),
		"half width":             strings.Repeat("ｱﾞ", 150),
		"long":                   strings.Repeat("x", 5000),
		"Zalgo":                  strings.Repeat("Z\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0489", 40),
		"marks alone":            strings.Repeat("\u0301\u20dd", 50),
		"Hangul in parts":        strings.Repeat("\u1112\u1161\u11ab", 30),
		"fillers":                "\u3164\u115f\u2800\uffa0",
		"private and unassigned": "\ue000\U000f0000\u0378",
		"tags":                   "\U000e0041\U000e0042",
		"line drawing":           "│┌─┐\x0eqqq\x0f",
		"looks like a row":       "ORDER-9                                                  £1.00 Held, r to reverse",
		"only spaces":            "        ",
		"nothing":                "",
	}
}
