package cli

import (
	"strings"
	"testing"
)

// The table of the record shows Dojo's time, as the screen does, and says so if it
// only has the PC's.
func TestJournalTableSaysWhoseTime(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	err := writeTable(&out, []line{
		{Time: "2026-03-11T13:00:00.000Z", DojoTime: "2026-03-10T12:00:00.000Z", Payment: "pi_known"},
		{Time: "2026-03-11T13:00:00.000Z", Payment: "pi_unknown"},
	}, 0)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(out.String(), "\n")
	for i, want := range []string{"TIME (UTC), DOJO'S", "2026-03-10T12:00:00.000 ", "2026-03-11T13:00:00.000 by the PC "} {
		if !strings.HasPrefix(lines[i], want) {
			t.Errorf("line %d is %q, want %q", i, lines[i], want)
		}
	}
	if strings.Contains(lines[1], "11T13") {
		t.Errorf("the PC's time stands beside Dojo's: %q", lines[1])
	}
}
