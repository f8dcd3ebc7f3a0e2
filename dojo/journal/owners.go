package journal

import (
	"context"
	"iter"
	"slices"

	"dojoreversals/dojo"
)

// Owner is one shop of the settings.
type Owner struct {
	Handle string // what the settings call it
	Name   string // what people read, "" if it has none
	Shop   Shop   // its KeyFingerprint is "" where its key couldn't be read
}

// Owners are all shops of the settings. They say whose an attempt is.
type Owners []Owner

// Of gives the handle of the shop that an attempt, as one event left it, belongs to. It
// is false where it belongs to none of them.
//
// The key tells, with the place and the environment that it was used for, so that a shop
// keeps what it recorded under another name. Only where none of the shops has the key any
// more, the name tells with which the attempt was recorded, if the shop that has this
// name now is at the same place. While the key of any shop isn't known, no name tells:
// the attempt might be that shop's.
func (o Owners) Of(a Attempt) (handle string, ok bool) {
	at := slices.IndexFunc(o, func(one Owner) bool {
		return one.Shop.KeyFingerprint != "" && one.Shop.KeyFingerprint == a.KeyFingerprint && one.Shop.Has(a)
	})
	if at < 0 && !slices.ContainsFunc(o, func(one Owner) bool {
		return one.Shop.KeyFingerprint == "" || one.Shop.KeyFingerprint == a.KeyFingerprint
	}) {
		at = slices.IndexFunc(o, func(one Owner) bool {
			return one.Name != "" && one.Name == dojo.Clean(a.Shop) && one.Shop.Has(a)
		})
	}
	if at < 0 {
		return "", false
	}
	return o[at].Handle, true
}

// Reader is a record as it is read.
type Reader interface {
	// Events are those that a filter chooses, oldest first. An error ends them.
	Events(ctx context.Context, f Filter) iter.Seq2[Event, error]
	// Attempts are the newest records of the attempts that a filter chooses, in the
	// order in which these began.
	Attempts(ctx context.Context, f Filter) ([]Attempt, error)
}

// Part is what somebody may read of a record: that of some shops. What belongs to no shop
// is in no part.
type Part struct {
	Of     Reader
	Owners Owners
	Has    func(handle string) bool // whether the shop is one of those
}

func (p Part) has(a Attempt) bool {
	handle, ok := p.Owners.Of(a)
	return ok && p.Has(handle)
}

// Events implements Reader.
func (p Part) Events(ctx context.Context, f Filter) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		for e, err := range p.Of.Events(ctx, f) {
			if (err != nil || p.has(e.Attempt)) && !yield(e, err) {
				return
			}
		}
	}
}

// Attempts implements Reader.
func (p Part) Attempts(ctx context.Context, f Filter) ([]Attempt, error) {
	all, err := p.Of.Attempts(ctx, f)
	return slices.DeleteFunc(all, func(a Attempt) bool { return !p.has(a) }), err
}
