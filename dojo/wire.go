package dojo

import (
	"encoding/json"
	"strings"
)

// The shapes in which Dojo sends a payment intent, of all versions at once:
// where a version moved a field, both places are read. Names are matched without
// regard to case: here they are in lower case. What isn't named here is not decoded,
// which is how secrets and card data are kept out.
type wireIntent struct {
	ID               field[ident]
	Status           field[word]
	CaptureMode      field[text]
	Reference        field[text]
	Description      field[text]
	Amount           field[wireMoney]
	Total            field[wireMoney]
	Tips             field[wireMoney]
	Cashback         field[wireMoney]
	Service          field[wireMoney]
	Requested        field[wireMoney]
	Refunded         field[wireRefunded]
	CreatedAt        field[instant]
	UpdatedAt        field[instant]
	ExpireAt         field[instant]
	AutoExpireIn     field[span]
	AutoExpireAction field[text]
	Details          field[wireDetails]
	Captures         field[list[wireCapture]]
	History          field[list[wireHistory]]
	Events           field[list[wireEvent]]
}

func (w *wireIntent) at(name []byte) json.Unmarshaler {
	switch string(lower(make([]byte, 0, longestName), name)) {
	case "id":
		return &w.ID
	case "status":
		return &w.Status
	case "capturemode":
		return &w.CaptureMode
	case "reference":
		return &w.Reference
	case "description":
		return &w.Description
	case "amount":
		return &w.Amount
	case "totalamount":
		return &w.Total
	case "tipsamount":
		return &w.Tips
	case "cashbackamount":
		return &w.Cashback
	case "servicechargeamount":
		return &w.Service
	case "requestedamount":
		return &w.Requested
	case "refundedamount":
		return &w.Refunded
	case "createdat":
		return &w.CreatedAt
	case "updatedat":
		return &w.UpdatedAt
	case "expireat":
		return &w.ExpireAt
	case "autoexpirein":
		return &w.AutoExpireIn
	case "autoexpireaction":
		return &w.AutoExpireAction
	case "paymentdetails":
		return &w.Details
	case "captures":
		return &w.Captures
	case "terminalsessionhistory":
		return &w.History
	case "paymentevents":
		return &w.Events
	}
	return nil
}

// wireMoney is a Money object, or the bare integer of minor units that some
// fields have instead; the currency is then that of the payment.
type wireMoney struct {
	Minor field[minor]
	Code  field[text]
}

func (m *wireMoney) at(name []byte) json.Unmarshaler {
	switch string(lower(make([]byte, 0, longestName), name)) {
	case "value":
		return &m.Minor
	case "currencycode":
		return &m.Code
	}
	return nil
}

func (m *wireMoney) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] != '{' {
		return m.Minor.v.UnmarshalJSON(b)
	}
	readObject(b, m)
	if !m.Minor.set || m.Code.bad {
		return errNoMoney
	}
	return nil
}

func (m *wireMoney) minor() int64     { return int64(m.Minor.v) }
func (m *wireMoney) currency() string { return interned(currencyOf(string(m.Code.v))) }

const (
	errNoMoney = jsonError("a Money object without a value and a currency that can be read")
	errNoID    = jsonError("not the ID of a payment")
	errNoSpan  = jsonError("not a time span")
	errNoText  = jsonError("neither a text nor a number, or too long")

	errNoPage     = jsonError("not a page of payments: it has no data, or two")
	errNoStatus   = jsonError("a payment without a status")
	errNoReversal = jsonError("not the answer to a reversal")
	errIsError    = jsonError("an error, although the HTTP status says none")

	errNotJSON   = jsonError("not JSON")
	errNotObject = jsonError("not an object")
	errNotArray  = jsonError("not an array")
	errLongArray = jsonError("an array without an end in sight")
)

type jsonError string

func (e jsonError) Error() string { return string(e) }

// wireRefunded is the refunded amount: documented as a bare integer, and read as a
// Money object too. Without it, a payment that was refunded in part would look
// like one that wasn't.
type wireRefunded struct{ wireMoney }

// wireDetails has the card's fields both flat, as in 2022, and nested in card,
// as in all later versions.
type wireDetails struct {
	PaidAt   field[instant]
	AuthCode field[text]
	Card     field[wireCard]
	wireCard
}

func (w *wireDetails) at(name []byte) json.Unmarshaler {
	switch string(lower(make([]byte, 0, longestName), name)) {
	case "transactiondatetime":
		return &w.PaidAt
	case "authcode":
		return &w.AuthCode
	case "card":
		return &w.Card
	}
	return w.wireCard.at(name)
}

type wireCard struct {
	// The card number comes masked, but with the first digits too: only its
	// last four leave this type, and last4PAN is preferred where it is sent.
	Number  last4
	Last4   last4
	Type    field[text]
	Funding field[text]
	Entry   field[text]
}

func (w *wireCard) at(name []byte) json.Unmarshaler {
	switch string(lower(make([]byte, 0, longestName), name)) {
	case "cardnumber":
		return &w.Number
	case "last4pan":
		return &w.Last4
	case "cardtype":
		return &w.Type
	case "cardfundingtype":
		return &w.Funding
	case "entrymode":
		return &w.Entry
	}
	return nil
}

// last4 keeps the last four characters of a card number if they are digits,
// and forgets the rest while decoding.
type last4 string

func (l *last4) UnmarshalJSON(b []byte) error {
	*l = ""
	var s string
	switch {
	case b[0] == '"':
		// The text, not its bytes: an escaped digit ends in digits of its own.
		var err error
		if s, err = stringOf(b); err != nil {
			return nil //nolint:nilerr // a number that can't be read is none
		}
		s = strings.TrimSpace(s)
	case len(b) > maxNumber || strings.Trim(string(b), "0123456789") != "":
		return nil
	default:
		s = string(b)
	}
	if len(s) < 4 {
		return nil
	}
	s = s[len(s)-4:]
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return nil
		}
	}
	*l = last4(strings.Clone(s))
	return nil
}

type wireCapture struct {
	Amount    field[wireMoney]
	Status    field[text]
	CreatedAt field[instant]
}

func (w *wireCapture) at(name []byte) json.Unmarshaler {
	switch string(lower(make([]byte, 0, longestName), name)) {
	case "amount":
		return &w.Amount
	case "status":
		return &w.Status
	case "createdat":
		return &w.CreatedAt
	}
	return nil
}

type wireHistory struct {
	Session field[wireSession]
}

func (w *wireHistory) at(name []byte) json.Unmarshaler {
	switch string(lower(make([]byte, 0, longestName), name)) {
	case "terminalsession":
		return &w.Session
	}
	return nil
}

type wireSession struct {
	TerminalID field[text]
}

func (w *wireSession) at(name []byte) json.Unmarshaler {
	switch string(lower(make([]byte, 0, longestName), name)) {
	case "terminalid":
		return &w.TerminalID
	}
	return nil
}

type wireEvent struct {
	Type field[text]
	At   field[instant]
}

func (w *wireEvent) at(name []byte) json.Unmarshaler {
	switch string(lower(make([]byte, 0, longestName), name)) {
	case "eventtype":
		return &w.Type
	case "transactiondatetime":
		return &w.At
	}
	return nil
}
