package ui

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/dojo"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/worklist"
)

func (m *Model) keyPressed(k press) tea.Cmd {
	if m.ended {
		return nil
	}
	m.list.KeepChoice()
	if m.tooSmall() {
		// What can't be seen can't be operated; only leaving works.
		if m.act[k.String()] != actQuit {
			return nil
		}
		if m.quit != nil {
			m.ended = true
			return nil
		}
		return m.askToQuit()
	}
	switch {
	case m.quit != nil:
		m.ended = m.leaveKey(k)
		return nil
	case m.dialog != nil:
		m.dialogKey(k)
		return nil
	case m.help.open:
		m.help.key(m.act[k.String()])
		if k.String() == "ctrl+c" {
			return m.askToQuit() // over the list: what is asked must be seen
		}
		return nil
	case m.finder.open:
		return m.findKey(k)
	case k.Paste:
		if strings.TrimSpace(dojo.Drawable(string(k.Runes))) == "" {
			return nil
		}
		m.day.open = false
		m.finder.show() // in the place of what was searched for before
		return m.findKey(k)
	}
	if m.day.open {
		return m.dayKey(k)
	}
	return m.listKey(k)
}

func (m *Model) listKey(k press) tea.Cmd {
	do := m.act[k.String()]
	if do == actDetails && m.arming.Drops(k.key()) {
		return nil // it was meant for the dialog before
	}
	m.arming.Dropped = ""
	said := m.notices.info
	m.notices.info = info{}
	if said.kind != infoNone && do != actBack && do != actNone {
		m.notices.read = reading{} // what was just said goes, and would begin anew
	}
	switch do {
	case actUp:
		m.moveTo(m.list.Position() - 1)
	case actDown:
		m.moveTo(m.list.Position() + 1)
	case actPageUp:
		if !m.turnDetails(-1) {
			m.moveTo(m.list.Position() - m.frame().rows)
		}
	case actPageDown:
		if !m.turnDetails(+1) {
			m.moveTo(m.list.Position() + m.frame().rows)
		}
	case actHome:
		m.moveTo(0)
	case actEnd:
		m.moveTo(m.list.Len() - 1)
	case actDetails:
		m.details.open = !m.details.open && m.list.Index(m.list.Selected()) >= 0
		if _, ok := m.list.Current(); !ok {
			m.notices.info = info{kind: infoNothingHere}
		}
		return m.lookUpTyped()
	case actReverse:
		return m.openDialog()
	case actFind:
		m.setFind("") // a new search; what was found before is one key away
		m.finder.show()
	case actView:
		m.setView((m.list.View() + 1) % worklist.ViewCount)
	case actDay:
		m.day.show(m.list)
	case actShops:
		if !m.deps.otherShops() {
			m.notices.info = info{kind: infoOnlyShop}
			return nil
		}
		m.shopsAsked = true
	case actTechnical:
		m.technical = !m.technical
		m.notices.info = technicalInfo(m.scene(), m.details.shown(m.list) && !m.day.open)
	case actCopy:
		r, ok := m.list.Current()
		if !ok {
			m.notices.info = info{kind: infoNothingHere}
			return nil
		}
		m.notices.info = info{kind: infoCopied}
		return copyText(m.deps.Terminal.Copy, r.Payment.ID)
	case actHelp:
		m.help.show(m.speak, m.theme, m.width, m.height, helpedBy(m.set))
	case actRefresh:
		m.deps.List.Refresh()
		m.notices.info = info{kind: infoRefresh, asked: m.list.Snapshot()}
	case actRedraw:
		return tea.ClearScreen
	case actSuspend:
		switch {
		case m.set.NoShell:
			m.notices.info = info{kind: infoNoShell}
		case len(m.list.Watched())+len(m.deps.elsewhere()) == 0:
			return tea.Suspend
		default:
			m.notices.info = info{kind: infoNotNow}
		}
	case actBack:
		return m.back(said)
	case actQuit:
		return m.askToQuit()
	default:
		m.notices.info = said
	}
	return nil
}

// layer is something that esc puts away.
type layer int

const (
	layerNone layer = iota
	layerInfo
	layerResult
	layerWarning
	layerDetails
	layerFilter
	layerUnderWay // the notice of a reversal that isn't over
)

// topmost is what esc puts away next.
func (m *Model) topmost() layer {
	switch n := m.list.Notices(); {
	case m.notices.info.kind != infoNone:
		return layerInfo
	case len(n) > 0 && !worklist.UnderWay(n[0]):
		return layerResult
	case len(n) == 0 && len(m.notices.warnings) > 0:
		return layerWarning
	case m.details.open:
		return layerDetails
	case !m.list.Filter().None():
		return layerFilter
	case len(n) > 0:
		return layerUnderWay
	}
	return layerNone
}

// back puts away the topmost thing: what was just said, a result, the details,
// the filter.
func (m *Model) back(said info) tea.Cmd {
	m.notices.info = said
	switch m.topmost() {
	case layerInfo:
		if !m.notices.readOn(m.scene(), m.frame().room) {
			m.notices.info, m.notices.read = info{}, reading{}
		}
	case layerResult, layerUnderWay:
		m.putAway(m.list.Notices()[0])
	case layerWarning:
		if !m.notices.readOn(m.scene(), m.frame().room) {
			m.notices.warnings = m.notices.warnings[1:]
		}
	case layerDetails:
		m.details.open = false
	case layerFilter:
		m.setFind("")
	case layerNone:
	}
	return nil
}

