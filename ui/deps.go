package ui

import (
	"context"
	"time"

	"github.com/charmbracelet/lipgloss"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/confirm"
	_ "dojoreversals/ui/internal/background" // must be initialised before Bubble Tea
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// List is the live list of payments. *shop.Session is one.
type List interface {
	Snapshot() *feed.Snapshot
	Refresh()
	IncludeCreated(bool)
	Focus(bool) // whether anybody looks; a list that nobody looks at is read less often
	LookUp(ctx context.Context, id string) (dojo.PaymentIntent, error)
}

// Reversals carries reversals out. *shop.Look is one. None of its
// methods waits for the network or a disk.
type Reversals interface {
	Start(confirmed journal.Payment, reason string, at time.Time) string
	// Changed are the attempts that have changed since Changed was asked last, and all
	// at first, in no order.
	Changed() []reversal.Attempt
}

// Deps is all that the screen has of the outside world.
type Deps struct {
	List         List
	ListNews     <-chan struct{} // has something whenever List has a newer snapshot
	Judge        *worklist.Judge // of the list; the screens of one shop that speak one language share it
	Reversals    Reversals
	ReversalNews <-chan struct{} // has something whenever an attempt has changed
	Done         <-chan struct{} // closed when the shop is left, or the program ends
	Drawn        <-chan int      // has the newest Moment that is on the terminal

	Now      func() time.Time // this machine's clock
	Clock    worklist.Clock
	Tick     tickFunc    // tea.Tick
	Terminal interface { // writes beside the frames, never into one
		Bell()
		Copy(text string)
	}
	Renderer *lipgloss.Renderer // with the profile of Settings.Theme
	// KeepPutAway keeps that the operator has put a result away, for the next
	// start. It never waits; nil keeps nothing.
	KeepPutAway func(attempt, stage string)
	Shops       Shops // that this screen can change between; nil for none but this
}

// otherShops says whether this screen can change to another shop.
func (d *Deps) otherShops() bool { return d.Shops != nil && d.Shops.Others() }

// elsewhere are the reversals under way in shops that aren't shown, and that nobody
// follows any more once this program has ended.
func (d *Deps) elsewhere() []*reversal.Attempt {
	if d.Shops == nil {
		return nil
	}
	var all []*reversal.Attempt
	attempts := d.Shops.Elsewhere()
	for i := range attempts {
		if a := &attempts[i]; worklist.UnderWay(a) && !a.OtherKey && !a.OtherSession {
			all = append(all, a)
		}
	}
	return all
}

// Settings are what the screen is told of the shop and its wishes.
type Settings struct {
	words.Options
	confirm.Rules
	Operator string
	Bell     bool
	AltTypes bool // a character that comes with alt is typed: Windows marks those of AltGr so
	Theme    Theme
	NoShell  bool // there is no shell to go to with ctrl+z, as in a session of a server
	// PutAway are the results that the operator put away before, as they were
	// given to Deps.KeepPutAway: the stage by attempt ID.
	PutAway map[string]string
	// Notes are said once at the start, such as warnings about the settings.
	Notes []string
}
