package cli_test

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo/sandbox"
	"dojoreversals/ui/internal/ptytest"
)

// till is the program on a terminal, with a person before it.
type till struct {
	*ptytest.Terminal
	t       *testing.T
	shop    *shop // nil for the demo
	far     bool  // what is typed is read by a client of SSH, which passes it on
	pressed []string
}

// run starts the program. After every test the program must have asked the terminal
// nothing, shown no secret and no stack trace, and sent exactly the reversals that
// were confirmed.
func run(t *testing.T, s *shop, o ptytest.Options) *till {
	t.Helper()
	return runBinary(t, s, build(t), o)
}

func runBinary(t *testing.T, s *shop, binary string, o ptytest.Options) *till {
	t.Helper()
	o.Binary = binary
	p := &till{t: t, shop: s}
	t.Cleanup(func() {
		if p.Terminal == nil {
			return
		}
		raw := p.Raw()
		for _, never := range append(sandbox.Decoys(), testKey, "goroutine ", "panic:", "\x1b_no frame") {
			if bytes.Contains(raw, []byte(never)) {
				t.Errorf("%q was written to the terminal", never)
			}
		}
		if q := p.Queries(); len(q) > 0 {
			t.Errorf("the terminal was asked %q", q)
		}
		if s != nil {
			s.checkCalls()
		}
	})
	p.Terminal = ptytest.Start(t, o)
	return p
}

// till starts the program on the shop and waits for its list.
func (s *shop) till(more ...string) *till {
	s.t.Helper()
	p := run(s.t, s, ptytest.Options{Env: s.env(more...)})
	p.WaitFor("SANDBOX", "Corner Shop", "To reverse")
	return p
}

// press presses keys as fast as somebody types, and remembers them. On a busy
// machine they may come to the program together all the same, see rested.
func (p *till) press(keys ...string) *till {
	p.t.Helper()
	p.pressed = append(p.pressed, keys...)
	for _, key := range keys {
		<-time.After(oneByOne)
		p.Keys(key)
	}
	return p
}

// listed is how a row of the list begins: its marks, then its time or day.
var listed = regexp.MustCompile(`^[> ][= ] (\d\d:\d\d|[A-Z][a-z]{2} \d+|\d+ [A-Z][a-z]{2}) `)

// lineOf is the row of a payment in the list; empty if it isn't on screen.
func lineOf(s ptytest.Screen, reference string) string {
	for _, line := range s.Lines() {
		if listed.MatchString(line) && strings.Contains(line, " "+reference+" ") {
			return line
		}
	}
	return ""
}

// row waits until the row of a payment says all of words, and returns it.
func (p *till) row(reference string, words ...string) string {
	p.t.Helper()
	s := p.WaitUntil(fmt.Sprintf("the row of %s to say %q", reference, words), func(s ptytest.Screen) bool {
		line := lineOf(s, reference)
		return line != "" && allIn(line, words)
	})
	return lineOf(s, reference)
}

// choose moves the selection to a payment.
func (p *till) choose(reference string) *till {
	p.t.Helper()
	chosen := func(s ptytest.Screen) int {
		return slices.IndexFunc(s.Lines(), func(line string) bool { return strings.HasPrefix(line, ">") })
	}
	s := p.WaitUntil("the row of "+reference, func(s ptytest.Screen) bool { return lineOf(s, reference) != "" && chosen(s) >= 0 })
	way := slices.Index(s.Lines(), lineOf(s, reference)) - chosen(s)
	for ; way > 0; way-- {
		p.press("down")
	}
	for ; way < 0; way++ {
		p.press("up")
	}
	p.WaitUntil(reference+" to be selected", func(s ptytest.Screen) bool {
		return strings.HasPrefix(lineOf(s, reference), ">")
	})
	return p
}

// says waits until the notice under the list has all of these texts, however
// it is broken into lines, and returns it.
func (p *till) says(texts ...string) string {
	p.t.Helper()
	s := p.WaitUntil(fmt.Sprintf("the notice %q", texts), func(s ptytest.Screen) bool { return allIn(noticeText(s), texts) })
	return noticeText(s)
}

// noticeText is what stands in the rule under the list and between it and the bottom
// line, as one line.
func noticeText(s ptytest.Screen) string {
	lines := s.Lines()
	for y := len(lines) - 1; y >= 0; y-- {
		if strings.HasPrefix(lines[y], "──") {
			return joined(append([]string{saidInRule(lines[y])}, lines[y+1:max(len(lines)-1, y+1)]...))
		}
	}
	return ""
}

// saidInRule is what a rule says, without the number of rows below the screen.
func saidInRule(rule string) string {
	said, _, _ := strings.Cut(strings.TrimPrefix(rule, "──"), " ─")
	if strings.HasPrefix(said, "─") {
		return ""
	}
	return said
}

// head waits until the top of the screen has all of these texts, however it is
// broken into lines.
func (p *till) head(texts ...string) ptytest.Screen {
	p.t.Helper()
	return p.WaitUntil(fmt.Sprintf("the header to say %q", texts), func(s ptytest.Screen) bool {
		rule := slices.IndexFunc(s.Lines(), func(line string) bool { return strings.HasPrefix(line, "───") })
		return rule > 0 && allIn(joined(s.Lines()[:rule]), texts)
	})
}

func joined(lines []string) string {
	return strings.Join(strings.Fields(strings.Join(lines, " ")), " ")
}

func allIn(text string, parts []string) bool {
	for _, part := range parts {
		if !strings.Contains(text, part) {
			return false
		}
	}
	return true
}

// quit leaves with q while nothing is under way, and checks the terminal.
func (p *till) quit() {
	p.t.Helper()
	p.press("q").ended(0)
}

// ended waits for the program's end.
func (p *till) ended(code int) {
	p.t.Helper()
	if got := p.Wait(); got != code {
		p.t.Errorf("exit code %d, want %d\n%s", got, code, p.Screen())
	}
	ptytest.AssertClean(p.t, p.Terminal)
}

// left fails unless the program has left this text behind in the terminal,
// however it is broken into lines.
func (p *till) left(text string) {
	p.t.Helper()
	if s := p.Screen(); s.AltScreen || !strings.Contains(joined(s.Lines()), text) {
		p.t.Errorf("%q wasn't left in the terminal:\n%s", text, s)
	}
}
