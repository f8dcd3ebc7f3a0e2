package feed

import (
	"sync"
	"time"
)

// The budget bounds the calls to Dojo, whatever Dojo answers. Refreshes stay far
// below it by their own waits (lane.go). It is for lists that don't end, and for
// payments on which lists and single reads never agree.
const (
	// callsPerSecond is how many calls may be made in the long run.
	callsPerSecond = 3
	// callsAtOnce is how many calls may be made on top of that. They are enough for
	// three loads of 100,000 payments and the check of the first load.
	callsAtOnce = 5000
)

// budget counts calls. It is safe for concurrent use.
type budget struct {
	mu   sync.Mutex
	left float64
	at   time.Time // this machine's clock when left was true
}

func newBudget(now time.Time) *budget { return &budget{left: callsAtOnce, at: now} }

// spend counts a call and returns how long that call must wait.
func (b *budget) spend(now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	if passed := now.Sub(b.at); passed > 0 {
		b.left = min(b.left+passed.Seconds()*callsPerSecond, callsAtOnce)
		b.at = now
	}
	b.left--
	if b.left >= 0 {
		return 0
	}
	return time.Duration(-b.left / callsPerSecond * float64(time.Second))
}
