package script

import (
	"context"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/ui/words"
)

// List writes the payments that are asked for, newest first. Where payments may be
// missing it writes those that it has, and returns an error that says so: it never says
// that there are none then.
func (s *Script) List(ctx context.Context, q Query) error {
	incomplete := s.load(ctx)
	s.check()
	s.take()
	s.list.SetView(q.View)
	var found []*dojo.PaymentIntent
	for i := range s.list.Len() {
		if p := s.list.Payment(i); q.has(p, s.list.Now().Dojo) {
			found = append(found, p)
		}
	}
	rows := make([]payment, len(found))
	if s.set.Format != Table {
		for i, p := range found {
			rows[i] = s.record(p)
		}
	}
	err := write(s, rows, func() error {
		switch {
		case len(found) > 0:
			return s.sayTable(found)
		case incomplete == nil:
			return s.line(s.speak.Say(words.ScriptNoPayments))
		}
		return nil
	})
	if incomplete != nil {
		return incomplete
	}
	return err
}

// load waits until the list is whole and of now. It gives up where nothing new comes for a while,
// and at once where Dojo refuses.
func (s *Script) load(ctx context.Context) error {
	defer s.deps.Progress("")
	var version uint64
	enough := s.deps.After(listPatience)
	for {
		s.take()
		snap := s.list.Snapshot()
		fresh := snap.StaleSince().IsZero() // otherwise it is old, and being read
		switch {
		case snap.Whole() && fresh:
			return nil
		case snap.Trouble != nil && CodeOfTrouble(snap.Trouble.Err) == Refused:
			return s.unread(snap)
		case snap.State == feed.Ready && (snap.Cut || snap.Complete) && fresh:
			return &Error{Failed, s.speak.Say(words.ScriptNotComplete)}
		}
		if snap.Version != version {
			version, enough = snap.Version, s.deps.After(listPatience)
		}
		s.deps.Progress(s.speak.Header(s.list).Loading())
		select {
		case <-s.deps.List.ListNews():
		case <-enough:
			return s.unread(snap)
		case <-ctx.Done():
			return &Error{Failed, s.speak.Say(words.ScriptNotComplete)}
		}
	}
}

// unread says why the list couldn't be read.
func (s *Script) unread(snap *feed.Snapshot) error {
	if snap.Trouble == nil {
		return &Error{Unreachable, s.speak.Say(words.ScriptNotComplete)}
	}
	// When the next try would be is of no use here.
	return &Error{CodeOfTrouble(snap.Trouble.Err), s.speak.Say(words.ScriptNotRead, "why", s.speak.Trouble(snap.Trouble.Err))}
}

// Show writes what is known of one payment.
func (s *Script) Show(ctx context.Context, id string) error {
	p, err := s.read(ctx, id)
	if err != nil {
		return err
	}
	s.check()
	return write(s, []payment{s.record(p)}, func() error {
		for _, d := range s.speak.Details(s.list, s.list.Judge(p), s.around(p.ID), true) {
			text := d.Text
			if d.Name != "" {
				text = d.Name + ": " + text
			}
			if err := s.line(text); err != nil {
				return err
			}
		}
		return nil
	})
}
