package worklist

import (
	"time"

	"dojoreversals/dojo"
)

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
