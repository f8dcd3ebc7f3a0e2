package cli_test

import (
	"net"
	"strings"
	"testing"

	"dojoreversals/dojo"
)

// An agent logs in with OpenSSH, goes to another shop and reverses a payment there. The
// commands of the same names say the same as at a till, with the same exit codes.
func TestHelpdeskOverSSH(t *testing.T) {
	t.Parallel()
	h := newHelpdesk(t, "pier", "mall", "port")
	pier, mall := h.shops["pier"], h.shops["mall"]
	pier.pay(sale("PIER-1", 4250, "1013"))
	mall.pay(sale("MALL-1", 1999, "1096"))
	priya := h.agent("priya", "reverse", "pier", "mall")
	h.start()

	till := h.login(priya, mall)
	till.head("PIER")
	till.row("PIER-1", "Held, r to reverse")
	till.press("s").WaitFor("> MALL")
	if s := till.Screen(); s.Contains("PORT") {
		t.Errorf("a shop that isn't theirs is offered:\n%s", s)
	}
	till.press("enter").head("MALL")
	till.choose("MALL-1").ask().about("£19.99", "Visa ··1096", "MALL-1").look("title", "MALL").reverse()
	till.row("MALL-1", "Created")
	till.Resize(132, 40)
	till.WaitUntil("132 columns", func(s screen) bool { return len([]rune(s.Line(s.RowOf("───")))) == 132 })
	mall.settle()
	till.row("MALL-1", "Successful, reversed")
	till.press("q").ended(0)
	mall.wantState("MALL-1", dojo.StatusReversed, 1)
	h.ofAgent(priya, "MALL-1", "successful")
	if s := pier.state("PIER-1"); s.Reversals != 0 {
		t.Errorf("%+v", s)
	}
	if r := h.run(priya, "journal", "--reference", "MALL-1"); r.code != 0 || !strings.Contains(r.out, "priya") {
		t.Errorf("%+v", r)
	}
}

// A port that is taken is said, and nothing is served.
func TestHelpdeskPortTaken(t *testing.T) {
	t.Parallel()
	h := newHelpdesk(t, "pier")
	h.agent("priya", "read", "pier")
	other, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Close() }()
	h.port = other.Addr().(*net.TCPAddr).Port
	h.write("")
	if r := command(t, h.env, "serve"); r.code != 1 || !strings.Contains(r.err, "something listens at "+address(h.port)) || strings.Contains(r.out, "Serving") {
		t.Errorf("%+v", r)
	}
	h.start()
}
