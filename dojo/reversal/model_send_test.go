package reversal

// press is a confirmation: it is recorded, or refused by the attempt in the way.
func (m *model) press(s *state, p int) {
	if !s.up[p] || int(s.began) == m.presses || m.claimed(s, p) && m.without != oneClaim {
		return
	}
	i := int(s.began)
	if i == 0 && p == 1 && !m.otherKey && !m.staysDown {
		return // the processes are alike
	}
	m.adverse(s, label{"confirmed", p, i, 0}, func(t *state) {
		t.began++
		t.owner[i] = uint8(p)
		if t.pay != m.original {
			t.ghost[i] |= stalePress
		}
		made, said := m.disk()
		if made {
			t.journal[i] = fact(stIntended)
		}
		t.view[p][i], t.known[p][i], t.step[i] = fact(stIntended), fact(stIntended), toRead
		if !said {
			t.view[p][i], t.known[p][i], t.meta[p][i], t.step[i] = fact(stAbandoned), 0, unwatched, notSending
		}
	})
}

// send are the steps of the goroutine that sends an attempt.
func (m *model) send(s *state, p, i int) {
	if r := s.step[i]; m.rights && r >= toRead && r <= onDisk && s.ghost[i]&rightEnded == 0 {
		m.adverse(s, label{"its person may not any more", p, i, 0}, func(t *state) { t.ghost[i] |= rightEnded })
	}
	switch s.step[i] {
	case toRead:
		m.fair(s, label{"read afresh", p, i, int(s.pay)}, func(t *state) { t.step[i], t.held[i] = readDone, t.pay })
		m.adverse(s, label{"could not be read afresh", p, i, 0}, func(t *state) { t.step[i], t.held[i] = readDone, failedRead })
	case readDone:
		m.fair(s, label{"judged", p, i, int(s.held[i])}, func(t *state) { m.judge(t, p, i) })
	case decided:
		m.fair(s, label{"is to be sent", p, i, 0}, func(t *state) {
			m.commit(t, p, i, m.ask(t.view[p][i], i, 0, 0, askFresh, uint8(m.original)).fact)
		})
	case onDisk:
		m.fair(s, label{"last look", p, i, int(s.age[i])}, func(t *state) {
			refused := t.ghost[i]&rightEnded != 0 && m.without != lastAsk
			if m.without != lastLook && (refused || !m.mayLeave(t, p, i)) {
				m.answered(t, p, i, wasNotSent)
				return
			}
			t.step[i] = looked
		})
	case looked:
		m.fair(s, label{"written to the network", p, i, int(s.age[i])}, func(t *state) {
			// The client's bound is what the last look has said.
			if m.without != sendBefore && !m.mayLeave(t, p, i) && (t.age[i] > 0 || m.without != dayBound) {
				m.answered(t, p, i, wasNotSent)
				return
			}
			m.post(t, p, i)
		})
		m.adverse(s, label{"no connection", p, i, 0}, func(t *state) { m.answered(t, p, i, wasNotSent) })
	case posted:
		for _, a := range m.answers(s.request[i]) {
			m.fair(s, label{"answered", p, i, int(a)}, func(t *state) { m.answered(t, p, i, a) })
			if a == saidNothing && m.without == neverTwice {
				m.adverse(s, label{"sent again", p, i, 0}, func(t *state) { m.post(t, p, i) })
			}
		}
	case toAgree:
		m.fair(s, label{"read whether it agrees", p, i, int(s.pay)}, func(t *state) { m.agree(t, p, i, t.pay) })
		m.adverse(s, label{"could not be read", p, i, 0}, func(t *state) { m.agree(t, p, i, failedRead) })
	}
}

// mayLeave is what timeToSend says.
func (m *model) mayLeave(t *state, p, i int) bool {
	age, arg := t.age[i], uint8(0)
	if m.without == tenSeconds {
		age = 0
	}
	if t.midnight[i] && m.without != dayLook {
		arg = 8
	}
	return m.ask(t.view[p][i], i, age, 0, askTime, arg).ok
}

// judge is the first half of Service.commitToSend.
func (m *model) judge(t *state, p, i int) {
	arg := uint8(t.held[i])
	if t.midnight[i] {
		arg |= 8
	}
	if m.without == freshRead {
		arg = uint8(m.original)
	}
	if t.ghost[i]&rightEnded != 0 && m.without != freshAsk {
		arg |= 16
	}
	age := t.age[i]
	if m.without == freshLook || m.without == tenSeconds {
		age = 0
	}
	next := m.ask(t.view[p][i], i, age, 0, askFresh, arg).fact
	t.held[i] = unread
	if next.state() != stSending {
		m.commit(t, p, i, next)
		return
	}
	t.step[i] = decided
	if m.without == recordFirst {
		t.step[i], t.view[p][i] = looked, next
	}
}

// commit is the second half of it: what follows is recorded.
func (m *model) commit(t *state, p, i int, next fact) {
	set := func(f, known fact, meta uint8, r runStep) {
		t.view[p][i], t.known[p][i], t.meta[p][i], t.step[i] = f, known, meta, r
	}
	after := notSending
	if next.state() == stSending {
		after = onDisk
	}
	was := t.known[p][i]
	switch m.move(t, i, was, next) {
	case wrote:
		set(next, next, 0, after)
		return
	case moved:
		set(t.journal[i], t.journal[i], 0, notSending)
		return
	}
	next = m.ask(t.view[p][i], i, 0, 0, askAbandon, 0).fact
	if m.move(t, i, was, next) == wrote {
		set(next, next, 0, notSending)
		return
	}
	t.ghost[i] |= knowsUnsent
	meta := uint8(unrecorded)
	if m.without == retryUnsent {
		meta |= unwatched
	}
	set(next, was, meta, notSending)
}

// post is the request leaving.
func (m *model) post(t *state, p, i int) {
	if t.request[i] != neverLeft {
		m.breaks("%d was sent twice", i)
	}
	if f := t.journal[i].state(); f != stSending {
		m.breaks("%d left while its record said %q", i, stateNumbers[f])
	}
	if t.age[i] > 0 {
		m.breaks("%d left more than 10 seconds after its confirmation", i)
	}
	if t.ghost[i]&stalePress != 0 && t.back == 0 {
		m.breaks("%d left though its payment could not be reversed when it was confirmed", i)
	}
	if t.midnight[i] {
		m.breaks("%d left after midnight", i)
	}
	if t.ghost[i]&rightEnded != 0 {
		m.breaks("%d left though its person might not reverse any more", i)
	}
	t.request[i], t.step[i] = onItsWay, posted
}

// answered is the answer being taken in.
func (m *model) answered(t *state, p, i int, a answer) {
	switch a {
	case wasNotSent:
		t.ghost[i] |= knowsUnsent | toldNo
	case saidFailed, saidRefused, saidAway:
		t.ghost[i] |= toldNo
	}
	m.change(t, p, i, input{answer: a, isAnswer: true})
	t.step[i] = notSending
	if f := t.view[p][i]; f.why() != whyNone && f.why() != whyAway && !f.final() {
		t.step[i] = toAgree
	}
}

func (m *model) agree(t *state, p, i int, s payStatus) {
	t.step[i] = notSending
	m.change(t, p, i, input{read: s, others: m.others(t, p, i, s)})
}
