package reversal

import (
	"slices"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// Each row is a sentence of the live status: how the request goes, which
// records it leaves, and how often it left.
func TestPaths(t *testing.T) {
	t.Parallel()
	const never = time.Duration(-1)
	secs := func(n int) time.Duration { return time.Duration(n) * time.Second }
	i, s := journal.Intended, journal.Sending
	cases := []struct {
		name    string
		post    post
		reads   []read
		records []journal.State
		why     journal.Why
		sent    int
	}{
		{"Created, then Successful", post{Said: "Created", Work: secs(4)}, nil, []journal.State{i, s, journal.Created, journal.Successful}, "", 1},
		{"no status, then Successful", post{Said: "", Work: secs(4)}, nil, []journal.State{i, s, journal.Created, journal.Successful}, "", 1},
		{"Successful at once", post{Said: "Successful"}, nil, []journal.State{i, s, journal.Confirming, journal.Successful}, "", 1},
		{"Successful, and still held", post{Said: "Successful", Work: never}, nil, []journal.State{i, s, journal.Confirming, journal.Confirming}, "", 1},
		{"Successful, and captured", post{Said: "Successful", Work: never, Before: "Captured"}, nil, []journal.State{i, s, journal.Confirming, journal.Successful}, "", 1},
		{"a conflict, reversed by a colleague", post{Err: "refused", HTTP: 409, Work: never, Before: "Reversed"}, nil, []journal.State{i, s, journal.Checking, journal.Already}, "", 1},
		{"Created for ten minutes", post{Said: "Created", Work: never}, nil, []journal.State{i, s, journal.Created, journal.Unresolved}, "", 1},
		{"Failed with the reason", post{Said: "Failed", Work: never}, nil, []journal.State{i, s, s, journal.Failed}, journal.SaidFailed, 1},
		{"Failed, and reversed all the same", post{Said: "Failed", Takes: 100 * time.Millisecond}, nil, []journal.State{i, s, s, journal.Already}, journal.SaidFailed, 1},
		{"Failed, and the read is lost", post{Said: "Failed", Work: never}, []read{{}, {Err: "lost"}}, []journal.State{i, s, s, journal.Checking, journal.Failed}, journal.SaidFailed, 1},
		{"refused", post{Err: "refused", HTTP: 400, Work: never}, nil, []journal.State{i, s, s, journal.Failed}, journal.Refused, 1},
		{"not known", post{Err: "refused", HTTP: 404, Work: never}, nil, []journal.State{i, s, s, journal.Failed}, journal.Refused, 1},
		{"the key may not", post{Err: "refused", HTTP: 401, Work: never}, nil, []journal.State{i, s, s, journal.Failed}, journal.Forbidden, 1},
		{"the key may not, 403", post{Err: "refused", HTTP: 403, Work: never}, nil, []journal.State{i, s, s, journal.Failed}, journal.Forbidden, 1},
		{"the key may not, nor read", post{Err: "refused", HTTP: 401, Work: never}, []read{{}, {Err: "refused", HTTP: 401}}, []journal.State{i, s, s, journal.Checking, journal.Failed}, journal.Forbidden, 1},
		{"captured meanwhile, 400", post{Err: "refused", HTTP: 400, Work: never, Before: "Captured"}, nil, []journal.State{i, s, s, journal.Failed}, journal.CapturedFirst, 1},
		{"captured meanwhile, 409", post{Err: "refused", HTTP: 409, Work: never, Before: "Captured"}, nil, []journal.State{i, s, journal.Checking, journal.Failed}, journal.CapturedFirst, 1},
		{"captured meanwhile, Created", post{Said: "Created", Work: never, Before: "Captured"}, nil, []journal.State{i, s, journal.Created, journal.Failed}, journal.CapturedFirst, 1},
		{"no answer, it went through", post{Takes: secs(40), Work: secs(1)}, nil, []journal.State{i, s, journal.Checking, journal.Successful}, "", 1},
		{"no answer, it went through late", post{Err: "lost", Work: secs(50)}, nil, []journal.State{i, s, journal.Checking, journal.Successful}, "", 1},
		{"no answer, it didn't go through", post{Err: "lost", Work: never}, nil, []journal.State{i, s, journal.Checking, journal.Unresolved}, "", 1},
		{"a server error after the work", post{Err: "refused", HTTP: 500}, nil, []journal.State{i, s, journal.Checking, journal.Successful}, "", 1},
		{"too many requests is not sent again", post{Err: "refused", HTTP: 429, Work: never}, nil, []journal.State{i, s, journal.Checking, journal.Unresolved}, "", 1},
		{"already, by a colleague", post{Err: "refused", HTTP: 400, Work: never, Before: "Reversed"}, nil, []journal.State{i, s, s, journal.Already}, journal.Refused, 1},
		{"never sent", post{Err: "not sent"}, nil, []journal.State{i, s, s, journal.Failed}, journal.NotSent, 1},
		{"no connection before", post{}, []read{{Err: "not sent"}}, []journal.State{i, journal.Abandoned}, journal.NoConnection, 0},
		{"refused before", post{}, []read{{Err: "refused", HTTP: 403}}, []journal.State{i, journal.Abandoned}, journal.ReadRefused, 0},
		{"ten seconds are over", post{}, []read{{Takes: 11 * time.Second}}, []journal.State{i, journal.Abandoned}, journal.TooSlow, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			inBubble(t, account{posts: []post{c.post}, reads: c.reads}, func(s *shop) {
				id := s.press()
				s.pass(12 * time.Minute)
				a := s.attempt(id)
				if got, _ := s.records(id); !slices.Equal(got, c.records) {
					t.Errorf("recorded %v, want %v", got, c.records)
				}
				if want := c.records[len(c.records)-1]; a.State != want || a.Why != c.why {
					t.Errorf("ends as %s (%s), want %s (%s)", a.State, a.Why, want, c.why)
				}
				if s.calls() != c.sent {
					t.Errorf("sent %d times, want %d", s.calls(), c.sent)
				}
				if a.Why == journal.Refused && a.Message != "because" {
					t.Errorf("Dojo's reason was lost: %q", a.Message)
				}
			})
		})
	}
}

