package feed

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
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
	Bare      int  // read so many pages, and do nothing with them
	Check     bool // wait until the list was read twice
	GCPercent int
}

// benchResult is what it answers.
type benchResult struct {
	First, Loaded, HeldComplete, Complete time.Duration

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

// benchBare reads the first page of the list again and again, and prints how long that
// took.
func benchBare(job benchJob) error {
	body := fmt.Sprintf(`{"statuses":["Authorized","Captured"],"cursor":{"limit":%d}}`, dojo.PageLimit)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: job.AtOnce}}
	read := func() error {
		req, err := http.NewRequest(http.MethodPost, job.URL+"/payment-intents/search", strings.NewReader(body))
		if err != nil {
			return err
		}
		req.Header = http.Header{"Authorization": {"Basic sk_sandbox_test"}, "Content-Type": {"application/json"}, "Version": {dojo.DefaultVersion}}
		res, err := client.Do(req)
		if err != nil {
			return err
		}
		defer res.Body.Close()
		if res.StatusCode != http.StatusOK {
			return errors.New(res.Status)
		}
		_, err = io.Copy(io.Discard, res.Body)
		return err
	}
	began := time.Now()
	var pages atomic.Int64
	failed := make(chan error, job.AtOnce)
	for range job.AtOnce {
		go func() {
			var err error
			for err == nil && pages.Add(1) <= int64(job.Bare) {
				err = read()
			}
			failed <- err
		}()
	}
	for range job.AtOnce {
		if err := <-failed; err != nil {
			return err
		}
	}
	r := benchResult{Loaded: time.Since(began), Calls: job.Bare, Rows: job.Bare * dojo.PageLimit, CPU: cpuSeconds()}
	return json.NewEncoder(os.Stdout).Encode(r)
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
		if r.HeldComplete == 0 && s.HeldComplete {
			r.HeldComplete = time.Since(began)
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
// which takes 50 or 200 ms. "bare" is a program that reads as many pages, eight at
// once, and does nothing with them: what the line, the sandbox and this machine take
// by themselves. The loads are told as times of that, and of the time that their pages
// take at least. Run it with -benchtime 1x.
func BenchmarkLoad(b *testing.B) {
	const payments, atOnce = 100_000, 8
	for _, latency := range []time.Duration{50 * time.Millisecond, 200 * time.Millisecond} {
		d := sandbox.New(sandbox.Options{Now: time.Now, Payments: payments * 4 / 5, Latency: latency, Seed: 1})
		server, err := sandbox.Listen(d, "127.0.0.1:0")
		if err != nil {
			b.Fatal(err)
		}
		var bare, cursor time.Duration
		bound := payments / dojo.PageLimit / atOnce * latency
		for _, way := range []struct {
			name string
			job  benchJob
		}{
			{"bare", benchJob{AtOnce: atOnce, Bare: payments / dojo.PageLimit}},
			{"cursor", benchJob{AtOnce: 1}}, {"windows", benchJob{AtOnce: atOnce}},
			{"checked", benchJob{AtOnce: atOnce, Check: true}}, {"checked,GOGC=25", benchJob{AtOnce: atOnce, Check: true, GCPercent: 25}},
		} {
			b.Run(fmt.Sprintf("%v/%s", latency, way.name), func(b *testing.B) {
				for b.Loop() {
					way.job.URL = server.URL()
					r, err := runBenchJob(way.job)
					if err != nil || r.Off || r.Rows < payments*99/100 {
						b.Fatalf("%v %+v", err, r)
					}
					switch {
					case way.job.Bare > 0:
						bare = r.Loaded
					case way.job.AtOnce == 1:
						cursor = r.Loaded
					case cursor > 0:
						b.ReportMetric(cursor.Seconds()/r.Loaded.Seconds(), "times-faster")
					}
					if way.job.AtOnce > 1 {
						b.ReportMetric(r.Loaded.Seconds()/bound.Seconds(), "x-bound")
					}
					if bare > 0 && way.job.AtOnce > 1 {
						b.ReportMetric(r.Loaded.Seconds()/bare.Seconds(), "x-bare")
					}
					b.ReportMetric(r.Loaded.Seconds(), "s-loaded")
					b.ReportMetric(r.CPU, "s-cpu")
					b.ReportMetric(float64(r.Calls), "calls")
					if way.job.Bare > 0 {
						continue
					}
					b.ReportMetric(r.First.Seconds(), "s-first-rows")
					b.ReportMetric(float64(r.Peak)/1024, "MiB-peak")
					b.ReportMetric(float64(r.After)/1024, "MiB-after")
					b.ReportMetric(float64(r.Live)/1024, "MiB-live")
					if way.job.Check {
						b.ReportMetric(float64(r.CheckCalls), "calls-after")
						b.ReportMetric(r.HeldComplete.Seconds(), "s-held-complete")
						b.ReportMetric(r.Complete.Seconds(), "s-complete")
					}
				}
			})
		}
		server.Close()
	}
}

// runBenchJob has a process of its own do a job.
func runBenchJob(job benchJob) (r benchResult, err error) {
	told, err := json.Marshal(job)
	if err != nil {
		return r, err
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), benchRole+"="+string(told))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return r, err
	}
	return r, json.Unmarshal(out, &r)
}

// runBenchRole does what this process was told, if it was.
func runBenchRole() {
	told := os.Getenv(benchRole)
	if told == "" {
		return
	}
	var job benchJob
	err := json.Unmarshal([]byte(told), &job)
	switch {
	case err != nil:
	case job.Bare > 0:
		err = benchBare(job)
	default:
		err = benchLoad(job)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}
