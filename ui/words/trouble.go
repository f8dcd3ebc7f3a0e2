package words

import (
	"errors"
	"strconv"
	"time"

	"dojoreversals/dojo"
)

// TroubleText says in plain words why Dojo can't be read, and what to do about
// it. version is the API version that was asked for.
func (t tongue) TroubleText(err error, version string) string {
	var refused *dojo.RefusedError
	if errors.As(err, &refused) {
		return t.refusedText(refused, version)
	}
	switch dojo.CauseOf(err) {
	case dojo.CauseName:
		return t.Say(troubleName)
	case dojo.CauseConnect:
		return t.Say(troubleConnect)
	case dojo.CauseProxy:
		return t.Say(troubleProxy)
	case dojo.CauseTLS:
		return t.Say(troubleTLS)
	case dojo.CauseTimeout:
		return t.Say(troubleTimeout)
	case dojo.CauseHTML:
		return t.Say(troubleHTML)
	case dojo.CauseUnreadable, dojo.CauseWrongID, dojo.CauseTooLarge:
		return t.Say(troubleAnswer)
	case dojo.CauseBadRequest:
		return t.Say(troubleRequest)
	}
	return t.Say(troubleCut)
}

func (t tongue) refusedText(e *dojo.RefusedError, version string) string {
	code := e.Exchange.HTTPStatus
	written := strconv.Itoa(code)
	switch {
	case code == 511, e.HTML && code >= 400 && code < 500 && code != 407:
		// Dojo answers in JSON: a page is somebody else's.
		return t.Say(troubleCode, "code", written)
	case code == 401:
		return t.Say(troubleKey)
	case code == 403:
		return t.Say(troubleMayNot)
	case code == 404:
		return t.Say(troubleAddress)
	case code == 407:
		return t.Say(troubleLogin)
	case code == 408:
		return t.Say(troubleSlow)
	case code == 429:
		return t.Say(troubleTooFast)
	case code == 400:
		return t.Say(troubleVersion, "version", version)
	case code >= 300 && code < 400:
		return t.Say(troubleRedirect, "code", written)
	case code >= 500:
		return t.Say(troubleDojo, "code", written)
	}
	return t.Say(troubleRefused, "code", written)
}

// LookUpText says why a payment can't be looked up by its ID.
func (t tongue) LookUpText(err error, version string) string {
	if x, ok := dojo.ExchangeOf(err); ok && x.HTTPStatus == 404 {
		return t.Say(textNoSuchID)
	}
	return t.Say(textCantLookUp, "why", t.TroubleText(err, version))
}

// techTime is how instants stand in technical lines: in UTC and by Dojo's clock,
// as in Dojo's logs.
const techTime = "15:04:05.000Z"

// InUTC writes an instant for technical lines.
func InUTC(at time.Time) string { return at.UTC().Format(techTime) }

// Technical are the lines that t shows, for the helpdesk: what was asked, what
// came of it and how Dojo's support finds it again.
func (t Speaker) Technical(err error) string {
	x, ok := dojo.ExchangeOf(err)
	if !ok {
		return ""
	}
	text := t.Say(techRequest, "method", x.Method, "path", x.Path, "time", InUTC(t.byDojo(x.Sent)))
	if x.HTTPStatus != 0 {
		text = t.Say(techHTTP, "text", text, "code", strconv.Itoa(x.HTTPStatus))
	}
	if cause := dojo.CauseOf(err); cause != "" {
		text = t.Say(techCause, "text", text, "cause", string(cause))
	}
	if took := x.Took(); took > 0 {
		text = t.Say(techTook, "text", text, "n", strconv.FormatInt(took.Milliseconds(), 10))
	}
	if x.TraceID != "" {
		text = t.Say(techTrace, "text", text, "id", x.TraceID)
	}
	return text
}
