package shop

import (
	"context"
	"fmt"

	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
)

// ReadOnly says why the journal can't be used: the list works, but nothing can be sent.
// It is nil if all is well, as far as it is known. What is wrong further back in the
// journal is known when Checked returns.
func (s *Shop) ReadOnly() error {
	if err := s.readOnly.Load(); err != nil {
		return *err
	}
	return nil
}

// Checked waits until the whole journal was checked, or the shop is stopped, and returns
// what ReadOnly says by then.
func (s *Shop) Checked() error {
	select {
	case <-s.checked:
	case <-s.running.Done():
	}
	return s.ReadOnly()
}

// cantReverse makes the shop read-only, for the first reason that there is.
func (s *Shop) cantReverse(why error) { s.readOnly.CompareAndSwap(nil, &why) }

// checkJournal checks the whole journal. While that goes on, attempts that it has are
// shown and their payments read, and nothing is recorded or sent.
func (s *Shop) checkJournal(ctx context.Context, check func(context.Context) error) {
	err := check(ctx)
	if ctx.Err() != nil {
		return // it was given up
	}
	if err != nil {
		s.cantReverse(err)
	}
	close(s.checked)
}

// careful is the journal of a shop. It records nothing before the whole journal was
// checked, and no new attempt while the shop is read-only. So nothing is sent either.
type careful struct {
	reversal.Journal
	shop *Shop
}

func (c careful) Begin(ctx context.Context, a journal.Attempt) error {
	if err := c.wait(ctx); err != nil {
		return err
	}
	if err := c.shop.ReadOnly(); err != nil {
		return err
	}
	return c.Journal.Begin(ctx, a)
}

func (c careful) Move(ctx context.Context, from, a journal.Attempt) error {
	if err := c.wait(ctx); err != nil {
		return err
	}
	return c.Journal.Move(ctx, from, a)
}

// wait waits for the check. A program that ends doesn't wait for it. Once it is made,
// nothing stands in the way of a record, such as that of the answer which a program
// that ends still waits for.
func (c careful) wait(ctx context.Context) error {
	select {
	case <-c.shop.checked:
		return nil
	default:
	}
	select {
	case <-c.shop.checked:
		return nil
	case <-c.shop.running.Done():
		return c.shop.running.Err()
	case <-ctx.Done():
		return fmt.Errorf("the journal: %w", journal.ErrUnchecked)
	}
}
