package cli

import "runtime/debug"

// gcPercent is how much the heap may grow between two garbage collections, in
// percent of the live heap. With Go's own 100, a list of 100,000 payments would
// take twice its size. Collecting more often costs little, since a loaded list
// grows slowly; with 10 it would cost half as much processor again until the list is
// loaded, for 4 MB.
//
// A server keeps Go's own 100. Its many screens make much more garbage than its lists:
// with 500 of them, 25 costs nearly twice the processor for each log-in and half as much
// again while nobody types, and saves 80 MB of 370. Whoever has less memory sets
// GOMEMLIMIT.
const gcPercent = 25

// boundMemory sets gcPercent, unless the environment sets Go's own variables.
func boundMemory(lookupEnv func(string) (string, bool)) {
	for _, name := range []string{"GOGC", "GOMEMLIMIT"} {
		if _, set := lookupEnv(name); set {
			return
		}
	}
	debug.SetGCPercent(gcPercent)
}
