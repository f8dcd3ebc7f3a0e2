package ui

import (
	"reflect"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/internal/keyboard"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// Screen is the screen of one shop at a time, of those that it can change between. The
// shop that it leaves goes on, and what becomes of its reversals is told.
type Screen struct {
	*Opening
	visit  Visit
	number int     // of the visit: what an earlier one still asked for is dropped
	shops  Shops   // nil where there is only one
	picker *picker // nil while it isn't open
	window tea.WindowSizeMsg
	// told is what was told of other shops: by attempt ID the stage of its result, and by
	// a shop's handle why nobody watches it.
	told map[string]string
	left chan struct{} // closed by Leave
}

// NewScreen makes the screen of a shop. shops is nil where there is only that one.
func NewScreen(first Visit, shops Shops) *Screen {
	s := &Screen{visit: first, shops: shops, told: map[string]string{}, left: make(chan struct{})}
	first.Show()
	first.Deps.Shops = shops
	s.Opening = NewOpening(first.Deps, first.Settings, first.Open)
	return s
}

// ofVisit is a message that one visit has asked for.
type ofVisit struct {
	number int
	msg    tea.Msg
}

// elsewhereChanged says that an attempt of a shop that isn't shown has changed.
type elsewhereChanged struct{}

// entered is the end of entering a shop.
type entered struct {
	handle string
	visit  Visit
	err    error
}

// Init waits for the first frame, and for what other shops have to tell.
func (s *Screen) Init() tea.Cmd {
	return tea.Batch(s.own(s.Opening.Init()), s.waitForDrawn(), s.listenElsewhere())
}

// waitForDrawn turns the newest moment that is on the terminal into a message. It is the
// one wait for all shops: one of a shop that was left could take what the next waits for.
func (s *Screen) waitForDrawn() tea.Cmd {
	drawn, left := s.visit.Deps.Drawn, s.left
	return func() tea.Msg {
		select {
		case moment := <-drawn:
			return Drawn{Moment: moment}
		case <-left:
			return nil
		}
	}
}

// listenElsewhere waits for what the other shops have to tell.
func (s *Screen) listenElsewhere() tea.Cmd {
	if s.shops == nil {
		return nil
	}
	return waitFor(s.shops.News(), s.left, elsewhereChanged{})
}

// Update takes in one message. It does no I/O.
func (s *Screen) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	switch m := msg.(type) {
	case ofVisit:
		if m.number != s.number {
			return s, nil // of a shop that was left
		}
		msg = m.msg
	case elsewhereChanged:
		return s, tea.Batch(s.tellElsewhere(), s.listenElsewhere())
	case entered:
		return s, s.entered(m)
	case Drawn:
		_, cmd = s.Opening.Update(msg)
		return s, tea.Batch(s.own(cmd), s.waitForDrawn())
	case Announced:
		s.announced = m.Text
		return s, nil
	case tea.WindowSizeMsg:
		s.window = m
	case keyboard.Batch:
		if s.picker != nil {
			return s, s.pick(m.Keys)
		}
	case tea.KeyMsg:
		if s.picker != nil {
			return s, s.pick(single(m))
		}
	case tea.MouseMsg:
		if s.picker != nil {
			return s, nil
		}
	}
	wasClosed := s.stage == closed
	_, cmd = s.Opening.Update(msg)
	cmd = s.own(cmd)
	if wasClosed && s.stage != closed && s.shops != nil {
		cmd = tea.Batch(cmd, s.tellElsewhere())
	}
	if keys, asked := s.takeShopsAsked(); asked {
		s.picker = newPicker(s.shops.All())
		s.coverResults()
		cmd = tea.Batch(cmd, s.pick(keys))
	}
	return s, cmd
}

// own marks what a command of the present visit brings, so that nothing of one shop is
// ever taken for another's. What Bubble Tea itself acts on stays as it is.
func (s *Screen) own(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	number := s.number
	return func() tea.Msg { return marked(number, cmd()) }
}

func marked(number int, msg tea.Msg) tea.Msg {
	if batch, ok := msg.(tea.BatchMsg); ok {
		all := make(tea.BatchMsg, 0, len(batch))
		for _, cmd := range batch {
			if cmd != nil {
				all = append(all, func() tea.Msg { return marked(number, cmd()) })
			}
		}
		return all
	}
	if msg != nil && reflect.TypeOf(msg).PkgPath() == reflect.TypeFor[Screen]().PkgPath() {
		return ofVisit{number, msg}
	}
	return msg
}

