package cli_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"dojoreversals/dojo/sandbox"
	"dojoreversals/ui/internal/ptytest"
)

// BenchmarkKeyToWire is from a key that is pressed to the first byte of the frame
// that shows it, at 120x40 on a list of 200 payments. A person's keys come at any
// time, so each waits for a time of its own.
func BenchmarkKeyToWire(b *testing.B) {
	p := openTwoHundred(b)
	random := rand.New(rand.NewPCG(1, 2))
	var took []time.Duration
	for b.Loop() {
		<-time.After(30*time.Millisecond + time.Duration(random.Int64N(int64(50*time.Millisecond))))
		before := p.BytesWritten()
		began := time.Now()
		p.Type([]string{"j", "k"}[len(took)%2])
		p.WaitBytes(before)
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	for name, at := range map[string]int{"ms-median": 50, "ms-p95": 95} {
		b.ReportMetric(float64(took[min(len(took)*at/100, len(took)-1)].Microseconds())/1000, name)
	}
	b.ReportMetric(0, "ns/op")
}

// BenchmarkIdle is the processor's time that the program takes for half a minute in
// which nobody presses a key, with the list asked for every 30 seconds. What the start
// does behind the screen, such as the check of the journal, is over by then: it is
// measured by BenchmarkBurst.
func BenchmarkIdle(b *testing.B) {
	p := openTwoHundred(b, "DOJO_REFRESH=30s")
	p.WaitIdle(3 * time.Second)
	const idle = 30 * time.Second
	var used time.Duration
	for b.Loop() {
		before := processorTime(b, p.Pid())
		<-time.After(idle)
		used += processorTime(b, p.Pid()) - before
	}
	b.ReportMetric(float64(used.Microseconds())/1000/float64(b.N), "ms-CPU/30s")
	b.ReportMetric(0, "ns/op")
}

// openTwoHundred runs the program on a list of 200 payments, and waits for it.
func openTwoHundred(b *testing.B, env ...string) *ptytest.Terminal {
	b.Helper()
	zone := daytime(b)
	d := sandbox.New(sandbox.Options{Now: time.Now, Zone: zone})
	for i := range 200 {
		p := sale(fmt.Sprintf("ORDER-%04d", 1999-i), int64(4250+i), fmt.Sprint(1000+i))
		p.PaidAt = time.Now().Add(-time.Duration(i+1) * time.Second)
		d.Add(p)
	}
	server, err := sandbox.Listen(d, "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = server.Close() })
	p := ptytest.Start(b, ptytest.Options{
		Binary: ptytest.Build(b, "../.."), Cols: 120, Rows: 40, KillAtEnd: true,
		Env: slices.Concat(sealed(b), []string{"DOJO_BASE_URL=" + server.URL(), "DOJO_API_KEY=" + testKey, "DOJO_TIMEZONE=" + zone.String()}, env),
	})
	p.WaitFor("To reverse 200", "> ")
	p.WaitIdle(300 * time.Millisecond)
	return p
}

// processorTime is what all threads of a process have used so far.
func processorTime(tb testing.TB, pid int) time.Duration {
	tb.Helper()
	files, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	if err != nil {
		tb.Fatal(err)
	}
	var sum time.Duration
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // the thread has ended
		}
		var ran time.Duration // nanoseconds
		if _, err := fmt.Sscan(string(text), &ran); err != nil {
			tb.Fatal(err)
		}
		sum += ran
	}
	return sum
}
