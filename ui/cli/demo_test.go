package cli_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"dojoreversals/ui/internal/ptytest"
)

// demo starts the demo. It needs no key, and must ignore the key and the address
// that are set.
func demo(t *testing.T, seed string, more ...string) *till {
	t.Helper()
	p := run(t, nil, ptytest.Options{
		Args: []string{"--demo", "--demo-seed", seed}, Cols: 100, Rows: 50,
		Env: append(append(sealed(t), "DOJO_TIMEZONE="+daytime(t).String(), "DOJO_BASE_URL=https://api.invalid"), more...),
	})
	p.WaitFor("DEMO", "Corner Shop", "To reverse", "ORDER-1001")
	return p
}

// sold is the reference of a payment that the demo makes up at its start, and
// its amount.
var sold = regexp.MustCompile(` (ORDER-10[0-4]\d) .* (£[\d,.]+) `)

// soldIn are the payments of the day that a screen shows: references and amounts.
func soldIn(s ptytest.Screen) (rows []string) {
	for _, line := range s.Lines() {
		// New payments come in now and then, with numbers of their own, and what
		// stands on a row depends on which is selected.
		if found := sold.FindStringSubmatch(line); listed.MatchString(line) && found != nil {
			rows = append(rows, found[1]+" "+found[2])
		}
	}
	return rows
}

// TestDemoIsTheSameBySeed compares the references and amounts of two runs.
func TestDemoIsTheSameBySeed(t *testing.T) {
	t.Parallel()
	first, again := demo(t, "7", "DOJO_API_KEY="), demo(t, "7", "DOJO_API_KEY=pk_no_key_at_all")
	whole := func(s ptytest.Screen) bool { // held and settled payments come with separate requests
		return s.Contains("Held") && s.Contains("Captured, refund") && len(soldIn(s)) > 20
	}
	// What comes last may be there in parts, so that one of the two is behind.
	eventually(t, "the same seed to make the same payments", func() bool {
		a, b := first.Screen(), again.Screen()
		return whole(a) && whole(b) && slices.Equal(soldIn(a), soldIn(b))
	})
	other := demo(t, "8", "DOJO_API_KEY="+testKey)
	if s := other.WaitUntil("payments of another seed", whole); slices.Equal(soldIn(s), soldIn(first.Screen())) {
		t.Error("another seed made the same payments")
	}
	for _, p := range []*till{first, again, other} {
		p.quit()
	}
}

// TestDemoCast reverses the demo's special payments, all at the same time.
func TestDemoCast(t *testing.T) {
	t.Parallel()
	p := demo(t, "1")
	for _, c := range []struct{ reference, card string }{
		{"ORDER-1040", "Visa"}, {"ORDER-1037", "Mastercard"}, {"ORDER-1036", "Visa"}, {"ORDER-1034", "Amex"},
	} {
		p.choose(c.reference)
		q := p.ask()
		_, amount, _ := strings.Cut(box(q.screen), "│ ")
		amount, _, _ = strings.Cut(amount, " ")
		if !strings.Contains(p.row(c.reference), " "+amount+" ") {
			t.Errorf("the dialog asks about %s\n%s", amount, q.screen)
		}
		q.about(amount, c.card+" ··", c.reference).saying("DEMO, Corner Shop").reverse()
	}
	p.row("ORDER-1034", "Checking")
	p.row("ORDER-1037", "Failed, still held")
	p.row("ORDER-1036", "Failed: captured first, refund instead")
	p.row("ORDER-1040", "Successful, reversed")
	p.row("ORDER-1034", "Successful, reversed")
	p.WaitFor("1 of 4")
	p.quit()
}
