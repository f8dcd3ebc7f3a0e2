package ui

import (
	"fmt"
	"regexp"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
)

// action is what a key does in the list.
type action int

const (
	actNone action = iota
	actUp
	actDown
	actPageUp
	actPageDown
	actHome
	actEnd
	actDetails
	actReverse
	actFind
	actView
	actTechnical
	actCopy
	actHelp
	actRefresh
	actRedraw
	actSuspend
	actBack
	actQuit
)

// Key is one line of the table of keys, which feeds the key handler, the help
// screen and the README.
type Key struct {
	Keys   []string // as Bubble Tea names them
	Shown  string   // as people read them; "" where the line before shows them too
	Short  string   // one word for the bottom line, "" if it isn't there
	Help   string
	Danger bool // moves money
	action action
}

// Keys is the table of keys of the list.
func Keys() []Key {
	return []Key{
		{[]string{"up", "k"}, "↑ ↓ k j", "", "one payment up or down", false, actUp},
		{[]string{"down", "j"}, "", "", "", false, actDown},
		{[]string{"pgup", "ctrl+b"}, "pgup pgdn", "", "one page up or down", false, actPageUp},
		{[]string{"pgdown", "ctrl+f", " "}, "", "", "", false, actPageDown},
		{[]string{"home", "g"}, "home end", "", "the newest or the oldest payment", false, actHome},
		{[]string{"end", "G"}, "", "", "", false, actEnd},
		{[]string{"enter"}, "enter", "details", "details of the payment", false, actDetails},
		{[]string{"r", "R"}, "r", "reverse", "reverse the payment: asks first", true, actReverse},
		{[]string{"/"}, "/", "find", "find by reference, amount, last four, time, status or ID", false, actFind},
		{[]string{"v", "V"}, "v", "view", "next view (to reverse, refund instead, reversed, everything)", false, actView},
		{[]string{"t", "T"}, "t", "", "technical lines for the helpdesk", false, actTechnical},
		{[]string{"y", "Y"}, "y", "", "copy the payment ID", false, actCopy},
		{[]string{"f5", "ctrl+r"}, "F5 ctrl+r", "", "ask Dojo again now", false, actRefresh},
		{[]string{"ctrl+l"}, "ctrl+l", "", "draw the screen again", false, actRedraw},
		{[]string{"ctrl+z"}, "ctrl+z", "", "to the shell and back (not on Windows)", false, actSuspend},
		{[]string{"esc"}, "esc", "", "close, clear, or put a result away", false, actBack},
		{[]string{"?"}, "?", "help", "this help", false, actHelp},
		{[]string{"q", "Q", "ctrl+c"}, "q", "quit", "quit; asks while a reversal is under way", false, actQuit},
	}
}

func actionsByKey() map[string]action {
	m := map[string]action{}
	for _, k := range Keys() {
		for _, name := range k.Keys {
			m[name] = k.action
		}
	}
	return m
}

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
func splitKeys(msg tea.KeyMsg, torn *regexp.Regexp) []tea.KeyMsg {
	if msg.Type != tea.KeyRunes || msg.Paste || msg.Alt {
		return []tea.KeyMsg{msg}
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

// typedText is the text that a key puts into a field, "" for other keys.
func typedText(k tea.KeyMsg) string {
	switch {
	case k.Alt:
		return ""
	case k.Type == tea.KeySpace:
		return " "
	case k.Type == tea.KeyRunes:
		return strings.Join(strings.Fields(string(k.Runes)), " ")
	}
	return ""
}

// edit changes the text of a field by a key, and says whether the key meant
// anything there.
func edit(text string, k tea.KeyMsg, most int) (string, bool) {
	switch k.Type {
	case tea.KeyBackspace, tea.KeyCtrlH:
		r := []rune(text)
		return string(r[:max(len(r)-1, 0)]), true
	case tea.KeyCtrlU:
		return "", true
	}
	typed := typedText(k)
	if typed == "" {
		return text, false
	}
	r := []rune(text + typed)
	return string(r[:min(len(r), most)]), true
}
