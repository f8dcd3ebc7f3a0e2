package ui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/dojo"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/worklist"
)

// maxFind is the most that the finder takes, in characters: an ID has up to
// 100, and braces around it.
const maxFind = 120

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
		m.quitKey(k)
		return nil
	case m.dialog != nil:
		m.dialogKey(k)
		return nil
	case m.help.open:
		return m.helpKey(k)
	case m.finding:
		return m.findKey(k)
	case k.Paste:
		m.day, m.finding = nil, true
		return m.findKey(k)
	}
	if m.day != nil {
		return m.dayKey(k)
	}
	return m.listKey(k)
}

func (m *Model) helpKey(k press) tea.Cmd {
	m.help.key(m.act[k.String()])
	if k.String() == "ctrl+c" {
		return m.askToQuit() // over the list: what is asked must be seen
	}
	return nil
}

func (m *Model) listKey(k press) tea.Cmd {
	do := m.act[k.String()]
	if do == actDetails && m.arming.Drops(k.key()) {
		return nil // it was meant for the dialog before
	}
	m.arming.Dropped = ""
	said := m.info
	m.info = info{}
	if said.kind != infoNone && do != actBack && do != actNone {
		m.read = reading{} // what was just said goes, and would begin anew
	}
	switch do {
	case actUp:
		m.moveTo(m.list.Position() - 1)
	case actDown:
		m.moveTo(m.list.Position() + 1)
	case actPageUp:
		if !m.scrollDetails(-1) {
			m.moveTo(m.list.Position() - m.pageRows())
		}
	case actPageDown:
		if !m.scrollDetails(+1) {
			m.moveTo(m.list.Position() + m.pageRows())
		}
	case actHome:
		m.moveTo(0)
	case actEnd:
		m.moveTo(m.list.Len() - 1)
	case actDetails:
		_, any := m.list.Current()
		m.details = !m.details && any
	case actReverse:
		return m.openDialog()
	case actFind:
		m.setFind("") // a new search; what was found before is one key away
		m.finding = true
	case actView:
		m.nextView()
	case actDay:
		m.openDay()
	case actTechnical:
		m.technical = !m.technical
	case actCopy:
		return m.copyID()
	case actHelp:
		m.help.show(m.speak, m.theme, m.width, m.height)
	case actRefresh:
		m.deps.List.Refresh()
		m.info = info{kind: infoRefresh}
	case actRedraw:
		return tea.ClearScreen
	case actSuspend:
		return m.suspend()
	case actBack:
		return m.back(said)
	case actQuit:
		return m.askToQuit()
	default:
		m.info = said
	}
	return nil
}

// back puts away the topmost thing: what was just said, a result, the details,
// the filter.
func (m *Model) back(said info) tea.Cmd {
	if m.info = said; said.kind != infoNone {
		if !m.readOn() {
			m.info, m.read = info{}, reading{}
		}
		return nil
	}
	switch n := m.list.Notices(); {
	case len(n) > 0 && !worklist.UnderWay(n[0]):
		return m.putAway(n[0])
	case len(n) == 0 && len(m.warnQueue) > 0:
		if !m.readOn() {
			m.warnQueue = m.warnQueue[1:]
		}
	case m.details:
		m.details = false
	case m.list.Find() != "":
		m.setFind("")
	case len(n) > 0:
		return m.putAway(n[0])
	}
	return nil
}

// putAway turns to the rest of a notice, or dismisses it once it was read.
func (m *Model) putAway(a *reversal.Attempt) tea.Cmd {
	if m.readOn() {
		return nil
	}
	return m.dismiss(a)
}

func (m *Model) suspend() tea.Cmd {
	if len(m.list.Watched()) > 0 {
		m.info = info{kind: infoNotNow}
		return nil
	}
	return tea.Suspend
}

func (m *Model) copyID() tea.Cmd {
	r, ok := m.list.Current()
	if !ok {
		return nil
	}
	m.info = info{kind: infoCopied}
	id, write := r.Payment.ID, m.deps.Terminal.Copy
	return func() tea.Msg { write(id); return nil }
}

func (m *Model) nextView() { m.setView((m.list.View() + 1) % worklist.ViewCount) }

func (m *Model) setView(v worklist.View) {
	m.deps.List.IncludeCreated(v == worklist.ViewEverything)
	m.list.SetView(v)
}

func (m *Model) moveTo(i int) {
	if m.list.Len() > 0 {
		m.list.MoveTo(i)
		m.scrolled = detailScroll{}
	}
}

// findKey takes one key while the finder is open.
func (m *Model) findKey(k press) tea.Cmd {
	switch k.String() {
	case "ctrl+c":
		return m.askToQuit()
	case "esc":
		m.finding = false
		m.setFind("")
		return nil
	case "enter":
		m.finding = false
		return m.lookUp()
	case "up", "down", "pgup", "pgdown", "tab":
		m.finding = false
		if k.Type == tea.KeyTab {
			return nil
		}
		return m.listKey(k)
	}
	text := k.KeyMsg
	if k.Paste {
		text = tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(dojo.Drawable(string(k.Runes)))}
	}
	if find, ok := edit(m.list.Find(), text, maxFind); ok {
		m.setFind(find)
	}
	return nil
}

func (m *Model) setFind(s string) {
	if m.list.SetFind(s) {
		m.info = info{}
	}
}

// lookUp asks Dojo for a payment whose whole ID was typed and isn't listed.
func (m *Model) lookUp() tea.Cmd {
	id := m.list.FindID()
	if id == "" {
		return nil
	}
	if _, listed := m.list.Get(id); listed || m.list.Len() > 0 || !m.list.Matches().Ready {
		return nil // it is here, or it is the beginning of one that is
	}
	m.info = info{kind: infoLookUp}
	list := m.deps.List
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		_, err := list.LookUp(ctx, id)
		return paymentLookedUp{id: id, err: err}
	}
}

func (m *Model) lookedUp(msg paymentLookedUp) {
	if m.list.FindID() != msg.id {
		return // something else is looked for by now
	}
	if msg.err != nil {
		m.info = info{kind: infoNotFound, err: msg.err}
		return
	}
	m.info = info{}
	m.takeNews(m.deps.List.Snapshot())
	if i := m.list.Index(msg.id); i >= 0 {
		m.moveTo(i)
	}
}

// readTexts has the finder read the texts of a long list beside the event loop,
// once somebody searches.
func (m *Model) readTexts() tea.Cmd {
	if m.list.Find() == "" && !m.finding {
		return nil
	}
	read := m.list.ReadTexts()
	if read == nil {
		return nil
	}
	return func() tea.Msg { return textsRead{read()} }
}
