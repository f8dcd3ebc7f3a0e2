package feed

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"dojoreversals/dojo"
)

// bytesAPayment is what a payment may cost as long as it is listed, with all
// that finds it. It is counted after a collection, so that it is the same on
// every machine but for the sizes of pieces that Go's allocator hands out.
const bytesAPayment = 365

// TestAPaymentTakesLittleMemory loads pages as the decoder makes them: with
// amounts and texts of their own, which a kept payment must not hold on to.
func TestAPaymentTakesLittleMemory(t *testing.T) {
	const pages = 200
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	f := &Feed{deps: Deps{Now: func() time.Time { return at }}, book: newBook()}
	f.snapshot.Store(&Snapshot{})
	before := liveBytes()
	for n := range pages {
		page := make([]dojo.PaymentIntent, dojo.PageLimit)
		for i := range page {
			page[i] = listed(n*dojo.PageLimit+i, at)
			f.book.add(version{payment: &page[i], sent: stamp(n)})
		}
		f.publish()
	}
	each := (liveBytes() - before) / (pages * dojo.PageLimit)
	t.Logf("%d bytes a payment", each)
	if each > bytesAPayment {
		t.Errorf("a payment takes %d bytes, at most %d wanted", each, bytesAPayment)
	}
	runtime.KeepAlive(f)
}

// listed is a payment as lists have most of them, in memory of its own.
func listed(n int, now time.Time) dojo.PaymentIntent {
	at := now.Add(-time.Duration(n) * time.Second)
	p := dojo.PaymentIntent{
		ID: fmt.Sprintf("pi_sandbox_%022d", n), Status: dojo.StatusCaptured, Reference: fmt.Sprintf("ORDER-%06d", n), AuthCode: fmt.Sprintf("%06d", n),
		Amount: &dojo.Money{Minor: int64(n), Currency: "GBP"}, TotalAmount: &dojo.Money{Minor: int64(n), Currency: "GBP"},
		CreatedAt: dojo.InstantOf(at), UpdatedAt: dojo.InstantOf(at.Add(time.Minute)), PaidAt: dojo.InstantOf(at.Add(time.Second)), ExpireAt: dojo.InstantOf(at.AddDate(0, 1, 0)),
		Last4: fmt.Sprintf("%04d", n%10_000),
	}.WithKind(dojo.Kind{CaptureMode: dojo.CaptureAuto, Brand: "Visa", EntryMode: "Contactless", Funding: "Debit"})
	if n%3 == 0 {
		p.Status = dojo.StatusAuthorized
		p.EditKind(func(k *dojo.Kind) { k.CaptureMode = dojo.CaptureManual })
		p.EditKind(func(k *dojo.Kind) {
			k.AutoExpireIn = 6 * 24 * time.Hour
			k.AutoExpireAction = dojo.ExpireRelease
		})
	}
	return p
}

func liveBytes() uint64 {
	runtime.GC()
	runtime.GC() // what a first collection only marks as unused goes with the second
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
