package cli

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"dojoreversals/config"
)

// loaded are the settings of a server as they were read at one time: what all shops share,
// its own with the agents, and those of each shop. It works with nothing else until they
// are read again.
type loaded struct {
	settings config.Settings
	set      config.Serve
	shops    map[string]loadedShop // by handle
}

// loadedShop are the settings of a shop, or why it can't be opened.
type loadedShop struct {
	settings config.Settings
	err      error
}

// loadServer reads the settings of a server. It reads no file twice, so that all is of one
// text. A shop that can't be opened is no error: the server serves the others.
func loadServer(src config.Sources) (loaded, error) {
	src.ReadFile = newReadFiles(src.ReadFile).read
	settings, set, err := config.LoadServe(src)
	if err != nil {
		return loaded{}, &usageError{settingsError(err, settings)}
	}
	l := loaded{settings: settings, set: set, shops: map[string]loadedShop{}}
	for _, shop := range shopsOf(settings) {
		var one loadedShop
		one.settings, one.err = loadShop(src, shop.Handle)
		l.shops[shop.Handle] = one
	}
	return l, nil
}

// loadShop reads the settings of a shop. The one of settings without headings has no handle.
func loadShop(src config.Sources, handle string) (config.Settings, error) {
	src.WithoutKey = false
	if handle != "" {
		src = src.For(handle)
	}
	return config.Load(src)
}

const (
	// savedTime is how long files have to stay as they are: an editor writes one in parts.
	savedTime = 100 * time.Millisecond
	savedMost = 50 // how often they are read at most
)

// loadSaved is loadServer for files that somebody may be writing: it reads them until they
// stay as they are.
func loadSaved(src config.Sources, pause func(time.Duration) <-chan time.Time) (loaded, error) {
	for range savedMost {
		files := newReadFiles(src.ReadFile)
		once := src
		once.ReadFile = files.read
		l, err := loadServer(once)
		<-pause(savedTime)
		if !files.changed() {
			return l, err
		}
	}
	return loaded{}, errors.New("the files change while they are read. Save them, and send SIGHUP again")
}

// keeps says what keeps a server with the settings of l from going on with these ones: a
// shop that could be opened has a mistake now, or the record would be another one. A shop
// without a key has no mistake: it is shut.
func (l loaded) keeps(next loaded) error {
	var wrong []string
	if next.settings.StateDir != l.settings.StateDir {
		wrong = append(wrong, fmt.Sprintf("%s: state_dir can't change while the server runs, since its record of reversals is there. Restart the server, or set it back to %s", programName, l.settings.StateDir))
	}
	for _, shop := range shopsOf(next.settings) {
		was, had := l.shops[shop.Handle]
		if now := next.shops[shop.Handle]; had && was.err == nil && now.err != nil && !isOnlyNoKey(now.err) {
			wrong = append(wrong, settingsError(now.err, now.settings).Error())
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return errors.New(strings.Join(wrong, "\n"))
}

// later are the settings that differ in next, and that a server which began with those of l
// takes with its next start.
func (l loaded) later(next loaded) (names []string) {
	was, is := l.set, next.set
	for _, s := range []struct {
		name string
		same bool
	}{
		{"debug", l.settings.Debug == next.settings.Debug},
		{"serve_listen", was.Listen == is.Listen},
		{"serve_host_key", was.HostKeyFile == is.HostKeyFile},
		{"serve_banner", was.Banner == is.Banner},
		{"serve_metrics", was.Metrics == is.Metrics},
		{"serve_audit", was.Audit == is.Audit},
	} {
		if !s.same {
			names = append(names, s.name)
		}
	}
	return names
}

// isOnlyNoKey says whether nothing is wrong with settings but that nobody has given a key.
func isOnlyNoKey(err error) bool {
	all, ok := errors.AsType[*config.Error](err)
	return ok && !slices.ContainsFunc(all.Problems, func(p config.Problem) bool { return !isNoKey(p) })
}

// readFiles remembers the files that were read, so that whoever reads one again sees the
// same. It may be used by several at once.
type readFiles struct {
	readFile func(path string) ([]byte, error)

	mu  sync.Mutex
	all map[string]readFile // by path
}

type readFile struct {
	text []byte
	err  error
}

func newReadFiles(read func(path string) ([]byte, error)) *readFiles {
	return &readFiles{readFile: read, all: map[string]readFile{}}
}

func (f *readFiles) read(path string) ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	known, ok := f.all[path]
	if !ok {
		known.text, known.err = f.readFile(path)
		f.all[path] = known
	}
	return known.text, known.err
}

// changed says whether any of the files is another one by now.
func (f *readFiles) changed() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for path, was := range f.all {
		text, err := f.readFile(path)
		if !bytes.Equal(text, was.text) || (err == nil) != (was.err == nil) {
			return true
		}
	}
	return false
}
