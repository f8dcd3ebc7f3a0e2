package words

import (
	"slices"
	"testing"

	"dojoreversals/dojo/feed"
	"dojoreversals/ui/internal/shopday"
)

// A list that is old says how old it is and why, and says nothing of an empty day.
func TestOldList(t *testing.T) {
	t.Parallel()
	for want, old := range map[string]func(*feed.Snapshot){
		"This PC was asleep: what is shown is from 18:59. Asking Dojo again.":        func(s *feed.Snapshot) { s.Slept = true },
		"Nobody had this shop open: what is shown is from 18:59. Asking Dojo again.": func(s *feed.Snapshot) { s.Unwatched = true },
	} {
		l := listOf(nil)
		snap := shopday.SnapshotOf(2, nil)
		old(snap)
		l.Take(snap, nil)
		if got := testSpeaker().Header(l).Banners("", false); !slices.Equal(got, []string{want}) {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := testSpeaker().Header(listOf(nil)).Stale(); got != "" {
		t.Errorf("a list of now: %q", got)
	}
}
