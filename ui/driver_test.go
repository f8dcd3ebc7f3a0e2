package ui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
)

// tb is what the driver needs of *testing.T and of *rapid.T.
type tb interface {
	Helper()
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

var london = func() *time.Location {
	l, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err)
	}
	return l
}()

// sunday is the moment at which most tests begin: Sunday 22 November, 18:59 in
// London.
var sunday = time.Date(2026, 11, 22, 18, 59, 0, 0, london)

// clockAt is an instant of that Sunday, "18:42" or "18:42:07".
func clockAt(s string) time.Time {
	layout := "15:04"
	if strings.Count(s, ":") == 2 {
		layout = "15:04:05"
	}
	t, err := time.Parse(layout, s)
	if err != nil {
		panic(err)
	}
	return time.Date(2026, 11, 22, t.Hour(), t.Minute(), t.Second(), 0, london)
}

func pounds(minor int64) *dojo.Money { return &dojo.Money{Minor: minor, Currency: "GBP"} }

// paid makes a held payment; change alters it.
func paid(id, at string, minor int64, change ...func(*dojo.PaymentIntent)) *dojo.PaymentIntent {
	p := &dojo.PaymentIntent{
		ID: "pi_" + id, Status: dojo.StatusAuthorized, CaptureMode: dojo.CaptureManual,
		Reference: "ORDER-" + id, Amount: pounds(minor), TotalAmount: pounds(minor),
		Card: dojo.Card{Brand: "Visa", Last4: "1013", EntryMode: "Contactless", Funding: "Debit"},
	}
	p.PaidAt = clockAt(at).UTC()
	p.CreatedAt = p.PaidAt.Add(-time.Minute)
	p.UpdatedAt = p.PaidAt
	for _, c := range change {
		c(p)
	}
	return p
}

func is(s dojo.Status) func(*dojo.PaymentIntent) {
	return func(p *dojo.PaymentIntent) { p.Status = s }
}

func card(brand, last4 string) func(*dojo.PaymentIntent) {
	return func(p *dojo.PaymentIntent) { p.Card.Brand, p.Card.Last4 = brand, last4 }
}

func daysAgo(n int) func(*dojo.PaymentIntent) {
	return func(p *dojo.PaymentIntent) {
		p.PaidAt = p.PaidAt.AddDate(0, 0, -n)
		p.CreatedAt, p.UpdatedAt = p.PaidAt.Add(-time.Minute), p.PaidAt
	}
}

// changed is a copy of a payment with a change.
func changed(p *dojo.PaymentIntent, change ...func(*dojo.PaymentIntent)) *dojo.PaymentIntent {
	c := *p
	for _, f := range change {
		f(&c)
	}
	return &c
}

// shopDay is the day of ux.md.
func shopDay() []*dojo.PaymentIntent {
	return []*dojo.PaymentIntent{
		paid("1011", "18:42:07", 4250, func(p *dojo.PaymentIntent) {
			p.Amount, p.Tips, p.AuthCode = pounds(4000), pounds(250), "123456"
			p.AutoExpireIn, p.AutoExpireAction = 6*24*time.Hour, dojo.ExpireRelease
		}),
		paid("1010", "18:40", 4250),
		paid("1009", "18:36", 11200, card("Mastercard", "1096")),
		paid("1008", "18:31", 999, card("Amex", "1002"), is(dojo.StatusReversed)),
		paid("1007", "18:10", 9999, is(dojo.StatusCaptured)),
		paid("1006", "17:05", 123450, card("Visa", "4242")),
		paid("1005", "16:00", 1500, is(dojo.StatusRefunded)),
		paid("1004", "15:00", 1600, is(dojo.StatusCreated)),
		paid("0990", "13:00", 8888, card("Visa", "1014"), daysAgo(1), func(p *dojo.PaymentIntent) {
			p.AutoExpireIn, p.AutoExpireAction = 7*24*time.Hour, dojo.ExpireCapture
		}),
		paid("0985", "12:00", 2222, daysAgo(9)),
	}
}

// source is a Dojo that is never asked: snapshots are made by feed.Observe.
type source struct{ feed.Source }

// snapshotOf makes a snapshot of a list that is loaded and well.
func snapshotOf(version uint64, payments []*dojo.PaymentIntent) *feed.Snapshot {
	now := func() time.Time { return sunday }
	f := feed.New(feed.Deps{Source: source{}, Now: now, Clock: fixed(sunday), After: time.After}, feed.Options{})
	for _, p := range payments {
		f.Observe(dojo.Reading{Payment: *p})
	}
	s := *f.Snapshot()
	s.Version, s.State, s.Complete, s.AsOf = version, feed.Ready, true, sunday
	return &s
}

type fixed time.Time

func (f fixed) Now() time.Time { return time.Time(f) }

type fakeList struct {
	snap      *feed.Snapshot
	version   uint64
	refreshes int
	created   []bool
	lookUp    func(id string) (dojo.PaymentIntent, error)
	lookedUp  []string
}

