package confirm_test

import (
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/confirm"
	"dojoreversals/ui/internal/shopday"
	"dojoreversals/ui/worklist"
)

// shop is what is known, in a test.
type shop struct {
	now      time.Time
	listed   map[string]*dojo.PaymentIntent
	gone     map[string]bool
	slept    bool
	attempts map[string]*reversal.Attempt
}

func openShop() *shop {
	s := &shop{now: shopday.Sunday, listed: map[string]*dojo.PaymentIntent{}, gone: map[string]bool{}, attempts: map[string]*reversal.Attempt{}}
	for _, p := range shopday.Payments() {
		s.listed[p.ID] = p
	}
	return s
}

func (s *shop) Judge(p *dojo.PaymentIntent) worklist.Row {
	r := worklist.Row{Payment: p, Verdict: dojo.Reversible(dojo.RuleSameDay, p, dojo.At(s.now), shopday.London), Gone: s.gone[p.ID], Slept: s.slept}
	r.Verdict.Reversible = r.Verdict.Reversible && !r.Gone
	switch p.ID {
	case "pi_1011":
		r.Twin = s.listed["pi_1010"]
	case "pi_1010":
		r.Twin = s.listed["pi_1011"]
	}
	return r
}

func (s *shop) Get(id string) (*dojo.PaymentIntent, bool) {
	p, ok := s.listed[id]
	return p, ok
}

func (s *shop) Attempt(id string) *reversal.Attempt { return s.attempts[id] }

func (s *shop) begin(id string, state journal.State) {
	p := s.listed[id]
	s.attempts[id] = &reversal.Attempt{Attempt: journal.Attempt{ID: "a" + id, Payment: journal.Confirmed(p), State: state, LastStatus: p.Status}}
}

func rules() confirm.Rules {
	return confirm.Rules{MustType: func(m dojo.Money) bool { return m.Minor > 50000 }}
}

// asker puts a question to somebody as a screen does, and keeps an account of its
// own of what they saw and did.
type asker struct {
	*rapid.T
	*shop
	q      *confirm.Question
	arming confirm.Arming
	look   time.Time // when the next look at the clock is due

	shown   bool      // the question as it is now is on the terminal
	lastKey time.Time // or when it was shown
	armed   bool
	typed   string
	over    bool // it was kept or closed
	sent    int
}

// anew says that the question is another one now.
func (a *asker) anew() {
	a.arming.Begin()
	a.shown, a.armed = false, false
}

func (a *asker) review() {
	if a.q != nil && a.q.Review(a, rules()) {
		a.anew()
	}
}

func (a *asker) draws() {
	if a.arming.Drawn(a.arming.Moment(), a.now) {
		a.shown, a.lastKey = true, a.now
		a.looks()
	}
}

func (a *asker) looks() {
	a.look = time.Time{}
	if wait := a.arming.Look(a.arming.Moment(), a.now, a.q != nil && !a.over); wait > 0 {
		a.look = a.now.Add(wait)
	}
}

func (a *asker) pass(d time.Duration) {
	end := a.now.Add(d)
	for !a.look.IsZero() && !a.look.After(end) {
		a.now = a.look
		a.looks()
	}
	a.now = end
	a.review()
}

// mustType is the account's own idea of when the amount must be typed.
func (a *asker) mustType() bool {
	if a.q.Payment.Amount.Minor > 50000 {
		return true
	}
	other := map[string]string{"pi_1011": "pi_1010", "pi_1010": "pi_1011"}[a.q.Payment.ID]
	twin, listed := a.listed[other]
	if at := a.attempts[other]; at != nil && (at.State.Open() || at.State == journal.Successful) {
		return a.q.Twin != nil
	}
	return a.q.Twin != nil && listed && twin.Status == dojo.StatusReversed
}

