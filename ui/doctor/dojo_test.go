package doctor

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/ui/words"
)

// fake answers a search and a read with errors, nil for none. It counts what is asked.
type fake struct {
	search, read error
	asked        []string
}

func (f *fake) Search(_ context.Context, q dojo.Query) (dojo.Page, error) {
	f.asked = append(f.asked, "search")
	if q.Limit != 1 {
		f.asked = append(f.asked, "too many")
	}
	return dojo.Page{}, f.search
}

func (f *fake) PaymentIntent(_ context.Context, id string) (dojo.Reading, error) {
	f.asked = append(f.asked, "read "+id)
	return dojo.Reading{}, f.read
}

func refusal(code int) error {
	return &dojo.RefusedError{Exchange: dojo.Exchange{Method: "POST", Path: "/payment-intents/search", HTTPStatus: code, TraceID: "trace-1"}, Problem: &dojo.Problem{}}
}

func aWay() Way {
	return Way{
		BaseURL: dojo.DefaultBaseURL, Version: dojo.DefaultVersion, Words: words.New(words.Options{Zone: time.UTC, Version: "2022-01-03"}),
		Offset: func() (time.Duration, bool) { return 0, true },
	}
}

func TestCheckDojo(t *testing.T) {
	t.Parallel()
	unsent := func(cause dojo.Cause) error { return &dojo.NotSentError{Cause: cause, Err: errors.New("x")} }
	const o, w, f, s = OK, Warning, Fault, Skipped
	old := func(way *Way) { way.Version = "2023-01-01" }
	for _, c := range []struct {
		name         string
		search, read error
		change       func(*Way)
		want         [5]State // connection, access, version, search, clock
		unreachable  bool
		text         string
	}{
		{"well", nil, nil, nil, [5]State{o, o, o, o, o}, false, "certificate is trusted"},
		{"another version", nil, nil, old, [5]State{o, o, w, o, o}, false, "isn't tested"},
		{"wrong key", refusal(401), nil, nil, [5]State{o, f, s, s, s}, false, "Copy the shop's key"},
		{"version refused", refusal(400), nil, nil, [5]State{o, s, f, s, s}, false, "Leave api_version out"},
		{"no search", refusal(403), refusal(404), nil, [5]State{o, o, o, f, s}, false, "search payment intents"},
		{"nothing at all", refusal(403), refusal(403), nil, [5]State{o, f, s, s, s}, false, "search, read and reverse"},
		{"another address", refusal(404), nil, nil, [5]State{f, s, s, s, s}, false, "base_url"},
		{"another refusal", refusal(418), nil, nil, [5]State{o, s, s, f, s}, false, "trace-1"},
		{"a fault of Dojo's", refusal(503), nil, nil, [5]State{f, s, s, s, s}, true, "Wait a few minutes"},
		{"too many", refusal(429), nil, nil, [5]State{f, s, s, s, s}, true, "429"},
		{"a redirect", refusal(302), nil, nil, [5]State{f, s, s, s, s}, true, "302"},
		{"no name", unsent(dojo.CauseName), nil, nil, [5]State{f, s, s, s, s}, true, "firewall"},
		{"proxy", unsent(dojo.CauseProxyLogin), nil, nil, [5]State{f, s, s, s, s}, true, "user:password@"},
		{"authority", unsent(dojo.CauseAuthority), nil, nil, [5]State{f, s, s, s, s}, true, "ca_file"},
		{"expired", unsent(dojo.CauseExpired), nil, nil, [5]State{f, s, s, s, s}, true, "date and time"},
		{"a page", unsent(dojo.CauseHTML), nil, nil, [5]State{f, s, s, s, s}, true, "log in"},
		{"slow", unsent(dojo.CauseTimeout), nil, nil, [5]State{f, s, s, s, s}, true, "Wait a few minutes"},
	} {
		way := aWay()
		if c.change != nil {
			c.change(&way)
		}
		client := &fake{search: c.search, read: c.read}
		all := ""
		for i, found := range CheckDojo(t.Context(), client, way) {
			has(t, c.name, found, c.want[i])
			if found.Name != OfDojo()[i] {
				t.Errorf("%s: %s in place of %s", c.name, found.Name, OfDojo()[i])
			}
			if found.Unreachable != (c.unreachable && i == 0) {
				t.Errorf("%s: unreachable: %+v", c.name, found)
			}
			all += found.Found + found.Cure + strings.Join(found.More, " ")
		}
		if !strings.Contains(all, c.text) {
			t.Errorf("%s: %q isn't in %q", c.name, c.text, all)
		}
		// Nothing is asked but one search, and one read where that is forbidden.
		want := "search"
		if c.read != nil {
			want = "search, read " + noPayment
		}
		if got := strings.Join(client.asked, ", "); got != want {
			t.Errorf("%s: asked %s, want %s", c.name, got, want)
		}
	}
}

// Every cause has a cure that names the address.
func TestCureOfEachCause(t *testing.T) {
	t.Parallel()
	for _, cause := range []dojo.Cause{
		dojo.CauseName, dojo.CauseConnect, dojo.CauseProxy, dojo.CauseProxyLogin, dojo.CauseTLS, dojo.CauseAuthority, dojo.CauseExpired,
		dojo.CauseNotYet, dojo.CauseWrongHost, dojo.CauseTimeout, dojo.CauseCut, dojo.CauseHTML, dojo.CauseUnreadable, dojo.CauseTooLarge,
		dojo.CauseStopped, dojo.CauseWrongID, dojo.CauseBadRequest, "a new cause",
	} {
		if cure := aWay().cure(&dojo.NoAnswerError{Cause: cause}); !strings.HasSuffix(cure, "It was tried at https://api.dojo.tech, without a proxy.") {
			t.Errorf("%s: %s", cause, cure)
		}
	}
}

func TestWay(t *testing.T) {
	t.Parallel()
	for want, w := range map[string]Way{
		"without a proxy":       {SetIn: "config.toml, line 3"},
		"through the proxy p:1": {Proxy: "p:1"},
		"through the proxy p:1, set in config.toml, line 3": {Proxy: "p:1", SetIn: "config.toml, line 3"},
	} {
		if got := w.way(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestClock(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		ahead time.Duration
		known bool
		state State
		text  string
	}{
		{0, false, Skipped, "no time"},
		{400 * time.Millisecond, true, OK, "the same time"},
		{-29 * time.Second, true, OK, "29s behind"},
		{30 * time.Second, true, Warning, "30s ahead of"},
		{-2 * time.Hour, true, Warning, "2h0m0s behind"},
	} {
		has(t, c.text, checkClock(c.ahead, c.known), c.state, c.text)
	}
}
