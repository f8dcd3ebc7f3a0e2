package monitor

import (
	"bytes"
	"os"
	"runtime"
	"runtime/metrics"
	"strconv"
	"time"
)

// writeProcess writes what is known of the process, by the names that Prometheus' own
// libraries use.
func (p *page) writeProcess(started time.Time) {
	p.family("process_start_time_seconds", "gauge", "When the program was started, in seconds since 1970.")
	p.value("process_start_time_seconds", float64(started.UnixMilli())/1000)
	samples := []metrics.Sample{
		{Name: "/sched/goroutines:goroutines"},
		{Name: "/memory/classes/heap/objects:bytes"},
		{Name: "/memory/classes/total:bytes"},
	}
	metrics.Read(samples)
	for i, f := range []struct{ name, help string }{
		{"go_goroutines", "Goroutines that exist now."},
		{"go_memstats_heap_alloc_bytes", "Bytes of objects on the heap."},
		{"go_memstats_sys_bytes", "Bytes of memory that Go has taken from the system."},
	} {
		p.family(f.name, "gauge", f.help)
		p.value(f.name, float64(samples[i].Value.Uint64()))
	}
	if runtime.GOOS == "linux" {
		p.writeLinux(os.ReadFile, os.ReadDir)
	}
}

// writeLinux writes what Linux says of this process. What it doesn't say is left out.
func (p *page) writeLinux(readFile func(string) ([]byte, error), readDir func(string) ([]os.DirEntry, error)) {
	if statm, err := readFile("/proc/self/statm"); err == nil {
		if pages, ok := field(statm, 1); ok {
			p.family("process_resident_memory_bytes", "gauge", "Bytes of the process that are in memory.")
			p.value("process_resident_memory_bytes", pages*float64(os.Getpagesize()))
		}
	}
	if open, err := readDir("/proc/self/fd"); err == nil {
		p.family("process_open_fds", "gauge", "Open file descriptors.")
		p.value("process_open_fds", float64(len(open)-1)) // one is open to read the folder
	}
	limits, err := readFile("/proc/self/limits")
	if _, line, found := bytes.Cut(limits, []byte("\nMax open files ")); err == nil && found {
		if most, ok := field(line, 0); ok {
			p.family("process_max_fds", "gauge", "The most file descriptors that the process may open.")
			p.value("process_max_fds", most)
		}
	}
}

// field is the n-th field of a text, from 0, as a number.
func field(text []byte, n int) (float64, bool) {
	fields := bytes.Fields(text)
	if len(fields) <= n {
		return 0, false
	}
	v, err := strconv.ParseFloat(string(fields[n]), 64)
	return v, err == nil
}
