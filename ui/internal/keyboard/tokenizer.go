package keyboard

import (
	"strings"
	"time"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/ansi/parser"
)

const (
	// EscapeTime is how long an escape waits for the rest of a sequence before
	// it is the key esc.
	EscapeTime = 100 * time.Millisecond
	// restTime is how long any other part of a sequence waits for its rest.
	restTime = time.Second
	// stringTime and stringSize bound a whole string of a terminal (OSC, DCS,
	// APC, PM, SOS). One without an end mustn't swallow keys for ever.
	stringTime = 5 * time.Second
	stringSize = 64 << 10
	// pasteTime is how long a paste waits for its rest, pasteSize the bytes of
	// it that are kept.
	pasteTime = 2 * time.Second
	pasteSize = 4 << 10
	// keySize bounds what is kept of a sequence. No key is longer.
	keySize = 64
)

const (
	esc       = 0x1b
	ctrlC     = 0x03
	bell      = 0x07
	stringEnd = 0x9c
	pasteEnd  = "\x1b[201~"
)

// Mouse is a whole report of the mouse, as it came.
type Mouse []byte

// Tokenizer takes what a terminal sends apart: into keys (tea.KeyMsg, each with
// one character at most, or with a whole paste), reports of the focus
// (tea.FocusMsg, tea.BlurMsg) and of the mouse (Mouse). It drops everything else,
// such as a terminal's reply to a question. Use NewTokenizer.
//
// It uses the parser of package ansi, which was made for the output of programs.
// Typed input needs three things more: an escape alone is a key after a moment, no
// unfinished sequence waits for ever, and half a sequence is never typed text.
type Tokenizer struct {
	mouse  bool // reports of the mouse are wanted
	parser *ansi.Parser
	raw    []byte    // the bytes of a sequence that isn't whole yet
	began  time.Time // when the first byte of raw came
	last   time.Time // when the newest byte came
	size   int       // how many bytes of a string have come
	// heldOver says that the escape at the beginning of raw came with an
	// earlier piece.
	heldOver bool
	eightBit bool // a string began with an 8-bit control, and may end with one
	// endsString says that the escape in raw came inside a string, and most likely
	// ends it.
	endsString bool
	afterEscO  bool // ESC O came, and the letter of the key follows
	extraBytes int  // how many bytes of the sequence are still to come after its end by the parser
	// escGiven is when an escape was last given out as a key, and afterEscGiven
	// says that raw is the rest of its sequence, which came too late.
	escGiven      time.Time
	afterEscGiven bool
	paste         []byte // nil outside of a paste
	tail          string // the newest bytes of a paste
	pasted        int    // how many bytes of a paste came

	out []tea.Msg
}

// NewTokenizer makes a tokenizer. Reports of the mouse are dropped unless they
// are wanted.
func NewTokenizer(mouse bool) *Tokenizer {
	p := ansi.NewParser()
	p.SetDataSize(1) // nobody reads the contents of strings
	return &Tokenizer{mouse: mouse, parser: p}
}

// EscapeWaits says whether an escape waits for the rest of its sequence. The
// reader of the terminal calls Rest once nothing has come for EscapeTime.
func (t *Tokenizer) EscapeWaits() bool {
	return t.parser.State() == parser.EscapeState && !t.endsString
}

// Feed takes one piece as it was read, and the time of the read by a clock that
// never jumps.
func (t *Tokenizer) Feed(piece []byte, at time.Time) []tea.Msg {
	t.out = nil
	t.expire(at)
	late := !t.escGiven.IsZero() && at.Sub(t.escGiven) <= restTime && isRest(piece)
	t.escGiven = time.Time{}
	if late {
		t.begin(esc, at)
		t.afterEscGiven = true
	} else {
		t.heldOver = t.EscapeWaits()
	}
	for _, b := range piece {
		t.take(b, at)
		t.last = at
	}
	return t.out
}

// Rest returns the keys that have waited long enough.
func (t *Tokenizer) Rest(at time.Time) []tea.Msg {
	t.out = nil
	t.expire(at)
	return t.out
}

// isRest says whether a piece may be the rest of a sequence whose escape came
// before.
func isRest(piece []byte) bool {
	if len(piece) == 0 {
		return false
	}
	return strings.IndexByte("[O", piece[0]) >= 0 || (len(piece) > 1 && strings.IndexByte("]P^_X", piece[0]) >= 0)
}

