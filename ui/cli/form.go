package cli

import (
	"context"
	"errors"
	"os"
	"runtime"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/huh"
	"github.com/charmbracelet/lipgloss"

	"dojoreversals/config"
	"dojoreversals/ui"
)

// formLook is how a form looks on this terminal.
type formLook struct {
	ascii bool
	theme ui.Theme
}

func formLookOf(settings config.Settings) formLook {
	return formLook{settings.ASCII, ui.Theme(settings.Theme.On(runtime.GOOS, os.LookupEnv))}
}

// formAsker asks by a form for each question, below what stands in the terminal.
type formAsker struct {
	s    streams
	look formLook
}

const (
	formKeys = "enter goes on, esc stops"
	// Nobody can mend what isn't shown.
	hiddenKeys = "enter goes on, ctrl+u empties it, esc stops"
	yesKeys    = "y or n, esc stops"
)

func (a *formAsker) secret(ctx context.Context, q question) (string, error) {
	return a.input(ctx, q, huh.EchoModePassword, hiddenKeys)
}

func (a *formAsker) text(ctx context.Context, q question) (string, error) {
	return a.input(ctx, q, huh.EchoModeNormal, formKeys)
}

func (a *formAsker) input(ctx context.Context, q question, echo huh.EchoMode, keys string) (string, error) {
	answer := q.answer
	field := huh.NewInput().Title(q.title).Description(strings.TrimSpace(q.about + "\n(" + keys + ")")).
		EchoMode(echo).Value(&answer).
		Validate(func(text string) error {
			if err := q.check(strings.TrimSpace(text)); err != nil {
				return errors.New(sentence(err))
			}
			return nil
		})
	err := a.run(ctx, field)
	return strings.TrimSpace(answer), err
}

func (a *formAsker) yes(ctx context.Context, title, about string) (bool, error) {
	yes := false
	err := a.run(ctx, huh.NewConfirm().Title(title).Description(strings.TrimSpace(about+" ("+yesKeys+")")).Affirmative("Yes").Negative("No").Value(&yes))
	return yes && err == nil, err
}

// run shows a form of one field.
func (a *formAsker) run(ctx context.Context, field huh.Field) error {
	to := formTerminal{a.s.out.file, a.s.out}
	// The library has no other way to say so. Its default would ask the terminal for
	// its colours, which the terminal may answer into the form.
	r := lipgloss.NewRenderer(to)
	r.SetHasDarkBackground(a.look.theme != ui.ThemeLight)
	r.SetColorProfile(a.look.theme.Profile())
	lipgloss.SetDefaultRenderer(r)
	keys := huh.NewDefaultKeyMap()
	keys.Quit = key.NewBinding(key.WithKeys("ctrl+c", "esc"))
	form := huh.NewForm(huh.NewGroup(field).WithShowHelp(false)).WithTheme(a.theme()).WithKeyMap(keys)
	// Whatever ends the form ends Bubble Tea in the same way. If it were killed, it would
	// close the keyboard while it still reads from it.
	form.SubmitCmd, form.CancelCmd = tea.Quit, tea.Quit
	program := tea.NewProgram(form, tea.WithOutput(to), tea.WithoutSignalHandler(), tea.WithFilter(withoutClipboard))
	defer context.AfterFunc(ctx, program.Quit)()
	if _, err := program.Run(); err != nil {
		return err
	}
	if form.State != huh.StateCompleted || ctx.Err() != nil {
		return errCancelled
	}
	return nil
}

// theme has the terminal's own sixteen colours, so that it can be read on any ground.
func (a *formAsker) theme() *huh.Theme {
	t := huh.ThemeBase()
	if a.look.ascii {
		t.Focused.Base = t.Focused.Base.BorderStyle(lipgloss.Border{Left: "|"})
	}
	t.Focused.Title = lipgloss.NewStyle().Bold(true)
	t.Focused.ErrorMessage = t.Focused.ErrorMessage.Foreground(lipgloss.Color("1"))
	return t
}

// withoutClipboard drops the key by which a field would read the clipboard of the
// computer that the program runs on. That is the person's own only on a PC with Windows;
// elsewhere the terminal pastes.
func withoutClipboard(_ tea.Model, msg tea.Msg) tea.Msg {
	if k, ok := msg.(tea.KeyMsg); ok && k.Type == tea.KeyCtrlV && (runtime.GOOS != "windows" || sshClient() != "") {
		return nil
	}
	return msg
}

// formTerminal is a terminal that is written to with the characters that it has. Bubble
// Tea asks the file for its size.
type formTerminal struct {
	*os.File
	out *output
}

func (t formTerminal) Write(p []byte) (int, error)       { return t.out.Write(p) }
func (t formTerminal) WriteString(p string) (int, error) { return t.out.WriteString(p) }
