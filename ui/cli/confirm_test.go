package cli_test

import (
	"strings"

	"dojoreversals/ui/internal/ptytest"
)

// question is the dialog before a reversal. A test can only confirm it after it has
// checked everything that a person must read: the title, the amount, the card and
// the reference.
type question struct {
	p         *till
	screen    ptytest.Screen
	looked    map[string]bool
	amount    string
	reference string
}

// ask presses r and waits until the dialog takes answers. By a fast clock a program that
// stood still for a second was asleep, and asks nobody until it has read its list again:
// then it presses r again.
func (p *till) ask() *question {
	p.t.Helper()
	const hint, slept = "tab, then enter: reverse", "was asleep, so what is shown is old"
	for {
		s := p.press("r").WaitUntil("the dialog to say "+hint, func(s ptytest.Screen) bool {
			return strings.Contains(box(s), hint) || strings.Contains(noticeText(s), slept)
		})
		if strings.Contains(box(s), hint) {
			return p.question(hint)
		}
		p.rested().press("esc").WaitUntil("a list that is read again", func(s ptytest.Screen) bool {
			return !strings.Contains(noticeText(s), slept) && !strings.Contains(joined(s.Lines()), "was asleep: what is shown is from")
		})
	}
}

// question waits for a dialog with this hint.
func (p *till) question(hint string) *question {
	p.t.Helper()
	s := p.WaitUntil("the dialog to say "+hint, func(s ptytest.Screen) bool { return strings.Contains(box(s), hint) })
	return &question{p: p, screen: s, looked: map[string]bool{}}
}

// box is the text of the dialog on screen, one line to the row; empty without
// one.
func box(s ptytest.Screen) string {
	x, y := s.Find("┌ ")
	if y < 0 {
		if x, y = s.Find("┌─"); y < 0 {
			return ""
		}
	}
	right := x
	for right < s.Cols && s.Cell(right, y).Content != "┐" {
		right++
	}
	var b strings.Builder
	for ; y < s.Rows; y++ {
		for i := x; i <= right; i++ {
			b.WriteString(s.Cell(i, y).Content)
		}
		b.WriteByte('\n')
		if s.Cell(x, y).Content == "└" {
			return b.String()
		}
	}
	return "" // not drawn to its end yet
}

// unframed is the text of the dialog without its frame and its line breaks.
func unframed(s ptytest.Screen) string {
	return joined(strings.FieldsFunc(box(s), func(r rune) bool { return r == '│' || r == '\n' }))
}

func (q *question) look(what, text string) *question {
	q.p.t.Helper()
	if !strings.Contains(box(q.screen), text) && !strings.Contains(unframed(q.screen), text) {
		q.p.t.Fatalf("the dialog doesn't have the %s %q:\n%s", what, text, q.screen)
	}
	q.looked[what] = true
	return q
}

func (q *question) titled(text string) *question { q.p.t.Helper(); return q.look("title", text) }
func (q *question) ofCard(text string) *question { q.p.t.Helper(); return q.look("card", text) }
func (q *question) saying(text string) *question { q.p.t.Helper(); return q.look("text", text) }

func (q *question) ofAmount(text string) *question {
	q.p.t.Helper()
	q.amount = text
	return q.look("amount", text+" ")
}

func (q *question) named(reference string) *question {
	q.p.t.Helper()
	q.reference = reference
	return q.look("reference", reference)
}

// about checks all of it.
func (q *question) about(amount, card, reference string) *question {
	q.p.t.Helper()
	return q.titled("Reverse this payment?").ofAmount(amount).ofCard(card).named(reference)
}

// reverse confirms: tab, then enter. The program may be killed by it.
func (q *question) reverse() *till {
	q.p.t.Helper()
	q.toReverse()
	q.p.answer("enter", "the dialog to close", func(s ptytest.Screen) bool { return box(s) == "" || q.p.Exited() })
	return q.p
}

// answer presses a key in the dialog and waits for its effect, as a person does who
// looks before the next key. On a busy machine the program may stand still so long
// that it refuses the key as too quick; then it presses the key again.
func (p *till) answer(key, what string, done func(ptytest.Screen) bool) {
	p.t.Helper()
	p.pressed = append(p.pressed, key)
	p.untilTaken(func() { p.Keys(key) }, "Too quick: press "+key+" again", what, done)
}

// fillIn types a text into the field that has the focus, until the dialog has these words.
func (p *till) fillIn(text, words string) {
	p.t.Helper()
	p.untilTaken(func() { p.Type(text) }, "", "the dialog to say "+words, func(s ptytest.Screen) bool { return strings.Contains(box(s), words) })
}

// untilTaken types until it has an effect. dropped is what the dialog says where it
// takes none of it, "" for nothing.
func (p *till) untilTaken(types func(), dropped, what string, done func(ptytest.Screen) bool) {
	p.t.Helper()
	for {
		p.rested()
		s := p.WaitUntil("the dialog to take keys", func(s ptytest.Screen) bool { return done(s) || !strings.Contains(box(s), "one moment…") })
		if done(s) {
			return // what was typed before had its effect after all
		}
		if dropped != "" && strings.Contains(box(s), dropped) {
			dropped = "" // of an earlier key: it stays there until one acts
		}
		types()
		s = p.WaitUntil(what, func(s ptytest.Screen) bool {
			return done(s) || strings.Contains(box(s), "one moment…") || dropped != "" && strings.Contains(box(s), dropped)
		})
		if done(s) {
			return
		}
	}
}

// leaveWatching quits while a reversal is under way: q, and then Quit.
func (p *till) leaveWatching() *till {
	p.t.Helper()
	p.press("q").question("tab, then enter: quit")
	p.answer("tab", "the focus on Quit", func(s ptytest.Screen) bool { return strings.Contains(box(s), "[ Quit ]") })
	p.answer("enter", "the question to close", func(s ptytest.Screen) bool { return box(s) == "" || p.Exited() })
	return p
}

// toReverse moves the focus to the button that reverses, and notes that enter
// on it is meant.
func (q *question) toReverse() {
	q.p.t.Helper()
	for _, what := range []string{"title", "amount", "card", "reference"} {
		if !q.looked[what] {
			q.p.t.Fatalf("the test confirms without having looked at the %s", what)
		}
	}
	if !strings.Contains(box(q.screen), "[ Keep payment ]") {
		q.p.t.Fatalf("the focus isn't on Keep:\n%s", q.screen)
	}
	q.p.answer("tab", "the focus on Reverse", func(s ptytest.Screen) bool {
		return strings.Contains(box(s), "[ Reverse "+q.amount+" ]") && strings.Contains(box(s), "( Keep payment )")
	})
	if q.p.shop != nil {
		q.p.shop.confirmed(q.reference)
	}
}
