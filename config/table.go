package config

import "dojoreversals/dojo"

// Setting is one line of the table of settings.
type Setting struct {
	Name    string // in the settings file, and for Settings.Source
	Env     string // the environment variable, "" if it has none
	Flag    string // the flag without its dashes, "" if it has none
	Default string // the value, or in words where it depends on the machine
	Help    string // one sentence without a full stop
	Switch  bool   // true or false: its flag needs no value
	InFile  bool   // whether it may stand in the settings file

	kind    kind
	example string // a line of the settings file, for error texts
	// byMachine says that Default is words and fallback computes the value.
	byMachine bool
	fallback  func(Sources) string
	fromEnv   func(string) string // what the variable stands for; nil for itself
	parse     func(*loader, *Settings, string) error
}

// kind is the TOML type that a setting has in the file.
type kind int

const (
	kindText   kind = iota
	kindSwitch      // true, false
	kindNumber      // a whole number
	kindAmount      // a text, or a whole number
)

// Table returns all settings in the order in which they are read and shown.
// The slice is the caller's own.
func Table() []Setting {
	return []Setting{
		{Name: "config", Env: "DOJO_CONFIG", Flag: "config",
			Default: "dojo-reversals/config.toml in the platform's directory for settings", byMachine: true,
			Help: "The settings file, in TOML"},
		{Name: "api_key", Env: "DOJO_API_KEY", InFile: true, parse: parseKey,
			example: `api_key = "sk_…"`,
			Help:    "The shop's secret key, starting with sk_; it has no flag, since other users can read a program's arguments"},
		{Name: "base_url", Env: "DOJO_BASE_URL", Flag: "base-url", Default: dojo.DefaultBaseURL, InFile: true, parse: parseBaseURL,
			example: `base_url = "` + dojo.DefaultBaseURL + `"`,
			Help:    "Where Dojo's API is"},
		{Name: "live_host", Env: "DOJO_LIVE_HOST", InFile: true, parse: parseLiveHost,
			example: `live_host = "gateway.example.com"`,
			Help:    "The host that a live key may be sent to where base_url isn't at Dojo's own"},
		{Name: "api_version", Env: "DOJO_API_VERSION", Flag: "api-version", Default: dojo.DefaultVersion, InFile: true, parse: parseVersion,
			example: `api_version = "` + dojo.DefaultVersion + `"`,
			Help:    "The version of Dojo's API, a date"},
		{Name: "timezone", Env: "DOJO_TIMEZONE", Flag: "timezone", Default: "Europe/London", InFile: true, parse: parseZone,
			example: `timezone = "Europe/London"`,
			Help:    "The shop's time zone, which decides when its day ends"},
		{Name: "reversal_rule", Env: "DOJO_REVERSAL_RULE", Flag: "reversal-rule", Default: string(dojo.RuleSameDay), InFile: true, parse: parseRule,
			example: `reversal_rule = "same-day"`,
			Help:    "same-day: held payments of today; published: Dojo's published table (manual capture within 7 days, automatic capture on the same day)"},
		{Name: "refresh", Env: "DOJO_REFRESH", Flag: "refresh", Default: "5s", InFile: true, parse: parseRefresh,
			example: `refresh = "5s"`,
			Help:    "How often the list is read again, from 2s to 10m"},
		{Name: "state_dir", Env: "DOJO_STATE_DIR", Flag: "state-dir", InFile: true, parse: parseStateDir,
			Default: "dojo-reversals in the platform's directory for programs' data", byMachine: true, fallback: defaultStateDir,
			example: `state_dir = '/var/lib/dojo-reversals'`,
			Help:    "Where the journal of reversals is kept"},
		{Name: "shop", Flag: "shop", InFile: true, parse: parseShop,
			example: `shop = "Corner Shop"`,
			Help:    "The shop's name, shown on the screen"},
		{Name: "operator", InFile: true, parse: parseOperator,
			Default: "your account's name on this computer", byMachine: true, fallback: defaultOperator,
			example: `operator = "priya"`,
			Help:    "Who reverses payments here, for the screen and the journal"},
		{Name: "software_house_id", InFile: true, parse: parseSoftwareHouse,
			example: `software_house_id = "abc123"`,
			Help:    "Sent to Dojo as software-house-id, where Dojo gave you one"},
		{Name: "reseller_id", InFile: true, parse: parseReseller,
			example: `reseller_id = "abc123"`,
			Help:    "Sent to Dojo as reseller-id, where Dojo gave you one"},
		{Name: "typed_amount_over", Default: "500", InFile: true, kind: kindAmount, parse: parseThreshold,
			example: `typed_amount_over = "500"`,
			Help:    "Above this amount, in the payment's own currency, the amount must be typed to confirm"},
		{Name: "pending_phrase", Default: "a few working days", InFile: true, parse: parsePhrase,
			example: `pending_phrase = "a few working days"`,
			Help:    "How long the customer's bank may still show the payment, in words"},
		{Name: "recent_days", Default: "7", InFile: true, kind: kindNumber, parse: parseRecentDays,
			example: `recent_days = 7`,
			Help:    "How many days back the payments that can't be reversed are listed, from 1 to 38"},
		{Name: "theme", Env: "NO_COLOR", Flag: "theme", Default: string(ThemeAuto), InFile: true, parse: parseTheme,
			fromEnv: func(string) string { return string(ThemeNone) },
			example: `theme = "auto"`,
			Help:    "auto, dark, light, 16 (the terminal's own sixteen colours) or none; auto goes by COLORFGBG, or is dark on the Windows console and else 16; NO_COLOR set to anything means none"},
		{Name: "bell", Default: "true", InFile: true, Switch: true, kind: kindSwitch, parse: parseBell,
			example: `bell = true`,
			Help:    "Ring the terminal's bell once when a reversal ends"},
		{Name: "ascii", Flag: "ascii", InFile: true, Switch: true, kind: kindSwitch, parse: parseASCII,
			Default: "true where LC_ALL, LC_CTYPE or LANG names a locale without UTF-8", byMachine: true, fallback: asciiByLocale,
			example: `ascii = false`,
			Help:    "Draw without box characters and currency symbols"},
		{Name: "locale", Flag: "locale", InFile: true, parse: parseLocale,
			Default: "what LC_ALL, LC_MONETARY or LANG names, if it is one of them, or else en-GB", byMachine: true, fallback: localeOfMachine,
			example: `locale = "en-GB"`,
			Help:    "How dates and amounts are written: en-GB, en-IE, es-ES or it-IT"},
		{Name: "mouse", Flag: "mouse", Default: "false", InFile: true, Switch: true, kind: kindSwitch, parse: parseMouse,
			example: `mouse = false`,
			Help:    "Use the mouse wheel and clicks"},
		{Name: "plain", Env: "ACCESSIBLE", Flag: "plain", Default: "false", InFile: true, Switch: true, kind: kindSwitch, parse: parsePlain,
			fromEnv: accessible,
			example: `plain = false`,
			Help:    "Plain lines instead of a screen, for screen readers and odd terminals; ACCESSIBLE set to anything but 0 means true"},
	}
}

// find returns the setting with that name in the file.
func find(name string) (Setting, bool) {
	for _, s := range Table() {
		if s.InFile && s.Name == name {
			return s, true
		}
	}
	return Setting{}, false
}
