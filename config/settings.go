package config

import (
	"cmp"
	"crypto/x509"
	"time"

	"dojoreversals/dojo"
)

// Settings are the checked values to use.
type Settings struct {
	APIKey          dojo.APIKey // zero only where Sources.WithoutKey was set
	Keyring         bool        // the key is in the system's keyring
	KeyFile         string      // the file that the key is in; "" for none
	BaseURL         string      // as dojo.ParseBaseURL writes it
	LiveHost        string      // as dojo.ParseHost gives it; "" for Dojo's own alone
	Proxy           dojo.Proxy
	Authorities     []*x509.Certificate // to trust besides those of the system, from ca_file
	APIVersion      string              // yyyy-mm-dd
	Timezone        *time.Location
	ReversalRule    dojo.Rule
	Refresh         time.Duration // between two refreshes of the list, 2 s to 10 min
	StateDir        string        // a full path; "" only where Sources.WithoutKey was set and none is known
	Shop            string        // its name; "" if it wasn't given
	Handle          string        // what [shops.HANDLE] calls it; "" where the file has no such heading
	Shops           []ShopName    // all that the file has, in its order; none where it has no such heading
	Operator        string        // who uses the program; "" if unknown
	SoftwareHouseID string        // "" for no header
	ResellerID      string        // "" for no header
	TypedAmountOver Threshold     // above it, the amount must be typed to confirm
	PendingPhrase   string        // how long a bank may show the payment, in words
	RecentDays      int           // how many days back greyed payments are listed, 1 to 38
	Theme           Theme
	Bell            bool   // ring the terminal's bell once per result
	ASCII           bool   // no box characters and no currency symbols
	Locale          string // how dates and amounts are written, a BCP 47 tag
	Mouse           bool   // wheel and click
	Plain           bool   // lines instead of a screen
	Debug           bool   // log more

	// ConfigFile is the settings file that was read, "" if there was none.
	ConfigFile string
	// Warnings are sentences for the user about settings that are allowed but may
	// be a mistake. Each says where the setting comes from. They hold no key.
	Warnings []string

	serve   Serve // without agents and authorities: LoadServe gives it whole
	sources map[string]string
	texts   map[string]string // as somebody wrote them
}

// Value is the value of a setting as text, by the setting's name in the table, "" where
// it has none. In place of the key there is its fingerprint, and a proxy is without its
// password.
func (s Settings) Value(name string) string {
	switch name {
	case "config":
		return s.ConfigFile
	case "shop":
		return s.Shop
	case "api_key":
		if s.APIKey.IsZero() {
			return ""
		}
		return s.APIKey.Fingerprint()
	case "proxy":
		return s.Proxy.String()
	}
	return s.texts[name]
}

// Source says where the value of a setting comes from, by the setting's name
// in the table: "--timezone", "environment DOJO_TIMEZONE",
// "/home/priya/.config/dojo-reversals/config.toml, line 3" or "default".
func (s Settings) Source(name string) string {
	return cmp.Or(s.sources[name], "default")
}
