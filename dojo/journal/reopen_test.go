package journal

import (
	"context"
	"errors"
	"testing"
)

// An attempt that had ended is opened again only where no other one holds its
// payment by now, in memory as on disk.
func TestReopeningIsHeldAgainstClaims(t *testing.T) {
	t.Parallel()
	type ledger interface {
		Begin(ctx context.Context, a Attempt) error
		Move(ctx context.Context, from, a Attempt) error
		Attempts(ctx context.Context, f Filter) ([]Attempt, error)
	}
	for _, ended := range []State{Unresolved, Failed, Abandoned, Already, Successful} {
		for _, again := range []State{Checking, Created} {
			for _, spelling := range []string{"https://dojo.example", "https://DOJO.example:443/."} {
				for name, j := range map[string]ledger{"memory": NewMemory(), "store": open(t, options(stateDir(t), newWall()))} {
					first := attempt("first", "pi_1", Intended)
					must(t, j.Begin(ctx, first))
					over := first
					over.State = ended
					must(t, j.Move(ctx, first, over))
					second := attempt("second", "pi_1", Intended)
					second.BaseURL = spelling
					must(t, j.Begin(ctx, second))

					reopened := over
					reopened.State = again
					var taken *OpenError
					if err := j.Move(ctx, over, reopened); !errors.As(err, &taken) || taken.Other != second {
						t.Errorf("%s: from %s to %s beside an open one: %v", name, ended, again, err)
					}
					if got, err := j.Attempts(ctx, Filter{AttemptID: "first"}); err != nil || len(got) != 1 || got[0] != over {
						t.Errorf("%s: %+v, %v", name, got, err)
					}
					gone := second
					gone.State = Abandoned
					must(t, j.Move(ctx, second, gone))
					must(t, j.Move(ctx, over, reopened))
					if err := j.Begin(ctx, attempt("third", "pi_1", Intended)); !errors.As(err, &taken) || taken.Other != reopened {
						t.Errorf("%s: opened again as %s, and it holds nothing: %v", name, again, err)
					}
				}
			}
		}
	}
}
