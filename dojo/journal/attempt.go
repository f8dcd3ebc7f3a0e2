package journal

import (
	"time"

	"dojoreversals/dojo"
)

// State is where an attempt to reverse a payment stands. Package reversal says
// which state follows which.
type State string

// The states of an attempt.
const (
	Intended   State = "intended"   // confirmed by a person; nothing was sent
	Sending    State = "sending"    // the request may have left, no answer yet
	Created    State = "created"    // Dojo took it and is processing it
	Checking   State = "checking"   // it may have gone through: only reads can tell
	Confirming State = "confirming" // Dojo said Successful, and shows the payment as not reversed yet
	Successful State = "successful" // Dojo did it, and a read shows it
	Failed     State = "failed"     // Dojo did not do it
	Already    State = "already"    // it was reversed, but not by this attempt
	Unresolved State = "unresolved" // not reversed as far as Dojo shows; still watched
	Abandoned  State = "abandoned"  // nothing was sent, and nothing will be
)

// Open says whether an attempt holds its payment: no other attempt on it may begin
// until this one has moved on. An unresolved attempt isn't open. If Dojo never told
// what became of it, it would bar its payment for ever.
func (s State) Open() bool {
	switch s {
	case Intended, Sending, Created, Checking, Confirming:
		return true
	}
	return false
}

// Owned says whether an attempt belongs to the process that began it, which may
// be about to send it or to record its answer.
func (s State) Owned() bool { return s == Intended || s == Sending }

// Final says whether the attempt has ended. If Dojo later shows that its payment ended
// otherwise, that is a correction.
func (s State) Final() bool {
	switch s {
	case Successful, Failed, Already, Abandoned:
		return true
	}
	return false
}

// Why says why nothing was sent, or why an attempt failed. It is "" for all others.
type Why string

// The reasons of abandoned attempts…
const (
	NoConnection    Why = "no connection"     // Dojo could not be read just before
	ReadRefused     Why = "read refused"      // Dojo refused the read just before
	NotEligible     Why = "not eligible"      // the rule says no by now; the verdict is kept beside it
	Changed         Why = "changed"           // not what was confirmed
	AlreadyReversed Why = "already reversed"  // by somebody else, before anything was sent
	TooSlow         Why = "too slow"          // it could not leave in time: within 10 seconds, and before its day was over
	NotRecorded     Why = "not recorded"      // the journal could not be written
	OtherAttempt    Why = "another attempt"   // another attempt on the payment is open
	Stopped         Why = "the program ended" // before anything was sent
	Expired         Why = "nobody went on"    // its process had stopped before anything was sent
	NotAllowed      Why = "not allowed"       // its operator may not reverse payments of this shop, or may not any more
)

// …and of failed ones.
const (
	Refused       Why = "refused"        // Dojo refused with 400 or 404
	Forbidden     Why = "forbidden"      // Dojo refused the key, with 401 or 403
	SaidFailed    Why = "said failed"    // Dojo answered with the status Failed
	NotSent       Why = "not sent"       // no connection could be made; TooSlow where its time was over, NotAllowed where its operator may not any more
	CapturedFirst Why = "captured first" // captured between the confirmation and the reversal
	RefundedFirst Why = "refunded first"
	CanceledFirst Why = "cancelled first"
)

// Payment is a payment as the dialog showed it when a person confirmed its reversal.
// It never changes afterwards. A fresh read is compared with it before anything is
// sent.
type Payment struct {
	ID        string
	Reference string
	Card      dojo.Card
	Amount    dojo.Money  // what the customer was charged, all of it
	Other     *dojo.Money // the smaller figure, where Dojo's two disagreed
	PaidAt    time.Time
	Status    dojo.Status
	AuthCode  string

	// Facts are all that the dialog showed and all that the rule decides by. They
	// aren't recorded, since only the process that confirmed them sends.
	Facts dojo.Facts
}

// Confirmed freezes a payment for the dialog.
func Confirmed(p *dojo.PaymentIntent) Payment {
	charge := p.Charge()
	paid, _ := p.PaidOrCreated()
	return Payment{
		ID: p.ID, Reference: p.Reference, Card: p.Card(), Amount: charge.Total, Other: charge.Other,
		PaidAt: paid, Status: p.Status, AuthCode: p.AuthCode, Facts: p.Facts(),
	}
}

