package dojo_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/sandbox"
)

// loopbacks are this machine's addresses, IPv6 among them where it has that.
func loopbacks(t *testing.T) []string {
	t.Helper()
	l, err := net.Listen("tcp", "[::1]:0")
	if err != nil {
		t.Logf("this machine has no IPv6 loopback, so only IPv4 is tested: %v", err)
		return []string{"127.0.0.1"}
	}
	_ = l.Close()
	return []string{"127.0.0.1", "[::1]"}
}

// serveAt starts a server on an address of this machine.
func serveAt(t *testing.T, host string, h http.Handler, secure bool) *httptest.Server {
	t.Helper()
	l, err := net.Listen("tcp", host+":0")
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewUnstartedServer(h)
	_ = s.Listener.Close()
	s.Listener = l
	if secure {
		s.StartTLS()
	} else {
		s.Start()
	}
	t.Cleanup(s.Close)
	return s
}

// guarded is a proxy that wants a user name and a password.
type guarded struct {
	proxy
	user, password string
}

func (g *guarded) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	want := "Basic " + base64.StdEncoding.EncodeToString([]byte(g.user+":"+g.password))
	if r.Header.Get("Proxy-Authorization") != want {
		w.Header().Set("Proxy-Authenticate", `Basic realm="the shop"`)
		w.WriteHeader(http.StatusProxyAuthRequired)
		return
	}
	g.proxy.ServeHTTP(w, r)
}

// Words with every sign that is special in an address.
const (
	proxyUser     = `priya\shop`
	proxyPassword = `p@ss:w/rd#1%?`
	inAddress     = `priya%5Cshop:p%40ss%3Aw%2Frd%231%25%3F`
)

// serveDojo starts a Dojo that speaks TLS with an authority of its own.
func serveDojo(t *testing.T, host string) (*sandbox.Dojo, string, *x509.CertPool) {
	t.Helper()
	d := sandbox.New(sandbox.Options{Now: time.Now})
	d.Add(sandbox.Payment{ID: "pi_a"})
	s, pool, err := sandbox.ListenTLS(d, host+":0", time.Now().Add(-time.Hour), time.Now().Add(time.Hour), "api.dojo.test")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return d, s.URL(), pool
}

// through is a client that reaches Dojo by a proxy.
func through(t *testing.T, address string, pool *x509.CertPool) *dojo.Client {
	t.Helper()
	p, err := dojo.ParseProxy(address)
	if err != nil {
		t.Fatal(err)
	}
	p.SetIn = "config.toml, line 3"
	return newClient(t, "https://api.dojo.test", func(o *dojo.Options) { o.TLS, o.Proxy = trust(pool), p })
}

// Each proxy that a shop may have lets reads and reversals through as a tunnel, with its
// user name and password, over IPv4 and IPv6. With others it lets nothing through, and
// its error names the proxy and nothing secret.
func TestProxiesWithPasswords(t *testing.T) {
	t.Parallel()
	for _, host := range loopbacks(t) {
		for _, kind := range []string{"http", "https", "socks5", "socks5h"} {
			t.Run(kind+" at "+host, func(t *testing.T) {
				t.Parallel()
				d, url, pool := serveDojo(t, host)
				to := strings.TrimPrefix(url, "https://")
				address := ""
				if strings.HasPrefix(kind, "socks") {
					address = socksAt(t, host, to, proxyUser, proxyPassword)
				} else {
					p := &guarded{proxy{to: to}, proxyUser, proxyPassword}
					s := serveAt(t, host, p, kind == "https")
					address = s.Listener.Addr().String()
					if kind == "https" {
						pool = pool.Clone()
						pool.AddCert(s.Certificate())
					}
				}
				c := through(t, kind+"://"+inAddress+"@"+address, pool)
				for _, op := range operations {
					if err := op.do(t.Context(), c); err != nil {
						t.Errorf("%s: %v", op.name, err)
					}
				}
				if calls := d.Calls(); calls.Reversals["pi_a"] != 1 || calls.Search != 1 || calls.Get != 1 {
					t.Errorf("%+v arrived", calls)
				}
				for _, other := range []string{"", "priya:wrong-password@"} {
					c := through(t, kind+"://"+other+address, pool)
					for _, op := range operations {
						err := op.do(t.Context(), c)
						var hop *dojo.HopError
						var notSent *dojo.NotSentError
						if !errors.As(err, &notSent) || notSent.Cause != dojo.CauseProxyLogin || !errors.As(err, &hop) {
							t.Fatalf("%q, %s: %T %v", other, op.name, err, err)
						}
						if !hop.Proxy || hop.Host != address || hop.SetIn != "config.toml, line 3" {
							t.Errorf("%+v", hop)
						}
						if text := fmt.Sprintf("%v %+v %#v", err, hop, c); strings.Contains(text, "wrong-password") {
							t.Errorf("the password is shown: %s", text)
						}
					}
				}
				if calls := d.Calls(); calls.Reversal != 1 || calls.Search != 1 || calls.Get != 1 {
					t.Errorf("%+v arrived without the password", calls)
				}
			})
		}
	}
}

