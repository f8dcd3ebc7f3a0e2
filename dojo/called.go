package dojo

import (
	"errors"
	"strings"
	"time"
)

// Call is one request as it went, for a log. It holds no key, no body and nothing of a
// card.
type Call struct {
	Exchange
	Template   string // the path with {id} for the payment, such as payment-intents/{id}/reversal
	PaymentID  string // "" for a search
	Number     int    // 1, or 2 for a read that was sent again, see Client
	Cause      Cause  // what went wrong, "" for an answer that was understood or a refusal
	NotSent    bool   // no byte of the request was written
	RetryAfter time.Duration
	// Detail says more of a connection that couldn't be made, such as the address that
	// was tried. It is "" for all else, since an error may quote what was answered.
	Detail string
}

// tell tells Options.Called of a request that was sent for the number-th time.
func (c *Client) tell(k call, number int, x Exchange, err error) {
	if c.called == nil {
		return
	}
	t := Call{Exchange: x, Template: k.path, PaymentID: k.id, Number: number, Cause: CauseOf(err)}
	if k.id != "" {
		t.Template = strings.Replace(k.path, k.id, "{id}", 1)
	}
	if refused, ok := errors.AsType[*RefusedError](err); ok {
		t.RetryAfter = refused.RetryAfter
	}
	if unsent, ok := errors.AsType[*NotSentError](err); ok {
		t.NotSent = true
		switch unsent.Cause {
		case CauseName, CauseConnect, CauseProxy, CauseProxyLogin, CauseTLS, CauseAuthority, CauseExpired, CauseNotYet, CauseWrongHost:
			t.Detail = unsent.Err.Error()
		}
	}
	c.called(t)
}
