package dojo

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"
)

// Exchange is what is known of one request and its answer, for the helpdesk:
// nothing in it is secret.
type Exchange struct {
	Method     string
	Path       string // without host and query
	HTTPStatus int    // 0 where no answer came
	TraceID    string
	Bytes      int       // of the answer's body, unpacked; 0 where it wasn't read to its end
	Sent       time.Time // by this machine's clock
	Received   time.Time // by this machine's clock, when the answer or the error came
	Date       time.Time // Dojo's clock, zero where it didn't say
}

// Took is how long the request took.
func (x Exchange) Took() time.Duration { return x.Received.Sub(x.Sent) }

// Cause says, without technical words, what kind of thing went wrong.
type Cause string

// The causes.
const (
	CauseName       Cause = "name"                       // the host's name can't be resolved
	CauseConnect    Cause = "connect"                    // no connection
	CauseProxy      Cause = "proxy"                      // the network's proxy doesn't let the request through
	CauseProxyLogin Cause = "proxy log-in"               // the network's proxy wants a user name and a password, or others
	CauseTLS        Cause = "tls"                        // the connection isn't trustworthy
	CauseAuthority  Cause = "unknown authority"          // …since nobody here knows who signed the other side's certificate
	CauseExpired    Cause = "expired certificate"        // …since it has ended, by this machine's clock
	CauseNotYet     Cause = "certificate not valid yet"  // …since it begins later, by this machine's clock
	CauseWrongHost  Cause = "another host's certificate" // …since it is of another host
	CauseTimeout    Cause = "timeout"                    // too slow
	CauseCut        Cause = "cut"                        // the connection was cut
	CauseHTML       Cause = "html"                       // a web page instead of an answer, as log-in pages of a Wi-Fi send
	CauseUnreadable Cause = "unreadable"                 // an answer that isn't what Dojo documents
	CauseTooLarge   Cause = "too large"                  // an answer beyond all bounds
	CauseStopped    Cause = "stopped"                    // given up by ourselves
	CauseWrongID    Cause = "another ID"                 // an answer about another payment
	CauseBadRequest Cause = "bad request"                // the request could not be made
)

// NotSentError says that no byte of the request was written: no connection
// could be made, and Dojo can't have acted on it.
type NotSentError struct {
	Exchange Exchange
	Cause    Cause
	Err      error
}

func (e *NotSentError) Error() string {
	return fmt.Sprintf("%s %s was not sent (%s): %v", e.Exchange.Method, e.Exchange.Path, e.Cause, e.Err)
}
func (e *NotSentError) Unwrap() error { return e.Err }

// NoAnswerError says that the request may have been written, in part or whole,
// and that no answer came that could be read. Dojo may have acted on it.
type NoAnswerError struct {
	Exchange Exchange
	Cause    Cause
	Err      error

	idle bool // its connection had been idle, and ended without a byte of an answer
}

func (e *NoAnswerError) Error() string {
	return fmt.Sprintf("%s %s had no readable answer (%s): %v", e.Exchange.Method, e.Exchange.Path, e.Cause, e.Err)
}
func (e *NoAnswerError) Unwrap() error { return e.Err }

// RefusedError says that the server answered with an HTTP status other than
// 2xx. For a reversal that is proof of nothing being done only for a few
// statuses; package reversal decides which.
type RefusedError struct {
	Exchange   Exchange
	Problem    *Problem // never nil
	RetryAfter time.Duration
	HTML       bool // the answer was a web page, so not Dojo's own
}

func (e *RefusedError) Error() string {
	s := fmt.Sprintf("%s %s was answered with %d %s", e.Exchange.Method, e.Exchange.Path, e.Exchange.HTTPStatus, http.StatusText(e.Exchange.HTTPStatus))
	if t := e.Problem.Text(); t != "" {
		s += ": " + t
	}
	return s
}

// ExchangeOf returns the exchange that an error of this package tells of.
func ExchangeOf(err error) (Exchange, bool) {
	if e, ok := errors.AsType[*NotSentError](err); ok {
		return e.Exchange, true
	}
	if e, ok := errors.AsType[*NoAnswerError](err); ok {
		return e.Exchange, true
	}
	if e, ok := errors.AsType[*RefusedError](err); ok {
		return e.Exchange, true
	}
	return Exchange{}, false
}

// CauseOf returns the cause that an error of this package gives, or "" for a
// refusal, which has an HTTP status instead.
func CauseOf(err error) Cause {
	if e, ok := errors.AsType[*NotSentError](err); ok {
		return e.Cause
	}
	if e, ok := errors.AsType[*NoAnswerError](err); ok {
		return e.Cause
	}
	return ""
}

// causeOf sorts an error of net/http by what a person could do about it.
func causeOf(err error) Cause {
	var dns *net.DNSError
	var cert *tls.CertificateVerificationError
	var unknownCA x509.UnknownAuthorityError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	var netErr net.Error
	var op *net.OpError
	var cause *causeError
	switch {
	case errors.As(err, &cause):
		return cause.cause
	case errors.Is(err, context.Canceled):
		return CauseStopped
	case errors.As(err, &dns):
		return CauseName
	case errors.As(err, &cert), errors.As(err, &unknownCA), errors.As(err, &record), errors.As(err, &alert), errors.Is(err, http.ErrSchemeMismatch):
		return CauseTLS
	case errors.As(err, &op) && (op.Op == "remote error" || op.Op == "local error"):
		// The words of crypto/tls for an alert, whose type it keeps to itself.
		return CauseTLS
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded), errors.As(err, &netErr) && netErr.Timeout():
		return CauseTimeout
	case errors.As(err, &op) && op.Op == "socks connect":
		return socksCause(op)
	case errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect"):
		return CauseConnect
	}
	return CauseCut
}

// causeError is an error of ours whose cause is known where it is made.
type causeError struct {
	cause Cause
	err   error
}

func (e *causeError) Error() string { return e.err.Error() }
func (e *causeError) Unwrap() error { return e.err }
