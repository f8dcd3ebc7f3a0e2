package cli

import (
	"os"
	"runtime"
	"strings"

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
	crashes *crashes
	leave   func()
	done    chan struct{} // closed once the program has ended
}

// newScreenFront makes the screen of a desk, which begins with one of its shops.
func newScreenFront(s streams, d *desk, first *seat) *screenFront {
	settings, here := first.settings, d.house.here
	terminal := newTerminal(s.out.file, s.out, here.wholeFrames, titleOf(first.set))
	theme := ui.Theme(settings.Theme.On(runtime.GOOS, os.LookupEnv))
	renderer := terminal.renderer(theme)
	f := &screenFront{painter: newPainter(terminal, here), crashes: s.crashes, done: make(chan struct{})}
	d.dress = func(v *ui.Visit) {
		v.Settings.Theme = theme
		v.Deps.Terminal, v.Deps.Renderer, v.Deps.Drawn = terminal, renderer, f.painter.drawn
		title, open := titleOf(v.Settings), v.Open
		v.Open = func() (ui.Opened, bool) {
			terminal.setTitle(title)
			return open()
		}
	}
	screen := ui.NewScreen(d.visit(first), d.shops())
	f.leave = screen.Leave
	shown := &painted{screen: screen, by: f.painter, window: newWindow(os.LookupEnv), crashes: s.crashes, seen: d.house.log.seen}
	options := []tea.ProgramOption{
		tea.WithAltScreen(), tea.WithReportFocus(), tea.WithFPS(1), tea.WithOutput(terminal),
		tea.WithoutSignalHandler(), tea.WithFilter(shown.filter), f.keys(s.in, here, settings.Mouse),
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
	f.crashes.spawn(func() { f.painter.run(func() { f.program.Send(drawNow{}) }, f.done) })
	_, err := f.program.Run()
	return err
}

func (f *screenFront) quit() { f.program.Send(ui.QuitAsked{}) }

// titleOf is the window's title while a shop is shown, "" for a terminal that has none.
func titleOf(set ui.Settings) string {
	if !hasTitle(os.LookupEnv) {
		return ""
	}
	return words.New(set.Options).Say(words.WordProgram) + " " + set.Mode
}

// inPlain says whether to use plain lines: they are asked for, or the terminal can't
// draw the screen or can't be asked for its size.
func inPlain(s streams, settings config.Settings) bool {
	return settings.Plain || strings.EqualFold(os.Getenv("TERM"), "dumb") || !s.interactive() || !drawable(s.out.file) || !tellsSize(s.out.file)
}

func isTerminal(f interface{ Fd() uintptr }) bool { return term.IsTerminal(int(f.Fd())) }
