package sandbox_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/leaktest"
	"dojoreversals/dojo/sandbox"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// noon is a Wednesday in summer time: noon in London is 11:00 UTC.
var noon = time.Date(2026, 7, 15, 11, 0, 0, 0, time.UTC)

const testKey = "sk_sandbox_test_not_a_real_key"

// clock is a virtual one.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func newClock(t time.Time) *clock { return &clock{t: t} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// rig is a Dojo that listens, and somebody who talks to it.
type rig struct {
	*sandbox.Dojo
	server *sandbox.Server
	clock  *clock
	http   *http.Client
}

type tb interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
	Errorf(string, ...any)
	Cleanup(func())
}

func start(t tb, at time.Time, o sandbox.Options) *rig {
	t.Helper()
	c := newClock(at)
	o.Now = c.Now
	d := sandbox.New(o)
	s, err := sandbox.Listen(d, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{DisableCompression: true}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		if err := s.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	})
	return &rig{Dojo: d, server: s, clock: c, http: &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// client is the real one, against the rig.
func (r *rig) client(t tb, version string) *dojo.Client {
	t.Helper()
	key, err := dojo.ParseAPIKey(testKey)
	if err != nil {
		t.Fatal(err)
	}
	c, err := dojo.NewClient(dojo.Options{BaseURL: r.server.URL(), Key: key, Version: version, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// reply is an answer as it came.
type reply struct {
	status int
	header http.Header
	body   []byte
	json   map[string]any // nil if it isn't an object
}

func (p reply) str(name string) string { s, _ := p.json[name].(string); return s }

func (p reply) obj(name string) map[string]any { m, _ := p.json[name].(map[string]any); return m }

func (p reply) list(name string) []map[string]any {
	raw, _ := p.json[name].([]any)
	out := make([]map[string]any, 0, len(raw))
	for _, v := range raw {
		m, _ := v.(map[string]any)
		out = append(out, m)
	}
	return out
}

// request makes a request with all the right headers.
func (r *rig) request(t tb, method, path, version, body string) *http.Request {
	t.Helper()
	req, err := http.NewRequest(method, r.server.URL()+path, bytes.NewReader([]byte(body)))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Basic "+testKey)
	req.Header.Set("version", version)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	return req
}

func (r *rig) do(t tb, req *http.Request) reply {
	t.Helper()
	res, err := r.http.Do(req)
	if err != nil {
		t.Fatalf("%s %s: %v", req.Method, req.URL.Path, err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	p := reply{status: res.StatusCode, header: res.Header, body: b}
	_ = json.Unmarshal(b, &p.json)
	return p
}

func (r *rig) call(t tb, method, path, version, body string) reply {
	t.Helper()
	return r.do(t, r.request(t, method, path, version, body))
}

func (r *rig) reverse(t tb, id, version string) reply {
	t.Helper()
	return r.call(t, http.MethodPost, "/payment-intents/"+id+"/reversal", version, "")
}

func (r *rig) status(t tb, id string) dojo.Status {
	t.Helper()
	p, ok := r.Payment(id)
	if !ok {
		t.Fatalf("no payment %s", id)
	}
	return p.Status
}

func wantStatus(t tb, p reply, status int) {
	t.Helper()
	if p.status != status {
		t.Fatalf("HTTP %d instead of %d: %s", p.status, status, p.body)
	}
}

// cutRequest sends a request that must end without a single byte of an answer.
func (r *rig) cutRequest(t tb, req *http.Request) {
	t.Helper()
	var answered atomic.Bool
	req = req.WithContext(httptrace.WithClientTrace(req.Context(), &httptrace.ClientTrace{
		GotFirstResponseByte: func() { answered.Store(true) },
	}))
	res, err := r.http.Do(req)
	if err == nil {
		_ = res.Body.Close()
		t.Fatalf("HTTP %d instead of a cut connection", res.StatusCode)
	}
	if answered.Load() {
		t.Errorf("a byte of an answer came before the cut")
	}
}
