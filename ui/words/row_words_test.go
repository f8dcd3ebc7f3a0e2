package words

import (
	"slices"
	"strings"
	"testing"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/shopday"
	"dojoreversals/ui/worklist"
)

// The details give a payment's status in Dojo's own word. People copy it, or know
// it from Dojo's own pages, so the finder finds it. Created alone is left to
// reversals.
func TestFinderKnowsTheStatusOfTheDetails(t *testing.T) {
	t.Parallel()
	payments := append(shopday.Payments(), shopday.Paid("1003", "14:00", 1700, shopday.Is(dojo.StatusCanceled)))
	l := listOf(payments)
	for _, p := range payments {
		if p.Status == dojo.StatusCreated {
			continue
		}
		if !slices.Contains(detailsOf(l, p.ID), string(p.Status)) {
			t.Errorf("%s: the details don't say %s", p.Reference, p.Status)
		}
		found := testSpeaker().rowWords(l.Judge(p), nil, worklist.Now{})
		if all := strings.Join(found, " "); !strings.Contains(all, string(p.Status)) {
			t.Errorf("%s: %s isn't found by %q", p.Reference, p.Status, all)
		}
	}
}
