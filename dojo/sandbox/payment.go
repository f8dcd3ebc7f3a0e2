package sandbox

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"dojoreversals/dojo"
)

// Payment is a payment intent as tests make and see it. Fields that are zero
// get sensible values: a Manual payment of £10.00 by Visa, paid now and
// Authorized, with a hold of six days that is then released.
type Payment struct {
	ID            string
	Reference     string // "ORDER-…" if empty
	Description   string
	Status        dojo.Status
	CaptureMode   dojo.CaptureMode
	Amount        dojo.Money // without the parts below
	Tips          int64      // minor units of the amount's currency, as all parts
	ServiceCharge int64
	Cashback      int64
	Refunded      int64

	CreatedAt time.Time // a little before PaidAt
	PaidAt    time.Time // now, unless Created or Canceled
	UpdatedAt time.Time // as PaidAt
	ExpireAt  time.Time // 30 days after CreatedAt

	// AutoExpireIn is how long the hold lasts from its payment; negative if
	// Dojo isn't to say it.
	AutoExpireIn     time.Duration
	AutoExpireAction dojo.ExpireAction

	Card        Card
	AuthCode    string
	CardMachine bool // paid on a card machine: there is a terminal session
	TerminalID  string
	Captures    []Capture

	// Script is what happens when the payment is reversed.
	Script Script
	// Reversal is the status of the payment's reversal, empty where none was
	// accepted. It is Failed where one was accepted and then lost against a
	// capture.
	Reversal dojo.ReversalStatus
	// Reversals is how many reversals were accepted. It must never be above 1.
	Reversals int
}

// Total is what the customer was charged, in minor units.
func (p *Payment) Total() int64 { return p.Amount.Minor + p.Tips + p.ServiceCharge + p.Cashback }

// Card is what the answers tell of a card, in Dojo's words.
type Card struct {
	Type      string // "VISA", "Mastercard", "AMEX", "MAESTRO"
	Last4     string
	Funding   string // "Debit", "Credit"…
	EntryMode string // "Contactless", "ContactChip"…; empty for an online payment
}

func (c Card) withDefaults() Card {
	return Card{cmp.Or(c.Type, "VISA"), cmp.Or(c.Last4, "1013"), cmp.Or(c.Funding, "Unknown"), c.EntryMode}
}

// Capture is one capture of a payment.
type Capture struct {
	ID        string
	Minor     int64 // minor units, without the tip
	Tips      int64
	Status    string // Created, Successful, Declined or Failed
	CreatedAt time.Time
}

func (c Capture) stands() bool { return c.Status != "Declined" && c.Status != "Failed" }

// Outcome is what a Script makes of a reversal.
type Outcome int

// The outcomes of a reversal that the rule allows. Those from CapturedFirst on
// come before the rule is asked.
const (
	Settles       Outcome = iota // Created, and Reversed a few seconds later
	Succeeds                     // Reversed at once; version 2022-01-03 answers Successful
	Fails                        // status Failed for 2022-01-03, a 400 for later versions
	Sticks                       // Created, and the payment stays Authorized for ever
	AnswerLost                   // as Settles, but the connection is cut instead of an answer
	CapturedFirst                // captured just before the reversal arrives, then refused
	Refuses                      // a 400
	Conflicts                    // a 409
)

// Script says what happens when a payment is reversed.
type Script struct {
	Outcome Outcome
	Message string // of the answer, where it has one; a sensible one if empty
	Times   int    // how many reversals go like this before one Settles; 0 for all
}

// intent is a payment intent in the store.
type intent struct {
	Payment
	seq      int64 // the order of insertion, to tell payments of one instant apart
	scripted int   // how many reversals the script has had
}

func (in *intent) pending() bool { return in.Reversal == dojo.ReversalCreated }

func (in *intent) abandonReversal() {
	if in.pending() {
		in.Reversal = dojo.ReversalFailed
	}
}

// outcome is what the next reversal comes to by the payment's script.
func (in *intent) outcome() (Outcome, string) {
	if in.Script.Times > 0 && in.scripted >= in.Script.Times {
		return Settles, ""
	}
	in.scripted++
	return in.Script.Outcome, in.Script.Message
}

func (in *intent) captured() int64 {
	var sum int64
	for _, c := range in.Captures {
		if c.stands() {
			sum += c.Minor + c.Tips
		}
	}
	return sum
}

// Add adds a payment, as if it had always been there, and returns its ID. One
// of the same ID is replaced.
func (d *Dojo) Add(p Payment) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.add(p, d.options.Now(), d.advance(d.standingOffset()))
}

