package ui

import (
	"errors"
	"strconv"
	"time"

	"dojoreversals/dojo"
)

// troubleText says in plain words why Dojo can't be read, and what to do about
// it. version is the API version that was asked for.
func (t tongue) troubleText(err error, version string) string {
	var refused *dojo.RefusedError
	if errors.As(err, &refused) {
		return t.refusedText(refused, version)
	}
	switch dojo.CauseOf(err) {
	case dojo.CauseName:
		return t.say(troubleName)
	case dojo.CauseConnect:
		return t.say(troubleConnect)
	case dojo.CauseProxy:
		return t.say(troubleProxy)
	case dojo.CauseTLS:
		return t.say(troubleTLS)
	case dojo.CauseTimeout:
		return t.say(troubleTimeout)
	case dojo.CauseHTML:
		return t.say(troubleHTML)
	case dojo.CauseUnreadable, dojo.CauseWrongID, dojo.CauseTooLarge:
		return t.say(troubleAnswer)
	case dojo.CauseBadRequest:
		return t.say(troubleRequest)
	}
	return t.say(troubleCut)
}

func (t tongue) refusedText(e *dojo.RefusedError, version string) string {
	code := e.Exchange.HTTPStatus
	written := strconv.Itoa(code)
	switch {
	case code == 511, e.HTML && code >= 400 && code < 500 && code != 407:
		// Dojo answers in JSON: a page is somebody else's.
		return t.say(troubleCode, "code", written)
	case code == 401:
		return t.say(troubleKey)
	case code == 403:
		return t.say(troubleMayNot)
	case code == 404:
		return t.say(troubleAddress)
	case code == 407:
		return t.say(troubleLogin)
	case code == 408:
		return t.say(troubleSlow)
	case code == 429:
		return t.say(troubleTooFast)
	case code == 400:
		return t.say(troubleVersion, "version", version)
	case code >= 300 && code < 400:
		return t.say(troubleRedirect, "code", written)
	case code >= 500:
		return t.say(troubleDojo, "code", written)
	}
	return t.say(troubleRefused, "code", written)
}

// lookUpText says why a payment can't be looked up by its ID.
func (t tongue) lookUpText(err error, version string) string {
	if x, ok := dojo.ExchangeOf(err); ok && x.HTTPStatus == 404 {
		return t.say(textNoSuchID)
	}
	return t.say(textCantLookUp, "why", t.troubleText(err, version))
}

// techTime is how instants stand in technical lines: in UTC and by Dojo's clock,
// as in Dojo's logs.
const techTime = "15:04:05.000Z"

func inUTC(at time.Time) string { return at.UTC().Format(techTime) }

// technical are the lines that t shows, for the helpdesk: what was asked, what
// came of it and how Dojo's support finds it again.
func (t speaker) technical(err error) string {
	x, ok := dojo.ExchangeOf(err)
	if !ok {
		return ""
	}
	text := t.say(techRequest, "method", x.Method, "path", x.Path, "time", inUTC(t.byDojo(x.Sent)))
	if x.HTTPStatus != 0 {
		text = t.say(techHTTP, "text", text, "code", strconv.Itoa(x.HTTPStatus))
	}
	if cause := dojo.CauseOf(err); cause != "" {
		text = t.say(techCause, "text", text, "cause", string(cause))
	}
	if took := x.Took(); took > 0 {
		text = t.say(techTook, "text", text, "n", strconv.FormatInt(took.Milliseconds(), 10))
	}
	if x.TraceID != "" {
		text = t.say(techTrace, "text", text, "id", x.TraceID)
	}
	return text
}
