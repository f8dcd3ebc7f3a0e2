package cli

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/journal/sqlite"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui"
	"dojoreversals/ui/words"
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

// runShop opens the screen on the shop of the settings.
func runShop(c *cobra.Command, s streams) error {
	settings, err := loadSettings(c, false)
	if err != nil {
		return err
	}
	return runScreen(c.Context(), s, shop{settings: settings, mode: string(settings.APIKey.Environment())})
}

// shop is whose payments the screen shows.
type shop struct {
	settings config.Settings
	mode     string // DEMO, SANDBOX or LIVE
	demo     bool   // a shop in memory
}

// runScreen builds the pieces, runs the screen, or plain lines in its place,
// and takes them down again, in the order in which nothing is lost.
func runScreen(ctx context.Context, s streams, sh shop) error {
	here := thisMachine()
	client, err := dojo.NewClient(dojo.Options{
		BaseURL: sh.settings.BaseURL, LiveHost: sh.settings.LiveHost, Key: sh.settings.APIKey, Version: sh.settings.APIVersion, UserAgent: userAgent(),
		SoftwareHouseID: sh.settings.SoftwareHouseID, ResellerID: sh.settings.ResellerID,
		Now: here.now, Timeouts: here.timeouts,
	})
	if err != nil {
		return &usageError{err}
	}
	defer client.Close()

	list := feed.New(
		feed.Deps{Source: client, Now: here.now, Clock: client.Clock(), After: here.after, Rand: rand.Float64},
		feed.Options{Refresh: sh.settings.Refresh, RecentDays: sh.settings.RecentDays})
	reader := list.Subscribe()
	defer reader.Close()
	reader.Focus(true)

	record, closeRecord, readOnly := chooseJournal(ctx, sh, client, here.now)
	defer closeRecord()

	var shown front
	crashed := func(what any) { shown.crash(what) }
	host, _ := os.Hostname()
	recorded, asked := instrument(record, client)
	reversals := reversal.New(reversal.Deps{
		Dojo: asked, Journal: recorded,
		Rules: reversal.Rules{Rule: sh.settings.ReversalRule, Zone: sh.settings.Timezone},
		Now:   here.now, Clock: client.Clock(), Wait: here.wait, Jitter: rand.Float64, NewID: newID,
		Seen: list.Observe, Crashed: crashed,
		As: reversal.Identity{
			Environment: client.Environment(), BaseURL: client.BaseURL(), KeyFingerprint: client.KeyFingerprint(),
			Shop: sh.settings.Shop, Operator: sh.settings.Operator, Client: sshClient(), Host: dojo.Clean(host),
		},
	})
	if err := reversals.Resume(ctx); err != nil && readOnly == "" {
		readOnly = readOnlyText(journalTrouble(err, sh.settings.StateDir))
	}

	done := make(chan struct{})
	deps := ui.Deps{
		List: listOfScreen{list, reader}, ListNews: reader.Next(),
		Reversals: reversals, ReversalNews: reversals.Changed(),
		Done: done, Now: here.now, Clock: client.Clock(), Tick: here.tick,
	}
	set := screenSettings(sh, readOnly)
	set.Host = client.NamedHost()
	if !sh.demo {
		away := openPutAway(sh.settings.StateDir, sh.settings.Operator)
		set.PutAway, deps.KeepPutAway = away.load(), away.keep
	}
	plain := inPlain(s, sh.settings)
	if plain {
		shown = newPlainFront(s, here, deps, set)
	} else {
		shown = newScreenFront(s, here, deps, set, sh.settings)
	}

	running, stop := context.WithCancel(ctx)
	defer stop()
	var background sync.WaitGroup
	for _, work := range []func(){
		func() { _ = list.Run(running) },
		func() { compare(running, list, reversals) },
		func() { reversals.Follow(running) },
		func() { returnMemory(running, list) },
	} {
		background.Go(func() {
			defer func() {
				// A panic here would leave the terminal in disorder.
				if what := recover(); what != nil {
					crashed(what)
				}
			}()
			work()
		})
	}

	underWay, err := runFront(ctx, s, shown, reversals)
	if errors.Is(err, errTerminalGone) {
		// Nothing that still waits for the terminal can be waited for.
		os.Exit(exitFailed) //nolint:gocritic // the deferred calls only tidy up what ends with the process
	}
	close(done)
	stop()
	background.Wait()
	sayFarewell(ctx, s, reversals, underWay, set, plain, here.now, client.Clock())
	if what := shown.crashed(); what != nil {
		return fmt.Errorf("a mistake in the program ended it: %v", what)
	}
	return err
}

// listOfScreen is the list of one screen.
type listOfScreen struct {
	*feed.Feed
	*feed.Reader
}

