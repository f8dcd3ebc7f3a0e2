package reversal

// outcome is how a write to the model's journal ends.
type outcome uint8

const (
	wrote    outcome = iota
	moved            // its newest record isn't the expected one
	inTheWay         // another attempt holds the payment
	notMade          // the disk is full, or the process isn't the owner
)

// fault is what the disk does to the writes of one step.
type fault uint8

const (
	noFault   fault = iota
	firstFull       // the first one fails
	allFull         // all fail
	firstBlur       // the first one is made, and said to have failed
	blurFull        // and all others fail
	faultKinds
)

// disk decides what becomes of one write: made or not, and what is said of it.
func (m *model) disk() (made, said bool) {
	n := m.writes
	m.writes++
	switch m.fault {
	case firstFull:
		return n > 0, n > 0
	case allFull:
		return false, false
	case firstBlur:
		return true, n > 0
	case blurFull:
		return n == 0, false
	}
	return true, true
}

// shared says whether an attempt stands in the journal that a process has.
func (m *model) shared(s *state, p, i int) bool {
	return i < int(s.began) && (!m.twoHosts || int(s.owner[i]) == p)
}

// claimed says whether an open attempt holds the payment in a process's journal.
func (m *model) claimed(s *state, p int) bool {
	for i := range int(s.began) {
		if f := s.journal[i]; m.shared(s, p, i) && (f.open() || m.without == unresolvedBlocks && f.state() == stUnresolved) {
			return true
		}
	}
	return false
}

// move is Journal.Move: made only from the record that its maker saw.
func (m *model) move(s *state, i int, from, next fact) outcome {
	same := s.journal[i].exceptReads() == from.exceptReads()
	if m.without == exactRecord {
		same = s.journal[i].state() == from.state()
	}
	if !same && m.without != compareAndSet && !(m.without == sendingFromIntended && next.state() == stSending) {
		return moved
	}
	if next.open() && !s.journal[i].open() && m.without != oneClaim {
		for k := range int(s.began) {
			if k != i && s.journal[k].open() && (!m.twoHosts || s.owner[k] == s.owner[i]) {
				return inTheWay
			}
		}
	}
	return m.record(s, i, next)
}

// expire is Journal.Move for everybody, once the owner's 30 seconds
// are over.
func (m *model) expire(s *state, i int, from, next fact) outcome {
	f := s.journal[i]
	if f.state() != from.state() {
		return moved
	}
	if m.without != thirtySeconds && (f.state() == stIntended && s.age[i] < 2 || f.state() == stSending && s.age[i] < 3) {
		return notMade
	}
	return m.record(s, i, next)
}

func (m *model) record(s *state, i int, next fact) outcome {
	made, said := m.disk()
	if made {
		before := s.journal[i]
		// Dojo may go back on its word, and an answer that came late may deny
		// what a read seemed to show.
		again := before.state() == stSuccessful && (next.state() == stConfirming && next.correction() == correctedHeld || next.state() == stAlready)
		if before.final() && next.state() != before.state() && !again {
			m.breaks("%d was recorded as %s, and then as %s", i, stateNumbers[before.state()], stateNumbers[next.state()])
		}
		if next.gaveUp() && !before.gaveUp() {
			s.gave[i] = 0
		}
		s.journal[i] = next
		for p := range 2 {
			m.outdate(s, p, i)
		}
	}
	if said {
		return wrote
	}
	return notMade
}

// outdate notes that an attempt has moved on since a slow read of it began.
func (m *model) outdate(s *state, p, i int) {
	if in := s.inHand[p]; in != 0 && int(in&0x7f/8) == i && m.without != staleReads {
		s.inHand[p] |= 0x80
	}
}