func (l *fakeList) Snapshot() *feed.Snapshot { return l.snap }
func (l *fakeList) Refresh()                 { l.refreshes++ }
func (l *fakeList) IncludeCreated(on bool)   { l.created = append(l.created, on) }
func (l *fakeList) LookUp(_ context.Context, id string) (dojo.PaymentIntent, error) {
	l.lookedUp = append(l.lookedUp, id)
	if l.lookUp == nil {
		return dojo.PaymentIntent{}, errors.New("no look-up in this test")
	}
	return l.lookUp(id)
}

type started struct {
	payment journal.Payment
	reason  string
	at      time.Time
}

type fakeReversals struct {
	starts   []started
	attempts []reversal.Attempt
}

func (r *fakeReversals) Start(p journal.Payment, reason string, at time.Time) string {
	r.starts = append(r.starts, started{p, reason, at})
	id := fmt.Sprintf("attempt-%d", len(r.attempts)+1)
	r.attempts = append(r.attempts, reversal.Attempt{Attempt: journal.Attempt{
		ID: id, Payment: p, Reason: reason, Operator: "priya", Host: "till 2",
		ConfirmedAt: at.UTC(), State: journal.Intended,
	}})
	return id
}

func (r *fakeReversals) Attempts() []reversal.Attempt { return slices.Clone(r.attempts) }

type tick struct {
	due   time.Time
	order int
	msg   func(time.Time) tea.Msg
}

// driver operates a screen as its user, its clock and its network do.
type driver struct {
	tb
	m       *Model
	list    *fakeList
	rev     *fakeReversals
	pc      time.Time     // this machine's clock
	ahead   time.Duration // of Dojo's
	known   bool
	ticks   []tick
	planned []time.Duration // every Tick command that was carried out
	bells   int
	copied  []string
	quit    bool
	msgs    []string // types of the other messages that commands gave
	profile termenv.Profile
	last    string // the newest frame
}

type option func(*Settings, *driver)

func width(w, h int) option {
	return func(_ *Settings, d *driver) { d.m.width, d.m.height = w, h }
}
func at(t time.Time) option                  { return func(_ *Settings, d *driver) { d.pc = t } }
func setting(f func(*Settings)) option       { return func(s *Settings, _ *driver) { f(s) } }
func coloured(_ *Settings, d *driver)        { d.profile = termenv.ANSI }
func published(s *Settings, _ *driver)       { s.Rule = dojo.RulePublished }
func inASCII(s *Settings, d *driver)         { s.ASCII = true }
func over500(m dojo.Money) bool              { return m.Minor > 50000 }
func mustTypeOver500(s *Settings, _ *driver) { s.MustType = over500 }

func rendererOf(p termenv.Profile) *lipgloss.Renderer {
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(p)
	r.SetHasDarkBackground(true)
	return r
}
func baseSettings() Settings {
	return Settings{
		Mode: "SANDBOX", Shop: "Corner Shop", Operator: "priya", Zone: london, Rule: dojo.RuleSameDay,
		Version: "2022-01-03", Pending: "a few working days", Bell: true,
	}
}

// open starts a screen of 120 by 40 on a list.
func open(t tb, payments []*dojo.PaymentIntent, options ...option) *driver {
	t.Helper()
	d := &driver{tb: t, list: &fakeList{version: 1}, rev: &fakeReversals{}, pc: sunday, known: true, profile: termenv.Ascii}
	d.list.snap = snapshotOf(1, payments)
	set := baseSettings()
	d.m = &Model{width: 120, height: 40} // where options leave the size
	for _, o := range options {
		o(&set, d)
	}
	w, h := d.m.width, d.m.height
	done := make(chan struct{})
	close(done)
	renderer := rendererOf(d.profile)
	d.m = New(Deps{
		List: d.list, Reversals: d.rev, Done: done, Now: func() time.Time { return d.pc }, Clock: d,
		Tick: d.tick, Terminal: d, Renderer: renderer,
	}, set)
	d.run(d.m.Init())
	d.resize(w, h)
	return d
}

// Dojo's clock.

func (d *driver) Now() time.Time                { return d.pc.Add(-d.ahead).UTC() }
func (d *driver) Offset() (time.Duration, bool) { return d.ahead, d.known }

// The terminal.

func (d *driver) Bell()         { d.bells++ }
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
	return d
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
	case paymentLookedUp:
		d.send(msg)
	default:
		d.msgs = append(d.msgs, fmt.Sprintf("%T", msg))
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
	return d.pass(quietTime)
}

// lists gives the screen a new list.
func (d *driver) lists(payments []*dojo.PaymentIntent, change ...func(*feed.Snapshot)) *driver {
	d.Helper()
	d.replace(payments, change...)
	return d.send(listChanged{})
}

// replace changes the list without telling the screen yet.
func (d *driver) replace(payments []*dojo.PaymentIntent, change ...func(*feed.Snapshot)) {
	d.list.version++
	d.list.snap = snapshotOf(d.list.version, payments)
	d.list.snap.AsOf = d.Now()
	for _, c := range change {
		c(d.list.snap)
	}
}

