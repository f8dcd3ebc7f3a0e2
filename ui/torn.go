package ui

import (
	"fmt"
	"regexp"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
)

// afterEscape is what is left of an arrow or function key when its escape
// arrived in a read of its own, as happens on a slow line.
var afterEscape = regexp.MustCompile(`^(\[[0-9;]*[A-Za-z~]?|O[A-Za-z]?)`)

// afterIntroducer is what is left where the first letter came with the escape,
// which then looks like alt+[ or alt+O: an R that is left of F3 must not open
// the dialog, nor a Q of F2 quit.
var afterIntroducer = regexp.MustCompile(`^[0-9;]*[A-Z~]?`)

// leftAfter is what may be left of a torn escape sequence after a key, nil for
// nothing.
func leftAfter(k tea.KeyMsg) *regexp.Regexp {
	switch {
	case k.Type == tea.KeyEsc && !k.Alt:
		return afterEscape
	case k.Type == tea.KeyRunes && k.Alt && (string(k.Runes) == "[" || string(k.Runes) == "O"):
		return afterIntroducer
	}
	return nil
}

// tear follows an escape sequence whose bytes arrive in several reads.
type tear struct {
	left *regexp.Regexp // what may still come of it, nil for nothing
	got  string         // what came of it after its escape
	// pasting says that it began a paste: what follows are no keys, up to the
	// sequence that ends it.
	pasting bool
}

// keys takes one message of Bubble Tea apart into single keys, without what is
// left of a torn sequence and without a paste that began with one.
func (t *tear) keys(msg tea.KeyMsg) []tea.KeyMsg {
	was, text, came := *t, string(msg.Runes), ""
	if msg.Type == tea.KeyRunes && !msg.Paste && text == "\x00" {
		return nil // ctrl, alt or caps lock by itself, as the console of Windows tells of it
	}
	if was.left != nil && msg.Type == tea.KeyRunes && !msg.Paste && !msg.Alt {
		came = was.left.FindString(text)
	}
	*t = tear{left: leftAfter(msg), pasting: was.pasting}
	switch got := was.got + came; {
	case t.left != nil || msg.Type == tea.KeyCtrlC:
		t.pasting = false
		if was.pasting && t.left != nil {
			return nil // the beginning of what ends the paste
		}
	case came == "":
	case strings.HasSuffix(got, "200~"):
		t.pasting = true
	case came == text && (got == "O" || strings.Trim(got, "[0123456789;") == ""):
		t.left, t.got = afterIntroducer, got
	}
	if t.pasting {
		return nil
	}
	return splitKeys(msg, was.left)
}

// isSequence says whether a message tells of a whole sequence that is no key,
// such as the end of a paste that began torn. Bubble Tea keeps that type to
// itself; the bytes in it mustn't be read, since its next read goes over them.
func isSequence(msg tea.Msg) bool {
	return strings.HasSuffix(fmt.Sprintf("%T", msg), ".unknownCSISequenceMsg")
}

// splitKeys takes one message of Bubble Tea apart into single keys. On a slow
// line several keys arrive in one read and so in one message; pasted text stays
// whole. torn is what may be left of an escape sequence that began with the
// message before, or nil: it is no text and is dropped.
//
// Escape and a letter in one read look like a letter with alt: they are taken
// for the two keys that they most likely were.
func splitKeys(msg tea.KeyMsg, torn *regexp.Regexp) []tea.KeyMsg {
	switch {
	case msg.Type != tea.KeyRunes || msg.Paste || leftAfter(msg) != nil:
		return []tea.KeyMsg{msg}
	case msg.Alt:
		msg.Alt = false
		return append([]tea.KeyMsg{{Type: tea.KeyEsc}}, splitKeys(msg, nil)...)
	}
	if torn != nil {
		if rest := torn.ReplaceAllString(string(msg.Runes), ""); rest != string(msg.Runes) {
			msg.Runes = []rune(rest)
			if rest == "" {
				return nil
			}
		}
	}
	if len(msg.Runes) <= 1 {
		return []tea.KeyMsg{msg}
	}
	keys := make([]tea.KeyMsg, 0, len(msg.Runes))
	for _, r := range msg.Runes {
		keys = append(keys, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
	}
	return keys
}
