package dojo

import (
	"context"
	"errors"
	"net/http"
	"net/url"
)

// Reading is a payment intent as Dojo had it at one moment. An error-free
// reading is a good read: HTTP 200, decoded, of the payment asked for, and with a
// status. An error that names the payment has none, and says nothing of it.
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
	var w wireReading
	x, err := c.do(ctx, call{
		method: http.MethodGet, path: "payment-intents/" + id, id: id, query: query,
		timeout: c.timeouts.Read, client: c.reads, most: maxOne, plain: true, again: true,
	}, &w)
	switch {
	case err != nil:
		return Reading{Exchange: x}, err
	case w.ID != id:
		return Reading{Exchange: x}, &NoAnswerError{Exchange: x, Cause: CauseWrongID, Err: errors.New("the answer is about another payment")}
	case w.Status == "":
		return Reading{Exchange: x}, &NoAnswerError{Exchange: x, Cause: CauseUnreadable, Err: errNoStatus}
	}
	c.observe(x)
	return Reading{Payment: w.PaymentIntent, Exchange: x}, nil
}

// wireReading is the answer to a read of one payment.
type wireReading struct{ PaymentIntent }

func (w *wireReading) decode(b []byte) (err error) {
	if isNull(b) {
		return errNotObject
	}
	w.PaymentIntent, err = decodeValid(b)
	return err
}