func TestReversedBeforeItIsSent(t *testing.T) {
	inBubble(t, account{}, func(s *shop) {
		s.w.become(theID, dojo.StatusReversed)
		id := s.press()
		s.pass(time.Second)
		if a := s.attempt(id); a.State != journal.Abandoned || a.Why != journal.AlreadyReversed || s.calls() != 0 {
			s.Errorf("%s (%s), sent %d times", a.State, a.Why, s.calls())
		}
	})
}

func TestChangedBeforeItIsSent(t *testing.T) {
	inBubble(t, account{}, func(s *shop) {
		// Nothing runs yet.
		s.w.accounts[theID].intent.EditExtras(func(x *dojo.Extras) { x.Tips = &dojo.Money{Minor: 500, Currency: "GBP"} })
		id := s.press()
		s.pass(time.Second)
		if a := s.attempt(id); a.Why != journal.Changed || s.calls() != 0 {
			s.Errorf("%s (%s), sent %d times", a.State, a.Why, s.calls())
		}
	})
}

// "priya (till 2) started reversing this": one open attempt on a payment, and
// the second press says whose it is.
func TestOtherAttemptOpen(t *testing.T) {
	inBubble(t, account{posts: []post{{Said: "Created", Work: 30 * time.Second}}}, func(s *shop) {
		first := s.press()
		s.pass(time.Second)
		second := s.press()
		s.pass(time.Second)
		a := s.attempt(second)
		if a.State != journal.Abandoned || a.Why != journal.OtherAttempt || a.InTheWay == nil || a.InTheWay.ID != first || a.InTheWay.Operator != "priya" {
			s.Errorf("%s (%s), in the way: %+v", a.State, a.Why, a.InTheWay)
		}
		s.pass(time.Minute)
		if a := s.attempt(first); a.State != journal.Successful || s.calls() != 1 {
			s.Errorf("the first is %s, sent %d times", a.State, s.calls())
		}
	})
}

