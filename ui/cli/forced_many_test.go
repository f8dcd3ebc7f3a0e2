//go:build !windows

package cli_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"dojoreversals/dojo"
	"dojoreversals/dojo/sandbox"
)

// told says whether somebody was told not to reverse a payment again: another one is at it,
// or it is reversed.
func told(said string) bool {
	said = strings.ToLower(said)
	if strings.Contains(said, "try again") {
		return false
	}
	for _, text := range []string{"started reversing", "is under way", "is reversed", "reversed already", "already reversed", "don't refund"} {
		if strings.Contains(said, text) {
			return true
		}
	}
	return false
}

// Many processes behind OpenSSH's own server reverse the same payments at once, on one
// record. Each payment is sent once. Whoever isn't the first is told who is, or that it is
// reversed. One process is killed once its reversal is sent: another one goes on with it.
func TestForcedManyAtOnce(t *testing.T) {
	t.Parallel()
	each := 2 // processes for each payment; with -tags exhaustive 24 in all
	if exhaustive {
		each = 8
	}
	const payments = 3
	h := newFastHelpdesk(t, "pier")
	s := h.shops["pier"]
	var ids, references []string
	for i := range payments {
		p := sale(fmt.Sprintf("PIER-%d", i), 4250+int64(i), fmt.Sprintf("101%d", i))
		p.Script.Outcome = sandbox.Succeeds
		references, ids = append(references, p.Reference), append(ids, s.pay(p))
	}
	agents := []deskAgent{h.agent("priya", "reverse", "*"), h.agent("omar", "reverse", "pier"), h.agent("ada", "reverse", "pier")}
	h.write("")
	run := func(by deskAgent, command string, more ...string) ran {
		return h.runForced(by.name, "publickey "+by.public+"\n", command, more...)
	}
	reverse := func(i int) string {
		return fmt.Sprintf("reverse %s --yes --amount 42.5%d --reason 'charged twice'", ids[i], i)
	}

	// Those who reverse go by the machine's clock, which the shop's is like until it runs.
	// With that clock they have the client's own time for a request: so many at once keep a
	// busy machine from answering sooner.
	const ownClock = "DOJO_FAILCLOCK="

	// The last payment is sent by a process that dies with Dojo's answer.
	killed := payments - 1
	s.confirmed(references[killed])
	if r := run(agents[0], reverse(killed), ownClock, "DOJO_FAILPOINT=after-http-2"); r.code != -1 {
		t.Fatalf("it wasn't killed: %+v", r)
	}
	for _, reference := range references[:killed] {
		s.confirmed(reference)
	}
	ends := make([]ran, payments*each)
	var all sync.WaitGroup
	for n := range ends {
		all.Go(func() { ends[n] = run(agents[n%len(agents)], reverse(n%payments), ownClock) })
	}
	all.Wait()

	done := map[int]int{}
	for n, r := range ends {
		said := r.out + r.err
		switch i := n % payments; {
		case r.code == 0 && i != killed && strings.Contains(r.out, references[i]+", is reversed"):
			done[i]++
		case r.code != 0 && strings.Contains(said, references[i]) && told(said):
		default:
			t.Errorf("%s at %s: %+v", agents[n%len(agents)].name, references[i], r)
		}
	}
	for i := range killed {
		if done[i] != 1 {
			t.Errorf("%s was reversed by %d processes", references[i], done[i])
		}
	}

	h.clock.run(waitSpeed)
	for i, id := range ids {
		if r := run(agents[(i+1)%len(agents)], "watch "+id); r.code != 0 || !strings.Contains(r.out, references[i]) {
			t.Errorf("watch %s: %+v", references[i], r)
		}
		s.wantState(references[i], dojo.StatusReversed, 1)
	}
	wins := map[string]map[string]bool{} // who recorded that a payment was being sent
	prints := map[string]string{}
	for _, a := range agents {
		prints[a.name] = a.print
	}
	last := map[string]string{}
	for _, l := range h.record() {
		if l.OperatorKey != prints[l.Operator] || l.Client != "127.0.0.1" {
			t.Errorf("the record names %+v", l)
		}
		if l.State == "sending" {
			if wins[l.Reference] == nil {
				wins[l.Reference] = map[string]bool{}
			}
			wins[l.Reference][l.Attempt+" "+l.Operator] = true
		}
		last[l.Attempt] = l.State
	}
	for _, reference := range references {
		if len(wins[reference]) != 1 {
			t.Errorf("%s was being sent as %v", reference, wins[reference])
		}
	}
	for attempt, state := range last {
		if state != "successful" && state != "abandoned" {
			t.Errorf("%s ends as %q", attempt, state)
		}
	}
	for by := range wins[references[killed]] {
		if !strings.HasSuffix(by, " priya") {
			t.Errorf("the record says %q of what priya sent", by)
		}
	}
}
