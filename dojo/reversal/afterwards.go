package reversal

import (
	"cmp"
	"slices"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// confirm takes in a read of a payment after Dojo answered Successful. If the read shows
// the payment captured, refunded or cancelled, that is a correction at once. If it shows
// the payment as it was confirmed, that is a correction after createdFor.
func confirm(a journal.Attempt, status dojo.Status, others []journal.Attempt, watched time.Duration, wall time.Time) journal.Attempt {
	switch {
	case status == dojo.StatusReversed:
		if !a.CorrectedAt.IsZero() {
			a.CorrectedAt = wall
		}
		a.LastStatus, a.SeenReversedAt = status, wall
		if by, _ := creditOf(a, others); by != a.ID {
			a.CorrectedBy = by
			return settle(a, journal.Already, "", wall)
		}
		return settle(a, journal.Successful, "", wall)
	case asBefore(a, status):
		if a.CorrectedAt.IsZero() && watched >= unresolvedAfter && journal.Elapsed(a.GaveUpAt, wall) >= createdFor {
			return correct(a, status, "", wall)
		}
	case isEnd(status):
		return correct(settle(a, journal.Successful, "", wall), status, "", wall)
	}
	return a
}

// afterwards compares an attempt that is over with a newer read of its payment: Dojo may
// settle late, and go back on its word. If the payment is held again after Dojo said
// Successful, the attempt is Confirming again.
func afterwards(a journal.Attempt, status dojo.Status, others []journal.Attempt, wall time.Time) journal.Attempt {
	switch {
	case a.SentAt.IsZero() && !a.Reversed() && a.CorrectedAt.IsZero():
		return a // it was never sent
	case status == dojo.StatusReversed:
		by, known := creditOf(a, others)
		if by == a.ID {
			by = ""
		}
		switch {
		case known && !a.Reversed():
			return correct(a, status, by, wall)
		case by == "" || a.CorrectedBy != "":
		case a.State != journal.Successful:
			return correct(a, status, by, wall)
		case !took(a):
			// It only seemed to be ours: Dojo's answer to another attempt came later.
			a.State = journal.Already
			return correct(a, status, by, wall)
		}
	case asBefore(a, status):
		if a.Reversed() && journal.Elapsed(lastWord(a), wall) >= createdFor {
			if a.State == journal.Successful {
				a.State = journal.Confirming
			}
			return correct(a, status, "", wall)
		}
	case isEnd(status):
		if a.Reversed() || !a.CorrectedAt.IsZero() && a.LastStatus != status {
			return correct(a, status, "", wall)
		}
	}
	return a
}

func correct(a journal.Attempt, status dojo.Status, by string, wall time.Time) journal.Attempt {
	a.LastStatus, a.CorrectedAt, a.CorrectedBy = status, wall, by
	return a
}

// asBefore says whether a payment is as it was before its reversal: still
// held, or under the published rule still captured.
func asBefore(a journal.Attempt, status dojo.Status) bool {
	return status == a.Payment.Status || status == dojo.StatusAuthorized
}

// isEnd says whether a payment with this status has ended without a reversal. A status
// that this program doesn't know proves nothing.
func isEnd(status dojo.Status) bool {
	return status == dojo.StatusCaptured || status == dojo.StatusRefunded || status == dojo.StatusCanceled
}

// lastWord is when the record last said what became of the payment.
func lastWord(a journal.Attempt) time.Time {
	if !a.CorrectedAt.IsZero() {
		return a.CorrectedAt
	}
	return a.SettledAt
}

// creditOf says which attempt of ours a payment's reversal is credited to: its ID, or ""
// for none. That is an attempt that Dojo answered Successful or Created. If there is
// none, it is the one that was credited before, or else one whose request may have
// reached Dojo. known is false for an attempt that is over, while an open one may still
// bring an answer.
func creditOf(a journal.Attempt, others []journal.Attempt) (id string, known bool) {
	newest := func(is func(journal.Attempt) bool) string {
		var found journal.Attempt
		for _, o := range append([]journal.Attempt{a}, others...) {
			if o.SentAt.IsZero() || !is(o) {
				continue
			}
			if found.ID == "" || cmp.Or(o.ConfirmedAt.Compare(found.ConfirmedAt), cmp.Compare(o.ID, found.ID)) > 0 {
				found = o
			}
		}
		return found.ID
	}
	if a.State.Open() && took(a) {
		return a.ID, true // the newest, since it bars others
	}
	if !a.State.Open() && slices.ContainsFunc(others, func(o journal.Attempt) bool { return o.State.Open() }) {
		return "", false
	}
	for _, is := range []func(journal.Attempt) bool{
		func(o journal.Attempt) bool { return o.ID != a.ID && took(o) && credited(o) },
		took,
		credited,
	} {
		if id = newest(is); id != "" {
			return id, true
		}
	}
	if !notOurs(a) {
		return a.ID, true
	}
	return newest(func(o journal.Attempt) bool { return o.State == journal.Unresolved && !notOurs(o) }), true
}

// credited says whether the record says that this attempt reversed its payment.
func credited(a journal.Attempt) bool {
	return a.Reversed() && a.CorrectedBy == "" && (a.State == journal.Successful || !a.CorrectedAt.IsZero() && !notOurs(a))
}

// took says whether Dojo answered that it accepted the reversal. Newer versions of the
// API give a reversal a number and no status. A 200 alone doesn't tell, since errors
// come with 200, too.
func took(a journal.Attempt) bool {
	if a.Answered == "" {
		return a.State == journal.Created || a.ReversalID != ""
	}
	return a.Answered != dojo.ReversalFailed
}

// notOurs says whether it is certain that the attempt's own request reversed nothing,
// whatever a read shows.
func notOurs(a journal.Attempt) bool {
	switch a.Why {
	case journal.Refused, journal.Forbidden, journal.SaidFailed, journal.NotSent, journal.TooSlow, journal.NotAllowed:
		return true
	}
	return TurnedAway(a.HTTPStatus)
}
