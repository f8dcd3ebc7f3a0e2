package words

import (
	"fmt"
	"strings"
	"testing"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/shopday"
)

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
			&dojo.NotSentError{Cause: cause, Err: shopday.ErrOfGo},
			fmt.Errorf("wrapped: %w", &dojo.NoAnswerError{Cause: cause, Err: shopday.ErrOfGo}),
		} {
			text := testSpeaker().Trouble(err)
			isPlainWords(t, text)
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q, want %q in it", cause, text, want)
			}
		}
	}
	isPlainWords(t, testSpeaker().Trouble(shopday.ErrOfGo))

	for code, want := range map[int]string{
		301: "Wi-Fi", 302: "Wi-Fi", 307: "Wi-Fi", 400: "api_version", 401: "api_key", 402: "(402)", 403: "may not read payments",
		404: "(404)", 407: "proxy", 409: "(409)", 429: "slow down", 500: "problem of its own", 502: "(502)", 503: "(503)", 511: "Wi-Fi",
	} {
		text := testSpeaker().Trouble(shopday.Refused(code))
		isPlainWords(t, text)
		if !strings.Contains(text, want) || !strings.Contains(text, fmt.Sprint(code)) {
			t.Errorf("%d: %q, want %q in it", code, text, want)
		}
	}
	// A web page isn't Dojo's word, whatever status it comes with.
	for _, code := range []int{400, 401, 403, 404, 429} {
		text := testSpeaker().Trouble(shopday.Refused(code, func(e *dojo.RefusedError) { e.HTML = true }))
		isPlainWords(t, text)
		if !strings.Contains(text, "web page") || strings.Contains(text, "key") {
			t.Errorf("%d with a web page: %q", code, text)
		}
	}
}

// What is wrong at a machine on the way is said of that machine, and where a person has
// set that the way goes there.
func TestTroubleOnTheWay(t *testing.T) {
	t.Parallel()
	const set = " Its address is set in environment HTTPS_PROXY."
	for cause, want := range map[dojo.Cause][2]string{
		dojo.CauseAuthority:  {"The certificate of api.dojo.tech is signed by an authority that this PC doesn't know", "The certificate of proxy:3128 is signed by an authority that this PC doesn't know"},
		dojo.CauseExpired:    {"The certificate of api.dojo.tech has ended by this PC's date", "The certificate of proxy:3128 has ended by this PC's date"},
		dojo.CauseNotYet:     {"Set the PC's date and time.", "Set the PC's date and time."},
		dojo.CauseWrongHost:  {"The certificate of api.dojo.tech is for another address", "The certificate of proxy:3128 is for another address"},
		dojo.CauseTLS:        {"isn't secure", "isn't secure"},
		dojo.CauseProxyLogin: {"", "The proxy proxy:3128 wants a user name and a password, or doesn't take those that it got, so nothing was sent."},
		dojo.CauseProxy:      {"", "Your network's proxy doesn't let this program through"},
		dojo.CauseConnect:    {"Dojo can't be reached.", "The proxy proxy:3128 can't be reached"},
		dojo.CauseName:       {"Dojo can't be found.", "The proxy proxy:3128 can't be reached"},
		dojo.CauseTimeout:    {"Dojo is too slow to answer.", "The proxy proxy:3128 can't be reached"},
	} {
		atDojo := testSpeaker().Trouble(&dojo.NotSentError{Cause: cause, Err: &dojo.HopError{Host: "api.dojo.tech", Err: shopday.ErrOfGo}})
		atProxy := testSpeaker().Trouble(&dojo.NotSentError{Cause: cause, Err: &dojo.HopError{Host: "proxy:3128", Proxy: true, SetIn: "environment HTTPS_PROXY", Err: shopday.ErrOfGo}})
		isPlainWords(t, atDojo)
		isPlainWords(t, atProxy)
		if !strings.Contains(atDojo, want[0]) || !strings.Contains(atProxy, want[1]) || !strings.HasSuffix(atProxy, set) || strings.Contains(atDojo, "set in") {
			t.Errorf("%s:\n%s\n%s", cause, atDojo, atProxy)
		}
	}
}

func TestTechnical(t *testing.T) {
	t.Parallel()
	if got, want := testSpeaker().Technical(shopday.Refused(503)), "POST /payment-intents/search, 18:59:00.000Z, HTTP 503, 80 ms, trace 00-abc-01"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := testSpeaker().Technical(shopday.ErrNoNetwork), "POST /payment-intents/search, 18:59:00.000Z, connect, 5000 ms"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := testSpeaker().Technical(shopday.ErrOfGo); got != "" {
		t.Errorf("%q of a foreign error", got)
	}
}

func TestLookUpText(t *testing.T) {
	t.Parallel()
	for _, err := range []error{shopday.Refused(404), shopday.Refused(401), shopday.Refused(500), shopday.ErrNoNetwork, shopday.ErrOfGo, &dojo.BadIDError{Given: "x"}} {
		isPlainWords(t, testSpeaker().LookUpText(err))
	}
}
