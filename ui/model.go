// Package ui is the screen: a Bubble Tea program that lists a shop's payments,
// asks before it reverses one, and shows what becomes of it.
//
// The screen decides nothing about money. It shows what package feed has read,
// asks dojo.Reversible what may be reversed, and hands a confirmed payment to
// package reversal, which lives outside the drawing loop.
package ui

import (
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/keyboard"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// Model is the screen's state. Use New.
type Model struct {
	deps   Deps
	set    Settings
	theme  theme
	speak  words.Speaker
	act    map[string]action
	width  int
	height int

	snap   *feed.Snapshot
	ledger *ledger
	// amounts are the written amounts of payments that were on screen: to
	// write one is most of the work of drawing a row. A payment never changes,
	// so that only the snapshot's change empties it. So it is with twins.
	amounts map[*dojo.PaymentIntent]string
	twins   map[*dojo.PaymentIntent]*dojo.PaymentIntent
	drawn   drawn
	search  search
	table   table
	// What the table was worked out from, so that it is only done again when
	// something of it has changed.
	tabled tabled

	selected string // payment ID; the selection follows the payment
	topID    string // the first row on screen, so that the rest stays still
	at       int    // where the selection was last, should its payment leave
	chosen   bool   // the selection is somebody's choice, or the first load is over

	view      worklist.View
	find      string
	found     string // the find that the table before this one was for
	finding   bool
	details   bool
	scrolled  detailScroll
	technical bool
	day       *dayView // the day as a picture, nil for the list
	help      help

	attempts  []reversal.Attempt           // oldest first
	moved     int                          // how often they have changed
	telling   map[string]*reversal.Attempt // by payment ID
	dismissed map[string]string            // by attempt ID: the state in which its notice was put away
	told      map[string]string            // by attempt ID: the stage whose result was told by the bell
	info      string                       // said until the next key
	warnQueue []string                     // said one after another, each until it is put away
	kept      kept                         // what was said of a payment that was kept
	read      reading                      // how far the notice was read
	clockSaid bool
	jumpSaid  time.Time // when the newest jump of the clock was that was told

	dialog *dialog
	reads  int // the number of the newest read for a dialog
	quit   *quitDialog
	quiet  quiet
	// wantQuiet asks for a quiet moment at the end of this Update.
	wantQuiet bool

	plan    int // number of the newest planned minuteTurned
	planned time.Time
	crash   any
	ended   bool
}

// tabled is what a table depends on beside the snapshot's payments.
type tabled struct {
	version  uint64
	epoch    epoch
	view     worklist.View
	find     string
	attempts int    // which of them are there, where a query looks at them
	ready    bool   // the finder can look
	kept     string // IDs of payments that stay in the view, see keptRows
}

// New makes the screen.
func New(d Deps, s Settings) *Model {
	t := newTheme(d.Renderer, s.Theme, s.ASCII)
	speak := words.New(s.Words())
	m := &Model{
		deps: d, set: s, theme: t, act: actionsByKey(),
		speak:     speak,
		snap:      d.List.Snapshot(),
		ledger:    newLedger(s.Rule, s.Zone, speak.PaymentWords),
		amounts:   map[*dojo.PaymentIntent]string{},
		twins:     map[*dojo.PaymentIntent]*dojo.PaymentIntent{},
		dismissed: copied(s.PutAway), told: copied(s.PutAway), telling: map[string]*reversal.Attempt{},
	}
	for _, note := range s.Notes {
		m.warn(speak.PlainText(note))
	}
	m.readClock()
	m.tabulate()
	return m
}

// readClock notes how far this machine's clock is off.
func (m *Model) readClock() { m.speak.Ahead, _ = m.deps.Clock.Offset() }

// Crash is what a panic outside the screen said, or nil.
func (m *Model) Crash() any { return m.crash }

// Init starts to listen for news.
func (m *Model) Init() tea.Cmd {
	return tea.Batch(
		tea.SetWindowTitle(m.speak.Say(words.WordProgram)+" "+m.set.Mode),
		waitFor(m.deps.ListNews, m.deps.Done, listChanged{}),
		waitFor(m.deps.ReversalNews, m.deps.Done, reversalsChanged{}),
		waitForDrawn(m.deps.Drawn, m.deps.Done),
		m.planTick(),
	)
}

// Update takes in one message. It does no I/O.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	m.readClock()
	if somebodyLooks(msg) {
		m.deps.List.Focus(true)
	}
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.resized(msg)
	case keyboard.Batch:
		cmd = m.keysTyped(msg)
	case tea.KeyMsg:
		cmd = m.keysTyped(keyboard.Batch{Keys: single(msg), At: m.deps.Now()})
	case keyboard.Stopped:
		m.stoppedUntilNow()
	case Drawn:
		cmd = tea.Batch(m.wasDrawn(msg), waitForDrawn(m.deps.Drawn, m.deps.Done))
	case tea.MouseMsg:
		m.mouse(msg)
	case tea.BlurMsg:
		m.deps.List.Focus(false)
	case listChanged:
		m.listArrived()
		cmd = waitFor(m.deps.ListNews, m.deps.Done, listChanged{})
	case reversalsChanged:
		cmd = tea.Batch(m.attemptsMoved(), waitFor(m.deps.ReversalNews, m.deps.Done, reversalsChanged{}))
	case minuteTurned:
		if msg.plan != m.plan {
			return m, nil
		}
		m.planned = time.Time{}
		m.tabulate()
		m.dialog.review(m)
	case clockDue:
		cmd = m.lookAtClock(msg.moment)
	case paymentLookedUp:
		m.lookedUp(msg)
	case paymentRead:
		cmd = m.paymentRead(msg)
		m.closeIfNoRoom()
	case textsRead:
		m.textsRead(msg)
	case QuitAsked:
		return m.end()
	case Crashed:
		m.crash = msg.What
		return m.end()
	}
	if m.ended {
		return m, tea.Quit
	}
	m.sayBroken()
	if m.read.notice != "" && m.read.notice != m.noticeKey() {
		m.read = reading{} // what says something else begins at its beginning
	}
	if m.wantQuiet {
		m.wantQuiet = false
		cmd = tea.Batch(cmd, m.needQuiet())
	}
	cmd = tea.Batch(cmd, m.readTexts())
	return m, tea.Batch(cmd, m.planTick())
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

