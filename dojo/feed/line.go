package feed

import (
	"errors"
	"net/http"
	"time"

	"dojoreversals/dojo"
)

// line is how a reading has gone so far. It says whether the reading goes on after a
// page that failed. The zero value is a reading that begins.
type line struct {
	// trust grows by one with each page that comes, and each page that is lost costs
	// lostCosts. So a line that loses one page in twenty is trusted, and one that
	// loses one in four isn't.
	trust int
	// pages counts those that came since Dojo refused a call as one too many.
	pages   int
	refused time.Time // when that was, by this machine's clock
	goesOn  bool      // whether the reading went on after it
}

const (
	lostCosts = 8
	mostTrust = 8 * lostCosts // all pages that are under way may be lost at once
)

func (l *line) came() {
	l.trust = min(l.trust+1, mostTrust)
	l.pages++
}

// failed says whether the reading goes on after a failure, so that its page is read
// again without ado. After a refusal for too many calls, silence is how long Dojo wants
// none.
func (l *line) failed(now time.Time, got answer, silence time.Duration) bool {
	if silence > 0 {
		if !got.sent.After(l.refused) {
			return l.goesOn // it was under way when Dojo refused another
		}
		l.goesOn = l.pages > 0 && silence <= standsStill
		l.pages, l.refused = 0, now
		return l.goesOn
	}
	var refused *dojo.RefusedError
	if errors.As(got.err, &refused) {
		switch refused.Exchange.HTTPStatus {
		case http.StatusUnauthorized, http.StatusForbidden:
			return false // the key, and so all pages
		}
	}
	got.list.failed++
	if got.list.failed > 1 || l.trust < lostCosts {
		return false
	}
	l.trust -= lostCosts
	return true
}
