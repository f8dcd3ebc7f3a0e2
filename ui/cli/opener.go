package cli

import (
	"net/netip"
	"os"
	"strings"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/dojo/reversal"
	"dojoreversals/dojo/shop"
	"dojoreversals/ui"
)

// opener opens the shop of the settings for the person at this machine.
type opener struct {
	shop     *shop.Shop
	settings config.Settings
	away     *putAway // nil in the demo
	log      *appLog
}

// open opens the shop and a session of it, which ends with the shop. It reports false
// if the shop was stopped first.
func (o opener) open() (*shop.Session, bool) {
	// Not before: collecting garbage takes time from the first paint.
	boundMemory(os.LookupEnv)
	o.log.begin(o.settings, o.shop.Environment)
	if !o.shop.Open() {
		return nil, false
	}
	o.log.followed(o.shop.Attempts())
	host, _ := os.Hostname()
	return o.shop.Session(reversal.Identity{Operator: o.settings.Operator, Client: sshClient(), Host: dojo.Clean(host)}), true
}

// forScreen opens the shop for ui.NewOpening.
func (o opener) forScreen() (ui.Opened, bool) {
	session, ok := o.open()
	if !ok {
		return ui.Opened{}, false
	}
	return ui.Opened{
		List: session, ListNews: session.ListNews(), Reversals: session, ReversalNews: session.ReversalNews(),
		ReadOnly: o.readOnly(o.shop.ReadOnly()), Checked: o.checked, PutAway: o.putAway(),
	}, true
}

// readOnly says why nothing can be reversed in the open shop, "" if it can. err is what
// the shop says.
func (o opener) readOnly(err error) string {
	if err == nil {
		return ""
	}
	return "Read-only, nothing can be reversed: " + journalError(err, o.settings.StateDir).Error()
}

// checked waits until all of the journal was checked, and is then what readOnly is.
func (o opener) checked() string {
	err := o.shop.Checked()
	o.log.checked(err)
	return o.readOnly(err)
}

// putAway are the results that the operator put away before.
func (o opener) putAway() map[string]string {
	if o.away == nil {
		return nil
	}
	return o.away.load()
}

// sshClient is the address from which an operator came over SSH, or "".
func sshClient() string {
	from, _, _ := strings.Cut(os.Getenv("SSH_CONNECTION"), " ")
	if addr, err := netip.ParseAddr(from); err == nil {
		return addr.String()
	}
	return ""
}
