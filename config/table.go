package config

import (
	"strconv"
	"time"

	"dojoreversals/dojo"
)

// Setting is one line of the table of settings.
type Setting struct {
	Name    string // in the settings file, and for Settings.Source
	Env     string // the environment variable, "" if it has none
	Flag    string // the flag without its dashes, "" if it has none
	Default string // the value, or in words where it depends on the machine
	Help    string // one sentence without a full stop
	InFile  bool   // whether it may stand in the settings file
	PerShop bool   // whether it may also stand below the heading of a shop, for that one alone

	ofTerminal bool // it follows the terminal of whoever looks: see Settings.SeenBy

	free    bool // any text: see loader.visible
	kind    kind
	values  func() []string // what it takes, where that can be listed
	example string          // a line of the settings file, for error texts
	// fallback is the default of this machine, where Default only describes it;
	// nil where Default is the value.
	fallback func(Sources) string
	fromEnv  func(string) string // what the variable stands for; nil for itself
	parse    parser              // nil for the settings file itself
}

// Switch says whether the setting is true or false: its flag needs no value.
func (s Setting) Switch() bool { return s.kind == kindSwitch }

// Example is a line of the settings file.
func (s Setting) Example() string { return s.example }

// secret says whether the value must not be shown as it was written.
func (s Setting) secret() bool { return s.Name == "api_key" || s.Name == "proxy" }

