package dojo

import (
	"context"
	"net/http"
)

// ReversalStatus is the status of a reversal in Dojo's own word. The version
// of 2022-01-03 sends it; later ones send none, and only a read of the payment
// tells what became of the reversal.
type ReversalStatus string

// The statuses of a reversal that Dojo documents.
const (
	ReversalCreated    ReversalStatus = "Created"    // Dojo is processing it
	ReversalSuccessful ReversalStatus = "Successful" // Dojo approved it
	ReversalFailed     ReversalStatus = "Failed"     // Dojo did not do it
)

// ReversalAnswer is a 2xx answer to a reversal. Every part is optional: that
// Dojo answered doesn't say that it reversed anything.
type ReversalAnswer struct {
	Status   ReversalStatus // as it came; empty where none was sent
	Message  string
	ID       string
	Exchange Exchange
}

type wireReversal struct {
	Status     lax[text] `json:"status"`
	Message    lax[text] `json:"message"`
	ReversalID lax[text] `json:"reversalId"`
	ID         lax[text] `json:"id"`
}

// Reverse asks Dojo to reverse the whole amount of a payment. The request is
// written at most once, on a connection of its own, and is never repeated by
// anything in this package: it moves money, and Dojo has no way to tell a
// second request from a repeated first one.
//
// Its errors are the difference between "nothing happened" and "it may have
// gone through": a *NotSentError, a *NoAnswerError or a *RefusedError.
func (c *Client) Reverse(ctx context.Context, id string) (ReversalAnswer, error) {
	id, err := CleanID(id)
	if err != nil {
		x := Exchange{Method: http.MethodPost, Path: "payment-intents/…/reversal", Sent: c.now(), Received: c.now()}
		return ReversalAnswer{}, &NotSentError{Exchange: x, Cause: CauseBadRequest, Err: err}
	}
	var w wireReversal
	x, err := c.do(ctx, call{
		method: http.MethodPost, path: "payment-intents/" + id + "/reversal",
		timeout: c.timeouts.Reverse, client: c.reversal, lenient: true,
	}, &w)
	if err != nil {
		return ReversalAnswer{Exchange: x}, err
	}
	c.observe(x)
	return ReversalAnswer{
		Status:   ReversalStatus(w.Status.v),
		Message:  string(w.Message.v),
		ID:       string(first(w.ReversalID.v, w.ID.v)),
		Exchange: x,
	}, nil
}
