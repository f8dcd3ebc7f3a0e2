package doctor

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/ui/script"
	"dojoreversals/ui/words"
)

// Client is Dojo, as far as a check asks it.
type Client interface {
	Search(ctx context.Context, q dojo.Query) (dojo.Page, error)
	PaymentIntent(ctx context.Context, id string) (dojo.Reading, error)
}

// Way is how a shop reaches Dojo.
type Way struct {
	BaseURL string
	Proxy   string // the host and port of the network's proxy, "" for none
	SetIn   string // where the proxy is set, "" if that isn't known
	Version string
	// Offset is how far this computer's clock is ahead of Dojo's, see dojo.Clock.
	Offset func() (ahead time.Duration, known bool)
	Words  words.Speaker
}

// noPayment is an ID that Dojo gave to no payment. It is read only to learn whether the
// key may read payments.
const noPayment = "pi_doctor-asks-for-no-payment"

// OfDojo are the findings of CheckDojo.
func OfDojo() []Name { return []Name{Connection, Access, Version, Search, Clock} }

// NotAsked are the findings of a Dojo that wasn't asked, since there is no key.
func NotAsked() (list []Finding) {
	for _, name := range OfDojo() {
		list = append(list, skipped(name, "The key and the settings come first."))
	}
	return list
}

// CheckDojo searches one payment, and says what works of that. Nothing of the payment is
// kept.
func CheckDojo(ctx context.Context, c Client, w Way) []Finding {
	page, err := c.Search(ctx, dojo.Query{Limit: 1})
	refused, isRefused := errors.AsType[*dojo.RefusedError](err)
	found := answers{connection: w.reached(page.Exchange)}
	switch {
	case err == nil:
		found.access = ok(Access, "Dojo takes the key.")
		found.version = w.accepted()
		found.search = ok(Search, "The key may search payments.")
		found.clock = checkClock(w.Offset())
	case !isRefused || script.CodeOfTrouble(err) == script.Unreachable:
		found.connection = fault(Connection, w.Words.Trouble(err), w.cure(err))
		found.connection.Unreachable = true
	case refused.Exchange.HTTPStatus == 404:
		found.connection = fault(Connection, w.Words.Trouble(err), "Leave base_url out of the settings, unless Dojo gave you another address. It is "+w.BaseURL+" now.")
	case refused.Exchange.HTTPStatus == 401:
		found.access = fault(Access, w.Words.Trouble(err), "Copy the shop's key again from whoever manages the Dojo account, and check that it is for this environment.")
	case refused.Exchange.HTTPStatus == 403:
		w.forbidden(ctx, c, err, &found)
	case refused.Exchange.HTTPStatus == 400:
		found.version = fault(Version, w.Words.Trouble(err), "Leave api_version out of the settings: it is "+dojo.DefaultVersion+" then. The program is tested with "+strings.Join(dojo.Versions(), ", ")+".")
	default:
		found.search = fault(Search, w.Words.Trouble(err), "Send this page to Dojo's support, with the trace ID.")
	}
	list := found.list()
	if text := w.Words.Technical(err); text != "" {
		for i := range list {
			if f := &list[i]; f.State == Fault {
				f.More = append(f.More, text)
			}
		}
	}
	return list
}

// answers are the findings of CheckDojo. One without a name is skipped.
type answers struct{ connection, access, version, search, clock Finding }

func (a answers) list() []Finding {
	why := "Dojo didn't answer this."
	if a.connection.State == Fault {
		why = "The connection comes first."
	}
	list := []Finding{a.connection, a.access, a.version, a.search, a.clock}
	for i, name := range OfDojo() {
		if list[i].Name == "" {
			list[i] = skipped(name, why)
		}
	}
	return list
}

