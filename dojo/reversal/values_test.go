package reversal

import (
	"errors"
	"sync"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// noon is a moment well inside a trading day, for tests of single functions.
var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// held is a payment that may be reversed: Authorized, paid a minute before.
func held(id string, now time.Time) dojo.PaymentIntent {
	return dojo.PaymentIntent{
		ID: id, Status: dojo.StatusAuthorized, Reference: "ORDER-1011",
		Amount:    &dojo.Money{Minor: 4000, Currency: "GBP"},
		CreatedAt: dojo.InstantOf(now.Add(-2 * time.Minute)), PaidAt: dojo.InstantOf(now.Add(-time.Minute)),
		Last4: "1013", AuthCode: "123456",
	}.WithKind(dojo.Kind{CaptureMode: dojo.CaptureManual, Brand: "Visa"}).WithExtras(dojo.Extras{Tips: &dojo.Money{Minor: 250, Currency: "GBP"}})
}

var london = sync.OnceValue(func() *time.Location {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err)
	}
	return zone
})

func rules() Rules { return Rules{Rule: dojo.RuleSameDay, Zone: london()} }

// intended is a confirmed attempt on held.
func intended(id string, now time.Time) journal.Attempt {
	p := held("pi_"+id, now)
	return journal.Attempt{ID: id, Payment: journal.Confirmed(&p), ConfirmedAt: now, State: journal.Intended}
}

// sent is an attempt whose request is on its way.
func sent(id string, now time.Time) journal.Attempt {
	a := intended(id, now)
	a.State, a.SentAt, a.LastStatus = journal.Sending, now, dojo.StatusAuthorized
	return a
}

// readingOf is a good read of a payment with another status.
func readingOf(p dojo.PaymentIntent, status dojo.Status) dojo.Reading {
	p.Status = status
	return dojo.Reading{Payment: p, Exchange: dojo.Exchange{HTTPStatus: 200}}
}

func refused(status int) error {
	return &dojo.RefusedError{
		Exchange: dojo.Exchange{Method: "POST", HTTPStatus: status, TraceID: "00-trace-01"},
		Problem:  &dojo.Problem{Detail: "because"},
	}
}

func notSent() error {
	return &dojo.NotSentError{Cause: dojo.CauseConnect, Err: errors.New("connection refused")}
}

func noAnswer(c dojo.Cause) error {
	return &dojo.NoAnswerError{Cause: c, Err: errors.New("no answer")}
}