// expire gives up a sequence or a paste that has waited too long for its rest.
func (t *Tokenizer) expire(at time.Time) {
	waited := at.Sub(t.last)
	switch {
	case t.paste != nil:
		if waited > pasteTime {
			t.endPaste()
		}
	case t.EscapeWaits():
		if waited >= EscapeTime {
			for range t.raw {
				t.key(tea.KeyMsg{Type: tea.KeyEsc})
			}
			t.reset()
			t.escGiven = at
		}
	case t.isString() || t.endsString:
		if waited > restTime || at.Sub(t.began) > stringTime {
			t.reset()
		}
	case waited > restTime || at.Sub(t.began) > stringTime:
		t.reset()
	}
}

func (t *Tokenizer) reset() {
	t.parser.Reset()
	t.raw, t.size, t.extraBytes = t.raw[:0], 0, 0
	t.heldOver, t.eightBit, t.endsString, t.afterEscO, t.afterEscGiven = false, false, false, false, false
}

// isString says whether the bytes that come now belong to a string.
func (t *Tokenizer) isString() bool {
	switch t.parser.State() {
	case parser.OscStringState, parser.SosStringState, parser.PmStringState, parser.ApcStringState,
		parser.DcsEntryState, parser.DcsParamState, parser.DcsIntermediateState, parser.DcsStringState:
		return true
	}
	return false
}

// take takes one byte.
func (t *Tokenizer) take(b byte, at time.Time) {
	switch state := t.parser.State(); {
	case t.paste != nil:
		t.takePasted(b)
	case t.afterEscO, t.extraBytes > 0:
		t.takeMore(b, at)
	case t.isString():
		t.takeString(b, at)
	case state == parser.EscapeState:
		t.takeEscaped(b, at)
	case state == parser.Utf8State && b&0xc0 != 0x80:
		t.reset() // half a character
		t.take(b, at)
	case state != parser.GroundState && state != parser.Utf8State && (b < ' ' || b >= 0x7f):
		t.reset() // half a sequence
		t.take(b, at)
	default:
		t.begin(b, at)
	}
}

// begin hands a byte to the parser: the first byte of a character or a sequence,
// or one that continues it.
func (t *Tokenizer) begin(b byte, at time.Time) {
	if len(t.raw) == 0 {
		t.began = at
	}
	if len(t.raw) < keySize {
		t.raw = append(t.raw, b)
	}
	t.parser.Advance(b)
	switch {
	case t.isString():
		t.eightBit = len(t.raw) == 1
	case t.parser.State() == parser.GroundState:
		t.whole()
	}
}

// takeString takes a byte of a string. The string is dropped, so only its end
// matters.
func (t *Tokenizer) takeString(b byte, at time.Time) {
	t.size++
	switch {
	case b == ctrlC || t.size > stringSize:
		t.reset() // somebody wants out, or the string has no end
		t.take(b, at)
	case b == esc:
		began := t.began
		t.reset()
		t.begin(b, at)
		t.began, t.endsString = began, true
	case b == bell, b == stringEnd && t.eightBit:
		t.reset()
	case b >= 0x80:
		// Part of a character in UTF-8. The parser would take it for a control.
	default:
		t.parser.Advance(b)
		if t.parser.State() == parser.GroundState {
			t.reset() // cancelled
		}
	}
}

// takeEscaped takes the byte after an escape.
func (t *Tokenizer) takeEscaped(b byte, at time.Time) {
	introduces := strings.IndexByte("[]OPX^_", b) >= 0
	switch {
	case t.endsString && !introduces && b != esc:
		t.reset() // the end of a string
		if b == ctrlC {
			t.take(b, at)
		}
	case b == esc && t.endsString:
		t.reset()
		t.begin(b, at)
	case t.heldOver && !introduces:
		for range t.raw {
			t.key(tea.KeyMsg{Type: tea.KeyEsc})
		}
		t.reset()
		t.take(b, at)
	case b == esc && len(t.raw) > 1:
		t.key(tea.KeyMsg{Type: tea.KeyEsc})
	case b == esc:
		t.raw = append(t.raw, b)
	case introduces, b >= 0x80:
		t.endsString = false
		t.begin(b, at)
	default:
		if len(t.raw) > 1 {
			t.key(tea.KeyMsg{Type: tea.KeyEsc})
			t.raw = t.raw[1:]
		}
		t.raw = append(t.raw, b)
		t.whole()
	}
}

