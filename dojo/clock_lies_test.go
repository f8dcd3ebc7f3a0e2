package dojo

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// truth is a world with a Dojo whose clock is right, and a till whose clock is
// some time off.
type truth struct {
	dojo, pc time.Time
	clock    *Clock
}

func newTruth(dojo time.Time, off time.Duration) *truth {
	w := &truth{dojo: dojo, pc: dojo.Add(off)}
	w.clock = NewClock(func() time.Time { return w.pc })
	return w
}

func (w *truth) pass(d time.Duration) { w.dojo, w.pc = w.dojo.Add(d), w.pc.Add(d) }

// answer is one answer of Dojo's, with a date that is wrong by some time.
func (w *truth) answer(there, back, wrong time.Duration) {
	sent := w.pc
	w.pass(there)
	date := w.dojo.Add(wrong).Truncate(time.Second)
	w.pass(back)
	w.clock.Observe(date, sent, w.pc)
}

// settle gives the clock enough honest answers.
func (w *truth) settle() {
	for range 9 {
		w.answer(0, 0, 0)
		w.pass(5 * time.Second)
	}
}

func (w *truth) reversible(p *PaymentIntent, rule Rule) bool {
	return Reversible(rule, p, w.clock.Span(), time.UTC).Reversible
}

func heldAt(at time.Time) *PaymentIntent {
	return new(PaymentIntent{ID: "pi_sandbox_one", Status: StatusAuthorized, PaidAt: InstantOf(at), Amount: &Money{Minor: 1, Currency: "GBP"}}.WithKind(Kind{CaptureMode: CaptureManual}))
}

var threeInTheMorning = time.Date(2026, 3, 11, 2, 30, 0, 0, time.UTC)

// One answer, such as one that lay in a cache, moves nothing: neither the time
// that is shown nor what may be reversed.
func TestClockOneOutlierMovesNothing(t *testing.T) {
	t.Parallel()
	yesterdays, todays := heldAt(threeInTheMorning.Add(-4*time.Hour)), heldAt(threeInTheMorning.Add(-time.Hour))
	for _, wrong := range []time.Duration{-3 * time.Hour, 3 * time.Hour, -25 * time.Hour, 25 * time.Hour, -9000 * time.Hour, 1e6 * time.Hour, -3 * time.Minute} {
		t.Run(wrong.String(), func(t *testing.T) {
			t.Parallel()
			w := newTruth(threeInTheMorning, -time.Hour)
			w.settle()
			w.answer(0, 0, wrong)
			if off := w.clock.Now().Sub(w.dojo).Abs(); off > time.Second {
				t.Errorf("the clock moved by %v", off)
			}
			if w.reversible(yesterdays, RuleSameDay) {
				t.Error("yesterday's payment may be reversed")
			}
			for range streakAnswers {
				if !w.clock.Span().Unsure() {
					t.Error("forgotten before five answers in a row were against it")
				}
				w.pass(5 * time.Second)
				w.answer(0, 0, 0)
			}
			if span := w.clock.Span(); !w.reversible(todays, RuleSameDay) || span.Unsure() {
				t.Errorf("not forgotten after %d answers: %v", streakAnswers, span)
			}
			if (w.clock.Jump() != Jump{}) {
				t.Error("it is said to have jumped")
			}
		})
	}
}

// A lasting jump is believed after five answers in a row that agree, over at
// least 20 seconds. Until then both days are asked.
func TestClockBelievesALastingJump(t *testing.T) {
	t.Parallel()
	for _, by := range []time.Duration{24 * time.Hour, -24 * time.Hour, 3 * time.Minute, -time.Hour} {
		for _, every := range []time.Duration{time.Second, 5 * time.Second, time.Minute} {
			t.Run(fmt.Sprint(by, " every ", every), func(t *testing.T) {
				t.Parallel()
				w := newTruth(threeInTheMorning.Add(10*time.Hour), 0)
				w.settle()
				w.dojo = w.dojo.Add(by)
				began := w.pc
				for n := 1; ; n++ {
					w.answer(0, 0, 0)
					believed := n >= 5 && w.pc.Sub(began) >= 20*time.Second
					if off := w.clock.Now().Sub(w.dojo).Abs(); (off <= 2*time.Second) != believed {
						t.Fatalf("after %d answers in %v it is %v off", n, w.pc.Sub(began), off)
					}
					old, fresh := heldAt(w.dojo.Add(-by)), heldAt(w.dojo)
					if by.Abs() == 24*time.Hour {
						if w.reversible(old, RuleSameDay) || w.reversible(fresh, RuleSameDay) != believed {
							t.Errorf("after %d answers: both days weren't asked", n)
						}
					}
					if believed {
						if j := w.clock.Jump(); (j.By-by).Abs() > 2*time.Second || !j.At.Equal(w.pc) {
							t.Errorf("told as %+v", j)
						}
						return
					}
					w.pass(every)
				}
			})
		}
	}
}

