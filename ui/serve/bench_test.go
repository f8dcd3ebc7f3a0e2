//go:build linux || darwin

package serve

import (
	"context"
	"io"
	"runtime"
	"testing"
)

// BenchmarkSession reports what one more session with a terminal costs the process: its
// memory, with the client's, and its goroutines.
func BenchmarkSession(b *testing.B) {
	key := newKey(b)
	begun := make(chan struct{}, 1)
	d := serving(b, func(ctx context.Context, s *Session) int {
		_, _ = io.WriteString(s.Out, "hello")
		begun <- struct{}{}
		<-ctx.Done()
		return 0
	}, withAgents(priya(key)), func(_ *desk, o *Options) { o.Limits.Sessions, o.Limits.SessionsPerAgent = 10_000, 10_000 })
	var before, after runtime.MemStats
	measure := func(m *runtime.MemStats) int {
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(m)
		return runtime.NumGoroutine()
	}
	routines := measure(&before)
	b.ResetTimer()
	for range b.N {
		session, err := d.login(key).NewSession()
		if err != nil {
			b.Fatal(err)
		}
		if err := session.RequestPty("xterm", 24, 80, nil); err != nil {
			b.Fatal(err)
		}
		if err := session.Start("x"); err != nil {
			b.Fatal(err)
		}
		<-begun
	}
	b.StopTimer()
	routines = measure(&after) - routines
	bytes := after.HeapInuse + after.StackInuse - before.HeapInuse - before.StackInuse
	b.ReportMetric(float64(bytes)/float64(b.N)/1024, "kB/session")
	b.ReportMetric(float64(routines)/float64(b.N), "goroutines/session")
}

// BenchmarkKey reports how long a key takes to the program and its echo back.
func BenchmarkKey(b *testing.B) {
	key := newKey(b)
	d := serving(b, func(_ context.Context, s *Session) int {
		_, _ = io.Copy(s.Out, s.In)
		return 0
	}, withAgents(priya(key)))
	session, err := d.login(key).NewSession()
	if err != nil {
		b.Fatal(err)
	}
	keys, _ := session.StdinPipe()
	shown, _ := session.StdoutPipe()
	if err := session.Start("x"); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	for range b.N {
		if _, err := io.WriteString(keys, "k"); err != nil {
			b.Fatal(err)
		}
		if _, err := io.ReadFull(shown, make([]byte, 1)); err != nil {
			b.Fatal(err)
		}
	}
}
