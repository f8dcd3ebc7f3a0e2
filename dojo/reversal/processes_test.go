package reversal

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// shift is what happens at a counter with several processes on one journal.
type shift struct {
	Posts  []post
	Reads  []read
	Others []other
	Doings []doing
}

// doing is what a person, or the machine, does with one process.
type doing struct {
	At      time.Duration
	What    string
	Process int
}

var shifts = rapid.Custom(func(t *rapid.T) shift {
	s := shift{
		Posts: rapid.SliceOfN(posts, 0, 4).Draw(t, "posts"),
		Reads: rapid.SliceOfN(reads, 0, 8).Draw(t, "reads"),
	}
	for range rapid.IntRange(0, 1).Draw(t, "others") {
		s.Others = append(s.Others, other{ms(0, 200_000).Draw(t, "at"), rapid.SampledFrom([]dojo.Status{"Captured", "Reversed"}).Draw(t, "becomes")})
	}
	moment := rapid.OneOf(ms(0, 3_000), ms(0, 60_000), ms(0, 300_000))
	for i := range rapid.IntRange(2, 12).Draw(t, "doings") {
		s.Doings = append(s.Doings, doing{
			moment.Draw(t, "at") + time.Duration(i)*59*time.Microsecond, // see someTime
			rapid.SampledFrom([]string{"press", "press", "kill", "suspend", "wake", "quit", "look"}).Draw(t, "what"),
			rapid.IntRange(0, 1).Draw(t, "process"),
		})
	}
	slices.SortFunc(s.Doings, func(a, b doing) int { return cmp.Compare(a.At, b.At) })
	return s
})

// Two processes press, are killed, suspended and started again on one payment
// and one journal: each confirmation is sent at most once, with its record; one
// attempt is open at a time; and in the end everything is settled, recorded and
// shown alike.
func TestTwoProcesses(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		s := shifts.Draw(rt, "shift")
		var broken []string
		synctest.Test(t, func(*testing.T) { broken = s.run() })
		if len(broken) > 0 {
			rt.Fatalf("%s", strings.Join(broken, "\n"))
		}
	})
}

// run plays a shift in a bubble and returns what didn't hold.
func (s shift) run() []string {
	<-time.After(12 * time.Hour)
	w := &world{accounts: map[string]*account{theID: {intent: held(theID, time.Now()), posts: s.Posts, reads: s.Reads}}}
	newLedger(w)
	began := time.Now()
	start := func() *process {
		<-time.After(7 * time.Microsecond)
		return w.run(fmt.Sprintf("run %d", w.runs+1), nil)
	}
	procs := [2]*process{start(), start()}
	for _, o := range s.Others {
		time.AfterFunc(o.At+29*time.Microsecond, func() { w.become(theID, o.Status) })
	}
	confirmed := 0
	for _, d := range s.Doings {
		<-time.After(time.Until(began.Add(d.At)))
		p := procs[d.Process]
		p.mu.Lock()
		asleep := p.asleep != nil
		p.mu.Unlock()
		switch d.What {
		case "press":
			if dialog := held(theID, began); !asleep {
				confirmed++
				p.Start(p.by, journal.Confirmed(&dialog), "", w.now())
			}
		case "look":
			if !asleep {
				p.Compare(w.look)
			}
		case "kill":
			p.kill()
			procs[d.Process] = start()
		case "quit":
			p.wake()
			p.quit()
			procs[d.Process] = start()
		case "suspend":
			p.suspend()
		case "wake":
			p.wake()
		}
	}
	w.mu.Lock()
	w.healed = true
	w.mu.Unlock()
	for _, p := range procs {
		<-time.After(100 * time.Microsecond)
		p.wake()
	}
	<-time.After(settledBy)
	for range 2 {
		for _, p := range procs {
			p.Compare(w.look)
			<-time.After(5 * time.Second)
		}
	}
	for _, p := range procs {
		w.judgeAlike(p)
	}
	for _, p := range procs {
		p.quit()
	}
	<-time.After(time.Hour)
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.calls) > confirmed {
		w.violated("%d confirmed, %d sent", confirmed, len(w.calls))
	}
	return w.broken
}

// judgeAlike holds the end that a process shows against the journal and Dojo.
func (w *world) judgeAlike(p *process) {
	shown := map[string]Attempt{}
	for _, a := range p.Attempts() {
		shown[a.ID] = a
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	is, succeeded := w.accounts[theID].intent.Status, map[string]bool{}
	for _, l := range w.ledger.last {
		if l.State == journal.Successful {
			succeeded[l.ID] = true
		}
	}
	for id, l := range w.ledger.last {
		a, ok := shown[id]
		c := w.callOf(id)
		switch {
		case !ok:
			w.violated("%s has forgotten %s", p.name, id)
		case a.Unrecorded || differ(a.Attempt, l):
			w.violated("%s shows %s as %s (%s), corrected by %q; recorded as %s (%s), by %q", p.name, id, a.State, a.Why, a.CorrectedBy, l.State, l.Why, l.CorrectedBy)
		case l.State.Open() && !(l.State == journal.Confirming && l.LastStatus == is):
			w.violated("%s is %s for ever", id, l.State)
		case (l.State == journal.Failed || l.State == journal.Unresolved) && is == dojo.StatusReversed && (l.CorrectedAt.IsZero() || len(succeeded) > 0 && !succeeded[l.CorrectedBy]):
			w.violated("%s is %s, corrected %v by %q; %v succeeded", id, l.State, l.CorrectedAt, l.CorrectedBy, succeeded)
		case l.State.Final() && !l.SentAt.IsZero() && l.Reversed() != (is == dojo.StatusReversed):
			w.violated("%s is Successful, its payment is %s", id, is)
		case l.State == journal.Abandoned && c != nil:
			w.violated("%s is Abandoned and was sent", id)
		}
	}
}