// "You can try again with r; this one is still watched": the first then names
// the attempt that did it, and never claims it for itself.
func TestAgainAfterUnresolved(t *testing.T) {
	inBubble(t, account{posts: []post{{Err: "lost", Work: -1}, {Said: "Created", Work: 100 * time.Second}}}, func(s *shop) {
		first := s.press()
		s.pass(2 * time.Minute)
		if a := s.attempt(first); a.State != journal.Unresolved || a.NextRead.IsZero() {
			s.Fatalf("%s, next read at %v", a.State, a.NextRead)
		}
		second := s.press()
		for range 1000 {
			s.pass(time.Second)
			s.svc.Compare(s.w.look)
			if a := s.attempt(first); !a.CorrectedAt.IsZero() && a.CorrectedBy != second {
				s.Fatalf("the first attempt claims to have gone through (by %q)", a.CorrectedBy)
			}
		}
		if a, b := s.attempt(first), s.attempt(second); a.CorrectedBy != second || b.State != journal.Successful || s.calls() != 2 {
			s.Errorf("first corrected by %q, second %s, sent %d times", a.CorrectedBy, b.State, s.calls())
		}
	})
}

// Dojo settled late what was shown as unresolved: its own watch corrects it,
// without any list.
func TestUnresolvedIsCorrected(t *testing.T) {
	inBubble(t, account{posts: []post{{Err: "lost", Work: 5 * time.Minute}}}, func(s *shop) {
		id := s.press()
		s.pass(10 * time.Minute)
		_, recorded := s.records(id)
		if a := s.attempt(id); a.State != journal.Unresolved || a.CorrectedAt.IsZero() || a.CorrectedBy != "" || recorded.CorrectedAt.IsZero() {
			s.Errorf("%s, corrected %v by %q", a.State, a.CorrectedAt, a.CorrectedBy)
		}
	})
}

// What failed isn't watched any more: the list corrects it.
func TestFailedIsCorrectedByTheList(t *testing.T) {
	inBubble(t, account{posts: []post{{Err: "refused", HTTP: 400, Work: time.Minute}}}, func(s *shop) {
		id := s.press()
		s.pass(30 * time.Second)
		s.svc.Compare(s.w.look)
		if a := s.attempt(id); a.State != journal.Failed || !a.CorrectedAt.IsZero() {
			s.Fatalf("%s, corrected %v", a.State, a.CorrectedAt)
		}
		s.pass(time.Minute)
		s.svc.Compare(s.w.look)
		s.pass(100 * time.Millisecond)
		before, recorded := s.records(id)
		if a := s.attempt(id); a.CorrectedAt.IsZero() || recorded.CorrectedAt.IsZero() {
			s.Error("shown as failed though the list says Reversed")
		}
		s.pass(time.Minute)
		s.svc.Compare(s.w.look)
		s.pass(time.Minute)
		if after, _ := s.records(id); len(after) != len(before) {
			s.Error("corrected twice")
		}
	})
}

