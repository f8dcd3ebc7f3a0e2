package ui

import (
	"context"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/keyboard"
)

// Opening is the screen of a shop that is opened behind its first frame, so that no
// disk and no network delays that. Until the shop is open it draws a list that is being
// loaded, on which nothing can be done, and keeps what is typed. Then it is the Model of
// the open shop, to which it hands all messages.
type Opening struct {
	*Model
	deps  Deps
	set   Settings
	open  func() (Opened, bool) // nil once it was called
	typed []tea.Msg             // and what else somebody did, in order
	stage stage
}

// stage is how far an Opening is.
type stage int

const (
	closed  stage = iota // the shop isn't open
	noList               // it is, and no payment was read
	partial              // the held payments were read, and the others may come any moment
	listed               // the first list was shown
)

// Opened is an open shop, as far as it wasn't known before.
type Opened struct {
	List         List
	ListNews     <-chan struct{}
	Reversals    Reversals
	ReversalNews <-chan struct{}
	ReadOnly     string            // see confirm.Rules
	Checked      func() string     // waits until the whole record was checked, and says what ReadOnly is by then
	PutAway      map[string]string // see Settings
	Notes        []string          // more of them, see Settings
}

// openAtLast is how long the opening waits for a terminal to take the first frame.
const openAtLast = time.Second

// openingDue says that the opening has waited so long.
type openingDue struct{}

// wholeListWithin is how long the first payments wait for the others, so that the list
// is drawn once. The feed reads the held ones first, and the others one round trip
// later. It is too short to be noticed.
const wholeListWithin = 100 * time.Millisecond

// NewOpening makes the screen of a shop that open opens. What Opened has is missing in
// d and s. open waits until the shop is open, and reports false if the program ends
// first.
func NewOpening(d Deps, s Settings, open func() (Opened, bool)) *Opening {
	o := &Opening{deps: d, set: s, open: open}
	o.Model = newUnopened(d, s)
	return o
}

// newUnopened makes a Model without a list and reversals.
func newUnopened(d Deps, s Settings) *Model {
	d.List, d.Reversals = notOpen{}, notOpen{}
	return New(d, s)
}

// Init waits for the first frame.
func (o *Opening) Init() tea.Cmd {
	return o.deps.Tick(openAtLast, func(time.Time) tea.Msg { return openingDue{} })
}

// Update takes in one message. It does no I/O.
func (o *Opening) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if o.stage != closed {
		return o, o.whileListing(msg)
	}
	if o.quit != nil && aboutQuestion(msg) {
		_, cmd := o.Model.Update(msg)
		if _, drawn := msg.(Drawn); drawn {
			cmd = tea.Batch(o.begin(), cmd)
		}
		return o, cmd
	}
	switch msg := msg.(type) {
	case Drawn, openingDue:
		return o, o.begin()
	case Opened:
		return o, o.opened(msg)
	case keyboard.Batch:
		return o, o.keep(msg, msg.Keys)
	case tea.KeyMsg:
		return o, o.keep(msg, single(msg))
	case keyboard.Stopped, tea.MouseMsg, tea.FocusMsg, tea.BlurMsg:
		return o, o.keep(msg, nil)
	case tea.WindowSizeMsg:
		o.Model.Update(msg) // what it plans is about a list
		return o, nil
	}
	_, cmd := o.Model.Update(msg)
	return o, cmd
}

// begin begins to open the shop, once.
func (o *Opening) begin() tea.Cmd {
	open := o.open
	if open == nil {
		return nil
	}
	o.open = nil
	return func() tea.Msg {
		if opened, ok := open(); ok {
			return opened
		}
		return nil // the program is ending
	}
}

// keep keeps what somebody did for the open shop. Leaving works at once: with ctrl+c,
// and with a key such as q where no other one was kept, since it may be part of a text.
// Nothing was begun here, so that it is asked only about reversals of other shops.
func (o *Opening) keep(msg tea.Msg, keys []tea.KeyMsg) tea.Cmd {
	alone := len(keys) == 1 && !slices.ContainsFunc(o.typed, isTyped)
	for _, k := range keys {
		if k.Type == tea.KeyCtrlC || alone && o.act[k.String()] == actQuit {
			cmd := o.askToQuit()
			if o.ended {
				cmd = tea.Quit
			}
			return cmd
		}
	}
	o.typed = append(o.typed, msg)
	return nil
}

