package words

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/shopday"
	"dojoreversals/ui/worklist"
)

// pattern matches what a row may show by one of the statuses of the help.
func pattern(row string) *regexp.Regexp {
	return regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(row), ellipsis, ".+") + "$")
}

// rowWords are all words that rows show of payments and attempts.
func rowWords() map[string]bool {
	all := map[string]bool{}
	for _, r := range append([]dojo.Reason{dojo.ReasonUnknownStatus}, shopday.ReasonsOfTheRule...) {
		for _, is := range allStatuses {
			p := shopday.Paid("1", "18:00", 100, shopday.Is(is))
			row := worklist.Row{Payment: p, Verdict: dojo.Verdict{Reason: r, Reversible: r <= dojo.ReasonCapturedToday, PaidAt: p.PaidAt.Time()}}
			look := func(a *reversal.Attempt) {
				for _, words := range testSpeaker().Payment(row).StatusAfter(a, Around{Now: worklist.Now{PC: shopday.Sunday}}).Words {
					all[words] = true
				}
			}
			look(nil)
			for _, state := range append([]journal.State{journal.Confirming}, shopday.AllStates...) {
				for _, why := range []journal.Why{"", journal.Refused, journal.CapturedFirst, journal.CanceledFirst, journal.RefundedFirst, journal.NotSent, journal.OtherAttempt} {
					a := shopday.AttemptIn(state, why)
					a.LastStatus = is
					look(&a)
					for _, change := range []func(a *reversal.Attempt){
						func(a *reversal.Attempt) { a.OtherKey = true },
						func(a *reversal.Attempt) { a.Resumed = true },
						func(a *reversal.Attempt) { a.ConfirmedAt, a.SentAt = shopday.Sunday.AddDate(1, 0, 0), time.Time{} },
						func(a *reversal.Attempt) { a.CorrectedAt = shopday.Sunday },
						func(a *reversal.Attempt) { a.CorrectedAt, a.Answered = shopday.Sunday, dojo.ReversalSuccessful },
					} {
						a := a
						change(&a)
						look(&a)
					}
				}
			}
			row.Gone = true
			look(nil)
		}
	}
	return all
}

// Whatever becomes of payments and attempts, the help says what their rows mean, and
// has no status that no row shows.
func TestStatusesHasEveryStatusOfARow(t *testing.T) {
	t.Parallel()
	known := map[*regexp.Regexp]bool{}
	for _, m := range Statuses(Options{}, true) {
		for _, row := range append(m.Rows, m.Also...) {
			known[pattern(row)] = false
		}
	}
	for words := range rowWords() {
		found := slices.Contains(allStatuses, dojo.Status(words)) // Dojo's own word alone
		for k := range known {
			if k.MatchString(words) {
				known[k], found = true, true
			}
		}
		if !found {
			t.Errorf("the help doesn't say what %q means", words)
		}
	}
	for k, shown := range known {
		// The chosen row and twins are marked elsewhere.
		if !shown && !k.MatchString("Held, r to reverse") && !k.MatchString("=") && !k.MatchString("same as 18:40") {
			t.Errorf("no row shows %s", k)
		}
	}
}

// What the help tells the customer, the program tells the customer too.
func TestStatusesTellAsTheProgramDoes(t *testing.T) {
	t.Parallel()
	said := ""
	for name, text := range shopday.Texts(t, "words.go") {
		if strings.HasPrefix(name, "customer") || strings.HasPrefix(name, "textTell") {
			said += strings.ReplaceAll(text, "{pending}", "a few working days") + "\n"
		}
	}
	told := 0
	for _, m := range Statuses(Options{Pending: "a few working days"}, true) {
		if m.Means == "" || len(m.Rows) == 0 {
			t.Errorf("%q means nothing", m.Rows)
		}
		if m.Tell == "" {
			continue
		}
		told++
		if !strings.Contains(said, strings.TrimSuffix(m.Tell, ".")) {
			t.Errorf("the program never tells a customer %q", m.Tell)
		}
	}
	if told < 10 {
		t.Errorf("only %d lines for the customer", told)
	}
}
