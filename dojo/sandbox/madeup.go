package sandbox

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"dojoreversals/dojo"
)

// pick takes one of the values, by their weights.
func pick[T any](r *rand.Rand, of ...weighted[T]) T {
	sum := 0
	for _, w := range of {
		sum += w.weight
	}
	n := r.IntN(sum)
	for _, w := range of {
		if n < w.weight {
			return w.value
		}
		n -= w.weight
	}
	return of[0].value
}

type weighted[T any] struct {
	weight int
	value  T
}

func madeUpCard(r *rand.Rand) Card {
	c := Card{
		Type:    pick(r, weighted[string]{50, "VISA"}, weighted[string]{35, "Mastercard"}, weighted[string]{9, "AMEX"}, weighted[string]{6, "MAESTRO"}),
		Last4:   fmt.Sprintf("%04d", r.IntN(10000)),
		Funding: pick(r, weighted[string]{60, "Debit"}, weighted[string]{30, "Credit"}, weighted[string]{10, "Unknown"}),
	}
	if c.Type == "AMEX" {
		c.Funding = "Credit"
	}
	return c
}

// madeUpAmount is what a shop might ask for: mostly small, often with .99 or
// .50.
func madeUpAmount(r *rand.Rand) int64 {
	pounds := pick(r, weighted[int]{60, 30}, weighted[int]{30, 120}, weighted[int]{8, 400}, weighted[int]{2, 1500})
	pence := pick(r, weighted[int64]{30, 0}, weighted[int64]{25, 50}, weighted[int64]{25, 99}, weighted[int64]{20, int64(r.IntN(100))})
	return int64(3+r.IntN(pounds))*100 + pence
}

// madeUpPayment is an Authorized payment without ID, reference and times.
func madeUpPayment(r *rand.Rand) Payment {
	p := Payment{
		Status:      dojo.StatusAuthorized,
		CaptureMode: dojo.CaptureManual,
		Amount:      dojo.Money{Minor: madeUpAmount(r), Currency: pick(r, weighted[string]{95, "GBP"}, weighted[string]{5, "EUR"})},
		Card:        madeUpCard(r),
		AuthCode:    authCode(r),
	}
	if r.IntN(10) == 0 {
		p.Tips = p.Amount.Minor / 10
	}
	if r.IntN(4) == 0 {
		p.onCardMachine(r)
	}
	return p
}

func (p *Payment) onCardMachine(r *rand.Rand) {
	p.CardMachine, p.TerminalID = true, "tm_62bd9aa31bb50a4a1a94e2d"+strconv.Itoa(1+r.IntN(3))
	p.Card.EntryMode = pick(r, weighted[string]{70, "Contactless"}, weighted[string]{30, "ContactChip"})
}

// liveIn sets when a paid payment was created and last changed: so long before and
// after its PaidAt, but within the shop's hours. where says when it was paid: 0 is the
// beginning of the hours, and 1 their end.
func (p *Payment) liveIn(h hours, where float64, before, after time.Duration) {
	p.CreatedAt, p.UpdatedAt = p.PaidAt.Add(-before), p.PaidAt.Add(after)
	if p.CreatedAt.Before(h.from) {
		p.CreatedAt = h.from
	}
	if latest := h.at((1 + where) / 2); p.UpdatedAt.After(latest) {
		p.UpdatedAt = latest
	}
}

// settleAs gives a made-up payment the state that it has had since UpdatedAt.
func (p *Payment) settleAs(status dojo.Status, mode dojo.CaptureMode) {
	p.Status, p.CaptureMode = status, mode
	switch status {
	case dojo.StatusAuthorized:
		p.UpdatedAt = p.PaidAt
	case dojo.StatusCreated:
		p.UpdatedAt = p.CreatedAt
	}
	switch status {
	case dojo.StatusCreated, dojo.StatusCanceled:
		p.Card, p.AuthCode, p.CardMachine, p.TerminalID, p.Tips, p.PaidAt = Card{}, "", false, "", 0, time.Time{}
	case dojo.StatusCaptured, dojo.StatusRefunded:
		if mode == dojo.CaptureManual {
			p.Captures = []Capture{{ID: "cp_" + p.ID[len(p.ID)-22:], Minor: p.Total() - p.Tips, Tips: p.Tips, Status: "Successful", CreatedAt: p.UpdatedAt}}
		}
	}
	if status == dojo.StatusRefunded {
		p.Refunded = p.Total()
	}
}

