//go:build linux || darwin

package serve

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"runtime"
	"testing"

	gossh "golang.org/x/crypto/ssh"
)

// descriptors counts this process's open files.
func descriptors(t testing.TB) int {
	t.Helper()
	entries, err := os.ReadDir("/dev/fd")
	if err != nil {
		t.Skip(err)
	}
	return len(entries)
}

// Many log-ins leave no goroutine and no descriptor behind. It runs alone, so that what
// is counted is its own.
func TestManyLogIns(t *testing.T) {
	key := newKey(t)
	d := serving(t, func(ctx context.Context, s *Session) int {
		switch s.Args[0] {
		case "wait":
			<-ctx.Done()
		case "read":
			_, _ = io.Copy(io.Discard, s.In)
		case "panic":
			panic("as asked")
		default:
			_, _ = io.WriteString(s.Out, "hello")
		}
		return 0
	}, withAgents(priya(key)))
	stranger := newKey(t)
	one := func(i int) {
		if i%5 == 4 {
			if _, err := d.dial(stranger); err == nil {
				t.Error("a stranger was let in")
			}
			return
		}
		client, err := d.dial(key)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = client.Close() }()
		session, err := client.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		if i%2 == 0 {
			if err := session.RequestPty("xterm", 24, 80, nil); err != nil {
				t.Fatal(err)
			}
		}
		if i%3 == 0 { // dropped in the middle
			if err := session.Start([]string{"wait", "read"}[i%2]); err != nil {
				t.Fatal(err)
			}
			return
		}
		if i%7 == 0 {
			var exit *gossh.ExitError
			if err := session.Run("panic"); !errors.As(err, &exit) {
				t.Error(err)
			}
			return
		}
		var out bytes.Buffer
		session.Stdout = &out
		if err := session.Run("hello"); err != nil || out.String() != "hello" {
			t.Errorf("%q, %v", out.String(), err)
		}
	}
	settled := func() bool {
		d.server.mu.Lock()
		defer d.server.mu.Unlock()
		return d.server.sessions+d.server.waiting+len(d.server.connections)+len(d.server.handshakes)+len(d.server.open) == 0
	}
	for i := range 20 {
		one(i)
	}
	waitFor(t, "an empty server", settled)
	files, goroutines := descriptors(t), runtime.NumGoroutine()
	for i := range manyLogIns {
		one(i)
	}
	waitFor(t, "an empty server", settled)
	waitFor(t, "as few goroutines and files as before", func() bool {
		return runtime.NumGoroutine() <= goroutines && descriptors(t) <= files
	})
}
