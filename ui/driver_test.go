package ui

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/confirm"
	"dojoreversals/ui/internal/shopday"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// tb is what the driver needs of *testing.T and of *rapid.T.
type tb interface {
	Helper()
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

type tick struct {
	due   time.Time
	order int
	msg   func(time.Time) tea.Msg
}

// driver operates a screen as its user, its clock and its network do.
type driver struct {
	tb
	m       *Model
	list    *shopday.List
	rev     *shopday.Reversals
	rule    dojo.Rule
	judge   *worklist.Judge // nil for one of its own
	pc      time.Time       // this machine's clock
	ahead   time.Duration   // of Dojo's
	unsure  time.Duration   // how much earlier it may be by Dojo's clock
	late    time.Duration   // how much later
	jump    dojo.Jump
	skew    time.Duration // by which all that comes from this machine's clock is off besides, see skewed
	known   bool
	ticks   []tick
	planned []time.Duration // every Tick command that was carried out
	bells   int
	copied  []string
	kept    map[string]string // what was put away for good
	quit    bool
	msgs    []string // types of the other messages that commands gave
	profile termenv.Profile
	restyle func(*theme) // changes the styles before anything is drawn
	last    string       // the newest frame
	stalled bool         // the terminal takes no frames
	drawn   int          // the newest Moment that it has taken
}

type option func(*Settings, *driver)

func width(w, h int) option {
	return func(_ *Settings, d *driver) { d.m.width, d.m.height = w, h }
}

func at(t time.Time) option { return func(_ *Settings, d *driver) { d.pc = t } }

func setting(f func(*Settings)) option { return func(s *Settings, _ *driver) { f(s) } }

// themed draws with a theme's styles. Without it there are none.
func themed(t Theme) option {
	return func(s *Settings, d *driver) { s.Theme, d.profile = t, t.Profile() }
}

func coloured(s *Settings, d *driver) { themed(Theme16)(s, d) }

func published(_ *Settings, d *driver) { d.rule = dojo.RulePublished }

func inASCII(s *Settings, d *driver) { s.ASCII = true }

func over500(m dojo.Money) bool { return m.Minor > 50000 }

func mustTypeOver500(s *Settings, _ *driver) { s.MustType = over500 }

func rendererOf(p termenv.Profile) *lipgloss.Renderer {
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(p)
	r.SetHasDarkBackground(true)
	return r
}

func baseSettings() Settings {
	return Settings{
		Options:  words.Options{Mode: "SANDBOX", Shop: "Corner Shop", Zone: shopday.London, Version: "2022-01-03", Pending: "a few working days"},
		Operator: "priya", Bell: true,
	}
}

// open starts a screen of 120 by 40 on a list.
func open(t tb, payments []*dojo.PaymentIntent, options ...option) *driver {
	t.Helper()
	d := &driver{tb: t, list: &shopday.List{Version: 1}, rev: &shopday.Reversals{}, rule: dojo.RuleSameDay, pc: shopday.Sunday, known: true, profile: termenv.Ascii, kept: map[string]string{}}
	d.list.Snap = shopday.SnapshotOf(1, payments)
	set := baseSettings()
	d.m = &Model{size: size{120, 40}} // where options leave the size
	for _, o := range options {
		o(&set, d)
	}
	w, h := d.m.width, d.m.height
	done := make(chan struct{})
	close(done)
	renderer := rendererOf(d.profile)
	if d.judge == nil {
		d.judge = worklist.NewJudge(d.rule, set.Zone, words.New(set.Options).FindWords())
	}
	d.m = New(Deps{
		List: skewedList{d.list, d}, Judge: d.judge, Reversals: skewedReversals{d.rev, d}, Done: done,
		Now: func() time.Time { return d.pc.Add(d.skew) }, Clock: d,
		Tick: d.tick, Terminal: d, Renderer: renderer,
		KeepPutAway: func(attempt, stage string) { d.kept[attempt] = stage },
	}, set)
	if d.skew != 0 {
		d.m.notices.clock.Wrong(worklist.Now{Ahead: time.Hour}, true) // it is wrong on purpose
	}
	if d.restyle != nil {
		d.restyle(&d.m.theme)
	}
	d.run(d.m.Init())
	d.resize(w, h)
	return d
}

// Dojo's clock.

func (d *driver) Now() time.Time { return d.pc.Add(-d.ahead).UTC() }

func (d *driver) Span() dojo.Span {
	s := dojo.At(d.Now())
	s.Earliest, s.Latest = s.Earliest.Add(-d.unsure), s.Latest.Add(d.late)
	return s
}

func (d *driver) Jump() dojo.Jump { return d.jump }

func (d *driver) Offset() (time.Duration, bool) { return d.ahead + d.skew, d.known }

// The terminal.

func (d *driver) Bell() { d.bells++ }

func (d *driver) Copy(s string) { d.copied = append(d.copied, s) }

// due is what a Tick command gives when it is carried out here: the driver
// keeps it until its time has come.
type due struct{ tick }

func (d *driver) tick(wait time.Duration, msg func(time.Time) tea.Msg) tea.Cmd {
	t := tick{due: d.pc.Add(wait), msg: msg}
	return func() tea.Msg {
		d.planned = append(d.planned, wait)
		return due{t}
	}
}

// send gives the screen one message and carries out what it commands.
func (d *driver) send(msg tea.Msg) *driver {
	d.Helper()
	_, cmd := d.m.Update(msg)
	d.last = d.m.View() // as Bubble Tea does
	d.run(cmd)
	d.draw()
	return d
}

// draw has the terminal take the newest frame.
func (d *driver) draw() {
	if moment := d.m.Moment(); !d.stalled && d.drawn != moment {
		d.drawn = moment
		d.send(Drawn{Moment: moment})
	}
}

func (d *driver) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			d.run(c)
		}
	case due:
		msg.order = len(d.planned)
		d.ticks = append(d.ticks, msg.tick)
	case tea.QuitMsg:
		d.quit = true
	case paymentLookedUp, paymentRead, textsRead:
		d.send(msg)
	default:
		d.msgs = append(d.msgs, fmt.Sprintf("%T", msg))
	}
}

