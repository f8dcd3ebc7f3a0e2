package ui

import (
	"strings"
	"time"
	"unicode"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/confirm"
	"dojoreversals/ui/internal/shopday"
)

// typist operates plain mode as its user, its clock and its network do. The
// lists, the clock and the reversals are the driver's, which never draws here.
type typist struct {
	*driver
	p     *Plain
	lines []string // all that was said
	fresh []string // what the last step said
	log   strings.Builder
	rings int
	// untold keeps back that something was printed.
	untold bool
}

// openPlain starts plain mode on a list, as at a terminal.
func openPlain(t tb, payments []*dojo.PaymentIntent, options ...option) *typist {
	t.Helper()
	return openPlainAt(t, true, shopday.SnapshotOf(1, payments), options...)
}

func openPlainAt(t tb, interactive bool, snap *feed.Snapshot, options ...option) *typist {
	t.Helper()
	d := &driver{tb: t, list: &fakeList{version: 1, snap: snap}, rev: &fakeReversals{}, pc: shopday.Sunday, known: true}
	d.m = &Model{}
	set := baseSettings()
	for _, o := range options {
		o(&set, d)
	}
	w := &typist{driver: d}
	w.p = NewPlain(Deps{List: d.list, Reversals: d.rev, Now: func() time.Time { return d.pc }, Clock: d}, set, interactive)
	d.m = w.p.m
	w.heard(w.p.Start())
	return w
}

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

func (w *typist) lists(payments []*dojo.PaymentIntent, change ...func(*feed.Snapshot)) *typist {
	w.Helper()
	w.replace(payments, change...)
	return w.heard(w.p.ListChanged())
}

func (w *typist) changes(id string, change ...func(*dojo.PaymentIntent)) *typist {
	w.Helper()
	return w.lists(w.with(id, change...))
}

func (w *typist) moves(change func(*reversal.Attempt)) *typist {
	w.Helper()
	change(&w.rev.attempts[len(w.rev.attempts)-1])
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
	if len(w.rev.starts) != n {
		w.Fatalf("%d reversals were started, want %d:\n%s", len(w.rev.starts), n, w.log.String())
	}
	return w
}

// reverses asks about a number and confirms.
func (w *typist) reverses(number string) *typist {
	w.Helper()
	n := len(w.rev.starts)
	return w.types("reverse " + number).says("Type reverse to reverse ").types("reverse").reversed(n + 1)
}
