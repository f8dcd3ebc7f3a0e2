// Package rapidtest has the properties of a package's tests run over the same cases each
// time, so that a run that passed passes again. It is for tests only.
package rapidtest

import (
	"flag"
	"os"
	"strconv"
)

// Fix parses the command line, and sets what it doesn't say: the cases that seed draws, so
// many for each property, or rapid's own number if checks is 0, and no files of those that
// fail. -rapid.seed=0 draws new ones. A TestMain calls it first.
func Fix(seed, checks int) {
	flag.Parse()
	set := map[string]string{"rapid.nofailfile": "true", "rapid.seed": strconv.Itoa(seed)}
	if checks > 0 {
		set["rapid.checks"] = strconv.Itoa(checks)
	}
	flag.Visit(func(f *flag.Flag) { delete(set, f.Name) })
	for name, v := range set {
		if err := flag.Set(name, v); err != nil {
			_, _ = os.Stderr.WriteString(name + ": " + err.Error() + "\n")
			os.Exit(2)
		}
	}
}