// Answers that agree with the old time interrupt a jump: a cache that answers
// every other read is never believed.
func TestClockNeverBelievesEveryOtherAnswer(t *testing.T) {
	t.Parallel()
	w := newTruth(threeInTheMorning, 0)
	w.settle()
	for range 200 {
		w.answer(0, 0, -3*time.Hour)
		w.pass(5 * time.Second)
		w.answer(0, 0, 0)
		w.pass(5 * time.Second)
		if off := w.clock.Now().Sub(w.dojo).Abs(); off > 6*time.Second {
			t.Fatalf("it moved by %v", off)
		}
		if w.reversible(heldAt(threeInTheMorning.Add(-4*time.Hour)), RuleSameDay) {
			t.Fatal("yesterday's payment may be reversed")
		}
	}
}

// At the start one answer is all that is known. Where this machine's clock says
// another day, both must allow it; five answers over 20 seconds are believed
// against it.
func TestClockAtTheStart(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name                      string
		off, wrong                time.Duration
		yesterdays, todays, later bool // whether payments may be reversed at once, and today's after 30 s
	}{
		{"all agree", 0, 0, false, true, true},
		{"the till is a day ahead", 24 * time.Hour, 0, false, false, true},
		{"the till is a day behind", -24 * time.Hour, 0, false, false, true},
		{"the till is an hour ahead", time.Hour, 0, false, true, true},
		{"the first answer is an old one", 0, -3 * time.Hour, false, false, true},
		{"both are wrong, differently", 24 * time.Hour, -3 * time.Hour, false, false, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newTruth(threeInTheMorning, tt.off)
			w.answer(0, 0, tt.wrong)
			yesterdays, todays := heldAt(w.dojo.Add(-4*time.Hour)), heldAt(w.dojo.Add(-time.Hour))
			if got := w.reversible(yesterdays, RuleSameDay); got != tt.yesterdays {
				t.Errorf("yesterday's: %v", got)
			}
			if got := w.reversible(todays, RuleSameDay); got != tt.todays {
				t.Errorf("today's: %v", got)
			}
			for range 6 {
				w.pass(5 * time.Second)
				w.answer(0, 0, 0)
				if w.reversible(yesterdays, RuleSameDay) {
					t.Error("yesterday's payment may be reversed")
				}
			}
			if got := w.reversible(todays, RuleSameDay); got != tt.later {
				t.Errorf("today's, later: %v", got)
			}
		})
	}
}

// lies are answers of which no more than four in any nine in a row have a wrong
// date. The wrong ones are wrong by anything: near, far, alike or not.
type lies struct {
	t    *rapid.T
	last []bool
}

func (l *lies) next() time.Duration {
	n := 0
	for _, lie := range l.last[max(0, len(l.last)-8):] {
		if lie {
			n++
		}
	}
	lie := n < 4 && rapid.Bool().Draw(l.t, "lie")
	l.last = append(l.last, lie)
	if !lie {
		return 0
	}
	return time.Duration(rapid.OneOf(
		rapid.SampledFrom([]int64{int64(-3 * time.Hour), int64(-24 * time.Hour), int64(24 * time.Hour), int64(-119 * time.Second), int64(-121 * time.Second), int64(119 * time.Second)}),
		rapid.Int64Range(int64(-50*time.Hour), int64(50*time.Hour)),
	).Draw(l.t, "wrong by"))
}

