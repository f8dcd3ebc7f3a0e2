package keyboard

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// recordTime is how long after a key of the Windows console the next one may come
// and still belong to the same batch. Bubble Tea looks at the console every 16 ms.
const recordTime = 20 * time.Millisecond

// Records makes batches of the single keys that Bubble Tea reads from the console
// of Windows, where Bubble Tea itself has to read. It can tell which keys came
// together only by when they came.
type Records struct {
	keys   []tea.KeyMsg
	last   time.Time
	tokens *Tokenizer
	burst  burst
}

// NewRecords makes an empty one.
func NewRecords() *Records { return &Records{tokens: NewTokenizer(false)} }

// Add takes one key, and returns how long to wait until Batch.
func (r *Records) Add(k tea.KeyMsg, steady time.Time) time.Duration {
	r.keys, r.last = append(r.keys, k), steady
	return recordTime
}

// Batch returns the keys that came, once no key has come for recordTime. It reports
// false before that, and if there are none. steady is the time by Outside.Steady, and
// now the time by the screen's clock.
func (r *Records) Batch(steady, now time.Time) (Batch, bool) {
	if len(r.keys) == 0 || steady.Sub(r.last) < recordTime {
		return Batch{}, false
	}
	typed := r.withoutReplies(r.keys, steady)
	r.keys = nil
	if len(typed) == 0 {
		return Batch{}, false
	}
	return r.burst.batch(typed, r.last, now), true
}

// withoutReplies drops the terminal's replies. The console reports each of them as
// keys: an escape, and then the characters of the reply.
func (r *Records) withoutReplies(typed []tea.KeyMsg, steady time.Time) []tea.KeyMsg {
	var kept []tea.KeyMsg
	take := func(read []tea.Msg) {
		for _, msg := range read {
			if k, ok := msg.(tea.KeyMsg); ok {
				kept = append(kept, k)
			}
		}
	}
	for _, k := range typed {
		switch text := written(k); {
		case k.Type == tea.KeyRunes && string(k.Runes) == "\x00":
			// Ctrl, alt or caps lock by itself.
		case text != "":
			take(r.tokens.Feed([]byte(text), steady))
		default:
			take(r.tokens.Rest(steady.Add(EscapeTime)))
			kept = append(kept, k)
		}
	}
	take(r.tokens.Rest(steady.Add(EscapeTime)))
	return kept
}

// written returns what a terminal would have sent for a character or a control. It
// is "" for any other key.
func written(k tea.KeyMsg) string {
	switch {
	case k.Alt || k.Paste:
		return ""
	case k.Type == tea.KeyRunes || k.Type == tea.KeySpace:
		return string(k.Runes)
	case k.Type >= 0 && k.Type < ' ' || k.Type == tea.KeyBackspace:
		return string(rune(k.Type)) //nolint:gosec // a control character
	}
	return ""
}
