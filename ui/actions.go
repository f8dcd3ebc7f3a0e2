package ui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/dojo"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// maxFind is the most that the finder takes, in characters: an ID has up to
// 100, and braces around it.
const maxFind = 120

func (m *Model) keyPressed(k press) tea.Cmd {
	if m.ended {
		return nil
	}
	m.chosen = m.chosen || m.table.len() > 0
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
		return m.quitKey(k)
	case m.dialog != nil:
		return m.dialogKey(k)
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
	if do == actDetails && m.quiet.drops(k) {
		return nil // it was meant for the dialog before
	}
	m.quiet.dropped = ""
	said := m.info
	m.info = ""
	if said != "" && do != actBack && do != actNone {
		m.read = reading{} // what was just said goes, and would begin anew
	}
	switch do {
	case actUp:
		m.moveTo(m.position() - 1)
	case actDown:
		m.moveTo(m.position() + 1)
	case actPageUp:
		if !m.scrollDetails(-1) {
			m.moveTo(m.position() - m.pageRows())
		}
	case actPageDown:
		if !m.scrollDetails(+1) {
			m.moveTo(m.position() + m.pageRows())
		}
	case actHome:
		m.moveTo(0)
	case actEnd:
		m.moveTo(m.table.len() - 1)
	case actDetails:
		m.details = !m.details && m.current() != nil
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
		m.info = m.speak.Say(words.TextRefreshing)
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
func (m *Model) back(said string) tea.Cmd {
	if m.info = said; said != "" {
		if !m.readOn() {
			m.info, m.read = "", reading{}
		}
		return nil
	}
	switch n := m.notices(); {
	case len(n) > 0 && !worklist.UnderWay(n[0]):
		return m.putAway(n[0])
	case len(n) == 0 && len(m.warnQueue) > 0:
		if !m.readOn() {
			m.warnQueue = m.warnQueue[1:]
		}
	case m.details:
		m.details = false
	case m.find != "":
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
	keep := m.dismiss(a)
	m.tabulate()
	return keep
}

func (m *Model) suspend() tea.Cmd {
	if len(m.watched()) > 0 {
		m.info = m.speak.Say(words.TextSuspendNotNow)
		return nil
	}
	return tea.Suspend
}

func (m *Model) copyID() tea.Cmd {
	r := m.current()
	if r == nil {
		return nil
	}
	m.info = m.speak.Say(words.TextCopied)
	id, write := r.Payment.ID, m.deps.Terminal.Copy
	return func() tea.Msg { write(id); return nil }
}

func (m *Model) nextView() { m.setView((m.view + 1) % worklist.ViewCount) }

func (m *Model) setView(v worklist.View) {
	m.view = v
	m.deps.List.IncludeCreated(m.view == worklist.ViewEverything)
	m.topID = ""
	m.tabulate()
}

// position is the selected row's number, or where it was last.
func (m *Model) position() int {
	if i := m.table.index(m.selected); i >= 0 {
		return i
	}
	return m.at
}

func (m *Model) moveTo(i int) {
	if m.table.len() == 0 {
		return
	}
	m.at = min(max(i, 0), m.table.len()-1)
	m.selected = m.table.payment(m.at).ID
	m.scrolled = detailScroll{}
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
	if find, ok := edit(m.find, text, maxFind); ok {
		m.setFind(find)
	}
	return nil
}

func (m *Model) setFind(s string) {
	if s == m.find {
		return
	}
	m.find = s
	m.topID = ""
	m.at = 0 // where the selected payment isn't found, the first that is
	m.info = ""
	m.tabulate()
}

// lookUp asks Dojo for a payment whose whole ID was typed and isn't listed.
func (m *Model) lookUp() tea.Cmd {
	id := parseQuery(m.find).id
	if id == "" {
		return nil
	}
	if _, listed := m.snap.Get(id); listed || m.table.len() > 0 || !m.tabled.ready {
		return nil // it is here, or it is the beginning of one that is
	}
	m.info = m.speak.Say(words.TextLookingUp)
	list := m.deps.List
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		_, err := list.LookUp(ctx, id)
		return paymentLookedUp{id: id, err: err}
	}
}

func (m *Model) lookedUp(msg paymentLookedUp) {
	if parseQuery(m.find).id != msg.id {
		return // something else is looked for by now
	}
	if msg.err != nil {
		m.info = m.speak.LookUpText(msg.err, m.set.Version)
		return
	}
	m.info = ""
	m.snap = m.deps.List.Snapshot()
	m.tabulate()
	if i := m.table.index(msg.id); i >= 0 {
		m.moveTo(i)
	}
}
