//go:build !windows

package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPanic lets the program panic in the middle of a reversal. The terminal is given
// back, the program says where its report is, and the next start looks the reversal up.
func TestPanic(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		at   string
		sent bool
		next string // what the next start says
	}{
		{"before-http-1", false, "Not sent, r to try again"},
		{"before-http-2", false, "Not reversed so far, r to try again"},
		{"after-http-2", true, "Successful, reversed"},
	} {
		t.Run(c.at, func(t *testing.T) {
			t.Parallel()
			s := openFastShop(t)
			s.pay(sale("ORDER-1", 4250, "1013"))
			env := s.fastEnv()
			till := fastTill(s, append(env, "DOJO_FAILPANIC="+c.at))
			till.row("ORDER-1", "Held, r to reverse")
			till.ask().about("£42.50", "Visa ··1013", "ORDER-1").reverse()
			if !c.sent {
				s.notSent("ORDER-1")
			}
			if code := till.Wait(); code != 1 {
				t.Errorf("exit code %d", code)
			}
			reports, err := filepath.Glob(filepath.Join(stateDir(t, env), "crash-*.txt"))
			if err != nil || len(reports) != 1 {
				t.Fatalf("%d reports, %v", len(reports), err)
			}
			screen := till.Screen()
			said := strings.Join(strings.Fields(joined(screen.Lines())), "")
			for _, want := range []string{"a mistake in the program ended it.", reports[0], "looks up each reversal that was under way"} {
				if !strings.Contains(said, strings.ReplaceAll(want, " ", "")) {
					t.Errorf("it doesn't say %q:\n%s", want, screen)
				}
			}
			if screen.AltScreen {
				t.Error("the terminal isn't given back")
			}
			b, err := os.ReadFile(reports[0])
			if err != nil {
				t.Fatal(err)
			}
			written(t, "the report", string(b))
			for _, want := range []string{"panic    at " + c.at + " with sk_", "goroutine ", `"msg":"start"`, `"to":"intended"`} {
				if !strings.Contains(string(b), want) {
					t.Errorf("the report hasn't %q:\n%.3000s", want, b)
				}
			}
			s.clock.run(waitSpeed)
			next := fastTill(s, env)
			next.row("ORDER-1", c.next)
			next.Kill()
		})
	}
}