func (m *Model) end() (tea.Model, tea.Cmd) {
	m.ended = true
	return m, tea.Quit
}

// now is Dojo's clock, as it is shown.
func (m *Model) now() time.Time { return m.deps.Clock.Now() }

// span is Dojo's clock with all that is possible, by which the rule judges.
func (m *Model) span() dojo.Span { return m.deps.Clock.Span() }

func (m *Model) listArrived() {
	m.snap = m.deps.List.Snapshot()
	m.readAttempts() // which payments are listed decides which of other keys are shown
	if m.info == m.speak.Say(words.TextRefreshing) {
		m.info = "" // it has answered, or the header says that it didn't
	}
	m.tabulate()
	m.dialog.review(m)
	m.sayKept()
	m.sayClock()
}

// sayClock says once that this machine's clock is wrong, as soon as that is
// sure, and each time that the clock which is shown has jumped.
func (m *Model) sayClock() {
	if ahead, known := m.deps.Clock.Offset(); known && !m.clockSaid && ahead.Abs() > 2*time.Minute && !m.span().Unsure() {
		m.clockSaid = true
		m.warn(m.clockText(ahead))
	}
	if j := m.deps.Clock.Jump(); !j.At.Equal(m.jumpSaid) {
		m.jumpSaid = j.At
		m.warn(m.jumpText(j))
	}
}

// attemptsMoved takes in the newest states of the attempts, and rings once for
// each result.
func (m *Model) attemptsMoved() tea.Cmd {
	m.readAttempts()
	ring := false
	for i := range m.attempts {
		a := &m.attempts[i]
		if !worklist.UnderWay(a) && m.told[a.ID] != worklist.Stage(a) {
			m.told[a.ID] = worklist.Stage(a)
			if !a.Past || worklist.IsNews(a) {
				ring = true
				m.info = "" // a result, or its correction, is said at once
			}
		}
	}
	m.tabulate()
	m.dialog.review(m)
	if !ring || !m.set.Bell {
		return nil
	}
	bell := m.deps.Terminal.Bell
	return func() tea.Msg { bell(); return nil }
}

// tabulate works the list out again if anything that it depends on changed.
func (m *Model) tabulate() {
	now := m.span()
	next := tabled{version: m.snap.Version, epoch: epochOf(now, m.set.Zone), view: m.view, find: m.find}
	was := m.table
	fresh := was.snap == nil || next.version != m.tabled.version
	if fresh {
		clear(m.amounts)
		clear(m.twins)
	}
	if fresh || next.epoch != m.tabled.epoch {
		m.ledger.take(m.snap, now)
	}
	if next.find != "" {
		next.attempts, next.ready = m.moved, m.searchReady()
	}
	kept := m.keptRows()
	for _, place := range kept {
		next.kept += m.snap.Payments[place].ID + " "
	}
	if !fresh && next == m.tabled {
		return
	}
	m.tabled = next
	listed := m.ledger.views[m.view]
	if len(kept) > 0 {
		listed = slices.Concat(listed, kept)
		slices.Sort(listed)
		listed = slices.Compact(listed)
	}
	m.table = table{snap: m.snap, rows: listed, first: len(listed), all: len(listed)}
	if next.find != "" {
		m.filter(parseQuery(next.find), &was)
	}
	m.keepSelection()
}

