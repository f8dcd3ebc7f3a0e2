package plain

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/confirm"
	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// List is the live list of payments. *shop.Session is one.
type List interface {
	Snapshot() *feed.Snapshot
	Refresh()
	IncludeCreated(bool)
	LookUp(ctx context.Context, id string) (dojo.PaymentIntent, error)
}

// Reversals carries reversals out. *shop.Session is one. None of its methods
// waits for the network or a disk.
type Reversals interface {
	Start(confirmed journal.Payment, reason string, at time.Time) string
	Attempts() []reversal.Attempt
}

// Deps is all that a session has of the outside world.
type Deps struct {
	List      List
	Reversals Reversals
	Now       func() time.Time // this machine's clock
	Clock     interface {      // Dojo's clock
		Now() time.Time  // the present, for showing it
		Span() dojo.Span // the present as far as it is known, for the rule
		Offset() (ahead time.Duration, known bool)
		Jump() dojo.Jump
	}
}

// Settings are what a session is told of the shop and its wishes.
type Settings struct {
	Words words.Options
	Rule  dojo.Rule
	// ReadOnly says why nothing can be reversed; empty if it can.
	ReadOnly string
	// MustType says whether an amount is so large that it must be typed to be
	// reversed; nil for never.
	MustType func(dojo.Money) bool
	Bell     bool
	// PutAway are the results that the operator put away on the screen: the stage
	// by attempt ID.
	PutAway map[string]string
	// Notes are said once at the start, such as warnings about the settings.
	Notes []string
}

// Session is one run of plain mode.
type Session struct {
	deps        Deps
	set         Settings
	speak       words.Speaker
	list        *worklist.List
	interactive bool // somebody types at a terminal
	page        int  // payments at a time, 0 for all
	technical   bool // with lines for the helpdesk

	out      []string
	warnings []string // said at the end of the step
	ring     bool
	later    []Request
	looking  int // look-ups whose end isn't known

	started    bool   // the first list was printed, or why there is none
	early      []Line // typed before that
	inputEnded bool
	ended      bool
	failed     bool

	printed  printedList
	question *confirm.Question // that waits for an answer, or nil
	asked    printedQuestion
	leaving  bool              // asked whether to quit while a reversal is under way
	told     map[string]string // by attempt ID: what was last said of it
	heard    heard
}

// Line is a typed line and this machine's clock when its first byte came and
// when it was whole.
type Line struct {
	Text         string
	Began, Ended time.Time
	TooLong      bool // its end was dropped
	More         bool // more was there to be read with it, as where several lines are pasted
}

// Said is what one step says.
type Said struct {
	Lines []string // without line breaks and escape sequences
	Bell  bool
	Later []Request
}

// Request asks Dojo something and waits for it. What it returns goes to Answered.
type Request func() Answer

// Answer is what came of a request.
type Answer struct {
	asked   *confirm.Question // that the payment was read for; nil where it was looked up by its ID
	id      string
	payment dojo.PaymentIntent
	err     error
}

const (
	// pageRows is how many payments are printed before more must be typed.
	pageRows = 20
	// ahead is how many lines may be typed before the list is there.
	ahead = 100
)

// New makes a session. interactive says that somebody types at a terminal: long
// lists then come by pages, and payments can be reversed. A question that a
// program answers has been read by nobody.
func New(d Deps, s Settings, interactive bool) *Session {
	p := &Session{deps: d, set: s, speak: words.New(s.Words).InPlain(), interactive: interactive, told: map[string]string{}}
	now := p.readClock()
	p.list = worklist.New(worklist.Options{
		Rule: s.Rule, Zone: s.Words.Zone, ReadOnly: s.ReadOnly != "", PutAway: s.PutAway,
		StatusWords: p.speak.PaymentWords,
		AttemptWords: func(r worklist.Row, a *reversal.Attempt, now worklist.Now) string {
			return p.speak.StatusOf(r.Payment, r.Gone, r.Verdict, a, now.PC).Words[0]
		},
	}, d.List.Snapshot(), now)
	maps.Copy(p.told, s.PutAway)
	if interactive {
		p.page = pageRows
	}
	p.heard.today = dojo.DayOf(now.Dojo, s.Words.Zone)
	return p
}

// readClock reads the clocks for one step, and notes how far this machine's is
// off.
func (p *Session) readClock() worklist.Now {
	p.speak.Ahead, _ = p.deps.Clock.Offset()
	return worklist.Now{PC: p.deps.Now(), Dojo: p.deps.Clock.Now(), Span: p.deps.Clock.Span(), Ahead: p.speak.Ahead}
}

// Ended says whether the session is over.
func (p *Session) Ended() bool { return p.ended }

// Failed says that it ended without having had a list to print.
func (p *Session) Failed() bool { return p.failed }

// Start says what this is. The list follows as soon as it is loaded.
func (p *Session) Start() Said {
	return p.step(func() {
		p.attemptsMoved()
		p.sayText(words.PlainStart, "program", p.speak.Say(words.WordProgram), "whose", p.speak.Whose())
		p.say(p.timeText())
		for _, note := range p.set.Notes {
			p.say(p.speak.PlainText(note))
		}
		if p.list.Snapshot().State == feed.Loading {
			p.sayText(words.TextStillLoading)
		}
	})
}

// Typed takes one line.
func (p *Session) Typed(l Line) Said { return p.step(func() { p.take(l) }) }