func (d *Dojo) add(p Payment, now, wall time.Time) string {
	if p.ID == "" {
		p.ID = paymentID(d.ids)
	}
	if p.Reference == "" {
		p.Reference = "ORDER-" + strconv.Itoa(1000+len(d.store.sorted))
	}
	p.setDefaults(wall)
	if p.paid() && p.AuthCode == "" {
		p.AuthCode = authCode(d.ids)
	}
	if p.CardMachine && p.TerminalID == "" {
		p.TerminalID = token(d.ids, "tm_")
	}
	in := &intent{Payment: p}
	d.store.insert(in)
	d.schedule(in, now, wall)
	return p.ID
}

func (p *Payment) paid() bool { return !p.PaidAt.IsZero() }

// paidAs is the status that the payment had at once when it was paid.
func (p *Payment) paidAs() dojo.Status {
	if p.CaptureMode == dojo.CaptureAuto {
		return dojo.StatusCaptured
	}
	return dojo.StatusAuthorized
}

// setDefaults gives the zero fields their values.
func (p *Payment) setDefaults(wall time.Time) {
	p.Status = cmp.Or(p.Status, dojo.StatusAuthorized)
	p.CaptureMode = cmp.Or(p.CaptureMode, dojo.CaptureManual)
	if p.Amount == (dojo.Money{}) {
		p.Amount.Minor = 1000
	}
	p.Amount.Currency = cmp.Or(p.Amount.Currency, "GBP")
	if !p.paid() && p.Status != dojo.StatusCreated && p.Status != dojo.StatusCanceled {
		p.PaidAt = wall
	}
	created := wall
	if p.paid() {
		created = p.PaidAt.Add(-30 * time.Second)
	}
	p.CreatedAt = cmp.Or(p.CreatedAt, created)
	p.UpdatedAt = cmp.Or(p.UpdatedAt, p.PaidAt, p.CreatedAt)
	p.ExpireAt = cmp.Or(p.ExpireAt, p.CreatedAt.Add(30*24*time.Hour))
	if p.CaptureMode == dojo.CaptureManual && p.AutoExpireIn == 0 {
		p.AutoExpireIn = 6 * 24 * time.Hour
	}
	if p.AutoExpireIn > 0 && p.AutoExpireAction == "" {
		p.AutoExpireAction = dojo.ExpireRelease
	}
	if p.paid() {
		p.Card = p.Card.withDefaults()
	}
	p.Captures = slices.Clone(p.Captures)
	if p.Status == dojo.StatusRefunded && p.Refunded == 0 {
		p.Refunded = p.Total()
	}
	// Answers tell creations and changes in milliseconds, and a search must
	// find by what the answers tell.
	p.CreatedAt, p.UpdatedAt = p.CreatedAt.UTC().Truncate(time.Millisecond), p.UpdatedAt.UTC().Truncate(time.Millisecond)
	p.PaidAt, p.ExpireAt = p.PaidAt.UTC(), p.ExpireAt.UTC().Truncate(time.Millisecond)
}

// captureWhole captures what is left of a payment.
func (d *Dojo) captureWhole(in *intent, wall time.Time) {
	if left := in.Total() - in.captured(); left > 0 {
		tips := min(in.Tips, left)
		d.addCapture(in, left-tips, tips, wall)
	}
	in.Status, in.UpdatedAt = dojo.StatusCaptured, wall
}

// addCapture captures a part of a payment, and returns the capture's ID.
func (d *Dojo) addCapture(in *intent, minor, tips int64, wall time.Time) string {
	c := Capture{ID: token(d.ids, "cp_"), Minor: minor, Tips: tips, Status: "Successful", CreatedAt: wall}
	in.Captures, in.UpdatedAt = append(slices.Clone(in.Captures), c), wall
	return c.ID
}

func paymentID(r *rand.Rand) string { return token(r, "pi_sandbox_") }

const tokenLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

// token makes an ID in Dojo's form: a prefix and 22 letters of URL-safe
// base64.
func token(r *rand.Rand, prefix string) string {
	b := make([]byte, len(prefix), len(prefix)+22)
	copy(b, prefix)
	for i, bits := 0, uint64(0); i < 22; i++ {
		if i%10 == 0 {
			bits = r.Uint64()
		}
		b = append(b, tokenLetters[bits&63])
		bits >>= 6
	}
	return string(b)
}

func authCode(r *rand.Rand) string { return strconv.Itoa(100000 + r.IntN(900000)) }