func (a *asker) press(k confirm.Key) {
	if a.q == nil || a.over {
		return
	}
	k.At = a.now
	if a.shown && a.now.Sub(a.lastKey) >= 500*time.Millisecond {
		a.armed = true
	}
	a.lastKey = a.now
	before := a.q.Focus
	switch a.q.Press(k, &a.arming) {
	case confirm.Edit:
		if before == confirm.StopAmount {
			a.typed = rapid.SampledFrom([]string{"42.50", "£42.50", "1,234.50", "1234.50", "112.00", "1", ""}).Draw(a.T, "text")
			a.q.TypeAmount(a.typed)
		} else {
			a.q.TypeReason("till broke")
		}
	case confirm.Kept, confirm.Closed:
		a.over = true
	case confirm.Reverse:
		broken := a.q.Broken
		if rapid.Bool().Draw(a.T, "as the screen does") {
			a.review()
		}
		if a.q.Confirm(a, rules()) {
			a.judge(k, before, broken)
			a.over, a.sent = true, a.sent+1
		}
		if a.q.Confirm(a, rules()) {
			a.Fatalf("it confirms twice")
		}
	case confirm.Open:
	}
	if a.over && a.q.Confirm(a, rules()) {
		a.Fatalf("a question that is over confirms")
	}
}

// judge fails unless somebody meant it and it may be.
func (a *asker) judge(k confirm.Key, before confirm.Stop, broken *confirm.Refusal) {
	id := a.q.Payment.ID
	p, listed := a.listed[id]
	attempt := a.attempts[id]
	typed := map[int64][]string{4250: {"42.50", "£42.50"}, 123450: {"1,234.50", "1234.50"}, 11200: {"112.00"}}[a.q.Payment.Amount.Minor]
	for why, wrong := range map[string]bool{
		"only enter confirms":                 k.Name != "enter",
		"it came with other keys":             k.Burst,
		"it couldn't be seen":                 k.Hidden,
		"Reverse didn't have the focus":       before != confirm.StopReverse,
		"no half second was quiet":            !a.armed,
		"the question was broken":             broken != nil || a.q.Broken != nil,
		"its payment was still read":          a.q.Reading,
		"the amount wasn't typed":             a.mustType() && !slices.Contains(typed, a.typed),
		"a reversal is under way":             attempt != nil && attempt.State.Open() && listed,
		"it can't be reversed":                listed && !dojo.Reversible(dojo.RuleSameDay, p, dojo.At(a.now), shopday.London).Reversible,
		"Dojo no longer knows it":             listed && a.gone[id],
		"it has changed":                      listed && !a.q.Payment.Same(p),
		"its day is over":                     !dojo.Reversible(dojo.RuleSameDay, a.q.Intent, dojo.At(a.now), shopday.London).Reversible,
		"it isn't what was on the screen":     !a.q.Payment.Same(a.q.Intent),
		"it was sent although it was kept":    a.over,
		"one confirmation is several of them": a.sent > 0 && a.over,
	} {
		if wrong {
			a.Fatalf("%s reverses, although %s", k.Name, why)
		}
	}
}

func (a *asker) asks(id string) {
	p, ok := a.listed[id]
	if !ok {
		return
	}
	q, no := confirm.Ask(a, rules(), p)
	if (q == nil) == (no == nil) {
		a.Fatalf("a question %v and a refusal %v", q, no)
	}
	if q != nil {
		a.q, a.over, a.typed = q, false, ""
		a.anew()
	}
}

