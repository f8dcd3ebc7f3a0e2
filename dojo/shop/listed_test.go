package shop

import (
	"testing"
	"time"

	"dojoreversals/dojo/feed"
)

// Options.Listed is told of each newer list until the shop is stopped.
func TestListed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	lists := make(chan *feed.Snapshot, 100)
	w.options.Listed = func(now *feed.Snapshot) { lists <- now }
	s := w.open()
	for late := time.After(patience); ; {
		select {
		case now := <-lists:
			if now.State == feed.Ready && len(now.Payments) == len(w.payments) {
				s.Close()
				return
			}
		case <-late:
			t.Fatal("no list is told")
		}
	}
}
