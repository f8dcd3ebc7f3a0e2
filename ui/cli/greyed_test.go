package cli_test

import (
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/sandbox"
	"dojoreversals/ui/internal/ptytest"
)

// TestGreyedRows holds that rows which can't be reversed say so, and that r on them
// opens no dialog and says what to do instead.
func TestGreyedRows(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-5", 500, "1005"))
	captured := sale("ORDER-4", 400, "1004")
	captured.Status = dojo.StatusCaptured
	s.pay(captured)
	refunded := sale("ORDER-3", 300, "1003")
	refunded.Status = dojo.StatusRefunded
	s.pay(refunded)
	unpaid := sale("ORDER-2", 200, "1002")
	unpaid.Status = dojo.StatusCreated
	s.pay(unpaid)
	yesterday := sale("ORDER-1", 100, "1001")
	yesterday.PaidAt = s.now().Add(-24 * time.Hour)
	s.pay(yesterday)

	till := s.till()
	till.head("To reverse 1", "refund instead 1")
	till.row("ORDER-4", "Captured, refund instead")
	till.row("ORDER-3", "Refunded")
	till.row("ORDER-1", "refund instead if captured")
	day := yesterday.PaidAt.In(s.zone).Format("Mon 2")
	till.row("ORDER-1", day)
	for reference, says := range map[string]string{
		"ORDER-4": "Captured: can't be reversed here. Refund instead, in the Dojo for Business app, or on the card machine with the same card.",
		"ORDER-3": "Refunded already. Nothing more to do.",
		"ORDER-1": "Held since " + yesterday.PaidAt.In(s.zone).Format("Mon 2 Jan") + " and not captured: too late to reverse here, and there is nothing to refund yet. Don't capture it just to refund it",
	} {
		till.choose(reference).press("r").says(says)
		if b := box(till.Screen()); b != "" {
			t.Errorf("a dialog opened for %s:\n%s", reference, b)
		}
	}

	if lineOf(till.Screen(), "ORDER-2") != "" {
		t.Error("a payment that nobody has paid yet is in the list of every day")
	}
	for _, view := range []string{"to reverse", "refund instead", "too late", "reversed", "everything"} {
		till.press("v").head("view: " + view)
	}
	till.row("ORDER-2", "not paid yet")
	till.choose("ORDER-2").press("r").says("Nobody has paid this yet, so there is nothing to reverse.")
	till.quit()
}

// TestSelectionFollowsThePayment holds that r asks about the payment that was
// chosen, even if its row has moved.
func TestSelectionFollowsThePayment(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-2", 2000, "1002"))
	s.pay(sale("ORDER-1", 1000, "1001"))
	till := s.till()
	till.choose("ORDER-1")
	late := sale("ORDER-3", 3000, "1003")
	late.PaidAt = s.now()
	s.pay(late)
	till.row("ORDER-3", "Held")
	till.row("ORDER-1", ">")
	till.ask().about("£10.00", "Visa ··1001", "ORDER-1").reverse()
	till.row("ORDER-1", "Created")
	s.settle()
	till.row("ORDER-1", "Successful")
	s.wantState("ORDER-3", dojo.StatusAuthorized, 0)
	till.quit()
}

// TestCapturedWhileDeciding captures the payment while the dialog is open. The
// dialog turns into a message; enter must not reverse, and the message must not
// vanish.
func TestCapturedWhileDeciding(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	id := s.pay(sale("ORDER-1", 4250, "1013"))
	till := s.till()
	till.ask().about("£42.50", "Visa ··1013", "ORDER-1")
	till.answer("tab", "the focus on Reverse", func(s ptytest.Screen) bool { return strings.Contains(box(s), "[ Reverse £42.50 ]") })
	if err := s.Capture(id); err != nil {
		t.Fatal(err)
	}
	till.question("[ OK ]").titled("NOT reversed").saying("NOT reversed. It was captured while you were deciding.").saying("Refund instead.")
	// OK takes no enter before a quiet moment; nothing on the screen tells
	// when that is over, but an escape is always taken.
	till.press("esc").WaitUntil("the message to close", func(s ptytest.Screen) bool { return box(s) == "" })
	till.row("ORDER-1", "Captured, refund instead")
	s.wantState("ORDER-1", dojo.StatusCaptured, 0)
	till.quit()
}

// TestCapturedFirst captures the payment between the last read and the reversal:
// Dojo refuses, and the screen says why and what to do.
func TestCapturedFirst(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	p := sale("ORDER-1", 4250, "1013")
	p.Script = sandbox.Script{Outcome: sandbox.CapturedFirst}
	s.pay(p)
	till := s.till()
	till.ask().about("£42.50", "Visa ··1013", "ORDER-1").reverse()
	till.says("Failed: £42.50, ORDER-1, was captured first. Refund instead.")
	till.row("ORDER-1", "Failed, refund instead")
	s.wantState("ORDER-1", dojo.StatusCaptured, 0)
	till.quit()
}

// TestReversedByAnotherTill reverses the payment elsewhere. The last read before
// sending finds that: nothing is sent, and the reversal isn't counted as ours.
func TestReversedByAnotherTill(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	id := s.pay(sale("ORDER-1", 4250, "1013"))
	till := s.till()
	q := till.ask().about("£42.50", "Visa ··1013", "ORDER-1")
	// The list isn't read again, so that only that read can find it.
	s.fault("search:500")
	if err := s.Set(id, dojo.StatusReversed); err != nil {
		t.Fatal(err)
	}
	q.reverse()
	s.notSent("ORDER-1")
	till.says("Already reversed: £42.50, ORDER-1, before anything was sent, so not by this request. Don't refund or pay cash as well.")
	till.row("ORDER-1", "Reversed")
	till.quit()
}
