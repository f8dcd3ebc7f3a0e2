package journal

import (
	"context"
	"errors"
	"fmt"
)

// TakeOver moves an attempt that another process left on its way to where
// nothing more can be sent: from intended to abandoned, and from sending to
// checking. It returns the attempt as it then stands.
//
// Before ClaimLasts has passed since the attempt's last record, it returns a
// *TooEarlyError, which is an ErrNotOwner; from any other state ErrMoved with
// the attempt as it is, which anyone may go on watching. Whether the owner lives
// is not asked; its next change fails with ErrMoved.
func (s *Store) TakeOver(ctx context.Context, id string) (Attempt, error) {
	var out, next Attempt
	err := s.write(ctx, func(ctx context.Context, t *transaction) error {
		k, found, err := t.attempt(ctx, plain(id))
		if err != nil {
			return err
		}
		out = k.event.Attempt
		if !found || out.State != Intended && out.State != Sending {
			return ErrMoved
		}
		var over bool
		if next, over = MoveOn(out, k.event.At, t.now); !over {
			return &TooEarlyError{Attempt: out, Until: k.event.At.Add(ClaimLasts)}
		}
		return t.add(ctx, Event{Kind: TakenOver, Attempt: next})
	})
	if err == nil {
		out = next
	}
	return out, err
}

// Adoption is what Adopt did.
type Adoption struct {
	Adopted []Attempt // as they are now
	Left    []Attempt // still owned by the processes that began them: try again after ClaimLasts
}

// Adopt hands the unfinished attempts of other keys to the key of a shop, in
// one transaction: those made with the key of the fingerprint from, or with any
// other if it is "". Only attempts at the shop's own place are taken (see
// dojo.Place); that the new key sees the same payments is for the caller to know. Attempts that are still intended or being sent are taken over on the
// way, as by TakeOver, since only their owner may send them.
func (s *Store) Adopt(ctx context.Context, from string, to Shop) (Adoption, error) {
	if to.KeyFingerprint == "" {
		return Adoption{}, errors.New("attempts can't be handed to no key")
	}
	var out Adoption
	err := s.write(ctx, func(ctx context.Context, t *transaction) error {
		waiting, err := t.unfinished(ctx, from, to)
		if err != nil {
			return err
		}
		for _, e := range waiting {
			a := e.Attempt
			if a.State == Intended || a.State == Sending {
				var over bool
				if a, over = MoveOn(a, e.At, t.now); !over {
					out.Left = append(out.Left, a)
					continue
				}
			}
			a.KeyFingerprint = to.KeyFingerprint
			if err := t.add(ctx, Event{Kind: Adopted, Attempt: a}); err != nil {
				return err
			}
			out.Adopted = append(out.Adopted, a)
		}
		return nil
	})
	if err != nil {
		return Adoption{}, err
	}
	return out, nil
}

// unfinished gives the newest events of the attempts that can be adopted.
func (t *transaction) unfinished(ctx context.Context, from string, to Shop) ([]Event, error) {
	f := Filter{Shop: &Shop{Environment: to.Environment, BaseURL: to.BaseURL, KeyFingerprint: from}}
	where, args := f.where()
	args = append(args, to.KeyFingerprint)
	query := "SELECT " + columnList + ", hash FROM event WHERE seq IN (SELECT last_seq FROM attempt) AND attempt_id IN (" +
		unfinished + ") AND " + where + fmt.Sprintf(" AND event.key_fingerprint <> $%d ORDER BY seq", len(args))
	var out []Event
	err := eachRow(ctx, t, t.store.path, query, args, func(r *rowReader) error {
		e, err := r.event()
		if err != nil {
			return damaged(t.store.path, err)
		}
		out = append(out, e)
		return nil
	})
	return out, err
}
