package cli

import (
	"sync"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/ui/internal/keyboard"
)

// consoleRecords collects the keys of a console before they go to the screen.
type consoleRecords struct {
	mu      sync.Mutex
	records *keyboard.Records
}

// keys lets Bubble Tea read the console, and holds its keys back until they can go
// to the screen as a batch.
func (f *screenFront) keys(s streams, here machine, _ bool) (option tea.ProgramOption, end func()) {
	c := &consoleRecords{records: keyboard.NewRecords()}
	send := func() {
		c.mu.Lock()
		batch, ok := c.records.Batch(here.steady(), here.now())
		c.mu.Unlock()
		if ok {
			f.program.Send(batch)
		}
	}
	return func(p *tea.Program) {
		tea.WithInput(s.in)(p)
		tea.WithFilter(func(_ tea.Model, msg tea.Msg) tea.Msg {
			k, ok := msg.(tea.KeyMsg)
			if !ok {
				return msg
			}
			c.mu.Lock()
			defer c.mu.Unlock()
			time.AfterFunc(c.records.Add(k, here.steady()), send)
			return nil
		})(p)
	}, func() {} // Bubble Tea ends the reading
}
