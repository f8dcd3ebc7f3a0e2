//go:build !failpoints || windows

package cli

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/dojo/reversal"
)

// thisMachine is the machine's own clock.
func thisMachine() machine {
	return machine{now: time.Now, steady: time.Now, pause: time.After, after: wakeful(time.Now, clockSets), tick: tea.Tick}
}

// instrument returns both as they are. A build with the tag failpoints puts points
// around each step of a reversal, at which a test can kill it (failpoints.go).
func instrument(record reversal.Journal, client reversal.Dojo) (reversal.Journal, reversal.Dojo) {
	return record, client
}
