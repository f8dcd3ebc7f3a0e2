// Package ptytest drives a built program on a real pseudo-terminal and looks
// at what a person would see: the screen, cell by cell. Only tests use it.
//
// A test starts the program, waits until the screen shows something, presses
// keys and waits again:
//
//	func TestMain(m *testing.M) { os.Exit(ptytest.Suite(m).Run()) }
//
//	func TestHelp(t *testing.T) {
//		bin := ptytest.Build(t, "dojoreversals")
//		term := ptytest.Start(t, ptytest.Options{Binary: bin, Args: []string{"--demo"}})
//		term.WaitFor("DEMO", "To reverse")
//		term.Keys("?")
//		term.WaitFor("Keys")
//		term.Keys("esc", "q")
//		if code := term.Wait(); code != 0 {
//			t.Errorf("exit code %d", code)
//		}
//		ptytest.AssertClean(t, term)
//	}
//
// # Waiting
//
// Nothing here sleeps or polls, but for WaitRead, since the kernel has no signal
// for what that waits for. Every other wait looks at the screen once, then again
// after each piece of output, and ends at once when the program does.
// The deadline of a wait (20 seconds, three times that under the race
// detector, or PTYTEST_PATIENCE, such as "2m", from the environment) exists
// only so that a broken program fails a test instead of hanging it; the
// failure shows the screen as it was.
//
// A terminal has no frames. The screen may be seen between two pieces of one
// repaint, the new title above the old body. So whatever belongs together is
// to be waited for together, in one WaitFor or WaitUntil, and assertions are
// made on the Screen which that wait returned.
//
// # What the emulated terminal does
//
// The screen is kept by github.com/charmbracelet/x/vt. It answers queries
// (device attributes, cursor position, colours), unless Options.Mute is set.
// Known differences from a real terminal: a wide character that ends in the
// last column does not arm the wrap, a combining mark that arrives in another
// read than its base takes a cell of its own, and lines are cropped, not
// re-wrapped, when the terminal narrows.
//
// # Platforms
//
// Unix only: on other systems Start skips the test.
package ptytest
