package cli

import (
	"context"
	"runtime/debug"

	"dojoreversals/dojo/feed"
)

// gcPercent is by how much the heap may grow between two collections, in
// percent of what is alive. Go's own 100 would let a list of 100,000 payments
// take twice its size; a list grows slowly once it is loaded, so that tidying
// up more often costs little.
const gcPercent = 25

// boundMemory keeps the program small, unless the environment says how it is
// to be.
func boundMemory(lookupEnv func(string) (string, bool)) {
	for _, name := range []string{"GOGC", "GOMEMLIMIT"} {
		if _, set := lookupEnv(name); set {
			return
		}
	}
	debug.SetGCPercent(gcPercent)
}

// manyPayments is a list whose loading leaves enough behind to be worth giving
// back.
const manyPayments = 5000

// returnMemory gives back to the system what the loading of a long list needed
// and the list doesn't: once it is loaded, and once more when it was read a
// second time. By itself that takes minutes.
func returnMemory(ctx context.Context, list *feed.Feed) {
	news := list.Subscribe()
	defer news.Close()
	loaded := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-news.Next():
			s := list.Snapshot()
			if s.State == feed.Loading || (loaded && !s.Complete) {
				continue
			}
			loaded = true
			if len(s.Payments) >= manyPayments {
				debug.FreeOSMemory()
			}
			if s.Complete {
				return
			}
		}
	}
}
