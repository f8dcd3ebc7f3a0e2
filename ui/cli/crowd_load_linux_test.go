package cli_test

import (
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// besides is how many descriptors a server has now and then for what isn't a screen's, such
// as connections to Dojo.
const besides = 6

// However many agents look at a shop, Dojo is asked as for one of them. Each screen takes
// a little memory, some goroutines and descriptors, and gives them back.
func TestManyScreensCostLittle(t *testing.T) {
	const shops, screens = 4, 64
	h := startCrowd(t, crowdShape{shops: shops, agents: 8, payments: 200, refresh: "10m", probed: true})
	h.openAll(0, shops)
	h.readWhole()
	asked, before := h.calls(), h.counts()
	all := h.openAll(shops, screens)
	full := h.counts()
	if now := h.calls(); !slices.Equal(now, asked) {
		t.Errorf("Dojo was asked %v times for one screen per shop, and %v for %d", asked, now, screens)
	}
	if full.Percent != 100 {
		t.Errorf("a server collects garbage as a till does: at %d %%", full.Percent)
	}
	each := func(what string, more, most int) {
		t.Helper()
		t.Logf("%s of one more screen: %d", what, more/len(all))
		if more > most*len(all)+besides {
			t.Errorf("%s: %d of one more screen, and at most %d", what, more/len(all), most)
		}
	}
	each("bytes", int(full.Heap+full.Stacks)-int(before.Heap+before.Stacks), 500_000)
	each("goroutines", full.Goroutines-before.Goroutines, 32)
	each("descriptors", full.Descriptors-before.Descriptors, 3)
	for _, s := range all {
		if err := s.leave(); err != nil {
			t.Error(err)
		}
	}
	h.backTo(before, 2<<20, len(all))
}

// Log-ins leave nothing behind, whatever was done in them and however they end.
func TestLogInsLeaveNothing(t *testing.T) {
	logins := 256
	if exhaustive {
		logins = 5_000
	}
	h := startCrowd(t, crowdShape{shops: 4, agents: 8, payments: 40, refresh: "10m", probed: true})
	h.openAll(0, 4)
	h.readWhole()
	h.visits(0, 64)
	before := h.counts()
	h.visits(64, 64+logins)
	h.backTo(before, 512<<10, logins)
}

// visits has agents log in one after the other, some at a time: for the screen, and leave
// it or drop their line; for a command; for two shops; and with a key that nobody has.
func (h *crowd) visits(from, to int) {
	h.Helper()
	each(h, make([]*screenOver, to-from), 8, func(i int, _ *screenOver) error {
		n := from + i
		switch n / len(h.signers) % 4 {
		case 0, 1:
			s, err := h.open(n)
			if err != nil {
				return err
			}
			if _, err := s.sees("ORDER-1999"); err != nil {
				return err
			}
			if n/len(h.signers)%4 == 0 {
				return s.leave()
			}
			err = s.line.Close()
			<-s.over
			return err
		case 2:
			line, err := h.logIn(n)
			if err != nil {
				return err
			}
			defer line.Close()
			session, err := line.NewSession()
			if err != nil {
				return err
			}
			out, err := session.Output("list --shop " + handleOf(n%len(h.dojos)))
			if err == nil && len(out) == 0 {
				err = io.ErrUnexpectedEOF
			}
			return err
		}
		line, err := dial(h.address, h.hostKey, newSigner(h))
		if err == nil {
			_ = line.Close()
			return fmt.Errorf("a stranger was let in")
		}
		return nil
	})
}

// readWhole waits until the whole list of each shop was read.
func (h *crowd) readWhole() {
	h.Helper()
	for end := time.Now().Add(patience); ; runtime.Gosched() {
		page := h.metrics()
		whole := 0
		for i := range h.dojos {
			if strings.Contains(page, fmt.Sprintf("dojo_reversals_list_whole{shop=%q} 1\n", handleOf(i))) {
				whole++
			}
		}
		if whole == len(h.dojos) {
			return
		}
		if time.Now().After(end) {
			h.Fatalf("%d lists are whole:\n%s", whole, page)
		}
	}
}

// backTo waits until the server has as little as before some log-ins. Some bytes may stay
// in maps and pools that grew, and in the newest lines of the log.
func (h *crowd) backTo(before counts, bytes uint64, logins int) {
	h.Helper()
	// A connection to Dojo has two, and each shop has some.
	const goroutines = 12
	var now counts
	for end := time.Now().Add(patience); ; runtime.Gosched() {
		now = h.counts()
		if now.Goroutines <= before.Goroutines+goroutines && now.Descriptors <= before.Descriptors+besides && now.Heap <= before.Heap+bytes {
			break
		}
		if time.Now().After(end) {
			h.Fatalf("%d log-ins left %+v, and %+v was before:\n%s", logins, now, before, h.ask("/goroutine?debug=1"))
		}
	}
	h.Logf("%d log-ins left %+v, and %+v was before", logins, now, before)
}
