package cli

import (
	"runtime/debug"
	"testing"
)

// TestWhatThisProgramWasBuiltFrom takes a release's own words before what Go noted, and
// says nothing that nobody knows.
func TestWhatThisProgramWasBuiltFrom(t *testing.T) {
	t.Parallel()
	const (
		revision = "5f52091aaaabbbbccccddddeeeeffff000011112"
		noted    = "2026-11-26T08:07:00Z"
	)
	info := func(version string, settings ...string) *debug.BuildInfo {
		i := &debug.BuildInfo{Main: debug.Module{Version: version}}
		for n := 0; n < len(settings); n += 2 {
			i.Settings = append(i.Settings, debug.BuildSetting{Key: settings[n], Value: settings[n+1]})
		}
		return i
	}
	for name, c := range map[string]struct {
		release build
		info    *debug.BuildInfo
		want    build
	}{
		"nobody knows":        {build{}, nil, build{Version: "devel"}},
		"no version control":  {build{}, info("(devel)"), build{Version: "devel"}},
		"go install":          {build{}, info("v1.2.3"), build{Version: "1.2.3"}},
		"a work tree":         {build{}, info("v0.0.0-20261126080700-5f52091aaaab", "vcs.revision", revision, "vcs.time", noted, "vcs.modified", "false"), build{Version: "0.0.0-20261126080700-5f52091aaaab", Commit: "5f52091aaaab", Date: noted}},
		"a changed work tree": {build{}, info("(devel)", "vcs.revision", revision, "vcs.time", noted, "vcs.modified", "true"), build{Version: "devel", Commit: "5f52091aaaab", Changed: true, Date: noted}},
		"a release": {
			build{Version: "1.2.3", Commit: revision, Date: "2026-11-20T10:00:00Z"}, info("v0.0.0-1", "vcs.revision", "other", "vcs.time", noted),
			build{Version: "1.2.3", Commit: "5f52091aaaab", Date: "2026-11-20T10:00:00Z"},
		},
		"a short commit": {build{Commit: "5f52"}, nil, build{Version: "devel", Commit: "5f52"}},
	} {
		if got := buildOf(c.release, c.info); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}
