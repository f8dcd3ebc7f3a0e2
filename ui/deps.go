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

// Reversals carries reversals out. *shop.Session is one. None of its
// methods waits for the network or a disk.
type Reversals interface {
	Start(confirmed journal.Payment, reason string, at time.Time) string
	Attempts() []reversal.Attempt
}

// Deps is all that the screen has of the outside world.
type Deps struct {
	List         List
	ListNews     <-chan struct{} // has something whenever List has a newer snapshot
	Reversals    Reversals
	ReversalNews <-chan struct{} // has something whenever an attempt has changed
	Done         <-chan struct{} // closed when the program ends
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
	// start. It may wait for a disk; nil keeps nothing.
	KeepPutAway func(attempt, stage string)
}

// Settings are what the screen is told of the shop and its wishes.
type Settings struct {
	Mode     string // DEMO, SANDBOX or LIVE
	Host     string // where a live key goes, if that isn't Dojo's own host; empty otherwise
	Shop     string
	Operator string
	Zone     *time.Location
	Rule     dojo.Rule
	Version  string // API version, named in what the screen says of refusals
	// ReadOnly says why nothing can be reversed; empty if it can.
	ReadOnly string
	// MustType says whether an amount is so large that it must be typed to be
	// reversed; nil for never.
	MustType func(dojo.Money) bool
	Pending  string // how long a bank may show a released hold
	Bell     bool
	ASCII    bool
	AltTypes bool // a character that comes with alt is typed: Windows marks those of AltGr so
	Theme    Theme
	// Locale is how dates and amounts are written, a BCP 47 tag such as es-ES;
	// "" for dojo.DefaultLocale.
	Locale string
	texts  map[string]string // a language of a test's own; nil for the locale's
	// PutAway are the results that the operator put away before, as they were
	// given to Deps.KeepPutAway: the stage by attempt ID.
	PutAway map[string]string
	// Notes are said once at the start, such as warnings about the settings.
	Notes []string
}

// Words is what of the settings the sentences depend on.
func (s Settings) Words() words.Options {
	return words.Options{Locale: s.Locale, ASCII: s.ASCII, Zone: s.Zone, Mode: s.Mode, Shop: s.Shop, Host: s.Host, Version: s.Version, Pending: s.Pending, Texts: s.texts}
}

// rules are the shop's own for reversing.
func (s Settings) rules() confirm.Rules {
	return confirm.Rules{ReadOnly: s.ReadOnly != "", MustType: s.MustType}
}
