package dojo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// call is one request to the API.
type call struct {
	method  string
	path    string // below the base URL, escaped
	id      string // the payment in the path, "" for none
	query   url.Values
	body    any // nil for none
	timeout time.Duration
	client  *http.Client
	most    int  // bytes of a 2xx answer, unpacked
	plain   bool // a status of 2xx other than 200 is an error: Dojo documents none
	lenient bool // a 2xx answer may have no body
	again   bool // it changes nothing, and may be sent a second time
}

// answer is what a 2xx answer is decoded into.
type answer interface {
	// decode takes in valid JSON. It keeps nothing of its bytes, since the next answer
	// is read into them.
	decode(b []byte) error
}

// do sends one request and decodes a 2xx answer into out. Its error is a
// *NotSentError, a *NoAnswerError or a *RefusedError.
//
// A request that may be sent again is sent a second time, on a new connection and
// within the same time, if its connection had been idle and ended without a byte
// of an answer, or says nothing at all. Servers, routers and gateways drop idle
// connections, often without a word, and nobody hears of it before the next use.
// net/http does the same by itself, but not for a POST, which a search is, and rarely
// for HTTP/2. The other idle connections are closed first: they are likely to have been
// dropped as well.
func (c *Client) do(ctx context.Context, k call, out answer) (Exchange, error) {
	ctx, cancel := context.WithTimeout(ctx, k.timeout)
	defer cancel()
	if k.again {
		c.leaveOld()
	}
	x, err := c.once(ctx, k, k.again, out)
	c.tell(k, 1, x, err)
	if e, ok := errors.AsType[*NoAnswerError](err); ok && e.idle && k.again {
		k.client.CloseIdleConnections()
		x, err = c.once(ctx, k, false, out)
		c.tell(k, 2, x, err)
	}
	return x, err
}

// once is do for one request. It may be told to be impatient with a connection that had
// been idle.
func (c *Client) once(ctx context.Context, k call, impatient bool, out answer) (Exchange, error) {
	x := Exchange{Method: k.method, Path: k.path, Sent: c.now()}
	ctx, hush := context.WithCancelCause(ctx)
	defer hush(nil)

	// net/http hands out a connection before it writes the first byte of a request.
	// So nothing can have reached Dojo without a connection, or if the time for
	// sending was over before that byte.
	var connected, idle atomic.Bool // idle: it was used before, and no byte of this answer has come
	bound, _ := ctx.Value(sendBeforeKey{}).(*sendBefore)
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(got httptrace.GotConnInfo) {
			connected.Store(true)
			idle.Store(got.Reused)
			bound.handedOut()
			if impatient && got.IdleTime >= oftenUsed && !isHTTP2(got.Conn) {
				time.AfterFunc(c.timeouts.Silence, func() {
					if idle.Load() {
						hush(errSilent)
					}
				})
			}
		},
		GotFirstResponseByte: func() { idle.Store(false) },
	})
	fail := func(err error) (Exchange, error) {
		x.Received = c.now()
		// The text of a url.Error has the whole address in it.
		var ue *url.Error
		if errors.As(err, &ue) {
			err = ue.Err
		}
		silent := errors.Is(context.Cause(ctx), errSilent)
		if silent {
			err = errSilent
		}
		unsent := !connected.Load()
		if bound.nothingWritten() {
			// net/http closes a connection that has refused a write, and may tell only that
			// it is closed. No later write is let through either.
			unsent, err = true, &causeError{CauseStopped, ErrSendBefore}
		}
		cause := causeOf(err)
		if cause == CauseTLS {
			cause = certificateCause(err, x.Received)
		}
		err = c.hop(err, cause, c.secrets.error(err))
		if unsent {
			return x, &NotSentError{Exchange: x, Cause: cause, Err: err}
		}
		return x, &NoAnswerError{Exchange: x, Cause: cause, Err: err, idle: silent || idle.Load() && cause == CauseCut}
	}

	req, err := c.request(ctx, k)
	if err != nil {
		return fail(&causeError{CauseBadRequest, err})
	}
	res, err := k.client.Do(req)
	if err != nil {
		return fail(err)
	}
	defer res.Body.Close()
	x.HTTPStatus = res.StatusCode
	x.TraceID = c.traceOf(res.Header)
	x.Date = dateOf(res)

	if res.StatusCode < 200 || res.StatusCode > 299 {
		body := readProblem(res.Body)
		x.Received, x.Bytes = c.now(), len(body)
		p := decodeProblem(c.secrets, body)
		if p.TraceID != "" {
			x.TraceID = p.TraceID
		}
		return x, &RefusedError{Exchange: x, Problem: p, RetryAfter: retryAfter(res.Header, x.Date), HTML: looksLikeHTML(body)}
	}
	room, _ := c.rooms.Get().(*bytes.Buffer)
	defer c.rooms.Put(room) // nothing keeps a part of it, see answer
	body, err := readBounded(room, res.Body, k.most)
	if err != nil {
		return fail(err)
	}
	x.Received, x.Bytes = c.now(), len(body)
	if k.plain && res.StatusCode != http.StatusOK {
		return fail(&causeError{CauseUnreadable, errors.New("the answer isn't a plain 200")})
	}
	if k.lenient && len(bytes.TrimSpace(body)) == 0 {
		return x, nil
	}
	if err := decodeAnswer(c.secrets, body, out); err != nil {
		return fail(err)
	}
	return x, nil
}

