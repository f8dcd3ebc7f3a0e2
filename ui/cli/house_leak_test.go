package cli

import (
	"io"
	"runtime"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"dojoreversals/ui"
)

type noTerminal struct{}

func (noTerminal) Bell()       {}
func (noTerminal) Copy(string) {}

// However often somebody changes between shops, nothing is left behind: no goroutine, and
// no tenant.
func TestChangesOfShopLeaveNothingBehind(t *testing.T) {
	s := newStreet(t, "pier", "mall")
	d, first := s.house("pier")
	d.house.here.tick = func(time.Duration, func(time.Time) tea.Msg) tea.Cmd { return nil }
	drawn := make(chan int, 1)
	d.dress = func(v *ui.Visit) {
		v.Deps.Terminal, v.Deps.Renderer, v.Deps.Drawn = noTerminal{}, lipgloss.NewRenderer(io.Discard), drawn
	}
	screen := ui.NewScreen(d.visit(first), d.shops())
	messages := make(chan tea.Msg)
	over := make(chan struct{})
	var run func(cmd tea.Cmd)
	run = func(cmd tea.Cmd) {
		if cmd == nil {
			return
		}
		go func() {
			msg := cmd()
			if batch, ok := msg.(tea.BatchMsg); ok {
				for _, each := range batch {
					run(each)
				}
				return
			}
			select {
			case messages <- msg:
			case <-over:
			}
		}()
	}
	update := func(msg tea.Msg) {
		if msg != nil {
			_, cmd := screen.Update(msg)
			run(cmd)
		}
	}
	change := func() {
		t.Helper()
		_, before := d.snapshot()
		select { // as a painter reports, which never waits for the screen either
		case <-drawn:
		default:
		}
		drawn <- screen.Moment()
		update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{'s'}})
		update(tea.KeyMsg{Type: tea.KeyEnter})
		end := time.After(patience)
		for {
			if _, now := d.snapshot(); now != before {
				return
			}
			select {
			case msg := <-messages:
				update(msg)
			case <-end:
				t.Fatalf("nothing happens:\n%s", screen.View())
			}
		}
	}
	run(screen.Init())
	update(tea.WindowSizeMsg{Width: 80, Height: 24})
	for range 10 {
		change()
	}
	before := runtime.NumGoroutine()
	for range 200 {
		change()
	}
	close(over)
	screen.Leave()
	const some = 20 // those of the change under way, and of connections
	for end := time.Now().Add(patience); runtime.NumGoroutine() > before+some; runtime.Gosched() {
		if time.Now().After(end) {
			stacks := make([]byte, 1<<16)
			t.Fatalf("%d goroutines, and %d before:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
		}
	}
	if n := len(d.house.takenUp()); n != 2 {
		t.Errorf("%d tenants", n)
	}
}
