package shop

import (
	"context"
	"runtime/debug"

	"dojoreversals/dojo/feed"
)

// inBackground does a piece of work in the background until the shop is stopped. A
// panic in it must not end the program with a terminal in disorder, so Options.Crashed
// is told.
func (s *Shop) inBackground(work func(context.Context)) {
	s.background.Go(func() {
		defer func() {
			if what := recover(); what != nil {
				s.options.Crashed(what)
			}
		}()
		work(s.running)
	})
}

// eachList calls a function with each new list, until it returns true or ctx ends.
func (s *Shop) eachList(ctx context.Context, do func(*feed.Snapshot) (done bool)) {
	reader := s.list.Subscribe()
	defer reader.Close()
	for {
		select {
		case <-ctx.Done():
			return
		case <-reader.Next():
			if do(s.list.Snapshot()) {
				return
			}
		}
	}
}

// compare holds each new list against the attempts of the last days.
func (s *Shop) compare(ctx context.Context) {
	s.eachList(ctx, func(now *feed.Snapshot) bool {
		s.reversals.Load().Compare(now.Get)
		if now.State == feed.Ready {
			s.reversals.Load().ReadUnlisted(now.Get)
		}
		return false
	})
}

// returnMemory gives memory back to the system that the start and the loading of the
// list needed and the list doesn't: once it is loaded, and once more when it was read
// a second time. By itself Go takes minutes.
func (s *Shop) returnMemory(ctx context.Context) {
	loaded := false
	s.eachList(ctx, func(now *feed.Snapshot) bool {
		if now.State == feed.Loading || (loaded && !now.Complete) {
			return false
		}
		loaded = true
		debug.FreeOSMemory()
		return now.Complete
	})
}
