package worklist

import (
	"time"

	"dojoreversals/dojo"
)

// Clock is Dojo's. *dojo.Clock is one.
type Clock interface {
	Now() time.Time  // the present, for showing it
	Span() dojo.Span // the present as far as it is known, for the rule
	Offset() (ahead time.Duration, known bool)
	Jump() dojo.Jump
}

// Now is the present, taken once for each step, so that all that is said and
// decided in it is of one moment.
type Now struct {
	PC    time.Time      // this machine's clock
	Dojo  time.Time      // Dojo's clock, for showing
	Span  dojo.Span      // Dojo's clock as far as it is known, for the rule
	Ahead time.Duration  // how far this machine's clock is ahead of Dojo's
	Zone  *time.Location // the shop's, in which its days are
}

// ReadNow reads Dojo's clock for one step. pc is this machine's.
func ReadNow(c Clock, pc time.Time, zone *time.Location) Now {
	ahead, _ := c.Offset()
	return Now{PC: pc, Dojo: c.Now(), Span: c.Span(), Ahead: ahead, Zone: zone}
}

// IsToday says whether an instant is of the shop's present day.
func (n Now) IsToday(at time.Time) bool { return dojo.DayOf(at, n.Zone) == dojo.DayOf(n.Dojo, n.Zone) }

// UntilMidnight is how long the day still is, at the least.
func (n Now) UntilMidnight() time.Duration {
	day, _ := n.Span.Day(n.Zone)
	return day.End(n.Zone).Sub(n.Span.Latest)
}

// DayUnsure says whether it may be one of several days, for another reason than
// that it is just midnight.
func (n Now) DayUnsure() bool {
	_, sure := n.Span.Day(n.Zone)
	return !sure && n.Span.Unsure()
}

// ClockNews finds what is to be said of the clocks, and each thing once.
type ClockNews struct {
	wrong bool
	jump  time.Time // when the newest jump was that was told
}

// Wrong says whether it is news that this machine's clock is wrong. known says
// that Dojo's is known; it is only news once it is sure.
func (c *ClockNews) Wrong(now Now, known bool) bool {
	if c.wrong || !known || now.Ahead.Abs() <= 2*time.Minute || now.Span.Unsure() {
		return false
	}
	c.wrong = true
	return true
}

// Jumped says whether it is news that the clock which is shown has jumped.
func (c *ClockNews) Jumped(j dojo.Jump) bool {
	news := !j.At.Equal(c.jump)
	c.jump = j.At
	return news
}