// putAway turns to the rest of a notice, or puts it away once it was read, a result
// for good.
func (m *Model) putAway(a *reversal.Attempt) {
	if m.notices.readOn(m.scene(), m.frame().room) {
		return
	}
	if stage, keep := m.list.PutAway(a), m.deps.KeepPutAway; keep != nil && stage != "" {
		keep(a.ID, stage)
	}
}

func copyText(write func(string), text string) tea.Cmd {
	return func() tea.Msg { write(text); return nil }
}

func (m *Model) setView(v worklist.View) {
	m.deps.List.IncludeCreated(v == worklist.ViewEverything)
	m.list.SetView(v)
}

func (m *Model) moveTo(i int) {
	if m.list.Len() > 0 {
		m.list.MoveTo(i)
		m.details.page = page{}
	}
}

// turnDetails turns a page of the details, and says whether the key was for that.
// At their end it is the list's again, where that is on the screen.
func (m *Model) turnDetails(by int) bool {
	return m.details.shown(m.list) && (m.details.page.turn(by) || m.width < sideBySide)
}

// findKey takes one key while the finder is open.
func (m *Model) findKey(k press) tea.Cmd {
	switch k.String() {
	case "ctrl+c":
		return m.askToQuit()
	case "esc":
		m.finder.open = false
		m.setFind("")
		return nil
	case "enter":
		m.finder.open = false
		return m.lookUpTyped()
	case "f5", "ctrl+r", "ctrl+l":
		return m.listKey(k)
	case "up", "down", "pgup", "pgdown", "tab":
		m.finder.open = false
		if k.Type == tea.KeyTab {
			return nil
		}
		return m.listKey(k)
	}
	m.finder.key(k)
	m.setFind(m.finder.field.text())
	return nil
}

func (m *Model) setFind(s string) {
	if m.list.SetFilter(worklist.Filter{Text: s}) {
		m.notices.info = info{}
	}
}

// lookUpTyped asks Dojo for the payment ID that was typed, if it is one that isn't
// listed.
func (m *Model) lookUpTyped() tea.Cmd {
	id := m.list.Matches().ToLookUp
	if id == "" {
		return nil
	}
	m.notices.info = info{kind: infoLookUp}
	return lookUp(m.deps.List, id)
}

// lookUp asks Dojo for a payment whose whole ID was typed and isn't listed.
func lookUp(list List, id string) tea.Cmd {
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), readFor)
		defer cancel()
		_, err := list.LookUp(ctx, id)
		return paymentLookedUp{id: id, err: err}
	}
}

func (m *Model) lookedUp(msg paymentLookedUp) {
	if m.list.Matches().ID != msg.id {
		return // something else is looked for by now
	}
	if msg.err != nil {
		m.notices.info = info{kind: infoNotFound, err: msg.err}
		return
	}
	m.notices.info = info{}
	m.takeNews(m.deps.List.Snapshot())
	if i := m.list.Index(msg.id); i >= 0 {
		m.moveTo(i)
	}
}

// readTexts has the finder read the texts of a long list beside the event loop.
func readTexts(l *worklist.List) tea.Cmd {
	read := l.ReadTexts()
	if read == nil {
		return nil
	}
	return func() tea.Msg { read(); return textsRead{} }
}

// dayKey takes one key while the day is open. Nothing can be reversed from it: the
// payment that would be isn't on the screen.
func (m *Model) dayKey(k press) tea.Cmd {
	do := m.act[k.String()]
	said := m.notices.info
	m.notices.info = info{}
	switch do {
	case actDetails:
		m.listHour()
	case actDay:
		m.day.open = false
	case actBack:
		m.notices.info = said
		switch m.topmost() {
		case layerInfo, layerResult, layerWarning:
			return m.back(said)
		case layerNone, layerDetails, layerFilter, layerUnderWay:
			m.day.open = false
		}
	case actFind, actView, actShops:
		m.day.open = false
		return m.listKey(k)
	case actHelp, actRefresh, actRedraw, actSuspend, actTechnical, actQuit:
		return m.listKey(k)
	case actReverse, actCopy:
		m.notices.info = info{kind: infoNotFromDay}
	default:
		if !m.day.move(do, m.frame().rows) {
			m.notices.info = said
		}
	}
	return nil
}

// listHour closes the day and lists the payments of the selected hour, if it has
// any.
func (m *Model) listHour() {
	if m.list.Day().Hours[m.day.hour].All() == 0 {
		m.notices.info = info{kind: infoEmptyHour}
		return
	}
	m.day.open = false
	m.setView(worklist.ViewRecent)
	now := m.list.Now()
	m.list.SetFilter(worklist.Filter{Hour: worklist.Hour{Day: dojo.DayOf(now.Dojo, now.Zone), Hour: m.day.hour}})
	m.notices.info = info{}
}
