//go:build linux || darwin

package serve

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// sizeOf is the size of a terminal, such as 80x24.
func sizeOf(f *os.File) string {
	text := "none"
	_ = control(f, func(fd int) error {
		size, err := unix.IoctlGetWinsize(fd, unix.TIOCGWINSZ)
		if err == nil {
			text = fmt.Sprintf("%dx%d", size.Col, size.Row)
		}
		return err
	})
	return text
}
