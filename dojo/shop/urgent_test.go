package shop

import (
	"context"
	"strconv"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
)

// endless is a Dojo whose list never ends.
type endless struct{ pages atomic.Int64 }

func (e *endless) Search(ctx context.Context, q dojo.Query) (dojo.Page, error) {
	<-time.After(20 * time.Millisecond)
	n := strconv.FormatInt(e.pages.Add(1), 10)
	return dojo.Page{Payments: []dojo.PaymentIntent{{ID: "pi_" + n, Status: dojo.StatusAuthorized}}, After: n}, ctx.Err()
}

func (e *endless) PaymentIntent(context.Context, string) (dojo.Reading, error) {
	return dojo.Reading{}, nil
}

// slow is a Dojo whose answers about one payment take a second.
type slow struct{}

func (slow) PaymentIntent(context.Context, string) (dojo.Reading, error) {
	<-time.After(time.Second)
	return dojo.Reading{}, nil
}

func (slow) Reverse(context.Context, string) (dojo.ReversalAnswer, error) {
	<-time.After(time.Second)
	return dojo.ReversalAnswer{}, nil
}

// While a reversal waits for Dojo, the loading of the list asks for nothing.
func TestTheListGivesWayToReversals(t *testing.T) {
	t.Parallel()
	for name, call := range map[string]func(urgent) error{
		"read":    func(u urgent) error { _, err := u.PaymentIntent(t.Context(), "pi_1"); return err },
		"reverse": func(u urgent) error { _, err := u.Reverse(t.Context(), "pi_1"); return err },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				source := &endless{}
				list := feed.New(feed.Deps{Source: source, Now: time.Now, Clock: utc{}, After: time.After}, feed.Options{Refresh: 5 * time.Second, RecentDays: 7})
				ctx, cancel := context.WithCancel(t.Context())
				done := make(chan error)
				go func() { done <- list.Run(ctx) }()
				<-time.After(time.Second)
				before := source.pages.Load()
				if err := call(urgent{slow{}, list}); err != nil {
					t.Error(err)
				}
				during := source.pages.Load() - before
				<-time.After(2 * time.Second)
				after := source.pages.Load() - before - during
				cancel()
				<-done
				if before < 8 || during > 8 || after < 8 {
					t.Errorf("%d pages in the second before, %d meanwhile, %d in the two after", before, during, after)
				}
			})
		})
	}
}

type utc struct{}

func (utc) Now() time.Time { return time.Now().UTC() }
