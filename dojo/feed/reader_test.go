package feed

import (
	"sync"
	"testing"

	"dojoreversals/dojo"
)

func TestASlowReaderSkipsToTheNewest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.feed(Options{})
	sub := f.Subscribe()
	<-sub.Next() // the present one
	select {
	case <-sub.Next():
		t.Error("a signal without a snapshot")
	default:
	}
	for i := range 100 {
		f.Observe(dojo.Reading{Payment: dojo.PaymentIntent{ID: newID("p", i)}})
	}
	<-sub.Next()
	if n := len(f.Snapshot().Payments); n != 100 {
		t.Errorf("%d payments with the one signal", n)
	}
	select {
	case <-sub.Next():
		t.Error("a second signal for the same snapshot")
	default:
	}
	sub.Close()
	sub.Close()
	if _, ok := <-sub.Next(); ok {
		t.Error("a signal after the end")
	}
	f.Observe(dojo.Reading{Payment: dojo.PaymentIntent{ID: "last"}})
	if n := len(f.readers) - 1; n != 0 { // the world's own
		t.Errorf("%d readers are left", n)
	}
}

// Hundreds of readers come and go while payments change, each reads only sound
// snapshots whose versions never go back, and each gets to see the last one.
func TestManyReaders(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := w.feed(Options{})
	const readers, changes = 200, 300
	var wg sync.WaitGroup
	for r := range readers {
		wg.Go(func() {
			sub := f.Subscribe()
			defer func() { sub.Close() }()
			var version uint64
			for range sub.Next() {
				s := f.Snapshot()
				if s.Version < version {
					t.Errorf("version %d after %d", s.Version, version)
				}
				version = s.Version
				for i := 1; i < len(s.Payments); i++ {
					if NewestFirst(s.Payments[i-1], s.Payments[i]) >= 0 {
						t.Error("out of order")
					}
				}
				if _, ok := s.Get("last"); ok {
					return
				}
				if r%3 == 0 { // comes again and again
					sub.Close()
					sub = f.Subscribe()
				}
			}
		})
	}
	var writers sync.WaitGroup
	for k := range 3 {
		writers.Go(func() {
			for i := range changes / 3 {
				f.Observe(dojo.Reading{Payment: dojo.PaymentIntent{ID: newID("p", i), Reference: newID("", k)}})
				f.Refresh()
				w.reader.IncludeCreated(i%2 == 0)
			}
		})
	}
	writers.Wait()
	f.Observe(dojo.Reading{Payment: dojo.PaymentIntent{ID: "last"}})
	wg.Wait()
	if n := len(f.readers) - 1; n != 0 { // the world's own
		t.Errorf("%d readers are left", n)
	}
}
