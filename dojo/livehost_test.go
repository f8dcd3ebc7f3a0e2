package dojo_test

import (
	"errors"
	"testing"
	"time"

	"dojoreversals/dojo"
)

// A live key goes to Dojo's own host, and to one that was named.
func TestLiveHost(t *testing.T) {
	t.Parallel()
	const live, sandboxKey = "sk_prod_obviouslyfake", "sk_sandbox_obviouslyfake"
	for _, tt := range []struct {
		name, key, base, liveHost string
		refused                   string // the host that is named; "" for taken
		named                     string // what the screen has to name
	}{
		{"Dojo", live, "", "", "", ""},
		{"Dojo, spelt otherwise", live, "https://API.dojo.tech.:443/", "", "", ""},
		{"another host", live, "https://evil.example", "", "evil.example", ""},
		{"an unknown prefix is live", "sk_obviouslyfake", "https://evil.example", "", "evil.example", ""},
		{"a host that looks like Dojo's", live, "https://api.dojo.tech.evil.example", "", "api.dojo.tech.evil.example", ""},
		{"another name of dojo.tech", live, "https://other.dojo.tech", "", "other.dojo.tech", ""},
		{"a hyphen", live, "https://api-dojo.tech", "", "api-dojo.tech", ""},
		{"a Cyrillic letter", live, "https://аpi.dojo.tech", "", "xn--pi-6kc.dojo.tech", ""},
		{"a full-width letter is the letter", live, "https://ａpi.dojo.tech", "", "", ""},
		{"this machine", live, "http://127.0.0.1:8080", "", "127.0.0.1", ""},
		{"localhost", live, "http://localhost:8080", "", "localhost", ""},
		{"another host is named", live, "https://evil.example", "gateway.example", "evil.example", ""},
		{"a part of its name", live, "https://gateway.example.evil.example", "gateway.example", "gateway.example.evil.example", ""},
		{"named", live, "https://gateway.example/dojo", "gateway.example", "", "gateway.example"},
		{"named, with a port", live, "https://gateway.example:8443", "gateway.example", "", "gateway.example:8443"},
		{"named, this machine", live, "http://127.0.0.1:8080", "127.0.0.1", "", "127.0.0.1:8080"},
		{"another port of Dojo's", live, "https://api.dojo.tech:8443", "api.dojo.tech", "", "api.dojo.tech:8443"},
		{"another port of Dojo's, not named", live, "https://api.dojo.tech:8443", "", "api.dojo.tech", ""},
		{"a sandbox key goes anywhere", sandboxKey, "https://gateway.example", "", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, err := dojo.NewClient(dojo.Options{BaseURL: tt.base, LiveHost: tt.liveHost, Key: mustKey(t, tt.key), Now: time.Now})
			var refused *dojo.LiveHostError
			if errors.As(err, &refused) != (tt.refused != "") || refused != nil && refused.Host != tt.refused {
				t.Fatalf("%v", err)
			}
			if err == nil && c.NamedHost() != tt.named {
				t.Errorf("the screen names %q", c.NamedHost())
			}
		})
	}
}

func TestParseHost(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"gateway.example": "gateway.example", "Gateway.Example.": "gateway.example", "bücher.example": "xn--bcher-kva.example",
		"127.0.0.1": "127.0.0.1", "::1": "::1", "[::1]": "::1", "localhost": "localhost",
		"": "", "https://gateway.example": "", "gateway.example:443": "", "gateway.example/": "", "a b": "", "*.example": "", "user@host": "",
	} {
		if got, err := dojo.ParseHost(in); got != want || (err != nil) != (want == "") {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
}
