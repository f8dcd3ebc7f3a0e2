package reversal

// input is what changes an attempt. With none of them, what isn't recorded is
// tried again.
type input struct {
	isAnswer bool
	answer   answer
	read     payStatus
	others   [atMost]fact // the other attempts, for a read that says Reversed
}

// after is what follows for an attempt, by the functions of transition.go.
func (m *model) after(s *state, p, i int, in input) fact {
	f := s.view[p][i]
	switch {
	case in.isAnswer:
		if in.answer == saidNothing && m.without == lostIsNotFailed {
			in.answer = saidRefused
		}
		if in.answer == saidAway && m.without == conflictIsNotOurs {
			in.answer = saidNothing
		}
		next := m.ask(f, i, s.age[i], s.gave[i], askAnswer, uint8(in.answer)).fact
		if m.without == goodReadAgrees && next.state() == stSending && next.why() != whyNone && next.why() != whyAway {
			return m.askRead(next, i, s.gave[i], m.original, in.others)
		}
		if m.without == confirming && next.state() == stConfirming {
			next = next&^15 | fact(stSuccessful)
		}
		return next
	case in.read == unread:
		return f
	}
	over := f.final() || f.state() == stUnresolved && in.read == reversed
	switch {
	case m.without == corrections && over,
		(m.without == amending || m.without2 == amending) && f.correction() == 1 && in.read == reversed:
		return f
	case m.without == goingBack && over && f.reversed():
		return f
	case m.without == refusedIsAlready && in.read == reversed:
		f &^= 7 << 4
	}
	next := m.askRead(f, i, s.gave[i], in.read, in.others)
	if m.without == patience && next.exceptReads() == f.exceptReads() {
		next = m.askRead(f|3<<9, i, 2, in.read, in.others)
	}
	return next
}

// change is Service.change, in one step: what follows is made from exactly the
// record that was seen, or else made again. It reports false of a read that
// said nothing, since the attempt had moved on.
func (m *model) change(s *state, p, i int, in input) bool {
	for {
		if s.meta[p][i]&unrecorded == 0 && m.idle(s, p, i, in) {
			return true
		}
		meta, was := s.meta[p][i], s.journal[i]
		next := m.after(s, p, i, in)
		o := m.move(s, i, s.known[p][i], next)
		if o == inTheWay {
			next = next&^15 | fact(s.view[p][i].state())
			o = m.move(s, i, s.known[p][i], next)
		}
		if o == moved && m.reload(s, p, i) {
			if in.read != unread && in.read != failedRead && m.without != staleReads {
				return false
			}
			continue
		}
		m.judgeEnd(s, p, i, was, next, in)
		if next.exceptReads() != s.view[p][i].exceptReads() {
			m.outdate(s, p, i) // recorded or not
		}
		meta &^= unrecorded
		if o == wrote {
			s.known[p][i] = next
		} else {
			meta |= unrecorded
		}
		s.view[p][i], s.meta[p][i] = next, meta
		return true
	}
}

// idle takes in what is not worth recording, and says whether that was all.
func (m *model) idle(s *state, p, i int, in input) bool {
	next := m.after(s, p, i, in)
	if next.exceptReads() != s.view[p][i].exceptReads() {
		return false
	}
	s.view[p][i] = next
	return true
}

// reload is Service.reload.
func (m *model) reload(s *state, p, i int) bool {
	v, meta, f := s.view[p][i], s.meta[p][i], s.journal[i]
	if !f.known() || f.exceptReads() == s.known[p][i].exceptReads() {
		return false
	}
	next := f
	if meta&unrecorded != 0 && m.without != keepUnrecorded {
		next = m.mergeUnrecorded(f, v, i)
	}
	meta &^= unrecorded
	if next.exceptReads() != f.exceptReads() {
		meta |= unrecorded
	}
	s.view[p][i], s.meta[p][i], s.known[p][i] = next, meta, f
	return true
}

func (m *model) read(t *state, p, i int, s payStatus) {
	in := input{read: s, others: m.others(t, p, i, s)}
	if m.change(t, p, i, in) && s != failedRead {
		m.stands(t, p, i, s)
	}
	if n := t.view[p][i].reads(); n == 1 || n == 2 {
		// Reads that find nothing new are made three at a time: the first two
		// decide nothing.
		m.change(t, p, i, in)
		m.change(t, p, i, in)
	}
}

// others are the other attempts as a read that says Reversed finds them.
func (m *model) others(t *state, p, i int, s payStatus) (list [atMost]fact) {
	if s != reversed {
		return list
	}
	for k := range int(t.began) {
		o := t.view[p][k]
		if m.without != journalBeforeCorrection && m.shared(t, p, k) && (int(t.owner[k]) != p || t.step[k] == notSending) {
			switch {
			case t.meta[p][k]&unrecorded == 0:
				o = t.journal[k]
			case m.without != unrecordedNews && t.journal[k].exceptReads() != t.known[p][k].exceptReads():
				o = m.mergeUnrecorded(t.journal[k], o, k)
			}
		}
		if k == i || m.without == waitForOpen && o.open() {
			continue
		}
		if m.without == credit {
			o &^= 1 << 14
		}
		list[k] = o.exceptReads()
	}
	return list
}