// socksAt starts a SOCKS proxy (RFC 1928 and 1929) that connects everything to one
// place, once it has its user name and password.
func socksAt(t *testing.T, host, to, user, password string) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", host+":0")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() {
				defer c.Close()
				if socksLogin(c, user, password) != nil {
					return
				}
				up, err := net.Dial("tcp", to)
				if err != nil {
					return
				}
				defer up.Close()
				_, _ = c.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0})
				var both sync.WaitGroup
				both.Go(func() { _, _ = io.Copy(up, c); _ = up.(*net.TCPConn).CloseWrite() })
				both.Go(func() { _, _ = io.Copy(c, up); _ = c.(*net.TCPConn).CloseWrite() })
				both.Wait()
			})
		}
	})
	t.Cleanup(func() { _ = l.Close() })
	return l.Addr().String()
}

// socksLogin reads up to the request to connect, and its answer is due then.
func socksLogin(c net.Conn, user, password string) error {
	read := func() (string, error) { // a length and so many bytes
		var n [1]byte
		if _, err := io.ReadFull(c, n[:]); err != nil {
			return "", err
		}
		b := make([]byte, n[0])
		_, err := io.ReadFull(c, b)
		return string(b), err
	}
	head := make([]byte, 1)
	if _, err := io.ReadFull(c, head); err != nil {
		return err
	}
	methods, err := read()
	if err != nil {
		return err
	}
	if !strings.Contains(methods, "\x02") {
		_, _ = c.Write([]byte{5, 0xff})
		return errors.New("no password")
	}
	_, _ = c.Write([]byte{5, 2})
	_, _ = io.ReadFull(c, head)
	gotUser, _ := read()
	gotPassword, err := read()
	if err != nil || gotUser != user || gotPassword != password {
		_, _ = c.Write([]byte{1, 1})
		return errors.New("a wrong password")
	}
	_, _ = c.Write([]byte{1, 0})
	request := make([]byte, 4)
	if _, err := io.ReadFull(c, request); err != nil {
		return err
	}
	if request[3] == 3 {
		_, err = read()
	}
	var port uint16
	return errors.Join(err, binary.Read(c, binary.BigEndian, &port))
}

// Whatever a client is told of a proxy, its own machine is reached without, and none is
// used where none is wanted.
func TestWithoutAProxy(t *testing.T) {
	t.Parallel()
	gone, err := dojo.ParseProxy("http://priya:secret@127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range loopbacks(t) {
		for name, p := range map[string]dojo.Proxy{"a proxy": gone, "none": dojo.NoProxy(), "the environment's": {}} {
			_, url, pool := serveDojo(t, host)
			c := newClient(t, url, func(o *dojo.Options) { o.TLS, o.Proxy = trust(pool), p })
			for _, op := range operations {
				if err := op.do(t.Context(), c); err != nil {
					t.Errorf("%s at %s, %s: %v", name, host, op.name, err)
				}
			}
		}
	}
	c := newClient(t, "https://api.dojo.test", func(o *dojo.Options) { o.Proxy = gone })
	for _, op := range operations {
		err := op.do(t.Context(), c)
		var hop *dojo.HopError
		if dojo.CauseOf(err) != dojo.CauseConnect || !errors.As(err, &hop) || !hop.Proxy || hop.Host != "127.0.0.1:1" || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v, %+v", op.name, err, hop)
		}
	}
}

// What isn't the address of a proxy is refused without repeating it.
func TestParseProxy(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "http://", "ftp://proxy:21", "socks4://a:secret@proxy", "http://a:se%zzcret@proxy"} {
		if p, err := dojo.ParseProxy(s); !errors.Is(err, dojo.ErrProxy) || err.Error() != dojo.ErrProxy.Error() || p.String() != "" {
			t.Errorf("%q: %v, %v", s, p, err)
		}
	}
	p, err := dojo.ParseProxy("priya:secret@[::1]:3128")
	if err != nil || !p.HasPassword() {
		t.Fatal(err)
	}
	b, _ := p.MarshalText()
	for _, got := range []string{p.String(), string(b), p.LogValue().String(), fmt.Sprintf("%+v", p), fmt.Sprintf("%q", p)} {
		if got != "http://[::1]:3128" {
			t.Errorf("%q", got)
		}
	}
}

// A network that checks its traffic signs with an authority of its own. Without that
// one nothing is sent; with it all works.
func TestAuthorities(t *testing.T) {
	t.Parallel()
	for _, host := range loopbacks(t) {
		d, url, pool := serveDojo(t, host)
		conn, err := tls.Dial("tcp", strings.TrimPrefix(url, "https://"), trust(pool))
		if err != nil {
			t.Fatal(err)
		}
		theirs := conn.ConnectionState().PeerCertificates
		_ = conn.Close()
		c := newClient(t, url)
		for _, op := range operations {
			err := op.do(t.Context(), c)
			var hop *dojo.HopError
			if dojo.CauseOf(err) != dojo.CauseAuthority || !errors.As(err, &hop) || hop.Proxy || hop.Host != strings.Trim(host, "[]") {
				t.Errorf("%s: %v, %+v", op.name, err, hop)
			}
		}
		c = newClient(t, url, func(o *dojo.Options) { o.Authorities = theirs })
		for _, op := range operations {
			if err := op.do(t.Context(), c); err != nil {
				t.Errorf("%s: %v", op.name, err)
			}
		}
		if calls := d.Calls(); calls.Reversal != 1 || calls.Search != 1 || calls.Get != 1 {
			t.Errorf("%+v arrived", calls)
		}
	}
}