// InputEnded says that nothing more will be typed. The session then ends once
// nothing is under way.
func (p *Session) InputEnded() Said { return p.step(func() { p.inputEnded = true }) }

// ListChanged says that there is a newer snapshot of the list.
func (p *Session) ListChanged() Said {
	return p.step(func() {
		p.listArrived()
		p.sayRefreshed()
	})
}

// ReversalsChanged says that an attempt has changed.
func (p *Session) ReversalsChanged() Said {
	return p.step(func() { p.ring = p.attemptsMoved() && p.set.Bell })
}

// Passed says that time has passed.
func (p *Session) Passed() Said {
	return p.step(func() {
		p.list.Pass()
		p.review()
	})
}

// Answered takes the answer to a request.
func (p *Session) Answered(a Answer) Said {
	return p.step(func() {
		p.looking--
		if a.asked != nil {
			p.read(a)
			return
		}
		p.lookedUp(a)
	})
}

// Wait is after how long Passed is to be called: a second while something is
// under way that goes by seconds, else at the turn of the minute.
func (p *Session) Wait() time.Duration {
	now := p.deps.Clock.Now()
	wait := now.Truncate(time.Minute).Add(time.Minute).Sub(now)
	if len(p.list.Watched()) > 0 || p.question != nil {
		wait = min(wait, time.Second)
	}
	return wait
}

// step does something, and then says whatever has become true by it.
func (p *Session) step(do func()) Said {
	if p.ended {
		return Said{}
	}
	p.list.SetNow(p.readClock())
	do()
	p.afterwards()
	if !p.started && p.readable() {
		p.begin()
	}
	if p.inputEnded && p.started {
		p.endOfInput()
	}
	p.sayStale()
	s := Said{Lines: p.out, Bell: p.ring, Later: p.later}
	p.out, p.ring, p.later = nil, false, nil
	return s
}

// afterwards says what a step has changed.
func (p *Session) afterwards() {
	p.followQuestion()
	for _, warning := range p.warnings {
		p.say(warning)
	}
	p.warnings = nil
	p.sayAttempts()
	p.sayTrouble()
	p.sayTime()
}

// listArrived takes in the newest of all.
func (p *Session) listArrived() {
	p.list.Take(p.deps.List.Snapshot(), p.deps.Reversals.Attempts())
	p.review()
	p.noteClock()
}

// attemptsMoved takes in the newest of the attempts, and says whether one of them
// has ended.
func (p *Session) attemptsMoved() bool {
	p.list.Take(p.list.Snapshot(), p.deps.Reversals.Attempts())
	p.review()
	return p.list.News()
}

// warn says something at the end of the step.
func (p *Session) warn(text string) {
	if !slices.Contains(p.warnings, text) {
		p.warnings = append(p.warnings, text)
	}
}

// readable says whether there is a list, or it is known that there is none yet.
func (p *Session) readable() bool {
	return p.list.Snapshot().State != feed.Loading || p.list.Snapshot().Trouble != nil
}

// begin prints the first list, and then does what was typed before it: that
// was meant for a list, and nobody could have meant a question by it.
func (p *Session) begin() {
	p.started = true
	p.rows()
	for _, l := range p.early {
		p.take(l)
		p.afterwards()
	}
	p.early = nil
}

// endOfInput ends, unless something is under way. A question that nobody can
// answer any more is answered with keeping.
func (p *Session) endOfInput() {
	p.leaving = false
	if p.question != nil {
		p.keep()
	}
	if len(p.list.Watched()) > 0 || p.looking > 0 {
		return
	}
	p.ended = true
	p.failed = p.list.Snapshot().State == feed.Loading
}

// request asks Dojo for a payment by its ID, and hands its answer over.
func (p *Session) request(asked *confirm.Question, id string) {
	const patience = 20 * time.Second
	list := p.deps.List
	p.looking++
	p.later = append(p.later, func() Answer {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		payment, err := list.LookUp(ctx, id)
		return Answer{asked: asked, id: id, payment: payment, err: err}
	})
}

// sayText says a text of words.go.
func (p *Session) sayText(text string, with ...string) { p.say(p.speak.Say(text, with...)) }

// say says one line.
func (p *Session) say(text string) {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, ansi.Strip(text))
	p.out = append(p.out, strings.TrimRight(text, " "))
}

// atHost adds whose money it was to a result, where a live key went to a host
// that isn't Dojo's.
func (p *Session) atHost(text string) string {
	if p.set.Words.Host == "" {
		return text
	}
	return text + " " + p.speak.Whose() + "."
}

func (p *Session) timeText() string {
	clock := p.speak.On(p.list.Now().Dojo, words.DateClock)
	if deadlines, _ := p.speak.Deadline(p.list); deadlines[0] != "" {
		return p.speak.Say(words.PlainTimeTo, "time", clock, "deadline", deadlines[0])
	}
	return p.speak.Say(words.PlainTime, "time", clock)
}

// around is what is known around a payment.
func (p *Session) around(payment string) words.Around {
	return words.Around{List: p.list.OnList(payment), Now: p.list.Now(), ReadOnly: p.set.ReadOnly}
}

// noticeText is what is said of an attempt.
func (p *Session) noticeText(a *reversal.Attempt) string {
	return p.speak.Recorded(p.speak.Text(p.speak.Report(a, p.around(a.Payment.ID))), a)
}

// Wrap breaks a line at words, for a terminal that would break it anywhere.
func Wrap(line string, width int) []string {
	if width < 20 {
		return []string{line}
	}
	return cells.Wrap(line, width)
}
