package scripttest

import (
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"dojoreversals/dojo"
	"dojoreversals/dojo/sandbox"
)

// payer makes each payment a minute older than the one before.
type payer struct{ made int }

// startSandbox starts a Dojo without payments.
func startSandbox(ts *testscript.TestScript, neg bool, args []string) {
	w := of(ts)
	if neg || len(args) > 0 || w.dojo != nil {
		ts.Fatalf("usage: sandbox, once")
	}
	// A reversal settles by the next request.
	w.dojo = sandbox.New(sandbox.Options{Now: time.Now, Zone: w.zone, SettleMax: 1})
	server, err := sandbox.Listen(w.dojo, "127.0.0.1:0")
	ts.Check(err)
	w.server = server
	ts.Setenv("DOJO_BASE_URL", server.URL())
}

func at(ts *testscript.TestScript) *sandbox.Dojo {
	d := of(ts).dojo
	if d == nil {
		ts.Fatalf("the command sandbox comes first")
	}
	return d
}

func idOf(reference string) string { return "pi_" + reference }

// pay adds a payment.
func pay(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 || len(args) > 4 {
		ts.Fatalf("usage: pay REFERENCE AMOUNT LAST4 [STATUS]")
	}
	minor, err := strconv.ParseInt(strings.Replace(args[1], ".", "", 1), 10, 64)
	if _, pence, _ := strings.Cut(args[1], "."); err != nil || len(pence) != 2 {
		ts.Fatalf("%q isn't an amount such as 42.50", args[1])
	}
	p := sandbox.Payment{
		ID: idOf(args[0]), Reference: args[0], Amount: dojo.Money{Minor: minor, Currency: "GBP"},
		Card: sandbox.Card{Type: "VISA", Last4: args[2]}, AuthCode: "123456",
	}
	if len(args) == 4 {
		p.Status = dojo.Status(args[3])
	}
	of(ts).payer.made++
	if p.Status != dojo.StatusCreated {
		p.PaidAt = time.Now().Add(-time.Duration(of(ts).payer.made) * time.Minute)
	}
	at(ts).Add(p)
}

// becomes changes a payment at Dojo.
func becomes(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: becomes REFERENCE STATUS")
	}
	ts.Check(at(ts).Set(idOf(args[0]), dojo.Status(args[1])))
}

// fault replaces the faults that are set.
func fault(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("usage: fault [FAULT…]")
	}
	var faults []sandbox.Fault
	for _, text := range args {
		f, err := sandbox.ParseFault(text)
		ts.Check(err)
		faults = append(faults, f)
	}
	at(ts).SetFaults(faults...)
}

// count is how many requests of a kind Dojo has seen.
func count(ts *testscript.TestScript, operation string) int {
	c := at(ts).Calls()
	n, ok := map[string]int{
		"search": c.Search, "get": c.Get, "reversal": c.Reversal,
		"all": c.Search + c.Get + c.Create + c.Capture + c.Reversal + c.Cancel + c.Other,
	}[operation]
	if !ok {
		ts.Fatalf("no operation %s", operation)
	}
	return n
}

// counted are the arguments of requests and await.
func counted(ts *testscript.TestScript, neg bool, args []string) (operation string, n int) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: OPERATION COUNT")
	}
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	return args[0], n
}

// requests checks how many requests Dojo has seen.
func requests(ts *testscript.TestScript, neg bool, args []string) {
	operation, want := counted(ts, neg, args)
	if n := count(ts, operation); n != want {
		ts.Fatalf("%d requests: %s, want %d", n, operation, want)
	}
}

// await waits until Dojo has seen so many requests.
func await(ts *testscript.TestScript, neg bool, args []string) {
	operation, want := counted(ts, neg, args)
	eventually(ts, args[1]+" requests: "+operation, func() bool { return count(ts, operation) >= want })
}
