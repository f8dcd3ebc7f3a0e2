package feed

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"dojoreversals/dojo"
)

// broken is a source that panics.
type broken struct{}

func (broken) Search(context.Context, dojo.Query) (dojo.Page, error) { panic("search") }
func (broken) PaymentIntent(context.Context, string) (dojo.Reading, error) {
	panic("read")
}

// A panic while a page or a payment is read is told, and the read has failed.
func TestPanicsAreTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		told := make(chan any, 100)
		f := New(Deps{Source: broken{}, Now: time.Now, Clock: utcClock{}, After: time.After, Crashed: func(what any) { told <- what }}, Options{Refresh: 5 * time.Second, RecentDays: 7})
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- f.Run(ctx) }()
		if what := <-told; what != "search" {
			t.Errorf("told %v", what)
		}
		<-time.After(time.Minute)
		if trouble := f.Snapshot().Trouble; trouble == nil || !errors.Is(trouble.Err, errCrashed) {
			t.Errorf("the trouble is %+v", trouble)
		}
		cancel()
		<-ended
		for len(told) > 0 {
			<-told
		}
		if err := f.run.followOne(t.Context(), "pi_1"); !errors.Is(err, errCrashed) || len(told) != 1 || <-told != "read" {
			t.Errorf("a read: %v", err)
		}
	})
}
