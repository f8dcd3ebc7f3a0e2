package shop

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
)

// quiet is a Dojo where nothing happens but the reversal of one payment, which takes a
// while. It counts the calls.
type quiet struct {
	mu          sync.Mutex
	payments    []dojo.PaymentIntent
	lists       int
	reads       int
	reversed    string    // the payment that becomes Reversed…
	reversedAt  time.Time // …then
	listsByHour [24]int
}

func (q *quiet) Search(_ context.Context, query dojo.Query) (dojo.Page, error) {
	<-time.After(50 * time.Millisecond)
	q.mu.Lock()
	defer q.mu.Unlock()
	q.lists++
	q.listsByHour[time.Now().UTC().Hour()]++
	var page dojo.Page
	for _, p := range q.payments {
		if slices.Contains(query.Statuses, p.Status) {
			page.Payments = append(page.Payments, p)
		}
	}
	return page, nil
}

func (q *quiet) PaymentIntent(_ context.Context, id string) (dojo.Reading, error) {
	<-time.After(50 * time.Millisecond)
	q.mu.Lock()
	defer q.mu.Unlock()
	q.reads++
	for i := range q.payments {
		p := &q.payments[i]
		if p.ID == id && id == q.reversed && !time.Now().Before(q.reversedAt) {
			p.Status, p.UpdatedAt = dojo.StatusReversed, dojo.InstantOf(time.Now())
		}
		if p.ID == id {
			return dojo.Reading{Payment: *p}, nil
		}
	}
	return dojo.Reading{}, fmt.Errorf("no payment %s", id)
}

func (q *quiet) Reverse(context.Context, string) (dojo.ReversalAnswer, error) {
	panic("nothing is sent here")
}

// aDay is a shop for 24 hours, from midnight, with so many people from 8 to 18 o'clock of
// whom the first comes first and leaves last. A reversal that was taken by Dojo before
// ends after five minutes, while nobody is there.
func aDay(t *testing.T, people int) (q *quiet) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		midnight := time.Now().UTC()
		q = &quiet{reversed: "pi_00", reversedAt: midnight.Add(5 * time.Minute)}
		for i := range 40 {
			at := dojo.InstantOf(midnight.Add(-time.Duration(i+1) * 10 * time.Minute))
			q.payments = append(q.payments, dojo.PaymentIntent{
				ID: fmt.Sprintf("pi_%02d", i), Status: []dojo.Status{dojo.StatusAuthorized, dojo.StatusCaptured}[i%2],
				CreatedAt: at, PaidAt: at, UpdatedAt: at, Amount: &dojo.Money{Minor: 4250, Currency: "GBP"},
			})
		}
		key, err := dojo.ParseAPIKey("sk_sandbox_test")
		if err != nil {
			t.Fatal(err)
		}
		record := journal.NewMemory()
		ids := 0
		s, err := New(Options{
			Name: "Corner Shop", Rule: dojo.RuleSameDay, Zone: time.UTC,
			Client:      dojo.Options{BaseURL: "http://127.0.0.1:1", Key: key, Now: time.Now}, // which asks nothing
			List:        feed.Options{Refresh: 5 * time.Second, RecentDays: 7},
			OpenJournal: func(context.Context, func() time.Time) (Journal, error) { return record, nil },
			After:       time.After, Random: func() float64 { return 0.5 },
			NewID:      func() string { ids++; return fmt.Sprint(ids) },
			Crashed:    func(what any) { t.Errorf("panic: %v", what) },
			Instrument: func(j reversal.Journal, _ reversal.Dojo) (reversal.Journal, reversal.Dojo) { return j, q },
		})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		s.list = feed.New(feed.Deps{Source: q, Now: time.Now, Clock: utc{}, After: time.After, Rand: func() float64 { return 0.5 }}, s.options.List)
		underWay := journal.Attempt{
			ID: "left", Payment: journal.Confirmed(&q.payments[0]), Environment: s.Environment, BaseURL: s.client.BaseURL(),
			KeyFingerprint: s.client.KeyFingerprint(), ConfirmedAt: midnight, State: journal.Intended,
		}
		if err := record.Begin(t.Context(), underWay); err != nil {
			t.Fatal(err)
		}
		for _, next := range []journal.State{journal.Sending, journal.Created} {
			was := underWay
			underWay.State, underWay.SentAt, underWay.GaveUpAt = next, midnight, midnight
			if err := record.Move(t.Context(), was, underWay); err != nil {
				t.Fatal(err)
			}
		}
		if !s.Open() {
			t.Fatal("it doesn't open")
		}
		var visits sync.WaitGroup
		for i := range people {
			visits.Go(func() {
				late := time.Duration(i) * time.Minute
				<-time.After(8*time.Hour + late)
				n, ok := s.Session(reversal.Person{Identity: reversal.Identity{Operator: fmt.Sprint("agent ", i)}})
				if !ok {
					t.Error("the shop is closed")
					return
				}
				defer n.Close()
				known := n.Snapshot()
				if i == 0 && (len(known.Payments) != len(q.payments) || !known.Unwatched || midnight.Add(8*time.Hour).Sub(known.StaleSince()) > 6*time.Minute) {
					t.Errorf("the first one sees %d payments, unwatched %v, as of %v", len(known.Payments), known.Unwatched, known.AsOf)
				}
				if i > 0 && known.Unwatched {
					t.Errorf("number %d is told that nobody was there", i)
				}
				<-time.After(10*time.Hour - 2*late)
			})
		}
		<-time.After(24 * time.Hour)
		visits.Wait()
		if a, err := record.Attempt(t.Context(), "left"); err != nil || a.State != journal.Successful || a.SettledAt.Sub(q.reversedAt) > time.Minute {
			t.Errorf("%s at %v, %v", a.State, a.SettledAt, err)
		}
		if _, idle := s.Idle(); !idle {
			t.Error("it isn't idle in the end")
		}
	})
	return q
}

// A shop costs the same calls whether one person looks at it or forty do, and few while
// nobody has it open. What is under way is read as often in any case.
func TestCallsOfADay(t *testing.T) {
	t.Parallel()
	nobody, one, forty := aDay(t, 0), aDay(t, 1), aDay(t, 40)
	if one.lists != forty.lists || one.listsByHour != forty.listsByHour {
		t.Errorf("%d lists for one person, %d for forty", one.lists, forty.lists)
	}
	if nobody.reads != one.reads || one.reads != forty.reads || one.reads < 20 {
		t.Errorf("%d, %d and %d reads of what is under way", nobody.reads, one.reads, forty.reads)
	}
	if nobody.lists > 24*30 || one.lists < 10*600 || one.lists > 14*30+10*900 {
		t.Errorf("%d lists for nobody, %d for one person", nobody.lists, one.lists)
	}
	t.Logf("lists a day: %d for nobody, %d for one person, %d for forty; %d reads", nobody.lists, one.lists, forty.lists, one.reads)
}
