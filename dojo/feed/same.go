package feed

import (
	"slices"

	"dojoreversals/dojo"
)

// same says whether two payments are equal in every field. It is written by hand
// since it runs for every row of every refresh. A test changes each field in turn
// to see that none is forgotten.
func same(a, b *dojo.PaymentIntent) bool {
	if a == b {
		return true
	}
	return a.ID == b.ID &&
		a.Status == b.Status &&
		a.CaptureMode == b.CaptureMode &&
		a.Reference == b.Reference &&
		a.Description == b.Description &&
		sameMoney(a.Amount, b.Amount) &&
		sameMoney(a.Tips, b.Tips) &&
		sameMoney(a.Cashback, b.Cashback) &&
		sameMoney(a.ServiceCharge, b.ServiceCharge) &&
		sameMoney(a.TotalAmount, b.TotalAmount) &&
		sameMoney(a.Requested, b.Requested) &&
		a.Refunded == b.Refunded &&
		a.CreatedAt.Equal(b.CreatedAt) &&
		a.UpdatedAt.Equal(b.UpdatedAt) &&
		a.PaidAt.Equal(b.PaidAt) &&
		a.ExpireAt.Equal(b.ExpireAt) &&
		a.AutoExpireIn == b.AutoExpireIn &&
		a.AutoExpireAction == b.AutoExpireAction &&
		a.Card == b.Card &&
		a.AuthCode == b.AuthCode &&
		a.CardMachine == b.CardMachine &&
		a.TerminalID == b.TerminalID &&
		slices.EqualFunc(a.Captures, b.Captures, func(x, y dojo.Capture) bool {
			return x.Minor == y.Minor && x.Status == y.Status && x.CreatedAt.Equal(y.CreatedAt)
		}) &&
		slices.EqualFunc(a.Events, b.Events, func(x, y dojo.PaymentEvent) bool {
			return x.Type == y.Type && x.At.Equal(y.At)
		}) &&
		slices.Equal(a.Gaps, b.Gaps)
}

func sameMoney(a, b *dojo.Money) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}
