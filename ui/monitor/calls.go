package monitor

import (
	"net/http"
	"strings"

	"github.com/VictoriaMetrics/metrics"

	"dojoreversals/dojo"
)

// The requests that package dojo makes.
const (
	callList = iota
	callRead
	callReverse
	callKinds
)

var callNames = [callKinds]string{"list", "read", "reverse"}

func callOf(c dojo.Call) int {
	switch {
	case strings.HasSuffix(c.Template, "/reversal"):
		return callReverse
	case strings.HasSuffix(c.Template, "/{id}"):
		return callRead
	}
	return callList
}

// What can become of a request.
const (
	callOK         = iota
	callRefused    // Dojo answered with a status of 300 to 499 other than 429
	callLimited    // Dojo answered 429
	callFailed     // Dojo answered with 500 or more
	callUnanswered // it may have reached Dojo, and no answer could be read
	callUnsent     // no connection could be made
	callStopped    // we gave it up
	callOutcomes
)

var outcomeNames = [callOutcomes]string{"ok", "refused", "limited", "failed", "unanswered", "unsent", "stopped"}

func outcomeOf(c dojo.Call) int {
	switch {
	case c.Cause == dojo.CauseStopped:
		return callStopped
	case c.NotSent:
		return callUnsent
	case c.Cause != "":
		return callUnanswered
	case c.HTTPStatus == http.StatusTooManyRequests:
		return callLimited
	case c.HTTPStatus >= http.StatusInternalServerError:
		return callFailed
	case c.HTTPStatus >= http.StatusMultipleChoices:
		return callRefused
	}
	return callOK
}

// mostShops is how many shops have a label of their own. Each has 21 series of calls and
// 12 gauges.
const mostShops = 500

// otherLabel stands for what has no label of its own. No handle and no role looks like it.
const otherLabel = "(other)"

// shopCalls counts the requests of one shop.
type shopCalls [callKinds][callOutcomes]*metrics.Counter

// shop finds what a shop is called in the labels, and its counters. Those of a shop that
// is seen for the first time are all made at 0, so that the first failure is an increase.
func (m *Monitor) shop(handle string) (label string, calls *shopCalls) {
	m.mu.RLock()
	calls = m.shops[handle]
	m.mu.RUnlock()
	if calls != nil {
		return handle, calls
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	// By now another goroutine may have made them, or taken the last place.
	if label = handle; m.shops[label] == nil && (!isHandle(label) || len(m.shops) >= mostShops) {
		label = otherLabel
	}
	if m.shops[label] == nil {
		calls = &shopCalls{}
		for i, call := range callNames {
			for k, outcome := range outcomeNames {
				calls[i][k] = m.calls.NewCounter(series(callsName, "shop", label, "call", call, "outcome", outcome))
			}
		}
		m.shops[label] = calls
	}
	return label, m.shops[label]
}

// isHandle says whether a shop can have this handle; "" is the only shop of settings that
// give it none.
func isHandle(s string) bool {
	return len(s) <= 40 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_-") == ""
}
