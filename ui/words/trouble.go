package words

import (
	"cmp"
	"errors"
	"strconv"
	"time"

	"dojoreversals/dojo"
)

// Trouble says in plain words why Dojo can't be read, and what to do about
// it.
func (s Speaker) Trouble(err error) string {
	var refused *dojo.RefusedError
	if errors.As(err, &refused) {
		return refusedText(s, refused)
	}
	if hop, ok := errors.AsType[*dojo.HopError](err); ok && hop.Host != "" {
		return hopText(s, hop, dojo.CauseOf(err))
	}
	return s.Say(cmp.Or(troubles[dojo.CauseOf(err)], troubleCut))
}

// troubles say why no answer came, or none that can be used.
var troubles = map[dojo.Cause]string{
	dojo.CauseName:       troubleName,
	dojo.CauseConnect:    troubleConnect,
	dojo.CauseProxy:      troubleProxy,
	dojo.CauseProxyLogin: troubleProxy,
	dojo.CauseTLS:        troubleTLS,
	dojo.CauseAuthority:  troubleTLS,
	dojo.CauseExpired:    troubleTLS,
	dojo.CauseNotYet:     troubleTLS,
	dojo.CauseWrongHost:  troubleTLS,
	dojo.CauseTimeout:    troubleTimeout,
	dojo.CauseHTML:       troubleHTML,
	dojo.CauseUnreadable: troubleAnswer,
	dojo.CauseWrongID:    troubleAnswer,
	dojo.CauseTooLarge:   troubleAnswer,
	dojo.CauseBadRequest: troubleRequest,
}

// hopText says what is wrong at a machine on the way to Dojo, and where a person has set
// that the way goes there.
func hopText(s Speaker, hop *dojo.HopError, cause dojo.Cause) string {
	sentence, ok := hops[cause]
	if !ok {
		if sentence = cmp.Or(troubles[cause], troubleCut); hop.Proxy {
			sentence = troubleAtProxy
		}
	}
	text := s.Say(sentence, "host", s.PlainText(hop.Host))
	if hop.Proxy && hop.SetIn != "" {
		return s.Say(troubleProxyIn, "text", text, "where", s.PlainText(hop.SetIn))
	}
	return text
}

// hops say what a machine on the way does.
var hops = map[dojo.Cause]string{
	dojo.CauseProxy:      troubleProxy,
	dojo.CauseProxyLogin: troubleProxyLog,
	dojo.CauseTLS:        troubleTLS,
	dojo.CauseAuthority:  troubleUnknown,
	dojo.CauseExpired:    troubleExpired,
	dojo.CauseNotYet:     troubleNotYet,
	dojo.CauseWrongHost:  troubleOther,
}

func refusedText(s Speaker, e *dojo.RefusedError) string {
	code := e.Exchange.HTTPStatus
	written := strconv.Itoa(code)
	switch {
	case code == 511, e.HTML && code >= 400 && code < 500 && code != 407:
		// Dojo answers in JSON: a page is somebody else's.
		return s.Say(troubleCode, "code", written)
	case codes[code] != "":
		return s.Say(codes[code])
	case code == 400:
		return s.Say(troubleVersion, "version", s.version)
	case code >= 300 && code < 400:
		return s.Say(troubleRedirect, "code", written)
	case code >= 500:
		return s.Say(troubleDojo, "code", written)
	}
	return s.Say(troubleRefused, "code", written)
}

// codes say what an HTTP status of Dojo's, or of a proxy's, means.
var codes = map[int]string{
	401: troubleKey, 403: troubleMayNot, 404: troubleAddress, 407: troubleLogin, 408: troubleSlow, 429: troubleTooFast,
}

// LookUpText says why a payment can't be looked up by its ID.
func (s Speaker) LookUpText(err error) string {
	if x, ok := dojo.ExchangeOf(err); ok && x.HTTPStatus == 404 {
		return s.Say(textNoSuchID)
	}
	return s.Say(textCantLookUp, "why", s.Trouble(err))
}

// AskedInVain says that Dojo was asked again for the list, and why that didn't
// help.
func (s Speaker) AskedInVain(err error) string {
	return s.Say(textAskedInVain, "why", s.Trouble(err))
}

// techTime is how instants stand in technical lines: in UTC and by Dojo's clock,
// as in Dojo's logs.
const techTime = "15:04:05.000Z"

// InUTC writes an instant for technical lines.
func InUTC(at time.Time) string { return at.UTC().Format(techTime) }

// Technical are the lines that t shows, for the helpdesk: what was asked, what
// came of it and how Dojo's support finds it again.
func (s Speaker) Technical(err error) string {
	x, ok := dojo.ExchangeOf(err)
	if !ok {
		return ""
	}
	text := s.Say(techRequest, "method", x.Method, "path", x.Path, "time", InUTC(x.Sent.Add(-s.Ahead)))
	if x.HTTPStatus != 0 {
		text = s.Say(techHTTP, "text", text, "code", strconv.Itoa(x.HTTPStatus))
	}
	if cause := dojo.CauseOf(err); cause != "" {
		text = s.Say(techCause, "text", text, "cause", string(cause))
	}
	if took := x.Took(); took > 0 {
		text = s.Say(techTook, "text", text, "n", strconv.FormatInt(took.Milliseconds(), 10))
	}
	if x.TraceID != "" {
		text = s.Say(techTrace, "text", text, "id", x.TraceID)
	}
	return text
}
