package cli

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"dojoreversals/dojo"
)

// What the linker writes into a release, with -X (see .goreleaser.yaml). They are empty
// in every other build, and nothing else sets them.
var (
	linkedVersion string // such as 1.2.3
	linkedCommit  string
	linkedDate    string // of the commit: RFC 3339, in UTC
)

// build says what this program was built from.
type build struct {
	Version string // without a v; "devel" if nobody knows
	Commit  string // 12 digits of it; "" if nobody knows
	Changed bool   // there were changes that weren't committed
	Date    string // of the commit: RFC 3339, in UTC; "" if nobody knows
}

func thisBuild() build {
	info, _ := debug.ReadBuildInfo()
	return buildOf(build{Version: linkedVersion, Commit: linkedCommit, Date: linkedDate}, info)
}

// buildOf takes what the release says, and what it doesn't say from what Go noted.
func buildOf(release build, info *debug.BuildInfo) build {
	b := release
	if info != nil {
		noted := map[string]string{}
		for _, s := range info.Settings {
			noted[s.Key] = s.Value
		}
		if info.Main.Version != "(devel)" {
			b.Version = cmp.Or(b.Version, strings.TrimPrefix(info.Main.Version, "v"))
		}
		b.Commit = cmp.Or(b.Commit, noted["vcs.revision"])
		b.Date = cmp.Or(b.Date, noted["vcs.time"])
		b.Changed = noted["vcs.modified"] == "true"
	}
	b.Version = cmp.Or(b.Version, "devel")
	b.Commit = b.Commit[:min(len(b.Commit), 12)]
	return b
}

// String is one line for people and for support.
func (b build) String() string {
	text := programName + " " + b.Version
	if b.Commit != "" {
		text += ", commit " + b.Commit
	}
	if b.Changed {
		text += " with changes"
	}
	if b.Date != "" {
		text += ", " + b.Date
	}
	return fmt.Sprintf("%s (%s %s/%s, API version %s)", text, runtime.Version(), runtime.GOOS, runtime.GOARCH, dojo.DefaultVersion)
}

// userAgent is how Dojo knows this program.
func (b build) userAgent() string { return programName + "/" + b.Version }
