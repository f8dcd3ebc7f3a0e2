package cli

import "golang.org/x/sys/windows"

// unseen has a console show nothing of what is typed until back is called. It goes on taking
// whole lines. What asks for something meanwhile may set the console otherwise for as long
// as it asks. back also forgets what was typed and not read: it would be shown by whatever
// reads next.
func unseen(fd int) (back func()) {
	console := windows.Handle(fd)
	var mode uint32
	if windows.GetConsoleMode(console, &mode) != nil {
		return func() {}
	}
	_ = windows.SetConsoleMode(console, mode&^windows.ENABLE_ECHO_INPUT)
	return func() {
		_ = windows.FlushConsoleInputBuffer(console)
		_ = windows.SetConsoleMode(console, mode)
	}
}
