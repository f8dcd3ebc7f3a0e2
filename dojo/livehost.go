package dojo

import (
	"errors"
	"fmt"
	"net/url"
)

// ownHost is the one host that Dojo documents for its API, for every key. Other
// names under dojo.tech don't count: they may belong to anything. Somebody who was
// given such a host can name it in the settings.
const ownHost = "api.dojo.tech"

// IsOwnHost says whether an address of ParseBaseURL is at Dojo's own host.
func IsOwnHost(base *url.URL) bool { return base.Scheme == "https" && base.Host == ownHost }

// LiveHostError says that a live key would have been sent to a host that isn't
// Dojo's, and that nobody has named.
type LiveHostError struct{ Host string }

func (e *LiveHostError) Error() string {
	return fmt.Sprintf("the key is live, and %s isn't Dojo's own host, so the key isn't sent there", e.Host)
}

// CheckLiveHost says whether a key may be sent to an address of ParseBaseURL: a
// live one only to Dojo's own host, or to the host that liveHost names, at any
// port. This machine is no exception, since any program may listen here. Its error
// is a *LiveHostError.
func CheckLiveHost(key APIKey, base *url.URL, liveHost string) error {
	if key.Environment() != Live || IsOwnHost(base) || liveHost != "" && base.Hostname() == liveHost {
		return nil
	}
	return &LiveHostError{Host: base.Hostname()}
}

// NamedHost is the host and port that have to be named wherever a live key is
// used: "" for Dojo's own, and for keys that move no money.
func (c *Client) NamedHost() string {
	if c.key.Environment() != Live || IsOwnHost(c.base) {
		return ""
	}
	return c.base.Host
}

// ParseHost checks the name of a host, or an IP address, and gives it as
// ParseBaseURL does: in lower case, and letters beyond ASCII as punycode, so
// that a name that only looks like another one is seen to be one.
func ParseHost(s string) (string, error) {
	if n := len(s); n > 1 && s[0] == '[' && s[n-1] == ']' {
		s = s[1 : n-1]
	}
	host, ok := canonicalHost(s)
	if !ok {
		return "", errors.New("it is the name of a host alone, such as gateway.example.com")
	}
	return host, nil
}
