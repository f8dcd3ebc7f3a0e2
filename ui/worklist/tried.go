package worklist

import (
	"strings"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/reversal"
)

// tried are the payments of a list that have an attempt, and the words on their rows
// by which the finder finds them. There may be as many as payments, but only some
// dozens of different texts. So a text is written once for each change of its payment
// or attempt, and a letter that is typed is looked for once in each different text.
type tried struct {
	from    triedFrom
	list    []triedPayment          // in any order
	written map[string]writtenWords // by payment ID
	texts   []string                // the different ones, folded
	numbers map[string]uint32       // of the texts
}

// triedFrom is all that a list of tried payments is made from.
type triedFrom struct {
	snap     *feed.Snapshot
	verdicts *verdicts
	changes  int // of the attempts
}

type triedPayment struct {
	place uint32 // in the list of payments
	text  uint32 // the number of its words
	// open is an attempt whose end isn't known. There are few, and their words say how
	// long they have taken: they are written each time.
	open *reversal.Attempt
}

// writtenWords are the words of a payment with an attempt that has ended, and what they
// depend on.
type writtenWords struct {
	attempt *reversal.Attempt
	payment *dojo.PaymentIntent
	mark    mark
	gone    bool
	text    uint32
}

// byAttempt are the places of payments that a query finds by the words of a reversal,
// or by their whole ID. slots and found are what the finder has of the query's words.
func (l *List) byAttempt(q query, was *table, slots []uint32, found []slotSet) slotSet {
	places := make(slotSet, len(slots)/64+1)
	if p, ok := l.snap.Get(q.id); ok {
		if i := l.snap.Position(p); i >= 0 {
			places.add(uint32(i)) //nolint:gosec // a list has less than 2^31 payments
		}
	}
	t, text := &l.tried, func(p *dojo.PaymentIntent, a *reversal.Attempt) string {
		return l.opt.Judge.textAfter(l.snap, p, a, l.now)
	}
	t.update(triedFrom{l.snap, l.verdicts, l.changes}, &l.attempts, text)
	has := make([][]bool, len(q.words)) // of each word, by the number of the text
	for w := range q.words {
		has[w] = make([]bool, len(t.texts))
		for n, said := range t.texts {
			has[w][n] = strings.Contains(said, q.words[w].text)
		}
	}
	for _, p := range t.list {
		payment, now := l.snap.Payments[p.place], ""
		if p.open != nil {
			now = text(payment, p.open)
		}
		matches := true
		for w := range q.words {
			said := p.open == nil && has[w][p.text] || p.open != nil && strings.Contains(now, q.words[w].text)
			matches = matches && (said || found[w].has(slots[p.place]))
		}
		if matches || p.open != nil && l.found == l.filter && was.index(payment.ID) >= 0 {
			places.add(p.place)
		}
	}
	return places
}

// update brings the list of tried payments up to what is known now. text writes the
// words of a payment after an attempt.
func (t *tried) update(from triedFrom, as *attempts, text func(*dojo.PaymentIntent, *reversal.Attempt) string) {
	if from == t.from {
		return
	}
	t.from, t.list = from, t.list[:0]
	if t.written == nil {
		t.written, t.numbers = map[string]writtenWords{}, map[string]uint32{}
	}
	for id := range as.all {
		p, listed := from.snap.Get(id)
		a := as.Attempt(id)
		if !listed || a == nil {
			continue
		}
		place := from.snap.Position(p)
		if place < 0 {
			continue
		}
		one := triedPayment{place: uint32(place)} //nolint:gosec // a list has less than 2^31 payments
		if a.State.Open() {
			one.open = a
		} else {
			one.text = t.ended(writtenWords{attempt: a, payment: p, mark: from.verdicts.marks[place], gone: from.snap.IsGone(id)}, text)
		}
		t.list = append(t.list, one)
	}
}

// ended is the number of the words after an attempt that has ended. It writes them only
// where they may have changed.
func (t *tried) ended(now writtenWords, text func(*dojo.PaymentIntent, *reversal.Attempt) string) uint32 {
	was, known := t.written[now.payment.ID]
	now.text = was.text
	if !known || was != now {
		now.text = t.number(text(now.payment, now.attempt))
		t.written[now.payment.ID] = now
	}
	return now.text
}

// number is the number of a text, the same for the same text.
func (t *tried) number(text string) uint32 {
	n, known := t.numbers[text]
	if !known {
		n = uint32(len(t.texts)) //nolint:gosec // each is of an attempt
		t.texts, t.numbers[text] = append(t.texts, text), n
	}
	return n
}