func (c *Client) request(ctx context.Context, k call) (*http.Request, error) {
	u := *c.base
	target := u.JoinPath(k.path)
	target.RawQuery = k.query.Encode()
	var body io.Reader
	if k.body != nil {
		b, err := json.Marshal(k.body)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, k.method, target.String(), body)
	if err != nil {
		return nil, err
	}
	req.Header = c.headers.Clone()
	req.Header.Set("Authorization", c.key.authorization())
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return req, nil
}

// observe sets Dojo's clock by an answer that was understood. Others, such as the
// log-in page of a Wi-Fi, may have another clock.
func (c *Client) observe(x Exchange) { c.clock.Observe(x.Date, x.Sent, x.Received) }

// decodeAnswer decodes a body without the client's key into an answer.
func decodeAnswer(secrets redactor, body []byte, out answer) error {
	if !isBounded(body) {
		return &causeError{CauseTooLarge, errShape}
	}
	body = secrets.body(body)
	var err error
	switch {
	case !json.Valid(body):
		err = errNotJSON
	default:
		err = out.decode(body)
	}
	switch {
	case err == nil:
		return nil
	case looksLikeHTML(body):
		return &causeError{CauseHTML, errors.New("the answer is a web page")}
	}
	return &causeError{CauseUnreadable, err}
}

func looksLikeHTML(body []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("<"))
}

// traceOf finds the trace ID that an answer's head names, for the helpdesk.
func (c *Client) traceOf(h http.Header) string {
	for _, name := range []string{"Traceparent", "X-Trace-Id", "Trace-Id", "X-Request-Id"} {
		if id := c.secrets.trace(h.Get(name)); id != "" {
			return id
		}
	}
	return ""
}

// maxRetryAfter bounds what a server can ask us to wait.
const maxRetryAfter = 5 * time.Minute

// retryAfter reads the Retry-After header: seconds, or a date by Dojo's clock.
func retryAfter(h http.Header, date time.Time) time.Duration {
	v := strings.TrimSpace(h.Get("Retry-After"))
	if v == "" {
		return 0
	}
	var d time.Duration
	if n, err := strconv.Atoi(v); err == nil {
		d = time.Duration(min(max(n, 0), int(maxRetryAfter/time.Second))) * time.Second
	} else if at, err := http.ParseTime(v); err == nil && !date.IsZero() {
		d = at.Sub(date)
	}
	return min(max(d, 0), maxRetryAfter)
}
