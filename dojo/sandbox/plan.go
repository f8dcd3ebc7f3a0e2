package sandbox

import (
	"cmp"
	"time"
)

// activeFault is a fault that was set, and how often it has happened.
type activeFault struct {
	Fault
	op   string // with the default filled in
	used int
}

// SetFaults replaces all faults; their counts start anew. A Fault that isn't
// made by ParseFault and has no known name does nothing.
func (d *Dojo) SetFaults(faults ...Fault) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.faults = nil
	for _, f := range faults {
		k, err := findFault(f.Name)
		if err != nil {
			continue
		}
		a := activeFault{Fault: f, op: f.Op}
		if a.op == "" {
			a.op = k.op
		}
		d.faults = append(d.faults, a)
	}
}

// standingOffset is how far Dojo's clock is off for every request.
func (d *Dojo) standingOffset() time.Duration {
	var sum time.Duration
	for _, f := range d.faults {
		if f.Name == "clock" && f.op == opAll && f.First == 0 {
			sum += f.Value
		}
	}
	return sum
}

// plan says what goes wrong with one request.
type plan struct {
	offset    time.Duration // of Dojo's clock
	slow      time.Duration // between the work and the answer
	instead   string        // the fault that comes instead of the work, or ""
	status    int           // the HTTP status of the web page or redirect
	retry     time.Duration // of a 429 or 503
	damage    string        // the fault that damages the answer, or ""
	pause     time.Duration // between two bytes of a drip
	cutAfter  bool
	reversing string // stuck, failed or captured
	paging    string // the fault of a list's pages, or ""
}

// faultsOf decides what goes wrong with a request, and counts it. Of several
// faults that replace the work the first one wins, and those after it neither
// happen nor count.
func (d *Dojo) faultsOf(op string) plan {
	var p plan
	for i := range d.faults {
		f := &d.faults[i]
		if !f.matches(op) || (f.First > 0 && f.used >= f.First) {
			continue
		}
		if p.instead != "" && f.Name != "clock" {
			continue
		}
		f.used++
		switch f.Name {
		case "clock":
			p.offset += f.Value
		case "slow":
			p.slow += f.Value
		case "cut-after":
			p.cutAfter = true
		case "stuck", "failed", "captured":
			p.reversing = f.Name
		case "truncated", "length", "endless", "bomb", "bomb-rows", "headers", "gzip-always":
			p.damage = f.Name
		case "cursor-number", "cursor-object", "never-null", "same-rows", "same-data":
			p.paging = f.Name
		case "drip":
			p.damage, p.pause = f.Name, cmp.Or(f.Value, time.Second)
		default:
			p.instead, p.retry, p.status = f.Name, f.Value, f.Status
		}
	}
	return p
}

func (f *activeFault) matches(op string) bool {
	switch f.op {
	case opAll:
		return true
	case opReads:
		return op == opSearch || op == opGet
	}
	return f.op == op
}
