package keyboard

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"
)

var noon = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// hand feeds a tokenizer as a terminal and its line do.
type hand struct {
	*Tokenizer
	now time.Time
	got []string
}

func newHand(mouse bool) *hand { return &hand{Tokenizer: NewTokenizer(mouse), now: noon} }

func (h *hand) piece(text string) *hand {
	h.note(h.Feed([]byte(text), h.now))
	return h
}

func (h *hand) pass(d time.Duration) *hand {
	h.now = h.now.Add(d)
	if h.EscapeWaits() {
		h.note(h.Rest(h.now))
	}
	return h
}

func (h *hand) note(read []tea.Msg) {
	for _, msg := range read {
		switch msg := msg.(type) {
		case tea.KeyMsg:
			h.got = append(h.got, msg.String())
		case Mouse:
			h.got = append(h.got, fmt.Sprintf("mouse%q", msg[1:]))
		default:
			h.got = append(h.got, strings.TrimPrefix(fmt.Sprintf("%T", msg), "tea."))
		}
	}
}

// keys are the names of the keys, with spaces between.
func (h *hand) keys() string {
	h.pass(EscapeTime)
	return strings.Join(h.got, " ")
}

// replies are what terminals answer or report by themselves.
var replies = []string{
	"\x1b]11;rgb:1e1e/1e1e/1e1e\a", "\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\", "\x1b]10;rgb:ffff/ffff/ffff\x1b\\", "\x1b]4;1;rgb:cdcd/0000/0000\a",
	"\x1b]l My Title\x1b\\", "\x1b]L icon\x1b\\", "\x1b]lÜber Öl q\r\x1b\\", "\x1b]52;c;cXVpdA==\a", "\x1b]2;r\x18", "\x1b]l\x1b\\",
	"\x1bP>|XTerm(390)\x1b\\", "\x1bP1+r544e=787465726d\x1b\\", "\x1bP1$r0m\x1b\\", "\x1bP\x1b\\", "\x1bP!|00000000\x1b\\",
	"\x1b_Gi=31;OK\x1b\\", "\x1b_qÜ\x9c\r\a", "\x1b^private\x1b\\", "\x1bXstring q\x1b\\",
	"\x1b[12;40R", "\x1b[1;2R", "\x1b[1;5R", "\x1b[?12;40R", "\x1b[?62;22c", "\x1b[>0;276;0c", "\x1b[=0c", "\x1b[0n", "\x1b[3n",
	"\x1b[?5u", "\x1b[97;5u", "\x1b[27u", "\x1b[?2026;2$y", "\x1b[20;1$y", "\x1b[8;24;80t", "\x1b[4;600;800t", "\x1b[?997;1n", "\x1b[201~", "\x1b[99~",
	"\x1b[<35;10;10M", "\x1b[<0;10;10m", "\x1b[M qr", "\x1b[27;5;113~",
	"\x9d11;rgb:0/0/0\x9c", "\x90>|q\x9c", "\x9b12;40R",
}

func TestRepliesAreNoKeys(t *testing.T) {
	t.Parallel()
	for _, reply := range replies {
		if got := newHand(false).piece(reply).piece("j").keys(); got != "j" {
			t.Errorf("%q and j are %q", reply, got)
		}
		for cut := 1; cut < len(reply); cut++ {
			got := newHand(false).piece("k").pass(time.Second).piece(reply[:cut]).pass(90 * time.Millisecond).piece(reply[cut:]).pass(time.Second).piece("j").keys()
			if got != "k j" {
				t.Errorf("%q, cut after %d, is %q", reply, cut, got)
			}
		}
		h := newHand(false)
		for _, b := range []byte(reply) {
			h.piece(string([]byte{b})).pass(90 * time.Millisecond)
		}
		if got := h.piece("j").keys(); got != "j" {
			t.Errorf("%q byte by byte is %q", reply, got)
		}
	}
}

