package ui

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/ui/internal/shopday"
)

// state is one thing that people can have on their screen. The goldens, the
// contact sheet and the tests of all sizes draw every state: what is new on the
// screen gets its line in one of the tables below, and nothing else.
type state struct {
	name string // also its golden's
	do   func(*driver)
	// list is what the shop has; nil stands for shopDay, and its states can be
	// drawn on a list with nasty texts too.
	list    func() []*dojo.PaymentIntent
	options []option
	sizes   [][2]int // where they aren't the four of the goldens
}

// states are all of them, in the order in which they come about on a day.
func states() []state {
	return slices.Concat(listStates(), finderStates(), detailStates(), dayStates(), dialogStates(), attemptStates(), resumedStates(), headerStates(), otherStates())
}

// open draws a state on its own list, in a window of 120 by 40 if the options
// say nothing else.
func (s state) open(t tb, options ...option) *driver {
	t.Helper()
	list := shopday.Payments()
	if s.list != nil {
		list = s.list()
	}
	return s.on(t, list, options...)
}

// on draws a state on a list, which must have the payments of shopDay where the
// state has no list of its own.
func (s state) on(t tb, list []*dojo.PaymentIntent, options ...option) *driver {
	t.Helper()
	d := open(t, list, slices.Concat(s.options, options)...)
	s.do(d)
	return d
}

// keys does nothing but press keys.
func keys(names ...string) func(*driver) {
	return func(d *driver) { d.press(names...) }
}

// typing opens the finder and types.
func typing(text string) func(*driver) {
	return func(d *driver) { d.press("/").write(text) }
}

// asking presses r on a payment and does the rest once the dialog acts on keys.
func asking(id string, then ...string) func(*driver) {
	return func(d *driver) {
		if d.on(id).press("r"); len(then) > 0 {
			d.quietly().press(then...)
		}
	}
}

func inOrder(steps ...func(*driver)) func(*driver) {
	return func(d *driver) {
		for _, step := range steps {
			step(d)
		}
	}
}

// enlarged does something in a larger window, for what can't be begun in this
// one.
func enlarged(do func(*driver)) func(*driver) {
	return func(d *driver) {
		w, h := d.m.width, d.m.height
		do(d.resize(120, 40))
		d.resize(w, h)
	}
}

func noPayments() []*dojo.PaymentIntent { return nil }

// one is a list of one payment of £42.50.
func one(change ...func(*dojo.PaymentIntent)) func() []*dojo.PaymentIntent {
	return func() []*dojo.PaymentIntent {
		return []*dojo.PaymentIntent{shopday.Paid("1011", "18:42:07", 4250, change...)}
	}
}

func listStates() []state {
	return []state{
		{name: "list", do: keys()},
		{name: "list-end", do: keys("G")},
		{name: "list-scrolled", do: keys("pgdown", "pgdown", "down"), list: func() []*dojo.PaymentIntent { return bigDay(120) }},
		{name: "list-filtered", do: inOrder(typing("1013"), keys("enter"))},
		{name: "view-to-reverse", do: keys("v")},
		{name: "view-refund-instead", do: keys("v", "v")},
		{name: "view-too-late", do: keys("v", "v", "v")},
		{name: "view-reversed", do: keys("v", "v", "v", "v")},
		{name: "view-everything", do: keys("v", "v", "v", "v", "v")},
		{name: "view-without-payments", do: keys("v", "v", "v"), list: one()},
		{name: "hint-captured", do: asking("1007")},
		{name: "hint-earlier-day", do: asking("0990")},
		{name: "hint-reversed", do: asking("1008")},
		{name: "copied", do: keys("y")},
		{name: "refreshing", do: keys("f5")},
	}
}

