package sandbox

import (
	"runtime"
	"strings"
	"testing"
	"time"
)

// What packs a page is used for the next one, since each takes a megabyte.
func TestPackingAllocatesLittle(t *testing.T) {
	d := New(Options{Now: time.Now})
	body := []byte(strings.Repeat(`{"id":"pi_1"},`, 1000))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	const pages = 100
	for range pages {
		d.packed(body)
	}
	runtime.ReadMemStats(&after)
	got := (after.TotalAlloc - before.TotalAlloc) / pages
	t.Logf("%d KiB for a page", got>>10)
	if got > 600<<10 { // the race detector has one in four made anew
		t.Errorf("%d KiB for a page", got>>10)
	}
}
