package reversal

import "time"

// firstReads are the waits before the first reads, which come 0.5, 1, 2 and 3 seconds
// after the answer. Most reversals settle within seconds, and a customer is waiting.
var firstReads = [...]time.Duration{500 * time.Millisecond, 500 * time.Millisecond, time.Second, time.Second}

const (
	steadyRead = 5 * time.Second  // between reads in the first minute
	slowRead   = 30 * time.Second // between reads after it
	steadyFor  = time.Minute
)

// readAfter is how long to wait before the n-th read of a payment, n from 0, that has
// been watched for so long. jitter is a random number from 0 to 1, so that many screens
// don't ask at once.
func readAfter(n int, watched time.Duration, jitter float64) time.Duration {
	if n < len(firstReads) {
		return firstReads[n]
	}
	d := steadyRead
	if watched > steadyFor {
		// Doubled for every minute that passed, up to slowRead.
		d = min(steadyRead<<min(int(watched/steadyFor), 3), slowRead)
	}
	return d + time.Duration(jitter*float64(d)/5)
}
