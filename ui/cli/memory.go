package cli

import (
	"context"
	"os"
	"runtime/debug"

	"dojoreversals/dojo/feed"
)

// keepMemorySmall lets the collector run earlier than it would by itself, for
// tills with little memory: a long list takes half as much again as it needs,
// rather than twice. Whoever sets GOGC wants something else.
func keepMemorySmall() {
	if _, set := os.LookupEnv("GOGC"); !set {
		debug.SetGCPercent(50)
	}
}

// manyPayments is a list whose loading leaves enough behind to be worth giving
// back.
const manyPayments = 5000

// returnMemory gives back to the system what the first load of a long list
// needed and the list doesn't. By itself that takes minutes.
func returnMemory(ctx context.Context, list *feed.Feed) {
	news := list.Subscribe()
	defer news.Close()
	for {
		select {
		case <-ctx.Done():
			return
		case <-news.Next():
			s := list.Snapshot()
			if s.State == feed.Loading {
				continue
			}
			if len(s.Payments) >= manyPayments {
				debug.FreeOSMemory()
			}
			return
		}
	}
}