// takeMore takes a byte that belongs to a sequence although the parser has already
// seen its end.
func (t *Tokenizer) takeMore(b byte, at time.Time) {
	if t.afterEscO && (b < ' ' || b >= 0x7f) {
		t.reset()
		t.take(b, at)
		return
	}
	t.raw = append(t.raw, b)
	if t.afterEscO {
		if len(t.raw) < 8 && (b == ';' || b >= '0' && b <= '9') {
			return // a modifier
		}
		t.finish()
		return
	}
	if t.extraBytes--; t.extraBytes == 0 {
		t.finish()
	}
}

// whole handles a sequence or a character whose end the parser has seen. A few
// sequences go on after that.
func (t *Tokenizer) whole() {
	switch text := t.sequence(); text {
	case "O":
		t.afterEscO = true
	case "[M": // three bytes follow, which may look like letters
		t.extraBytes = 3
	case "[[": // a function key of the console of Linux
		t.extraBytes = 1
	case "[200~":
		t.reset()
		t.paste, t.tail, t.pasted = []byte{}, "", 0
	default:
		t.finish()
	}
}

// sequence is raw without its escapes, or "" where it has none. Some terminals send
// two escapes for a key that was pressed with alt.
func (t *Tokenizer) sequence() string {
	switch {
	case t.raw[0] == 0x9b:
		return "[" + string(t.raw[1:])
	case t.raw[0] == 0x8f:
		return "O" + string(t.raw[1:])
	case t.raw[0] == esc:
		return strings.TrimLeft(string(t.raw), "\x1b")
	}
	return ""
}

// finish gives out the key or the report whose bytes are in raw.
func (t *Tokenizer) finish() {
	raw, text := t.raw, t.sequence()
	switch {
	case t.afterEscGiven, len(raw) > 2 && raw[1] == esc:
	case text == "":
		t.plainKey(raw, false)
	case text == "[I":
		t.out = append(t.out, tea.FocusMsg{})
	case text == "[O":
		t.out = append(t.out, tea.BlurMsg{})
	case isMouse(text):
		if t.mouse {
			t.out = append(t.out, Mouse(append([]byte{esc}, text...)))
		}
	default:
		if key, ok := sequences[text]; ok {
			t.key(tea.KeyMsg{Type: key})
		} else if text[0] != '[' && text[0] != 'O' {
			t.plainKey(raw[1:], true)
		}
	}
	t.reset()
}

// isMouse says whether a sequence is a report of the mouse.
func isMouse(text string) bool {
	return strings.HasPrefix(text, "[M") && len(text) == 5 ||
		strings.HasPrefix(text, "[<") && strings.IndexByte("Mm", text[len(text)-1]) >= 0
}

// plainKey gives out a character or a control as a key.
func (t *Tokenizer) plainKey(raw []byte, alt bool) {
	switch r, n := utf8.DecodeRune(raw); {
	case r == utf8.RuneError || n != len(raw):
	case r == ' ':
		t.key(tea.KeyMsg{Type: tea.KeySpace, Runes: []rune{' '}, Alt: alt})
	case r < ' ' || r == 0x7f:
		t.key(tea.KeyMsg{Type: tea.KeyType(r), Alt: alt})
	case r < 0x7f, r >= 0xa0:
		t.key(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}, Alt: alt})
	}
}

func (t *Tokenizer) key(k tea.KeyMsg) { t.out = append(t.out, k) }

// takePasted takes a byte of a paste.
func (t *Tokenizer) takePasted(b byte) {
	if len(t.paste) < pasteSize+len(pasteEnd) {
		t.paste = append(t.paste, b)
	}
	t.pasted++
	t.tail += string([]byte{b})
	t.tail = t.tail[max(len(t.tail)-len(pasteEnd), 0):]
	if t.tail == pasteEnd {
		t.paste = t.paste[:min(len(t.paste), t.pasted-len(pasteEnd))]
		t.endPaste()
	}
}

func (t *Tokenizer) endPaste() {
	var text []rune
	for paste := t.paste[:min(len(t.paste), pasteSize)]; len(paste) > 0; {
		r, n := utf8.DecodeRune(paste)
		if r != utf8.RuneError {
			text = append(text, r)
		}
		paste = paste[n:]
	}
	t.paste = nil
	t.key(tea.KeyMsg{Type: tea.KeyRunes, Runes: text, Paste: true})
}
