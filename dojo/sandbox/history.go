package sandbox

import (
	"time"

	"dojoreversals/dojo"
)

// wireEvent is one line of a payment's history. Dojo's examples have it and
// its schemas don't.
type wireEvent struct {
	TransactionID string `json:"transactionId"`
	At            string `json:"transactionDateTime"`
	Type          string `json:"eventType"`
	AuthCode      string `json:"authCode"`
	CardNumber    string `json:"cardNumber"`
	Expiry        string `json:"expiryDate"`
	CardType      string `json:"cardType"`
	CardName      string `json:"cardholderName"`
	MethodID      string `json:"paymentMethodId"`
}

// events tell a payment's life as far as its present state has it.
func (p *Payment) events() []wireEvent {
	var out []wireEvent
	add := func(kind string, at time.Time) {
		out = append(out, wireEvent{
			TransactionID: p.uuid("transaction"), At: at.UTC().Format(nanos), Type: kind, AuthCode: p.AuthCode,
			CardNumber: p.mask(), Expiry: DecoyExpiry, CardType: p.Card.Type, CardName: DecoyCardName,
		})
	}
	if !p.paid() {
		return nil
	}
	add(string(p.paidAs()), p.PaidAt)
	for _, c := range p.Captures {
		if c.stands() {
			add("Captured", c.CreatedAt)
		}
	}
	if p.Status == dojo.StatusReversed || p.Status == dojo.StatusRefunded {
		add(string(p.Status), p.UpdatedAt)
	}
	return out
}

// wireHistory is one use of a card machine.
type wireHistory struct {
	Session wireSession        `json:"terminalSession"`
	Payment wireSessionPayment `json:"payment"`
}

type wireSession struct {
	TerminalID    string             `json:"terminalId"`
	ID            string             `json:"id"`
	Status        string             `json:"status"`
	ExpireAt      string             `json:"expireAt"`
	CreatedAt     string             `json:"createdAt"`
	UpdatedAt     string             `json:"updatedAt"`
	Notifications []struct{}         `json:"notificationEvents"`
	Events        []wireSessionEvent `json:"statusEvents"`
	Details       map[string]any     `json:"details"`
}

type wireSessionEvent struct {
	Status    string `json:"status"`
	CreatedAt string `json:"createdAt"`
	Debug     string `json:"debugMessage"`
}

type wireSessionPayment struct {
	At           string `json:"transactionDateTime"`
	CardNumber   string `json:"cardNumber"`
	Expiry       string `json:"expiryDate"`
	CardType     string `json:"cardType"`
	GatewayID    string `json:"authGatewayTransactionId"`
	CardName     string `json:"cardHolderName"`
	EntryMode    string `json:"entryMode,omitempty"`
	Verification string `json:"verificationMode,omitempty"`
}

// sessions are the uses of a card machine for a payment: one if it was paid on
// one, else none.
func (p *Payment) sessions() []wireHistory {
	if !p.CardMachine || !p.paid() {
		return []wireHistory{}
	}
	status := string(p.paidAs())
	s := wireSession{
		TerminalID: p.TerminalID, ID: "ts_" + p.uuid("session"), Status: status,
		ExpireAt:  p.CreatedAt.Add(5 * time.Minute).Format(millis),
		CreatedAt: p.CreatedAt.Format(millis), UpdatedAt: p.PaidAt.Format(millis),
		Notifications: []struct{}{},
		Events: []wireSessionEvent{
			{Status: "InitiateRequested", CreatedAt: p.CreatedAt.Format(millis)},
			{Status: status, CreatedAt: p.PaidAt.Format(millis)},
		},
		Details: map[string]any{"sale": map[string]string{"paymentIntentId": p.ID}, "sessionType": "Sale"},
	}
	return []wireHistory{{Session: s, Payment: wireSessionPayment{
		At: p.PaidAt.Format(nanos), CardNumber: p.mask(), Expiry: DecoyExpiry, CardType: p.Card.Type,
		GatewayID: p.uuid("gateway"), CardName: DecoyCardName, EntryMode: p.Card.EntryMode, Verification: p.verification(),
	}}}
}
