package feed

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/sandbox"
)

// benchRole names, in the environment, what a process of this test binary is
// to do instead of testing, so that the memory and the processor's time of a
// load are those of a process that does nothing else.
const benchRole = "FEED_BENCH_LOAD"

// benchJob is what such a process is told.
type benchJob struct {
	URL       string
	AtOnce    int
	Check     bool // wait until the list was read twice
	GCPercent int
}

// benchResult is what it answers.
type benchResult struct {
	First, Loaded, Complete time.Duration
	Rows, Calls, CheckCalls int
	CPU                     float64 // seconds, all of the process
	Peak, After             int     // KiB resident: at most, and at the end
	Live                    int     // KiB of live heap at the end
	Off                     bool
}

// counted counts the calls of a source.
type counted struct {
	Source
	n atomic.Int64
}

func (c *counted) Search(ctx context.Context, q dojo.Query) (dojo.Page, error) {
	c.n.Add(1)
	return c.Source.Search(ctx, q)
}

// benchLoad loads everything from a sandbox and prints how it went.
func benchLoad(job benchJob) error {
	if job.GCPercent != 0 {
		debug.SetGCPercent(job.GCPercent)
	}
	key, err := dojo.ParseAPIKey("sk_sandbox_test")
	if err != nil {
		return err
	}
	client, err := dojo.NewClient(dojo.Options{BaseURL: job.URL, Key: key, Now: time.Now})
	if err != nil {
		return err
	}
	source := &counted{Source: client}
	f := New(Deps{Source: source, Now: time.Now, Clock: client.Clock(), After: time.After}, Options{Refresh: 5 * time.Second, RecentDays: 9, atOnce: job.AtOnce})
	sub := f.Subscribe()
	sub.Focus(true)
	sub.IncludeCreated(true)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	began := time.Now()
	go func() { done <- f.Run(ctx) }()
	var r benchResult
	for range sub.Next() {
		s := f.Snapshot()
		if r.First == 0 && len(s.Payments) > 0 {
			r.First = time.Since(began)
		}
		if r.Loaded == 0 && s.State == Ready {
			r.Loaded, r.Rows, r.Calls = time.Since(began), len(s.Payments), int(source.n.Load())
			r.CPU = cpuSeconds()
		}
		if s.Complete || (r.Loaded > 0 && !job.Check) {
			r.Complete = time.Since(began)
			break
		}
	}
	sub.Close()
	cancel()
	<-done
	r.CheckCalls = int(source.n.Load()) - r.Calls
	r.Off = f.run.windowsOff
	r.Peak = residentKiB("VmHWM")
	client.Close()
	debug.FreeOSMemory()
	r.After = residentKiB("VmRSS")
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	r.Live = int(m.HeapAlloc >> 10)
	runtime.KeepAlive(f)
	return json.NewEncoder(os.Stdout).Encode(r)
}

// cpuSeconds is the processor's time that this process took so far; 0 where
// there is no /proc.
func cpuSeconds() float64 {
	b, _ := os.ReadFile("/proc/self/stat")
	_, rest, _ := strings.Cut(string(b), ") ")
	f := strings.Fields(rest)
	if len(f) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(f[11])
	system, _ := strconv.Atoi(f[12])
	return float64(user+system) / 100
}

// residentKiB reads a line of /proc/self/status; 0 where there is none.
func residentKiB(name string) int {
	b, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, name+":"); ok {
			n, _ := strconv.Atoi(strings.Fields(rest)[0])
			return n
		}
	}
	return 0
}

// BenchmarkLoad loads 100,000 payments from the sandbox over HTTP, each call of
// which takes 50 ms: by windows, eight at once, and by one cursor for each
// group. Run it with -benchtime 1x. The share of decoding is worked out from
// BenchmarkDecodePage of package dojo.
func BenchmarkLoad(b *testing.B) {
	const payments, latency = 100_000, 50 * time.Millisecond
	d := sandbox.New(sandbox.Options{Now: time.Now, Payments: payments * 4 / 5, Latency: latency, Seed: 1})
	server, err := sandbox.Listen(d, "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer server.Close()
	loaded := map[int]time.Duration{}
	for _, way := range []struct {
		name string
		job  benchJob
	}{
		{"cursor", benchJob{AtOnce: 1}}, {"windows", benchJob{AtOnce: 8}},
		{"checked", benchJob{AtOnce: 8, Check: true}}, {"checked,GOGC=25", benchJob{AtOnce: 8, Check: true, GCPercent: 25}},
	} {
		b.Run(way.name, func(b *testing.B) {
			for b.Loop() {
				way.job.URL = server.URL()
				told, _ := json.Marshal(way.job)
				cmd := exec.Command(os.Args[0])
				cmd.Env = append(os.Environ(), benchRole+"="+string(told))
				cmd.Stderr = os.Stderr
				out, err := cmd.Output()
				var r benchResult
				if err == nil {
					err = json.Unmarshal(out, &r)
				}
				if err != nil || r.Off || r.Rows < payments*99/100 {
					b.Fatalf("%v %s", err, out)
				}
				loaded[way.job.AtOnce] = r.Loaded
				bound := time.Duration(float64(r.Rows) / dojo.PageLimit / float64(way.job.AtOnce) * float64(latency))
				b.ReportMetric(r.First.Seconds(), "s-first-rows")
				b.ReportMetric(r.Loaded.Seconds(), "s-loaded")
				b.ReportMetric(bound.Seconds(), "s-bound")
				b.ReportMetric(float64(r.Calls), "calls")
				b.ReportMetric(float64(r.CheckCalls), "calls-after")
				b.ReportMetric(r.CPU, "s-cpu")
				b.ReportMetric(float64(r.Peak)/1024, "MiB-peak")
				b.ReportMetric(float64(r.After)/1024, "MiB-after")
				b.ReportMetric(float64(r.Live)/1024, "MiB-live")
				if way.job.Check {
					b.ReportMetric(r.Complete.Seconds(), "s-complete")
				}
				if one := loaded[1]; one > 0 && way.job.AtOnce > 1 {
					b.ReportMetric(one.Seconds()/r.Loaded.Seconds(), "times-faster")
				}
			}
		})
	}
}

// runBenchRole does what this process was told, if it was.
func runBenchRole() {
	told := os.Getenv(benchRole)
	if told == "" {
		return
	}
	var job benchJob
	err := json.Unmarshal([]byte(told), &job)
	if err == nil {
		err = benchLoad(job)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}
