//go:build !windows

package cli

import (
	"os"
	"os/signal"
	"syscall"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/ui/internal/keyboard"
)

// keys lets the program read its keys from the terminal through package keyboard.
func (f *screenFront) keys(in *os.File, here machine, mouse bool) tea.ProgramOption {
	return tea.WithInput(keyboard.NewReader(in, keyboard.Outside{
		Deliver:    func(msg tea.Msg) { f.program.Send(msg) },
		Now:        here.now,
		Steady:     here.steady,
		Ready:      func(wait time.Duration) bool { return keyboard.Ready(in, wait) },
		WasStopped: watchStops().wasStopped,
	}, mouse))
}

// stops notices when the program was stopped, as by SIGSTOP, and goes on: it gets
// SIGCONT then. What was typed meanwhile can be read before that signal has come
// through.
type stops struct{ continued, fence chan os.Signal }

// fencedBy is a signal that nothing else here uses. Its number is above SIGCONT's
// on every Unix.
const fencedBy = syscall.SIGIO

// fenceTime is how long a fence may take. A program that takes longer hardly runs,
// which is as good as being stopped.
const fenceTime = time.Second

func watchStops() stops {
	s := stops{make(chan os.Signal, 1), make(chan os.Signal, 1)}
	signal.Notify(s.continued, syscall.SIGCONT)
	signal.Notify(s.fence, fencedBy)
	return s
}

// wasStopped says whether the program was stopped since it was asked last. Where
// that can't be known it says yes.
func (s stops) wasStopped() bool {
	// The second time is for a SIGCONT that one thread has taken and not handed on
	// while another took the first fence.
	for range 2 {
		if !s.passFence() {
			return true
		}
	}
	select {
	case <-s.continued:
		return true
	default:
		return false
	}
}

// passFence sends the program a signal and waits for it. A SIGCONT that waits comes
// first: the kernel and package os/signal both hand on the lowest number first.
func (s stops) passFence() bool {
	select {
	case <-s.fence: // one that came too late
	default:
	}
	if err := syscall.Kill(os.Getpid(), fencedBy); err != nil {
		return false
	}
	late := time.NewTimer(fenceTime)
	defer late.Stop()
	select {
	case <-s.fence:
		return true
	case <-late.C:
		return false
	}
}