// No single answer, and no minority of answers, can make a payment reversible
// that isn't, wherever they come and whatever they say.
func TestClockNoMinorityMakesAPaymentReversible(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		off := time.Duration(rapid.Int64Range(int64(-50*time.Hour), int64(50*time.Hour)).Draw(t, "the till is off by"))
		w := newTruth(time.Date(2026, 3, 10, 22, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 240).Draw(t, "minute"))*time.Minute), off)
		w.settle()
		l := &lies{t: t}
		rule := rapid.SampledFrom([]Rule{RuleSameDay, RulePublished}).Draw(t, "rule")
		var payments []*PaymentIntent
		for day := range 10 {
			payments = append(payments, heldAt(w.dojo.Add(-time.Duration(day)*24*time.Hour-time.Second)), heldAt(w.dojo.Add(-time.Duration(day)*24*time.Hour-3*time.Hour)))
		}
		for range rapid.IntRange(1, 60).Draw(t, "answers") {
			w.answer(time.Duration(rapid.Int64Range(0, int64(20*time.Second)).Draw(t, "there")), time.Duration(rapid.Int64Range(0, int64(20*time.Second)).Draw(t, "back")), l.next())
			w.pass(time.Duration(rapid.Int64Range(0, int64(time.Minute)).Draw(t, "wait")))
			if span := w.clock.Span(); span.Earliest.After(w.dojo) || span.Latest.Before(w.dojo) {
				t.Fatalf("it is %v, which %v leaves out", w.dojo, span)
			}
			for _, p := range payments {
				if w.reversible(p, rule) && !Reversible(rule, p, At(w.dojo), time.UTC).Reversible {
					t.Fatalf("%v may be reversed at %v", p.PaidAt.Time(), w.dojo)
				}
			}
		}
	})
}

// The same at the start, where this machine's clock is right: whatever the
// first answers are, a minority of wrong ones, with this machine as one more
// voice, changes nothing for the worse.
func TestClockNoMinorityAtTheStart(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newTruth(threeInTheMorning, 0)
		wrong := 0
		for n := 1; n <= 20; n++ {
			by := time.Duration(0)
			if 2*(wrong+1) < n+2 && rapid.Bool().Draw(t, "lie") {
				wrong++
				by = time.Duration(rapid.Int64Range(int64(-50*time.Hour), int64(50*time.Hour)).Draw(t, "wrong by"))
			}
			w.answer(time.Second, time.Second, by)
			w.pass(5 * time.Second)
			for _, ago := range []time.Duration{time.Hour, 4 * time.Hour, 28 * time.Hour} {
				p := heldAt(threeInTheMorning.Add(-ago))
				if w.reversible(p, RuleSameDay) && !Reversible(RuleSameDay, p, At(w.dojo), time.UTC).Reversible {
					t.Fatalf("%v may be reversed at %v, after %d answers of which %d were wrong", p.PaidAt.Time(), w.dojo, n, wrong)
				}
			}
		}
	})
}

// An answer that a suspended laptop took in when it woke is from before: what
// it says is within its round trip, and the round trip is the wall clock's.
func TestClockOfAnAnswerThatSleptWithTheLaptop(t *testing.T) {
	t.Parallel()
	pc := time.Now()
	c := NewClock(func() time.Time { return pc })
	evening := time.Date(2026, 3, 10, 22, 0, 0, 0, time.UTC)
	for range 9 {
		c.Observe(evening, pc, pc)
		evening, pc = evening.Add(5*time.Second), pc.Add(5*time.Second)
	}
	sent := pc
	pc = monotonic(t, pc.Add(9*time.Hour), -9*time.Hour+time.Second)
	c.Observe(evening, sent, pc)
	if span := c.Span(); span.Earliest.Before(evening.Add(9*time.Hour-10*time.Second)) || span.Latest.After(evening.Add(9*time.Hour+10*time.Second)) {
		t.Errorf("woke at %v", span)
	}
}

// A machine that slept, and had its clock set back, can't know the time by
// itself. The next answer says another one, so that nothing is reversed until
// answers agree.
func TestClockOfALaptopThatSleptAndWasSetBack(t *testing.T) {
	t.Parallel()
	pc := time.Now()
	c := NewClock(func() time.Time { return pc })
	evening := time.Date(2026, 3, 10, 22, 0, 0, 0, time.UTC)
	for range 9 {
		c.Observe(evening, pc, pc)
		evening, pc = evening.Add(5*time.Second), pc.Add(5*time.Second)
	}
	pc = monotonic(t, pc.Add(time.Hour), -time.Hour)
	evening = evening.Add(9 * time.Hour)
	c.Observe(evening, pc, pc)
	yesterdays := heldAt(time.Date(2026, 3, 10, 21, 0, 0, 0, time.UTC))
	if Reversible(RuleSameDay, yesterdays, c.Span(), time.UTC).Reversible {
		t.Error("yesterday's payment may be reversed")
	}
}
