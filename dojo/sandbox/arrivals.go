package sandbox

import (
	"math/rand/v2"
	"strconv"
	"time"
)

// arrivals are the customers who come in while the sandbox runs.
type arrivals struct {
	mean time.Duration // 0 for none
	next time.Time     // by Options.Now
	n    int
	rand *rand.Rand
}

func newArrivals(seed uint64, mean time.Duration, now time.Time) arrivals {
	a := arrivals{mean: max(mean, 0), rand: newRand(seed, streamArrivals)}
	a.next = now.Add(a.gap())
	return a
}

// gap is the time to the next payment: half to one and a half of the mean.
func (a *arrivals) gap() time.Duration {
	return a.mean/2 + time.Duration(a.rand.Int64N(int64(a.mean)+1))
}

// maxArrivals bounds how many payments come in at once after a long time without
// a request, such as a night in which the laptop was suspended.
const maxArrivals = 500

// arrive adds the payments that came in by now.
func (d *Dojo) arrive(now time.Time, offset time.Duration) {
	a := &d.arrivals
	if a.mean == 0 {
		return
	}
	for range maxArrivals {
		if a.next.After(now) {
			return
		}
		at := a.next
		a.next = at.Add(a.gap())
		a.n++
		p := madeUpPayment(a.rand)
		p.ID = paymentID(a.rand)
		p.Reference = "ORDER-" + strconv.Itoa(firstArrival+a.n)
		p.PaidAt = wallTime(at.Add(offset))
		p.CreatedAt = p.PaidAt.Add(-time.Duration(1+a.rand.IntN(40)) * time.Second)
		d.add(p, now, wallTime(now.Add(offset)))
	}
	a.next = now.Add(a.gap())
}

// firstArrival is the number after which the references of new payments go on.
const firstArrival = 5000
