package cli

import (
	"io"
	"runtime"
	"strings"
	"syscall"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"golang.org/x/term"

	"dojoreversals/config"
	"dojoreversals/ui"
	"dojoreversals/ui/words"
)

// front is the screen or plain lines: the part that a person sees and types at.
type front interface {
	// run shows the shop until its user, the end of its input or quit ends it.
	run() error
	// quit ends run without a question. It may block if the terminal takes no more
	// output.
	quit()
}

// screenFront is the screen.
type screenFront struct {
	program *tea.Program
	painter *painter
	leave   func()
	endKeys func()
	stops   string        // that the server stops, in the person's words
	done    chan struct{} // closed once the program has ended
	s       streams
}

// newScreenFront makes the screen of a desk, which begins with one of its shops.
func newScreenFront(s streams, d *desk, first *seat) *screenFront {
	settings, here := first.seen, d.house.here
	terminal := newTerminal(s.out.file, s.out, here.wholeFrames, s.titleOf(first.set))
	theme := ui.Theme(settings.Theme.On(runtime.GOOS, s.lookupEnv))
	renderer := terminal.renderer(theme)
	f := &screenFront{stops: words.New(first.set.Options).Say(words.TextServerStops), painter: newPainter(terminal, here), done: make(chan struct{}), s: s}
	d.dress = func(v *ui.Visit) {
		v.Settings.Theme = theme
		v.Settings.NoShell = s.served != nil || s.desk != nil
		if s.served != nil {
			v.Deps.Tick = f.tick(here)
		}
		v.Deps.Terminal, v.Deps.Renderer, v.Deps.Drawn = terminal, renderer, f.painter.drawn
		title, open := s.titleOf(v.Settings), v.Open
		v.Open = func() (ui.Opened, bool) {
			terminal.setTitle(title)
			return open()
		}
	}
	screen := ui.NewScreen(d.visit(first), d.shops())
	f.leave = screen.Leave
	shown := &painted{screen: screen, by: f.painter, window: newWindow(s.lookupEnv), crashes: s.crashes, seen: d.house.log.seen}
	keys, end := f.keys(s, here, settings.Mouse)
	f.endKeys = end
	options := []tea.ProgramOption{
		tea.WithAltScreen(), tea.WithReportFocus(), tea.WithFPS(1), tea.WithOutput(terminal),
		tea.WithoutSignalHandler(), tea.WithFilter(shown.filter), keys,
	}
	if s.served != nil {
		// It isn't a file by this. Bubble Tea would take the SIGWINCH of this process
		// for that of a file, and ask each for its size.
		options = append(options, tea.WithOutput(struct{ io.Writer }{terminal}))
	}
	if settings.Mouse {
		options = append(options, tea.WithMouseCellMotion())
	}
	f.program = tea.NewProgram(shown, options...)
	return f
}

func (f *screenFront) run() error {
	defer close(f.done)
	defer f.leave()
	defer f.endKeys()
	if f.s.served != nil {
		defer f.s.raw()()
		f.s.crashes.spawn(f.follow)
	}
	f.s.crashes.spawn(func() { f.painter.run(func() { f.program.Send(drawNow{}) }, f.done) })
	_, err := f.program.Run()
	return err
}

// tick is tea.Tick until the screen has ended. tea.Tick itself waits on, and a server would
// keep whatever its message refers to for so long.
func (f *screenFront) tick(here machine) func(time.Duration, func(time.Time) tea.Msg) tea.Cmd {
	return func(d time.Duration, msg func(time.Time) tea.Msg) tea.Cmd {
		due := here.after(d)
		return func() tea.Msg {
			select {
			case at := <-due:
				return msg(at)
			case <-f.done:
				return nil
			}
		}
	}
}

// follow tells the screen of a session how large its window is, at the beginning and after
// each change, and that the server stops.
func (f *screenFront) follow() {
	resized, draining := f.s.served.resized, f.s.served.draining
	for {
		if columns, lines, err := sizeOf(f.s.out.file); err == nil {
			f.program.Send(tea.WindowSizeMsg{Width: columns, Height: lines})
		}
		select {
		case _, open := <-resized:
			if !open {
				resized = nil
			}
		case <-draining:
			draining = nil
			f.program.Send(ui.Announced{Text: f.stops})
		case <-f.done:
			return
		}
	}
}

func (f *screenFront) quit() { f.program.Send(ui.QuitAsked{}) }

// titleOf is the window's title while a shop is shown, "" for a terminal that has none.
func (s streams) titleOf(set ui.Settings) string {
	if !hasTitle(s.lookupEnv) {
		return ""
	}
	return words.New(set.Options).Say(words.WordProgram) + " " + set.Mode
}

// inPlain says whether to use plain lines: they are asked for, or the terminal can't
// draw the screen or can't be asked for its size.
func inPlain(s streams, settings config.Settings) bool {
	name, _ := s.lookupEnv("TERM")
	return settings.Plain || strings.EqualFold(name, "dumb") || !s.interactive() || !drawable(s.out.file) || !tellsSize(s.out.file)
}

func isTerminal(f interface {
	SyscallConn() (syscall.RawConn, error)
}) bool {
	is := false
	describe(f, func(fd int) { is = term.IsTerminal(fd) })
	return is
}
