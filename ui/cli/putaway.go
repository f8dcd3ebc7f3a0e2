package cli

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
)

const (
	// The file is cut down to the newest lines when it grows beyond this: the
	// results of some weeks, while the screen shows those of nine days.
	putAwayMost = 64 << 10
	putAwayKeep = 300
	// putAwayText bounds what one line may say. IDs and stages are shorter.
	putAwayText = 100
)

// putAway remembers which results an operator has put away, in a file of their
// own beside the journal. It is no part of the record: where it is lost or
// damaged, results are shown once more.
//
// Each result is a line of JSON that is added in one write, so that two screens
// of one operator don't lose each other's. A line that isn't whole is skipped.
type putAway struct {
	path string
	mu   sync.Mutex
}

type putAwayLine struct {
	Attempt string `json:"attempt"`
	Stage   string `json:"stage"`
}

func openPutAway(dir, operator string) *putAway {
	sum := sha256.Sum256([]byte(operator))
	return &putAway{path: filepath.Join(dir, "put-away-"+hex.EncodeToString(sum[:6])+".jsonl")}
}

// load gives the newest stage that was put away of each attempt.
func (p *putAway) load() map[string]string {
	stages := map[string]string{}
	for _, l := range p.lines() {
		stages[l.Attempt] = l.Stage
	}
	return stages
}

// lines reads what is whole of the file's end.
func (p *putAway) lines() []putAwayLine {
	f, err := os.Open(p.path)
	if err != nil {
		return nil
	}
	defer func() { _ = f.Close() }()
	if info, err := f.Stat(); err == nil && info.Size() > 2*putAwayMost {
		_, _ = f.Seek(-2*putAwayMost, io.SeekEnd)
	}
	b, _ := io.ReadAll(io.LimitReader(f, 2*putAwayMost)) // what could be read is used
	var out []putAwayLine
	for text := range bytes.Lines(b) {
		var l putAwayLine
		if json.Unmarshal(text, &l) == nil && l.Attempt != "" && len(l.Attempt) <= putAwayText && len(l.Stage) <= putAwayText {
			out = append(out, l)
		}
	}
	return out
}

// keep adds a result. It is called beside the screen, since it waits for the
// disk; where the disk refuses, the result is shown again at the next start.
func (p *putAway) keep(attempt, stage string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	b, err := json.Marshal(putAwayLine{attempt, stage})
	if err != nil {
		return
	}
	f, err := os.OpenFile(p.path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return
	}
	// The line before may have been torn, by a full disk for instance.
	_, err = f.Write(append(append([]byte("\n"), b...), '\n'))
	info, statErr := f.Stat()
	_ = f.Close()
	if err == nil && statErr == nil && info.Size() > putAwayMost {
		p.shorten()
	}
}

// shorten puts a file with the newest lines in the place of the whole one. What
// another screen adds just then may be lost, and is shown once more.
func (p *putAway) shorten() {
	lines := p.lines()
	var b bytes.Buffer
	for _, l := range slices.Compact(lines[max(0, len(lines)-putAwayKeep):]) {
		text, err := json.Marshal(l)
		if err != nil {
			return
		}
		b.Write(append(text, '\n'))
	}
	f, err := os.CreateTemp(filepath.Dir(p.path), filepath.Base(p.path)+".*") // for this account only
	if err != nil {
		return
	}
	_, err = f.Write(b.Bytes())
	if closed := f.Close(); err != nil || closed != nil || os.Rename(f.Name(), p.path) != nil {
		_ = os.Remove(f.Name())
	}
}
