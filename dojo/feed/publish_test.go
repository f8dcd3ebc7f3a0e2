package feed

import (
	"testing"
	"testing/synctest"
	"time"
)

// Each snapshot copies the whole list. While a long list is loaded a payment is copied
// few times all the same, and the list still grows several times a second.
func TestAPaymentIsCopiedFewTimesWhileTheListIsLoaded(t *testing.T) {
	t.Parallel()
	const payments = 100_000
	s := newShop()
	synctest.Test(t, func(t *testing.T) {
		f, began, over := s.load(t, payments, 8)
		defer over()
		sub := f.Subscribe()
		defer sub.Close()
		copied, snapshots, last, longest := 0, uint64(0), began, time.Duration(0)
		for range sub.Next() {
			snap := f.Snapshot()
			if snap.Version > snapshots {
				copied, snapshots = copied+len(snap.Payments), snap.Version
				longest, last = max(longest, time.Since(last)), time.Now()
			}
			if snap.State == Ready {
				break
			}
		}
		t.Logf("%d snapshots, %d copies of each payment, at most %v between two", snapshots, copied/payments, longest)
		if most := 25; copied/payments > most {
			t.Errorf("%d copies of each payment, want at most %d", copied/payments, most)
		}
		if most := 500 * time.Millisecond; longest > most {
			t.Errorf("%v between two snapshots, want at most %v", longest, most)
		}
	})
}
