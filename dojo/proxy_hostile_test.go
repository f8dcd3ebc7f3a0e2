package dojo_test

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/sandbox"
)

// proxy is an HTTP proxy that connects everything to one place, or answers with
// a status instead.
type proxy struct {
	to     string
	status int

	mu    sync.Mutex
	asked []string
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.asked = append(p.asked, r.Method+" "+r.RequestURI+r.Header.Get("Authorization"))
	status := p.status
	p.mu.Unlock()
	if status != 0 {
		w.Header().Set("Proxy-Authenticate", "Basic")
		w.WriteHeader(status)
		return
	}
	up, err := net.Dial("tcp", p.to)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	defer up.Close()
	down, buffered, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	defer down.Close()
	_, _ = io.WriteString(down, "HTTP/1.1 200 Connection established\r\n\r\n")
	var both sync.WaitGroup
	both.Go(func() { _, _ = io.Copy(up, buffered); _ = up.(*net.TCPConn).CloseWrite() })
	both.Go(func() { _, _ = io.Copy(down, up); _ = down.(interface{ CloseWrite() error }).CloseWrite() })
	both.Wait()
}

// seen are the requests to the proxy since it was last asked.
func (p *proxy) seen() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := p.asked
	p.asked = nil
	return list
}

// With HTTPS_PROXY set, all goes through the proxy as a tunnel: the reversal as
// one request, the key never readable to the proxy. What the proxy itself
// refuses was not sent.
//
// The test runs itself again, since net/http asks the environment only once in
// a process.
func TestThroughAProxy(t *testing.T) {
	const inner = "DOJO_TEST_INNER_PROXY"
	if os.Getenv(inner) == "" {
		cmd := exec.Command(os.Args[0], "-test.run=^TestThroughAProxy$", "-test.v")
		cmd.Env = append(os.Environ(), inner+"=1")
		if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS: TestThroughAProxy") {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	now := time.Now()
	d := sandbox.New(sandbox.Options{Now: time.Now})
	d.Add(sandbox.Payment{ID: "pi_a"})
	s, pool, err := sandbox.ListenTLS(d, "127.0.0.1:0", now.Add(-time.Hour), now.Add(time.Hour), "api.dojo.test")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	p := &proxy{to: strings.TrimPrefix(s.URL(), "https://")}
	front := httptest.NewServer(p)
	for _, name := range []string{"HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy"} {
		t.Setenv(name, map[bool]string{true: front.URL}[strings.EqualFold(name, "https_proxy")])
	}
	c := newClient(t, "https://api.dojo.test", func(o *dojo.Options) { o.TLS = trust(pool) })

	for _, op := range operations {
		if err := op.do(t.Context(), c); err != nil {
			t.Errorf("%s: %v", op.name, err)
		}
	}
	// One tunnel for both reads, and one for the reversal alone.
	if got := strings.Join(p.seen(), ", "); got != "CONNECT api.dojo.test:443, CONNECT api.dojo.test:443" {
		t.Errorf("the proxy was asked for %s", got)
	}
	if calls := d.Calls(); calls.Reversals["pi_a"] != 1 || calls.Reversal != 1 || calls.Search != 1 || calls.Get != 1 {
		t.Errorf("%+v arrived", calls)
	}
	c.Close()

	for status, cause := range map[int]dojo.Cause{403: dojo.CauseProxy, 407: dojo.CauseProxyLogin, 502: dojo.CauseProxy, 503: dojo.CauseProxy} {
		p.mu.Lock()
		p.status = status
		p.mu.Unlock()
		for _, op := range operations {
			var notSent *dojo.NotSentError
			if err := op.do(t.Context(), c); !errors.As(err, &notSent) || notSent.Cause != cause {
				t.Errorf("%d, %s: %T %v", status, op.name, err, err)
			}
			if n := len(p.seen()); n != 1 {
				t.Errorf("%d, %s: the proxy was asked %d times", status, op.name, n)
			}
		}
	}
	front.Close()
	for _, op := range operations {
		var notSent *dojo.NotSentError
		if err := op.do(t.Context(), c); !errors.As(err, &notSent) || notSent.Cause != dojo.CauseConnect {
			t.Errorf("no proxy, %s: %T %v", op.name, err, err)
		}
	}
	if n := d.Calls().Reversal; n != 1 {
		t.Errorf("%d reversals arrived", n)
	}
}
