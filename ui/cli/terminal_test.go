package cli

import (
	"io"
	"os"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
)

// panics is a screen with a mistake.
type panics struct{}

func (panics) Init() tea.Cmd { return func() tea.Msg { return tea.FocusMsg{} } }
func (panics) View() string  { return "" }

func (panics) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, ok := msg.(tea.FocusMsg); ok {
		panic("a mistake")
	}
	return panics{}, nil
}

// TestTitleAfterPanic holds that the title is given back after a panic in the screen.
func TestTitleAfterPanic(t *testing.T) {
	t.Parallel()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	terminal := newTerminal(write, write, false, "Dojo")
	_, err = tea.NewProgram(panics{}, tea.WithAltScreen(), tea.WithOutput(terminal), tea.WithInput(strings.NewReader("")), tea.WithoutSignalHandler()).Run()
	if err == nil {
		t.Error("it didn't panic")
	}
	_ = write.Close()
	sent, err := io.ReadAll(read)
	if err != nil {
		t.Fatal(err)
	}
	entered := strings.Index(string(sent), keepTitle+"\x1b]2;Dojo\a"+enterScreen)
	left := strings.Index(string(sent), leaveScreen+"\x1b]2;\a"+giveTitleBack)
	if entered < 0 || left < entered {
		t.Errorf("sent %q", sent)
	}
}
