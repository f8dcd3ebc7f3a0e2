package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/dojo"
	"dojoreversals/ui/confirm"
)

// The messages of the screen, each in the past tense. Those that can be late
// carry what they were about, and are dropped when that is over.

// listChanged says that there is a newer snapshot of the list.
type listChanged struct{}

// firstListDue says that the first payments have waited for the others long enough.
type firstListDue struct{}

// reversalsChanged says that an attempt has changed.
type reversalsChanged struct{}

// recordChecked says that the whole record of reversals was checked, and why nothing
// can be reversed by then, "" if it can.
type recordChecked struct{ readOnly string }

// minuteTurned says that the time on screen may have changed.
type minuteTurned struct{ plan int }

// clockDue asks to look at the clock while a moment without keys is awaited.
type clockDue struct{ moment int }

// Drawn says that a screen is on the terminal whose Moment was this.
type Drawn struct{ Moment int }

// paymentLookedUp is the end of a look-up of one payment by its ID.
type paymentLookedUp struct {
	id  string
	err error
}

// paymentRead is the end of a read of one payment for the question about it.
type paymentRead struct {
	asked   *confirm.Question
	payment dojo.PaymentIntent
	err     error
}

// textsRead says that the finder has read the texts of a long list.
type textsRead struct{}

// QuitAsked asks the screen to end without asking back: the terminal is gone, the
// system is ending the program, or something outside the screen has panicked.
type QuitAsked struct{}

// Announced is said to whoever is at the screen until it ends, such as that the server is
// about to stop. It stands above the list, so that it hides no result below.
type Announced struct{ Text string }

// listen waits for the shop's news.
func listen(d Deps) tea.Cmd {
	return tea.Batch(waitFor(d.ListNews, d.Done, listChanged{}), waitFor(d.ReversalNews, d.Done, reversalsChanged{}))
}

// waitFor turns one item of a channel of news into a message. A closed channel has
// no more news. After the end it takes none: a shop that was left may be entered again by
// then, and wait for the same news.
func waitFor(news, done <-chan struct{}, msg tea.Msg) tea.Cmd {
	return func() tea.Msg {
		select {
		case <-done:
			return nil
		default:
		}
		select {
		case _, open := <-news:
			if !open {
				return nil
			}
			return msg
		case <-done:
			return nil
		}
	}
}