// longList gives the screen a list of n payments.
func (d *driver) longList(t tb, n int) *driver {
	t.Helper()
	list := make([]*dojo.PaymentIntent, n)
	for i := range list {
		list[i] = shopday.Paid(fmt.Sprintf("%06d", i), "18:00", int64(100+i), shopday.Card("Visa", fmt.Sprintf("%04d", i%10000)), func(p *dojo.PaymentIntent) {
			p.PaidAt = dojo.InstantOf(shopday.Sunday.Add(-time.Duration(n-i) * time.Second / 2))
		})
	}
	d.list.Version++
	d.list.Snap = shopday.SnapshotOf(d.list.Version, list)
	d.list.Snap.AsOf = d.Now()
	return d.send(listChanged{})
}

// changesOne captures the payment in the middle of the list.
func (d *driver) changesOne() {
	list := slices.Clone(d.list.Snap.Payments)
	list[len(list)/2] = shopday.Changed(list[len(list)/2], shopday.Is(dojo.StatusCaptured))
	d.list.Version++
	d.list.Snap = shopday.SnapshotOf(d.list.Version, list)
}

// collect carries a command out and keeps what it gives, for a test that hands
// it over later.
func collect(cmd tea.Cmd, to *[]tea.Msg) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		for _, c := range msg {
			collect(c, to)
		}
	case textsRead:
		*to = append(*to, msg)
	}
}

// pass lets time go by, and fires what is due meanwhile.
func (d *driver) pass(by time.Duration) *driver {
	d.Helper()
	end := d.pc.Add(by)
	for n := 0; ; n++ {
		if n > 100_000 {
			d.Fatalf("ticks without end")
		}
		next := -1
		for i, t := range d.ticks {
			if !t.due.After(end) && (next < 0 || t.due.Before(d.ticks[next].due) || (t.due.Equal(d.ticks[next].due) && t.order < d.ticks[next].order)) {
				next = i
			}
		}
		if next < 0 {
			break
		}
		t := d.ticks[next]
		d.ticks = slices.Delete(d.ticks, next, next+1)
		if t.due.After(d.pc) {
			d.pc = t.due
		}
		d.send(t.msg(d.pc))
	}
	d.pc = end
	return d
}

