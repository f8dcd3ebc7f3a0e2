package plain

import (
	"context"
	"maps"
	"time"

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

// Reversals carries reversals out. *shop.Look is one. None of its methods
// waits for the network or a disk.
type Reversals interface {
	Start(confirmed journal.Payment, reason string, at time.Time) string
	// Changed are the attempts that have changed since Changed was asked last, and all
	// at first, in no order.
	Changed() []reversal.Attempt
}

// Deps is all that a session has of the outside world.
type Deps struct {
	List      List
	Reversals Reversals
	Now       func() time.Time // this machine's clock
	Clock     worklist.Clock
}

// Settings are what a session is told of the shop and its wishes.
type Settings struct {
	words.Options
	confirm.Rules
	Rule dojo.Rule
	Bell bool
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
	interactive bool // somebody types at a terminal

	*voice
	printed printedList
	asked
	news news

	alone      bool   // it only asks about one payment, see AskAbout
	began      string // the attempt that was begun last, by its ID
	looking    int    // requests whose answers haven't come
	started    bool   // the first list was printed, or why there is none
	early      []Line // typed before that
	inputEnded bool
	ended      bool
	failed     bool
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
	// typedAhead is how many lines may be typed before the list is there.
	typedAhead = 100
)

// New makes a session. interactive says that somebody types at a terminal: long
// lists then come by pages, and payments can be reversed. A question that a
// program answers has been read by nobody.
func New(d Deps, s Settings, interactive bool) *Session {
	speak := words.New(s.Options).InPlain()
	now := worklist.ReadNow(d.Clock, d.Now(), s.Zone)
	p := &Session{
		deps: d, set: s, interactive: interactive,
		voice: &voice{
			speak: speak, readOnly: s.ReadOnly, otherHost: s.Host != "",
			list: worklist.New(worklist.Options{
				Judge:   worklist.NewJudge(s.Rule, s.Zone, speak.FindWords()),
				PutAway: s.PutAway,
			}, d.List.Snapshot(), now),
		},
		asked: asked{rules: s.Rules},
		news:  news{attempts: map[string]string{}, today: now.Dojo},
	}
	p.list.ReadOnly = cantReverse(p) != ""
	maps.Copy(p.news.attempts, s.PutAway)
	if interactive {
		p.printed.page = pageRows
	}
	return p
}

// Printed says that all that was said has been written by now, which is when
// a person could begin to read it. A terminal that was stopped for a while
// takes a question late.
func (p *Session) Printed(now time.Time) {
	if p.shown.IsZero() {
		p.shown = now
	}
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

// AskAbout asks about one payment, in place of Start: there is no list, and the session
// ends once the question is answered or withdrawn.
func (p *Session) AskAbout(payment *dojo.PaymentIntent, reason string) Said {
	p.started, p.alone = true, true
	return p.step(func() {
		p.listArrived()
		p.ask(payment, reason)
	})
}

// Began is the ID of the attempt that was begun last, "" for none.
func (p *Session) Began() string { return p.began }

// Refused says why nobody is asked about the payment of AskAbout, or not any more; nil
// where somebody was and answered.
func (p *Session) Refused() *confirm.Refusal { return p.refused }

// Typed takes one line.
func (p *Session) Typed(l Line) Said { return p.step(func() { p.take(l) }) }

// InputEnded says that nothing more will be typed. The session then ends once
// nothing is under way.
func (p *Session) InputEnded() Said { return p.step(func() { p.inputEnded = true }) }

// ListChanged says that there is a newer snapshot of the list.
func (p *Session) ListChanged() Said {
	return p.step(func() {
		p.listArrived()
		p.news.sayRefreshed(p.voice)
	})
}

// ReversalsChanged says that an attempt has changed.
func (p *Session) ReversalsChanged() Said {
	return p.step(func() { p.said.Bell = p.attemptsMoved() && p.set.Bell })
}

// RecordChecked says that the whole record of reversals was checked, and why nothing
// can be reversed by then, "" if it can.
func (p *Session) RecordChecked(readOnly string) Said {
	return p.step(func() {
		if readOnly != "" && p.readOnly == "" {
			p.say(p.speak.PlainText(readOnly))
		}
		p.readOnly, p.rules.ReadOnly = readOnly, readOnly
		p.list.ReadOnly = cantReverse(p) != ""
		p.review(p.voice)
	})
}

// Passed says that time has passed.
func (p *Session) Passed() Said {
	return p.step(func() {
		p.list.Pass()
		p.review(p.voice)
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
	now := worklist.ReadNow(p.deps.Clock, p.deps.Now(), p.list.Now().Zone)
	p.speak.Ahead = now.Ahead
	p.list.SetNow(now)
	do()
	p.sayChanges()
	if snap := p.list.Snapshot(); !p.started && (snap.State != feed.Loading || snap.Trouble != nil) {
		p.begin()
	}
	if p.inputEnded && p.started {
		p.endOfInput()
	}
	// A question isn't interrupted by it.
	if p.started && !p.alone && !p.ended && !p.inputEnded && p.question == nil && !p.leaving {
		p.printed.sayStale(p.voice)
	}
	p.ended = p.ended || p.alone && p.question == nil
	said := p.said
	p.said = Said{}
	return said
}

// sayChanges says what has changed by a step, or by one of the lines in it.
func (p *Session) sayChanges() {
	p.follow(p.voice)
	if !p.alone {
		p.news.say(p.voice, p.started)
	}
}

// takeNews takes in a snapshot and the newest of the attempts.
func (p *Session) takeNews(snap *feed.Snapshot) {
	p.list.Take(snap, p.deps.Reversals.Changed())
}

// listArrived takes in the newest of all.
func (p *Session) listArrived() {
	p.takeNews(p.deps.List.Snapshot())
	p.review(p.voice)
	p.news.watchClock(p.voice, p.deps.Clock)
}

// attemptsMoved takes in the newest of the attempts, and says whether one of them
// has ended.
func (p *Session) attemptsMoved() bool {
	p.takeNews(p.list.Snapshot())
	p.review(p.voice)
	return p.list.News()
}

// printList prints the list as it is now, from its beginning.
func (p *Session) printList() {
	p.printed.renew(p.voice)
	p.news.trouble = p.list.Snapshot().Trouble != nil // a banner has said it
}

// begin prints the first list, and then does what was typed before it: that
// was meant for a list, and nobody could have meant a question by it.
func (p *Session) begin() {
	p.started = true
	p.printList()
	for _, l := range p.early {
		p.take(l)
		p.sayChanges()
	}
	p.early = nil
}

// endOfInput ends, unless something is under way. A question that nobody can
// answer any more is answered with keeping.
func (p *Session) endOfInput() {
	p.leaving = false
	if p.question != nil {
		p.keep(p.voice)
	}
	if len(p.list.AskBeforeQuit()) > 0 || p.looking > 0 {
		return
	}
	p.ended = true
	p.failed = !p.alone && isUnlisted(p.list)
}

// isUnlisted says whether there was no list to print so far.
func isUnlisted(l *worklist.List) bool { return l.Snapshot().State == feed.Loading }

// request asks Dojo for a payment by its ID, and hands its answer over.
func (p *Session) request(asked *confirm.Question, id string) {
	const patience = 20 * time.Second
	list := p.deps.List
	p.looking++
	p.said.Later = append(p.said.Later, func() Answer {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		payment, err := list.LookUp(ctx, id)
		return Answer{asked: asked, id: id, payment: payment, err: err}
	})
}

// Wrap breaks a line at words, for a terminal that would break it anywhere.
func Wrap(line string, width int) []string {
	if width < 20 {
		return []string{line}
	}
	return cells.Wrap(line, width)
}