// pick takes keys while the list of shops is open. It does so in order; those after one
// that closes it are dropped: they were typed for what is on the screen by then.
func (s *Screen) pick(keys []tea.KeyMsg) tea.Cmd {
	for _, k := range keys {
		if s.tooSmall() && k.Type != tea.KeyCtrlC {
			continue // what can't be seen can't be operated
		}
		switch s.picker.key(k, max(s.window.Height-pickerLines, 1)) {
		case pickedNothing:
		case pickedShop:
			handle, enter := s.picker.entering, s.shops.Enter
			return func() tea.Msg {
				visit, err := enter(handle)
				return entered{handle, visit, err}
			}
		case pickedBack:
			s.picker = nil
			return nil
		case pickedQuit:
			s.picker = nil
			_, cmd := s.Opening.Update(k)
			return s.own(cmd)
		}
	}
	return nil
}

// entered shows a shop that was entered, unless somebody has thought better of it.
func (s *Screen) entered(e entered) tea.Cmd {
	wanted := s.picker != nil && s.picker.entering == e.handle
	switch {
	case e.err != nil && wanted:
		s.picker.entering, s.picker.refused = "", e.err.Error()
		return nil
	case e.err != nil:
		return nil
	case !wanted || s.ended:
		e.visit.Leave()
		return nil
	}
	s.visit.Leave()
	s.number++
	moment, technical, warnings, announced := s.Moment(), s.technical, s.notices.warnings, s.announced
	s.visit, s.picker = e.visit, nil
	e.visit.Show()
	e.visit.Deps.Shops = s.shops
	e.visit.Settings.PutAway = s.set.PutAway // until the shop is open: there is one file of them
	s.Opening = NewOpening(e.visit.Deps, e.visit.Settings, e.visit.Open)
	s.arming.StartAfter(moment)
	s.technical, s.announced = technical, announced
	for _, w := range warnings {
		// What was said of the former shop's clock is said anew by this one's, and what
		// was said of this shop by its own notices.
		if w.note != "" && w.shop != e.visit.Settings.Shop {
			s.notices.warn(w)
		}
	}
	_, cmd := s.Opening.Update(s.window)
	// What ended while the shop was being entered is told by the shop itself, or here.
	return tea.Batch(s.own(s.Opening.Init()), s.own(cmd), s.tellElsewhere())
}

// coverResults takes note of the results that the present shop has told by now, when the
// list of shops covers it. Nobody has read there how the others end.
func (s *Screen) coverResults() {
	for _, a := range s.list.Fresh() {
		if !worklist.UnderWay(a) {
			s.told[a.ID] = worklist.Stage(a)
		}
	}
}

// tellElsewhere says what became of reversals of the shops that aren't shown: each
// result once, and again if it changes. What the operator has put away isn't told.
func (s *Screen) tellElsewhere() tea.Cmd {
	if s.picker != nil {
		s.picker.shops = s.shops.All()
	}
	if s.stage == closed && s.number == 0 {
		return nil // what was put away isn't known yet
	}
	ring := false
	for _, shop := range s.shops.All() {
		if shop.Unwatched != "" && s.told[shop.Handle] != shop.Unwatched {
			s.told[shop.Handle] = shop.Unwatched
			s.notices.warn(warning{note: words.Unwatched(s.speak, shop.Name, shop.Unwatched), shop: shop.Name})
			ring = true
		}
	}
	attempts := s.shops.Elsewhere()
	for i := range attempts {
		a := &attempts[i]
		stage := worklist.Stage(a)
		if worklist.UnderWay(a) || s.told[a.ID] == stage || s.set.PutAway[a.ID] == stage {
			continue
		}
		s.told[a.ID] = stage
		s.notices.warn(warning{note: words.EndedElsewhere(s.speak, a), shop: a.Shop})
		ring = true
	}
	if !ring || !s.set.Bell {
		return nil
	}
	bell := s.deps.Terminal.Bell
	return func() tea.Msg { bell(); return nil }
}

// Leave leaves the shop on the screen. Call it once the program has ended.
func (s *Screen) Leave() {
	close(s.left)
	s.visit.Leave()
}

// View draws the screen: never wider or taller than the terminal.
func (s *Screen) View() string {
	w, h := s.width, s.height
	if s.picker == nil || s.ended || w <= 0 || h <= 0 {
		return s.Opening.View()
	}
	lines := cells.Wrap(s.speak.Say(words.TextTooSmall), w)
	if !s.tooSmall() {
		lines = s.picker.view(s.speak, &s.theme, s.speak.Whose(), w, h)
	}
	return strings.Join(cells.Exactly(lines, w, h), "\n")
}
