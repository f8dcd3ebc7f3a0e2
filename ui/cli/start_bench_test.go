package cli_test

import (
	"strings"
	"testing"
	"time"

	"dojoreversals/ui/internal/ptytest"
)

// BenchmarkStart is from the start of the process to the first paint and to the
// first rows, on a pseudo-terminal, and the processor's time of 1,000 keys that
// come in one burst.
func BenchmarkStart(b *testing.B) {
	binary := ptytest.Build(b, "../..")
	var paint, rows, burst time.Duration
	for b.Loop() {
		env := sealed(b)
		began := time.Now()
		p := ptytest.Start(b, ptytest.Options{Binary: binary, Args: []string{"--demo"}, Env: env})
		p.WaitUntil("the first paint", func(s ptytest.Screen) bool { return strings.Contains(s.String(), "Dojo Reversals") })
		paint += time.Since(began)
		p.WaitFor("To reverse", "> ")
		rows += time.Since(began)
		first := selectedLine(p.Screen())
		p.Type(strings.Repeat("jk", 499) + "jj")
		p.WaitUntil("the burst to be done", func(s ptytest.Screen) bool {
			line := selectedLine(s)
			return line != "" && line != first
		})
		<-time.After(100 * time.Millisecond) // a key right behind a burst belongs to it
		p.Keys("q")
		p.Wait()
		burst += p.ProcessState().UserTime() + p.ProcessState().SystemTime()
	}
	for name, d := range map[string]time.Duration{"ms-to-first-paint": paint, "ms-to-first-rows": rows, "ms-CPU-with-1,000-keys": burst} {
		b.ReportMetric(float64(d.Microseconds())/1000/float64(b.N), name)
	}
	b.ReportMetric(0, "ns/op")
}

// selectedLine is the row that is marked as selected, "" where there is none.
func selectedLine(s ptytest.Screen) string {
	for _, line := range s.Lines() {
		if strings.HasPrefix(line, ">") {
			return line
		}
	}
	return ""
}