// errTerminalGone says that the terminal took nothing more while the program
// was ending.
var errTerminalGone = errors.New("the terminal has stopped reading")

// runFront runs the screen, or plain lines, until its user or a signal ends it.
// It returns the attempts as they stood when it was told to close.
func runFront(ctx context.Context, s streams, shown front, reversals *reversal.Service) ([]reversal.Attempt, error) {
	before, _ := term.GetState(int(s.in.Fd()))
	signals := make(chan os.Signal, 2)
	// They stay caught until the process ends. After the screen has closed, the
	// answer to a reversal may still be awaited, and neither an impatient
	// ctrl+c nor the SIGHUP that follows a SIGTERM may lose it.
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	// A line that has dropped shows as an error when it is written to, which
	// must not kill a program that has a reversal under way.
	signal.Ignore(syscall.SIGPIPE)

	ended := make(chan error, 1)
	go func() { ended <- shown.run() }()
	select {
	case err := <-ended:
		return reversals.Attempts(), err
	case <-signals:
	}
	// Before anything of it can end: nobody would be told of what does.
	underWay := reversals.Attempts()
	go shown.quit()
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
		return underWay, err // the farewell waits for what is being sent
	case <-time.After(closeGrace):
		<-stopped
		if before != nil {
			_ = term.Restore(int(s.in.Fd()), before)
		}
		return underWay, errTerminalGone
	}
}

// compare holds each new list against the attempts of the last days.
func compare(ctx context.Context, list *feed.Feed, reversals *reversal.Service) {
	news := list.Subscribe()
	defer news.Close()
	for {
		select {
		case <-ctx.Done():
			return
		case <-news.Next():
			now := list.Snapshot()
			reversals.Compare(now.Get)
			if now.State == feed.Ready {
				reversals.ReadUnlisted(now.Get)
			}
		}
	}
}

func screenSettings(sh shop, readOnly string) ui.Settings {
	return ui.Settings{
		Mode: sh.mode, Shop: sh.settings.Shop, Operator: sh.settings.Operator,
		Zone: sh.settings.Timezone, Rule: sh.settings.ReversalRule, Version: sh.settings.APIVersion,
		MustType: sh.settings.TypedAmountOver.Over, Pending: sh.settings.PendingPhrase,
		Bell: sh.settings.Bell, ASCII: sh.settings.ASCII, AltTypes: runtime.GOOS == "windows", Locale: sh.settings.Locale, Notes: sh.settings.Warnings, ReadOnly: readOnly,
	}
}

// chooseJournal opens the journal of the shop: in memory for the demo, which
// moves no money and leaves nothing behind, and on disk for all others. Where
// it can't be used nothing may be sent, and readOnly says why; the list works
// all the same. The journal is closed by calling done.
func chooseJournal(ctx context.Context, sh shop, client *dojo.Client, now func() time.Time) (record reversal.Journal, done func(), readOnly string) {
	if sh.demo {
		return journal.NewMemory(), func() {}, ""
	}
	store, err := sqlite.Open(ctx, sqlite.Options{
		Dir: sh.settings.StateDir, Process: newID(), Now: now, DojoNow: client.Clock().Known,
	})
	if err != nil {
		return journal.NewMemory(), func() {}, readOnlyText(journalTrouble(err, sh.settings.StateDir))
	}
	return store, func() { _ = store.Close() }, ""
}

func readOnlyText(why string) string { return "Read-only, nothing can be reversed: " + why }

// sayFarewell lets what is being sent come to its answer, and leaves in the
// terminal what isn't over, or ended while nobody could see it.
// underWay are the attempts as they stood when the screen was told to close.
func sayFarewell(ctx context.Context, s streams, reversals *reversal.Service, underWay []reversal.Attempt, set ui.Settings, plain bool, now func() time.Time, clock *dojo.Clock) {
	width, _, err := term.GetSize(int(s.out.Fd()))
	if err != nil {
		width = 80
	}
	say := func(lines []string) {
		for _, line := range lines {
			_, _ = fmt.Fprintln(s.out, line)
		}
	}
	ahead, _ := clock.Offset()
	f := words.NewFarewell(underWay, words.New(set.Words()), width, ahead)
	if plain {
		f = f.InPlain(isTerminal(s.out))
	}
	say(f.Waiting(reversals.Attempts()))
	grace, cancel := context.WithTimeout(ctx, sendGrace)
	defer cancel()
	reversals.Stop(grace)
	say(f.Ended(reversals.Attempts(), now()))
}

// newID makes an attempt's ID: UUIDv7, so that IDs sort by time.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// sshClient is the address that an operator came from over SSH, or "".
func sshClient() string {
	from, _, _ := strings.Cut(os.Getenv("SSH_CONNECTION"), " ")
	if addr, err := netip.ParseAddr(from); err == nil {
		return addr.String()
	}
	return ""
}
