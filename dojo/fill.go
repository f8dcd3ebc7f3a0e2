package dojo

import (
	"bytes"
	"encoding/json"
)

// What fills the wire types: see walk.go for why encoding/json doesn't.

// fill reads a payment intent from valid JSON, and says whether it is an
// object. A field that comes twice is one that can't be read: nothing says
// which of the two is true.
func (w *wireIntent) fill(b []byte) bool {
	return object(b, func(name, v []byte) {
		if f := w.field(name); f != nil {
			_ = f.UnmarshalJSON(v) // never fails
		}
	})
}

func (w *wireIntent) field(name []byte) json.Unmarshaler {
	switch string(name) {
	case "id":
		return &w.ID
	case "status":
		return &w.Status
	case "captureMode":
		return &w.CaptureMode
	case "reference":
		return &w.Reference
	case "description":
		return &w.Description
	case "amount":
		return &w.Amount
	case "totalAmount":
		return &w.Total
	case "tipsAmount":
		return &w.Tips
	case "cashbackAmount":
		return &w.Cashback
	case "serviceChargeAmount":
		return &w.Service
	case "requestedAmount":
		return &w.Requested
	case "refundedAmount":
		return &w.Refunded
	case "createdAt":
		return &w.CreatedAt
	case "updatedAt":
		return &w.UpdatedAt
	case "expireAt":
		return &w.ExpireAt
	case "autoExpireIn":
		return &w.AutoExpireIn
	case "autoExpireAction":
		return &w.AutoExpireAction
	case "paymentDetails":
		return &w.Details
	case "captures":
		return &w.Captures
	case "terminalSessionHistory":
		return &w.History
	case "paymentEvents":
		return &w.Events
	}
	// Names in another case are taken too, as encoding/json does.
	for _, f := range intentFields {
		if string(name) != f && bytes.EqualFold(name, []byte(f)) {
			return w.field([]byte(f))
		}
	}
	return nil
}

var intentFields = []string{
	"id", "status", "captureMode", "reference", "description", "amount", "totalAmount", "tipsAmount", "cashbackAmount",
	"serviceChargeAmount", "requestedAmount", "refundedAmount", "createdAt", "updatedAt", "expireAt", "autoExpireIn",
	"autoExpireAction", "paymentDetails", "captures", "terminalSessionHistory", "paymentEvents",
}

// list is a JSON array of at most maxList elements, of which none can fail it.
type list[T any] []lax[T]

func (l *list[T]) UnmarshalJSON(b []byte) error {
	*l = nil
	long := false
	if !array(b, func(v []byte) {
		if long = long || len(*l) == maxList; long {
			return
		}
		var e lax[T]
		_ = e.UnmarshalJSON(v) // never fails
		*l = append(*l, e)
	}) {
		return errNotArray
	}
	if long {
		return errLongArray
	}
	return nil
}

// fields fills the named fields of a struct from an object. Their own decoders
// never fail.
func fields(b []byte, field func(name []byte) json.Unmarshaler) error {
	if !object(b, func(name, v []byte) {
		if f := field(name); f != nil {
			_ = f.UnmarshalJSON(v)
		}
	}) {
		return errNotObject
	}
	return nil
}

func (d *wireDetails) UnmarshalJSON(b []byte) error {
	return fields(b, func(name []byte) json.Unmarshaler {
		switch {
		case is(name, "transactionDateTime"):
			return &d.PaidAt
		case is(name, "authCode"):
			return &d.AuthCode
		case is(name, "card"):
			return &d.Card
		}
		return d.field(name)
	})
}

func (c *wireCard) UnmarshalJSON(b []byte) error { return fields(b, c.field) }

func (c *wireCard) field(name []byte) json.Unmarshaler {
	switch {
	case is(name, "cardNumber"):
		return &c.Number
	case is(name, "last4PAN"):
		return &c.Last4
	case is(name, "cardType"):
		return &c.Type
	case is(name, "cardFundingType"):
		return &c.Funding
	case is(name, "entryMode"):
		return &c.Entry
	}
	return nil
}

func (c *wireCapture) UnmarshalJSON(b []byte) error {
	return fields(b, func(name []byte) json.Unmarshaler {
		switch {
		case is(name, "amount"):
			return &c.Amount
		case is(name, "status"):
			return &c.Status
		case is(name, "createdAt"):
			return &c.CreatedAt
		}
		return nil
	})
}

func (h *wireHistory) UnmarshalJSON(b []byte) error {
	return fields(b, func(name []byte) json.Unmarshaler {
		if is(name, "terminalSession") {
			return &h.Session
		}
		return nil
	})
}

func (s *wireSession) UnmarshalJSON(b []byte) error {
	return fields(b, func(name []byte) json.Unmarshaler {
		if is(name, "terminalId") {
			return &s.TerminalID
		}
		return nil
	})
}

func (e *wireEvent) UnmarshalJSON(b []byte) error {
	return fields(b, func(name []byte) json.Unmarshaler {
		switch {
		case is(name, "eventType"):
			return &e.Type
		case is(name, "transactionDateTime"):
			return &e.At
		}
		return nil
	})
}