// Same says whether a payment is still what was confirmed: none of its facts has
// changed. A payment that was read from the record has no facts, and is the same as no
// other.
func (p Payment) Same(now *dojo.PaymentIntent) bool { return !p.Facts.Contradict(now.Facts()) }

// Attempt is one attempt to reverse a payment: what was confirmed, by whom, and what is
// known of it by now. It is a value; each change makes a new one. All its times are
// UTC.
type Attempt struct {
	ID      string // UUIDv7, so that attempts sort by time
	Payment Payment
	Reason  string // the person's reason, "" if not given

	Environment    dojo.Environment
	BaseURL        string
	KeyFingerprint string
	Shop           string // its name in the settings, "" if it has none or an older version wrote the record
	Operator       string
	Client         string // the address that the operator came from over SSH, "" at the machine itself
	OperatorKey    string // the fingerprint of the SSH key that the operator logged in with, such as "SHA256:…"; "" at the machine itself
	Host           string

	ConfirmedAt time.Time // this machine's clock, UTC
	// ConfirmedDojo is the same instant by Dojo's clock, UTC, as it was known
	// then; zero where it wasn't, or where an older version wrote the record.
	ConfirmedDojo time.Time
	State         State
	Why           Why
	Verdict       dojo.Reason // with Why NotEligible

	SentAt     time.Time // this machine's clock, when it became Sending
	GaveUpAt   time.Time // when the request ended without telling what came of it
	SettledAt  time.Time // when the state became final or unresolved
	GoodReads  int       // how many good reads since GaveUpAt showed no change
	Answered   dojo.ReversalStatus
	HTTPStatus int
	ReversalID string
	Message    string // Dojo's own
	TraceID    string
	LastStatus dojo.Status // the payment's, by the last good read, or by the one that corrected the attempt
	// SeenReversedAt is when a good read showed the payment Reversed after Dojo
	// had answered Successful; zero while that answer stands alone.
	SeenReversedAt time.Time
	CorrectedAt    time.Time // when a good read last showed the payment otherwise than the record said
	CorrectedBy    string    // the attempt of ours that the reversal is credited to, where it isn't this one
}

// Reversed says whether the payment is reversed, whoever did it, by the record of this
// attempt.
func (a Attempt) Reversed() bool {
	if !a.CorrectedAt.IsZero() {
		return a.LastStatus == dojo.StatusReversed
	}
	return a.State == Successful || a.State == Already || a.State == Abandoned && a.Why == AlreadyReversed
}

// ByDojo turns a time by the clock of the attempt's machine into one by Dojo's clock.
// ahead is how far this machine's clock is ahead of Dojo's now. It is used for an
// attempt that was recorded without Dojo's time.
func (a Attempt) ByDojo(t time.Time, ahead time.Duration) time.Time {
	if !a.ConfirmedDojo.IsZero() {
		ahead = a.ConfirmedAt.Round(0).Sub(a.ConfirmedDojo.Round(0))
	}
	return t.Add(-ahead)
}

// Cleaned is the attempt with its free texts cleaned. Older versions recorded card
// numbers that were part of them. A record keeps its text and its hash, so it is
// cleaned where it is shown or taken up again.
func (a Attempt) Cleaned() Attempt {
	for _, t := range []*string{&a.Payment.Reference, &a.Reason, &a.Message, &a.Shop, &a.Operator, &a.Client, &a.OperatorKey, &a.Host} {
		*t = dojo.Clean(*t)
	}
	return a
}

// Storable is the attempt with the texts that stores search by in the form in which
// they are recorded: whole UTF-8 without NUL.
func (a Attempt) Storable() Attempt {
	a.ID, a.Payment.ID = plain(a.ID), plain(a.Payment.ID)
	a.BaseURL, a.KeyFingerprint = plain(a.BaseURL), plain(a.KeyFingerprint)
	a.Environment = dojo.Environment(plain(string(a.Environment)))
	return a
}