// Values are the words that the setting takes, in the order to show them; nil
// where it takes more than can be listed.
func (s Setting) Values() []string {
	switch {
	case s.Switch():
		return []string{"true", "false"}
	case s.values != nil:
		return s.values()
	}
	return nil
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
	return append([]Setting{
		{Name: "config", Env: "DOJO_CONFIG", Flag: "config",
			Default: "dojo-reversals/config.toml in the platform's directory for settings",
			Help:    "The settings file, in TOML"},
		{Name: "state_dir", Env: "DOJO_STATE_DIR", Flag: "state-dir", InFile: true, parse: parseStateDir,
			Default: "dojo-reversals in the platform's directory for programs' data", fallback: defaultStateDir,
			example: `state_dir = '/var/lib/dojo-reversals'`,
			Help:    "Where the journal of reversals is kept"},
		{Name: "shop", Env: "DOJO_SHOP", Flag: "shop", InFile: true, free: true,
			parse:   into(func(s *Settings) *string { return &s.Shop }, shortText(40)),
			example: `shop = "Corner Shop"`,
			Help:    "The shop's name, shown on the screen; with several shops in the file, which of them, by its name or by what stands in [shops.…]"},
		{Name: "keyring", Default: "false", InFile: true, PerShop: true, kind: kindSwitch,
			parse:   into(func(s *Settings) *bool { return &s.Keyring }, readSwitch),
			example: `keyring = true`,
			Help:    "The shop's secret key is in the system's keyring, where the command login puts it"},
		{Name: "api_key_file", Env: "DOJO_API_KEY_FILE", InFile: true, PerShop: true, parse: parseKeyFile,
			example: `api_key_file = '/etc/dojo-reversals/key'`,
			Help:    "A file that holds the shop's secret key and nothing else, and that only its owner can open"},
		{Name: "api_key", Env: "DOJO_API_KEY", InFile: true, PerShop: true, parse: parseKey,
			example: `api_key = "sk_…"`,
			Help:    "The shop's secret key, starting with sk_; it has no flag, since other users can read a program's arguments"},
		{Name: "base_url", Env: "DOJO_BASE_URL", Flag: "base-url", Default: dojo.DefaultBaseURL, InFile: true, PerShop: true,
			parse:   into(func(s *Settings) *string { return &s.BaseURL }, readBaseURL),
			example: `base_url = "` + dojo.DefaultBaseURL + `"`,
			Help:    "Where Dojo's API is"},
		{Name: "live_host", Env: "DOJO_LIVE_HOST", InFile: true, PerShop: true,
			parse:   into(func(s *Settings) *string { return &s.LiveHost }, readLiveHost),
			example: `live_host = "gateway.example.com"`,
			Help:    "The host that a live key may be sent to where base_url isn't at Dojo's own"},
		{Name: "proxy", InFile: true, PerShop: true, parse: parseProxy,
			Default:  "what HTTPS_PROXY and NO_PROXY say",
			fallback: func(Sources) string { return "" },
			example:  `proxy = "http://proxy.example.com:3128"`,
			Help:     "The proxy through which Dojo is reached, with user:password@ before its host where it wants a log-in; none for no proxy, whatever the environment says"},
		{Name: "ca_file", Env: "DOJO_CA_FILE", InFile: true, PerShop: true, parse: parseCAFile,
			example: `ca_file = '/etc/ssl/our-network.pem'`,
			Help:    "A PEM file with certificates of authorities to trust besides those of the system, where your network checks its traffic"},
		{Name: "api_version", Env: "DOJO_API_VERSION", Flag: "api-version", Default: dojo.DefaultVersion, InFile: true, PerShop: true, parse: parseVersion,
			example: `api_version = "` + dojo.DefaultVersion + `"`,
			Help:    "The version of Dojo's API, a date"},
		{Name: "timezone", Env: "DOJO_TIMEZONE", Flag: "timezone", Default: "Europe/London", InFile: true, PerShop: true, values: Zones, parse: parseZone,
			example: `timezone = "Europe/London"`,
			Help:    "The shop's time zone, which decides when its day ends"},
		{Name: "reversal_rule", Env: "DOJO_REVERSAL_RULE", Flag: "reversal-rule", Default: string(dojo.RuleSameDay), InFile: true, PerShop: true,
			values: listed(rules), parse: into(func(s *Settings) *dojo.Rule { return &s.ReversalRule }, oneOf(rules())),
			example: `reversal_rule = "same-day"`,
			Help:    "same-day: held payments of today; published: Dojo's published table (manual capture within 7 days, automatic capture on the same day)"},
		{Name: "refresh", Env: "DOJO_REFRESH", Flag: "refresh", Default: "5s", InFile: true,
			parse:   into(func(s *Settings) *time.Duration { return &s.Refresh }, readRefresh),
			example: `refresh = "5s"`,
			Help:    "How often the list is read again, from 2s to 10m"},
		{Name: "operator", Env: "DOJO_OPERATOR", Flag: "operator", InFile: true, free: true,
			parse:   into(func(s *Settings) *string { return &s.Operator }, shortText(40)),
			Default: "your account's name on this computer", fallback: defaultOperator,
			example: `operator = "priya"`,
			Help:    "Who reverses payments here, for the screen and the journal"},
		{Name: "software_house_id", InFile: true, PerShop: true,
			parse:   into(func(s *Settings) *string { return &s.SoftwareHouseID }, readHeader),
			example: `software_house_id = "abc123"`,
			Help:    "Sent to Dojo as software-house-id, where Dojo gave you one"},
		{Name: "reseller_id", InFile: true, PerShop: true,
			parse:   into(func(s *Settings) *string { return &s.ResellerID }, readHeader),
			example: `reseller_id = "abc123"`,
			Help:    "Sent to Dojo as reseller-id, where Dojo gave you one"},
		{Name: "typed_amount_over", Default: "500", InFile: true, PerShop: true, kind: kindAmount,
			parse:   into(func(s *Settings) *Threshold { return &s.TypedAmountOver }, readThreshold),
			example: `typed_amount_over = "500"`,
			Help:    "Above this amount, in the payment's own currency, the amount must be typed to confirm"},
		{Name: "pending_phrase", Default: "a few working days", InFile: true, free: true,
			parse:   into(func(s *Settings) *string { return &s.PendingPhrase }, readPhrase),
			example: `pending_phrase = "a few working days"`,
			Help:    "How long the customer's bank may still show the payment, in words"},
		{Name: "recent_days", Default: "7", InFile: true, kind: kindNumber,
			parse:   into(func(s *Settings) *int { return &s.RecentDays }, readRecentDays),
			example: `recent_days = 7`,
			Help:    "How many days back the payments that can't be reversed are listed, from 1 to 38"},
		{Name: "theme", Env: "NO_COLOR", Flag: "theme", Default: string(ThemeAuto), InFile: true, ofTerminal: true,
			values: listed(themes), parse: into(func(s *Settings) *Theme { return &s.Theme }, oneOf(themes())),
			fromEnv: func(string) string { return string(ThemeNone) },
			example: `theme = "auto"`,
			Help:    "auto, dark, light, 16 (the terminal's own sixteen colours) or none; auto goes by COLORFGBG, or is dark on the Windows console and else 16; NO_COLOR set to anything means none"},
		{Name: "bell", Default: "true", InFile: true, kind: kindSwitch,
			parse:   into(func(s *Settings) *bool { return &s.Bell }, readSwitch),
			example: `bell = true`,
			Help:    "Ring the terminal's bell once when a reversal ends"},
		{Name: "ascii", Flag: "ascii", InFile: true, ofTerminal: true, kind: kindSwitch,
			parse:   into(func(s *Settings) *bool { return &s.ASCII }, readSwitch),
			Default: "true where LC_ALL, LC_CTYPE or LANG names a locale without UTF-8", fallback: asciiByLocale,
			example: `ascii = false`,
			Help:    "Draw without box characters and currency symbols"},
		{Name: "locale", Flag: "locale", InFile: true, ofTerminal: true,
			values: dojo.Locales, parse: into(func(s *Settings) *string { return &s.Locale }, readLocale),
			Default: "what LC_ALL, LC_MONETARY or LANG names, if it is one of them, or else en-GB", fallback: localeOfMachine,
			example: `locale = "en-GB"`,
			Help:    "How dates and amounts are written: " + orList(dojo.Locales())},
		{Name: "mouse", Flag: "mouse", Default: "false", InFile: true, kind: kindSwitch,
			parse:   into(func(s *Settings) *bool { return &s.Mouse }, readSwitch),
			example: `mouse = false`,
			Help:    "Use the mouse wheel and clicks"},
		{Name: "plain", Env: "ACCESSIBLE", Flag: "plain", Default: "false", InFile: true, ofTerminal: true, kind: kindSwitch,
			parse: into(func(s *Settings) *bool { return &s.Plain }, readSwitch),
			// People with a screen reader set it for all their programs.
			fromEnv: func(v string) string { return strconv.FormatBool(v != "0") },
			example: `plain = false`,
			Help:    "Plain lines instead of a screen, for screen readers and odd terminals; ACCESSIBLE set to anything but 0 means true"},
		{Name: "debug", Env: "DOJO_DEBUG", Flag: "debug", Default: "false", InFile: true, kind: kindSwitch,
			parse:   into(func(s *Settings) *bool { return &s.Debug }, readSwitch),
			fromEnv: func(v string) string { return strconv.FormatBool(v != "0" && v != "false") },
			example: `debug = false`,
			Help:    "Write more to the program's own log, see logs; DOJO_DEBUG set to anything but 0 or false means true"},
	}, serveTable()...)
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
