package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/journal/sqlite"
	"dojoreversals/dojo/sandbox"
	"dojoreversals/ui/internal/ptytest"
)

// BenchmarkStart is from the start of the process to the first paint and to the first
// row, each as the median until its last byte is on the terminal. A loopback API has 40
// payments, and the journal no event or 25,000 of the last year.
func BenchmarkStart(b *testing.B) {
	binary := ptytest.Build(b, "../..")
	for _, events := range []int{0, 25_000} {
		b.Run(fmt.Sprintf("events=%d", events), func(b *testing.B) {
			env := quietShop(b)
			if events > 0 {
				fillJournal(b, stateDirOf(env), events)
			}
			var paints, rows []time.Duration
			for b.Loop() {
				p := ptytest.Start(b, ptytest.Options{Binary: binary, Env: env, Cols: 120, Rows: 40})
				paints = append(paints, p.Wrote("Dojo Reversals"))
				rows = append(rows, p.Wrote("To reverse"))
				p.WaitFor("To reverse")
				p.Keys("q")
				p.Wait()
			}
			b.ReportMetric(median(paints), "ms-to-first-paint")
			b.ReportMetric(median(rows), "ms-to-first-rows")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkResident is what the program holds of the machine's memory with 40 payments,
// once the screen has stood still for a moment: all of it, and what doesn't come from
// the program's own file.
func BenchmarkResident(b *testing.B) {
	binary := ptytest.Build(b, "../..")
	env := quietShop(b)
	var all, own float64
	for b.Loop() {
		p := ptytest.Start(b, ptytest.Options{Binary: binary, Env: env, Cols: 120, Rows: 40})
		p.WaitFor("To reverse", "> ")
		p.WaitIdle(3 * time.Second)
		all += residentMB(b, p.Pid(), "VmRSS")
		own += residentMB(b, p.Pid(), "RssAnon")
		p.Keys("q")
		p.Wait()
	}
	b.ReportMetric(all/float64(b.N), "MB-resident")
	b.ReportMetric(own/float64(b.N), "MB-of-its-own")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkBurst is the processor's time of a run of the demo with 1,000 keys that come
// in one burst.
func BenchmarkBurst(b *testing.B) {
	binary := ptytest.Build(b, "../..")
	var burst time.Duration
	for b.Loop() {
		p := ptytest.Start(b, ptytest.Options{Binary: binary, Args: []string{"--demo"}, Env: sealed(b)})
		p.WaitFor("To reverse", "> ")
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
	b.ReportMetric(float64(burst.Microseconds())/1000/float64(b.N), "ms-CPU-with-1,000-keys")
	b.ReportMetric(0, "ns/op")
}

// quietShop serves a Dojo with 40 payments to which nothing happens, and returns the
// environment of a program that opens it.
func quietShop(b *testing.B) []string {
	b.Helper()
	server, err := sandbox.Listen(sandbox.New(sandbox.Options{Now: time.Now, Zone: time.UTC, Seed: 1, Payments: 40, Demo: true}), "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = server.Close() })
	return append(sealed(b), "DOJO_API_KEY="+testKey, "DOJO_BASE_URL="+server.URL(), "DOJO_TIMEZONE=UTC")
}

// stateDirOf is the folder of the journal in an environment.
func stateDirOf(env []string) string {
	for _, e := range env {
		if dir, ok := strings.CutPrefix(e, "DOJO_STATE_DIR="); ok {
			return dir
		}
	}
	return ""
}

// fillJournal makes a journal with so many events of a year of finished reversals, five
// to each. The newest is two weeks old.
func fillJournal(b *testing.B, dir string, events int) {
	b.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		b.Fatal(err)
	}
	each := 350 * 24 * time.Hour / time.Duration(events)
	now := time.Now().Add(-365 * 24 * time.Hour)
	store, err := sqlite.Open(b.Context(), sqlite.Options{Dir: dir, Process: "filler", Now: func() time.Time {
		now = now.Add(each / 2) // it asks more than once for some events
		return now
	}})
	if err != nil {
		b.Fatal(err)
	}
	for i := range events / 5 {
		a := journal.Attempt{
			ID: fmt.Sprintf("filled-%06d", i), Environment: dojo.Sandbox, BaseURL: "http://127.0.0.1:1", KeyFingerprint: "0123456789ab",
			Operator: "priya", Host: "till-1", ConfirmedAt: now, State: journal.Intended,
			Payment: journal.Payment{ID: fmt.Sprintf("pi_filled_%06d", i), Reference: "ORDER-1", Amount: dojo.Money{Minor: 4250, Currency: "GBP"}},
		}
		err := store.Begin(b.Context(), a)
		for _, next := range []journal.State{journal.Sending, journal.Created, journal.Confirming, journal.Successful} {
			was := a
			a.State = next
			if err == nil {
				err = store.Move(b.Context(), was, a)
			}
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := store.Close(); err != nil {
		b.Fatal(err)
	}
}

// median is the middle of several times, in milliseconds.
func median(of []time.Duration) float64 {
	slices.Sort(of)
	return float64(of[len(of)/2].Microseconds()) / 1000
}

// residentMB is a figure of a process in /proc/PID/status, in MB of a million bytes.
// Where there is none, it skips the benchmark.
func residentMB(b *testing.B, pid int, name string) float64 {
	b.Helper()
	status, _ := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	found := regexp.MustCompile(name + `:\s+(\d+) kB`).FindSubmatch(status)
	if found == nil {
		b.Skip("this system doesn't say what a process has resident")
	}
	kB, err := strconv.Atoi(string(found[1]))
	if err != nil {
		b.Fatal(err)
	}
	return float64(kB) * 1024 / 1e6
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