// Where even the escape comes far before the rest, esc was a key already, and
// the rest still is none.
func TestRestAfterEscapeIsNoKey(t *testing.T) {
	t.Parallel()
	for _, reply := range replies {
		if reply[0] != esc {
			continue
		}
		got := newHand(false).piece("\x1b").pass(300 * time.Millisecond).piece(reply[1:]).piece("j").keys()
		if got != "esc j" {
			t.Errorf("%q with a late rest is %q", reply, got)
		}
	}
	for rest, want := range map[string]string{"[B": "esc", "OR": "esc", "[200~q\x1b[201~": "esc [q]", "r": "esc r", "P": "esc P", "/": "esc /"} {
		if got := newHand(false).piece("\x1b").pass(300 * time.Millisecond).piece(rest).keys(); got != want {
			t.Errorf("esc and a late %q are %q, want %q", rest, got, want)
		}
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"jjj": "j j j", "r\t\r": "r tab enter", "\x7f\x15\x03 \x00": "backspace ctrl+u ctrl+c   ctrl+@",
		"£é支😀": "£ é 支 😀", "\xc2r\xa3\xff": "r",
		"\x1b": "esc", "\x1b\x1b": "esc esc", "\x1b\x1b\x1b": "esc esc esc",
		"\x1br": "alt+r", "\x1b£": "alt+£", "\x1b\r": "alt+enter", "\x1b ": "alt+ ", "\x1b/": "alt+/", "\x1b\x1br": "esc alt+r",
		"\x1b[A\x1bOB\x1b[5~\x1b[Z": "up down pgup shift+tab", "\x1bOR\x1b[15~\x1b[[E": "f3 f5 f5",
		"\x1b[1;2B\x1b[1;9B": "shift+down", "\x1b\x1b[A": "", "\x1b\x1bOA": "",
		"\x1b[I\x1b[Oj": "FocusMsg BlurMsg j", "\x1b[<64;1;1Mq": `mouse"[<64;1;1M" q`, "\x1b[M qrq": `mouse"[M qr" q`,
		"\x1b[200~r\rq\x1b[201~j": "[r\rq] j", "\x1b[200~\x1b[201~": "[]", "\x1b[200~\x1b[20\x1b[201~": "[\x1b[20]",
		"\x1b[\rj": "enter j", "\x1b]11;rgb\x03": "ctrl+c", "\x1b[1;2\x1b[A": "up", "\x8fA\x9bB": "up down",
	} {
		if got := newHand(true).piece(text).keys(); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	// Half of a key in each of two reads, and esc before another key.
	for pieces, want := range map[string]string{
		"\x1b|[B": "down", "\x1b[|B": "down", "\x1bO|R": "f3", "\x1b[1|5~": "f5", "\xc2|\xa3": "£", "\xf0|\x9f|\x92|\xb3": "💳",
		"\x1b|r": "esc r", "\x1b|\r": "esc enter", "\x1b|\x1b|[0n": "esc", "\x1b|£": "esc £", "\x1b[200|~q\r\x1b[20|1~j": "[q\r] j",
	} {
		h := newHand(true)
		for _, piece := range strings.Split(pieces, "|") {
			h.piece(piece).pass(50 * time.Millisecond)
		}
		if got := h.keys(); got != want {
			t.Errorf("%q is %q, want %q", pieces, got, want)
		}
	}
}

// What has no end swallows keys for a while only, and isn't typed afterwards.
func TestNoEnd(t *testing.T) {
	t.Parallel()
	for _, begin := range []string{"\x1b]11;rgb", "\x1bP>|", "\x1b_q", "\x1b^q", "\x1bXq", "\x1b[", "\x1b[12;", "\x1bO", "\x1b[M", "\x1b[[", "\xe2\x82", "\x1b]2;q\x1b", "\x9d11", "\x1b[200~q"} {
		got := newHand(true).piece(begin).pass(3 * time.Second).piece("r").keys()
		if got != "r" && got != "[q] r" {
			t.Errorf("%q without an end, and r: %q", begin, got)
		}
	}
	// Somebody who types on all the time.
	for _, begin := range []string{"\x1b]11;rgb", "\x1bP>|", "\x1b["} {
		h := newHand(true).piece(begin)
		for range 8 {
			h.pass(900 * time.Millisecond).piece("1")
		}
		if got := h.keys(); !strings.HasSuffix(got, "1") {
			t.Errorf("%q swallows keys for ever", begin)
		}
	}
	if got := newHand(true).piece("\x1b]2;" + strings.Repeat("x", stringSize+10)).keys(); !strings.HasSuffix(got, "x") {
		t.Error("a string has no bound")
	}
	if got := newHand(true).piece("\x1b[200~" + strings.Repeat("x", 9*pasteSize) + "\x1b[201~j").got; len(got[0]) != pasteSize+2 || got[1] != "j" {
		t.Errorf("a long paste is %d long, and then %q", len(got[0]), got[1:])
	}
}

// TestRepliesAmongTyping mixes replies, cut anywhere, into any typing: the keys
// are those of the typing alone.
func TestRepliesAmongTyping(t *testing.T) {
	t.Parallel()
	typing := []string{"j", "r", "q", "\r", "\t", "\x1b[B", "\x1bOR", "\x1b", "£", "\x1b[200~q\r\x1b[201~", " ", "\x1b[5~", "\x7f"}
	rapid.Check(t, func(t *rapid.T) {
		alone, mixed := newHand(false), newHand(false)
		for range rapid.IntRange(1, 12).Draw(t, "keys") {
			key := rapid.SampledFrom(typing).Draw(t, "key")
			alone.piece(key).pass(200 * time.Millisecond)
			for range rapid.IntRange(0, 2).Draw(t, "replies") {
				reply := rapid.SampledFrom(replies).Draw(t, "reply")
				for len(reply) > 0 {
					n := rapid.IntRange(1, len(reply)).Draw(t, "bytes")
					mixed.piece(reply[:n])
					if n < len(reply) {
						mixed.pass(time.Duration(rapid.IntRange(0, 99).Draw(t, "ms")) * time.Millisecond)
					}
					reply = reply[n:]
				}
				if rapid.Bool().Draw(t, "a pause") {
					mixed.pass(time.Second)
				}
			}
			mixed.piece(key).pass(200 * time.Millisecond)
		}
		if !slices.Equal(alone.got, mixed.got) {
			t.Fatalf("%q instead of %q", mixed.got, alone.got)
		}
	})
}

// FuzzTokenizer takes anything in any pieces: it gives single keys, and none of
// them once more than what came.
func FuzzTokenizer(f *testing.F) {
	for _, reply := range replies {
		f.Add([]byte(reply+"j"), uint8(3), uint8(40))
	}
	f.Add([]byte("\x1b[200~q\r\x1b[201~"), uint8(1), uint8(200))
	f.Fuzz(func(t *testing.T, typed []byte, size, pause uint8) {
		tokens, now, given := NewTokenizer(true), noon, 0
		for piece := range slices.Chunk(typed, int(size)%16+1) {
			for _, msg := range append(tokens.Feed(piece, now), tokens.Rest(now.Add(time.Duration(pause)*time.Millisecond))...) {
				switch msg := msg.(type) {
				case tea.KeyMsg:
					if len(msg.Runes) > 1 && !msg.Paste {
						t.Fatalf("several characters in one key: %q", msg)
					}
					given += max(len(string(msg.Runes)), 1)
				case Mouse:
					given += len(msg)
				}
			}
			now = now.Add(time.Duration(pause) * 10 * time.Millisecond)
		}
		if given > len(typed)+1 {
			t.Fatalf("%d bytes of keys from %q", given, typed)
		}
		// Whatever it was, a while later a key is a key.
		tokens.Rest(now.Add(time.Minute))
		msgs := tokens.Feed([]byte("j"), now.Add(time.Minute))
		if len(msgs) == 0 || msgs[len(msgs)-1].(tea.KeyMsg).String() != "j" {
			t.Fatalf("after %q, j is %v", typed, msgs)
		}
	})
}
