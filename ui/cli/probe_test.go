package cli_test

import (
	"encoding/json"
	"net"
	"net/http"
	"net/http/pprof"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"

	"dojoreversals/ui/cli"
)

// probeVariable has this test's program be the real one, with a probe at the socket that
// it names.
const probeVariable = "DOJO_TEST_PROBE"

// counts are what a probed program says of itself.
type counts struct {
	Goroutines  int
	Descriptors int
	Heap        uint64 // bytes that live
	Stacks      uint64 // bytes
	Percent     uint64 // GOGC
}

// probed runs the real program with a probe, and ends with it, where the environment asks
// for that.
func probed() {
	socket := os.Getenv(probeVariable)
	if socket == "" {
		return
	}
	l, err := net.Listen("unix", socket)
	if err != nil {
		panic(err)
	}
	http.HandleFunc("/counts", func(w http.ResponseWriter, _ *http.Request) {
		files, _ := os.ReadDir("/proc/self/fd")
		debug.FreeOSMemory() // collects twice, and returns what is free
		debug.FreeOSMemory()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		percent := []metrics.Sample{{Name: "/gc/gogc:percent"}}
		metrics.Read(percent)
		_ = json.NewEncoder(w).Encode(counts{runtime.NumGoroutine(), len(files), m.HeapAlloc, m.StackInuse, percent[0].Value.Uint64()})
	})
	for _, name := range []string{"goroutine", "heap"} {
		http.Handle("/"+name, pprof.Handler(name))
	}
	http.HandleFunc("/profile", pprof.Profile)
	go func() { _ = http.Serve(l, nil) }()
	os.Exit(cli.Main(os.Args[1:]))
}
