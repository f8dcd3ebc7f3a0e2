package dojo

import (
	"slices"
	"time"
)

// Status is the status of a payment intent in Dojo's own word. Dojo may add
// words at any time, so an unknown one is kept as it came.
type Status string

// The statuses that Dojo documents (PaymentIntentStatus of its API).
const (
	StatusCreated    Status = "Created"    // nobody has paid yet
	StatusAuthorized Status = "Authorized" // held: the bank has set the money aside, none was taken
	StatusCaptured   Status = "Captured"   // the money was taken
	StatusReversed   Status = "Reversed"   // the hold was released, or the capture undone
	StatusRefunded   Status = "Refunded"   // all of the money was given back
	StatusCanceled   Status = "Canceled"   // cancelled before anybody paid
)

// CaptureMode says who captures an authorized payment.
type CaptureMode string

// The capture modes that Dojo documents. The empty mode is one that wasn't
// sent.
const (
	CaptureAuto   CaptureMode = "Auto"   // Dojo captures at once
	CaptureManual CaptureMode = "Manual" // the shop captures later
)

// ExpireAction says what Dojo does with a hold that nobody captured in time.
type ExpireAction string

// The expire actions that Dojo documents.
const (
	ExpireRelease ExpireAction = "Release" // the customer isn't charged
	ExpireCapture ExpireAction = "Capture" // the customer IS charged
)

// PaymentIntent is one payment as the program needs it. Texts are cleaned for
// the terminal, times are UTC and zero where Dojo sent none, amounts are nil
// where Dojo sent none.
//
// What Dojo sends beyond this is not decoded at all: the client session
// secret, the card number, the cardholder's name, the expiry date, the payment
// link and the customer's details.
type PaymentIntent struct {
	ID          string
	Status      Status
	CaptureMode CaptureMode
	Reference   string // the shop's own, not guaranteed unique
	Description string

	Amount        *Money // what was asked for, without the parts below
	Tips          *Money
	Cashback      *Money
	ServiceCharge *Money
	TotalAmount   *Money // Dojo's own total, which some versions don't send
	Requested     *Money // the amount before it was changed, if it was
	Refunded      int64  // minor units already given back

	CreatedAt time.Time
	UpdatedAt time.Time
	PaidAt    time.Time // the payment itself: paymentDetails.transactionDateTime
	ExpireAt  time.Time // when an unpaid intent ends; not the end of a hold

	AutoExpireIn     time.Duration // how long a hold lasts from its payment, zero if not said
	AutoExpireAction ExpireAction  // what then happens to it

	Card        Card
	AuthCode    string // the acquirer's, which banks ask for
	CardMachine bool   // paid, or tried, on a card machine
	TerminalID  string
	Captures    []Capture
	Events      []PaymentEvent

	// Gaps names the fields that came in a shape nobody documented, and that
	// are therefore missing here. A payment with gaps is listed, never lost.
	Gaps []string
}

// Card is what may be known of a card: never more than its last four digits.
type Card struct {
	Brand     string // "Visa", "Mastercard", "Amex"…
	Last4     string // four digits, or empty
	EntryMode string // how the card was read, in Dojo's word
	Funding   string // "Debit", "Credit"…
}

// Capture is one capture of a payment, in minor units of its currency.
type Capture struct {
	Minor     int64
	Status    string // Created, Successful, Declined or Failed; others as they came
	CreatedAt time.Time
}

// Stands says whether a capture took or may yet take the money. Only a capture
// that Dojo says was declined or failed did not: an unknown word must never
// let a captured payment pass for a held one.
func (c Capture) Stands() bool { return c.Status != "Declined" && c.Status != "Failed" }

// PaymentEvent is one line of a payment's history.
type PaymentEvent struct {
	Type string
	At   time.Time
}

// hasGap says whether one of these fields came but could not be read.
func (p *PaymentIntent) hasGap(names ...string) bool {
	return slices.ContainsFunc(p.Gaps, func(g string) bool { return slices.Contains(names, g) })
}

// PaidOrCreated is the instant that decides the day of a payment: when it was
// paid, or, if Dojo doesn't say, when the intent was created. It is zero if
// neither is known.
func (p *PaymentIntent) PaidOrCreated() (at time.Time, fromCreated bool) {
	if !p.PaidAt.IsZero() {
		return p.PaidAt, false
	}
	return p.CreatedAt, !p.CreatedAt.IsZero()
}

// HoldEnds is when the hold of an authorized payment ends by itself, and what
// Dojo then does with it. The time is zero where Dojo doesn't say.
func (p *PaymentIntent) HoldEnds() (time.Time, ExpireAction) {
	if p.PaidAt.IsZero() || p.AutoExpireIn <= 0 || p.AutoExpireAction == "" {
		return time.Time{}, ""
	}
	return p.PaidAt.Add(p.AutoExpireIn), p.AutoExpireAction
}
