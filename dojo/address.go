package dojo

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// ParseBaseURL checks the address of the API and gives it in its one canonical
// spelling, so that an address that is spelt in two ways is still one: scheme
// and host in lower case, a host name in its ASCII form (IDNA) without the dot
// at its end, an IP address as netip writes it, no default port, no leading
// zeros in a port, a path without empty segments, "." and "..", percent-encoded
// only where it has to be, and no slash at the end.
//
// Plain HTTP carries the key readably and is only accepted to this machine. An
// address with user info, a query or a fragment is refused.
func ParseBaseURL(s string) (*url.URL, error) {
	if s == "" {
		s = DefaultBaseURL
	}
	s = strings.TrimSpace(s)
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Hostname() == "" {
		return nil, errNoAddress
	}
	switch {
	case u.User != nil:
		return nil, errors.New("the address must not have a user name or password in it")
	case strings.ContainsAny(s, "?#"):
		return nil, errors.New("the address must not have a ? or # in it")
	case u.Scheme != "https" && u.Scheme != "http": // Parse has made it lower case
		return nil, errors.New("the address must start with https://")
	}
	host, ok := canonicalHost(u.Hostname())
	if !ok {
		return nil, errNoAddress
	}
	if u.Scheme == "http" && !isLoopback(host) {
		return nil, errors.New("plain http would send the key readably; use https")
	}
	port, ok := canonicalPort(u.Port(), u.Scheme)
	if !ok {
		return nil, errNoAddress
	}
	path := u.RawPath // as it was written; EscapedPath may make a slash of an escaped one
	if path == "" {
		path = u.EscapedPath()
	}
	return canonicalURL(u.Scheme, host, port, canonicalPath(path))
}

var errNoAddress = errors.New("this isn't the address of an API; it looks like " + DefaultBaseURL)

func canonicalURL(scheme, host, port, path string) (*url.URL, error) {
	if strings.Contains(host, ":") {
		host = "[" + strings.ReplaceAll(host, "%", "%25") + "]"
	}
	if port != "" {
		host += ":" + port
	}
	u, err := url.Parse(scheme + "://" + host + path)
	if err != nil {
		return nil, errNoAddress
	}
	return u, nil
}

// lookup turns host names into the form that the DNS knows, as browsers do. It
// allows underscores, which names in private networks have.
var lookup = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.Transitional(false), idna.StrictDomainName(false))

// canonicalHost gives a host name, or an IP address without brackets, in its one
// spelling. An ASCII name is only made lower case: the tables of IDNA change from
// year to year, and must not change what an address was yesterday.
func canonicalHost(host string) (string, bool) {
	if a, err := netip.ParseAddr(host); err == nil {
		return a.Unmap().String(), isName(strings.ToLower(a.Zone()))
	}
	if strings.ContainsFunc(host, func(r rune) bool { return r >= utf8.RuneSelf }) {
		ascii, err := lookup.ToASCII(host)
		if err != nil {
			return "", false
		}
		host = ascii
	}
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if a, err := netip.ParseAddr(host); err == nil { // written with a dot at its end, or in wide digits
		return a.Unmap().String(), true
	}
	labels := strings.Split(host, ".")
	for _, label := range labels {
		if label == "" || !isName(label) {
			return "", false
		}
	}
	// "127.1", "0x7f.1" and "2130706433" are addresses to some resolvers and
	// names to others.
	if _, err := strconv.ParseUint(labels[len(labels)-1], 0, 64); err == nil || isDigits(labels[len(labels)-1]) {
		return "", false
	}
	return host, true
}

func isName(s string) bool { return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-_") == "" }

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// canonicalPort gives a port without leading zeros, and "" for the scheme's own.
func canonicalPort(port, scheme string) (string, bool) {
	if port == "" {
		return "", true
	}
	n, err := strconv.ParseUint(strings.TrimLeft(port, "0"), 10, 16)
	switch {
	case err != nil: // 0 too: nothing listens there
		return "", false
	case scheme == "https" && n == 443, scheme == "http" && n == 80:
		return "", true
	}
	return strconv.FormatUint(n, 10), true
}

// canonicalPath cleans a percent-encoded path. It starts with a slash unless it
// is empty, and doesn't end with one.
func canonicalPath(escaped string) string {
	var kept []string
	for _, segment := range strings.Split(escaped, "/") {
		switch segment = canonicalEscapes(segment); segment {
		case "", ".":
		case "..":
			kept = kept[:max(0, len(kept)-1)]
		default:
			kept = append(kept, segment)
		}
	}
	if len(kept) == 0 {
		return ""
	}
	return "/" + strings.Join(kept, "/")
}

// canonicalEscapes percent-encodes what can't stand in a path and nothing else
// (RFC 3986, sections 2.3 and 3.3). An escape of a sign that has a meaning in
// paths, such as that of a slash, stays.
func canonicalEscapes(segment string) string {
	const kept = "-._~!$&'()*+,;=:@"
	var b strings.Builder
	for i := 0; i < len(segment); i++ {
		c, escaped := segment[i], false
		if c == '%' { // Parse has checked that two digits follow
			n, _ := strconv.ParseUint(segment[i+1:i+3], 16, 8)
			c, escaped, i = byte(n), true, i+2
		}
		isLetter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		if isLetter || strings.IndexByte(kept[:4], c) >= 0 || !escaped && strings.IndexByte(kept, c) >= 0 {
			b.WriteByte(c)
			continue
		}
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}

// isLoopback says whether a canonical host is this machine.
func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.WithZone("").IsLoopback()
}

// Place says where a payment ID means one payment and no other. A live ID is the
// same payment whatever address it was reached by, so that all live keys share
// one place, "". A sandbox may be anybody's program, so that each address is a
// place of its own; all names of this machine are one.
//
// It takes any text that was recorded as a base URL: one that isn't an address
// is a place by itself.
func Place(env Environment, baseURL string) string {
	if env == Live {
		return ""
	}
	u, err := ParseBaseURL(baseURL)
	if err != nil {
		return baseURL
	}
	host := u.Hostname()
	a, err := netip.ParseAddr(host)
	// Connecting to 0.0.0.0 reaches this machine, and so do the names below
	// "localhost" with most resolvers (RFC 6761, section 6.3).
	if isLoopback(host) || strings.HasSuffix(host, ".localhost") || err == nil && a.IsUnspecified() {
		host = "localhost"
	}
	if u, err = canonicalURL(u.Scheme, host, u.Port(), u.EscapedPath()); err != nil {
		return baseURL
	}
	return u.String()
}
