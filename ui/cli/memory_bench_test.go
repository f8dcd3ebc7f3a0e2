package cli_test

import (
	"fmt"
	"testing"
	"time"

	"dojoreversals/dojo/sandbox"
	"dojoreversals/ui/internal/ptytest"
)

// BenchmarkMemory is the resident memory of the whole program a minute after its
// start, and after somebody searched; and the processor's time until then. The
// sandbox serves a long list from another process than the program's. Run it with
// -benchtime 1x.
func BenchmarkMemory(b *testing.B) {
	binary := build(b)
	for _, payments := range []int{40, 100_000} {
		b.Run(fmt.Sprint(payments), func(b *testing.B) {
			d := sandbox.New(sandbox.Options{Now: time.Now, Payments: payments * 4 / 5, Seed: 1}) // and a quarter as many of the week
			server, err := sandbox.Listen(d, "127.0.0.1:0")
			if err != nil {
				b.Fatal(err)
			}
			defer server.Close()
			for b.Loop() {
				env := append(sealed(b), "DOJO_API_KEY="+testKey, "DOJO_BASE_URL="+server.URL())
				p := ptytest.Start(b, ptytest.Options{Binary: binary, Env: env})
				p.WaitFor("Dojo Reversals")
				<-time.After(time.Minute)
				p.WaitGone("loading")
				b.ReportMetric(residentMB(b, p.Pid(), "VmRSS"), "MB")
				p.Keys("/", "a")
				<-time.After(10 * time.Second)
				b.ReportMetric(residentMB(b, p.Pid(), "VmRSS"), "MB-searched")
				p.Keys("esc", "q")
				p.Wait()
				cpu := p.ProcessState().UserTime() + p.ProcessState().SystemTime()
				b.ReportMetric(cpu.Seconds(), "s-CPU")
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}
