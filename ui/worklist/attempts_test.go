package worklist

import (
	"testing"

	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/shopday"
)

// What is told of a payment is the attempt that tells most, whichever is newer.
func TestTells(t *testing.T) {
	t.Parallel()
	for worse, better := range map[reversal.Attempt]reversal.Attempt{
		shopday.AttemptIn(journal.Failed, journal.Refused):         shopday.AttemptIn(journal.Already, ""),
		shopday.AttemptIn(journal.Already, ""):                     shopday.AttemptIn(journal.Successful, ""),
		shopday.AttemptIn(journal.Successful, ""):                  shopday.AttemptIn(journal.Checking, ""),
		shopday.AttemptIn(journal.Abandoned, journal.NoConnection): shopday.AttemptIn(journal.Successful, ""),
	} {
		if precedence(&worse) >= precedence(&better) {
			t.Errorf("%s tells as much as %s", worse.State, better.State)
		}
	}
}
