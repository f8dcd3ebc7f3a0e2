package sandbox

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"dojoreversals/dojo"
)

// part is one payment in the demo's day. Its state and reference are written
// down; its amount, card and IDs are made up by the seed where they are zero.
type part struct {
	role    string // see Dojo.Cast; empty for an extra
	status  dojo.Status
	mode    dojo.CaptureMode
	ref     string
	minor   int64
	euro    bool
	tips    int64
	service int64
	card    string
	machine bool
	refund  int64 // of a Captured one: what was refunded
	twin    bool  // the same card, amount and moment as the part before
	script  Script
	link    bool // created weeks ago, as a payment link, and paid today

	daysAgo int // of the days before today
	hold    time.Duration
	action  dojo.ExpireAction
}

const (
	auto   = dojo.CaptureAuto
	manual = dojo.CaptureManual
)

// cast is today's payments, the newest first.
func cast() []part {
	held, taken, released := dojo.StatusAuthorized, dojo.StatusCaptured, dojo.StatusReversed
	refunded, unpaid, canceled := dojo.StatusRefunded, dojo.StatusCreated, dojo.StatusCanceled
	return []part{
		{role: "newest", status: held, mode: manual, ref: "ORDER-1040", card: "VISA", minor: 1850},
		{role: "twin", status: held, mode: manual, ref: "ORDER-1039", card: "VISA", minor: 4250},
		{role: "other-twin", status: held, mode: manual, ref: "ORDER-1038", twin: true},
		{role: "fails", status: held, mode: manual, ref: "ORDER-1037", card: "Mastercard", script: Script{Outcome: Fails, Message: "The card's issuer didn't accept the reversal."}},
		{role: "captured-first", status: held, mode: manual, ref: "ORDER-1036", card: "VISA", script: Script{Outcome: CapturedFirst}},
		{status: unpaid, mode: manual, ref: "ORDER-1035"},
		{role: "answer-lost", status: held, mode: manual, ref: "ORDER-1034", card: "AMEX", script: Script{Outcome: AnswerLost}},
		{status: held, mode: manual, ref: "Table 7, window", card: "Mastercard", minor: 6480, tips: 650, machine: true},
		{status: taken, mode: auto, ref: "ORDER-1032", machine: true},
		{status: held, mode: manual, ref: "ORDER-1031", euro: true, card: "VISA"},
		{status: released, mode: manual, ref: "ORDER-1030"},
		{status: held, mode: manual, ref: "Café crème & croissants"},
		{status: taken, mode: manual, ref: "ORDER-1028"},
		{status: unpaid, mode: auto, ref: "ORDER-1027"},
		{status: held, mode: manual, ref: "INVOICE-0871", link: true, minor: 24000},
		{status: taken, mode: auto, ref: "ORDER-1025", machine: true},
		{status: refunded, mode: auto, ref: "ORDER-1024"},
		{status: held, mode: manual, ref: "Flowers, Mr & Mrs Featherstonehaugh-Cholmondeley, 12 Long Rd", minor: 5499},
		{status: held, mode: manual, ref: "Table 12", minor: 9200, service: 1150, machine: true},
		{status: unpaid, mode: manual, ref: "ORDER-1021"},
		{status: taken, mode: manual, ref: "ORDER-1020", tips: 300},
		{status: held, mode: manual, ref: "山田様 テーブル12番", card: "MAESTRO"},
		{status: held, mode: manual, ref: "ORDER-1018"},
		{status: taken, mode: auto, ref: "ORDER-1017", minor: 4800, refund: 1200},
		{status: canceled, mode: manual, ref: "ORDER-1016"},
		{status: held, mode: manual, ref: "ORDER-1015", machine: true},
		{status: released, mode: manual, ref: "ORDER-1014"},
		{status: taken, mode: manual, ref: "ORDER-1013", euro: true},
		{status: unpaid, mode: manual, ref: "Cake for Saturday"},
		{status: held, mode: manual, ref: "ORDER-1011", minor: 61250},
		{status: taken, mode: auto, ref: "ORDER-1010"},
		{status: held, mode: manual, ref: "ORDER-1009"},
		{status: unpaid, mode: auto, ref: "ORDER-1008"},
		{status: refunded, mode: manual, ref: "ORDER-1007"},
		{status: taken, mode: manual, ref: "ORDER-1006"},
		{status: held, mode: manual, ref: "ORDER-1005"},
		{status: released, mode: manual, ref: "ORDER-1004", machine: true},
		{status: unpaid, mode: manual, ref: "ORDER-1003"},
		{status: taken, mode: auto, ref: "ORDER-1002"},
		{status: held, mode: manual, ref: "ORDER-1001"},
	}
}

