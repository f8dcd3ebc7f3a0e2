package ui

import (
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/shopday"
)

// attempted reverses 1009, which has a dialog at 40x10 too, and is two seconds
// later where a change leads to.
func attempted(change func(*reversal.Attempt)) func(*driver) {
	return func(d *driver) { d.on("1009").confirm().pass(2 * time.Second).moves(sent(change)) }
}

// sent says that an attempt left a second after it was confirmed.
func sent(change func(*reversal.Attempt)) func(*reversal.Attempt) {
	return func(a *reversal.Attempt) {
		a.SentAt, a.LastStatus = a.ConfirmedAt.Add(time.Second), dojo.StatusAuthorized
		change(a)
	}
}

// never says that nothing was sent, and why.
func never(why journal.Why, change ...func(*reversal.Attempt)) func(*reversal.Attempt) {
	return func(a *reversal.Attempt) {
		a.State, a.Why, a.SentAt = journal.Abandoned, why, time.Time{}
		for _, c := range change {
			c(a)
		}
	}
}

func failed(why journal.Why, message string, code int) func(*reversal.Attempt) {
	return func(a *reversal.Attempt) {
		a.State, a.Why, a.Message, a.HTTPStatus, a.TraceID = journal.Failed, why, message, code, "00-4bf92f3577b34da6-01"
	}
}

func failedRefused(a *reversal.Attempt) {
	failed(journal.Refused, "The payment intent can't be reversed.", 400)(a)
}

func toCreated(a *reversal.Attempt) {
	a.State, a.Answered, a.HTTPStatus, a.ReversalID = journal.Created, dojo.ReversalCreated, 200, "rev_5Qd8"
}

func checking(a *reversal.Attempt) {
	a.State, a.NextRead = journal.Checking, shopday.Sunday.Add(8*time.Second)
}

// reversedHere is a reversal that Dojo has approved, with the bank's code or
// without one.
func reversedHere(code string) func(*driver) {
	return func(d *driver) {
		attempted(func(a *reversal.Attempt) {
			toCreated(a)
			a.State, a.Payment.AuthCode, a.LastStatus = journal.Successful, code, dojo.StatusReversed
		})(d)
		d.changes("1009", shopday.Is(dojo.StatusReversed))
	}
}

