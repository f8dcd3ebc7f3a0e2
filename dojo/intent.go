package dojo

import (
	"slices"
	"time"
	"unique"
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
// There may be 100,000 of them, so a payment is small: what it shares with others
// is kept once for all of them (see Kind), and what few have is kept apart (see
// Extras). A copy is a payment of its own: its kind and extras change for it alone.
//
// What Dojo sends beyond this is not decoded at all: the client session
// secret, the card number, the cardholder's name, the expiry date, the payment
// link and the customer's details.
type PaymentIntent struct {
	ID        string
	Status    Status
	Reference string // the shop's own, not guaranteed unique
	AuthCode  string // the acquirer's, which banks ask for
	Last4     string // of the card: four digits, or empty

	Amount      *Money // what was asked for, without the parts in Extras
	TotalAmount *Money // Dojo's own total, which some versions don't send

	CreatedAt Instant
	UpdatedAt Instant
	PaidAt    Instant // the payment itself: paymentDetails.transactionDateTime
	ExpireAt  Instant // when an unpaid intent ends; not the end of a hold

	kind   unique.Handle[Kind] // zero for the empty kind
	extras *Extras             // nil if it has none, and never changed
}

// Kind is what a payment has in common with many others.
type Kind struct {
	CaptureMode      CaptureMode
	AutoExpireIn     time.Duration // how long a hold lasts from its payment, zero if not said
	AutoExpireAction ExpireAction  // what then happens to it

	CardMachine bool // paid, or tried, on a card machine
	TerminalID  string

	Brand     string // these three are of the Card
	EntryMode string
	Funding   string
}

// Extras is what few payments have. The lists in it aren't to be changed.
type Extras struct {
	Description string

	Tips          *Money
	Cashback      *Money
	ServiceCharge *Money
	Requested     *Money // the amount before it was changed, if it was
	Refunded      int64  // minor units already given back

	Captures []Capture
	Events   []PaymentEvent

	// Gaps names the fields that came in a shape nobody documented, and that
	// are therefore missing here. A payment with gaps is listed, never lost.
	Gaps []string
}

// Kind is what the payment has in common with many others.
func (p *PaymentIntent) Kind() Kind {
	if p.kind == (unique.Handle[Kind]{}) {
		return Kind{}
	}
	return p.kind.Value()
}

// Extras is what the payment has and few others have.
func (p *PaymentIntent) Extras() Extras {
	if p.extras == nil {
		return Extras{}
	}
	return *p.extras
}

// WithKind is the payment with another kind.
func (p PaymentIntent) WithKind(k Kind) PaymentIntent {
	p.kind = unique.Handle[Kind]{}
	if k != (Kind{}) {
		p.kind = unique.Make(k)
	}
	return p
}

// WithExtras is the payment with other extras.
func (p PaymentIntent) WithExtras(x Extras) PaymentIntent {
	p.extras = nil
	if none := new(Extras); !none.equal(&x) {
		p.extras = new(x)
	}
	return p
}

// EditKind changes the payment's kind. As with its fields, that is for whoever makes
// a payment, before others have it.
func (p *PaymentIntent) EditKind(change func(*Kind)) {
	k := p.Kind()
	change(&k)
	*p = p.WithKind(k)
}

// EditExtras changes the payment's extras, as EditKind does.
func (p *PaymentIntent) EditExtras(change func(*Extras)) {
	x := p.Extras()
	change(&x)
	*p = p.WithExtras(x)
}

// Card is what may be known of a card: never more than its last four digits.
type Card struct {
	Brand     string // "Visa", "Mastercard", "Amex"…
	Last4     string // four digits, or empty
	EntryMode string // how the card was read, in Dojo's word
	Funding   string // "Debit", "Credit"…
}

// Card is the card that the payment was made with.
func (p *PaymentIntent) Card() Card {
	k := p.Kind()
	return Card{Brand: k.Brand, Last4: p.Last4, EntryMode: k.EntryMode, Funding: k.Funding}
}

// SetCard changes the card, as EditKind does.
func (p *PaymentIntent) SetCard(c Card) {
	p.Last4 = c.Last4
	p.EditKind(func(k *Kind) { k.Brand, k.EntryMode, k.Funding = c.Brand, c.EntryMode, c.Funding })
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
	return slices.ContainsFunc(p.Extras().Gaps, func(g string) bool { return slices.Contains(names, g) })
}

// PaidOrCreated is the instant that decides the day of a payment: when it was
// paid, or, if Dojo doesn't say, when the intent was created. It is zero if
// neither is known.
func (p *PaymentIntent) PaidOrCreated() (at time.Time, fromCreated bool) {
	if !p.PaidAt.IsZero() {
		return p.PaidAt.Time(), false
	}
	return p.CreatedAt.Time(), !p.CreatedAt.IsZero()
}

// HoldEnds is when the hold of an authorized payment ends by itself, and what
// Dojo then does with it. The time is zero where Dojo doesn't say.
func (p *PaymentIntent) HoldEnds() (time.Time, ExpireAction) {
	k := p.Kind()
	if p.PaidAt.IsZero() || k.AutoExpireIn <= 0 || k.AutoExpireAction == "" {
		return time.Time{}, ""
	}
	return p.PaidAt.Time().Add(k.AutoExpireIn), k.AutoExpireAction
}
