package ui

import (
	"strings"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/shopday"
)

// nastyDay is a list of what breaks tables.
func nastyDay() []*dojo.PaymentIntent {
	text := func(s string) func(*dojo.PaymentIntent) {
		return func(p *dojo.PaymentIntent) {
			p.Reference = dojo.Clean(s)
			p.EditExtras(func(x *dojo.Extras) { x.Description = dojo.Clean(s) })
		}
	}
	return append(shopday.Payments(),
		shopday.Paid("5001", "18:50", 1, text(strings.Repeat("本", 300))),
		shopday.Paid("5002", "18:50", 99, text(strings.Repeat("e\u0301", 150))),
		shopday.Paid("5003", "18:50", 12345678901, text(strings.Repeat("reference ", 30))),
		shopday.Paid("5004", "18:49", 4250, func(p *dojo.PaymentIntent) { p.Amount.Currency, p.TotalAmount = "XTS", nil }),
		shopday.Paid("5005", "18:48", 4250, func(p *dojo.PaymentIntent) { p.Amount.Currency, p.TotalAmount = "QQQ", nil }),
		shopday.Paid("5006", "18:47", 4250, func(p *dojo.PaymentIntent) { p.TotalAmount = shopday.Pounds(123456) }),
		shopday.Paid("5007", "18:46", 4250, func(p *dojo.PaymentIntent) { p.Amount, p.TotalAmount = nil, nil }),
		shopday.Paid("5008", "18:46", 500, func(p *dojo.PaymentIntent) { p.Amount.Currency, p.TotalAmount = "JPY", nil }, shopday.Card("本本本本本本本本本本", "1234")),
		shopday.Paid("5009", "18:45", 500, text(""), shopday.Card("", ""), shopday.Is("An unknown status with many words in it that goes on")),
		shopday.Paid("5010", "18:45", 500, func(p *dojo.PaymentIntent) { p.PaidAt, p.CreatedAt = 0, 0 }),
		shopday.Paid("5011", "18:44", 4250, func(p *dojo.PaymentIntent) {
			p.Status = dojo.StatusCaptured
			p.EditExtras(func(x *dojo.Extras) { x.Refunded = 100 })
		}),
		shopday.Paid("5012", "18:43", 4250, func(p *dojo.PaymentIntent) {
			p.AuthCode = strings.Repeat("9", 60)
			p.EditKind(func(k *dojo.Kind) {
				k.CardMachine = true
				k.TerminalID = strings.Repeat("tm", 50)
			})
			p.EditExtras(func(x *dojo.Extras) {
				x.Events = []dojo.PaymentEvent{{Type: "Authorized", At: p.PaidAt.Time()}, {Type: "Error"}}
			})
			p.EditExtras(func(x *dojo.Extras) { x.Gaps = []string{"captures", "tipsAmount"} })
		}),
		shopday.Paid("5014", "18:43", 123456, func(p *dojo.PaymentIntent) {
			p.Amount.Currency, p.TotalAmount = "QQQ", &dojo.Money{Minor: 99999, Currency: "QQQ"}
		}),
		shopday.Paid("5013", "18:42", 4250, text("👍🇬🇧 किमी اب ｗｉｄｅ")),
	)
}

// hardStates are states with more in them than people mostly have, on the list
// of nastyDay: they must hold at every size, and nobody needs a picture of them.
func hardStates() []state {
	must := []option{mustTypeOver500}
	return []state{
		{name: "hard-details", do: keys("j", "j", "enter", "t")},
		{name: "hard-everything", do: keys("v", "v", "v", "v", "v", "G")},
		{name: "hard-find", do: typing("42")},
		{name: "hard-find-end", do: inOrder(typing("42"), keys("enter", "G"))},
		{name: "hard-reason", do: func(d *driver) {
			asking("1011", "shift+tab", "left")(d)
			d.write(strings.Repeat("w", 60))
		}},
		{name: "hard-typed", do: func(d *driver) {
			asking("1006", "tab")(d)
			d.write("1234567890123456789012")
		}, options: must},
		{name: "hard-broken", do: func(d *driver) { asking("5003")(d.resize(250, 80)); d.changes("5003", shopday.Is("Unheard")) }},
		{name: "hard-results", do: func(d *driver) {
			for _, id := range []string{"1011", "1009"} {
				d.on(id).confirm()
			}
			d.moves(func(a *reversal.Attempt) {
				a.State, a.Why, a.Message = journal.Failed, journal.Refused, strings.Repeat("本 ", 200)
			})
		}},
		{name: "hard-successful", do: func(d *driver) { d.on("1011").confirm().moves(shopday.ToState(journal.Successful)).press("t") }},
		{name: "hard-quit", do: func(d *driver) { d.on("1011").confirm().on("1009").confirm().press("q") }},
		{name: "hard-trouble", do: func(d *driver) {
			d.lists(d.list.Snap.Payments, func(s *feed.Snapshot) {
				s.Trouble = &feed.Trouble{Err: shopday.Refused(400), RetryAt: d.pc.Add(8 * time.Second)}
				s.Cut, s.Unreadable = true, 2
			}).press("t")
		}},
	}
}
