package sandbox

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"dojoreversals/dojo"
)

// wireIntent is a payment intent as Dojo sends it, in the order of its
// examples. Fields that a version doesn't have, or that say nothing, are nil
// and left out.
type wireIntent struct {
	ID               string            `json:"id"`
	CaptureMode      dojo.CaptureMode  `json:"captureMode"`
	NotPresent       *bool             `json:"cardHolderNotPresent,omitempty"`
	Secret           string            `json:"clientSessionSecret"`
	SecretExpires    string            `json:"clientSessionSecretExpirationDate"`
	Details          *wireDetails      `json:"paymentDetails,omitempty"`
	Status           dojo.Status       `json:"status"`
	Methods          []string          `json:"paymentMethods"`
	Amount           *wireMoney        `json:"amount"`
	Tips             *wireMoney        `json:"tipsAmount,omitempty"`
	Total            *wireMoney        `json:"totalAmount"`
	Refunded         int64             `json:"refundedAmount"`
	Customer         map[string]string `json:"customer"`
	BillingAddress   map[string]string `json:"billingAddress"`
	CreatedAt        string            `json:"createdAt"`
	UpdatedAt        string            `json:"updatedAt"`
	Reference        string            `json:"reference"`
	Description      string            `json:"description,omitempty"`
	ItemLines        []struct{}        `json:"itemLines"`
	TaxLines         []struct{}        `json:"taxLines"`
	MerchantConfig   json.RawMessage   `json:"merchantConfig"`
	Config           map[string]string `json:"config"`
	Source           string            `json:"paymentSource,omitempty"`
	ExpireAt         string            `json:"expireAt,omitempty"`
	AutoExpireIn     string            `json:"autoExpireIn,omitempty"`
	AutoExpireAction dojo.ExpireAction `json:"autoExpireAction,omitempty"`
	Metadata         map[string]string `json:"metadata"`
	Events           []wireEvent       `json:"paymentEvents,omitempty"`
	Cashback         *wireMoney        `json:"cashbackAmount,omitempty"`
	Service          *wireMoney        `json:"serviceChargeAmount,omitempty"`
	Link             string            `json:"paymentLink,omitempty"`
	Sessions         []wireHistory     `json:"terminalSessionHistory,omitzero"`
	Captures         []wireCapture     `json:"captures,omitzero"`
}

type wireMoney struct {
	Value        int64  `json:"value"`
	CurrencyCode string `json:"currencyCode"`
}

// wireDetails are the payment details: those of the card are among them in 2022,
// and an object of their own from 2024-02-05 on.
type wireDetails struct {
	TransactionID string `json:"transactionId,omitempty"`
	PaidAt        string `json:"transactionDateTime"`
	Message       string `json:"message"`
	AuthCode      string `json:"authCode"`
	*wireCard
	Card *wireCard `json:"card,omitempty"`
	AVS  string    `json:"avsResult,omitempty"`
}

type wireCard struct {
	CardNumber   string `json:"cardNumber"`
	CardName     string `json:"cardName"`
	Expiry       string `json:"expiryDate"`
	CardType     string `json:"cardType"`
	Funding      string `json:"cardFundingType,omitempty"`
	Last4        string `json:"last4PAN,omitempty"`
	EntryMode    string `json:"entryMode,omitempty"`
	Verification string `json:"verificationMethod,omitempty"`
}

type wireCapture struct {
	ID        string `json:"id"`
	Amount    int64  `json:"amount"`
	Tips      int64  `json:"tipsAmount"`
	Status    string `json:"status"`
	CreatedAt string `json:"createdAt"`
}

const (
	millis = "2006-01-02T15:04:05.000Z"
	nanos  = "2006-01-02T15:04:05.000000000Z"
)

// merchantConfig is what every example has.
const merchantConfig = `{"supportedPaymentMethods":{"cardSchemes":["VISA","MASTERCARD","MAESTRO","AMEX"],"wallets":["APPLE_PAY","GOOGLE_PAY"]}}`

