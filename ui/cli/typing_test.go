package cli_test

import (
	"fmt"
	"strings"
	"testing"

	"dojoreversals/ui/internal/ptytest"
)

// TestFastTyping types hundreds of keys without a pause on one till, and the same
// keys on another with a wait after every few: both end with the same screen.
func TestFastTyping(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	s := openShop(t)
	manyPayments(s, 4250)
	open := func() *till {
		p := run(t, s, ptytest.Options{Env: s.env()})
		p.row("ORDER-1000", ">", "Held, r to reverse")
		return p
	}
	fast, slow := open(), open()
	for _, c := range []struct {
		name, keys string
		shows      []string
	}{
		{"list", strings.Repeat("jjjjjkk", 10) + strings.Repeat("\x1b[B\x1b[A\x1b[B", 20) + strings.Repeat("k", 9) + "G" + strings.Repeat("k\x1b[5~\x1b[6~j", 10) + "kkkk", []string{">  ", "ORDER-1026"}},
		{"finder", "g/" + strings.Repeat("no such payment\x15", 10) + strings.Repeat("ORDERS\x7f-101", 1) + strings.Repeat("23456\x7f\x7f\x7f\x7f\x7f", 20) + "7\r", []string{`find "ORDER-1017": 1 of 31, esc clears`, ">  "}},
		{"and out of it", "\x1b", []string{"? help   q quit"}},
		{"the help", "?", []string{"Help"}},
		{"help", strings.Repeat("jjk", 60) + strings.Repeat("k", 200) + "jjj", []string{"Help", "Held: "}},
		{"out of it", "?" + strings.Repeat("jk", 50), []string{"ORDER-1017", "? help   q quit"}},
		{"details", strings.Repeat("\r", 20), []string{"ORDER-1017", "? help   q quit"}},
	} {
		fast.Type(c.keys)
		for i, r := range keysOf(c.keys) {
			slow.Type(r)
			if i%10 == 0 {
				slow.heard()
			}
		}
		// The next keys are no part of the same burst.
		fast.rested().WaitFor(c.shows...)
		fast.same(slow.rested(), c.shows...)
	}
	fast.redrawn()
	for _, p := range []*till{fast, slow} {
		p.quit()
	}
}

// keysOf splits what terminals send into single keys.
func keysOf(text string) []string {
	var keys []string
	for len(text) > 0 {
		n := len(string([]rune(text)[:1]))
		if len(text) > 2 && (text[:2] == "\x1b[" || text[:2] == "\x1bO") {
			n = strings.IndexAny(text, "ABCDHF~") + 1
		}
		keys = append(keys, text[:n])
		text = text[n:]
	}
	return keys
}

// TestCoalescedKeys sends several keys in one read. They end with the same screen
// as keys in separate reads, but never confirm.
func TestCoalescedKeys(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	s := openShop(t)
	manyPayments(s, 4250)
	together, apart := s.till(), s.till()
	const list, armed = "? help   q quit", "tab, then enter: reverse"
	for _, c := range []struct{ keys, shows, then, after string }{
		{"jjjj", list, "", ""},
		{"kk\x1b[B\x1b[B\x1b[Bj", list, "", ""},
		{"\x1bOB\x1b[6~k", list, "", ""},
		{"gjjjjj\r", "ORDER-1005", "\r", list},
		{"/2013\r", `find "2013": `, "\x1b", list},
		{"/1013\x15£20.07\r", `find "£20.07": `, "\x1b", list},
		{"?jj", "Help", "\x1b", list},
		{"?jq", list, "", ""},
		{"?qG", list, "", ""},
		{"/q\x15\rgjjk", list, "", ""},
		{"gjr", armed, "\x1b", "Kept. Nothing was reversed"},
		{"Gr", armed, "\r", "Kept. Nothing was reversed"},
		{"g\x1b[1;2B\x1b[1;5Ajr", armed, "\x03", "Kept. Nothing was reversed"},
	} {
		together.rested().Type(c.keys)
		for _, key := range keysOf(c.keys) {
			apart.rested().Type(key)
		}
		together.same(apart, c.shows)
		if c.then != "" {
			for _, p := range []*till{together, apart} {
				if c.shows == armed && c.then == "\r" {
					p.answer("enter", "the dialog to close", func(s ptytest.Screen) bool { return box(s) == "" })
					continue
				}
				p.rested().Type(c.then)
			}
			together.same(apart, c.after)
		}
	}
	together.press("esc").heard().press("g").row("ORDER-1000", ">")
	// What would reverse if it came slowly.
	for _, keys := range []string{"rr\t\r", "R\t\t\t\t\r\r", "r\x1b[C\r", "jkr\t\r\t\r", "r\t\rq"} {
		together.Type(keys)
		together.question("Too quick: press ").saying("[ Keep payment ]")
		together.press("esc").says("Kept. Nothing was reversed: £42.50 is still held.")
		together.press("esc").WaitGone("Kept.")
	}
	for _, keys := range []string{"r\t\r\x1b", "r\x1b", "r\r\t\r\x03"} {
		together.Type(keys)
		together.says("Kept. Nothing was reversed: £42.50 is still held.")
		together.press("esc").WaitGone("Kept.")
	}
	together.redrawn()
	together.quit()
	apart.press("esc").heard().quit()
}