func TestNothingElseConfirms(t *testing.T) {
	t.Parallel()
	var confirmed, broken, typed atomic.Int64
	rapid.Check(t, func(t *rapid.T) {
		a := &asker{T: t, shop: openShop()}
		if rapid.IntRange(0, 3).Draw(t, "late") == 0 {
			a.now = shopday.ClockAt("23:59:55")
		}
		ids := []string{"pi_1011", "pi_1010", "pi_1009", "pi_1006", "pi_1008"}
		anID := func(t *rapid.T) string {
			if a.q != nil && rapid.Bool().Draw(t, "the one") {
				return a.q.Payment.ID
			}
			return rapid.SampledFrom(ids).Draw(t, "id")
		}
		told := func(t *rapid.T) {
			if rapid.IntRange(0, 2).Draw(t, "told") > 0 {
				a.review()
			}
			if a.q != nil && a.q.Broken != nil {
				broken.Add(1)
			}
		}
		change := func(t *rapid.T) {
			id := anID(t)
			p, ok := a.listed[id]
			if !ok {
				return
			}
			switch rapid.IntRange(0, 5).Draw(t, "change") {
			case 0:
				a.listed[id] = shopday.Changed(p, shopday.Is(dojo.StatusCaptured))
			case 1:
				a.listed[id] = shopday.Changed(p, shopday.Is(dojo.StatusReversed))
			case 2:
				a.listed[id] = shopday.Changed(p, func(p *dojo.PaymentIntent) {
					p.Amount, p.TotalAmount = shopday.Pounds(1), shopday.Pounds(1)
					p.EditExtras(func(x *dojo.Extras) { x.Tips = nil })
				})
			case 3:
				delete(a.listed, id)
			case 4:
				a.gone[id] = true
			case 5:
				a.listed[id] = shopday.Changed(p, func(p *dojo.PaymentIntent) { p.EditExtras(func(x *dojo.Extras) { x.Description += "." }) })
			}
			told(t)
		}
		key := func(t *rapid.T) {
			a.press(confirm.Key{
				Name:   rapid.SampledFrom([]string{"enter", "enter", "enter", "tab", "tab", "shift+tab", "left", "right", "x", "esc", "4"}).Draw(t, "key"),
				Burst:  rapid.IntRange(0, 5).Draw(t, "burst") == 0,
				Hidden: rapid.IntRange(0, 9).Draw(t, "hidden") == 0,
				Edits:  rapid.IntRange(0, 2).Draw(t, "edits") == 0,
			})
		}
		// What somebody does who means it, mostly.
		meansIt := func(t *rapid.T) {
			if a.q == nil || a.over {
				a.asks(rapid.SampledFrom(ids[:4]).Draw(t, "id"))
			}
			a.draws()
			a.pass(rapid.SampledFrom([]time.Duration{250 * time.Millisecond, 499 * time.Millisecond, 500 * time.Millisecond, time.Second, time.Second}).Draw(t, "wait"))
			a.press(confirm.Key{Name: "tab"})
			if a.q != nil && a.q.Focus == confirm.StopAmount {
				a.press(confirm.Key{Name: "4", Edits: true})
				a.pass(time.Second)
				a.press(confirm.Key{Name: rapid.SampledFrom([]string{"tab", "enter"}).Draw(t, "on")})
			}
			if rapid.IntRange(0, 2).Draw(t, "news") == 0 {
				change(t)
			}
			was := a.sent
			flaw := rapid.IntRange(0, 7).Draw(t, "flaw")
			a.press(confirm.Key{Name: "enter", Burst: flaw == 6, Hidden: flaw == 7})
			if a.sent > was {
				confirmed.Add(1)
				if a.q.MustType {
					typed.Add(1)
				}
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"means it": meansIt, "means it again": meansIt, "means it once more": meansIt, "means it at last": meansIt, "key": key, "another key": key,
			"opens": func(t *rapid.T) { a.asks(rapid.SampledFrom(ids).Draw(t, "id")) },
			"draws": func(*rapid.T) { a.draws() },
			"wait": func(t *rapid.T) {
				a.pass(rapid.SampledFrom([]time.Duration{0, 1, 100 * time.Millisecond, 499 * time.Millisecond, 500 * time.Millisecond, time.Second, 9 * time.Second}).Draw(t, "span"))
			},
			"stopped": func(*rapid.T) {
				a.arming.Stopped(a.now)
				a.armed, a.lastKey = false, a.now
			},
			"behind another": func(*rapid.T) {
				if a.q != nil {
					a.q.AskAgain()
					a.anew()
				}
			},
			"change": change,
			"attempt": func(t *rapid.T) {
				id := anID(t)
				if _, ok := a.listed[id]; !ok {
					return
				}
				a.begin(id, rapid.SampledFrom([]journal.State{journal.Sending, journal.Created, journal.Failed, journal.Successful, journal.Unresolved}).Draw(t, "state"))
				told(t)
			},
			"a new day's shop": func(t *rapid.T) {
				if rapid.IntRange(0, 2).Draw(t, "really") == 0 {
					now := a.now
					a.shop = openShop()
					a.now = now
					told(t)
				}
			},
		})
	})
	if !testing.Short() && (confirmed.Load() < 20 || broken.Load() < 50 || typed.Load() == 0) {
		t.Errorf("%d confirmations, %d of them typed, and %d broken questions: too few to show anything", confirmed.Load(), typed.Load(), broken.Load())
	}
	t.Logf("%d confirmations, %d of them typed, %d broken questions", confirmed.Load(), typed.Load(), broken.Load())
}

