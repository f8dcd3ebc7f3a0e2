package cli

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"dojoreversals/dojo/reversal"
)

// slowFront is a front that ends some time after it was told to.
type slowFront struct{ over chan struct{} }

func (f slowFront) run() error { <-f.over; return nil }
func (f slowFront) quit()      {}

// A machine that stands still while a front ends, for longer than closeGrace, has all of
// that time once it goes on. Only then its terminal counts as one that has stopped reading.
func TestAFrontThatEndsOnASlowMachine(t *testing.T) {
	t.Parallel()
	nowhere, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = nowhere.Close() }()
	for _, ends := range []bool{true, false} {
		f := slowFront{make(chan struct{})}
		waited := time.Duration(0)
		now, never := make(chan time.Time), make(chan time.Time)
		close(now)
		s := newStreams(nowhere, nowhere, nowhere, func(string) (string, bool) { return "", false }, newCrashes(time.Now))
		left, leave := context.WithCancelCause(t.Context())
		leave(errors.New("the line dropped"))
		_, err := runFront(left, s, f, backdrop{
			attempts: func() []reversal.Attempt { return nil }, stop: func(context.Context) {}, ended: func(string, []reversal.Attempt) {},
			pause: func(d time.Duration) <-chan time.Time {
				if ends && waited > 0 { // the first wait lasted for as long as the machine stood still
					close(f.over)
					return never
				}
				waited += d
				return now
			},
		})
		switch {
		case ends && err != nil:
			t.Errorf("after one wait: %v", err)
		case !ends && (!errors.Is(err, errTerminalGone) || waited != closeGrace):
			t.Errorf("after %v: %v", waited, err)
		}
		if !ends {
			close(f.over)
		}
	}
}
