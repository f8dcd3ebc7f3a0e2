package cli

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"syscall"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/uuid"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui"
)

const (
	// framesPerSecond is plenty for a list, and kind to a slow line.
	framesPerSecond = 20
	// sendGrace is how long a request under way may take to be answered and
	// recorded once the program is to end.
	sendGrace = 10 * time.Second
	// closeGrace is how long the screen may take to give the terminal back. A
	// terminal that has stopped reading would hold the program for ever.
	closeGrace = 2 * time.Second
)

// liveReadOnly is why nothing is reversed with a live key.
const liveReadOnly = "Read-only with a LIVE key: reversals aren't kept on disk in this version, so it sends none. Use the Dojo for Business app."

// runShop opens the screen on the shop of the settings.
func runShop(c *cobra.Command, s streams) error {
	settings, err := loadSettings(c, false)
	if err != nil {
		return err
	}
	env := settings.APIKey.Environment()
	return runScreen(c.Context(), s, shop{settings: settings, mode: string(env), live: env == dojo.Live})
}

// shop is whose payments the screen shows.
type shop struct {
	settings config.Settings
	mode     string // DEMO, SANDBOX or LIVE
	live     bool   // real money
}

// runScreen builds the pieces, runs the screen and takes them down again, in
// the order in which nothing is lost.
func runScreen(ctx context.Context, s streams, sh shop) error {
	if !term.IsTerminal(int(s.in.Fd())) || !term.IsTerminal(int(s.out.Fd())) {
		return &usageError{fmt.Errorf("%s: the screen needs a terminal for its input and output, and one of them is a file or a pipe", programName)}
	}
	client, err := dojo.NewClient(dojo.Options{
		BaseURL: sh.settings.BaseURL, Key: sh.settings.APIKey, Version: sh.settings.APIVersion, UserAgent: userAgent(),
		SoftwareHouseID: sh.settings.SoftwareHouseID, ResellerID: sh.settings.ResellerID, Now: time.Now,
	})
	if err != nil {
		return &usageError{err}
	}
	defer client.Close()

	list := feed.New(
		feed.Deps{Source: client, Now: time.Now, Clock: client.Clock(), After: time.After, Rand: rand.Float64},
		feed.Options{Refresh: sh.settings.Refresh, RecentDays: sh.settings.RecentDays})
	news := list.Subscribe()
	defer news.Close()

	var program *tea.Program
	crashed := func(what any) { program.Send(ui.Crashed{What: what}) }
	host, _ := os.Hostname()
	reversals := reversal.New(reversal.Deps{
		Dojo: client, Journal: journal.NewMemory(),
		Rules: reversal.Rules{Rule: sh.settings.ReversalRule, Zone: sh.settings.Timezone},
		Now:   time.Now, Clock: client.Clock(), Wait: wait, Jitter: rand.Float64, NewID: newID,
		Seen: list.Observe, Crashed: crashed,
		As: reversal.Identity{
			Environment: client.Environment(), BaseURL: client.BaseURL(), KeyFingerprint: client.KeyFingerprint(),
			Operator: sh.settings.Operator, Host: dojo.Clean(host),
		},
	})

	done := make(chan struct{})
	terminal := newTerminal(s.out)
	model := ui.New(ui.Deps{
		List: list, ListNews: news.Next(),
		Reversals: reversals, ReversalNews: reversals.Changed(),
		Done: done, Now: time.Now, Clock: client.Clock(), Tick: tick, Terminal: terminal,
		Renderer: terminal.renderer(sh.settings.Theme),
	}, screenSettings(sh))
	program = tea.NewProgram(model,
		tea.WithAltScreen(), tea.WithFPS(framesPerSecond), tea.WithInput(s.in), tea.WithOutput(terminal),
		tea.WithoutSignalHandler())

	running, stop := context.WithCancel(ctx)
	defer stop()
	loading := make(chan struct{})
	go func() {
		defer close(loading)
		defer func() {
			if what := recover(); what != nil {
				crashed(what)
			}
		}()
		_ = list.Run(running)
	}()
	go compare(running, list, reversals)

	err = runProgram(ctx, s, program, reversals)
	if errors.Is(err, errTerminalGone) {
		// Nothing that still waits for the terminal can be waited for.
		os.Exit(exitFailed) //nolint:gocritic // the deferred calls only tidy up what ends with the process
	}
	close(done)
	stop()
	<-loading
	grace, cancel := context.WithTimeout(ctx, sendGrace)
	defer cancel()
	reversals.Stop(grace)
	sayUnfinished(s, reversals, sh.settings)
	if what := model.Crash(); what != nil {
		return fmt.Errorf("a mistake in the program ended it: %v", what)
	}
	return err
}

// errTerminalGone says that the terminal took nothing more while the program
// was ending.
var errTerminalGone = errors.New("the terminal has stopped reading")

// runProgram runs the screen until its user or a signal ends it.
func runProgram(ctx context.Context, s streams, program *tea.Program, reversals *reversal.Service) error {
	before, _ := term.GetState(int(s.in.Fd()))
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer signal.Stop(signals)
	// A line that has dropped shows as an error when it is written to, which
	// must not kill a program that has a reversal under way.
	signal.Ignore(syscall.SIGPIPE)

	ended := make(chan error, 1)
	go func() {
		_, err := program.Run()
		ended <- err
	}()
	select {
	case err := <-ended:
		return err
	case <-signals:
	}
	go program.Send(ui.QuitAsked{})
	// What is being sent goes first: the terminal may never take another byte.
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		grace, cancel := context.WithTimeout(ctx, sendGrace)
		defer cancel()
		reversals.Stop(grace)
	}()
	select {
	case err := <-ended:
		<-stopped
		return err
	case <-time.After(closeGrace):
		<-stopped
		if before != nil {
			_ = term.Restore(int(s.in.Fd()), before)
		}
		return errTerminalGone
	}
}

// compare holds each new list against the attempts that ended without success.
func compare(ctx context.Context, list *feed.Feed, reversals *reversal.Service) {
	news := list.Subscribe()
	defer news.Close()
	for {
		select {
		case <-ctx.Done():
			return
		case <-news.Next():
			reversals.Compare(list.Snapshot().Get)
		}
	}
}

func screenSettings(sh shop) ui.Settings {
	set := ui.Settings{
		Mode: sh.mode, Shop: sh.settings.Shop, Operator: sh.settings.Operator,
		Zone: sh.settings.Timezone, Rule: sh.settings.ReversalRule, Version: sh.settings.APIVersion,
		MustType: sh.settings.TypedAmountOver.Over, Pending: sh.settings.PendingPhrase,
		Bell: sh.settings.Bell, ASCII: sh.settings.ASCII, Notes: sh.settings.Warnings,
	}
	if sh.live {
		set.ReadOnly = liveReadOnly
	}
	return set
}

// sayUnfinished leaves in the terminal what isn't over when the screen closes.
func sayUnfinished(s streams, reversals *reversal.Service, settings config.Settings) {
	for _, line := range ui.Unfinished(reversals.Attempts(), settings.Timezone, settings.ASCII) {
		_, _ = fmt.Fprintln(s.out, line)
	}
}

func tick(d time.Duration, msg func(time.Time) tea.Msg) tea.Cmd { return tea.Tick(d, msg) }

func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// newID makes an attempt's ID: UUIDv7, so that IDs sort by time.
func newID() string { return uuid.Must(uuid.NewV7()).String() }
