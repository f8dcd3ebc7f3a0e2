package cli_test

import (
	"strings"
	"testing"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/ptytest"
)

// TestPasteUnmarkedInTheList pastes text on a terminal that doesn't mark pastes.
// The finder looks for it, and none of it is a command.
func TestPasteUnmarkedInTheList(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	till := s.till()
	till.row("ORDER-1", "> ")
	for text, find := range map[string]string{
		"ORDER-1\r": "ORDER-1", "quit\rqqqq\r": "quit qqqq", "rrrr\t\r": "rrrr", "jam jar\r\tr\t\r": "jam jar r", "Reverse\r": "Reverse",
		"42.50\t\t\r": "42.50", strings.Repeat("r\t\r", 200): "r r r r",
	} {
		till.Type(text)
		till.WaitUntil("to look for "+find, func(s ptytest.Screen) bool {
			line := strings.Replace(s.Line(s.Rows-1), "…", "", 1) // before the end of a long text, where its caret is
			return strings.HasPrefix(line, " find: "+find) && box(s) == "" && !s.Contains("Details")
		})
		till.press("esc").WaitFor("? help   q quit")
		till.heard()
	}
	s.wantState("ORDER-1", dojo.StatusAuthorized, 0)
	till.quit()
}

// burst types keys in one write into a dialog that takes keys, and waits until it says
// this of them. On a busy machine the program may have stood still so long that the dialog
// drops them all: then it types them again.
func (p *till) burst(keys, says string) *question {
	p.t.Helper()
	for {
		p.Type(keys)
		s := p.WaitUntil("the dialog to say "+says, func(s ptytest.Screen) bool {
			return strings.Contains(box(s), says) || strings.Contains(box(s), "one moment…")
		})
		if strings.Contains(box(s), says) {
			return p.question(says)
		}
		p.WaitUntil("the dialog to take keys", func(s ptytest.Screen) bool {
			return box(s) != "" && !strings.Contains(box(s), "one moment…")
		})
	}
}

// TestBurstConfirmsNothing pastes keys into an armed dialog that would reverse if
// somebody typed them, and then types them.
func TestBurstConfirmsNothing(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	s := openShop(t)
	s.pay(sale("ORDER-1", 61250, "1013"))
	s.pay(sale("ORDER-2", 4250, "1014"))
	till := s.till()
	till.choose("ORDER-2")
	for _, keys := range []string{"\t\r", "\x1b[C\r", "\x1b[Z\x1b[Z\r"} {
		till.ask()
		till.burst(keys, "Too quick: press enter again").saying("[ Reverse £42.50 ]")
		till.press("esc").says("Kept. Nothing was reversed: £42.50 is still held.")
	}
	till.choose("ORDER-1")
	till.press("r").question("tab, type the amount, then reverse")
	till.burst("\t612.50\t\r", "Too quick: press enter again").about("£612.50", "Visa ··1013", "ORDER-1").saying("[ Reverse £612.50 ]")
	s.wantState("ORDER-1", dojo.StatusAuthorized, 0)
	till.press("esc").says("Kept. Nothing was reversed: £612.50 is still held.")
	// On a slow line tab and enter come together: the dialog asks for enter alone.
	till.choose("ORDER-2")
	till.ask()
	till.burst("\t\r", "Too quick: press enter again").about("£42.50", "Visa ··1014", "ORDER-2")
	s.confirmed("ORDER-2")
	till.answer("enter", "the dialog to close", func(s ptytest.Screen) bool { return box(s) == "" })
	till.row("ORDER-2", "Created")
	till.Type("q\t\r") // nobody has looked at what q asks
	till.question("Too quick: press tab again").titled("Quit now?")
	till.press("esc").WaitGone("Quit now?")
	s.settle()
	till.row("ORDER-2", "Successful, reversed")
	till.quit()
	s.wantState("ORDER-2", dojo.StatusReversed, 1)
	s.wantState("ORDER-1", dojo.StatusAuthorized, 0)
}
