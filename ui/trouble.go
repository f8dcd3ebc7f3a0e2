package ui

import (
	"errors"
	"fmt"

	"dojoreversals/dojo"
)

// troubleText says in plain words why Dojo can't be read, and what to do about
// it. version is the API version that was asked for.
func troubleText(err error, version string) string {
	var refused *dojo.RefusedError
	if errors.As(err, &refused) {
		return refusedText(refused, version)
	}
	switch dojo.CauseOf(err) {
	case dojo.CauseName:
		return "Dojo can't be found. Is this PC online?"
	case dojo.CauseConnect:
		return "Dojo can't be reached. Is this PC online?"
	case dojo.CauseProxy:
		return "Your network's proxy doesn't let this program through, so nothing was sent. Ask who looks after your network."
	case dojo.CauseTLS:
		return "The connection to Dojo isn't secure, so nothing was sent. Check this PC's date and time, or ask who looks after your network."
	case dojo.CauseTimeout:
		return "Dojo is too slow to answer."
	case dojo.CauseHTML:
		return "A web page came instead of Dojo's answer: this looks like a log-in page of your Wi-Fi. Open a browser and log in."
	case dojo.CauseUnreadable, dojo.CauseWrongID, dojo.CauseTooLarge:
		return "Dojo's answer can't be read."
	case dojo.CauseBadRequest:
		return "The request could not be made."
	}
	return "The connection to Dojo was cut."
}

func refusedText(e *dojo.RefusedError, version string) string {
	switch code := e.Exchange.HTTPStatus; {
	case code == 511, e.HTML && code >= 400 && code < 500 && code != 407:
		// Dojo answers in JSON: a page is somebody else's.
		return fmt.Sprintf("A web page came instead of Dojo's answer (%d): this looks like a log-in page of your Wi-Fi. Open a browser and log in.", code)
	case code == 401:
		return "Dojo doesn't accept this shop's key (401). Ask whoever set it up: the setting is api_key."
	case code == 403:
		return "This shop's key may not read payments (403). Ask whoever set it up."
	case code == 404:
		return "Dojo doesn't know this address (404). Ask whoever set this program up: the setting is base_url."
	case code == 407:
		return "Your network's proxy wants a log-in (407). Ask who looks after your network."
	case code == 408:
		return "Dojo says that the request took too long (408)."
	case code == 429:
		return "Dojo asks this program to slow down (429)."
	case code == 400:
		return fmt.Sprintf("Dojo refuses the request (400). If it worked before, the API version %s may be gone: the setting is api_version.", version)
	case code >= 300 && code < 400:
		return fmt.Sprintf("A redirect came instead of Dojo's answer (%d): this looks like a log-in page of your Wi-Fi. Open a browser and log in.", code)
	case code >= 500:
		return fmt.Sprintf("Dojo has a problem of its own (%d).", code)
	default:
		return fmt.Sprintf("Dojo refuses the request (%d).", code)
	}
}

// technical are the lines that t shows, for the helpdesk: what was asked, what
// came of it and how Dojo's support finds it again.
func technical(err error) string {
	x, ok := dojo.ExchangeOf(err)
	if !ok {
		return ""
	}
	return exchangeText(x, dojo.CauseOf(err))
}

func exchangeText(x dojo.Exchange, cause dojo.Cause) string {
	s := fmt.Sprintf("%s /%s, %s", x.Method, x.Path, x.Sent.UTC().Format("15:04:05.000Z"))
	if x.HTTPStatus != 0 {
		s += fmt.Sprintf(", HTTP %d", x.HTTPStatus)
	}
	if cause != "" {
		s += ", " + string(cause)
	}
	if took := x.Took(); took > 0 {
		s += fmt.Sprintf(", %d ms", took.Milliseconds())
	}
	if x.TraceID != "" {
		s += ", trace " + x.TraceID
	}
	return s
}
