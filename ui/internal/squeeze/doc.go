// Package squeeze makes the screen's frames shorter on their way to the terminal.
//
// A whole frame takes thousands of bytes, and an SSH line is slow. A Screen knows
// what the terminal shows, and sends only the cells of a frame that differ. The
// terminal looks the same to the cell: the tests compare it with one that gets whole
// frames, written as Bubble Tea 1.3.10 writes them.
//
// Anything else than frames goes through it unchanged. If that may change cells, the
// next frame goes whole, since nobody knows what the terminal shows. A line with
// characters whose width terminals disagree about goes whole too.
//
// Measured side by side on the same frames of TestBytes, in bytes at 120x40 and
// 80x24, beside whole frames and beside the renderer of
// github.com/charmbracelet/ultraviolet, which has no release yet:
//
//   - 100 downs: 20,098 and 16,905; whole 28,384 and 23,040; ultraviolet 20,713 and 18,812
//   - a dialog: 3,069 and 2,062; whole 4,943 and 2,492; ultraviolet 3,640 and 1,972
//   - a down: 184 and 148; whole 232 and 180; ultraviolet 168 and 148
//
// Since then runs of blanks are erased, a blank takes any pen that doesn't show on it,
// and the pen stays what it is from line to line: 100 downs take 16,356 and 15,208
// bytes of the same frames, a dialog 2,637 and 1,822, a down 146 and 130. And since the
// cursor goes to a column of the next line by its number, and all of a line's rest is
// erased where that is shorter, a dialog takes 18 and 35 bytes less again.
//
// It decides neither what a frame shows nor when it is drawn. ui/cli hands it the
// frames; nobody else imports it. Start reading at Screen.Frame.
package squeeze