// now changes one payment of the list.
func (d *driver) changes(id string, change ...func(*dojo.PaymentIntent)) *driver {
	d.Helper()
	return d.lists(d.with(id, change...))
}

func (d *driver) with(id string, change ...func(*dojo.PaymentIntent)) []*dojo.PaymentIntent {
	list := slices.Clone(d.list.snap.Payments)
	for i, p := range list {
		if p.ID == "pi_"+id {
			list[i] = changed(p, change...)
		}
	}
	return list
}

// moves changes the newest attempt and tells the screen.
func (d *driver) moves(change func(*reversal.Attempt)) *driver {
	d.Helper()
	change(&d.rev.attempts[len(d.rev.attempts)-1])
	return d.send(reversalsChanged{})
}

func toState(s journal.State) func(*reversal.Attempt) {
	return func(a *reversal.Attempt) {
		a.State = s
		if a.SentAt.IsZero() && s != journal.Intended && s != journal.Abandoned {
			a.SentAt = a.ConfirmedAt
		}
		a.LastStatus = dojo.StatusAuthorized
	}
}

// on selects a payment.
func (d *driver) on(id string) *driver {
	d.Helper()
	i := d.m.table.index("pi_" + id)
	if i < 0 {
		d.Fatalf("%s isn't listed:\n%s", id, d.text())
	}
	d.m.moveTo(i)
	return d
}

// confirm reverses the selected payment, as a person would who waits.
func (d *driver) confirm() *driver {
	d.Helper()
	d.press("r").asks("Reverse ")
	return d.quietly().press("tab").asks("[ Reverse ").press("enter").quietly()
}

// text is the screen without styles.
func (d *driver) text() string { return ansi.Strip(d.m.View()) }

// has fails unless every text is on the screen, line breaks and runs of spaces
// aside.
func (d *driver) has(texts ...string) *driver {
	d.Helper()
	have := flat(d.text())
	for _, s := range texts {
		if !strings.Contains(have, flat(s)) {
			d.Fatalf("%q isn't on the screen:\n%s", s, d.text())
		}
	}
	return d
}

func (d *driver) hasNot(texts ...string) *driver {
	d.Helper()
	have := flat(d.text())
	for _, s := range texts {
		if strings.Contains(have, flat(s)) {
			d.Fatalf("%q is on the screen:\n%s", s, d.text())
		}
	}
	return d
}

// flat takes frames, line breaks and runs of spaces out of a text.
func flat(s string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("│", " ", "─", " ").Replace(s)), " ")
}

// row is the line of a payment.
func (d *driver) row(reference string) string {
	d.Helper()
	for _, l := range strings.Split(d.text(), "\n") {
		if strings.Contains(l, reference) {
			return strings.TrimRight(l, " ")
		}
	}
	d.Fatalf("no row has %q:\n%s", reference, d.text())
	return ""
}

// box is the text of the dialog, without what is beside it.
func (d *driver) box() string {
	var lines []string
	inside := false
	text := d.text()
	if d.m.theme.ascii {
		text = strings.NewReplacer("+- ", "┌- ", "|", "│", "+-", "└", "--", " ").Replace(text)
	}
	for _, l := range strings.Split(text, "\n") {
		switch {
		case strings.Contains(l, "┌"):
			inside = true
			lines = append(lines, l[strings.Index(l, "┌"):])
		case strings.Contains(l, "└"):
			inside = false
		case inside:
			from, to := strings.Index(l, "│"), strings.LastIndex(l, "│")
			lines = append(lines, l[from+len("│"):to])
		}
	}
	return flat(strings.Join(lines, "\n"))
}

// asks fails unless the dialog is open and has every text.
func (d *driver) asks(texts ...string) *driver {
	d.Helper()
	box := d.box()
	for _, s := range texts {
		if box == "" || !strings.Contains(box, flat(s)) {
			d.Fatalf("%q isn't in the dialog:\n%s", s, d.text())
		}
	}
	return d
}

// reversed fails unless so many reversals were started.
func (d *driver) reversed(n int) *driver {
	d.Helper()
	if len(d.rev.starts) != n {
		d.Fatalf("%d reversals were started, want %d:\n%s", len(d.rev.starts), n, d.text())
	}
	return d
}

// fits fails unless the screen is exactly as many lines as the window has, and
// no line is wider than it.
func (d *driver) fits() *driver {
	d.Helper()
	fitsIn(d, d.m.View(), d.m.width, d.m.height)
	return d
}

func fitsIn(t tb, view string, w, h int) {
	t.Helper()
	lines := strings.Split(view, "\n")
	if len(lines) != h {
		t.Fatalf("%d lines in a window of %dx%d:\n%s", len(lines), w, h, view)
	}
	for _, l := range lines {
		if n := cells(l); n > w {
			t.Fatalf("a line of %d cells in a window of %dx%d: %q\n%s", n, w, h, l, view)
		}
		if strings.ContainsAny(l, "\r\t") || !utf8.ValidString(l) {
			t.Fatalf("a broken line in a window of %dx%d: %q", w, h, l)
		}
	}
}

var _ tb = (*testing.T)(nil)
