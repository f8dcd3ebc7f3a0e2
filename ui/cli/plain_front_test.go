package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/dojo/sandbox"
	"dojoreversals/dojo/shop"
	"dojoreversals/ui"
	"dojoreversals/ui/words"
)

// A session that was closed has no news. Plain mode then waits for what is typed,
// and doesn't go round and round.
func TestPlainFrontWithoutNews(t *testing.T) {
	t.Parallel()
	server, err := sandbox.Listen(sandbox.New(sandbox.Options{Now: time.Now, Zone: time.UTC}), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	key, err := dojo.ParseAPIKey("sk_sandbox_test")
	if err != nil {
		t.Fatal(err)
	}
	sh, err := shop.New(shop.Options{
		Name: "Corner Shop", Rule: dojo.RuleSameDay, Zone: time.UTC,
		Client:      dojo.Options{BaseURL: server.URL(), Key: key, Now: time.Now},
		List:        feed.Options{Refresh: time.Minute, RecentDays: 7},
		OpenJournal: func(context.Context, func() time.Time) (shop.Journal, error) { return journal.NewMemory(), nil },
		After:       time.After, Random: func() float64 { return 0.5 }, NewID: newID, Crashed: func(any) {},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sh.Close)
	sh.Open()
	session, _ := sh.Session(reversal.Person{Identity: reversal.Identity{Operator: "sam"}})
	session.Close()

	in, typed, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _, _ = in.Close(), typed.Close(), out.Close() })
	var steps atomic.Int64 // each waits anew
	here := machine{now: time.Now, after: func(d time.Duration) <-chan time.Time {
		if d == followGrace {
			return time.After(0) // the input has ended
		}
		steps.Add(1)
		return nil
	}}
	shown := &seat{tenant: &tenant{shop: sh}, set: ui.Settings{Options: words.Options{Zone: time.UTC, Shop: "Corner Shop"}}}
	shown.session.Store(session)
	f := newPlainFront(streams{in: in, out: newOutput(out, charset{}), crashes: newCrashes(time.Now)}, here, shown)
	ended := make(chan error, 1)
	go func() { ended <- f.run() }()
	const lines = 50
	for range lines {
		if _, err := typed.WriteString("help\n"); err != nil {
			t.Fatal(err)
		}
	}
	if err := typed.Close(); err != nil {
		t.Fatal(err)
	}
	<-ended
	if said, err := os.ReadFile(out.Name()); err != nil || !strings.Contains(string(said), "Corner Shop") {
		t.Errorf("said %q, %v", said, err)
	}
	if n := steps.Load(); n > lines+10 {
		t.Errorf("%d steps for %d lines", n, lines)
	}
}