var keyTypes = map[string]tea.KeyType{
	"enter": tea.KeyEnter, "tab": tea.KeyTab, "shift+tab": tea.KeyShiftTab, "esc": tea.KeyEsc, "ctrl+c": tea.KeyCtrlC,
	"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight, "pgup": tea.KeyPgUp,
	"pgdown": tea.KeyPgDown, "home": tea.KeyHome, "end": tea.KeyEnd, "f5": tea.KeyF5, "ctrl+r": tea.KeyCtrlR,
	"ctrl+l": tea.KeyCtrlL, "ctrl+z": tea.KeyCtrlZ, "backspace": tea.KeyBackspace, "ctrl+u": tea.KeyCtrlU,
	"ctrl+b": tea.KeyCtrlB, "ctrl+f": tea.KeyCtrlF, "delete": tea.KeyDelete, "f2": tea.KeyF2,
}

func keyOf(name string) tea.KeyMsg {
	if k, ok := keyTypes[name]; ok {
		return tea.KeyMsg{Type: k}
	}
	if name == " " {
		return tea.KeyMsg{Type: tea.KeySpace, Runes: []rune{' '}}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}

// press presses keys, one message each, with no time between them.
func (d *driver) press(names ...string) *driver {
	d.Helper()
	for _, n := range names {
		d.send(keyOf(n))
	}
	return d
}

// write types a text, letter by letter.
func (d *driver) write(text string) *driver {
	d.Helper()
	for _, r := range text {
		d.press(string(r))
	}
	return d
}

func (d *driver) paste(text string) *driver {
	d.Helper()
	return d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true})
}

func (d *driver) resize(w, h int) *driver {
	d.Helper()
	return d.send(tea.WindowSizeMsg{Width: w, Height: h})
}

// quietly waits until a dialog acts on keys.
func (d *driver) quietly() *driver {
	d.Helper()
	return d.pass(confirm.QuietTime)
}

// lists gives the screen a new list.
func (d *driver) lists(payments []*dojo.PaymentIntent, change ...func(*feed.Snapshot)) *driver {
	d.Helper()
	d.replace(payments, change...)
	return d.send(listChanged{})
}

// replace changes the list without telling the screen yet.
func (d *driver) replace(payments []*dojo.PaymentIntent, change ...func(*feed.Snapshot)) {
	d.list.Replace(payments, d.Now(), change...)
}

// now changes one payment of the list.
func (d *driver) changes(id string, change ...func(*dojo.PaymentIntent)) *driver {
	d.Helper()
	return d.lists(d.with(id, change...))
}

func (d *driver) with(id string, change ...func(*dojo.PaymentIntent)) []*dojo.PaymentIntent {
	return d.list.With(id, change...)
}

// moves changes the newest attempt and tells the screen.
func (d *driver) moves(change func(*reversal.Attempt)) *driver {
	d.Helper()
	change(d.rev.Newest())
	return d.send(reversalsChanged{})
}

// on selects a payment.
func (d *driver) on(id string) *driver {
	d.Helper()
	i := d.m.list.Index("pi_" + id)
	if i < 0 {
		d.Fatalf("%s isn't listed:\n%s", id, d.text())
	}
	d.m.moveTo(i)
	return d
}

// confirm reverses the selected payment, as a person would who waits.
func (d *driver) confirm() *driver {
	d.Helper()
	reverse := strings.TrimSpace(d.m.speak.Say(words.ButtonReverse, "amount", ""))
	d.press("r").asks(reverse + " ")
	return d.quietly().press("tab").asks("[ " + reverse + " ").press("enter").quietly()
}

var _ tb = (*testing.T)(nil)

// testSpeaker says things as the screen of the tests does.
func testSpeaker() words.Speaker {
	return words.New(words.Options{Zone: shopday.London, Pending: "a few working days"})
}

// said is all that is said of an attempt whose payment can be tried again, or
// can't.
func said(s words.Speaker, a *reversal.Attempt, now time.Time, can bool) string {
	return s.Attempt(a, words.Around{List: worklist.OnList{Can: can}, Now: worklist.Now{PC: now}}).Notice()
}
