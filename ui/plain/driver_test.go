package plain

import (
	"flag"
	"strings"
	"time"
	"unicode"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/confirm"
	"dojoreversals/ui/internal/shopday"
	"dojoreversals/ui/words"
)

var update = flag.Bool("update", false, "write the goldens anew")

// tb is what the typist needs of *testing.T and of *rapid.T.
type tb interface {
	Helper()
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

// typist operates plain mode as its user, its clock and its network do.
type typist struct {
	tb
	p      *Session
	list   *shopday.List
	rev    *shopday.Reversals
	pc     time.Time     // this machine's clock
	ahead  time.Duration // of Dojo's
	unsure time.Duration // how much earlier it may be by Dojo's clock
	lines  []string      // all that was said
	fresh  []string      // what the last step said
	log    strings.Builder
	rings  int
	// untold keeps back that something was printed.
	untold bool
}

type option func(*Settings, *typist)

func at(t time.Time) option { return func(_ *Settings, w *typist) { w.pc = t } }

func setting(f func(*Settings)) option { return func(s *Settings, _ *typist) { f(s) } }

func published(s *Settings, _ *typist) { s.Rule = dojo.RulePublished }

func inASCII(s *Settings, _ *typist) { s.ASCII = true }

func mustTypeOver500(s *Settings, _ *typist) {
	s.MustType = func(m dojo.Money) bool { return m.Minor > 50000 }
}

// open starts plain mode on a list, as at a terminal.
func open(t tb, payments []*dojo.PaymentIntent, options ...option) *typist {
	t.Helper()
	return openAt(t, true, shopday.SnapshotOf(1, payments), options...)
}

func openAt(t tb, interactive bool, snap *feed.Snapshot, options ...option) *typist {
	t.Helper()
	w := &typist{tb: t, list: &shopday.List{Version: 1, Snap: snap}, rev: &shopday.Reversals{}, pc: shopday.Sunday}
	w.p = newSession(w, interactive, options...)
	return w.heard(w.p.Start())
}

// newSession makes the session of a typist.
func newSession(w *typist, interactive bool, options ...option) *Session {
	set := Settings{
		Options: words.Options{
			Zone: shopday.London, Mode: "SANDBOX", Shop: "Corner Shop", Version: "2022-01-03", Pending: "a few working days",
		},
		Rule: dojo.RuleSameDay, Bell: true,
	}
	for _, o := range options {
		o(&set, w)
	}
	return New(Deps{List: w.list, Reversals: w.rev, Now: func() time.Time { return w.pc }, Clock: w}, set, interactive)
}

// Dojo's clock.

func (w *typist) Now() time.Time { return w.pc.Add(-w.ahead).UTC() }

func (w *typist) Span() dojo.Span {
	s := dojo.At(w.Now())
	s.Earliest = s.Earliest.Add(-w.unsure)
	return s
}

func (w *typist) Jump() dojo.Jump { return dojo.Jump{} }

func (w *typist) Offset() (time.Duration, bool) { return w.ahead, true }

// heard takes in what a step has said, and does what it asks for.
func (w *typist) heard(s Said) *typist {
	w.Helper()
	w.fresh = s.Lines
	w.lines = append(w.lines, s.Lines...)
	for _, l := range s.Lines {
		w.log.WriteString(l + "\n")
		if l != strings.TrimRight(l, " ") || strings.IndexFunc(l, unicode.IsControl) >= 0 {
			w.Fatalf("not a plain line: %q", l)
		}
	}
	if s.Bell {
		w.rings++
	}
	if !w.untold {
		w.p.Printed(w.pc)
	}
	for _, ask := range s.Later {
		w.heard(w.p.Answered(ask()))
	}
	return w
}

// atOnce types a line without a pause before it.
func (w *typist) atOnce(text string) *typist {
	w.Helper()
	w.log.WriteString("> " + text + "\n")
	return w.heard(w.p.Typed(Line{Text: text, Began: w.pc, Ended: w.pc}))
}

// types types a line, as somebody does who has read what was printed.
func (w *typist) types(text string) *typist {
	w.Helper()
	w.pc = w.pc.Add(confirm.QuietTime)
	return w.atOnce(text)
}

// waits lets time pass, calling as often as it is asked to.
func (w *typist) waits(d time.Duration) *typist {
	w.Helper()
	end := w.pc.Add(d)
	var all []string
	for !w.p.Ended() {
		wait := w.p.Wait()
		if wait <= 0 {
			w.Fatalf("a wait of %v", wait)
		}
		if w.pc.Add(wait).After(end) {
			break
		}
		w.pc = w.pc.Add(wait)
		w.heard(w.p.Passed())
		all = append(all, w.fresh...)
	}
	w.pc, w.fresh = end, all
	return w
}

// replace changes the list without telling yet.
func (w *typist) replace(payments []*dojo.PaymentIntent, change ...func(*feed.Snapshot)) {
	w.list.Replace(payments, w.Now(), change...)
}

func (w *typist) lists(payments []*dojo.PaymentIntent, change ...func(*feed.Snapshot)) *typist {
	w.Helper()
	w.replace(payments, change...)
	return w.heard(w.p.ListChanged())
}

func (w *typist) changes(id string, change ...func(*dojo.PaymentIntent)) *typist {
	w.Helper()
	return w.lists(w.list.With(id, change...))
}

func (w *typist) moves(change func(*reversal.Attempt)) *typist {
	w.Helper()
	change(w.rev.Newest())
	return w.heard(w.p.ReversalsChanged())
}

// says fails unless the last step said all of these, each within one line.
func (w *typist) says(texts ...string) *typist {
	w.Helper()
	for _, s := range texts {
		if !strings.Contains(strings.Join(w.fresh, "\n"), s) {
			w.Fatalf("%q isn't said, but\n%s\nthe session:\n%s", s, strings.Join(w.fresh, "\n"), w.log.String())
		}
	}
	return w
}

func (w *typist) saysNot(texts ...string) *typist {
	w.Helper()
	for _, s := range texts {
		if strings.Contains(strings.Join(w.fresh, "\n"), s) {
			w.Fatalf("%q is said:\n%s", s, strings.Join(w.fresh, "\n"))
		}
	}
	return w
}

// silent fails unless the last step said nothing.
func (w *typist) silent() *typist {
	w.Helper()
	if len(w.fresh) > 0 {
		w.Fatalf("said:\n%s\nthe session:\n%s", strings.Join(w.fresh, "\n"), w.log.String())
	}
	return w
}

func (w *typist) reversed(n int) *typist {
	w.Helper()
	if len(w.rev.Starts) != n {
		w.Fatalf("%d reversals were started, want %d:\n%s", len(w.rev.Starts), n, w.log.String())
	}
	return w
}

// reverses asks about a number and confirms.
func (w *typist) reverses(number string) *typist {
	w.Helper()
	n := len(w.rev.Starts)
	return w.types("reverse " + number).says("Type reverse to reverse ").types("reverse").reversed(n + 1)
}
