package dojo_test

import (
	"net/url"
	"testing"

	"dojoreversals/dojo"
)

// Each row is one address in several spellings; the first is its canonical one.
var spellings = [][]string{
	{"https://api.dojo.tech", "HTTPS://API.Dojo.Tech", "https://api.dojo.tech:443", "https://api.dojo.tech:0443/", "https://api.dojo.tech.",
		"https://api.dojo.tech.:443/./", "https://api.dojo.tech//", "https://api.dojo.tech/a/..", "https://api.dojo.tech/..", "https://api.dojo.tech:",
		"https://api.dojo.tech/%2E", "https://api.dojo.tech/x/%2e%2E/", "https://ａｐｉ.dojo.tech", "https://api。dojo．tech"},
	{"https://api.dojo.tech/v1/x", "https://api.dojo.tech/v1//x/", "https://api.dojo.tech/v0/../v1/./x", "https://api.dojo.tech/%76%31/x"},
	{"https://api.dojo.tech/a%2Fb%20c", "https://api.dojo.tech/a%2fb%20c", "https://api.dojo.tech/a%2fb c/"},
	{"https://api.dojo.tech/%C3%A9", "https://api.dojo.tech/é", "https://api.dojo.tech/%c3%a9"},
	{"https://api.dojo.tech:8443", "https://api.dojo.tech:08443"},
	{"http://127.0.0.1", "http://127.0.0.1:80/", "http://[::ffff:127.0.0.1]", "http://127.0.0.1.", "http://１２７.0.0.1"},
	{"http://[::1]:8080", "http://[0:0::1]:8080", "http://[0000:0000:0000:0000:0000:0000:0000:0001]:08080/"},
	{"https://[2001:db8::a]", "https://[2001:DB8:0::A]:443"},
	{"https://[fe80::1%25eth0]", "https://[FE80::1%25eth0]/"},
	{"https://xn--bcher-kva.example", "https://bücher.example", "https://BÜCHER.example.", "https://b%C3%BCcher.example"},
	{"https://till_1.local", "https://TILL_1.local"},
}

func TestBaseURLHasOneSpelling(t *testing.T) {
	t.Parallel()
	for _, row := range spellings {
		for _, s := range row {
			u, err := dojo.ParseBaseURL(s)
			if err != nil || u.String() != row[0] {
				t.Errorf("%s is %v, %v; want %s", s, u, err, row[0])
			}
			if a, b := dojo.Place(dojo.Sandbox, s), dojo.Place(dojo.Sandbox, row[0]); a != b {
				t.Errorf("%s is at %s, %s at %s", s, a, row[0], b)
			}
		}
	}
	for _, s := range []string{
		"https://a..b", "https://.a", "https://.", "https://a:0", "https://a:65536", "https://a:99999999999999999999", "https://127.1", "https://2130706433",
		"https://0x7f.0.0.1", "https://0x7f000001", "https://127.0.0.01", "https://1.2.3.4.5", "https://a!b", "https://a'b", "https://a,b",
		"https://[::1", "https://[::g]", "https://%zz", "https://a/%zz", "https://a/#", "https://a/?", "https://a#b", "https://@a", "https://x.localhost@a",
		"http://x.localhost", "https://\u200b", "https://xn--\u00fc", "https://a b",
	} {
		if u, err := dojo.ParseBaseURL(s); err == nil {
			t.Errorf("%s was taken as %s", s, u)
		}
	}
}

func TestPlaceOfThisMachine(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"http://localhost:5000", "http://127.0.0.1:5000/", "http://127.8.8.8:5000", "http://[::1]:5000", "http://[::ffff:7f00:1]:5000", "http://LOCALHOST.:05000/.",
	} {
		if got := dojo.Place(dojo.Sandbox, s); got != "http://localhost:5000" {
			t.Errorf("%s is at %s", s, got)
		}
	}
	for _, s := range []string{"https://0.0.0.0:5000", "https://[::]:5000", "https://dojo.localhost:5000", "https://127.0.0.1:5000"} {
		if got := dojo.Place(dojo.Sandbox, s); got != "https://localhost:5000" {
			t.Errorf("%s is at %s", s, got)
		}
	}
	for _, s := range []string{"", "https://api.dojo.tech", "https://proxy.example", "not an address"} {
		if got := dojo.Place(dojo.Live, s); got != "" {
			t.Errorf("live: %s is at %s", s, got)
		}
	}
	for _, s := range []string{"not an address", "https://127.1"} {
		if got := dojo.Place(dojo.Sandbox, s); got != s {
			t.Errorf("%s is at %s", s, got)
		}
	}
}

// What was made canonical stays as it is, names the same request to the HTTP
// client, and is in the same place.
func FuzzBaseURL(f *testing.F) {
	for _, row := range spellings {
		for _, s := range row {
			f.Add(s)
		}
	}
	f.Add("https://a/%2e%2e/%2F..//%25")
	f.Add("http://localhost..")
	f.Add("https://[::1%25%25]")
	f.Fuzz(func(t *testing.T, s string) {
		u, err := dojo.ParseBaseURL(s)
		if err != nil {
			_ = dojo.Place(dojo.Sandbox, s)
			return
		}
		once := u.String()
		again, err := dojo.ParseBaseURL(once)
		if err != nil || again.String() != once {
			t.Fatalf("%q became %q, and that %v, %v", s, once, again, err)
		}
		parsed, err := url.Parse(once)
		if err != nil || parsed.Host != u.Host || parsed.Path != u.Path || parsed.EscapedPath() != u.EscapedPath() {
			t.Fatalf("%q became %#v, which reads as %#v, %v", s, u, parsed, err)
		}
		place := dojo.Place(dojo.Sandbox, s)
		if place != dojo.Place(dojo.Sandbox, once) || place != dojo.Place(dojo.Sandbox, place) {
			t.Fatalf("%q is at %q, %q at %q, that at %q", s, place, once, dojo.Place(dojo.Sandbox, once), dojo.Place(dojo.Sandbox, place))
		}
	})
}
