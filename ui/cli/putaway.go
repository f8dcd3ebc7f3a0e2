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
	"strings"
	"sync"
)

const (
	putAwayPrefix = "put-away-"
	// A file of more than putAwayMost bytes is cut down to its newest putAwayKeep
	// lines. That is the results of some weeks; the screen shows nine days.
	putAwayMost = 64 << 10
	putAwayKeep = 300
	// putAwayText is the most bytes of an ID or a stage. Real ones are shorter.
	putAwayText = 100
)

// putAway remembers which results one operator has put away, in a file beside the
// journal. The file isn't part of the record: if it is lost or damaged, results are
// shown once more.
//
// Each result is one line of JSON, added in one write, so that two screens of the
// same operator don't lose each other's lines. A damaged line is skipped.
type putAway struct {
	path    string
	mu      sync.Mutex
	writing sync.WaitGroup // of those that keepSoon has begun
}

type putAwayLine struct {
	Attempt string `json:"attempt"`
	Stage   string `json:"stage"`
}

func openPutAway(dir, operator string) *putAway {
	sum := sha256.Sum256([]byte(operator))
	return &putAway{path: filepath.Join(dir, putAwayPrefix+hex.EncodeToString(sum[:6])+".jsonl")}
}

// anyPutAway says whether any operator has put a result away in a folder, and so
// whether there was a record of reversals in it.
func anyPutAway(dir string) bool {
	entries, _ := os.ReadDir(dir)
	return slices.ContainsFunc(entries, func(e os.DirEntry) bool { return strings.HasPrefix(e.Name(), putAwayPrefix) })
}

// load returns the newest stage that was put away, by attempt.
func (p *putAway) load() map[string]string {
	stages := map[string]string{}
	for _, l := range p.lines() {
		stages[l.Attempt] = l.Stage
	}
	return stages
}

// lines reads the whole lines at the end of the file.
func (p *putAway) lines() []putAwayLine {
	f, err := os.Open(p.path)
	if err != nil {
		return nil
	}
	defer func() { _ = f.Close() }()
	if info, err := f.Stat(); err == nil && info.Size() > 2*putAwayMost {
		_, _ = f.Seek(-2*putAwayMost, io.SeekEnd)
	}
	b, _ := io.ReadAll(io.LimitReader(f, 2*putAwayMost)) // after an error, what came before it
	var out []putAwayLine
	for text := range bytes.Lines(b) {
		var l putAwayLine
		if json.Unmarshal(text, &l) == nil && l.Attempt != "" && len(l.Attempt) <= putAwayText && len(l.Stage) <= putAwayText {
			out = append(out, l)
		}
	}
	return out
}

// keepSoon keeps a result without waiting for the disk, for the drawing loop. spawn
// begins a goroutine.
func (p *putAway) keepSoon(spawn func(func()), attempt, stage string) {
	p.writing.Add(1)
	spawn(func() {
		defer p.writing.Done()
		p.keep(attempt, stage)
	})
}

// keep adds a result. It waits for the disk. If the disk refuses, the result is shown
// again at the next start.
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
	// It starts a line of its own: a full disk may have cut off the last one.
	_, err = f.Write(append(append([]byte("\n"), b...), '\n'))
	info, statErr := f.Stat()
	_ = f.Close()
	if err == nil && statErr == nil && info.Size() > putAwayMost {
		p.shorten()
	}
}

// shorten replaces the file with one that has only the newest lines. A line that
// another screen adds in that moment may be lost, and its result shown once more.
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
