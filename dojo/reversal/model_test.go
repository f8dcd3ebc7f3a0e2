package reversal

import (
	"testing"
	"time"

	"dojoreversals/dojo"
)

// exploration is one choice of what can happen.
type exploration struct {
	name    string
	presses int
	set     func(m *model)
}

// explorations are at least one of each kind, small enough for every run of the
// tests. The tag exhaustive adds the large ones of exhaustive_test.go.
var explorations = []exploration{
	{"one host", 2, func(m *model) {}},
	{"one host, a disk that fails three times", 1, func(m *model) { m.diskFaults = 3 }},
	{"one host, refusals that aren't Dojo's", 2, func(m *model) { m.honest = false }},
	{"one host, a process never comes back", 2, func(m *model) { m.staysDown = true }},
	{"one host, two keys", 2, func(m *model) { m.otherKey = true }},
	{"two hosts", 2, func(m *model) { m.twoHosts = true }},
	{"one host, followed late, a disk that fails twice", 1, func(m *model) { m.stale, m.diskFaults = true, 2 }},
	{"one host, slow reads, a disk that fails twice", 1, func(m *model) { m.slowReads, m.diskFaults = true, 2 }},
	{"one host, two keys, a disk that fails once, no process is killed", 2, func(m *model) { m.otherKey, m.diskFaults, m.noKills = true, 1, true }},
	{"two hosts, a disk that fails once, no process is killed", 2, func(m *model) { m.twoHosts, m.diskFaults, m.noKills = true, 1, true }},
	{"two hosts, refusals that aren't Dojo's", 2, func(m *model) { m.twoHosts, m.honest = true, false }},
	{"published, held", 2, func(m *model) { m.rule = dojo.RulePublished }},
	{"published, captured", 2, auto},
	{"published, captured, two hosts", 2, func(m *model) { auto(m); m.twoHosts = true }},
	{"one host, Dojo goes back and forth", 1, func(m *model) { m.fickle = 3 }},
	{"one host, Dojo goes back, slow reads", 1, func(m *model) { m.fickle, m.slowReads = 2, true }},
	{"one host, Dojo goes back, a disk that fails once", 1, func(m *model) { m.fickle, m.diskFaults = 1, 1 }},
	{"two hosts, Dojo goes back, no process is killed", 2, func(m *model) { m.fickle, m.twoHosts, m.noKills = 1, true, true }},
	{"published, captured, Dojo goes back, no process is killed", 2, func(m *model) { auto(m); m.fickle, m.noKills = 1, true }},
	{"one host, the right to reverse ends", 2, func(m *model) { m.rights = true }},
	{"one host, the right to reverse ends, a disk that fails twice", 1, func(m *model) { m.rights, m.diskFaults = true, 2 }},
	{"one process, three confirmations", 3, func(m *model) { m.alone = true }},
}

// TestModel explores the model completely and holds its invariants in each
// state and at each step: at most one request per confirmation; none without
// its record, none late, none for a payment that could not be reversed any
// more, none for a person who might not any more; on one host one open attempt; no end undone; nothing forgotten at a
// start; no Successful that Dojo didn't say; no Failed without a good read that
// agrees, and none that can still take effect, unless it was refused by
// something that isn't Dojo; and from every state on, however things go: the
// payment becomes free, and what is told of it becomes true.
func TestModel(t *testing.T) {
	t.Parallel()
	if raceDetector {
		t.Skip("each exploration is one goroutine: the race detector has nothing to find")
	}
	for _, c := range explorations {
		t.Run(c.name, func(t *testing.T) {
			start, m := time.Now(), newModel(c.presses)
			c.set(m)
			m.explore()
			t.Logf("%d states, %d fair steps, %v", len(m.states), len(m.edges), time.Since(start).Round(time.Millisecond))
			if m.broken != "" {
				t.Error(m.broken)
			}
			if len(m.states) < 1000 {
				t.Error("it explored next to nothing")
			}
		})
	}
}

