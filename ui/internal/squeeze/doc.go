// Package squeeze makes the screen's frames shorter on their way to the terminal.
//
// Bubble Tea sends every changed line whole, and an SSH line is slow. The Writer
// reads the frames, knows from them what the terminal shows, and sends only the
// cells that differ. The screen looks the same to the cell: the tests compare it
// with the frames as they came.
//
// It knows how Bubble Tea 1.3.10 writes a frame of the alternate screen. It
// passes anything else on unchanged, and then sends the next frames whole, since
// it no longer knows what the terminal shows. A line with characters whose width
// terminals disagree about goes whole too.
//
// Measured side by side on the same frames of TestBytes, in bytes at 120x40 and
// 80x24, beside whole frames and beside the renderer of
// github.com/charmbracelet/ultraviolet, which has no release yet:
//
//   - 100 downs: 20,098 and 16,905; whole 28,384 and 23,040; ultraviolet 20,713 and 18,812
//   - a dialog: 3,069 and 2,062; whole 4,943 and 2,492; ultraviolet 3,640 and 1,972
//   - a down: 184 and 148; whole 232 and 180; ultraviolet 168 and 148
//
// Runs of blanks are erased since then, which takes another 1,000 bytes from 100
// downs and 100 from a dialog at 120x40.
//
// It is no renderer and no terminal emulator, and knows nothing of the payments
// on the screen. ui/cli puts it between Bubble Tea and the terminal; nobody else
// imports it. Start reading at Writer.Write.
package squeeze
