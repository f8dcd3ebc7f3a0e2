package ui

import "dojoreversals/dojo/reversal"

// Shops are the shops that a screen can change between. All methods but Enter return at
// once.
type Shops interface {
	// All are those shops, the one used last first.
	All() []Shop
	// Others says whether there is any but the one that is shown.
	Others() bool
	// Enter takes up a shop, to be shown in place of the present one. It may wait for a
	// disk or the keyring. Its error is a sentence for whoever sits at the screen.
	Enter(handle string) (Visit, error)
	// Elsewhere are the attempts of all shops but the one that is shown, each with the
	// present name of its shop. Those that were over before this program began to look
	// aren't among them.
	Elsewhere() []reversal.Attempt
	// News has a value whenever one of those has changed, or Unwatched has.
	News() <-chan struct{}
}

// Shop is one of them.
type Shop struct {
	Handle   string
	Name     string
	Here     bool // it is shown
	UnderWay int  // how many reversals are followed there whose end isn't known yet
	// Unwatched says why nobody watches reversals there that aren't over, "" if all are
	// watched, as far as it is known.
	Unwatched string
}

// Visit is what a screen needs to show a shop, until it changes to another one. What
// Opened has is missing in Deps and Settings. Show says that the shop is the one on the
// screen from now on; it waits for nothing. Open waits until the shop is open, and
// reports false if the program ends first. Leave closes Deps.Done and may be called more
// than once, also of a visit that wasn't shown; the shop goes on.
type Visit struct {
	Deps     Deps
	Settings Settings
	Open     func() (Opened, bool)
	Show     func()
	Leave    func()
}
