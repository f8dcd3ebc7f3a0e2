package reversal

// input is what changes an attempt. With none of them, what isn't recorded is
// tried again.
type input struct {
	isAnswer   bool
	answer     answer
	read       payStatus
	isCorrect  bool
	correction uint8 // the attempt of ours that did it, from 1
}

// after is what follows for an attempt, by the functions of transition.go.
func (m *model) after(s *state, p, i int, in input) fact {
	f := s.view[p][i]
	switch {
	case in.isAnswer:
		if in.answer == saidNothing && m.without == lostIsNotFailed {
			in.answer = saidRefused
		}
		next := m.ask(f, s.age[i], s.gave[i], askAnswer, uint8(in.answer)).fact
		if m.without == goodReadAgrees && next.state() == stSending && next.why() != whyNone {
			return m.ask(next, s.age[i], s.gave[i], askRead, uint8(m.original)).fact
		}
		return next
	case in.isCorrect:
		return m.ask(f, s.age[i], s.gave[i], askAfterwards, in.correction).fact
	case in.read == unread:
		return f
	}
	if m.without == refusedIsAlready && in.read == reversed {
		f &^= 7 << 4
	}
	next := m.ask(f, s.age[i], s.gave[i], askRead, uint8(in.read)).fact
	if m.without == patience && next.exceptReads() == f.exceptReads() {
		next = m.ask(f|3<<9, s.age[i], 2, askRead, uint8(in.read)).fact
	}
	return next
}

// change is Service.change. That it asks the journal and then writes to it is
// one step here. Journal.Move compares states only, so that a process that is
// suspended between the two could write over what another one noted meanwhile
// without a new state.
func (m *model) change(s *state, p, i int, in input) {
	if s.meta[p][i]&unrecorded == 0 && m.idle(s, p, i, in) {
		return
	}
	for range 3 {
		if m.without != wholeRecord {
			m.reload(s, p, i)
		}
		if s.meta[p][i]&unrecorded == 0 && m.idle(s, p, i, in) {
			return
		}
		meta, was := s.meta[p][i], s.journal[i]
		next := m.after(s, p, i, in)
		o := m.move(s, i, meta&recordedAs, next)
		if o == moved && m.reload(s, p, i) {
			continue
		}
		m.judgeEnd(s, p, i, was, next, in)
		meta &^= unrecorded
		if o == wrote {
			meta = meta&^recordedAs | next.state()
		} else {
			meta |= unrecorded
		}
		s.view[p][i], s.meta[p][i] = next, meta
		return
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
	if !f.known() {
		return false
	}
	next := f
	if meta&unrecorded != 0 && m.without != keepUnrecorded {
		next = m.onTop(f, v)
	}
	if f.state() == meta&recordedAs && (next.exceptReads() == v.exceptReads() || m.without == wholeRecord) {
		return false
	}
	meta = meta&^(recordedAs|unrecorded) | f.state()
	if next.exceptReads() != f.exceptReads() {
		meta |= unrecorded
	}
	s.view[p][i], s.meta[p][i] = next, meta
	return true
}

func (m *model) read(t *state, p, i int, s payStatus) {
	m.change(t, p, i, input{read: s})
	if n := t.view[p][i].reads(); n == 1 || n == 2 {
		// Reads that find nothing new are made three at a time: the first two
		// decide nothing.
		m.change(t, p, i, input{read: s})
		m.change(t, p, i, input{read: s})
	}
	if t.view[p][i].state() == stUnresolved && s == reversed && m.without != corrections {
		m.correct(t, p, i)
	}
}

// correct is Service.correct.
func (m *model) correct(t *state, p, i int) {
	var by uint8
	for k := range int(t.began) {
		o := t.view[p][k]
		if m.without != journalBeforeCorrection && m.shared(t, p, k) && int(t.owner[k]) != p {
			o = t.journal[k]
		}
		switch {
		case k == i || !o.known():
		case o.state() == stSuccessful:
			by = uint8(k) + 1
		case o.open() && m.without != waitForOpen:
			return
		}
	}
	m.change(t, p, i, input{isCorrect: true, correction: by})
}

// succeeded says whether a process shows another attempt that did it.
func (m *model) succeeded(s *state, p, i int) bool {
	for k := range int(s.began) {
		if k != i && s.view[p][k].state() == stSuccessful {
			return true
		}
	}
	return false
}
