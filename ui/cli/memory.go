package cli

import (
	"context"
	"runtime/debug"

	"dojoreversals/dojo/feed"
)

// gcPercent is how much the heap may grow between two garbage collections, in
// percent of the live heap. With Go's own 100, a list of 100,000 payments would
// take twice its size. Collecting more often costs little, since a loaded list
// grows slowly.
const gcPercent = 25

// boundMemory sets gcPercent, unless the environment sets Go's own variables.
func boundMemory(lookupEnv func(string) (string, bool)) {
	for _, name := range []string{"GOGC", "GOMEMLIMIT"} {
		if _, set := lookupEnv(name); set {
			return
		}
	}
	debug.SetGCPercent(gcPercent)
}

// manyPayments is the smallest list whose loading leaves enough memory behind to
// be worth giving back.
const manyPayments = 5000

// returnMemory gives the memory that loading a long list needed back to the system:
// once the list is loaded, and again once its second reading has completed it. Left
// to itself, Go takes minutes to do so.
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