// keptRows are the places of payments that stay in the view while they are
// reversed and until what came of it was put away. A row that left at once would
// hand its place, and the cursor, to its twin, which then looks as if nothing
// had happened to it.
func (m *Model) keptRows() []int32 {
	if m.view == worklist.ViewRecent || m.view == worklist.ViewEverything || m.find != "" {
		return nil // these list it anyway, and the finder keeps what it found
	}
	var kept []int32
	for _, a := range m.notices() {
		if p, ok := m.snap.Get(a.Payment.ID); ok {
			if i := m.snap.Position(p); i >= 0 {
				kept = append(kept, int32(i)) //nolint:gosec // a list has less than 2^31 payments
			}
		}
	}
	slices.Sort(kept)
	return slices.Compact(kept)
}

// keepSelection follows the selected payment to its row. Where it has left the
// list, the row in its place is selected; the dialog has frozen what it asks
// about and is not moved by this.
func (m *Model) keepSelection() {
	if m.table.len() == 0 {
		m.topID = ""
		return // the selection is kept: its payment may come back
	}
	i := m.table.index(m.selected)
	switch {
	case !m.chosen:
		// While the first load goes on and nobody has pressed a key, the
		// newest payment that can be reversed is the likeliest choice.
		i = m.firstReversible()
		m.chosen = m.snap.State == feed.Ready
	case i < 0:
		i = min(max(m.at, 0), m.table.len()-1)
	}
	m.selected = m.table.payment(i).ID
	m.at = i
}

// firstReversible is the first row that can be reversed, or else the first.
func (m *Model) firstReversible() int {
	for _, place := range m.ledger.views[worklist.ViewToReverse] {
		if i := m.table.index(m.snap.Payments[place].ID); i >= 0 {
			return i
		}
	}
	return 0
}

// isToday says whether an instant is of the shop's present day.
func (m *Model) isToday(at time.Time) bool {
	return dojo.DayOf(at, m.set.Zone) == dojo.DayOf(m.now(), m.set.Zone)
}

// row works out one row of the list.
func (m *Model) row(i int) worklist.Row { return m.judged(m.table.payment(i), m.span()) }

func (m *Model) rowAt(i int) *worklist.Row {
	r := m.row(i)
	return &r
}

// judged works out what is to be known of a payment of the list.
func (m *Model) judged(p *dojo.PaymentIntent, now dojo.Span) worklist.Row {
	r := worklist.Judge(m.snap, p, m.set.Rule, now, m.set.Zone)
	twin, known := m.twins[p]
	if !known {
		twin = worklist.FindTwin(m.snap.Payments, m.snap.Position(p))
		m.twins[p] = twin
	}
	r.Twin = twin
	return r
}

// current is the selected row, or nil.
func (m *Model) current() *worklist.Row {
	i := m.table.index(m.selected)
	if i < 0 {
		return nil
	}
	r := m.row(i)
	return &r
}

// readAttempts reads the attempts anew, and notes of each payment the one that
// tells most, and of those that tell as much the newest.
func (m *Model) readAttempts() {
	m.attempts = slices.DeleteFunc(m.deps.Reversals.Attempts(), func(a reversal.Attempt) bool { return !worklist.Concerns(&a, m.snap) })
	// By Dojo's clock, since this machine's may have been set between two of them.
	slices.SortStableFunc(m.attempts, func(a, b reversal.Attempt) int {
		return m.speak.Confirmed(a.Attempt).Compare(m.speak.Confirmed(b.Attempt))
	})
	m.moved++
	clear(m.telling)
	for i := range m.attempts {
		a := &m.attempts[i]
		if found := m.telling[a.Payment.ID]; found == nil || worklist.Tells(a) >= worklist.Tells(found) {
			m.telling[a.Payment.ID] = a
		}
	}
}

// attemptOf is the attempt that tells most about a payment, or nil.
func (m *Model) attemptOf(payment string) *reversal.Attempt { return m.telling[payment] }

// open are the attempts whose end isn't known yet, and that are followed here.
func (m *Model) open() []*reversal.Attempt {
	var list []*reversal.Attempt
	for i := range m.attempts {
		if m.attempts[i].State.Open() && !m.attempts[i].OtherKey {
			list = append(list, &m.attempts[i])
		}
	}
	return list
}

// planTick plans the next message about time: each second while something
// counts seconds, else at the turn of the minute, so that an idle screen sends
// nothing over a slow line.
func (m *Model) planTick() tea.Cmd {
	now := m.deps.Now()
	shown := m.now()
	wait := shown.Truncate(time.Minute).Add(time.Minute).Sub(shown)
	if len(m.watched()) > 0 || m.snap.Trouble != nil {
		wait = min(wait, time.Second)
	}
	due := now.Add(wait)
	if !m.planned.IsZero() && !due.Before(m.planned) && m.planned.After(now.Add(-time.Second)) {
		return nil
	}
	m.plan++
	m.planned = due
	plan := m.plan
	return m.deps.Tick(wait, func(time.Time) tea.Msg { return minuteTurned{plan: plan} })
}