// addMadeUp makes up n payments of today, and a quarter as many for the seven
// days before.
func (d *Dojo) addMadeUp(n int, now, wall time.Time) {
	if n <= 0 {
		return
	}
	r := newRand(d.options.Seed, streamMadeUp)
	today := openingHours(wall, d.options.Zone)
	list := make([]Payment, 0, n+n/4)
	for range n {
		// Nothing is paid in the last hundredth of the day, so that each payment's
		// later change lies in the past too.
		list = append(list, d.madeUp(r, today, r.Float64()*0.99, wall))
	}
	for i := range n / 4 {
		day := dojo.DayOf(wall, d.options.Zone).Add(-1 - i%7)
		list = append(list, d.madeUp(r, fullDay(day, d.options.Zone), r.Float64()*0.99, wall))
	}
	slices.SortStableFunc(list, func(a, b Payment) int { return a.CreatedAt.Compare(b.CreatedAt) })
	for i := range list {
		list[i].Reference = "ORDER-" + strconv.Itoa(firstMadeUp+i)
		d.add(list[i], now, wall)
	}
}

const firstMadeUp = 100001

func (d *Dojo) madeUp(r *rand.Rand, in hours, where float64, wall time.Time) Payment {
	p := madeUpPayment(r)
	p.ID = paymentID(r)
	p.PaidAt = in.at(where)
	before := time.Duration(5+r.IntN(60)) * time.Second
	type state struct {
		status dojo.Status
		mode   dojo.CaptureMode
	}
	s := pick(r,
		weighted[state]{40, state{dojo.StatusAuthorized, dojo.CaptureManual}},
		weighted[state]{20, state{dojo.StatusCaptured, dojo.CaptureManual}},
		weighted[state]{18, state{dojo.StatusCaptured, dojo.CaptureAuto}},
		weighted[state]{5, state{dojo.StatusReversed, dojo.CaptureManual}},
		weighted[state]{5, state{dojo.StatusRefunded, dojo.CaptureAuto}},
		weighted[state]{10, state{dojo.StatusCreated, dojo.CaptureManual}},
		weighted[state]{2, state{dojo.StatusCanceled, dojo.CaptureManual}},
	)
	if s.status == dojo.StatusAuthorized && wall.Sub(p.PaidAt) > 36*time.Hour {
		// Shops capture within a day or two.
		s.status = dojo.StatusCaptured
	}
	p.liveIn(in, where, before, time.Duration(1+r.IntN(20))*time.Minute)
	p.settleAs(s.status, s.mode)
	return p
}

// hours are when a shop was open, up to now.
type hours struct{ from, to time.Time }

// openingHours are today's, up to now. Early in the day they begin at midnight
// (a bar, say), so that there is always some of today to put payments in.
func openingHours(wall time.Time, zone *time.Location) hours {
	day := dojo.DayOf(wall, zone)
	h := hours{from: day.Start(zone).UTC(), to: wall}
	opens := time.Date(day.Year, day.Month, day.Dom, 8, 30, 0, 0, zone)
	if wall.Sub(opens) >= 2*time.Hour {
		h.from = opens.UTC()
	}
	return h
}

func fullDay(day dojo.Day, zone *time.Location) hours {
	at := func(hour int) time.Time {
		return time.Date(day.Year, day.Month, day.Dom, hour, 0, 0, 0, zone).UTC()
	}
	return hours{from: at(9), to: at(19)}
}

// at is the time at a part of the way from opening (0) to closing (1). It is before
// closing if the hours have any length.
func (h hours) at(part float64) time.Time {
	return h.from.Add(time.Duration(part * float64(h.to.Sub(h.from))))
}
