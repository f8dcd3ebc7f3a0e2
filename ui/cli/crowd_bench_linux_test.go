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

// BenchmarkCrowd is 500 screens of 12 shops in one process: what one more of them
// takes, and how long a key and a change take until they are on the wire.
func BenchmarkCrowd(b *testing.B) {
	for b.Loop() {
		h := startCrowd(b, theCrowd)
		pid := h.process.Process.Pid
		shops := len(h.dojos)
		all := h.openAll(0, shops)
		<-time.After(20 * time.Second) // the start is over
		few := residentMB(b, pid, "VmRSS")
		_, fewCPU := h.window(20 * time.Second)

		began := processorTime(b, pid)
		all = append(all, h.openAll(shops, manyScreens)...)
		b.ReportMetric(float64((processorTime(b, pid)-began).Microseconds())/1000/float64(manyScreens-shops), "ms-CPU/log-in")
		<-time.After(20 * time.Second)
		many := residentMB(b, pid, "VmRSS")
		b.ReportMetric(few, "MB-few")
		b.ReportMetric(many, "MB-many")
		b.ReportMetric((many-few)/float64(manyScreens-shops), "MB/screen")
		calls, cpu := h.window(20 * time.Second)
		b.ReportMetric(float64(calls), "calls")
		b.ReportMetric(fewCPU.Seconds()*1000/20, "ms-CPU/s-few")
		b.ReportMetric(cpu.Seconds()*1000/20, "ms-CPU/s-many")

		b.ReportMetric(h.change(all, 5*time.Second).Seconds(), "s-late")
		before := processorTime(b, pid)
		took := typing(b, all)
		b.ReportMetric(float64((processorTime(b, pid)-before).Microseconds())/1000/float64(len(took)), "ms-CPU/key")
		b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-median")
		b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "ms-p95")
		b.ReportMetric(residentMB(b, pid, "VmRSS"), "MB-after")
	}
	b.ReportMetric(0, "ns/op")
}

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

// typing has some type `down`, as fast as a person who holds it does not, and returns how
// long each key took to the first byte of its frame, in order.
func typing(b *testing.B, all []*screenOver) []time.Duration {
	b.Helper()
	const keys = 60
	var mu sync.Mutex
	var took []time.Duration
	each(b, all[:typists], typists, func(i int, s *screenOver) error {
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
