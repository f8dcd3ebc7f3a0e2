package feed

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"dojoreversals/dojo"

	"pgregory.net/rapid"
)

func TestMergeRule(t *testing.T) {
	t.Parallel()
	v := func(s dojo.Status, updated int, sent int, single bool) version {
		p := &dojo.PaymentIntent{ID: "pi_1", Status: s}
		if updated > 0 {
			p.UpdatedAt = dojo.InstantOf(noon.Add(time.Duration(updated) * time.Second))
		}
		return version{payment: p, sent: stamp(sent), single: single}
	}
	const list, read = false, true
	for _, c := range []struct {
		name string
		a, b version
		want dojo.Status
	}{
		{"a later change wins", v(dojo.StatusAuthorized, 1, 1, list), v(dojo.StatusCaptured, 2, 2, list), dojo.StatusCaptured},
		{"a later change wins over a later request", v(dojo.StatusReversed, 2, 1, list), v(dojo.StatusAuthorized, 1, 2, list), dojo.StatusReversed},
		{"the same change: the later request", v(dojo.StatusCaptured, 2, 1, list), v(dojo.StatusAuthorized, 2, 2, list), dojo.StatusAuthorized},
		{"no change times: the later request", v(dojo.StatusAuthorized, 0, 2, list), v(dojo.StatusCaptured, 0, 1, list), dojo.StatusAuthorized},
		{"one without: the later request", v(dojo.StatusAuthorized, 9, 1, list), v(dojo.StatusCaptured, 0, 2, list), dojo.StatusCaptured},
		{"a stale list doesn't undo a read", v(dojo.StatusReversed, 0, 1, read), v(dojo.StatusAuthorized, 0, 2, list), dojo.StatusReversed},
		{"nor with the same change time", v(dojo.StatusReversed, 3, 1, read), v(dojo.StatusAuthorized, 3, 2, list), dojo.StatusReversed},
		{"nor without one", v(dojo.StatusReversed, 3, 1, read), v(dojo.StatusAuthorized, 0, 2, list), dojo.StatusReversed},
		{"unless its change is later", v(dojo.StatusReversed, 3, 1, read), v(dojo.StatusAuthorized, 4, 2, list), dojo.StatusAuthorized},
		{"a read undoes a read", v(dojo.StatusReversed, 0, 1, read), v(dojo.StatusAuthorized, 0, 2, read), dojo.StatusAuthorized},
		{"a read undoes a list", v(dojo.StatusCaptured, 0, 1, list), v(dojo.StatusAuthorized, 0, 2, read), dojo.StatusAuthorized},
		{"a list goes on from a read", v(dojo.StatusAuthorized, 0, 1, read), v(dojo.StatusCaptured, 0, 2, list), dojo.StatusCaptured},
		{"an unknown status is as good as any", v(dojo.StatusReversed, 0, 1, read), v("Held", 0, 2, list), "Held"},
	} {
		for _, order := range [][]version{{c.a, c.b}, {c.b, c.a}, {c.a, c.b, c.a, c.a}, {c.b, c.a, c.a, c.b}} {
			r := record{}
			for _, v := range order {
				r.add(v)
			}
			if r.shown.Status != c.want {
				t.Errorf("%s: %s, want %s", c.name, r.shown.Status, c.want)
			}
		}
	}
}

// The same answer again, to an older request, doesn't make it older.
func TestAnOlderRequestTakesNothingAway(t *testing.T) {
	t.Parallel()
	r := record{}
	for _, v := range []version{
		{payment: &dojo.PaymentIntent{Status: dojo.StatusCaptured}, sent: 5},
		{payment: &dojo.PaymentIntent{Status: dojo.StatusCaptured}, sent: 1},
		{payment: &dojo.PaymentIntent{Status: dojo.StatusAuthorized}, sent: 3},
	} {
		r.add(v)
	}
	if r.shown.Status != dojo.StatusCaptured || r.seen != 5 {
		t.Errorf("%s, seen at %d", r.shown.Status, r.seen)
	}
}

