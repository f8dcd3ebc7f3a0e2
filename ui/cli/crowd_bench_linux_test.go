package cli_test

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"dojoreversals/dojo/sandbox"
)

// theCrowd is what the figures of many screens are measured on.
var theCrowd = crowdShape{shops: 12, agents: 48, payments: 200, refresh: "5s"}

const (
	manyScreens = 500
	typists     = 50
)

// BenchmarkCrowd is 500 screens of 12 shops in one process: what one more of them takes,
// how often Dojo is asked for all of them, and how long a key and a change take until they
// are on the wire.
func BenchmarkCrowd(b *testing.B) {
	const wide = 20 * time.Second
	for b.Loop() {
		h := startCrowd(b, theCrowd)
		pid := h.process.Process.Pid
		shops := len(h.dojos)
		all := h.openAll(0, shops)
		<-time.After(wide) // the start is over
		few := residentMB(b, pid, "VmRSS")
		fewCalls, _ := h.window(wide)

		began := processorTime(b, pid)
		all = append(all, h.openAll(shops, manyScreens)...)
		more := float64(manyScreens - shops)
		b.ReportMetric(milliseconds(processorTime(b, pid)-began)/more, "ms-CPU/log-in")
		<-time.After(wide)
		b.ReportMetric((residentMB(b, pid, "VmRSS")-few)/more, "MB/screen")
		calls, cpu := h.window(wide)
		b.ReportMetric(float64(calls)/float64(fewCalls), "times-the-calls")
		b.ReportMetric(milliseconds(cpu)/wide.Seconds(), "ms-CPU/s")

		b.ReportMetric(h.change(all, 5*time.Second).Seconds(), "s-late")
		began = processorTime(b, pid)
		took := typing(b, all)
		b.ReportMetric(milliseconds(processorTime(b, pid)-began)/float64(len(took)), "ms-CPU/key")
		b.ReportMetric(milliseconds(took[len(took)/2]), "ms-median")
		b.ReportMetric(milliseconds(took[len(took)*95/100]), "ms-p95")
		b.ReportMetric(residentMB(b, pid, "VmHWM"), "MB-peak")
	}
	b.ReportMetric(0, "ns/op")
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// window counts the calls to all Dojos within some time, and the processor's time.
func (h *crowd) window(wide time.Duration) (calls int, used time.Duration) {
	h.Helper()
	sum := func() (n int) {
		for _, c := range h.calls() {
			n += c
		}
		return n
	}
	before, began := sum(), processorTime(h, h.process.Process.Pid)
	<-time.After(wide)
	return sum() - before, processorTime(h, h.process.Process.Pid) - began
}

// change adds a payment at each Dojo, and is how much later than the refresh the last of
// the screens shows it.
func (h *crowd) change(all []*screenOver, refresh time.Duration) time.Duration {
	h.Helper()
	const unlike = "ZEBRAQUICK" // it shares no cell with what is on the screen
	var mu sync.Mutex
	var latest time.Duration
	for _, s := range all {
		s.forget()
	}
	added := make([]time.Time, len(h.dojos))
	for i, d := range h.dojos {
		d.Add(sandbox.Payment{Reference: unlike, PaidAt: time.Now()})
		added[i] = time.Now()
	}
	each(h, all, len(all), func(i int, s *screenOver) error {
		at, err := s.sees(unlike)
		mu.Lock()
		defer mu.Unlock()
		latest = max(latest, at.Sub(added[i%len(added)])-refresh)
		return err
	})
	return latest
}

// typing has some agents type `down` at once, about four times a second each, and returns
// how long each key took to the first byte of its frame, in order.
func typing(tb testing.TB, all []*screenOver) []time.Duration {
	tb.Helper()
	const keys = 60
	var mu sync.Mutex
	var took []time.Duration
	each(tb, all[:typists], typists, func(i int, s *screenOver) error {
		random := rand.New(rand.NewPCG(1, uint64(i)))
		for range keys {
			<-time.After(150*time.Millisecond + time.Duration(random.Int64N(int64(200*time.Millisecond))))
			s.mu.Lock()
			before := s.came
			s.mu.Unlock()
			began := time.Now()
			if _, err := s.keys.Write([]byte("\x1b[B")); err != nil {
				return err
			}
			at, err := s.waits(func(s *screenOver) bool { return s.came > before })
			if err != nil {
				return err
			}
			mu.Lock()
			took = append(took, at.Sub(began))
			mu.Unlock()
		}
		return nil
	})
	slices.Sort(took)
	return took
}