// forbidden finds out what a key may do that may not search.
func (w Way) forbidden(ctx context.Context, c Client, err error, found *answers) {
	_, read := c.PaymentIntent(ctx, noPayment)
	x, _ := dojo.ExchangeOf(read)
	if read == nil || x.HTTPStatus == 404 {
		found.access = ok(Access, "Dojo takes the key.")
		found.version = w.accepted()
		found.search = fault(Search, "Dojo takes the key, but it may not search payments (403), so there is no list. Payments can be looked up by their ID.",
			"Ask Dojo to let this shop's key search payment intents.")
		return
	}
	found.access = fault(Access, w.Words.Trouble(err), "Ask Dojo to let this shop's key search, read and reverse payment intents.")
}

func (w Way) accepted() Finding {
	if dojo.VersionTested(w.Version) {
		return ok(Version, "Dojo takes the API version "+w.Version+".")
	}
	return warning(Version, "Dojo takes the API version "+w.Version+", but the program isn't tested with it.",
		"Use one of "+strings.Join(dojo.Versions(), ", ")+": the setting is api_version.")
}

// way says through what Dojo is reached.
func (w Way) way() string {
	switch {
	case w.Proxy == "":
		return "without a proxy"
	case w.SetIn == "":
		return "through the proxy " + w.Proxy
	}
	return "through the proxy " + w.Proxy + ", set in " + w.SetIn
}

func (w Way) reached(x dojo.Exchange) Finding {
	safe := ""
	if strings.HasPrefix(w.BaseURL, "https:") {
		safe = " Its certificate is trusted."
	}
	f := ok(Connection, fmt.Sprintf("%s answers, %s.%s", w.BaseURL, w.way(), safe))
	if took := x.Took(); took > 0 {
		f.More = []string{fmt.Sprintf("The answer took %d ms.", took.Milliseconds())}
	}
	return f
}

// cure says what to look at where Dojo can't be reached, besides what the trouble says.
func (w Way) cure(err error) string {
	place := "It was tried at " + w.BaseURL + ", " + w.way() + "."
	switch dojo.CauseOf(err) {
	case dojo.CauseName, dojo.CauseConnect:
		return "Open a web page on this computer. If that works, let this program through the firewall, or set proxy if your network has one. " + place
	case dojo.CauseProxy, dojo.CauseProxyLogin:
		return "Set proxy to the proxy's right address, with user:password@ before its host where it wants a log-in. " + place
	case dojo.CauseAuthority, dojo.CauseTLS, dojo.CauseWrongHost:
		return "If your network checks its traffic, set ca_file to its authority's certificate. Otherwise somebody else answers in Dojo's place. " + place
	case dojo.CauseExpired, dojo.CauseNotYet:
		return "Set this computer's date and time. " + place
	case dojo.CauseHTML:
		return "Open a web page on this computer and log in to its network. " + place
	case dojo.CauseTimeout, dojo.CauseCut, dojo.CauseStopped, dojo.CauseTooLarge, dojo.CauseUnreadable, dojo.CauseWrongID, dojo.CauseBadRequest, "":
	}
	return "Wait a few minutes and run doctor again. If it stays so, call whoever looks after your network, or Dojo. " + place
}

// clockOff is from when on people should set the computer's clock. The program goes by
// Dojo's clock, so that nothing is decided by a wrong one.
const clockOff = 30 * time.Second

// checkClock says how far this computer's clock is off.
func checkClock(ahead time.Duration, known bool) Finding {
	if !known {
		return skipped(Clock, "Dojo's answer has no time.")
	}
	by, side := ahead.Round(time.Second), "ahead of"
	if by < 0 {
		by, side = -by, "behind"
	}
	switch {
	case by >= clockOff:
		return warning(Clock, fmt.Sprintf("This computer's clock is %s %s Dojo's. The program goes by Dojo's.", by, side),
			"Set this computer's clock, and let it be set by the internet.")
	case by == 0:
		return ok(Clock, "This computer's clock shows the same time as Dojo's.")
	}
	return ok(Clock, fmt.Sprintf("This computer's clock is %s %s Dojo's.", by, side))
}
