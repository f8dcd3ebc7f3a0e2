package cli_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/ptytest"
)

// TestPasteFinds pastes a payment's ID into the list as people copy it: with
// braces, escaped for a link, with lines around it.
func TestPasteFinds(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	s := openShop(t)
	manyPayments(s, 4250)
	till := s.till()
	id := s.ids["ORDER-1025"]
	for _, text := range []string{id, "{" + id + "}", "%7B" + id + "%7D", "  " + id + "\n", "\n" + id + "\n\n", "ORDER-1025", "£20.24\n", "20.24  Visa\t2025"} {
		till.Paste(text)
		till.WaitUntil(fmt.Sprintf("%q to be found", text), func(s ptytest.Screen) bool {
			return strings.Contains(s.Line(s.Rows-1), "find: ") && strings.Contains(s.Line(s.Rows-1), "1 of 31") && lineOf(s, "ORDER-1025") != ""
		})
		till.rested().press("enter").WaitFor(", esc clears")
		till.row("ORDER-1025", ">")
		till.redrawn()
		till.rested().press("esc").WaitFor("? help   q quit")
	}
	till.quit()
}

// pasted is what people have on their clipboards: texts that look like keys,
// several lines, long texts, cells of a table, and sequences that a terminal should
// have taken out.
func pasted() map[string]string {
	mark := func(text string) string { return "\x1b[200~" + text + "\x1b[201~" }
	return map[string]string{
		"keys":             mark("r\t\r"),
		"a quit":           mark("q"),
		"quits":            mark("Q\rq\r\x03\x03"),
		"lines":            mark("£42.50\rR\r\tORDER-1000\t\r\r"),
		"cells":            mark("ORDER-1000\t\t\r"),
		"an amount":        mark("612.50"),
		"an enter":         mark("\r"),
		"nothing":          mark(""),
		"an escape":        mark("\x1b"),
		"escape sequences": mark("\x1b[31mred\x1b[0m \x1bOR \x1bOQ \x1b[2J\x1b]2;title\a\x1b[C\r"),
		"control codes":    mark("\x00\x01\x07\x08\x1f\x7f\u0085\u009b31m\u202e"),
		"half a character": mark("\xc2r\xff\t\r"),
		"wide characters":  mark("支払い 👍🏽 é́"),
		"5 kB":             mark(strings.Repeat("reverse £42.50\tq\r", 5<<10/17)),
	}
}

// TestPasteIsNoKeys pastes each of these texts into each place. Only the finder
// takes text; nothing is reversed, nothing quits, and the screen stays whole.
func TestPasteIsNoKeys(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	s := openShop(t)
	manyPayments(s, 61250)
	till := s.till()
	list := func() {
		till.heard()
		till.WaitUntil("the list", func(s ptytest.Screen) bool {
			return box(s) == "" && marked(s) != "" && strings.HasSuffix(s.Line(s.Rows-1), "? help   q quit")
		})
		till.redrawn()
	}
	t.Log("in the list, and in the finder that it opens")
	for name, text := range pasted() {
		till.Type(text) // opens it, or has no text that could be searched for
		if blank := []string{"an enter", "nothing", "an escape"}; slices.Contains(blank, name) {
			list()
			till.press("/")
		}
		till.Type(text) // goes into it
		till.heard().WaitUntil("the finder after "+name, func(s ptytest.Screen) bool {
			return box(s) == "" && strings.HasPrefix(s.Line(s.Rows-1), " find: ")
		})
		till.press("esc")
		list()
	}
	till.press("?").WaitFor("Help")
	till.Type(pasted()["keys"])
	list()
	till.press("enter").WaitFor("Details")
	till.Type(pasted()["quits"])
	till.WaitFor("Details", "find: ")
	till.press("esc").WaitFor("? help   q quit")
	till.press("esc")
	list()

	t.Log("in the dialog")
	const typeIt = "tab, type the amount, then reverse"
	till.press("g").row("ORDER-1000", ">")
	till.press("r").question("[ Keep payment ]")
	till.Type(pasted()["keys"]) // before it is armed, unless the machine is busy
	till.question(typeIt).saying("[ Keep payment ]")
	for name, text := range pasted() {
		till.toFocus("[_")
		till.fillIn(text, "[ Keep payment ]")
		till.heard().question(typeIt).saying("[ Keep payment ]").saying("(              )")
		if till.Exited() {
			t.Fatalf("%s ends it", name)
		}
	}
	till.toFocus("[_")
	till.fillIn("612.50", "[612.50_")
	till.toFocus("[ Reverse £612.50 ]")
	moves := func(key, focus string) {
		till.answer(key, "the focus on "+focus, func(s ptytest.Screen) bool { return strings.Contains(box(s), focus) })
	}
	for _, text := range pasted() {
		till.fillIn(text, "[ Keep payment ]")
		till.heard().question("[ Keep payment ]").saying("(612.50")
		moves("shift+tab", "[< not given >]")
		moves("shift+tab", "[ Reverse £612.50 ]")
	}

	t.Log("in the reason")
	till.toFocus("[< not given >]")
	moves("left", "[< other: _ >]")
	till.fillIn("broken box", "[< other: broken box_ >]")
	for name, text := range pasted() {
		till.fillIn(text, "[ Keep payment ]")
		till.heard().question("[ Keep payment ]").saying("other: broken box >")
		moves("shift+tab", "[< other: broken box_ >]")
		if till.Exited() {
			t.Fatalf("%s ends it", name)
		}
	}
	till.press("esc").says("Kept. Nothing was reversed: £612.50 is still held.")
	till.press("esc").WaitGone("Kept.")
	list()
	s.wantState("ORDER-1000", dojo.StatusAuthorized, 0)
	till.quit()
}

// TestUnmarkedPaste pastes a table's row with an empty last cell on a terminal that
// doesn't mark pastes, such as the console of Windows. The tab and the enter at its
// end come as keys, and must confirm nothing.
func TestUnmarkedPaste(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	till := s.till()
	for _, row := range []string{"ORDER-1\t\r\n", "42.50\t\t\t\t\r", "Visa\t1013\t\r\n"} {
		till.ask()
		till.Type(row)
		till.heard().press("esc").says("Kept. Nothing was reversed: £42.50 is still held.")
	}
	s.wantState("ORDER-1", dojo.StatusAuthorized, 0)
	till.quit()
}
