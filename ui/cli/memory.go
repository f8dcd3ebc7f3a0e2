package cli

import "runtime/debug"

// gcPercent is how much the heap may grow between two garbage collections, in
// percent of the live heap. With Go's own 100, a list of 100,000 payments would
// take twice its size. Collecting more often costs little, since a loaded list
// grows slowly; with 10 it would cost half as much processor again until the list is
// loaded, for 4 MB.
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
