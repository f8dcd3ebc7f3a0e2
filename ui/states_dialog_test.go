package ui

import (
	"slices"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/ui/internal/shopday"
)

func dialogStates() []state {
	// At 40x10 the payment with a twin opens no dialog; 1009 does.
	must := []option{mustTypeOver500}
	typed := func(text string) func(*driver) {
		return func(d *driver) { asking("1006", "tab")(d); d.write(text) }
	}
	breaks := func(change func(*driver)) func(*driver) { return inOrder(asking("1009", "tab"), change) }
	twinReversed := func() []*dojo.PaymentIntent {
		list := shopday.Payments()
		list[1] = shopday.Changed(list[1], shopday.Is(dojo.StatusReversed))
		return list
	}
	captured := one(shopday.Is(dojo.StatusCaptured), func(p *dojo.PaymentIntent) { p.EditKind(func(k *dojo.Kind) { k.CaptureMode = dojo.CaptureAuto }) })
	return []state{
		{name: "dialog", do: asking("1011")},
		{name: "dialog-without-a-twin", do: asking("1009")},
		{name: "dialog-armed", do: asking("1011", "shift+tab", "tab")},
		{name: "dialog-reverse", do: asking("1009", "tab")},
		{name: "dialog-reason", do: asking("1009", "shift+tab", "right", "right", "right")},
		{name: "dialog-reason-other", do: func(d *driver) {
			asking("1009", "shift+tab", "left")(d)
			d.write("the wrong table")
		}},
		{name: "dialog-must-type", do: asking("1006"), options: must},
		{name: "dialog-typed-wrong", do: typed("123.45"), options: must},
		{name: "dialog-typed", do: typed("1234.50"), options: must},
		{name: "dialog-twin-reversed", do: asking("1011"), list: twinReversed},
		{name: "dialog-twin-reversed-typed", do: func(d *driver) {
			asking("1011", "tab")(d)
			d.write("42.50").press("tab")
		}, list: twinReversed},
		{name: "dialog-twin-moving", do: inOrder(enlarged(func(d *driver) { d.on("1010").confirm() }), asking("1011"))},
		{name: "dialog-card-machine", do: asking("1011"), list: one(func(p *dojo.PaymentIntent) { p.EditKind(func(k *dojo.Kind) { k.CardMachine = true }) })},
		{name: "dialog-figures-disagree", do: asking("1011"), list: one(figuresDisagree)},
		{name: "dialog-time-not-known", do: asking("1011"), list: one(func(p *dojo.PaymentIntent) { p.PaidAt = 0 })},
		{name: "dialog-late", do: asking("1009"), options: []option{at(shopday.ClockAt("23:46"))}},
		{name: "dialog-very-late", do: asking("1009"), options: []option{at(shopday.ClockAt("23:58"))}},
		{name: "dialog-published", do: asking("1011"), list: captured, options: []option{published}},
		{name: "dialog-broken-by-capture", do: breaks(func(d *driver) { d.changes("1009", shopday.Is(dojo.StatusCaptured)) })},
		{name: "dialog-broken-by-reversal", do: breaks(func(d *driver) { d.changes("1009", shopday.Is(dojo.StatusReversed)) })},
		{name: "dialog-broken-by-change", do: breaks(func(d *driver) { d.changes("1009", shopday.Card("Visa", "9999")) })},
		{name: "dialog-broken-by-colleague", do: breaks(func(d *driver) { d.begunElsewhere("1009") })},
		{name: "dialog-broken-then-reversed", do: breaks(func(d *driver) { d.begunElsewhere("1009"); d.moves(shopday.ToState(journal.Successful)) })},
		{name: "dialog-broken-then-failed", do: breaks(func(d *driver) { d.begunElsewhere("1009"); d.moves(shopday.ToState(journal.Failed)) })},
		{name: "dialog-broken-by-midnight", do: breaks(func(d *driver) { d.pass(3 * time.Minute) }), options: []option{at(shopday.ClockAt("23:58"))}},
		{name: "dialog-kept", do: asking("1009", "esc")},
	}
}

// begunElsewhere adds a reversal that a colleague has begun.
func (d *driver) begunElsewhere(id string) {
	i := slices.IndexFunc(d.list.Snap.Payments, func(p *dojo.PaymentIntent) bool { return p.ID == "pi_"+id })
	d.rev.Start(journal.Confirmed(d.list.Snap.Payments[i]), "", d.pc)
	theirs := &d.rev.All[len(d.rev.All)-1]
	theirs.Operator, theirs.Resumed = "marek", true
	d.moves(shopday.ToState(journal.Sending))
}
