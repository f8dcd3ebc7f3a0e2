package cli

import (
	"os"
	"runtime"
	"sync"
	"syscall"
)

// output is a standard stream that people may read. On a terminal whose character
// set isn't UTF-8, each text is written with what that set has; on another one,
// right-to-left texts are isolated. Files and pipes get UTF-8 as it is: what reads
// them is a program.
type output struct {
	file *os.File
	// turns says that the terminal may order right-to-left texts itself. No console of
	// Windows does, and the older ones draw a box for what isolates them.
	turns bool
	// columns is the width of a terminal that doesn't tell it, 0 for defaultColumns.
	columns int

	mu   sync.Mutex
	set  charset
	rest []byte // the first bytes of a character whose last ones aren't written yet
}

func newOutput(f *os.File, set charset) *output {
	if !isTerminal(f) {
		return &output{file: f}
	}
	return &output{file: f, set: set, turns: runtime.GOOS != "windows"}
}

// Write writes p in one piece.
func (o *output) Write(p []byte) (int, error) {
	if !o.set.narrow {
		return o.writeUTF8(p)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	text, rest := o.set.encode(append(o.rest, p...))
	o.rest = rest
	if len(text) == 0 {
		return len(p), nil
	}
	if _, err := o.file.Write(text); err != nil {
		return 0, err
	}
	return len(p), nil
}

// writeUTF8 writes p as it is but for isolates.
func (o *output) writeUTF8(p []byte) (int, error) {
	text := p
	if o.turns {
		text = isolate(p)
	}
	if n, err := o.file.Write(text); err != nil {
		return min(n, len(p)), err
	}
	return len(p), nil
}

// WriteString writes s in one piece.
func (o *output) WriteString(s string) (int, error) { return o.Write([]byte(s)) }

// SyscallConn is that of the file, see describe.
func (o *output) SyscallConn() (syscall.RawConn, error) { return o.file.SyscallConn() }

// knowing is the output once the setting is known that says whether its terminal shows
// ASCII only.
func (o *output) knowing(ascii bool) *output {
	if ascii && o.set.narrow {
		return o
	}
	known := newOutput(o.file, charset{narrow: ascii})
	known.columns = o.columns
	return known
}
