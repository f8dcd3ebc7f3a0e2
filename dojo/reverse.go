package dojo

import (
	"cmp"
	"context"
	"encoding/json"
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

// wireReversal is the answer to a reversal. Its status, when one is sent, is one
// of Dojo's words, so a number there (the HTTP status of an error) is none.
type wireReversal struct {
	Status     field[word]
	Message    field[text]
	ReversalID field[label]
	ID         field[label]
}

func (w *wireReversal) at(name []byte) json.Unmarshaler {
	switch string(lower(make([]byte, 0, longestName), name)) {
	case "status":
		return &w.Status
	case "message":
		return &w.Message
	case "reversalid":
		return &w.ReversalID
	case "id":
		return &w.ID
	}
	return nil
}

// decode reads the answer from valid JSON. An error that comes with HTTP 200, or
// an object with none of the documented fields, isn't an answer: only reads can
// tell what Dojo did then. An empty object is an answer without any of its fields,
// which some version may send. Dojo's own word Failed counts, even with an error
// beside it.
func (w *wireReversal) decode(b []byte) error {
	if isNull(b) {
		return nil
	}
	if _, ok := readObject(b, w); !ok {
		return errNotObject
	}
	named, known := 0, 0
	object(b, func(name, rest []byte) int {
		named++
		if w.at(name) != nil {
			known++
		}
		return skip(rest, 0)
	})
	switch {
	case named > 0 && known == 0:
		return errNoReversal
	case reportsError(b) && ReversalStatus(w.Status.v) != ReversalFailed:
		return errIsError
	}
	return nil
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
		method: http.MethodPost, path: "payment-intents/" + id + "/reversal", id: id,
		timeout: c.timeouts.Reverse, client: c.reversal, most: maxReversal, lenient: true,
	}, &w)
	if err != nil {
		return ReversalAnswer{Exchange: x}, err
	}
	c.observe(x)
	return ReversalAnswer{
		Status:   ReversalStatus(w.Status.v),
		Message:  string(w.Message.v),
		ID:       string(cmp.Or(w.ReversalID.v, w.ID.v)),
		Exchange: x,
	}, nil
}
