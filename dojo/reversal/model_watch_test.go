package reversal

// watch are the steps of a process about an attempt that it knows: its reads,
// its snapshots, and what it takes in from the journal.
func (m *model) watch(s *state, p, i int) {
	v, meta := s.view[p][i], s.meta[p][i]
	mine := int(s.owner[i]) == p && meta&resumed == 0
	otherKey := m.otherKey && int(s.owner[i]) != p
	if m.news(s, p, i) {
		m.fair(s, label{"took in", p, i, int(s.journal[i].state())}, func(t *state) { m.takeIn(t, p, i) })
	}
	if !v.known() || mine && s.step[i] != notSending {
		return
	}
	if !mine && (v.state() == stIntended || v.state() == stSending) && (!otherKey || m.without != anyKeyExpires) && m.without != expiry {
		m.fair(s, label{"looked whether it is left", p, i, int(s.age[i])}, func(t *state) { m.expireIn(t, p, i) })
	}
	if otherKey {
		return
	}
	over := v.final() || v.state() == stUnresolved && v.correction() != 0
	if over && meta&unrecorded == 0 && !m.idle(&state{view: s.view, known: s.known, journal: s.journal, owner: s.owner, began: s.began, step: s.step, meta: s.meta, gave: s.gave},
		p, i, input{read: s.pay, others: m.others(s, p, i, s.pay)}) {
		m.fair(s, label{"saw the list, and read", p, i, int(s.pay)}, func(t *state) { m.read(t, p, i, t.pay) })
	}
	if m.slowReads && s.inHand[p] == 0 && s.back < m.fickle {
		// Whatever it says when it comes is old by then.
		if over || v.state() == stConfirming {
			m.adverse(s, label{"began to read", p, i, int(s.pay)}, func(t *state) { t.inHand[p] = uint8(i)*8 + uint8(t.pay) })
		}
	}
	if meta&unwatched != 0 {
		return
	}
	switch {
	case v.final() && meta&unrecorded != 0:
		m.fair(s, label{"tried to record", p, i, 0}, func(t *state) { m.change(t, p, i, input{}) })
		if v.state() != stAbandoned {
			m.adverse(s, label{"tried to record, and read", p, i, int(s.pay)}, func(t *state) { m.read(t, p, i, t.pay) })
		}
	case v.state() == stCreated, v.state() == stChecking, v.state() == stConfirming, v.state() == stUnresolved && (v.correction() == 0 || meta&unrecorded != 0),
		v.state() == stSending && mine:
		m.fair(s, label{"read", p, i, int(s.pay)}, func(t *state) { m.read(t, p, i, t.pay) })
		if m.slowReads && s.inHand[p] == 0 {
			m.adverse(s, label{"began to read", p, i, int(s.pay)}, func(t *state) { t.inHand[p] = uint8(i)*8 + uint8(t.pay) })
		}
		if meta&unrecorded != 0 {
			m.adverse(s, label{"could not read", p, i, 0}, func(t *state) { m.read(t, p, i, failedRead) })
		}
	}
}

// news says whether Follow has something to tell of an attempt.
func (m *model) news(s *state, p, i int) bool {
	v, meta, f := s.view[p][i], s.meta[p][i], s.journal[i]
	mine := int(s.owner[i]) == p && meta&resumed == 0
	switch {
	case !m.shared(s, p, i) || !f.known() || m.without == following:
		return false
	case !v.known():
		return meta&unwatched == 0
	case mine && s.step[i] != notSending:
		return false
	case meta&unrecorded != 0:
		return m.without != unrecordedNews && f.exceptReads() != s.known[p][i].exceptReads()
	case mine && v.state() == stAbandoned && f.state() == stIntended && m.without == retryUnsent:
		return false
	}
	return v.exceptReads() != f.exceptReads()
}

// takeIn is Service.takeInOne.
func (m *model) takeIn(t *state, p, i int) {
	f, mine := t.journal[i], int(t.owner[i]) == p && t.meta[p][i]&resumed == 0
	switch {
	case mine && !t.known[p][i].known() && f.state() == stIntended:
		t.known[p][i], t.meta[p][i] = f, unrecorded // its Begin was said to have failed
	case t.meta[p][i]&unrecorded != 0:
		m.reload(t, p, i)
	case mine && t.view[p][i].known():
		t.view[p][i], t.known[p][i], t.meta[p][i] = f, f, 0
	default:
		t.view[p][i], t.known[p][i], t.meta[p][i] = f, f, resumed
	}
}

// expireIn is Service.expire.
func (m *model) expireIn(t *state, p, i int) {
	age := t.age[i]
	if m.without == thirtySeconds {
		age = 3
	}
	if !m.ask(t.view[p][i], i, age, t.gave[i], askExpired, 0).ok {
		return
	}
	m.reload(t, p, i)
	if e := m.ask(t.view[p][i], i, age, t.gave[i], askExpired, 0); e.ok {
		o := m.expire(t, i, t.known[p][i], e.fact)
		if !m.reload(t, p, i) && o == wrote {
			t.view[p][i], t.known[p][i], t.meta[p][i] = e.fact, e.fact, resumed
		}
	}
}

// process are the steps of a process as a whole: it ends without a word, and
// begins again with what the journal has.
func (m *model) process(s *state, p int) {
	switch {
	case !s.up[p]:
		if !(m.staysDown && p == 0) && !(m.alone && p == 1) {
			m.fair(s, label{"started again", p, 0, 0}, func(t *state) { m.resume(t, p) })
		}
		return
	case s.began == 0:
		return
	}
	if in := s.inHand[p]; in != 0 {
		i, said := int(in&0x7f/8), payStatus(in%8)
		m.fair(s, label{"a slow read came", p, i, int(said)}, func(t *state) {
			t.inHand[p] = 0
			if in&0x80 == 0 && t.view[p][i].known() {
				m.read(t, p, i, said)
			}
		})
	}
	if m.noKills {
		return
	}
	m.adverse(s, label{"was killed", p, 0, 0}, func(t *state) {
		t.up[p], t.inHand[p] = false, 0
		for i := range int(t.began) {
			t.view[p][i], t.known[p][i], t.meta[p][i] = 0, 0, 0
			if int(t.owner[i]) == p {
				t.step[i], t.held[i] = notSending, unread
				t.ghost[i] &^= knowsUnsent
				if t.journal[i].why() == whyNone {
					t.ghost[i] &^= toldNo // nobody knows it any more
				}
			}
		}
	})
}

// resume is Service.Resume.
func (m *model) resume(t *state, p int) {
	t.up[p] = true
	for i := range int(t.began) {
		switch f := t.journal[i]; {
		case !m.shared(t, p, i) || !f.known():
		case m.without == resuming && f.open():
			t.meta[p][i] = unwatched
		default:
			t.view[p][i], t.known[p][i], t.meta[p][i] = f, f, resumed
		}
	}
}