// castBefore is the payments of the days before, the newest first.
func castBefore() []part {
	held, taken := dojo.StatusAuthorized, dojo.StatusCaptured
	day := 24 * time.Hour
	return []part{
		{daysAgo: 1, status: taken, mode: manual, ref: "ORDER-0990"},
		{daysAgo: 1, status: taken, mode: auto, ref: "ORDER-0989", machine: true},
		{daysAgo: 1, status: held, mode: manual, ref: "ORDER-0988", minor: 8888, hold: 4 * day, action: dojo.ExpireCapture},
		{daysAgo: 1, status: taken, mode: manual, ref: "ORDER-0987"},
		{daysAgo: 1, status: dojo.StatusReversed, mode: manual, ref: "ORDER-0986"},
		{daysAgo: 2, status: taken, mode: auto, ref: "ORDER-0961"},
		{daysAgo: 2, status: held, mode: manual, ref: "ORDER-0960", minor: 15000, hold: 6 * day, action: dojo.ExpireRelease},
		{daysAgo: 2, status: taken, mode: manual, ref: "Wedding, deposit", minor: 35000},
		{daysAgo: 3, status: taken, mode: auto, ref: "ORDER-0922"},
		{daysAgo: 5, status: dojo.StatusRefunded, mode: auto, ref: "ORDER-0874"},
	}
}

// addCast adds the demo's payments: today's over the day so far, and some of
// the days before.
func (d *Dojo) addCast(now, wall time.Time) {
	r := newRand(d.options.Seed, streamCast)
	used := map[string]bool{}
	list := cast()
	today := openingHours(wall, d.options.Zone)
	places := newPlaces(r, len(list))
	payments := make([]Payment, 0, len(list))
	for i, a := range list {
		p := a.payment(r, used)
		p.PaidAt = today.at(places[i])
		if a.twin {
			// A minute or two before the other one, however long the day is.
			first := payments[i-1]
			p.Amount, p.Card, p.Tips = first.Amount, first.Card, first.Tips
			gap := min(95*time.Second, first.PaidAt.Sub(p.PaidAt))
			p.PaidAt = first.PaidAt.Add(-gap)
		}
		before := time.Duration(8+r.IntN(70)) * time.Second
		p.liveIn(today, places[i], before, time.Duration(2+r.IntN(25))*time.Minute)
		if a.link {
			p.CreatedAt = p.PaidAt.Add(-20 * 24 * time.Hour)
		}
		p.settleAs(a.status, a.mode)
		payments = append(payments, p)
		if a.role != "" {
			d.cast[a.role] = p.ID
		}
	}
	for i, a := range castBefore() {
		p := a.payment(r, used)
		p.PaidAt = fullDay(dojo.DayOf(wall, d.options.Zone).Add(-a.daysAgo), d.options.Zone).at(0.95 - 0.08*float64(i))
		p.CreatedAt, p.UpdatedAt = p.PaidAt.Add(-30*time.Second), p.PaidAt.Add(25*time.Minute)
		p.settleAs(a.status, a.mode)
		payments = append(payments, p)
	}
	// The oldest first, so that the order of insertion agrees with the times.
	for _, p := range slices.Backward(payments) {
		d.add(p, now, wall)
	}
}

// payment makes a part's payment, without its times.
func (a part) payment(r *rand.Rand, used map[string]bool) Payment {
	p := madeUpPayment(r)
	p.ID = paymentID(r)
	for used[p.Card.Last4] {
		// Two payments that look alike by accident would be taken for twins.
		p.Card.Last4 = fmt.Sprintf("%04d", r.IntN(10000))
	}
	used[p.Card.Last4] = true
	p.Reference, p.Script, p.Tips, p.ServiceCharge = a.ref, a.script, a.tips, a.service
	p.Amount.Currency = "GBP"
	if a.euro {
		p.Amount.Currency = "EUR"
	}
	if a.minor != 0 {
		p.Amount.Minor = a.minor
	}
	if a.card != "" {
		p.Card.Type = a.card
	}
	if p.CardMachine, p.TerminalID, p.Card.EntryMode = false, "", ""; a.machine {
		p.onCardMachine(r)
	}
	p.Refunded = a.refund
	if a.mode == manual {
		p.AutoExpireIn, p.AutoExpireAction = 6*24*time.Hour, dojo.ExpireRelease
	}
	if a.hold != 0 {
		p.AutoExpireIn, p.AutoExpireAction = a.hold, a.action
	}
	return p
}

// newPlaces spreads n payments over a day, the newest first: parts of the way
// from its beginning, each with some jitter within its own share.
func newPlaces(r *rand.Rand, n int) []float64 {
	places := make([]float64, n)
	for i := range places {
		places[i] = (float64(n-i) - 0.1 - 0.8*r.Float64()) / (float64(n) + 0.1)
	}
	return places
}
