package feed

import (
	"slices"

	"dojoreversals/dojo"
)

// compact copies a payment into as little memory as possible, since there may be
// 100,000 payments and each is kept for days. The texts that are the payment's
// own share one piece of memory. Texts that many payments have (statuses, brands,
// card machines) are shared by the decoder.
func compact(p *dojo.PaymentIntent) *dojo.PaymentIntent {
	c := *p
	text := c.ID + c.Reference + c.Description + c.AuthCode + c.Card.Last4
	for _, s := range []*string{&c.ID, &c.Reference, &c.Description, &c.AuthCode, &c.Card.Last4} {
		*s, text = text[:len(*s)], text[len(*s):]
	}
	// All amounts share one piece of memory too, and equal amounts are one value.
	amounts := []**dojo.Money{&c.Amount, &c.Tips, &c.Cashback, &c.ServiceCharge, &c.TotalAmount, &c.Requested}
	var buf [6]dojo.Money
	room := buf[:0]
	for i, m := range amounts {
		if *m != nil && !slices.ContainsFunc(amounts[:i], func(o **dojo.Money) bool { return *o != nil && **o == **m }) {
			room = append(room, **m)
		}
	}
	room = exact(room)
	for _, m := range amounts {
		if *m != nil {
			*m = &room[slices.Index(room, **m)]
		}
	}
	c.Captures, c.Events, c.Gaps = exact(c.Captures), exact(c.Events), exact(c.Gaps)
	return &c
}

// exact copies a list without room to grow. The copy of an empty list is nil.
func exact[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return append(make([]T, 0, len(list)), list...)
}
