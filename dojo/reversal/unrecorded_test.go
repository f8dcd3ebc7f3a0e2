package reversal

import (
	"context"
	"testing"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// reversedDojo shows every payment as reversed, and is never asked to reverse.
type reversedDojo struct{ Dojo }

func (reversedDojo) PaymentIntent(context.Context, string) (dojo.Reading, error) {
	return readingOf(held("pi_a", noon), dojo.StatusReversed), nil
}

// A reversal is credited by the newest records of its payment's attempts, also of
// one that could not be recorded here as it stands: what another process has
// recorded of it since counts as well, and what was learnt here stays.
func TestCreditKnowsTheJournalOfWhatIsUnrecorded(t *testing.T) {
	t.Parallel()
	said := func(s dojo.ReversalStatus) func(a *journal.Attempt) {
		return func(a *journal.Attempt) { a.Answered, a.HTTPStatus = s, 200 }
	}
	refused := func(a *journal.Attempt) { a.Why, a.HTTPStatus = journal.Refused, 400 }
	away := func(a *journal.Attempt) { a.HTTPStatus = 409 }
	adopted := func(a *journal.Attempt) { a.KeyFingerprint = "ffffffffffff" }
	nothing := func(*journal.Attempt) {}
	for _, c := range []struct {
		name                  string
		learnt, noted, second func(a *journal.Attempt) // of the first: here, and elsewhere
		by                    string                   // "" for none of ours
	}{
		{"Created is noted elsewhere", nothing, said("Created"), nothing, "a"},
		{"Successful is noted elsewhere", nothing, said("Successful"), nothing, "a"},
		{"a number is noted elsewhere", nothing, func(a *journal.Attempt) { a.ReversalID = "rvs_1" }, nothing, "a"},
		{"a refusal is noted elsewhere, then a 409", nothing, refused, away, ""},
		{"a 409 is noted elsewhere, then a refusal", nothing, away, refused, ""},
		{"Failed is noted elsewhere, then a 409", nothing, func(a *journal.Attempt) { a.Why, a.Answered = journal.SaidFailed, "Failed" }, away, ""},
		{"a refusal is noted elsewhere, then no answer", nothing, refused, nothing, "b"},
		{"Created was learnt here, and it was adopted elsewhere", said("Created"), adopted, nothing, "a"},
		{"a refusal was learnt here, and it was adopted elsewhere", refused, adopted, away, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w, ctx := &world{}, t.Context()
			ledger := newLedger(w)
			m := ledger.of("")
			deps := depsOf(w, 1)
			deps.Dojo, deps.Journal = reversedDojo{}, m
			s := New(deps)
			defer s.Stop(ctx)
			begin := func(id string, learn func(a *journal.Attempt), states ...journal.State) (was, is journal.Attempt) {
				is = intended(id, noon)
				is.Payment.ID, is.Environment, is.BaseURL, is.KeyFingerprint = "pi_a", deps.Shop.Environment, deps.Shop.BaseURL, deps.Shop.KeyFingerprint
				if err := m.Begin(ctx, is); err != nil {
					t.Fatal(err)
				}
				for _, state := range states {
					was = is
					is.State, is.SentAt, is.GaveUpAt = state, noon, noon
					if state == states[len(states)-1] {
						learn(&is)
					}
					if err := m.Move(ctx, was, is); err != nil {
						t.Fatal(err)
					}
				}
				return was, is
			}
			// The last record was made, and said to have failed.
			was, is := begin("a", nothing, journal.Sending, journal.Checking, journal.Unresolved)
			here, there := is, is
			c.learnt(&here)
			s.known.put(Attempt{Attempt: here, recorded: was, Unrecorded: true})
			c.noted(&there)
			if there.KeyFingerprint != is.KeyFingerprint {
				ledger.adopt("a", there.KeyFingerprint)
			} else if err := m.Move(ctx, is, there); err != nil {
				t.Fatal(err)
			}
			_, second := begin("b", c.second, journal.Sending, journal.Checking)
			s.known.put(Attempt{Attempt: second, recorded: second})

			got := s.read("b", 0)
			want := journal.Already
			if c.by == "b" {
				want = journal.Successful
			}
			if got.State != want || got.State == journal.Already && got.CorrectedBy != c.by {
				t.Errorf("it is %s, by %q", got.State, got.CorrectedBy)
			}
			if r, _ := m.Attempt(ctx, "b"); differ(r, got.Attempt) {
				t.Errorf("recorded as %s, by %q", r.State, r.CorrectedBy)
			}
			first := s.attempt("a")
			if took(first.Attempt) != (took(here) || took(there)) || notOurs(first.Attempt) != (notOurs(here) || notOurs(there)) {
				t.Errorf("of the first is known %s (%s), %q, HTTP %d", first.State, first.Why, first.Answered, first.HTTPStatus)
			}
		})
	}
}
