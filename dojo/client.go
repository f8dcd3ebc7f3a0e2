package dojo

import (
	"bytes"
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// DefaultBaseURL is Dojo's API, for live and sandbox keys alike.
const DefaultBaseURL = "https://api.dojo.tech"

// DefaultVersion is the API version of the page "Reverse a payment" that this
// program implements.
const DefaultVersion = "2022-01-03"

// Versions are the API versions that the program is tested with.
func Versions() []string {
	return []string{"2022-01-03", "2022-04-07", "2024-02-05", "2025-09-10", "2026-02-27"}
}

// firstWithReturnCanceled is the first version whose reads can ask for
// cancelled payments; before it they answer 404.
const firstWithReturnCanceled = "2024-02-05"

// Options are what a client needs to know.
type Options struct {
	BaseURL   string // DefaultBaseURL if empty; https, or http to this machine
	Key       APIKey
	LiveHost  string // a host other than Dojo's that a live key may be sent to, as ParseHost gives it
	Version   string // DefaultVersion if empty; a date
	UserAgent string
	// SoftwareHouseID and ResellerID are sent as headers where they are set.
	SoftwareHouseID string
	ResellerID      string
	Now             func() time.Time // this machine's clock, with its monotonic reading
	TLS             *tls.Config      // nil for the system's; tests bring their own authorities
	// Authorities may sign the certificates of servers besides those that the system
	// knows. A network that checks its traffic has one.
	Authorities []*x509.Certificate
	Proxy       Proxy    // zero for the environment's
	Timeouts    Timeouts // zero fields take their defaults
	// Called is told of each request once it is over, for a log. It is called from any
	// goroutine and must not wait. It may be nil.
	Called func(Call)
}

// Timeouts bound every wait of the client.
type Timeouts struct {
	Connect time.Duration // for TCP and for TLS, each; 5 s by default
	Read    time.Duration // for a whole read; 20 s by default
	Reverse time.Duration // for a whole reversal; 30 s by default
	// Silence is how long a connection that had been idle may say nothing before a read
	// goes by a new one, and after which HTTP/2 asks whether the other side is still
	// there, and waits for that; 6 s by default.
	Silence time.Duration
}

func (t Timeouts) orDefault() Timeouts {
	return Timeouts{
		Connect: cmp.Or(t.Connect, 5*time.Second),
		Read:    cmp.Or(t.Read, 20*time.Second),
		Reverse: cmp.Or(t.Reverse, 30*time.Second),
		Silence: cmp.Or(t.Silence, 6*time.Second),
	}
}

// Client calls the Dojo API. It is safe for concurrent use. It retries nothing but
// a read whose idle connection was dropped: whoever reads in a loop retries by
// reading again. A reversal is never sent a second time, and has no use for it:
// each takes a new connection.
type Client struct {
	base     *url.URL
	key      APIKey
	secrets  redactor // what every answer goes through
	proxy    Proxy
	version  string
	headers  http.Header
	clock    *Clock
	now      func() time.Time
	timeouts Timeouts
	called   func(Call)
	used     *atomic.Pointer[time.Time] // this machine's clock at the newest read
	reads    *http.Client
	reversal *http.Client
	rooms    *sync.Pool // of *bytes.Buffer, each for the body of an answer
}

// NewClient checks the options and makes a client. It connects to nothing.
func NewClient(o Options) (*Client, error) {
	base, err := ParseBaseURL(o.BaseURL)
	if err != nil {
		return nil, err
	}
	version := cmp.Or(o.Version, DefaultVersion)
	if err := CheckVersion(version); err != nil {
		return nil, err
	}
	if o.Key.IsZero() {
		return nil, ErrNoKey
	}
	if err := CheckLiveHost(o.Key, base, o.LiveHost); err != nil {
		return nil, err
	}
	if o.Now == nil {
		return nil, errors.New("dojo: Options.Now is missing")
	}
	// Without the key, so that printing a client doesn't show it: each request
	// gets it as it is made.
	h := http.Header{}
	h.Set("Version", version)
	h.Set("Accept", "application/json")
	h.Set("User-Agent", o.UserAgent)
	for name, v := range map[string]string{"Software-House-Id": o.SoftwareHouseID, "Reseller-Id": o.ResellerID} {
		if v != "" {
			h.Set(name, v)
		}
	}
	t := o.Timeouts.orDefault()
	conf, err := secured(o.TLS, o.Now, o.Authorities)
	if err != nil {
		return nil, err
	}
	return &Client{
		base:     base,
		key:      o.Key,
		secrets:  o.Key.redactor(),
		proxy:    o.Proxy,
		version:  version,
		headers:  h,
		clock:    NewClock(o.Now),
		now:      o.Now,
		timeouts: t,
		called:   o.Called,
		reads:    &http.Client{Transport: readTransport(t, conf, o.Proxy), CheckRedirect: noRedirect},
		reversal: &http.Client{Transport: reversalTransport(t, conf, o.Proxy, o.Now), CheckRedirect: noRedirect},
		used:     &atomic.Pointer[time.Time]{},
		rooms:    &sync.Pool{New: func() any { return new(bytes.Buffer) }},
	}, nil
}

// Clock is Dojo's clock, as the client's answers set it.
func (c *Client) Clock() *Clock { return c.clock }

// Environment says whether the client's key moves real money.
func (c *Client) Environment() Environment { return c.key.Environment() }

// KeyFingerprint identifies the client's key without revealing it.
func (c *Client) KeyFingerprint() string { return c.key.Fingerprint() }

// BaseURL is where the client's requests go.
func (c *Client) BaseURL() string { return c.base.String() }

// Version is the API version that the client speaks.
func (c *Client) Version() string { return c.version }

// Close ends the idle connections.
func (c *Client) Close() { c.reads.CloseIdleConnections() }

// noRedirect makes a redirect an answer like any other: following one would
// carry the key to another place, and Dojo documents none.
func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// readTransport is for reads: pooled connections, HTTP/2 where offered, gzip.
func readTransport(t Timeouts, conf *tls.Config, proxy Proxy) *http.Transport {
	return &http.Transport{
		Proxy:                  proxy.of,
		OnProxyConnectResponse: proxyAnswered,
		DialContext:            (&net.Dialer{Timeout: t.Connect, KeepAlive: 30 * time.Second}).DialContext,
		TLSClientConfig:        conf.Clone(),
		TLSHandshakeTimeout:    t.Connect,
		ForceAttemptHTTP2:      true,
		MaxIdleConns:           16,
		MaxIdleConnsPerHost:    16,
		IdleConnTimeout:        idleFor,
		HTTP2:                  &http.HTTP2Config{SendPingTimeout: t.Silence, PingTimeout: t.Silence},
		MaxResponseHeaderBytes: maxHeader,
	}
}

// reversalTransport is for reversals alone. A reversal must leave at most
// once, and Go's transport by itself sends a request without a body again when
// an HTTP/2 stream is reset or a reused connection turns out to be closed. So:
// HTTP/1.1 only, whatever the server offers, and a new connection for each.
func reversalTransport(t Timeouts, conf *tls.Config, proxy Proxy, now func() time.Time) *http.Transport {
	var http1 http.Protocols
	http1.SetHTTP1(true)
	conf = conf.Clone()
	// Settings that offer h2 would have the server speak it, whatever Protocols says.
	conf.NextProtos = nil
	return &http.Transport{
		Proxy:                  proxy.of,
		OnProxyConnectResponse: proxyAnswered,
		DialContext:            boundedDial(&net.Dialer{Timeout: t.Connect, KeepAlive: 30 * time.Second}, now),
		TLSClientConfig:        conf,
		TLSHandshakeTimeout:    t.Connect,
		Protocols:              &http1,
		DisableKeepAlives:      true,
		DisableCompression:     true,
		MaxResponseHeaderBytes: maxHeader,
	}
}

// CheckVersion checks the form of an API version: a date, yyyy-mm-dd.
func CheckVersion(v string) error {
	if _, err := time.Parse(time.DateOnly, v); err != nil {
		return fmt.Errorf("%q isn't an API version; a version is a date, such as %s", Clean(v), DefaultVersion)
	}
	return nil
}

// VersionTested says whether the program is tested with an API version.
func VersionTested(v string) bool { return slices.Contains(Versions(), v) }
