package sandbox

import (
	"cmp"
	"context"
	"io"
	"mime"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"dojoreversals/dojo/pattern"
)

// maxBody is the most that a request may bring, in bytes.
const maxBody = 1 << 20

// Handler serves the API. Its paths start at /payment-intents.
func (d *Dojo) Handler() http.Handler { return http.HandlerFunc(d.serve) }

// request is an HTTP request that was read and understood as far as its path.
type request struct {
	*http.Request
	op      string // "" if the API has no such thing
	id      string // of the payment, where the path has one
	status  int    // 404 or 405 if op is ""
	body    []byte
	version version
}

func (d *Dojo) serve(w http.ResponseWriter, r *http.Request) {
	q := route(r)
	plan := d.arrived(q)

	// The body is read before anything else: net/http only notices that a
	// client left once it has been.
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		cut()
	}
	q.body = body
	switch plan.instead.Name {
	case "silent":
		<-r.Context().Done()
		cut()
	case "cut-before":
		cut()
	}
	d.wait(r.Context(), d.options.Latency)
	a := d.answer(q, plan)
	d.wait(r.Context(), plan.slow)
	if plan.cutAfter || a.cut {
		cut()
	}
	d.send(w, r, a, plan)
}

// cut ends the connection without an answer. net/http knows this panic: it
// closes the connection (or resets the stream) and says nothing.
func cut() { panic(http.ErrAbortHandler) }

// wait waits for so long, or cuts the connection when the client or the server
// leaves.
func (d *Dojo) wait(ctx context.Context, t time.Duration) {
	if t <= 0 {
		return
	}
	select {
	case <-d.options.After(t):
	case <-ctx.Done():
		cut()
	}
}

// arrived counts a request and decides what goes wrong with it.
func (d *Dojo) arrived(q *request) plan {
	d.mu.Lock()
	defer d.mu.Unlock()
	c := &d.calls
	*map[string]*int{
		opSearch: &c.Search, opGet: &c.Get, opCreate: &c.Create, opCapture: &c.Capture, opReversal: &c.Reversal, opCancel: &c.Cancel, "": &c.Other,
	}[q.op]++
	if q.op == opReversal {
		c.Reversals[q.id]++
	}
	return d.faultsOf(q.op)
}

var idPattern = pattern.Lazy(`^[A-Za-z0-9_-]{1,100}$`)

// routes are what the API has. A path's group is the ID of a payment. A slash at
// the end of a path makes no difference: Dojo's samples create payments with it.
var routes = []struct {
	method, op string
	path       func() *regexp.Regexp
}{
	{http.MethodPost, opCreate, pattern.Lazy(`^/payment-intents$`)},
	{http.MethodPost, opSearch, pattern.Lazy(`^/payment-intents/search$`)},
	{http.MethodGet, opGet, pattern.Lazy(`^/payment-intents/([^/]+)$`)},
	{http.MethodDelete, opCancel, pattern.Lazy(`^/payment-intents/([^/]+)$`)},
	{http.MethodPost, opCapture, pattern.Lazy(`^/payment-intents/([^/]*)/captures$`)},
	{http.MethodPost, opReversal, pattern.Lazy(`^/payment-intents/([^/]*)/reversal$`)},
}

// route finds out what a request wants.
func route(r *http.Request) *request {
	q := &request{Request: r, status: http.StatusNotFound}
	path := strings.TrimSuffix(r.URL.Path, "/")
	for _, known := range routes {
		m := known.path().FindStringSubmatch(path)
		switch {
		case m == nil:
		case known.method != r.Method:
			q.status = http.StatusMethodNotAllowed
		default:
			q.op, q.id = known.op, strings.Join(m[1:], "")
			return q
		}
	}
	return q
}

// answer does the work of a request and says what to answer.
func (d *Dojo) answer(q *request, p plan) answer {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, wrong := parseVersion(q.Header.Get("Version"))
	q.version = v
	// Only a problem is given a trace ID, by which the helpdesk finds it.
	fail := func(pr *problem) answer { return pr.answer(v, q.URL.Path, d.trace()) }
	if p.instead.Name != "" {
		return instead(p.instead, fail)
	}
	if !authorized(q.Header.Get("Authorization")) {
		return fail(refuse(http.StatusUnauthorized, "The API key is missing or not valid."))
	}
	if wrong != "" {
		return fail(invalid(complaints{"version": {wrong}}))
	}
	if q.op == "" {
		return fail(refuse(q.status, ""))
	}
	if q.id != "" && !idPattern().MatchString(q.id) {
		return fail(invalid(complaints{"paymentIntentId": {"The payment intent ID is not valid."}}))
	}
	a, pr := d.work(q, p)
	if pr != nil {
		return fail(pr)
	}
	return a
}

// work does what a well-formed request asks for.
func (d *Dojo) work(q *request, p plan) (answer, *problem) {
	wall := d.advance(p.offset)
	if q.op == opSearch || q.op == opCreate || q.op == opCapture {
		if media, _, _ := mime.ParseMediaType(q.Header.Get("Content-Type")); media != "application/json" {
			return answer{}, refuse(http.StatusBadRequest, "The Content-Type must be application/json.")
		}
	} else if len(q.body) > 0 {
		return answer{}, refuse(http.StatusBadRequest, "This operation takes no request body.")
	}
	switch q.op {
	case opSearch:
		return d.search(q, p.paging.Name)
	case opCreate:
		return d.create(q, wall)
	case opGet:
		return d.get(q)
	case opCapture:
		return d.capture(q, wall)
	case opReversal:
		return d.reverse(q, p, wall)
	default:
		return d.cancel(q, wall)
	}
}

// instead is the answer of a fault that comes instead of the work.
func instead(f Fault, fail func(*problem) answer) answer {
	switch f.Name {
	case "html":
		return answer{status: cmp.Or(f.Status, http.StatusOK), page: "<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body><h1>Sign in to use this network</h1></body></html>\n"}
	case "redirect":
		// A reserved name: nobody is there, should somebody follow it.
		return answer{status: cmp.Or(f.Status, http.StatusFound), page: "<a href=\"https://login.invalid/\">Found</a>.\n", headers: map[string]string{"Location": "https://login.invalid/"}}
	case "error200":
		a := fail(refuse(http.StatusInternalServerError, ""))
		a.status = http.StatusOK
		return a
	case "errors200":
		return ok(map[string]any{"success": false, "error": map[string]string{"code": "backend_unavailable"}})
	case "version":
		return fail(invalid(complaints{"version": {notSupported}}))
	case "refused":
		return fail(refuse(http.StatusBadRequest, "The request was refused."))
	}
	status, _ := strconv.Atoi(f.Name)
	a := fail(refuse(status, map[int]string{409: "The request conflicts with another one.", 429: "There are too many requests."}[status]))
	if f.Value > 0 || status == http.StatusTooManyRequests {
		a.headers["Retry-After"] = strconv.FormatInt(int64(f.Value/time.Second), 10)
	}
	return a
}

// authorized accepts any secret key, raw after the word Basic as Dojo takes
// it: neither base64-encoded nor with a user name.
func authorized(header string) bool {
	key, ok := strings.CutPrefix(header, "Basic sk_")
	return ok && key != "" && !strings.ContainsAny(key, " \t")
}