// What is shown depends on what was read, never on the order in which the
// answers came, nor on how often.
func TestAnyOrderOfArrivalEndsTheSame(t *testing.T) {
	t.Parallel()
	type arrival struct {
		v    version
		miss bool
	}
	statuses := []dojo.Status{dojo.StatusAuthorized, dojo.StatusAuthorized, dojo.StatusReversed, "Odd"}
	rapid.Check(t, func(t *rapid.T) {
		one := rapid.Custom(func(t *rapid.T) arrival {
			p := &dojo.PaymentIntent{
				ID:        fmt.Sprintf("pi_%d", rapid.IntRange(0, 1).Draw(t, "payment")),
				Status:    rapid.SampledFrom(statuses).Draw(t, "status"),
				Reference: rapid.SampledFrom([]string{"", "", "", "b"}).Draw(t, "reference"),
			}
			if n := rapid.IntRange(0, 2).Draw(t, "updated"); n > 0 {
				p.UpdatedAt = dojo.InstantOf(noon.Add(time.Duration(n) * time.Second))
			}
			return arrival{
				v:    version{payment: p, sent: stamp(rapid.IntRange(0, 5).Draw(t, "sent")), single: rapid.Bool().Draw(t, "single")},
				miss: rapid.IntRange(0, 5).Draw(t, "miss") == 0,
			}
		})
		all := rapid.SliceOfN(one, 1, 8).Draw(t, "arrivals")
		end := func(order []arrival) string {
			b := newBook()
			// A 404 for a payment that was never shown is nothing to note, so
			// both are shown first.
			for i := range 2 {
				b.add(version{payment: &dojo.PaymentIntent{ID: fmt.Sprintf("pi_%d", i)}, sent: -1})
			}
			for _, a := range order {
				if a.miss {
					b.miss(a.v.payment.ID, a.v.sent, noon)
				} else {
					b.add(a.v)
				}
			}
			out := ""
			for _, id := range []string{"pi_0", "pi_1"} {
				_, gone := b.gone[id]
				_, open := b.open[b.records[id]]
				out += fmt.Sprintf("%s gone %v open %v; ", bytesOf(b.records[id].shown), gone, open)
			}
			return out
		}
		want := end(all)
		other := rapid.Permutation(all).Draw(t, "order")
		again := rapid.SliceOfN(rapid.SampledFrom(all), 0, 4).Draw(t, "again")
		if got := end(append(other, again...)); got != want {
			t.Fatalf("%s\nin another order\n%s", want, got)
		}
	})
}

// A row must not hold the whole page in memory that it came on.
func TestARowIsACopy(t *testing.T) {
	t.Parallel()
	page := []dojo.PaymentIntent{{ID: "pi_0"}, {ID: "pi_1"}}
	r := record{}
	r.add(version{payment: &page[1]})
	shown := r.shown
	r.add(version{payment: &page[1], sent: 1})
	if r.shown == &page[1] || r.versions()[0].payment == &page[1] || r.shown != shown || r.versions()[0].payment != shown {
		t.Error("it points into the page, or was copied twice")
	}
}

// The list and the index of each snapshot are as if they had been made anew.
func TestSnapshotsAreAsIfMadeAnew(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b, list, x := newBook(), []*dojo.PaymentIntent(nil), index{}
		for range rapid.IntRange(1, 8).Draw(t, "snapshots") {
			before := slices.Clone(list)
			kept := list
			for range rapid.IntRange(0, 60).Draw(t, "changes") {
				id := fmt.Sprintf("pi_%03d", rapid.IntRange(0, 200).Draw(t, "id"))
				if r := b.records[id]; r != nil && rapid.IntRange(0, 3).Draw(t, "remove") == 0 {
					b.changed(id, r.shown)
					delete(b.records, id)
					continue
				}
				at := noon.Add(time.Duration(rapid.IntRange(0, 5).Draw(t, "at")) * time.Minute)
				b.add(version{payment: &dojo.PaymentIntent{ID: id, CreatedAt: dojo.InstantOf(at)}, sent: stamp(len(b.records))})
			}
			remove, add, next := b.changes(x)
			list, x = splice(list, remove, add), next
			if len(x.overlay) > max(64, len(x.base)/16) {
				t.Fatalf("%d changes lie over %d payments", len(x.overlay), len(x.base))
			}
			if !slices.Equal(kept, before) {
				t.Fatal("the list of an earlier snapshot was changed")
			}
			var want []*dojo.PaymentIntent
			for _, r := range b.records {
				want = append(want, r.shown)
			}
			slices.SortFunc(want, NewestFirst)
			if !slices.Equal(list, want) {
				t.Fatalf("%d rows, want %d", len(list), len(want))
			}
			for i := range 201 {
				id := fmt.Sprintf("pi_%03d", i)
				if r := b.records[id]; (r == nil) != (x.Find(id) == nil) || (r != nil && x.Find(id) != r.shown) {
					t.Fatalf("the index has another %s", id)
				}
			}
		}
	})
}
