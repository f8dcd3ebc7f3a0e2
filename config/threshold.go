package config

import (
	"github.com/bojanz/currency"

	"dojoreversals/dojo"
	"dojoreversals/internal/pattern"
)

// Threshold is a decimal amount without a currency, such as 500 or 499.99. It
// is compared with payments of any currency in that currency's major units.
type Threshold string

// thresholdPattern is an amount in major units: no sign, no symbol, no grouping.
var thresholdPattern = pattern.Lazy(`^[0-9]{1,9}(\.[0-9]{1,4})?$`)

// Over says whether an amount is above the threshold. Every amount in an unknown
// currency is: nobody can tell how much it is.
func (t Threshold) Over(m dojo.Money) bool {
	limit, err := currency.NewAmount(string(t), m.Currency)
	if err != nil || !m.Known() {
		return true
	}
	amount, err := currency.NewAmountFromInt64(m.Minor, m.Currency)
	if err != nil {
		return true
	}
	order, err := amount.Cmp(limit)
	return err != nil || order > 0
}
