package cli

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/dojo"
)

// machine is this machine's clock and the waits by it. The shop and its front use
// the same one, so that a build for tests can let it run faster without changing a
// rule.
type machine struct {
	now      func() time.Time
	steady   func() time.Time                     // the machine's real clock, also in tests: it tells which keys came together
	pause    func(time.Duration) <-chan time.Time // by the real clock: between frames
	after    func(time.Duration) <-chan time.Time
	tick     func(d time.Duration, msg func(time.Time) tea.Msg) tea.Cmd
	timeouts dojo.Timeouts // zero for the client's own
	// wholeFrames sends of a frame whole lines, so that a test can compare the screen
	// with what is sent otherwise.
	wholeFrames bool
}
