package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/dojo"
)

// The messages of the screen, each in the past tense. Those that can be late
// carry what they were about, and are dropped when that is over.

// listChanged says that there is a newer snapshot of the list.
type listChanged struct{}

// reversalsChanged says that an attempt has changed.
type reversalsChanged struct{}

// minuteTurned says that the time on screen may have changed.
type minuteTurned struct{ plan int }

// keysRested says that 500 ms may have passed without a key.
type keysRested struct{ after int }

// paymentLookedUp is the end of a look-up of one payment by its ID.
type paymentLookedUp struct {
	id  string
	err error
}

// textsRead says that the finder has read the texts of a long list.
type textsRead struct {
	payments []*dojo.PaymentIntent
	finder   *finder // the payments' slots are in their order, from 1 on
}

// QuitAsked asks the screen to end without asking back: the terminal is gone,
// or the system is ending the program.
type QuitAsked struct{}

// Crashed says that something outside the screen has panicked.
type Crashed struct{ What any }

// waitFor turns one item of a channel of news into a message.
func waitFor(news, done <-chan struct{}, msg tea.Msg) tea.Cmd {
	return func() tea.Msg {
		select {
		case <-news:
			return msg
		case <-done:
			return nil
		}
	}
}

// quietTime is how long no key may come before a dialog acts on one.
const quietTime = 500 * time.Millisecond
