package sqlite

import (
	"context"
	"errors"

	"dojoreversals/dojo/journal"
)

// Adopt gives a shop's unfinished attempts to the shop's present key, in one
// transaction: those made with the key whose fingerprint is from, or with any other
// key if from is "". It takes only attempts at the shop's own place (see
// dojo.Place). The caller has to know that the new key sees the same payments. See
// journal.HandOver for attempts that are still intended or being sent.
func (s *Store) Adopt(ctx context.Context, from string, to journal.Shop) (journal.Adoption, error) {
	if to.KeyFingerprint == "" {
		return journal.Adoption{}, errors.New("attempts can't be handed to no key")
	}
	var out journal.Adoption
	err := s.write(ctx, s.author(), func(ctx context.Context, t *transaction) error {
		waiting, err := t.unfinished(ctx, from, to)
		if err != nil {
			return err
		}
		for _, e := range waiting {
			a, free := journal.HandOver(e, to.KeyFingerprint, t.now)
			if !free {
				out.Left = append(out.Left, a)
				continue
			}
			if err := t.add(ctx, journal.Event{Kind: journal.Adopted, Attempt: a}); err != nil {
				return err
			}
			out.Adopted = append(out.Adopted, a)
		}
		return nil
	})
	if err != nil {
		return journal.Adoption{}, err
	}
	return out, nil
}

// unfinished gives the newest events of the attempts that can be adopted.
func (t *transaction) unfinished(ctx context.Context, from string, to journal.Shop) ([]journal.Event, error) {
	query, args := selectUnfinishedOf(from, to)
	var out []journal.Event
	for e, err := range eventsOf(ctx, t, t.store.path, query, args...) {
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}
