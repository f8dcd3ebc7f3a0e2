package dojo

import (
	"net/http"
	"strings"
	"time"
)

// dateOf is the time at which Dojo gave an answer, by its Date header, or zero
// where the header doesn't tell that: the answer lay in a cache, something
// between Dojo and here has changed it, or it has more than one date.
func dateOf(res *http.Response) time.Time {
	h := res.Header
	if len(h.Values("Date")) != 1 || res.StatusCode == http.StatusNonAuthoritativeInfo || wasCached(h) {
		return time.Time{}
	}
	date, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return time.Time{}
	}
	return date
}

// cacheHeaders are how caches say that an answer is theirs, beside the Age and
// Warning that they should send.
var cacheHeaders = []string{"Cache-Status", "X-Cache", "X-Cache-Status", "X-Proxy-Cache", "Cf-Cache-Status"}

// wasCached says whether an answer's head says that it came from a cache. Where
// that can't be read it is taken to say so: Dojo's clock is told by the next
// answer just as well.
func wasCached(h http.Header) bool {
	for _, age := range h.Values("Age") {
		if strings.Trim(age, " \t0") != "" || !strings.Contains(age, "0") {
			return true
		}
	}
	// RFC 7234: 110 is stale, 111 to 113 are other answers of a cache.
	for _, warning := range h.Values("Warning") {
		for _, one := range strings.Split(warning, ",") {
			if strings.HasPrefix(strings.TrimSpace(one), "11") {
				return true
			}
		}
	}
	for _, name := range cacheHeaders {
		for _, said := range h.Values(name) {
			if said = strings.ToLower(said); strings.Contains(said, "hit") || strings.Contains(said, "stale") {
				return true
			}
		}
	}
	return false
}
