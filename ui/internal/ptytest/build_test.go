//go:build unix

package ptytest

import (
	"strings"
	"testing"
)

func TestBuildOnceForEachSetOfTags(t *testing.T) {
	t.Parallel()
	plain, again := Build(t, "./testdata/hello"), Build(t, "./testdata/hello")
	if plain != again {
		t.Errorf("built twice: %s and %s", plain, again)
	}
	polite := Build(t, "./testdata/hello", "polite")
	for path, want := range map[string]string{plain: "hello", polite: "good day"} {
		term := Start(t, Options{Binary: path})
		term.WaitFor(want)
		AssertClean(t, term)
	}
}

func TestBuildErrorNamesTheCause(t *testing.T) {
	t.Parallel()
	said := failure(t, func(tb testing.TB) { Build(tb, "./testdata/nowhere") })
	if !strings.Contains(said, "building ./testdata/nowhere") || !strings.Contains(said, "directory not found") {
		t.Error(said)
	}
}
