package words

import "dojoreversals/ui/internal/cells"

// Whose is whose money moves.
type Whose struct {
	Mode string // DEMO, SANDBOX or LIVE
	Host string // where a live key goes, if that isn't Dojo's own host; "" otherwise
	Shop string
}

// Whose names the mode, the host where it isn't Dojo's, and the shop.
func (s Speaker) Whose(w Whose) string {
	if w.Host != "" {
		w.Mode = s.Say(textModeAt, "mode", w.Mode, "host", s.host(w.Host))
	}
	return w.ModeAndShop()
}

// ModeAndShop names the mode and the shop.
func (w Whose) ModeAndShop() string {
	if w.Shop == "" {
		return w.Mode
	}
	return w.Mode + ", " + w.Shop
}

// NotDojo warns of a host that isn't Dojo's.
func (s Speaker) NotDojo(host string) string { return s.Say(textNotDojo, "host", s.host(host)) }

// maxHost is how much of a host is shown, in cells. Its end says whose it is.
const maxHost = 40

// host cuts the name of a host, which is ASCII, as dojo.ParseBaseURL makes it.
func (s Speaker) host(name string) string {
	if len(name) <= maxHost {
		return name
	}
	return s.Ellipsis + name[len(name)-maxHost+cells.Width(s.Ellipsis):]
}
