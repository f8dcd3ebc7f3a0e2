package dojo

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
)

// Reading is a payment intent as Dojo had it at one moment. An error-free
// reading is a good read: HTTP 200, decoded, and of the payment asked for.
type Reading struct {
	Payment  PaymentIntent
	Exchange Exchange
}

// PaymentIntent reads one payment intent. A 404 (a *RefusedError) means that
// Dojo doesn't know it or, before version 2024-02-05, that it was cancelled.
func (c *Client) PaymentIntent(ctx context.Context, id string) (Reading, error) {
	id, err := CleanID(id)
	if err != nil {
		return Reading{}, err
	}
	query := url.Values{}
	if c.version >= firstWithReturnCanceled {
		query.Set("returnCanceled", "true")
	}
	var raw json.RawMessage
	x, err := c.do(ctx, call{
		method: http.MethodGet, path: "payment-intents/" + id, query: query,
		timeout: c.timeouts.Read, client: c.reads,
	}, &raw)
	if err != nil {
		return Reading{Exchange: x}, err
	}
	p, err := decodeIntent(raw)
	switch {
	case err != nil || isNull(raw):
		return Reading{Exchange: x}, &NoAnswerError{Exchange: x, Cause: CauseUnreadable, Err: errors.New("the answer isn't a payment intent")}
	case x.HTTPStatus != http.StatusOK:
		return Reading{Exchange: x}, &NoAnswerError{Exchange: x, Cause: CauseUnreadable, Err: errors.New("the answer isn't a plain 200")}
	case p.ID != id:
		return Reading{Exchange: x}, &NoAnswerError{Exchange: x, Cause: CauseWrongID, Err: errors.New("the answer is about another payment")}
	}
	c.observe(x)
	return Reading{Payment: p, Exchange: x}, nil
}
