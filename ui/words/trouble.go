package words

import (
	"errors"
	"strconv"
	"time"

	"dojoreversals/dojo"
)

// troubleText says in plain words why Dojo can't be read, and what to do about
// it.
func (s Speaker) troubleText(err error) string {
	var refused *dojo.RefusedError
	if errors.As(err, &refused) {
		return s.refusedText(refused)
	}
	switch dojo.CauseOf(err) {
	case dojo.CauseName:
		return s.Say(troubleName)
	case dojo.CauseConnect:
		return s.Say(troubleConnect)
	case dojo.CauseProxy:
		return s.Say(troubleProxy)
	case dojo.CauseTLS:
		return s.Say(troubleTLS)
	case dojo.CauseTimeout:
		return s.Say(troubleTimeout)
	case dojo.CauseHTML:
		return s.Say(troubleHTML)
	case dojo.CauseUnreadable, dojo.CauseWrongID, dojo.CauseTooLarge:
		return s.Say(troubleAnswer)
	case dojo.CauseBadRequest:
		return s.Say(troubleRequest)
	}
	return s.Say(troubleCut)
}

func (s Speaker) refusedText(e *dojo.RefusedError) string {
	code := e.Exchange.HTTPStatus
	written := strconv.Itoa(code)
	switch {
	case code == 511, e.HTML && code >= 400 && code < 500 && code != 407:
		// Dojo answers in JSON: a page is somebody else's.
		return s.Say(troubleCode, "code", written)
	case code == 401:
		return s.Say(troubleKey)
	case code == 403:
		return s.Say(troubleMayNot)
	case code == 404:
		return s.Say(troubleAddress)
	case code == 407:
		return s.Say(troubleLogin)
	case code == 408:
		return s.Say(troubleSlow)
	case code == 429:
		return s.Say(troubleTooFast)
	case code == 400:
		return s.Say(troubleVersion, "version", s.version)
	case code >= 300 && code < 400:
		return s.Say(troubleRedirect, "code", written)
	case code >= 500:
		return s.Say(troubleDojo, "code", written)
	}
	return s.Say(troubleRefused, "code", written)
}

// LookUpText says why a payment can't be looked up by its ID.
func (s Speaker) LookUpText(err error) string {
	if x, ok := dojo.ExchangeOf(err); ok && x.HTTPStatus == 404 {
		return s.Say(textNoSuchID)
	}
	return s.Say(textCantLookUp, "why", s.troubleText(err))
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
	text := s.Say(techRequest, "method", x.Method, "path", x.Path, "time", InUTC(s.byDojo(x.Sent)))
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
