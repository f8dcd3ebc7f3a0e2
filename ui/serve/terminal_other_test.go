//go:build !linux && !darwin

package serve

import (
	"strings"
	"testing"
)

// Other systems refuse, and say where the server runs.
func TestUnsupported(t *testing.T) {
	t.Parallel()
	if _, err := New(Options{}); err == nil || !strings.Contains(err.Error(), "Linux or macOS") {
		t.Error(err)
	}
}
