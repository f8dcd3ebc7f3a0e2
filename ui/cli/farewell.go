package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/serve"
)

// show shows the screen, or plain lines, with a shop until its user or ctx ends it, and
// leaves lines in the terminal about what isn't over. In plain lines the shop is open
// from the start, and the screen opens it behind its first frame.
func (d *desk) show(ctx context.Context, s streams, at *seat, plain bool) error {
	var shown front
	if plain {
		if !at.open() {
			return errStopped
		}
		if d.used != nil && s.interactive() { // a script's shop isn't one to begin with
			d.used.note(at.settings.Handle)
		}
		shown = newPlainFront(s, d.house.here, at)
	} else {
		shown = newScreenFront(s, d, at)
	}
	behind := backdrop{attempts: d.attempts, stop: d.house.stop, ended: d.log.ended, pause: d.house.here.pause}
	if d.house.stays {
		behind.stop = func(context.Context) {}
	}
	underWay, err := runFront(ctx, s, shown, behind)
	if !errors.Is(err, errTerminalGone) {
		d.sayFarewell(ctx, s, plain, underWay)
		// Whoever puts a result away and leaves isn't told of it again.
		select {
		case <-d.putAwayKept():
		case <-time.After(closeGrace): // its disk may never answer
		}
	}
	return err
}

// putAwayKept is closed once all that the person has put away is on the disk.
func (d *desk) putAwayKept() <-chan struct{} {
	kept := make(chan struct{})
	seats, _ := d.snapshot()
	d.house.crashes.spawn(func() {
		defer close(kept)
		for _, at := range seats {
			if at.away != nil {
				at.away.writing.Wait()
			}
		}
	})
	return kept
}

// attempts are those of which this person is told when they leave.
func (d *desk) attempts() []reversal.Attempt {
	var own []reversal.Attempt
	for _, a := range d.house.unfinished() {
		if d.rights == nil || a.Operator == d.by.Operator {
			own = append(own, a)
		}
	}
	return own
}

// sayFarewell leaves lines in the terminal about attempts that aren't over, or that ended
// after the screen had closed. Where the house closes with it, it waits for the answer to
// a request under way first.
func (d *desk) sayFarewell(ctx context.Context, s streams, plain bool, underWay []reversal.Attempt) {
	say := func(lines []string) {
		for _, line := range lines {
			_, _ = fmt.Fprintln(s.out, line)
		}
	}
	seats, _ := d.snapshot()
	for _, at := range seats {
		f := at.farewell(underWay, s)
		if plain {
			f = f.InPlain(isTerminal(s.out))
		}
		if d.house.demo {
			f = f.InDemo()
		}
		if errors.Is(context.Cause(ctx), serve.Removed) {
			f = f.LockedOut()
		}
		if !d.house.stays {
			say(f.Waiting(at.shop.Attempts()))
			grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendGrace)
			at.shop.Stop(grace)
			cancel()
		}
		say(f.Ended(at.shop.Attempts(), d.house.here.now()))
	}
}
