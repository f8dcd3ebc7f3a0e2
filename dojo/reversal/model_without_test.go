package reversal

import (
	"strings"
	"testing"
)

// rule is a rule that can be left out of the model.
type rule int

const (
	nothing rule = iota
	neverTwice
	recordFirst
	sendingFromIntended
	compareAndSet
	oneClaim
	freshRead
	tenSeconds
	sendBefore
	dayLook
	dayBound
	thirtySeconds
	expiry
	anyKeyExpires
	goodReadAgrees
	lostIsNotFailed
	refusedIsAlready
	unresolvedBlocks
	corrections
	waitForOpen
	journalBeforeCorrection
	amending
	resuming
	following
	exactRecord
	staleReads
	confirming
	goingBack
	credit
	conflictIsNotOurs
	retryUnsent
	keepUnrecorded
	unrecordedNews
	freshLook
	lastLook
	patience
	freshAsk
	lastAsk
)

// TestModelWithout leaves out each rule once. What the rule protects must then
// be broken, or else nothing needs the rule. Where it says "holds", nothing in
// the model needs it, for the reason that is given.
func TestModelWithout(t *testing.T) {
	t.Parallel()
	if raceDetector {
		t.Skip("each exploration is one goroutine: the race detector has nothing to find")
	}
	const holds = "holds"
	for _, c := range []struct {
		rule   rule
		what   string
		breaks string // a part of the invariant's sentence
		set    func(m *model)
	}{
		{neverTwice, "the request is sent again where no answer came", "sent twice", nil},
		{recordFirst, "it is sent before Sending is on disk", "left while its record said", nil},
		{sendingFromIntended, "Sending is recorded over whatever stands there", "and then as sending", nil},
		{compareAndSet, "changes are recorded over whatever stands there", "and then as", func(m *model) { m.stale = true }},
		{oneClaim, "another open attempt doesn't bar the payment", "two attempts are open", nil},
		{freshRead, "the fresh read decides nothing", "left though", nil},
		{tenSeconds, "nothing asks for the 10 seconds", "more than 10 seconds", nil},
		{sendBefore, "the client writes however late it is", "more than 10 seconds", nil},
		{dayLook, "the last look doesn't ask for the day", "left after midnight", nil},
		{dayBound, "the client writes within 10 seconds, after midnight too", "left after midnight", nil},
		{thirtySeconds, "attempts are taken over before their 30 seconds", "left while its record said", nil},
		{expiry, "attempts that were left are never taken over", "barred for ever", nil},
		{anyKeyExpires, "only its own key takes over what was left", "barred for ever", func(m *model) { m.otherKey, m.staysDown, m.presses = true, true, 1 }},
		{goodReadAgrees, "a refusal is believed at once", "without a good read that agrees", nil},
		{lostIsNotFailed, "no answer is taken for a refusal", "can still take effect", nil},
		{refusedIsAlready, "a payment that is Reversed was reversed by us, whatever was answered", "which its answer denied", nil},
		{unresolvedBlocks, "an unresolved attempt bars its payment", "barred for ever", nil},
		{corrections, "nothing is corrected", "stays wrong", nil},
		{waitForOpen, "a correction doesn't wait for the attempt that is open", "stays wrong", func(m *model) { m.without2 = amending }},
		{journalBeforeCorrection, "a correction knows only what this process knows", "is credited with what Dojo answered",
			func(m *model) { m.stale, m.noKills, m.without2 = true, true, amending }},
		{amending, "a correction is never put right", "stays wrong", nil},
		{resuming, "open attempts are forgotten at the start", "forgotten at the start", nil},
		{following, "what other processes record isn't taken in", "barred for ever", func(m *model) { m.staysDown = true }},
		{exactRecord, "an answer that another process noted is written over", "which its answer denied", func(m *model) { m.stale = true }},
		{staleReads, "a read counts though the attempt moved on since it was sent", "older than what it corrects", func(m *model) { m.slowReads, m.presses = true, 1 }},
		{confirming, "the answer Successful is the end", "which no read has shown", func(m *model) { m.fickle = 1 }},
		{goingBack, "Dojo's going back on its word is not looked at", "stays wrong", func(m *model) { m.fickle, m.presses = 1, 1 }},
		{credit, "whoever reads first is credited", "is credited with what Dojo answered", nil},
		{conflictIsNotOurs, "a 409 is taken for no answer", "which its answer denied", nil},
		{retryUnsent, "what was never sent, and could not be recorded so, is forgotten", "barred for ever", func(m *model) { m.diskFaults, m.presses, m.alone = 2, 1, true }},
		{keepUnrecorded, "what could not be recorded gives way to the record", "which no read has shown", func(m *model) { m.diskFaults, m.presses = 2, 1 }},
		{unrecordedNews, "what could not be recorded hides what others record", "is credited with what Dojo answered", func(m *model) { m.diskFaults, m.noKills = 1, true }},

		{lastAsk, "nobody asks just before whether the person may still reverse", "might not reverse any more", func(m *model) { m.rights = true }},

		// The last look asks again; what is late, or not allowed, is then called Failed
		// and not Abandoned.
		{freshAsk, "nobody asks after the fresh read whether the person may still reverse", holds, func(m *model) { m.rights = true }},
		{freshLook, "the fresh read may be late", holds, nil},
		// The client's connection asks again before each byte. What this one
		// adds is that no connection is made, and that a program that ends
		// sends nothing.
		{lastLook, "nobody looks at the clock just before", holds, nil},
		// It keeps people from pressing again too soon. A second request that
		// leaves all the same is one of its own, and Dojo takes only one.
		{patience, "a request without an answer is unresolved at once", holds, nil},
	} {
		t.Run(c.what, func(t *testing.T) {
			m := newModel(2)
			m.without = c.rule
			if c.set != nil {
				c.set(m)
			}
			m.explore()
			first, _, _ := strings.Cut(m.broken, "\n")
			t.Logf("%d states: %s", len(m.states), first)
			if (m.broken == "") != (c.breaks == holds) || m.broken != "" && !strings.Contains(first, c.breaks) {
				t.Errorf("want %q, have %q", c.breaks, m.broken)
			}
		})
	}
}
