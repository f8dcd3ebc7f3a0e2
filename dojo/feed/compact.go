package feed

import (
	"slices"
	"strings"

	"dojoreversals/dojo"
)

// compact copies a payment into as little memory as possible, since there may be
// 100,000 payments and each is kept for days. The texts that are the payment's
// own share one piece of memory. Texts that many payments have (statuses, brands,
// card machines) are shared by the decoder.
func compact(p *dojo.PaymentIntent) *dojo.PaymentIntent {
	c := *p
	text := c.ID + c.Reference + c.AuthCode + c.Last4
	for _, s := range []*string{&c.ID, &c.Reference, &c.AuthCode, &c.Last4} {
		*s, text = text[:len(*s)], text[len(*s):]
	}
	var amounts amounts
	amounts.own(&c.Amount, &c.TotalAmount)
	x := c.Extras()
	x.Description = strings.Clone(x.Description)
	amounts.own(&x.Tips, &x.Cashback, &x.ServiceCharge, &x.Requested)
	x.Captures, x.Events, x.Gaps = exact(x.Captures), exact(x.Events), exact(x.Gaps)
	return new(c.WithExtras(x))
}

// amounts are the different amounts of one payment.
type amounts []*dojo.Money

// own replaces amounts with copies, of which equal ones are one.
func (a *amounts) own(list ...**dojo.Money) {
	for _, m := range list {
		if *m == nil {
			continue
		}
		i := slices.IndexFunc(*a, func(o *dojo.Money) bool { return *o == **m })
		if i < 0 {
			i = len(*a)
			*a = append(*a, new(**m))
		}
		*m = (*a)[i]
	}
}

// exact copies a list without room to grow. The copy of an empty list is nil.
func exact[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return append(make([]T, 0, len(list)), list...)
}
