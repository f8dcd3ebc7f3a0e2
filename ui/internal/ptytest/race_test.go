//go:build unix && race

package ptytest

import (
	"fmt"
	"strings"
	"testing"
)

func init() { helpers["race"] = raceProgram }

// raceProgram has a data race, on purpose.
func raceProgram() int {
	var n int
	done := make(chan struct{})
	go func() {
		n++
		close(done)
	}()
	n++
	<-done
	fmt.Println("raced", n > 0)
	return 0
}

func TestDataRaceInTheProgramFailsTheTest(t *testing.T) {
	t.Parallel()
	said := failure(t, func(tb testing.TB) {
		term := run(tb, "race")
		if code := term.Wait(); code != 66 {
			t.Errorf("exit code %d", code)
		}
	})
	if !strings.Contains(said, "the program has a data race") {
		t.Error(said)
	}
}
