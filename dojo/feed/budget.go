package feed

import (
	"sync"
	"time"
)

// The budget of calls, which holds whatever Dojo answers. What refreshes cost
// by themselves is far below it (pace.go); it is for lists that don't end and
// for payments that lists and reads never agree on.
const (
	// callsPerSecond may be made in the long run.
	callsPerSecond = 3
	// callsAtOnce may be made before that: enough for three loads of 100,000
	// payments with the check of the first.
	callsAtOnce = 5000
)

// budget counts calls. It is safe for concurrent use.
type budget struct {
	mu   sync.Mutex
	left float64
	at   time.Time // this machine's clock when left was true
}

func newBudget(now time.Time) *budget { return &budget{left: callsAtOnce, at: now} }

// spend counts a call and returns how long it has to wait.
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
