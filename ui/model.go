package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/dojo/feed"
	"dojoreversals/ui/internal/keyboard"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// Model is the screen's state. Use New.
type Model struct {
	deps  Deps
	set   Settings
	theme theme
	speak words.Speaker
	keys  []Key
	act   map[string]action
	size

	list *worklist.List
	rows listView

	details   details
	day       dayView
	finder    finder
	help      help
	technical bool   // what the helpdesk needs is said too
	announced string // stands above the list until the end; "" for nothing

	notices notices

	questions

	timer timer
	// shopsAsked says that the list of shops is to be shown, and typedOn what was typed
	// after that, for it.
	shopsAsked bool
	typedOn    []tea.KeyMsg
	ended      bool
}

// New makes the screen.
func New(d Deps, s Settings) *Model {
	t := newTheme(d.Renderer, s.Theme, s.ASCII)
	m := &Model{
		deps: d, set: s, theme: t, keys: Keys(), act: actionsByKey(),
		speak: words.New(s.Options),
	}
	now := worklist.ReadNow(d.Clock, d.Now(), s.Zone)
	m.speak.Ahead = now.Ahead
	m.list = worklist.New(worklist.Options{
		Judge: d.Judge, PutAway: s.PutAway,
	}, d.List.Snapshot(), now)
	m.list.ReadOnly = s.ReadOnly != ""
	for _, note := range s.Notes {
		m.notices.warn(warning{note: note})
	}
	return m
}

// Init starts to listen for news.
func (m *Model) Init() tea.Cmd {
	return tea.Batch(
		listen(m.deps),
		m.timer.plan(m.list, m.deps.Tick),
	)
}

// Update takes in one message. It does no I/O.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	now := worklist.ReadNow(m.deps.Clock, m.deps.Now(), m.set.Zone)
	m.speak.Ahead = now.Ahead
	m.list.SetNow(now)
	if somebodyLooks(msg) {
		m.deps.List.Focus(true)
	}
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.resized(msg)
	case keyboard.Batch:
		cmd = m.keysTyped(msg)
	case tea.KeyMsg:
		cmd = m.keysTyped(keyboard.Batch{Keys: single(msg), At: m.list.Now().PC})
	case keyboard.Stopped:
		m.arming.Stopped(m.list.Now().PC)
	case Drawn:
		cmd = m.drawn(msg.Moment, m.list.Now().PC, m.deps.Tick)
	case tea.MouseMsg:
		m.mouse(msg)
	case tea.BlurMsg:
		m.deps.List.Focus(false)
	case listChanged:
		m.listArrived()
		cmd = waitFor(m.deps.ListNews, m.deps.Done, listChanged{})
	case firstListDue:
		m.listArrived()
	case reversalsChanged:
		cmd = tea.Batch(m.attemptsMoved(), waitFor(m.deps.ReversalNews, m.deps.Done, reversalsChanged{}))
	case recordChecked:
		m.set.ReadOnly, m.list.ReadOnly = msg.readOnly, msg.readOnly != ""
		if m.help.open {
			m.help.of = helpedBy(m.set)
			m.help.resize(m.speak, m.theme, m.width, m.height)
		}
		m.review(m.list, m.set.Rules)
	case minuteTurned:
		if msg.plan == m.timer.number {
			m.timer.due = time.Time{}
			m.list.Pass()
			m.review(m.list, m.set.Rules)
		}
	case clockDue:
		cmd = m.look(msg.moment, m.list.Now().PC, m.deps.Tick)
	case paymentLookedUp:
		m.lookedUp(msg)
	case paymentRead:
		m.paymentRead(msg)
	case textsRead:
		m.list.TakeTexts()
	case QuitAsked:
		m.ended = true
	}
	if m.ended {
		return m, tea.Quit
	}
	m.sayBroken()
	m.notices.settle(m.scene())
	if m.list.Filter().Text != "" || m.finder.open {
		cmd = tea.Batch(cmd, readTexts(m.list))
	}
	m.settle()
	return m, tea.Batch(cmd, m.timer.plan(m.list, m.deps.Tick))
}

// resized takes in the terminal's size. A question that is drawn anew was perhaps
// not on the screen before.
func (m *Model) resized(to tea.WindowSizeMsg) {
	if m.asking() && (to.Width != m.width || to.Height != m.height) {
		m.arming.Begin()
	}
	m.width, m.height = to.Width, to.Height
	if m.help.open {
		m.help.resize(m.speak, m.theme, m.width, m.height)
	}
}

// somebodyLooks says whether a message shows that somebody looks at the screen:
// terminals, and what is between them and us, lose reports of focus.
func somebodyLooks(msg tea.Msg) bool {
	switch msg.(type) {
	case tea.FocusMsg, tea.KeyMsg, keyboard.Batch, tea.MouseMsg, tea.WindowSizeMsg:
		return true
	}
	return false
}

func (m *Model) listArrived() {
	m.takeNews(m.deps.List.Snapshot())
	if m.notices.info.asked != nil {
		m.notices.info = m.notices.info.refreshed(m.list.Snapshot())
	}
	if _, ok := m.list.Current(); ok && m.notices.info.kind == infoNothingHere {
		m.notices.info = info{} // by now there is one
	}
	m.review(m.list, m.set.Rules)
	m.notices.watchClock(m.deps.Clock, m.list.Now())
}

// takeNews takes in a snapshot and the newest of the attempts. Which payments are
// listed decides which of other keys are shown.
func (m *Model) takeNews(snap *feed.Snapshot) {
	m.list.Take(snap, m.deps.Reversals.Changed())
}

// attemptsMoved takes in the newest states of the attempts, and rings once for
// each result.
func (m *Model) attemptsMoved() tea.Cmd {
	m.takeNews(m.list.Snapshot())
	ring := m.list.News()
	if ring {
		m.notices.info = info{} // a result, or its correction, is said at once
	}
	m.review(m.list, m.set.Rules)
	if !ring || !m.set.Bell {
		return nil
	}
	bell := m.deps.Terminal.Bell
	return func() tea.Msg { bell(); return nil }
}
