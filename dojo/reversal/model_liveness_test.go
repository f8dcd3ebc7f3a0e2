package reversal

import "fmt"

// liveness looks for a state from which what is hoped for need not come, though
// every step that can be made is made sooner or later: the disk and the network
// are well, nobody confirms, nothing is killed. A state is good if it is what is
// hoped for, or if it has next states and all of them are good.
func (m *model) liveness(what string, hoped func(*state) bool) {
	first := make([]int32, len(m.states)+1) // edges into a state
	left := make([]int32, len(m.states))
	for _, e := range m.edges {
		first[e.to+1]++
		left[e.from]++
	}
	for i := range m.states {
		first[i+1] += first[i]
	}
	into, fill := make([]int32, len(m.edges)), append([]int32(nil), first...)
	for _, e := range m.edges {
		into[fill[e.to]] = e.from
		fill[e.to]++
	}
	good := make([]bool, len(m.states))
	var work []int32
	for i := range m.states {
		if hoped(&m.states[i]) {
			good[i], work = true, append(work, int32(i))
		}
	}
	for len(work) > 0 {
		n := work[len(work)-1]
		work = work[:len(work)-1]
		for _, from := range into[first[n]:first[n+1]] {
			if left[from]--; left[from] == 0 && !good[from] {
				good[from], work = true, append(work, from)
			}
		}
	}
	for i := range m.states {
		if !good[i] {
			m.broken = what + m.trace(int32(i)) + m.rest(int32(i), good)
			return
		}
	}
}

// rest goes on from a state that isn't good to where nothing more happens.
func (m *model) rest(n int32, good []bool) string {
	next := map[int32]int32{}
	for _, e := range m.edges {
		if _, ok := next[e.from]; !ok && !good[e.to] {
			next[e.from] = e.to
		}
	}
	out, seen := "\n    and from there:", map[int32]bool{}
	for !seen[n] {
		seen[n] = true
		if to, ok := next[n]; ok {
			n = to
			out += "\n    " + m.how[n].String()
		}
	}
	return out + fmt.Sprintf("\n    %+v", m.states[n])
}

// free says whether nothing bars the payment, but for what Dojo itself has said
// to be reversed and shows as not reversed: that is for a person and Dojo.
func (m *model) free(s *state) bool {
	for i := range int(s.began) {
		f := s.journal[i]
		if f.open() && !(f.state() == stConfirming && f.correction() == correctedHeld && s.pay == m.original) || m.without == unresolvedBlocks && f.state() == stUnresolved {
			return false
		}
	}
	return true
}

// truthful says whether every attempt is told as it is: none that is over stands
// against what the payment shows without a correction, none claims what another
// attempt did, and no request is under way that could still make one of them
// untrue.
func (m *model) truthful(s *state) bool {
	for i := range int(s.began) {
		q, f := s.request[i], s.journal[i]
		if (q == onItsWay || q == accepted) && s.pay != reversed {
			return false
		}
		if (f.final() || f.state() == stUnresolved) && f.state() != stAbandoned && f.reversed() != (s.pay == reversed) {
			return false
		}
		for k := range int(s.began) {
			own := !m.twoHosts || s.owner[i] == s.owner[k]
			done := s.journal[k].state() == stSuccessful && s.journal[k].reversed() && s.journal[k].correction() <= 1
			if k != i && own && f.correction() == 1 && f.state() != stSuccessful && done {
				return false
			}
		}
	}
	return true
}
