package words

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/shopday"
	"dojoreversals/ui/worklist"
)

// listOf is a list of the payments of the tests, on which one was tried to be
// reversed.
func listOf(payments []*dojo.PaymentIntent, attempts ...reversal.Attempt) *worklist.List {
	now := worklist.Now{PC: shopday.Sunday, Dojo: shopday.Sunday, Span: dojo.At(shopday.Sunday), Zone: shopday.London}
	l := worklist.New(worklist.Options{Judge: worklist.NewJudge(dojo.RuleSameDay, now.Zone, testSpeaker().FindWords())}, &feed.Snapshot{}, now)
	l.Take(shopday.SnapshotOf(1, payments), attempts)
	return l
}

// detailsOf are the details of the payment of an attempt, a line each.
func detailsOf(l *worklist.List, payment string) []string {
	p, _ := l.Get(payment)
	var texts []string
	for _, d := range testSpeaker().Details(l, l.Judge(p), Around{List: l.OnList(payment), Now: l.Now()}, false) {
		texts = append(texts, d.Text)
	}
	return texts
}

// Whatever Dojo answers to a reversal, all that is said of it says that it
// answered: the row, the details, the notice, plain mode, the farewell. Whether
// the payment is reversed is told by reads, which haven't told yet.
func TestOneStoryOfAnAnswerThatDoesNotTell(t *testing.T) {
	t.Parallel()
	for code := 400; code < 600; code++ {
		a := shopday.AttemptIn(journal.Checking, "")
		a.HTTPStatus = code
		want := []string{strconv.Itoa(code)}
		switch code {
		case http.StatusBadRequest, http.StatusNotFound:
			a.Why, want = journal.Refused, []string{"Dojo refused"}
		case http.StatusUnauthorized, http.StatusForbidden:
			a.Why, want = journal.Forbidden, []string{"Dojo refused"}
		}
		l := listOf(shopday.Payments(), a)
		k := Around{List: l.OnList("pi_1011"), Now: l.Now()}
		p, _ := l.Get("pi_1011")
		speak, plain := testSpeaker(), testSpeaker().InPlain()
		for where, text := range map[string]string{
			"row":       speak.Payment(l.Judge(p)).StatusAfter(&a, Around{Now: l.Now()}).Words[0],
			"plain row": plain.Payment(l.Judge(p)).StatusAfter(&a, Around{Now: l.Now()}).Words[0],
			"details":   detailsOf(l, "pi_1011")[0],
			"notice":    speak.Attempt(&a, k).Notice(),
			"plain":     plain.Attempt(&a, k).Notice(),
			"farewell":  strings.Join(NewFarewell([]reversal.Attempt{a}, speak, 600, 0).Ended([]reversal.Attempt{a}, shopday.Sunday), " "),
		} {
			for _, w := range want {
				if !strings.Contains(text, w) {
					t.Errorf("%d, %s: no %q in %q", code, where, w, text)
				}
			}
			if strings.Contains(strings.ToLower(text), "no answer") {
				t.Errorf("%d, %s: %q", code, where, text)
			}
		}
	}
}

// A payment that Dojo shows as cancelled, after it took our reversal or may have,
// is called cancelled: it isn't our success, and no failure. Only where Dojo had
// refused was it cancelled first.
func TestCanceledAfterAReversal(t *testing.T) {
	t.Parallel()
	took := func(a *reversal.Attempt) { a.Answered, a.HTTPStatus = dojo.ReversalCreated, 200 }
	numbered := func(a *reversal.Attempt) { a.ReversalID, a.HTTPStatus = "rvs_1", 200 }
	silent := func(*reversal.Attempt) {}
	code := func(n int) func(*reversal.Attempt) { return func(a *reversal.Attempt) { a.HTTPStatus = n } }
	for name, c := range map[string]struct {
		change func(*reversal.Attempt)
		says   string
		failed bool
	}{
		"Created":         {took, "Cancelled: Dojo took the reversal of £42.50, ORDER-1011, and now shows it as cancelled, not as reversed.", false},
		"a number":        {numbered, "Cancelled: Dojo took the reversal of £42.50, ORDER-1011, and now shows it as cancelled, not as reversed.", false},
		"no answer":       {silent, "Cancelled: Dojo now shows £42.50, ORDER-1011, as cancelled. Whether by this request isn't known.", false},
		"503":             {code(503), "Whether by this request isn't known.", false},
		"408":             {code(408), "Whether by this request isn't known.", false},
		"400":             {code(400), "Failed: £42.50, ORDER-1011, was cancelled first.", true},
		"422":             {code(422), "Failed: £42.50, ORDER-1011, was cancelled first.", true},
		"answered Failed": {func(a *reversal.Attempt) { a.Answered = dojo.ReversalFailed }, "Failed: £42.50, ORDER-1011, was cancelled first.", true},
	} {
		for _, is := range []dojo.Status{dojo.StatusCanceled, dojo.StatusAuthorized} {
			a := shopday.AttemptIn(journal.Failed, journal.CanceledFirst)
			a.LastStatus = dojo.StatusCanceled
			c.change(&a)
			list := shopday.Payments()
			list[0] = shopday.Changed(list[0], shopday.Is(is))
			l := listOf(list, a)
			k := Around{List: l.OnList("pi_1011"), Now: l.Now()}
			said := testSpeaker().Attempt(&a, k)
			notice := said.Notice()
			if !strings.Contains(notice, c.says) || !strings.Contains(notice, "Don't refund or pay cash as well. Tell the customer: 'It's cancelled.") {
				t.Errorf("%s: %s", name, notice)
			}
			p, _ := l.Get("pi_1011")
			if row := testSpeaker().Payment(l.Judge(p)).StatusAfter(&a, Around{Now: l.Now()}).Words; row[0] != "Cancelled" {
				t.Errorf("%s, list says %s: the row says %q", name, is, row)
			}
			a.Resumed = true
			all := notice + strings.Join(detailsOf(l, "pi_1011"), "\n") + said.stateWord() + testSpeaker().Attempt(&a, k).Notice()
			if !c.failed && (strings.Contains(all, "Failed") || strings.Contains(all, "NOT") || strings.Contains(all, "Successful")) {
				t.Errorf("%s is called a failure or a success: %s", name, all)
			}
		}
	}
	// After Successful it is a correction: Dojo went back on its word.
	a := shopday.AttemptIn(journal.Successful, "")
	a.Answered, a.CorrectedAt, a.LastStatus = dojo.ReversalSuccessful, shopday.Sunday, dojo.StatusCanceled
	if text := testSpeaker().Attempt(&a, around(worklist.OnList{})).Notice(); !strings.Contains(text, "Dojo said that it is reversed, and now shows £42.50 as cancelled.") {
		t.Error(text)
	}
}
