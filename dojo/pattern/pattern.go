package pattern

import (
	"regexp"
	"sync"
)

// Lazy returns a regular expression that is compiled at the first call. A mistake in
// it panics then.
func Lazy(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
