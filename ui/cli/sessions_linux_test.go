package cli

import (
	"errors"
	"testing"

	"golang.org/x/sys/unix"

	"dojoreversals/ui/internal/ptytest"
)

// A terminal that takes no more output holds nobody but its own session, which can be
// ended all the same.
func TestStalledSession(t *testing.T) {
	h, shop := newServer(t)
	stalled := newVisitor(t, 120, 40, "TERM=xterm").enters(h, shop, false)
	other := newVisitor(t, 120, 40, "TERM=xterm").enters(h, shop, false)
	stalled.sees("ORDER-1")
	other.sees("ORDER-1")
	const suspendOutput = 0 // TCOOFF: what ctrl+s does
	describe(stalled.slave, func(fd int) {
		if err := unix.IoctlSetInt(fd, unix.TCXONC, suspendOutput); err != nil {
			t.Fatal(err)
		}
	})
	stalled.types("?")
	other.types("?")
	other.sees("Help")
	stalled.leave(errors.New("stalled"))
	if err := stalled.isOut(); !errors.Is(err, errTerminalGone) {
		t.Errorf("it ended with %v", err)
	}
	if stalled.screen().Contains("Help") {
		t.Error("its output wasn't suspended")
	}
	if err := stalled.slave.Close(); err != nil {
		t.Error(err)
	}
	other.types("?")
	other.waits("shows the list", func(s ptytest.Screen) bool { return !s.Contains("Help") && s.Contains("ORDER-1") })
	other.types("q")
	if err := other.isOut(); err != nil {
		t.Error(err)
	}
}
