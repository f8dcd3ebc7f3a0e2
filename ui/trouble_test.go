package ui

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/shopday"
)

var errOfGo = errors.New(`dial tcp 192.0.2.1:443: connect: connection refused (*net.OpError)`)

var errNoNetwork = &dojo.NotSentError{
	Exchange: dojo.Exchange{Method: "POST", Path: "payment-intents/search", Sent: shopday.Sunday, Received: shopday.Sunday.Add(5 * time.Second)},
	Cause:    dojo.CauseConnect, Err: errOfGo,
}

func refused(code int, change ...func(*dojo.RefusedError)) *dojo.RefusedError {
	e := &dojo.RefusedError{
		Exchange: dojo.Exchange{
			Method: "POST", Path: "payment-intents/search", HTTPStatus: code, TraceID: "00-abc-01",
			Sent: shopday.Sunday, Received: shopday.Sunday.Add(80 * time.Millisecond),
		},
		Problem: &dojo.Problem{},
	}
	for _, c := range change {
		c(e)
	}
	return e
}

func isPlainWords(t tb, text string) {
	t.Helper()
	for _, bad := range []string{"dial", "tcp", "connect:", "net.", "*", "<", "EOF", "%!", "context", "  ", "deadline exceeded", "192.0.2.1", "nil", "/state"} {
		if strings.Contains(text, bad) {
			t.Errorf("%q has %q", text, bad)
		}
	}
	if end := strings.TrimSuffix(text, "'"); end == "" || !strings.ContainsAny(end[len(end)-1:], ".?") {
		t.Errorf("%q isn't a sentence", text)
	}
}

func TestTroubleText(t *testing.T) {
	t.Parallel()
	for cause, want := range map[dojo.Cause]string{
		dojo.CauseName:       "Dojo can't be found.",
		dojo.CauseConnect:    "Dojo can't be reached.",
		dojo.CauseTLS:        "isn't secure",
		dojo.CauseTimeout:    "too slow",
		dojo.CauseCut:        "was cut",
		dojo.CauseHTML:       "Wi-Fi",
		dojo.CauseUnreadable: "can't be read",
		dojo.CauseTooLarge:   "can't be read",
		dojo.CauseStopped:    "was cut",
		dojo.CauseWrongID:    "can't be read",
		dojo.CauseBadRequest: "could not be made",
		"a new cause":        "was cut",
	} {
		for _, err := range []error{
			&dojo.NotSentError{Cause: cause, Err: errOfGo},
			fmt.Errorf("wrapped: %w", &dojo.NoAnswerError{Cause: cause, Err: errOfGo}),
		} {
			text := testSpeaker().TroubleText(err, "2022-01-03")
			isPlainWords(t, text)
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q, want %q in it", cause, text, want)
			}
		}
	}
	isPlainWords(t, testSpeaker().TroubleText(errOfGo, ""))

	for code, want := range map[int]string{
		301: "Wi-Fi", 302: "Wi-Fi", 307: "Wi-Fi", 400: "api_version", 401: "api_key", 402: "(402)", 403: "may not read payments",
		404: "(404)", 407: "proxy", 409: "(409)", 429: "slow down", 500: "problem of its own", 502: "(502)", 503: "(503)", 511: "Wi-Fi",
	} {
		text := testSpeaker().TroubleText(refused(code), "2022-01-03")
		isPlainWords(t, text)
		if !strings.Contains(text, want) || !strings.Contains(text, fmt.Sprint(code)) {
			t.Errorf("%d: %q, want %q in it", code, text, want)
		}
	}
	// A web page isn't Dojo's word, whatever status it comes with.
	for _, code := range []int{400, 401, 403, 404, 429} {
		text := testSpeaker().TroubleText(refused(code, func(e *dojo.RefusedError) { e.HTML = true }), "2022-01-03")
		isPlainWords(t, text)
		if !strings.Contains(text, "web page") || strings.Contains(text, "key") {
			t.Errorf("%d with a web page: %q", code, text)
		}
	}
}

func TestTechnical(t *testing.T) {
	t.Parallel()
	if got, want := testSpeaker().Technical(refused(503)), "POST /payment-intents/search, 18:59:00.000Z, HTTP 503, 80 ms, trace 00-abc-01"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := testSpeaker().Technical(errNoNetwork), "POST /payment-intents/search, 18:59:00.000Z, connect, 5000 ms"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := testSpeaker().Technical(errOfGo); got != "" {
		t.Errorf("%q of a foreign error", got)
	}
}

func TestLookUpText(t *testing.T) {
	t.Parallel()
	for _, err := range []error{refused(404), refused(401), refused(500), errNoNetwork, errOfGo, &dojo.BadIDError{Given: "x"}} {
		isPlainWords(t, testSpeaker().LookUpText(err, "2022-01-03"))
	}
}
