package dojo

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestCauseOfNetworkErrors(t *testing.T) {
	t.Parallel()
	dial := func(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }
	read := func(err error) error { return &net.OpError{Op: "read", Net: "tcp", Err: err} }
	for _, tt := range []struct {
		name string
		err  error
		want Cause
	}{
		{"no such host", dial(&net.DNSError{Err: "no such host", Name: "api.example.test", IsNotFound: true}), CauseName},
		{"the name server is slow", dial(&net.DNSError{Err: "timeout", Name: "api.example.test", IsTimeout: true}), CauseName},
		{"connection refused", dial(os.NewSyscallError("connect", syscall.ECONNREFUSED)), CauseConnect},
		{"no route", dial(os.NewSyscallError("connect", syscall.EHOSTUNREACH)), CauseConnect},
		{"no network", dial(os.NewSyscallError("connect", syscall.ENETUNREACH)), CauseConnect},
		{"connecting takes too long", dial(os.ErrDeadlineExceeded), CauseTimeout},
		{"reset", read(os.NewSyscallError("read", syscall.ECONNRESET)), CauseCut},
		{"broken pipe", &net.OpError{Op: "write", Err: os.NewSyscallError("write", syscall.EPIPE)}, CauseCut},
		{"closed", io.EOF, CauseCut},
		{"closed in the middle", io.ErrUnexpectedEOF, CauseCut},
		{"reading takes too long", read(os.ErrDeadlineExceeded), CauseTimeout},
		{"out of time", context.DeadlineExceeded, CauseTimeout},
		{"given up", context.Canceled, CauseStopped},
		{"given up while connecting", dial(context.Canceled), CauseStopped},
		{"an unknown authority", &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}, CauseTLS},
		{"an unknown authority, bare", x509.UnknownAuthorityError{}, CauseTLS},
		{"another host's certificate", &tls.CertificateVerificationError{Err: x509.HostnameError{}}, CauseTLS},
		{"no TLS", tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}, CauseTLS},
		{"no TLS, in net/http's words", http.ErrSchemeMismatch, CauseTLS},
		{"an alert", tls.AlertError(70), CauseTLS},
		{"an alert of the server", &net.OpError{Op: "remote error", Err: tls.AlertError(70)}, CauseTLS},
		{"ours", &causeError{CauseTooLarge, errors.New("x")}, CauseTooLarge},
		{"anything else", errors.New("x"), CauseCut},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, err := range []error{tt.err, fmt.Errorf("wrapped: %w", tt.err), &url.Error{Op: "Post", URL: "https://api.example.test", Err: tt.err}} {
				if got := causeOf(err); got != tt.want {
					t.Errorf("%v: got %s, want %s", err, got, tt.want)
				}
			}
		})
	}
}

func TestErrorsTellTheirExchange(t *testing.T) {
	t.Parallel()
	x := Exchange{Method: "POST", Path: "payment-intents/pi_a/reversal", HTTPStatus: 409, TraceID: "t", Sent: time.Unix(10, 0), Received: time.Unix(12, 0)}
	if x.Took() != 2*time.Second {
		t.Errorf("took %v", x.Took())
	}
	inner := errors.New("inner")
	for _, tt := range []struct {
		err   error
		cause Cause
		text  string
	}{
		{&NotSentError{Exchange: x, Cause: CauseName, Err: inner}, CauseName, "POST payment-intents/pi_a/reversal was not sent (name): inner"},
		{&NoAnswerError{Exchange: x, Cause: CauseCut, Err: inner}, CauseCut, "POST payment-intents/pi_a/reversal had no readable answer (cut): inner"},
		{&RefusedError{Exchange: x, Problem: &Problem{}}, "", "POST payment-intents/pi_a/reversal was answered with 409 Conflict"},
		{&RefusedError{Exchange: x, Problem: &Problem{Detail: "No."}}, "", "POST payment-intents/pi_a/reversal was answered with 409 Conflict: No."},
		{&RefusedError{Exchange: x}, "", "POST payment-intents/pi_a/reversal was answered with 409 Conflict"},
	} {
		wrapped := fmt.Errorf("reversing: %w", tt.err)
		if got, ok := ExchangeOf(wrapped); !ok || got != x {
			t.Errorf("%T: exchange %+v", tt.err, got)
		}
		if got := CauseOf(wrapped); got != tt.cause {
			t.Errorf("%T: cause %s", tt.err, got)
		}
		if tt.err.Error() != tt.text {
			t.Errorf("%T: %q, want %q", tt.err, tt.err, tt.text)
		}
		if tt.cause != "" && !errors.Is(wrapped, inner) {
			t.Errorf("%T doesn't unwrap", tt.err)
		}
	}
	if _, ok := ExchangeOf(inner); ok || CauseOf(inner) != "" || CauseOf(nil) != "" {
		t.Error("an exchange or a cause of another error")
	}
}

// What can't be made into a request is never sent, and the error doesn't
// repeat the header.
func TestARequestThatCantBeMade(t *testing.T) {
	t.Parallel()
	c, err := NewClient(Options{BaseURL: "http://127.0.0.1:1", Key: keyForTests(t), Now: time.Now, UserAgent: "a\r\nX-Injected: b"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Reverse(t.Context(), "pi_a")
	var notSent *NotSentError
	if !errors.As(err, &notSent) || strings.Contains(err.Error(), "Injected") {
		t.Errorf("error %v", err)
	}
}

func keyForTests(t testing.TB) APIKey {
	t.Helper()
	k, err := ParseAPIKey("sk_sandbox_test_obviouslyfake")
	if err != nil {
		t.Fatal(err)
	}
	return k
}
