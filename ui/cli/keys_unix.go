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
	continued := make(chan os.Signal, 1)
	signal.Notify(continued, syscall.SIGCONT)
	return tea.WithInput(keyboard.NewReader(in, keyboard.Outside{
		Deliver: func(msg tea.Msg) { f.program.Send(msg) },
		Now:     here.now,
		Steady:  time.Now,
		Ready:   func(wait time.Duration) bool { return keyboard.Ready(in, wait) },
		WasStopped: func() bool {
			select {
			case <-continued:
				return true
			default:
				return false
			}
		},
	}, mouse))
}
