package reversal

import (
	"testing"
	"time"

	"dojoreversals/dojo"
)

// The model asks one ending of each kind, and one status of several. This holds
// that the others have the same consequences, for each attempt that it meets.
func TestModelClasses(t *testing.T) {
	t.Parallel()
	m := newModel(2)
	m.explore()
	alike := map[payStatus][]dojo.Status{
		authorized: {dojo.StatusAuthorized, dojo.StatusCreated, "Settling", ""},
		captured:   {dojo.StatusCaptured, dojo.StatusRefunded, dojo.StatusCanceled},
	}
	count := 0
	for q, said := range m.memo {
		a := q.fact.attempt(m.confirmed, q.i, q.age, q.gave)
		same := func(got fact, what any) {
			if count++; got != said.fact {
				t.Errorf("%v after %v: %s, the model takes it for %s", a.State, what, stateNumbers[got.state()], stateNumbers[said.fact.state()])
			}
		}
		switch q.ask {
		case askAnswer:
			for _, e := range endings[q.arg] {
				same(factOf(afterAnswer(a, e.ans, e.err, noon)), e)
			}
		case askRead:
			for _, s := range alike[payStatus(q.arg)] {
				same(factOf(afterRead(order(a), readingOf(m.confirmed, s), nil, m.othersOf(q), time.Hour, noon)), s)
			}
		case askFresh:
			for _, s := range alike[payStatus(q.arg&7)] {
				got := factOf(afterFreshRead(a, readingOf(m.confirmed, s), nil, nil, rules(), dojo.At(noon), noon))
				if s != dojo.StatusAuthorized && got.state() != stAbandoned {
					t.Errorf("sent after a fresh read that said %q", s)
				}
			}
		}
	}
	if count < 100 {
		t.Errorf("only %d were compared", count)
	}
}