// aboutQuestion says whether a message is about a question that is open.
func aboutQuestion(msg tea.Msg) bool {
	switch msg.(type) {
	case keyboard.Batch, tea.KeyMsg, keyboard.Stopped, Drawn, clockDue:
		return true
	}
	return false
}

// isTyped says whether somebody typed what was kept.
func isTyped(msg tea.Msg) bool {
	switch msg.(type) {
	case keyboard.Batch, tea.KeyMsg:
		return true
	}
	return false
}

// opened takes the open shop. What was typed before is done while the list is still
// empty, as it was on the screen: nobody can have meant a payment by it.
func (o *Opening) opened(shop Opened) tea.Cmd {
	o.set.ReadOnly, o.set.PutAway = shop.ReadOnly, shop.PutAway
	o.set.Notes = slices.Concat(o.set.Notes, shop.Notes)
	before := o.Model
	o.Model, o.stage = newUnopened(o.deps, o.set), noList
	o.questions, o.technical = before.questions, before.technical
	o.announced = before.announced
	for _, w := range before.notices.warnings {
		o.notices.warn(w) // what another shop had to tell meanwhile
	}
	d := &o.Model.deps
	d.List, d.ListNews, d.Reversals, d.ReversalNews = shop.List, shop.ListNews, shop.Reversals, shop.ReversalNews
	cmds := []tea.Cmd{listen(*d), func() tea.Msg { return recordChecked{readOnly: shop.Checked()} }}
	for _, msg := range append([]tea.Msg{tea.WindowSizeMsg{Width: before.width, Height: before.height}}, o.typed...) {
		_, cmd := o.Model.Update(msg)
		cmds = append(cmds, cmd)
	}
	o.typed = nil
	if now := shop.List.Snapshot(); len(now.Payments) > 0 || now.State != feed.Loading || now.Trouble != nil {
		// It was open before, and may have no news.
		cmds = append(cmds, func() tea.Msg { return firstListDue{} })
	}
	return tea.Batch(cmds...)
}

// takeShopsAsked says whether the list of shops is to be shown, once, and what was typed
// for it.
func (o *Opening) takeShopsAsked() (typed []tea.KeyMsg, asked bool) {
	typed, asked = o.typedOn, o.shopsAsked
	o.typedOn, o.shopsAsked = nil, false
	return typed, asked
}

// whileListing takes in one message of an open shop. A first list without all groups of
// payments waits for the rest, see wholeListWithin.
func (o *Opening) whileListing(msg tea.Msg) tea.Cmd {
	d := &o.Model.deps
	switch msg.(type) {
	case listChanged:
		snap := d.List.Snapshot()
		switch whole := snap.State != feed.Loading || snap.Trouble != nil; {
		case o.stage == listed:
		case whole:
			o.stage = listed
		case o.stage == partial:
			return waitFor(d.ListNews, d.Done, listChanged{})
		case len(snap.Payments) > 0:
			o.stage = partial
			due := func(time.Time) tea.Msg { return firstListDue{} }
			return tea.Batch(d.Tick(wholeListWithin, due), waitFor(d.ListNews, d.Done, listChanged{}))
		}
	case firstListDue:
		o.stage = listed
	}
	_, cmd := o.Model.Update(msg)
	return cmd
}

// notOpen stands in for the list and the reversals of a shop that isn't open: it has no
// payments and does nothing.
type notOpen struct{}

func (notOpen) Snapshot() *feed.Snapshot    { return &feed.Snapshot{} }
func (notOpen) Refresh()                    {}
func (notOpen) IncludeCreated(bool)         {}
func (notOpen) Focus(bool)                  {}
func (notOpen) Changed() []reversal.Attempt { return nil }

func (notOpen) LookUp(context.Context, string) (dojo.PaymentIntent, error) {
	return dojo.PaymentIntent{}, context.Canceled
}

func (notOpen) Start(journal.Payment, string, time.Time) string { return "" }
