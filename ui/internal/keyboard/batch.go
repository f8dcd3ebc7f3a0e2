package keyboard

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// together is the time between keys under which nobody has typed them one by
// one: they were pasted, or a slow line has held them back.
const together = 8 * time.Millisecond

// Batch is the keys of one read, in order. Marked pastes are among them, each as
// one key.
type Batch struct {
	Keys []tea.KeyMsg
	At   time.Time // when they were read, by the screen's clock
	// Earlier is how many keys came right before this batch: less than 8 ms before
	// it, and each less than 8 ms after the one before. EarlierLetters is how many
	// of them were letters.
	Earlier, EarlierLetters int
}

// Burst says whether the keys came together with others, so that nobody can have
// looked at the screen between them.
func (b Batch) Burst() bool { return b.Earlier+len(b.Keys) > 1 }

// Stopped says that the program was stopped, as by SIGSTOP, until just now. The
// keys that follow may have been typed meanwhile.
type Stopped struct{}

// IsLetter says whether a key writes a character, a space among them.
func IsLetter(k tea.KeyMsg) bool {
	return (k.Type == tea.KeyRunes || k.Type == tea.KeySpace) && !k.Alt && !k.Paste
}

// burst counts the keys that came together with the newest one.
type burst struct {
	last          time.Time
	keys, letters int
}

// batch makes a Batch of the keys of one read. read and at are the time of that read:
// read by a clock that never jumps, and at by the screen's clock.
func (b *burst) batch(typed []tea.KeyMsg, read, at time.Time) Batch {
	if b.last.IsZero() || read.Sub(b.last) >= together {
		*b = burst{}
	}
	made := Batch{Keys: typed, At: at, Earlier: b.keys, EarlierLetters: b.letters}
	b.last = read
	b.keys += len(typed)
	for _, k := range typed {
		if IsLetter(k) {
			b.letters++
		}
	}
	return made
}
