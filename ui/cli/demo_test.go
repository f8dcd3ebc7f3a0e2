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

// TestDemoIsTheSameBySeed compares the references and amounts of two runs.
func TestDemoIsTheSameBySeed(t *testing.T) {
	t.Parallel()
	day := func(seed, key string) []string {
		p := demo(t, seed, key)
		var rows []string
		p.WaitUntil("all payments of the day", func(s ptytest.Screen) bool {
			rows = nil
			for _, line := range s.Lines() {
				// New payments come in now and then, with numbers of their own,
				// and what stands on a row depends on which is selected.
				if found := sold.FindStringSubmatch(line); listed.MatchString(line) && found != nil {
					rows = append(rows, found[1]+" "+found[2])
				}
			}
			// Held and settled payments come with separate requests.
			return s.Contains("Held") && s.Contains("Captured, refund") && len(rows) > 20
		})
		p.quit()
		return rows
	}
	first := day("7", "DOJO_API_KEY=")
	if again := day("7", "DOJO_API_KEY=pk_no_key_at_all"); !slices.Equal(again, first) {
		t.Errorf("the same seed made\n%q and\n%q", first, again)
	}
	if other := day("8", "DOJO_API_KEY="+testKey); slices.Equal(other, first) {
		t.Error("another seed made the same payments")
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
