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

// ReadNow reads Dojo's clock for one step. pc is this machine's.
func ReadNow(c Clock, pc time.Time) Now {
	ahead, _ := c.Offset()
	return Now{PC: pc, Dojo: c.Now(), Span: c.Span(), Ahead: ahead}
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
