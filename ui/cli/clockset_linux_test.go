package cli

import "testing"

// Linux says when the wall clock was set, so that nobody has to look.
func TestThisKernelTells(t *testing.T) {
	t.Parallel()
	if _, err := clockSets(); err != nil {
		t.Errorf("the program looks at the clock %v apart: %v", wakeLook, err)
	}
}
