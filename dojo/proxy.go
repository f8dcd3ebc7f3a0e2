package dojo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// Proxy is how a client leaves the shop's network. The zero value goes by the
// environment, as all Go programs do: HTTPS_PROXY and NO_PROXY. It prints without the
// user name and the password in every format verb, in logs and in JSON; only the client
// can read them.
type Proxy struct {
	SetIn string // where a person has set it, for errors; "" if that isn't known

	// A function for the same reason as in APIKey. It is nil for the environment's, and
	// gives nil for none.
	reveal func() *url.URL
}

// NoProxy connects directly, whatever the environment says.
func NoProxy() Proxy { return Proxy{reveal: func() *url.URL { return nil }} }

// ErrProxy says that a text isn't the address of a proxy. It doesn't repeat the text,
// which may have a password in it.
var ErrProxy = errors.New("this isn't the address of a proxy")

// ParseProxy reads the address of a proxy for all hosts but this machine: http, https,
// socks5 or socks5h, and http where it has no scheme. It may have a user name and a
// password. The only error is ErrProxy.
func ParseProxy(s string) (Proxy, error) {
	if !strings.Contains(s, "://") {
		s = "http://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.Hostname() == "" {
		return Proxy{}, ErrProxy
	}
	switch u.Scheme {
	case "http", "https", "socks5", "socks5h":
		return Proxy{reveal: func() *url.URL { return u }}, nil
	}
	return Proxy{}, ErrProxy
}

// String is the proxy's address without user name and password, "none", or "" for the
// environment's.
func (p Proxy) String() string {
	if p.reveal == nil {
		return ""
	}
	if u := p.reveal(); u != nil {
		return u.Scheme + "://" + u.Host
	}
	return "none"
}

// Format writes what String returns, whatever the verb.
func (p Proxy) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, p.String()) }

// MarshalText writes what String returns, so that JSON and TOML can't leak it.
func (p Proxy) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// LogValue writes what String returns into structured logs.
func (p Proxy) LogValue() slog.Value { return slog.StringValue(p.String()) }

// HasPassword says whether there is something secret in the proxy's address.
func (p Proxy) HasPassword() bool {
	return p.reveal != nil && p.reveal() != nil && p.reveal().User != nil
}

// of is the proxy of a request, nil for none. This machine is reached without one.
func (p Proxy) of(r *http.Request) (*url.URL, error) {
	if p.reveal != nil {
		if isLoopback(r.URL.Hostname()) {
			return nil, nil //nolint:nilnil // as http.Transport wants it
		}
		return p.reveal(), nil
	}
	u, err := http.ProxyFromEnvironment(r)
	if err != nil { // its text has the address in it
		return nil, &causeError{CauseProxy, ErrProxy}
	}
	return u, nil
}

// ProxyHost is the host and port of the proxy through which the client's requests go, ""
// for none.
func (c *Client) ProxyHost() string {
	u, err := c.proxy.of(&http.Request{URL: c.base})
	if err != nil || u == nil {
		return ""
	}
	return u.Host
}

// proxyAnswered says so where a proxy doesn't make the connection: its answer is
// not Dojo's, and nothing was sent yet.
func proxyAnswered(_ context.Context, _ *url.URL, _ *http.Request, res *http.Response) error {
	cause := CauseProxy
	switch res.StatusCode {
	case http.StatusOK:
		return nil
	case http.StatusProxyAuthRequired:
		cause = CauseProxyLogin
	}
	return &causeError{cause, fmt.Errorf("the proxy answered with %d %s", res.StatusCode, http.StatusText(res.StatusCode))}
}

// socksCause sorts what a SOCKS proxy has answered. net/http has only texts for it.
func socksCause(op *net.OpError) Cause {
	text := op.Error()
	if strings.Contains(text, "authentication") || strings.Contains(text, "username") {
		return CauseProxyLogin
	}
	return CauseProxy
}

// HopError says at which machine on the way a request failed: at Dojo's own host, or at
// the network's proxy. It holds no user name and no password.
type HopError struct {
	Host  string // of Dojo; with its port of a proxy
	Proxy bool
	SetIn string // where a person has set the proxy, "" if that isn't known
	Err   error
}

func (e *HopError) Error() string { return e.Err.Error() }
func (e *HopError) Unwrap() error { return e.Err }

// hop is what a request failed at, where that is known: err is the error as net/http
// gave it, and told is what is told of it.
func (c *Client) hop(err error, cause Cause, told error) error {
	proxied := cause == CauseProxy || cause == CauseProxyLogin
	var op *net.OpError
	for e := err; errors.As(e, &op); e = op.Err {
		proxied = proxied || op.Op == "proxyconnect" || op.Op == "socks connect"
	}
	if proxied {
		return &HopError{Host: c.ProxyHost(), Proxy: true, SetIn: c.proxy.SetIn, Err: told}
	}
	switch cause {
	case CauseAuthority, CauseExpired, CauseNotYet, CauseWrongHost:
		return &HopError{Host: c.base.Hostname(), Err: told}
	}
	return told
}
