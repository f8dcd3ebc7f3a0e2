package plain

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dojoreversals/dojo"
	"dojoreversals/ui/confirm"
	"dojoreversals/ui/internal/shopday"
)

// asking is a session that only asks about the first payment.
func asking(t tb, reason string, options ...option) *typist {
	t.Helper()
	payments := shopday.Payments()
	w := &typist{tb: t, list: &shopday.List{Version: 1, Snap: shopday.SnapshotOf(1, payments)}, rev: &shopday.Reversals{}, pc: shopday.Sunday}
	w.p = newSession(w, true, options...)
	return w.heard(w.p.AskAbout(payments[0], reason))
}

// Whatever is typed, a session that asks about one payment begins at most one reversal,
// and only for the word itself, typed as somebody does who has read the question. It ends
// with the answer.
func TestAskAbout(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := asking(t, "charged twice")
		if !strings.Contains(strings.Join(w.fresh, "\n"), "Reason: charged twice.") || strings.Contains(w.log.String(), "1. ") {
			t.Fatalf("it asks\n%s", w.log.String())
		}
		reversed := false
		for range rapid.IntRange(1, 5).Draw(t, "lines") {
			text := rapid.SampledFrom([]string{"", "reverse", "REVERSE", "reverse 2", "2", "list", "because x", "quit", "no", "help"}).Draw(t, "line")
			early := rapid.Bool().Draw(t, "early")
			if w.p.Ended() {
				break
			}
			if early {
				w.atOnce(text)
			} else {
				w.types(text)
				reversed = reversed || strings.EqualFold(text, "reverse")
			}
		}
		if got := len(w.rev.Starts); got > 1 || (got == 1) != reversed || (w.p.Began() != "") != reversed {
			t.Fatalf("%d begun, reversed %t\n%s", got, reversed, w.log.String())
		}
		if reversed && !w.p.Ended() {
			t.Fatalf("it goes on\n%s", w.log.String())
		}
	})
}

// The end of the input keeps the payment, whether or not a list was read by then: nobody
// asked for one.
func TestAskAboutNeedsNoList(t *testing.T) {
	t.Parallel()
	w := asking(t, "")
	unread(w.list.Snap)
	w.heard(w.p.InputEnded())
	if !w.p.Ended() || w.p.Failed() || w.p.Refused() != nil || w.p.Began() != "" {
		t.Errorf("ended %t, failed %t, refused %v, began %q", w.p.Ended(), w.p.Failed(), w.p.Refused(), w.p.Began())
	}
}

// A payment that nobody is asked about ends the session at once, with the reason; so does
// one that changes while the question waits.
func TestAskAboutIsRefused(t *testing.T) {
	t.Parallel()
	w := asking(t, "", setting(func(s *Settings) { s.ReadOnly = "Read-only." }))
	if no := w.p.Refused(); !w.p.Ended() || no == nil || no.Because != confirm.ReadOnly {
		t.Errorf("%+v\n%s", no, w.log.String())
	}
	w = asking(t, "")
	payments := shopday.Payments()
	payments[0].Status = dojo.StatusCaptured
	w.list.Replace(payments, w.Now())
	w.heard(w.p.ListChanged())
	if no := w.p.Refused(); !w.p.Ended() || no == nil || no.Because != confirm.CapturedMeanwhile || w.p.Began() != "" {
		t.Errorf("%+v\n%s", no, w.log.String())
	}
	w = asking(t, "").types("")
	if !w.p.Ended() || w.p.Refused() != nil || w.p.Began() != "" {
		t.Errorf("kept: %+v\n%s", w.p.Refused(), w.log.String())
	}
}
