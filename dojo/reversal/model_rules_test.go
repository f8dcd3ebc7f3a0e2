package reversal

import (
	"errors"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// answer is how a request to reverse can end, as far as anything follows from it.
type answer uint8

const (
	saidSuccessful answer = iota
	saidCreated
	saidFailed
	saidRefused
	saidNothing // no answer, or one that doesn't prove anything
	saidAway    // not carried out; that is no end
	wasNotSent
	answerKinds
)

type ending struct {
	ans dojo.ReversalAnswer
	err error
}

// endings are all the ways of each kind. The model takes the first for all;
// TestModelClasses holds that the rest has no other consequences.
var endings = func() [answerKinds][]ending {
	var e [answerKinds][]ending
	said := func(k answer, list ...dojo.ReversalStatus) {
		for _, s := range list {
			e[k] = append(e[k], ending{ans: dojo.ReversalAnswer{Status: s, ID: "rvs_1", Exchange: dojo.Exchange{HTTPStatus: 200}}})
		}
	}
	said(saidSuccessful, dojo.ReversalSuccessful)
	said(saidCreated, dojo.ReversalCreated, "", "Pending")
	said(saidFailed, dojo.ReversalFailed)
	for _, status := range []int{400, 401, 403, 404} {
		e[saidRefused] = append(e[saidRefused], ending{err: refused(status)})
	}
	for _, cause := range []dojo.Cause{dojo.CauseTimeout, dojo.CauseCut, dojo.CauseUnreadable, dojo.CauseHTML, dojo.CauseTooLarge, dojo.CauseStopped} {
		e[saidNothing] = append(e[saidNothing], ending{err: noAnswer(cause)})
	}
	for _, status := range []int{409, 402, 405, 406, 407, 410, 411, 412, 413, 415, 418, 421, 422, 423, 425, 426, 428, 429, 431, 451} {
		e[saidAway] = append(e[saidAway], ending{err: refused(status)})
	}
	for _, status := range []int{301, 302, 303, 307, 308, 408, 499, 500, 502, 503, 504, 520, 599} {
		e[saidNothing] = append(e[saidNothing], ending{err: refused(status)})
	}
	e[saidNothing] = append(e[saidNothing], ending{err: errors.New("of no known kind")})
	e[wasNotSent] = []ending{{err: notSent()}, {err: &dojo.NotSentError{Cause: dojo.CauseStopped, Err: dojo.ErrSendBefore}},
		{err: &dojo.NotSentError{Cause: dojo.CauseStopped, Err: errNotAllowed}}}
	return e
}()

// asked is which function of transition.go is asked.
type asked uint8

const (
	askFresh asked = iota // with the status, 8 where the day is over, and 16 where the person may not any more
	askAnswer
	askRead
	askExpired
	askAbandon
	askOnTop // of what was learnt, beside the record
	askTime  // to send, with 8 where the day is over
)

type question struct {
	fact      fact
	age, gave uint8
	ask       asked
	arg       uint8
	learnt    fact
	i         int          // which attempt it is
	others    [atMost]fact // on the payment, where they matter
}

// told is what it said. It is remembered, since it is asked the same things
// hundreds of thousands of times.
type told struct {
	fact fact
	ok   bool
}

func (m *model) ask(f fact, i int, age, gave uint8, ask asked, arg uint8) told {
	return m.put(question{fact: f, i: i, age: age, gave: gave, ask: ask, arg: arg})
}

func (m *model) askRead(f fact, i int, gave uint8, s payStatus, others [atMost]fact) fact {
	return m.put(question{fact: f, i: i, gave: gave, ask: askRead, arg: uint8(s), others: others}).fact
}

// mergeUnrecorded is the real one.
func (m *model) mergeUnrecorded(recorded, learnt fact, i int) fact {
	return m.put(question{fact: recorded, i: i, ask: askOnTop, learnt: learnt}).fact
}

func (m *model) put(q question) told {
	t, ok := m.memo[q]
	if !ok {
		t = m.answer(q)
		m.memo[q] = t
	}
	return t
}

func (m *model) answer(q question) told {
	a := q.fact.attempt(m.confirmed, q.i, q.age, q.gave)
	ok := true
	switch q.ask {
	case askFresh:
		r, err := m.reading(payStatus(q.arg & 7))
		var mayNot error
		if q.arg&16 != 0 {
			mayNot = errNotAllowed
		}
		a = afterFreshRead(a, r, err, mayNot, m.rules(), dojosTime(q.arg), noon)
	case askTime:
		ok = timeToSend(a, &m.confirmed, m.rules(), dojosTime(q.arg), noon) > 0
	case askAnswer:
		e := endings[q.arg][0]
		a = afterAnswer(a, e.ans, e.err, noon)
	case askRead:
		r, err := m.reading(payStatus(q.arg))
		// Watched for an hour, always. A read by a process that has watched for
		// less than a minute never says that nothing has changed. That is as if
		// it had not been made yet, and the model lets reads come late.
		a = afterRead(order(a), r, err, m.othersOf(q), time.Hour, noon)
	case askExpired:
		a, ok = afterClaim(a, noon)
	case askAbandon:
		a = abandon(a, journal.NotRecorded, noon)
	case askOnTop:
		a = mergeUnrecorded(a, q.learnt.attempt(m.confirmed, q.i, q.age, q.gave))
	}
	return told{factOf(a), ok}
}

func (m *model) rules() Rules { return Rules{Rule: m.rule, Zone: london()} }

// dojosTime is Dojo's clock in a question.
func dojosTime(arg uint8) dojo.Span {
	if arg&8 != 0 {
		return dojo.At(noon.Add(8 * 24 * time.Hour))
	}
	return dojo.At(noon)
}

// othersOf are the attempts beside the one that is asked about.
func (m *model) othersOf(q question) []journal.Attempt {
	var list []journal.Attempt
	for i, f := range q.others {
		if f.known() {
			list = append(list, order(f.attempt(m.confirmed, i, 0, 0)))
		}
	}
	return list
}

// order gives attempts times of confirmation in their order.
func order(a journal.Attempt) journal.Attempt {
	a.ConfirmedAt = noon.Add(-time.Hour + time.Duration(a.ID[0]))
	return a
}

func (m *model) reading(s payStatus) (dojo.Reading, error) {
	if s == failedRead {
		return dojo.Reading{}, noAnswer(dojo.CauseTimeout)
	}
	return readingOf(m.confirmed, statuses[s]), nil
}