// encode writes a payment in the shape of a version, with the decoys that
// Dojo's answers would have secrets in.
func (d *Dojo) encode(in intent, v version) wireIntent {
	money := func(minor int64) *wireMoney { return &wireMoney{minor, in.Amount.Currency} }
	some := func(minor int64) *wireMoney {
		if minor == 0 {
			return nil
		}
		return money(minor)
	}
	w := wireIntent{
		ID: in.ID, Status: in.Status, CaptureMode: in.CaptureMode,
		Secret: DecoySecret, SecretExpires: in.CreatedAt.Add(30 * time.Minute).Format(time.RFC3339),
		Methods: []string{"Card"}, Tips: some(in.Tips), Total: money(in.Total()), Refunded: in.Refunded,
		Customer:       map[string]string{"id": "cust_decoy", "emailAddress": DecoyEmail, "phoneNumber": DecoyPhone},
		BillingAddress: map[string]string{"address1": DecoyAddress, "countryCode": "GB"},
		CreatedAt:      in.CreatedAt.Format(millis), UpdatedAt: in.UpdatedAt.Format(millis),
		Reference: in.Reference, Description: in.Description,
		ItemLines: []struct{}{}, TaxLines: []struct{}{},
		MerchantConfig: json.RawMessage(merchantConfig), Config: map[string]string{"title": "Sandbox shop"},
		ExpireAt: in.ExpireAt.Format(millis), AutoExpireAction: in.AutoExpireAction,
		Metadata: map[string]string{"location-id": "202059233225269"},
	}
	if in.AutoExpireIn > 0 {
		w.AutoExpireIn = formatSpan(in.AutoExpireIn)
	}
	card := &wireCard{CardNumber: in.mask(), CardName: DecoyCardName, Expiry: DecoyExpiry, CardType: in.Card.Type}
	if in.paid() {
		w.Details = &wireDetails{PaidAt: in.PaidAt.Format(nanos), Message: in.message(), AuthCode: in.AuthCode, wireCard: card}
	}
	if v.flat() {
		// These versions know no service charge and no cashback: doc.go.
		w.Amount = money(in.Amount.Minor + in.ServiceCharge + in.Cashback)
		return w
	}
	notPresent := !in.CardMachine
	w.NotPresent = &notPresent
	w.Amount, w.Service, w.Cashback = money(in.Amount.Minor), some(in.ServiceCharge), some(in.Cashback)
	w.Link = DecoyLink + in.ID
	if n := w.Details; n != nil {
		n.TransactionID, n.Card, n.wireCard = in.uuid("transaction"), n.wireCard, nil
		n.Card.Funding, n.Card.Last4, n.Card.EntryMode, n.Card.Verification = in.Card.Funding, in.Card.Last4, in.Card.EntryMode, in.verification()
		if v >= version2025 {
			n.AVS = "ADDRESS_MATCH_POSTCODE_MATCH"
		}
	}
	w.Captures, w.Sessions = make([]wireCapture, 0, len(in.Captures)), in.sessions()
	for _, c := range in.Captures {
		w.Captures = append(w.Captures, wireCapture{c.ID, c.Minor, c.Tips, c.Status, c.CreatedAt.UTC().Format(millis)})
	}
	if !d.options.Strict {
		w.Source, w.Events = "api", in.events()
	}
	return w
}

// mask is a masked card number in the form of Dojo's examples. Its first
// digits are a decoy.
func (p *Payment) mask() string { return DecoyPAN + "****" + p.Card.Last4 }

// message is the acquirer's text of a payment.
func (p *Payment) message() string {
	if p.Status == dojo.StatusCaptured {
		return "DEPOSITED"
	}
	return "AUTHORISED"
}

func (p *Payment) verification() string {
	switch p.Card.EntryMode {
	case "ContactChip":
		return "Pin"
	case "":
		return ""
	}
	return "Device"
}

// uuid makes an ID in the form of a UUID, always the same for a payment.
func (p *Payment) uuid(of string) string {
	b := sha256.Sum256([]byte(of + p.ID))
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:16])
}
