package sandbox

import (
	"cmp"
	"time"
)

// activeFault is a fault that was set, and how often it has happened.
type activeFault struct {
	Fault // with the default of Op
	used  int
}

// SetFaults replaces all faults; their counts start anew. A Fault that isn't
// made by ParseFault and has no known name does nothing.
func (d *Dojo) SetFaults(faults ...Fault) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.faults = nil
	for _, f := range faults {
		if k, err := findFault(f.Name); err == nil {
			f.Op = cmp.Or(f.Op, k.op)
			d.faults = append(d.faults, activeFault{Fault: f})
		}
	}
}

// standingOffset is how far Dojo's clock is off for every request.
func (d *Dojo) standingOffset() time.Duration {
	var sum time.Duration
	for _, f := range d.faults {
		if f.Name == "clock" && f.Op == opAll && f.First == 0 {
			sum += f.Value
		}
	}
	return sum
}

// plan says what goes wrong with one request. A fault without a name is none.
type plan struct {
	offset    time.Duration // of Dojo's clock
	slow      time.Duration // between the work and the answer
	instead   Fault         // comes instead of the work
	reversing Fault         // of a reversal: stuck, failed or captured
	paging    Fault         // of a list's pages
	damage    Fault         // of the answer on its way
	cutAfter  bool
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
		if p.instead.Name != "" && f.Name != "clock" {
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
			p.reversing = f.Fault
		case "truncated", "length", "endless", "bomb", "bomb-rows", "headers", "gzip-always", "drip":
			p.damage = f.Fault
		case "cursor-number", "cursor-object", "never-null", "same-rows", "same-data":
			p.paging = f.Fault
		default:
			p.instead = f.Fault
		}
	}
	return p
}

func (f *activeFault) matches(op string) bool {
	return f.Op == op || f.Op == opAll || f.Op == opReads && (op == opSearch || op == opGet)
}
