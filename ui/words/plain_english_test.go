package words

import (
	"strings"
	"testing"

	"dojoreversals/dojo"
)

// allStatuses are the statuses of a payment, and some that nobody knows.
var allStatuses = []dojo.Status{
	dojo.StatusCreated, dojo.StatusAuthorized, dojo.StatusCaptured, dojo.StatusReversed, dojo.StatusRefunded, dojo.StatusCanceled, "Frobbed", "",
}

// isPlainWords fails for a text that has anything of Go or of networks in it.
func isPlainWords(t *testing.T, text string) {
	t.Helper()
	for _, bad := range []string{"dial", "tcp", "connect:", "net.", "*", "<", "EOF", "%!", "context", "  ", "deadline exceeded", "192.0.2.1", "nil", "/state"} {
		if strings.Contains(text, bad) {
			t.Errorf("%q has %q", text, bad)
		}
	}
	if end := strings.TrimSuffix(text, "'"); end == "" || !strings.ContainsAny(end[len(end)-1:], ".?") {
		t.Errorf("%q isn't a sentence", text)
	}
}
