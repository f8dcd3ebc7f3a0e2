package cli_test

import (
	"net"
	"runtime"
	"strings"
	"testing"

	"dojoreversals/dojo"
	"dojoreversals/dojo/sandbox"
	"dojoreversals/ui/internal/ptytest"
)

// TestLostAnswer loses the answer to a reversal. Nobody knows then what became of
// it, so it must never be called failed; a read tells the truth. It is never sent
// again.
func TestLostAnswer(t *testing.T) {
	t.Parallel()
	const dont = "Don't refund, pay cash or charge again yet."
	for name, c := range map[string]struct {
		fault     string
		script    sandbox.Outcome
		first     string
		then      func(*shop)
		row, says string
		status    dojo.Status
		reversals int
	}{
		"it went through": {
			"reversal:cut-after", sandbox.Settles, "No answer about £42.50, ORDER-1. It may have gone through.", (*shop).settle,
			"Successful, reversed", "Successful: £42.50, ORDER-1, is reversed.", dojo.StatusReversed, 1,
		},
		"it didn't, and the till captured it": {
			"reversal:cut-before", sandbox.Settles, "No answer about £42.50, ORDER-1. It may have gone through.",
			func(s *shop) {
				if err := s.Capture(s.ids["ORDER-1"]); err != nil {
					s.t.Error(err)
				}
			},
			"refund instead", "was captured first. Refund instead.", dojo.StatusCaptured, 0,
		},
		"a conflict": {
			"", sandbox.Conflicts, "Dojo's answer (409) doesn't tell whether £42.50, ORDER-1, is reversed. It may have gone through.", func(s *shop) {
				if err := s.Set(s.ids["ORDER-1"], dojo.StatusReversed); err != nil {
					s.t.Error(err)
				}
			},
			"Already reversed", "not by this request, which Dojo answered with 409", dojo.StatusReversed, 0,
		},
		"a server's error after the work": {
			"reversal:html=502", sandbox.Settles, "Dojo's answer (502) doesn't tell whether £42.50, ORDER-1, is reversed. It may have gone through.", func(s *shop) {
				if err := s.Set(s.ids["ORDER-1"], dojo.StatusReversed); err != nil {
					s.t.Error(err)
				}
			},
			"Successful, reversed", "is reversed.", dojo.StatusReversed, 0,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			p := sale("ORDER-1", 4250, "1013")
			p.Script.Outcome = c.script
			s.pay(p)
			if c.fault != "" {
				s.fault(c.fault)
			}
			till := s.till()
			till.ask().about("£42.50", "Visa ··1013", "ORDER-1").reverse()
			onRow := "Checking, no answer"
			if strings.HasPrefix(c.first, "Dojo's answer") {
				onRow = "Checking, answer"
			}
			till.row("ORDER-1", onRow)
			till.says(c.first, dont)
			if strings.Contains(till.Screen().Text(), "Failed") {
				t.Errorf("a lost answer is called failed:\n%s", till.Screen())
			}
			// r again opens no second dialog.
			till.press("r").says("started reversing this at", "Follow it here.")
			till.press("esc")
			c.then(s)
			till.row("ORDER-1", c.row)
			till.says(c.says)
			s.wantState("ORDER-1", c.status, c.reversals)
			till.quit()
		})
	}
}

// TestDojoDownThenUp starts before Dojo can be reached, loses it later, and
// recovers by itself each time.
func TestDojoDownThenUp(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	addr := closedPort(t)
	s.url = "http://" + addr
	till := run(t, s, ptytest.Options{Env: s.env()})
	till.head("SANDBOX", "Dojo can't be reached. Is this PC online?", "Trying again")

	closed := s.listen(addr)
	till.row("ORDER-1", "£42.50", "Held")
	till.WaitGone("Dojo can't be reached")

	closed()
	till.head("No answer from Dojo since", "what is shown is from then.")
	till.row("ORDER-1", "£42.50", "Held")
	// Nothing is reversed without a fresh read.
	till.ask().about("£42.50", "Visa ··1013", "ORDER-1").reverse()
	s.notSent("ORDER-1")
	till.says("Not sent: no connection to Dojo. Nothing was done: £42.50, ORDER-1. Press r to try again.")

	s.listen(addr)
	till.WaitGone("No answer from Dojo since")
	till.ask().about("£42.50", "Visa ··1013", "ORDER-1").reverse()
	till.row("ORDER-1", "Created")
	s.settle()
	till.row("ORDER-1", "Successful, reversed")
	till.quit()
}

// closedPort is an address where nobody listens yet. On Linux it is not the
// address from which programs connect, so that none of them takes its port.
func closedPort(t *testing.T) string {
	t.Helper()
	host := "127.0.0.1"
	if runtime.GOOS == "linux" {
		host = "127.0.0.77"
	}
	l, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// TestKeyRefused names the setting, and goes on once the key is accepted.
func TestKeyRefused(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	s.fault("401")
	till := run(t, s, ptytest.Options{Env: s.env()})
	till.head("SANDBOX", "Dojo doesn't accept this shop's key (401). Ask whoever set it up: the setting is api_key.", "Trying again in")
	s.fault()
	till.press("f5").row("ORDER-1", "Held")
	till.WaitGone("(401)")
	till.quit()
}

// TestWhatTheNetworkDoes holds that network trouble is told in plain words, without
// a raw body or a library's error text.
func TestWhatTheNetworkDoes(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	till := s.till()
	till.row("ORDER-1", "Held")
	// "No answer" is said only if none came.
	const answered, silence = "What is shown is from", "No answer from Dojo since"
	for _, c := range []struct{ fault, since, says string }{
		{"html", answered, "A web page came instead of Dojo's answer: this looks like a log-in page of your Wi-Fi."},
		{"html=502", answered, "Dojo has a problem of its own (502)."},
		{"500", answered, "Dojo has a problem of its own (500)."},
		{"403", answered, "This shop's key may not read payments (403)."},
		{"429=1", answered, "Dojo asks this program to slow down (429)."},
		{"reads:cut-before", silence, "The connection to Dojo was cut."},
	} {
		s.fault(c.fault)
		till.press("f5").head(c.since, c.says)
		till.row("ORDER-1", "Held")
	}
	till.press("t").head("POST /payment-intents/search")
	s.fault()
	till.press("f5").WaitGone("is shown is from")
	for _, never := range []string{"html>", "Sign in to use", "dial tcp", "EOF", "goroutine"} {
		if strings.Contains(string(till.Raw()), never) {
			t.Errorf("%q was shown", never)
		}
	}
	till.quit()
}