// While a question is open, a colleague may reverse its payment from start to end
// between two looks at the attempts, and the list may be older than that. Ask
// refuses such a payment, so an open question about it breaks.
func TestReversedBehindAnOpenQuestion(t *testing.T) {
	t.Parallel()
	for _, state := range []journal.State{journal.Successful, journal.Already} {
		s := openShop()
		q, no := confirm.Ask(s, rules(), s.listed["pi_1009"])
		if no != nil {
			t.Fatalf("refused: %+v", no)
		}
		s.begin("pi_1009", state)
		q.Choose()
		if q.Confirm(s, rules()) || q.Broken == nil || q.Broken.Because != confirm.ReversedMeanwhile {
			t.Errorf("%s: broken by %+v", state, q.Broken)
		}
		if _, no := confirm.Ask(s, rules(), s.listed["pi_1009"]); no == nil {
			t.Errorf("%s: it is asked about", state)
		}
	}
}

// A message that a reversal is under way goes on with that reversal: nobody is told to
// wait for one that has ended.
func TestMessageFollowsTheReversalUnderWay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		state   journal.State
		changed bool // the message says something else
	}{{journal.Created, false}, {journal.Confirming, false}, {journal.Successful, true}, {journal.Failed, true}} {
		s := openShop()
		q, no := confirm.Ask(s, rules(), s.listed["pi_1009"])
		if no != nil {
			t.Fatalf("refused: %+v", no)
		}
		s.begin("pi_1009", journal.Sending)
		if !q.Review(s, rules()) || q.Broken == nil || q.Broken.Because != confirm.UnderWay {
			t.Fatalf("broken by %+v", q.Broken)
		}
		s.begin("pi_1009", c.state)
		if changed := q.Review(s, rules()); changed != c.changed || q.Broken.Attempt.State != c.state {
			t.Errorf("%s: changed %v, and the message is of %s", c.state, changed, q.Broken.Attempt.State)
		}
		s.attempts["pi_1009"].ID = "another"
		if s.attempts["pi_1009"].State = journal.Sending; q.Review(s, rules()) || q.Broken.Attempt.State != c.state {
			t.Errorf("%s: the message turns to another reversal", c.state)
		}
	}
}

// A question that is open while the list still loads may be about a payment whose
// twin comes only now. It is then asked about with its twin, from the beginning,
// and the amount must be typed if the twin is reversed already.
func TestTwinComesWhileTheQuestionIsOpen(t *testing.T) {
	t.Parallel()
	for _, status := range []dojo.Status{dojo.StatusAuthorized, dojo.StatusReversed} {
		s := openShop()
		twin := s.listed["pi_1010"]
		delete(s.listed, "pi_1010")
		q, no := confirm.Ask(s, rules(), s.listed["pi_1011"])
		if no != nil || q.Twin != nil {
			t.Fatalf("refused by %+v, twin %+v", no, q.Twin)
		}
		late := *twin
		late.Status = status
		s.listed[late.ID] = &late
		q.Focus = confirm.StopReverse
		q.Choose()
		if q.Confirm(s, rules()) || q.Broken != nil || q.Twin != &late || q.Focus != confirm.StopKeep || q.MustType != (status == dojo.StatusReversed) {
			t.Errorf("%s: broken by %+v, twin %+v, focus %v, must type %v", status, q.Broken, q.Twin, q.Focus, q.MustType)
		}
		if q.Review(s, rules()) {
			t.Errorf("%s: it is asked anew once more", status)
		}
	}
}

// Nobody is asked by what was known before the machine slept, and an open question is
// over: nothing can be confirmed before the list is fresh.
func TestNobodyIsAskedByAnOldList(t *testing.T) {
	t.Parallel()
	s := openShop()
	p := s.listed["pi_1011"]
	q, no := confirm.Ask(s, rules(), p)
	if no != nil {
		t.Fatal(no)
	}
	q.Choose()
	s.slept = true
	if q.Confirm(s, rules()) || q.Broken == nil || q.Broken.Because != confirm.Slept {
		t.Errorf("confirmed after a sleep: %+v", q.Broken)
	}
	if _, no := confirm.Ask(s, rules(), p); no == nil || no.Because != confirm.Slept {
		t.Errorf("asked after a sleep: %+v", no)
	}
	s.slept = false
	if q.Choose(); q.Confirm(s, rules()) {
		t.Error("a question from before the sleep is confirmed")
	}
	if _, no := confirm.Ask(s, rules(), p); no != nil {
		t.Errorf("not asked by a fresh list: %+v", no)
	}
}