func finderStates() []state {
	unlisted := func(d *driver) { d.paste("{pi_0lder_payment}") }
	return []state{
		{name: "finder", do: typing("1013")},
		{name: "finder-open", do: typing("")},
		{name: "finder-no-match", do: typing("zebra")},
		{name: "finder-no-amount", do: typing("612.50")},
		{name: "finder-phone-or-watch", do: typing("7777")},
		{name: "finder-elsewhere", do: typing("1004")},
		{name: "finder-not-listed", do: unlisted},
		{name: "finder-looking-up", do: func(d *driver) {
			unlisted(d)
			d.m.Update(keyOf("enter")) // and Dojo is still to answer
		}},
		{name: "finder-unknown", do: func(d *driver) {
			unlisted(d)
			d.list.OnLookUp = func(string) (dojo.PaymentIntent, error) { return dojo.PaymentIntent{}, shopday.Refused(404) }
			d.press("enter")
		}},
		{name: "finder-searching", do: func(d *driver) {
			d.longList(d, 4100)
			d.m.Update(keyOf("/")) // and the texts are still to be read
			d.write("42")
		}, list: noPayments},
	}
}

func detailStates() []state {
	rich := func(p *dojo.PaymentIntent) {
		p.AuthCode = "123456"
		p.EditKind(func(k *dojo.Kind) { k.CardMachine, k.TerminalID = true, "tm_window" })
		p.Amount = shopday.Pounds(3800)
		p.EditExtras(func(x *dojo.Extras) {
			x.Description = "Two lunches and a very long story about them"
			x.ServiceCharge = shopday.Pounds(450)
			x.Gaps = []string{"captures"}
		})
		p.EditExtras(func(x *dojo.Extras) {
			x.Events = []dojo.PaymentEvent{{Type: "Authorized", At: p.PaidAt.Time()}, {Type: "Error"}}
		})
	}
	return []state{
		{name: "details", do: func(d *driver) { d.on("1011").press("enter") }},
		{name: "details-captured", do: func(d *driver) { d.on("1007").press("enter") }},
		{name: "details-earlier-day", do: func(d *driver) { d.on("0990").press("enter") }},
		{name: "details-everything-known", do: keys("enter"), list: one(rich)},
		{name: "details-figures-disagree", do: keys("enter"), list: one(figuresDisagree)},
		{name: "details-scrolled", do: keys("enter", "pgdown"), list: one(rich)},
		{name: "details-attempts", do: func(d *driver) {
			attempted(failedRefused)(d)
			d.press("esc").on("1009").confirm().moves(sent(toCreated))
			d.press("enter")
		}},
		{name: "details-technical", do: func(d *driver) {
			attempted(failedRefused)(d)
			d.press("esc", "enter", "t")
		}},
		{name: "details-reversed-here", do: func(d *driver) {
			reversedHere("123456")(d)
			d.press("esc", "enter")
		}},
	}
}

// dayStates are those of the day as a picture.
func dayStates() []state {
	busy := func() []*dojo.PaymentIntent {
		list := shopday.Payments()
		for i := range 60 {
			status := []dojo.Status{dojo.StatusAuthorized, dojo.StatusCaptured, dojo.StatusCaptured, dojo.StatusReversed}[i%4]
			at := fmt.Sprintf("%02d:%02d", 9+i*i%10, i)
			list = append(list, shopday.Paid(fmt.Sprint(3000+i), at, int64(250+137*i), shopday.Card("Visa", fmt.Sprint(5000+i)), shopday.Is(status)))
		}
		return list
	}
	return []state{
		{name: "day", do: keys("d")},
		{name: "day-busy", do: keys("d", "up", "up"), list: busy},
		{name: "day-empty", do: keys("d"), list: noPayments},
		{name: "day-with-result", do: func(d *driver) { reversedHere("123456")(d); d.press("d") }},
	}
}

func figuresDisagree(p *dojo.PaymentIntent) { p.TotalAmount = shopday.Pounds(4000) }

