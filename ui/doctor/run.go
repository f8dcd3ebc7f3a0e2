package doctor

import (
	"context"
	"fmt"
	"time"
)

// Check is one check, or several that are answered together.
type Check struct {
	Names []Name
	Shop  string // see Finding
	Run   func(context.Context) []Finding
}

// Runner runs checks.
type Runner struct {
	// Patience is how long a check may take. One that takes longer is left alone, since
	// a disk may never answer, and is a fault.
	Patience time.Duration
	After    func(time.Duration) <-chan time.Time
	Spawn    func(func())        // runs something in a goroutine of its own
	Told     func(done, all int) // how far it is
}

// Run runs all checks side by side. The findings are in the order of the checks.
func (r Runner) Run(ctx context.Context, checks []Check) []Finding {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type answer struct {
		i        int
		findings []Finding
	}
	answers := make(chan answer, len(checks))
	for i, c := range checks {
		r.Spawn(func() { answers <- answer{i, c.Run(ctx)} })
	}
	found := make([][]Finding, len(checks))
	late := r.After(r.Patience)
	for done, waits := 0, true; waits && done < len(checks); {
		r.Told(done, len(checks))
		select {
		case a := <-answers:
			found[a.i] = a.findings
			done++
		case <-late:
			waits = false
		case <-ctx.Done():
			waits = false
		}
	}
	for len(answers) > 0 { // they came in time, even if that is over now
		a := <-answers
		found[a.i] = a.findings
	}
	var all []Finding
	for i, c := range checks {
		list := found[i]
		if list == nil {
			list = tooLate(ctx, c.Names, r.Patience)
		}
		for _, f := range list {
			f.Shop = c.Shop
			all = append(all, f)
		}
	}
	return all
}

// tooLate are the findings of a check that gave none.
func tooLate(ctx context.Context, names []Name, patience time.Duration) (list []Finding) {
	for _, name := range names {
		if ctx.Err() != nil {
			list = append(list, skipped(name, "It was ended before its answer came."))
			continue
		}
		list = append(list, fault(name, fmt.Sprintf("No answer came in %s.", patience),
			"Run doctor again. If it stays so, the disk or the network of this computer hangs."))
	}
	return list
}
