package monitor

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestAddresses(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"127.0.0.1:9464": "127.0.0.1:9464", "[::1]:9464": "[::1]:9464", "localhost:9464": "127.0.0.1:9464", "127.8.9.1:0": "127.8.9.1:0", "[::ffff:127.0.0.1]:9464": "[::ffff:127.0.0.1]:9464",
		"0.0.0.0:9464": "", "[::]:9464": "", ":9464": "", "*:9464": "", "192.168.1.4:9464": "", "helpdesk:9464": "",
		"127.0.0.1": "", "9464": "", "127.0.0.1:http": "", "127.0.0.1:99999": "", "127.0.0.1:-1": "", "": "",
	} {
		got, err := loopback(address)
		switch {
		case want == "" && err == nil:
			t.Errorf("%q is taken as %s", address, got)
		case want == "" && !strings.Contains(err.Error(), "127.0.0.1:"):
			t.Errorf("%q: %q doesn't say what to write", address, err)
		case want != "" && (err != nil || got.String() != want):
			t.Errorf("%q is taken as %s, %v", address, got, err)
		}
	}
	if _, err := Listen(t.Context(), "0.0.0.0:0"); err == nil {
		t.Error("it listens to everybody")
	}
}

func answered(t *testing.T, h http.Handler, method, path string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, path, nil))
	return w
}

func TestPages(t *testing.T) {
	t.Parallel()
	h := watched().Handler()
	for _, tt := range []struct {
		method, path string
		status       int
		kind         string
	}{
		{"GET", "/metrics", 200, "text/plain; version=0.0.4; charset=utf-8"},
		{"HEAD", "/metrics", 200, "text/plain; version=0.0.4; charset=utf-8"},
		{"GET", "/healthz", 200, "text/plain; charset=utf-8"},
		{"POST", "/metrics", 405, ""},
		{"DELETE", "/healthz", 405, ""},
		{"GET", "/", 404, ""},
		{"GET", "/metrics/", 404, ""},
		{"GET", "/debug/pprof/", 404, ""},
	} {
		got := answered(t, h, tt.method, tt.path)
		if got.Code != tt.status || tt.kind != "" && got.Header().Get("Content-Type") != tt.kind {
			t.Errorf("%s %s: %d, %q", tt.method, tt.path, got.Code, got.Header())
		}
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	full, draining := errors.New("the disk\nis\x1b[2J full"), errors.New("the server is ending")
	for _, tt := range []struct {
		journal, logins error
		status          int
		text, gauge     string
	}{
		{nil, nil, 200, "ok: the journal can be written, and log-ins are accepted\n", "1"},
		{full, nil, 503, "journal: the disk is[2J full\n", "0"},
		{nil, draining, 503, "log-ins: the server is ending\n", "0"},
		{full, draining, 503, "journal: the disk is[2J full\nlog-ins: the server is ending\n", "0"},
	} {
		m := New(Options{Journal: func() error { return tt.journal }, LogIns: func() error { return tt.logins }})
		got := answered(t, m.Handler(), "GET", "/healthz")
		if body := got.Body.String(); got.Code != tt.status || body != tt.text {
			t.Errorf("%v, %v: %d, %q", tt.journal, tt.logins, got.Code, body)
		}
		if !strings.Contains(string(m.scrape()), "\ndojo_reversals_healthy "+tt.gauge+"\n") {
			t.Errorf("%v, %v: the gauge isn't %s", tt.journal, tt.logins, tt.gauge)
		}
	}
}

// TestServeEnds holds that the server ends with its context, though one client says
// nothing, and one has a request under way that takes too long.
func TestServeEnds(t *testing.T) {
	t.Parallel()
	asked, release := make(chan struct{}), make(chan struct{})
	var slow atomic.Bool
	m := New(Options{Journal: func() error {
		if slow.Load() {
			close(asked)
			<-release
		}
		return nil
	}})
	l, err := Listen(t.Context(), "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- m.Serve(ctx, l) }()

	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	got, err := client.Get("http://" + l.Addr().String() + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(got.Body)
	got.Body.Close()
	if got.StatusCode != http.StatusOK || !strings.Contains(string(body), "dojo_reversals_build_info") {
		t.Errorf("%s, %s", got.Status, body)
	}

	silent, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	slow.Store(true)
	hung := make(chan error, 1)
	go func() {
		got, err := client.Get("http://" + l.Addr().String() + "/healthz")
		if err == nil {
			got.Body.Close()
		}
		hung <- err
	}()
	<-asked
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("the end: %v", err)
	}
	if err := <-hung; err == nil {
		t.Error("the request that hung was answered")
	}
	close(release)
	if c, err := net.DialTimeout("tcp", l.Addr().String(), time.Second); err == nil {
		c.Close()
		t.Error("it still listens")
	}
}

// TestServeSaysWhy holds that a listener that breaks is an error.
func TestServeSaysWhy(t *testing.T) {
	t.Parallel()
	l, err := Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	if err := New(Options{}).Serve(t.Context(), l); err == nil {
		t.Error("no error")
	}
}

// No client holds a connection for ever, or sends a head without end.
func TestEveryRequestIsBounded(t *testing.T) {
	t.Parallel()
	s := New(Options{}).server()
	if s.ReadHeaderTimeout == 0 || s.ReadTimeout == 0 || s.WriteTimeout == 0 || s.IdleTimeout == 0 || s.MaxHeaderBytes == 0 {
		t.Errorf("%+v", s)
	}
}
