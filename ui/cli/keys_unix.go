//go:build !windows

package cli

import (
	"io"
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/ui/internal/keyboard"
)

// keys lets the program read its keys from the terminal through package keyboard. end
// ends the reading once the program has ended.
func (f *screenFront) keys(s streams, here machine, mouse bool) (option tea.ProgramOption, end func()) {
	stops := &stops{}
	if s.served != nil {
		stops = s.served.stops
	}
	in := keyFile{s.crashes, keyboard.NewReader(s.in, keyboard.Outside{
		Deliver:    func(msg tea.Msg) { f.program.Send(msg) },
		Now:        here.now,
		Steady:     here.steady,
		Ready:      func(wait time.Duration) bool { return keyboard.Ready(s.in, wait) },
		WasStopped: stops.watch(),
	}, mouse)}
	if s.served == nil {
		return tea.WithInput(in), func() {} // Bubble Tea ends the reading
	}
	polled := &polledKeys{file: in}
	return tea.WithInput(polled), polled.end
}

// keyFile is a terminal whose keys are read. A panic there would end the process, since
// Bubble Tea reads in a goroutine of its own.
type keyFile struct {
	crashes *crashes
	*keyboard.Reader
}

// Read is that of keyboard.Reader.
func (k keyFile) Read(p []byte) (n int, err error) {
	err = io.EOF // after a panic
	defer k.crashes.catch()
	return k.Reader.Read(p)
}

// polledKeys are those of a session. Bubble Tea doesn't see that they are a file: it would
// wait for each file in a thread of its own, hold four descriptors for that, and set the
// modes of the terminal by a descriptor that is another file's once this one is closed.
type polledKeys struct {
	file    keyFile
	reading sync.Mutex // held by Read
}

// Read reads as keyboard.Reader does.
func (k *polledKeys) Read(p []byte) (int, error) {
	k.reading.Lock()
	defer k.reading.Unlock()
	return k.file.Read(p)
}

// end ends the reading, and waits for that.
func (k *polledKeys) end() {
	if k.file.SetReadDeadline(longAgo) == nil {
		k.reading.Lock()
		defer k.reading.Unlock()
	}
}
