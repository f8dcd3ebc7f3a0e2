package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"dojoreversals/config"
	"dojoreversals/dojo/shop"
	"dojoreversals/ui/internal/keyboard"
	"dojoreversals/ui/plain"
	"dojoreversals/ui/script"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// followGrace is how long a reversal is followed after the input has ended. The
// program waits for the answer to a request even after that.
const followGrace = 2 * time.Minute

var errNoOut = errors.New("the output can't be written any more")

// plainFront is plain mode: it reads lines and writes lines.
type plainFront struct {
	s       streams
	here    machine
	session *shop.Session
	plain   *plain.Session
	checked func() string     // see tenant.checked
	start   func() plain.Said // says the first lines
	stops   string            // that the server stops, in the person's words

	quits chan struct{}
}

// newPlainFront makes plain mode of a shop that is open.
func newPlainFront(s streams, here machine, at *seat) *plainFront {
	set, session := at.set, at.session.Load()
	set.ReadOnly, set.PutAway = at.readOnly(at.shop.ReadOnly()), at.putAway()
	if crashed := at.crashed(); len(crashed) > 0 {
		s.leaveLostScreen()
		set.Notes = slices.Concat(set.Notes, crashed)
	}
	set.Bell = set.Bell && isTerminal(s.out)
	if others := otherShops(at.seen); others != "" {
		set.Notes = append(set.Notes, words.OtherShops(words.New(set.Options), others))
	}
	f := &plainFront{
		s: s, here: here, session: session, checked: at.checked,
		plain: plain.New(
			plain.Deps{List: session, Reversals: at.hands(session), Now: here.now, Clock: at.shop.Clock},
			plain.Settings{Options: set.Options, Rules: set.Rules, Rule: at.shop.Rule, Bell: set.Bell, PutAway: set.PutAway, Notes: set.Notes},
			s.interactive()),
		quits: make(chan struct{}, 1),
	}
	f.start, f.stops = f.plain.Start, words.New(set.Options).InPlain().Say(words.TextServerStops)
	return f
}

// otherShops are the handles of the other shops of the settings.
func otherShops(settings config.Settings) string {
	var others []string
	for _, s := range settings.Shops {
		if s.Handle != settings.Handle {
			others = append(others, s.Handle)
		}
	}
	return strings.Join(others, ", ")
}

func (f *plainFront) quit() {
	select {
	case f.quits <- struct{}{}:
	default:
	}
}

func (f *plainFront) run() (err error) {
	over := make(chan struct{}) // closed at the end, so that no goroutine waits for this one
	defer f.endReading()
	defer close(over)
	lines, answers := make(chan plain.Line), make(chan plain.Answer)
	f.s.crashes.spawn(func() {
		defer close(lines)
		readLines(f.s.in, f.here.now, f.waits, func(l plain.Line) {
			select {
			case lines <- l:
			case <-over:
			}
		})
	})
	ask := func(request plain.Request) {
		select {
		case answers <- request():
		case <-over:
		}
	}

	checked := make(chan string, 1)
	f.s.crashes.spawn(func() { checked <- f.checked() })
	listNews, reversalNews := f.session.ListNews(), f.session.ReversalNews()
	var enough <-chan time.Time
	var draining <-chan struct{}
	if f.s.served != nil {
		draining = f.s.served.draining
	}
	said := f.start()
	for {
		if err := f.write(said); err != nil {
			return err
		}
		for _, request := range said.Later {
			f.s.crashes.spawn(func() { ask(request) })
		}
		if f.plain.Ended() {
			if f.plain.Failed() {
				return f.unread()
			}
			return nil
		}
		select {
		case l, open := <-lines:
			if !open {
				lines, enough = nil, f.here.after(followGrace)
				said = f.plain.InputEnded()
				break
			}
			said = f.plain.Typed(l)
		case _, open := <-listNews:
			if !open {
				listNews = nil // closed news are no news
			}
			said = f.plain.ListChanged()
		case <-reversalNews:
			said = f.plain.ReversalsChanged()
		case readOnly := <-checked:
			said = f.plain.RecordChecked(readOnly)
		case a := <-answers:
			said = f.plain.Answered(a)
		case <-f.here.after(f.plain.Wait()):
			said = f.plain.Passed()
		case <-draining:
			draining, said = nil, plain.Said{Lines: []string{f.stops}}
		case <-enough:
			return f.unfinished()
		case <-f.quits:
			return nil
		}
	}
}

// endReading ends a read that waits for somebody to type. That of the process itself ends
// with the process.
func (f *plainFront) endReading() {
	if f.s.served != nil {
		_ = f.s.in.SetReadDeadline(longAgo)
	}
}

// unread says that the list can't be read. Plain lines have said why.
func (f *plainFront) unread() error {
	code := script.Unreachable
	if trouble := f.session.Snapshot().Trouble; trouble != nil {
		code = script.CodeOfTrouble(trouble.Err)
	}
	return &script.Error{Code: code, Text: "the list of payments can't be read"}
}

// unfinished names the first reversal that isn't finished where the input has ended.
func (f *plainFront) unfinished() error {
	for _, a := range f.session.Attempts() {
		if worklist.UnderWay(&a) && !a.OtherKey && !a.OtherSession {
			return &script.Error{Code: script.Unknown, Text: "a reversal isn't finished.\nAsk again: " + f.s.program() + " watch " + a.ID}
		}
	}
	return nil
}

// write writes said in one piece. On a terminal, long lines are broken at words;
// elsewhere they stay whole.
func (f *plainFront) write(said plain.Said) error {
	width := terminalWidth(f.s.out)
	var b strings.Builder
	for _, line := range said.Lines {
		for _, part := range plain.Wrap(line, width) {
			b.WriteString(strings.TrimRight(part, " ") + "\n")
		}
	}
	if said.Bell {
		b.WriteByte('\a')
	}
	if b.Len() > 0 {
		if _, err := f.s.out.WriteString(b.String()); err != nil {
			return fmt.Errorf("%w: %w", errNoOut, err)
		}
	}
	if !f.waits() {
		// Lines that are waiting already were typed before anybody could read this.
		f.plain.Printed(f.here.now())
	}
	return nil
}

// waits says whether whole lines wait to be read.
func (f *plainFront) waits() bool { return keyboard.Ready(f.s.in, 0) }
