package ptytest

import (
	"errors"
	"os"
	"strings"
	"time"
	"unicode/utf8"
)

// Type sends s to the program in one write, just as it is. Whether the
// program reads it in one piece is up to the kernel: what is typed in several
// calls may arrive together, and a long text in pieces. After the program's
// end typing does nothing, as on a real keyboard.
func (t *Terminal) Type(s string) {
	t.tb.Helper()
	if t.Exited() || t.isHungUp() {
		return
	}
	// A program that never reads fills the kernel's buffer; the write is
	// then given up at the deadline.
	master := t.dev.master
	timer := time.AfterFunc(t.patience, func() { _ = master.SetWriteDeadline(longAgo) })
	_, err := master.Write([]byte(s))
	timer.Stop()
	switch {
	case err == nil, t.Exited(), t.isHungUp():
	case errors.Is(err, os.ErrDeadlineExceeded):
		t.fail("the program did not read its input for %v", t.patience)
	case isClosed(t.drained):
		// It closed its terminal just now and is about to end.
	default:
		t.fail("typing: %v", err)
	}
}

// WaitRead waits until the program has read all that was typed, so that what is
// typed next comes to it in a read of its own. (It may still be thinking about
// what it read.) The program must have switched line editing off.
func (t *Terminal) WaitRead() {
	t.tb.Helper()
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	late := time.After(t.patience)
	for t.Unread() {
		select {
		case <-look.C:
		case <-late:
			t.fail("the program did not read its input for %v", t.patience)
		}
	}
}

// Unread says whether there is something typed that the program has not read:
// one that waits for its terminal reads nothing either.
func (t *Terminal) Unread() bool { return !t.Exited() && t.dev.unread() }

// Keys presses keys, one write for each. A key is a single character such as
// "r", or one of: up down left right home end pgup pgdn insert delete enter
// tab shift+tab esc space backspace f1 to f12, "ctrl+" with a letter or one of
// @ [ \ ] ^ _, or "alt+" before any of these. An unknown name fails the test.
func (t *Terminal) Keys(keys ...string) {
	t.tb.Helper()
	for _, key := range keys {
		t.mu.Lock()
		application := t.model.isOn(modeCursorKeys)
		t.mu.Unlock()
		bytes, ok := keyBytes(key, application)
		if !ok {
			t.tb.Fatalf("ptytest: there is no key %q", key)
		}
		t.Type(bytes)
	}
}

// Paste pastes s as terminals do: newlines become carriage returns, escape
// characters are dropped, and the text is marked as pasted if the program has
// asked for that.
func (t *Terminal) Paste(s string) {
	t.tb.Helper()
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\r"), "\n", "\r")
	s = strings.ReplaceAll(s, "\x1b", "")
	if t.Screen().BracketedPaste {
		s = "\x1b[200~" + s + "\x1b[201~"
	}
	t.Type(s)
}

// namedKeys are the sequences of xterm in its normal mode.
var namedKeys = map[string]string{
	"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
	"home": "\x1b[H", "end": "\x1b[F",
	"insert": "\x1b[2~", "delete": "\x1b[3~", "pgup": "\x1b[5~", "pgdn": "\x1b[6~",
	"enter": "\r", "tab": "\t", "shift+tab": "\x1b[Z", "esc": "\x1b",
	"space": " ", "backspace": "\x7f",
	"f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS",
	"f5": "\x1b[15~", "f6": "\x1b[17~", "f7": "\x1b[18~", "f8": "\x1b[19~",
	"f9": "\x1b[20~", "f10": "\x1b[21~", "f11": "\x1b[23~", "f12": "\x1b[24~",
}

// keyBytes is what a terminal sends for a key; application says that the
// program asked for the other form of the cursor keys.
func keyBytes(key string, application bool) (string, bool) {
	if seq, ok := namedKeys[key]; ok {
		isCursorKey := len(seq) == 3 && seq[1] == '[' && seq[2] != 'Z'
		if application && isCursorKey {
			seq = "\x1bO" + seq[2:]
		}
		return seq, true
	}
	if utf8.RuneCountInString(key) == 1 {
		return key, true
	}
	if rest, ok := strings.CutPrefix(key, "alt+"); ok {
		seq, known := keyBytes(rest, application)
		return "\x1b" + seq, known
	}
	if rest, ok := strings.CutPrefix(key, "ctrl+"); ok && len(rest) == 1 {
		c := rest[0]
		if c >= 'a' && c <= 'z' {
			c -= 'a' - 'A'
		}
		if c >= '@' && c <= '_' {
			return string(c & 0x1f), true
		}
	}
	return "", false
}
