package ui

import (
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/shopday"
)

// Where Dojo's answers disagree about the day, nothing is offered that only one
// of the days allows, and why is said: on the row, by the key, in the header and
// above the list. Once they agree, all is as it was.
func TestDayIsUnsure(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments())
	d.on("1009").has("To reverse 4", "Held, r to reverse")
	d.unsure = 25 * time.Hour
	d.send(listChanged{}).has("To reverse 0", "the day isn't sure", "It isn't sure whether it is Sat 21 Nov 17:59 or Sun 22 Nov 18:59", "Can't be reversed until the day is sure").
		hasNot("r to reverse", "reverse before midnight", "Nothing to reverse")
	d.press("r").has("about what day it is", "wait half a minute")
	if d.m.dialog != nil {
		t.Error("a dialog is open")
	}
	d.unsure = 0
	d.send(listChanged{}).press("esc").on("1009").has("To reverse 4", "Held, r to reverse").hasNot("sure")

	// An open dialog gives way, too.
	d.press("r").asks("Reverse £112.00")
	d.late = 6 * time.Hour
	d.send(listChanged{}).has("NOT reversed")
	if len(d.rev.Starts) != 0 {
		t.Error("something was sent")
	}
}

// A disagreement within one day changes nothing under the rule of the day.
func TestDayIsSureThoughTheTimeIsNot(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments())
	d.unsure = 3 * time.Hour
	d.send(listChanged{}).on("1009").has("To reverse 4", "Held, r to reverse").hasNot("sure")
}

// The header counts down to the earliest end that the day can have, and a row is
// greyed when the last instant may have come: a row never promises what the send
// refuses.
func TestCountsDownToTheSafeSide(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments(), at(shopday.ClockAt("23:58:30")))
	d.late, d.unsure = 40*time.Second, 40*time.Second
	d.send(listChanged{}).on("1009").has("the last minute", "r to reverse")
	d.late = 91 * time.Second
	d.send(listChanged{}).hasNot("r to reverse")
	for _, late := range []time.Duration{0, 89 * time.Second, 90 * time.Second, 2 * time.Hour} {
		d.late = late
		d.send(listChanged{})
		for i := range d.m.list.Len() {
			r := d.m.list.Row(i)
			if want := dojo.Reversible(d.rule, r.Payment, d.Span(), shopday.London); r.Verdict != want {
				t.Errorf("%v late: %s is %+v, the send says %+v", late, r.Payment.ID, r.Verdict, want)
			}
		}
	}
}

// A jump of the clock is said once.
func TestJumpIsSaid(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments())
	d.jump = dojo.Jump{By: -3 * time.Hour, At: shopday.Sunday}
	d.send(listChanged{}).has("The time was put back by 3 h 00 m")
	d.press("esc").hasNot("The time was put")
	d.send(listChanged{}).hasNot("The time was put")
	d.jump = dojo.Jump{By: 5 * time.Minute, At: shopday.Sunday.Add(time.Hour)}
	d.send(listChanged{}).has("The time was put forward by 5 m")
}

// What this PC's clock shows is held against it only once that is sure.
func TestClockIsNotBlamedBeforeItIsSure(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments(), func(_ *Settings, d *driver) { d.ahead, d.late = 3*time.Hour, 3*time.Hour })
	d.send(listChanged{}).hasNot("This PC's clock is")
	d.late = 0
	d.send(listChanged{}).has("This PC's clock is 3 h 00 m ahead of Dojo's.")
}
