package reversal

// elsewhere are the steps of everything that isn't ours: Dojo, the network, the
// people at other hosts, and time.
func (m *model) elsewhere(s *state) {
	if s.pay == m.original {
		// Somebody else reverses it, or the hold ends by itself: the same to
		// whoever reads the payment.
		m.fair(s, label{what: "somebody else reversed it, or the hold was released"}, func(t *state) { t.pay = reversed })
		if s.pay == authorized {
			m.fair(s, label{what: "it was captured"}, func(t *state) { t.pay = captured })
		}
	}
	// Of a payment that was held, captured and refunded are told apart nowhere.
	if s.pay == captured && m.original == captured {
		m.fair(s, label{what: "it was refunded"}, func(t *state) { t.pay = refunded })
	}
	if s.pay == reversed && s.back < m.fickle {
		// Dojo goes back on its word: what was shown as Reversed is held again,
		// or captured.
		m.adverse(s, label{what: "it is as before again"}, func(t *state) { t.pay, t.back = m.original, t.back+1 })
		if m.original == authorized {
			m.adverse(s, label{what: "it is captured after all"}, func(t *state) { t.pay, t.back = captured, t.back+1 })
		}
	}
	for i := range int(s.began) {
		m.dojo(s, i)
		m.time(s, i)
	}
}

// dojo is what becomes of one request. Nothing follows a reversal, and what is
// captured first can't be reversed.
func (m *model) dojo(s *state, i int) {
	q := s.request[i]
	if q != onItsWay && q != accepted {
		return
	}
	if s.pay == m.original {
		m.fair(s, label{"Dojo did it", 0, i, 0}, func(t *state) { t.pay, t.request[i] = reversed, done })
		if q == onItsWay {
			m.fair(s, label{"Dojo took it", 0, i, 0}, func(t *state) { t.request[i] = accepted })
		}
	}
	m.fair(s, label{"it was lost, or Dojo won't do it", 0, i, 0}, func(t *state) { t.request[i] = gone })
}

// time passes one of the bounds that decide something.
func (m *model) time(s *state, i int) {
	f, r := s.journal[i], s.step[i]
	early := r >= toRead && r <= looked
	switch {
	case s.age[i] < 2 && (early || f.state() == stIntended || f.state() == stSending),
		s.age[i] == 2 && (f.state() == stSending || r >= decided && r <= looked):
		m.fair(s, label{"time passed since it was confirmed", 0, i, int(s.age[i]) + 1}, func(t *state) { t.age[i]++ })
	}
	if early && !s.midnight[i] {
		m.adverse(s, label{"midnight passed", 0, i, 0}, func(t *state) { t.midnight[i] = true })
	}
	waits := func(f fact) bool {
		return f.gaveUp() && (s.gave[i] < 1 && f.state() == stChecking || s.gave[i] < 2 && (f.state() == stCreated || f.state() == stConfirming))
	}
	if waits(f) || waits(s.view[0][i]) || waits(s.view[1][i]) {
		m.fair(s, label{"time passed since it was given up", 0, i, int(s.gave[i]) + 1}, func(t *state) { t.gave[i]++ })
	}
}

// answers are the ends that a request can have for its sender by now. A Dojo
// that is honest says no only of what it won't do.
func (m *model) answers(q request) []answer {
	list := []answer{saidNothing}
	switch q {
	case done:
		list = append(list, saidSuccessful, saidCreated)
	case accepted:
		list = append(list, saidCreated)
	case gone:
		list = append(list, saidCreated, saidFailed, saidRefused, saidAway)
		if m.fickle > 0 {
			list = append(list, saidSuccessful) // and doesn't do it
		}
	}
	if !m.honest && q != gone {
		// Something between us and Dojo answers in its place.
		list = append(list, saidFailed, saidRefused, saidAway)
	}
	return list
}