// TestSplitKeys sends one key in several reads, as slow lines do. The program still
// takes it for that key, and never takes what follows the escape for a key of its
// own, such as the R that asks for a reversal or the q that quits. A key whose pieces came
// too late tells nothing, and is typed again.
func TestSplitKeys(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	s := openShop(t)
	manyPayments(s, 4250)
	till := s.till()
	till.choose("ORDER-1003")
	before := till.heard().redrawn()
	anew := func() { // the list, with nothing open and nothing said
		till.heard().press("esc").heard().press("esc").heard()
		till.choose("ORDER-1003")
		before = till.redrawn()
	}
	bytewise := func(text string) []string { return strings.Split(text, "") }
	for _, pieces := range [][]string{
		{"\x1b", "OR"}, {"\x1bO", "R"}, bytewise("\x1bOR"), // F3
		{"\x1b", "OQ"}, {"\x1bO", "Q"}, bytewise("\x1bOQ"), // F2
		{"\x1b[1;2", "R"}, bytewise("\x1b[1;2R"), bytewise("\x1b[1;2Q"), bytewise("\x1b[17~"), bytewise("\x1b[24~"),
		{"\xc2", "\xa3"}, {"\xe2\x82", "\xac"}, {"\xf0", "\x9f", "\x92", "\xb3"},
	} {
		for !till.split(pieces...) {
			anew()
		}
		till.heard()
		if till.Exited() {
			t.Fatalf("%q quits", pieces)
		}
		s := till.WaitUntil(fmt.Sprintf("nothing to come of %q", pieces), func(s ptytest.Screen) bool {
			return box(s) == "" && strings.Contains(marked(s), "ORDER-1003")
		})
		if _, _, same := sameCells(s, before); !same && minute(s) == minute(before) {
			t.Fatalf("%q did something, %s:\n%s", pieces, difference(s, before), s)
		}
		// The next key counts again.
		till.press("j").WaitUntil("the next row", func(s ptytest.Screen) bool { return strings.Contains(marked(s), "ORDER-1004") })
		before = till.press("k").WaitUntil("the row before", func(s ptytest.Screen) bool { return strings.Contains(marked(s), "ORDER-1003") })
	}
	for _, down := range [][]string{{"\x1b", "[B"}, {"\x1b[", "B"}, {"\x1b", "[", "B"}, {"\x1bO", "B"}} {
		for !till.split(down...) {
			anew()
		}
		till.WaitUntil("the next row", func(s ptytest.Screen) bool { return strings.Contains(marked(s), "ORDER-1004") })
		till.press("k").WaitUntil("the row before", func(s ptytest.Screen) bool { return strings.Contains(marked(s), "ORDER-1003") })
	}
	// A paste in several reads, torn in its marks or in its text, fills the finder.
	for _, pieces := range [][]string{
		{"\x1b", "[200~r\r1013\x1b[201~"}, {"\x1b[200", "~r\r1013\x1b[201~"}, bytewise("\x1b[200~r\r1013\x1b[201~"),
		{"\x1b[200~r\r1013\x1b[20", "1~"}, {"\x1b[200~r\r1013\x1b", "[201~"}, {"\x1b[200~r\r10", "13\x1b[201~"}, {"\x1b[200~", "r\r1013\x1b[201", "~"},
	} {
		for !till.split(pieces...) {
			anew()
		}
		till.WaitFor("find: r 1013_")
		till.press("esc").WaitGone("find: ")
	}
	till.redrawn()
	till.quit()
}

// toFocus moves the focus of a dialog with tab, once.
func (p *till) toFocus(button string) {
	p.t.Helper()
	p.answer("tab", "the focus on "+button, func(s ptytest.Screen) bool { return strings.Contains(box(s), button) })
}

// TestSplitKeysInTheDialog holds that an arrow in several reads moves the focus,
// and that its escape doesn't keep the payment.
func TestSplitKeysInTheDialog(t *testing.T) {
	t.Parallel()
	notUnderRace(t)
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	till := s.till()
	for _, c := range []struct {
		pieces   []string
		from, to string // the focus
	}{
		{[]string{"\x1b", "[C"}, "[ Keep payment ]", "[ Reverse £42.50 ]"},
		{[]string{"\x1b[", "C"}, "[ Keep payment ]", "[ Reverse £42.50 ]"},
		{[]string{"\x1b", "O", "C"}, "[ Keep payment ]", "[ Reverse £42.50 ]"},
		// A key that means nothing moves the focus to Keep.
		{[]string{"\x1bO", "R"}, "[ Reverse £42.50 ]", "[ Keep payment ]"},
		{[]string{"\x1b", "OR"}, "[ Reverse £42.50 ]", "[ Keep payment ]"},
		{[]string{"\xc2", "\xa3"}, "[ Reverse £42.50 ]", "[ Keep payment ]"},
		{[]string{"\x1b[200~\t\r\x1b[2", "01~"}, "[ Reverse £42.50 ]", "[ Keep payment ]"},
	} {
		for soon := false; !soon; { // pieces that come too late keep the payment
			till.ask()
			if c.from != "[ Keep payment ]" {
				till.toFocus(c.from)
			}
			if soon = till.split(c.pieces...); soon {
				till.heard().question(c.to)
			}
			till.heard().press("esc").WaitUntil("the dialog to close", func(s ptytest.Screen) bool { return box(s) == "" })
		}
	}
	till.says("Kept.")
	till.quit()
}
