package ui

import (
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/internal/shopday"
)

func shownAs(s journal.State, by dojo.Status, more ...func(*reversal.Attempt)) func(*reversal.Attempt) {
	return func(a *reversal.Attempt) {
		a.State, a.Why, a.CorrectedAt, a.LastStatus, a.Answered = s, "", shopday.Sunday, by, dojo.ReversalSuccessful
		for _, m := range more {
			m(a)
		}
	}
}

// What Dojo shows against its own word stands on the row, in the notice and in
// the details, with what to do about it, and the bell rings once.
func TestDojoGoesBackOnItsWord(t *testing.T) {
	t.Parallel()
	trace := func(a *reversal.Attempt) { a.TraceID = "00-abc-01" }
	number := func(a *reversal.Attempt) { a.TraceID, a.ReversalID = "", "55873" }
	bare := func(a *reversal.Attempt) { a.TraceID, a.ReversalID = "", "" }
	seen := func(a *reversal.Attempt) { a.SeenReversedAt = shopday.Sunday }
	for name, c := range map[string]struct {
		change      func(*reversal.Attempt)
		lists       dojo.Status
		row, notice string
	}{
		"still held, with a trace":   {shownAs(journal.Confirming, dojo.StatusAuthorized, trace), dojo.StatusAuthorized, "ring Dojo", "Dojo said Successful, but still shows £42.50 as held. Don't refund yet. Ring Dojo with trace 00-abc-01."},
		"still held, with a number":  {shownAs(journal.Confirming, dojo.StatusAuthorized, number), dojo.StatusAuthorized, "ring Dojo", "Don't refund yet. Ring Dojo with reversal 55873."},
		"still held, with neither":   {shownAs(journal.Confirming, dojo.StatusAuthorized, bare), dojo.StatusAuthorized, "ring Dojo", "Don't refund yet. Ring Dojo with payment pi_1011."},
		"held again":                 {shownAs(journal.Confirming, dojo.StatusAuthorized, trace, seen), dojo.StatusAuthorized, "ring Dojo", "Dojo showed it as reversed, but now shows £42.50 as held again. Don't refund yet. Ring Dojo with trace 00-abc-01."},
		"captured":                   {shownAs(journal.Successful, dojo.StatusCaptured, trace), dojo.StatusCaptured, "refund instead", "NOT reversed after all: Dojo now shows £42.50 as captured. Refund instead."},
		"captured, the list is late": {shownAs(journal.Successful, dojo.StatusCaptured, trace), dojo.StatusReversed, "refund instead", "NOT reversed after all: Dojo now shows £42.50 as captured. Refund instead."},
		"refunded":                   {shownAs(journal.Successful, dojo.StatusRefunded, trace), dojo.StatusRefunded, "Refunded", "Dojo now shows £42.50 as refunded. Don't refund or pay cash as well."},
		"cancelled":                  {shownAs(journal.Successful, dojo.StatusCanceled, trace), dojo.StatusCanceled, "Cancelled", "Dojo said that it is reversed, and now shows £42.50 as cancelled."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t, shopday.Payments()).on("1011").confirm().moves(shopday.ToState(journal.Successful))
			bells := d.bells
			d.changes("1011", shopday.Is(c.lists)).moves(c.change)
			d.has("Tell the customer:", c.notice, c.row).hasNot("Successful, reversed", "is reversed. Don't")
			if d.bells != bells+1 {
				t.Errorf("rang %d times for the correction", d.bells-bells)
			}
			d.moves(c.change).moves(func(a *reversal.Attempt) { a.GoodReads++ })
			if d.bells != bells+1 {
				t.Error("rang again for nothing")
			}
			d.press("esc", "esc", "enter").has(firstWords(c.notice))
		})
	}
}

// firstWords are as many as stand on one line of the details.
func firstWords(s string) string { return strings.Join(strings.Fields(s)[:3], " ") }

// While Dojo's Successful isn't shown by a read, the payment is in progress: not
// to be reversed, and not called reversed.
func TestSuccessfulIsConfirmed(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*reversal.Attempt){
		"confirming": func(a *reversal.Attempt) {
			a.State, a.Why, a.Answered = journal.Confirming, "", dojo.ReversalSuccessful
		},
		"still held": shownAs(journal.Confirming, dojo.StatusAuthorized),
	} {
		d := open(t, shopday.Payments())
		before := d.m.list.Counts().ToReverse
		d.on("1011").confirm().moves(change)
		d.has("in progress 1").hasNot("Successful, reversed")
		if n := d.m.list.Counts().ToReverse; n != before-1 {
			t.Errorf("%s: %d to reverse, there were %d", name, n, before)
		}
		d.press("esc", "r").hasNot("Reverse this payment?").reversed(1)
		d.has("Successful")
		d.moves(func(a *reversal.Attempt) { a.State, a.CorrectedAt = journal.Successful, time.Time{} }).has("Successful, reversed").hasNot("in progress")
	}
}

// What another attempt did is a note: it rings no bell and brings nothing back.
func TestCreditIsANote(t *testing.T) {
	t.Parallel()
	d := open(t, shopday.Payments()).on("1011").confirm().moves(shopday.ToState(journal.Failed)).press("esc")
	bells := d.bells
	d.moves(func(a *reversal.Attempt) {
		a.CorrectedAt, a.LastStatus, a.CorrectedBy = shopday.Sunday, dojo.StatusReversed, "another"
	})
	d.hasNot("Reversed: Dojo now shows")
	if d.bells != bells {
		t.Error("rang for a note")
	}
	d.press("enter").has(", Failed, by ")
}

// A payment that was reversed by somebody else says how Dojo answered ours.
func TestAlreadyNamesTheAnswer(t *testing.T) {
	t.Parallel()
	a := reversal.Attempt{Attempt: journal.Attempt{State: journal.Already, HTTPStatus: 409, Payment: journal.Payment{ID: "pi_1", Amount: dojo.Money{Minor: 4250, Currency: "GBP"}}}}
	got := said(testSpeaker(), &a, shopday.Sunday.Add(time.Minute), false)
	if !strings.Contains(got, "not by this request, which Dojo answered with 409") {
		t.Error(got)
	}
}