// auto makes it a payment that was captured by itself, which the published rule
// lets be reversed on its day.
func auto(m *model) {
	m.rule = dojo.RulePublished
	m.confirmed.Status, m.original = dojo.StatusCaptured, captured
	m.confirmed.EditKind(func(k *dojo.Kind) { k.CaptureMode = dojo.CaptureAuto })
}

// judgeEnd holds a change of an attempt against what was said. was is its
// record before.
func (m *model) judgeEnd(s *state, p, i int, was, next fact, in input) {
	before := s.view[p][i]
	if c := next.correction(); c >= correctedHeld && before.reversed() && s.back == 0 {
		m.breaks("%d is corrected by a read that is older than what it corrects", i)
	}
	if next.state() == before.state() {
		return
	}
	// Possibly, for whoever doesn't know better: a process that was killed
	// with Sending on disk may have sent it.
	left := s.request[i] != neverLeft || was.why() != whyNotSent && (int(s.owner[i]) != p || s.ghost[i]&knowsUnsent == 0)
	may := (s.request[i] == onItsWay || s.request[i] == accepted) && s.pay == m.original
	goodRead := !in.isAnswer && in.read != unread && in.read != failedRead
	switch next.state() {
	case stSuccessful:
		if s.ghost[i]&toldNo != 0 && (int(s.owner[i]) == p || was.why() != whyNone) {
			m.breaks("%d is said to be Successful, which its answer denied", i)
		}
		if next.correction() == 0 && !(goodRead && in.read == reversed && left) {
			m.breaks("%d is said to be Successful, which no read has shown", i)
		}
		for k := range int(s.began) {
			own := !m.twoHosts || s.owner[i] == s.owner[k]
			if k != i && own && s.journal[k].took() && !next.took() && next.reversed() {
				m.breaks("%d is credited with what Dojo answered %d for", i, k)
			}
		}
	case stConfirming:
		if !(in.isAnswer && in.answer == saidSuccessful) && next.correction() == 0 {
			m.breaks("%d is said to be Confirming, which Dojo never said", i)
		}
	case stAlready:
		denied := in.isAnswer && before.state() == stSuccessful // by an answer that came late
		if !denied && (!goodRead || in.read != reversed) {
			m.breaks("%d is said to be Already reversed without a good read", i)
		}
	case stFailed:
		if !goodRead || in.read == reversed {
			m.breaks("%d is said to have Failed without a good read that agrees", i)
		}
		if may && (before.why() != whyNo || m.honest) {
			m.breaks("%d is said to have Failed and can still take effect", i)
		}
	}
}

// stands holds what stands of an attempt against a good read that was just taken
// in: nothing that is over stands against it without a correction.
func (m *model) stands(s *state, p, i int, read payStatus) {
	f := s.view[p][i]
	if f.final() && f.state() != stAbandoned && f.reversed() && read != reversed {
		m.breaks("%d stands as %s, and a newer read says otherwise", i, stateNumbers[f.state()])
	}
}

// holds are the invariants of a single state.
func (m *model) holds(s *state) {
	open := [2]int{}
	for i := range int(s.began) {
		f, left := s.journal[i], s.request[i] != neverLeft
		if f.open() {
			h := 0
			if m.twoHosts {
				h = int(s.owner[i])
			}
			if open[h]++; open[h] > 1 {
				m.breaks("two attempts are open on one payment")
			}
		}
		if left && (!f.known() || f.state() == stIntended || f.state() == stAbandoned) {
			m.breaks("%d left and its record is %q", i, stateNumbers[f.state()])
		}
		for p := range 2 {
			v := s.view[p][i]
			if v.state() == stAbandoned && left {
				m.breaks("%d is shown as Abandoned and left", i)
			}
			if s.up[p] && f.open() && m.shared(s, p, i) && !v.known() && s.meta[p][i]&unwatched != 0 {
				m.breaks("%d was forgotten at the start", i)
			}
			if v.state() == stSuccessful && v.reversed() && s.pay != reversed && s.back == 0 {
				m.breaks("%d is shown as Successful and isn't", i)
			}
		}
	}
}