// "Checking again in 5 s", "Dojo can't be reached": the screen is told when
// the next read comes and since when none was good.
func TestWhatTheScreenIsTold(t *testing.T) {
	lost := slices.Repeat([]read{{Err: "not sent"}}, 20)
	inBubble(t, account{posts: []post{{Err: "lost", Work: -1}}, reads: append([]read{{}}, lost...)}, func(s *shop) {
		id := s.press()
		s.pass(20 * time.Second)
		a, now := s.attempt(id), s.w.now()
		if a.State != journal.Checking || !a.NextRead.After(now) || a.NextRead.After(now.Add(6*time.Second)) {
			s.Errorf("%s, next read in %v", a.State, a.NextRead.Sub(now))
		}
		if since := now.Sub(a.UnreadSince); since < 18*time.Second || since > 20*time.Second {
			s.Errorf("unread for %v", since)
		}
		s.pass(4 * time.Minute)
		if a := s.attempt(id); a.State != journal.Unresolved || !a.UnreadSince.IsZero() {
			s.Errorf("%s, unread since %v", a.State, a.UnreadSince)
		}
	})
}

// A payment that Dojo doesn't know any more: the reversal is refused, and so is each
// read. Dojo can be reached, and says so; the refusal isn't confirmed by it.
func TestRefusedAndNotShown(t *testing.T) {
	gone := slices.Repeat([]read{{Err: "refused", HTTP: 404}}, 20)
	inBubble(t, account{posts: []post{{Err: "refused", HTTP: 400, Work: -1}}, reads: slices.Concat([]read{{}}, gone, []read{{Err: "lost"}})}, func(s *shop) {
		id := s.press()
		s.pass(70 * time.Second)
		a := s.attempt(id)
		if a.State != journal.Checking || a.Why != journal.Refused || a.HTTPStatus != 400 || a.UnreadCode != 404 || a.UnreadSince.IsZero() || s.calls() != 1 {
			s.Errorf("%s (%s, %d), reads %d, sent %d times", a.State, a.Why, a.HTTPStatus, a.UnreadCode, s.calls())
		}
		since := a.UnreadSince
		for s.attempt(id).UnreadCode == 404 {
			s.pass(time.Second)
		}
		// The next one has no answer.
		if a := s.attempt(id); a.UnreadCode != 0 || a.UnreadSince != since {
			s.Errorf("%d since %v", a.UnreadCode, a.UnreadSince)
		}
		s.pass(time.Minute)
		if a := s.attempt(id); a.State != journal.Failed || a.Why != journal.Refused || a.UnreadCode != 0 || !a.UnreadSince.IsZero() || s.calls() != 1 {
			s.Errorf("%s (%s), sent %d times", a.State, a.Why, s.calls())
		}
	})
}

// Reads are made at half a second, one, two and three, and a server that asks
// for a pause gets it.
func TestRetryAfterIsHonoured(t *testing.T) {
	inBubble(t, account{
		posts: []post{{Err: "lost", Work: -1}},
		reads: []read{{}, {Err: "refused", HTTP: 429, RetryAfter: 40 * time.Second}},
	}, func(s *shop) {
		id := s.press()
		s.pass(2 * time.Second)
		if s.reads() != 2 {
			s.Fatalf("%d reads", s.reads())
		}
		if in := s.attempt(id).NextRead.Sub(s.w.now()); in < 35*time.Second {
			s.Errorf("the next read is said to come in %v", in)
		}
		s.pass(37 * time.Second)
		if s.reads() != 2 {
			s.Errorf("read %d times in the pause", s.reads()-2)
		}
		s.pass(2 * time.Second)
		if s.reads() != 3 {
			s.Errorf("%d reads after the pause", s.reads())
		}
		s.pass(time.Second)
		if s.reads() != 4 {
			s.Errorf("the pause was kept for a good read: %d reads", s.reads())
		}
	})
}

// A reader doesn't take its news: nothing waits for it.
func TestNobodyLooks(t *testing.T) {
	inBubble(t, account{}, func(s *shop) {
		changed, end := s.svc.Subscribe()
		defer end()
		id := s.press()
		s.pass(time.Minute)
		if a := s.attempt(id); a.State != journal.Successful {
			s.Errorf("%s", a.State)
		}
		select {
		case <-changed:
		default:
			s.Error("nothing to receive after all that")
		}
		select {
		case <-changed:
			s.Error("changes pile up")
		default:
		}
	})
}