// attemptStates are what becomes of a reversal, on its row and in its notice.
func attemptStates() []state {
	byColleague := func(a *reversal.Attempt) {
		a.InTheWay = &journal.Attempt{Operator: "marek", Host: "till 1", ConfirmedAt: shopday.ClockAt("18:57")}
	}
	later := func(by time.Duration) func(*driver) { return func(d *driver) { d.pass(by) } }
	unread := func(a *reversal.Attempt) { checking(a); a.UnreadSince = a.SentAt }
	return []state{
		{name: "sending", do: func(d *driver) { d.on("1009").confirm() }},
		{name: "sending-long", do: func(d *driver) { d.on("1009").confirm().pass(4 * time.Second) }},
		{name: "created", do: attempted(toCreated)},
		{name: "created-long", do: inOrder(attempted(toCreated), later(2*time.Minute))},
		{name: "created-unread", do: attempted(func(a *reversal.Attempt) {
			toCreated(a)
			a.UnreadSince, a.NextRead = a.SentAt, shopday.Sunday.Add(8*time.Second)
		})},
		{name: "checking", do: attempted(checking)},
		{name: "checking-unreachable", do: inOrder(attempted(unread), later(time.Minute))},
		{name: "checking-not-shown", do: inOrder(attempted(func(a *reversal.Attempt) {
			unread(a)
			a.Why, a.Message, a.HTTPStatus, a.UnreadCode = journal.Refused, "The payment intent wasn't found.", 400, 404
		}), later(time.Minute))},
		{name: "successful", do: reversedHere("123456")},
		{name: "successful-without-code", do: reversedHere("")},
		{name: "failed", do: attempted(failedRefused)},
		{name: "failed-captured-first", do: inOrder(attempted(failed(journal.CapturedFirst, "", 400)), func(d *driver) {
			d.changes("1009", shopday.Is(dojo.StatusCaptured))
		})},
		{name: "failed-forbidden", do: attempted(failed(journal.Forbidden, "", 403))},
		{name: "failed-technical", do: inOrder(attempted(failedRefused), keys("t"))},
		{name: "already", do: inOrder(attempted(shopday.ToState(journal.Already)), func(d *driver) { d.changes("1009", shopday.Is(dojo.StatusReversed)) })},
		{name: "unresolved", do: attempted(shopday.ToState(journal.Unresolved))},
		{name: "corrected", do: attempted(func(a *reversal.Attempt) {
			a.State, a.CorrectedAt, a.LastStatus = journal.Unresolved, shopday.Sunday, dojo.StatusReversed
		})},
		{name: "confirming", do: attempted(func(a *reversal.Attempt) { a.State, a.Answered = journal.Confirming, dojo.ReversalSuccessful })},
		{name: "still-held", do: attempted(shownAs(journal.Confirming, dojo.StatusAuthorized))},
		{name: "captured-after-all", do: inOrder(attempted(shownAs(journal.Successful, dojo.StatusCaptured)), func(d *driver) {
			d.changes("1009", shopday.Is(dojo.StatusCaptured))
		})},
		{name: "not-sent", do: attempted(never(journal.NoConnection))},
		{name: "not-sent-changed", do: attempted(never(journal.Changed))},
		{name: "not-recorded", do: attempted(func(a *reversal.Attempt) { toCreated(a); a.Unrecorded = true })},
		{name: "not-allowed", do: attempted(never(journal.NotAllowed))},
		{name: "by-colleague", do: attempted(never(journal.OtherAttempt, byColleague))},
		{name: "by-colleague-asked", do: inOrder(func(d *driver) { d.begunElsewhere("1009") }, asking("1009"))},
		{name: "several", do: inOrder(reversedHere("123456"), func(d *driver) { d.on("1006").confirm().moves(sent(failedRefused)) })},
		{name: "under-way-several", do: inOrder(attempted(toCreated), func(d *driver) { d.on("1006").confirm() })},
	}
}

// resumedStates are attempts that another run of the program began.
func resumedStates() []state {
	since := func(state journal.State, change func(*reversal.Attempt)) func(*driver) {
		return func(d *driver) {
			yesterday := shopday.Changed(shopday.Paid("0990", "14:01", 8888, shopday.Card("Visa", "1014")), shopday.DaysAgo(1))
			d.rev.Start(journal.Confirmed(yesterday), "", shopday.ClockAt("14:02").AddDate(0, 0, -1))
			d.moves(func(a *reversal.Attempt) {
				shopday.ToState(state)(a)
				a.Resumed = true
				change(a)
			})
		}
	}
	as := func(*reversal.Attempt) {}
	return []state{
		{name: "resumed", do: since(journal.Checking, as)},
		{name: "resumed-sending", do: since(journal.Sending, as)},
		{name: "resumed-unreachable", do: since(journal.Checking, func(a *reversal.Attempt) { a.UnreadSince = shopday.Sunday })},
		{name: "resumed-not-shown", do: since(journal.Checking, func(a *reversal.Attempt) { a.UnreadSince, a.UnreadCode = shopday.Sunday, 404 })},
		{name: "resumed-created-not-shown", do: since(journal.Created, func(a *reversal.Attempt) { a.UnreadSince, a.UnreadCode = shopday.Sunday, 404 })},
		{name: "resumed-reversed", do: since(journal.Successful, as)},
		{name: "resumed-not-reversed", do: since(journal.Failed, func(a *reversal.Attempt) { a.Why = journal.Refused })},
		{name: "resumed-other-key", do: since(journal.Created, func(a *reversal.Attempt) { a.OtherKey = true })},
	}
}