// headerStates are those of the top of the screen: whose money, which day, and
// what is wrong.
func headerStates() []state {
	read := func(err error, change ...func(*feed.Snapshot)) func(*driver) {
		return func(d *driver) {
			d.lists(d.list.Snap.Payments, func(s *feed.Snapshot) {
				s.AsOf = shopday.ClockAt("18:58")
				s.Trouble = &feed.Trouble{Err: err, RetryAt: d.pc.Add(8 * time.Second), Since: shopday.ClockAt("18:58")}
				for _, c := range change {
					c(s)
				}
			})
		}
	}
	loading := func(change ...func(*feed.Snapshot)) func(*driver) {
		return func(d *driver) {
			d.lists(d.list.Snap.Payments, func(s *feed.Snapshot) {
				neverRead(s)
				for _, c := range change {
					c(s)
				}
			})
		}
	}
	html := func(e *dojo.RefusedError) { e.HTML = true }
	allCaptured := func() []*dojo.PaymentIntent {
		return []*dojo.PaymentIntent{shopday.Paid("1", "18:42", 4250, shopday.Is(dojo.StatusCaptured)), shopday.Paid("2", "18:01", 999, shopday.Is(dojo.StatusCaptured))}
	}
	mode := func(name string) option { return setting(func(s *Settings) { s.Mode = name }) }
	return []state{
		{name: "live", do: keys(), options: []option{mode("LIVE")}},
		{name: "demo", do: keys(), options: []option{mode("DEMO")}},
		{name: "read-only", do: keys(), options: []option{mode("LIVE"), setting(func(s *Settings) { s.ReadOnly = whyReadOnly })}},
		{name: "note", do: keys(), options: []option{setting(func(s *Settings) {
			s.Notes = []string{"The setting colour is not known, so it is left out: config.toml, line 7."}
		})}},
		{name: "connecting", do: loading(), list: noPayments},
		{name: "loading", do: loading(), list: func() []*dojo.PaymentIntent { return shopday.Payments()[:3] }},
		{name: "empty", do: keys(), list: noPayments},
		{name: "all-captured", do: keys(), list: allCaptured},
		{name: "down", do: read(shopday.ErrNoNetwork, neverRead), list: noPayments},
		{name: "stale", do: read(shopday.ErrNoNetwork)},
		{name: "stale-technical", do: inOrder(read(shopday.Refused(503)), keys("t"))},
		{name: "unauthorized", do: read(shopday.Refused(401))},
		{name: "web-page", do: read(shopday.Refused(403, html))},
		{name: "capped", do: func(d *driver) {
			d.lists(d.list.Snap.Payments, func(s *feed.Snapshot) { s.Cut, s.Unreadable = true, 2 })
		}},
		{name: "clock-wrong", do: func(d *driver) { d.lists(d.list.Snap.Payments) }, options: []option{func(_ *Settings, d *driver) {
			d.pc, d.ahead = shopday.Sunday.Add(7*time.Minute), 7*time.Minute
		}}},
		{name: "late", do: func(d *driver) { d.on("1009") }, options: []option{at(shopday.ClockAt("23:46"))}},
		{name: "last-minute", do: func(d *driver) { d.on("1009") }, options: []option{at(shopday.ClockAt("23:59:10"))}},
		{name: "published", do: keys(), options: []option{published}},
	}
}

const whyReadOnly = "Read-only with a LIVE key: reversals aren't kept on disk in this version, so it sends none. Use the Dojo for Business app."

func neverRead(s *feed.Snapshot) { s.State, s.Complete, s.AsOf = feed.Loading, false, time.Time{} }

func otherStates() []state {
	tooSmall := [][2]int{{120, 9}, {39, 40}, {39, 9}, {10, 3}}
	underWay := func(d *driver) { d.on("1009").confirm() }
	return []state{
		{name: "help", do: keys("?")},
		{name: "help-scrolled", do: func(d *driver) { d.press("?").press(slices.Repeat([]string{"down"}, 60)...) }},
		{name: "quit", do: inOrder(underWay, keys("q"), (*driver).rest)},
		{name: "quit-chosen", do: inOrder(underWay, keys("q"), (*driver).rest, keys("tab"))},
		{name: "quit-several", do: inOrder(underWay, func(d *driver) { d.on("1006").confirm().press("q") })},
		{name: "suspend-refused", do: inOrder(underWay, keys("ctrl+z"))},
		{name: "too-small", do: keys(), sizes: tooSmall},
		// Nobody confirms anything in a window this small: it was larger before.
		{name: "too-small-unfinished", do: enlarged(inOrder(underWay, keys("q"))), sizes: tooSmall},
	}
}

func (d *driver) rest() { d.quietly() }

func TestStatesHaveNames(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, s := range states() {
		if s.name == "" || seen[s.name] {
			t.Errorf("the name %q is nobody's, or another state's", s.name)
		}
		seen[s.name] = true
	}
}
