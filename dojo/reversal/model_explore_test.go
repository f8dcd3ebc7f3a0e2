package reversal

import (
	"fmt"
	"slices"
	"strings"

	"dojoreversals/dojo"
)

// model is one exploration: what it is of, and what was found.
type model struct {
	rule       dojo.Rule
	confirmed  dojo.PaymentIntent
	original   payStatus
	presses    int   // confirmations, at most
	twoHosts   bool  // with a journal each
	otherKey   bool  // the second process has another key
	staysDown  bool  // the first process, once killed, never begins again
	alone      bool  // there is no second process
	noKills    bool  // no process is killed
	stale      bool  // Follow comes later than what it tells of
	slowReads  bool  // reads can be late on their way
	diskFaults uint8 // steps on a bad disk, at most
	fickle     uint8 // how often Dojo goes back on its word, at most; it also says Successful of what it won't do
	rights     bool  // the right to reverse may end
	honest     bool  // "not done" is said only by Dojo, and of what it won't do
	without    rule  // the rule that is left out
	without2   rule  // and another one that would mend what follows

	memo   map[question]told
	fault  fault
	writes int

	*numbers
	from   []int32
	how    []made
	edges  []edge // the fair ones
	at     int32
	broken string
	traced bool
}

func newModel(presses int) *model {
	return &model{rule: dojo.RuleSameDay, confirmed: held("pi_a", noon), original: authorized, presses: presses, honest: true}
}

type edge struct{ from, to int32 }

// label says which step it is, of which process and attempt.
type label struct {
	what    string
	p, i, x int
}

// made is a step as it was made, and on what disk. It is small, since there is
// one for each state.
type made struct {
	what    string
	p, i, x uint8
	disk    fault
}

func (l label) made(disk fault) made { return made{l.what, uint8(l.p), uint8(l.i), uint8(l.x), disk} }

func (l made) String() string {
	s := fmt.Sprintf("%s (process %d, attempt %d, %d)", l.what, l.p, l.i, l.x)
	if l.disk != noFault {
		s += fmt.Sprintf(", on a bad disk (%d)", l.disk)
	}
	return s
}

// fair is a step that is made sooner or later, if nothing else is; with it come
// the same step on a bad disk.
func (m *model) fair(s *state, l label, do func(t *state)) { m.try(s, l, do, true) }

// adverse is a step that may never be made: a person's, or a fault.
func (m *model) adverse(s *state, l label, do func(t *state)) { m.try(s, l, do, false) }

func (m *model) try(s *state, l label, do func(t *state), fair bool) {
	for m.fault = noFault; m.fault < faultKinds && m.broken == ""; m.fault++ {
		t := *s
		m.writes = 0
		do(&t)
		if m.fault > noFault {
			t.faults++
		}
		m.found(t, l, fair && m.fault == noFault)
		if m.writes == 0 || s.faults >= m.diskFaults {
			return
		}
	}
}

// breaks says that an invariant didn't hold in the step that is made.
func (m *model) breaks(format string, args ...any) {
	if m.broken == "" {
		m.broken = fmt.Sprintf(format, args...)
	}
}

func (m *model) found(t state, l label, fair bool) {
	m.canonical(&t)
	n, known := m.of(&t)
	if !known {
		m.from, m.how = append(m.from, m.at), append(m.how, l.made(m.fault))
		m.holds(&t)
	}
	if m.broken != "" && !m.traced {
		m.traced = true
		m.broken += m.trace(m.at) + fmt.Sprintf("\n    %v\n    %+v", l.made(m.fault), t)
	}
	if fair && n != m.at {
		m.edges = append(m.edges, edge{m.at, n})
	}
}

// canonical takes out of a state what decides nothing any more.
func (m *model) canonical(t *state) {
	for i := range int(t.began) {
		early := t.step[i] >= toRead && t.step[i] <= looked
		if f := t.journal[i].state(); !early && f != stIntended && f != stSending {
			t.age[i] = 0
		}
		if !early {
			t.ghost[i] &^= stalePress | rightEnded
			t.midnight[i] = false
		}
		if q := t.request[i]; t.pay != m.original && (q == onItsWay || q == accepted) {
			t.request[i] = gone
		}
		if t.step[i] != posted && t.request[i] == gone {
			t.request[i] = done
		}
		if t.journal[i].final() && t.step[i] == notSending && t.meta[t.owner[i]][i]&unrecorded == 0 {
			t.ghost[i] &^= knowsUnsent
		}
		waits := t.journal[i].gaveUp()
		for p := range 2 {
			if t.inHand[p]&0x80 != 0 {
				t.inHand[p] = 0x80 // whatever it says
			}
			if !m.stale && t.up[p] && m.news(t, p, i) {
				m.takeIn(t, p, i)
			}
			waits = waits || t.view[p][i].gaveUp()
		}
		if !waits {
			t.gave[i] = 0
		}
	}
}

// explore finds every state that can be reached, nearest first, and stops at
// the first that breaks an invariant.
func (m *model) explore() {
	m.memo, m.numbers = map[question]told{}, newNumbers()
	m.from, m.how = []int32{-1}, []made{{}}
	s := state{pay: m.original, up: [2]bool{true, !m.alone}}
	m.of(&s)
	for m.at = 0; int(m.at) < len(m.states) && m.broken == ""; m.at++ {
		s := m.states[m.at]
		m.elsewhere(&s)
		for p := range 2 {
			m.press(&s, p)
			m.process(&s, p)
			for i := range int(s.began) {
				if s.up[p] && int(s.owner[i]) == p {
					m.send(&s, p, i)
				}
				if s.up[p] {
					m.watch(&s, p, i)
				}
			}
		}
	}
	if m.broken == "" {
		m.liveness("the payment is barred for ever", m.free)
	}
	if m.broken == "" {
		m.liveness("an attempt stays wrong", m.truthful)
	}
}

// trace is how a state was reached.
func (m *model) trace(n int32) string {
	var steps []string
	end := m.states[n]
	for ; n > 0; n = m.from[n] {
		steps = append(steps, m.how[n].String())
	}
	slices.Reverse(steps)
	return "\n    " + strings.Join(steps, "\n    ") + fmt.Sprintf("\n    %+v", end)
}
