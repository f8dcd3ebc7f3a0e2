package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/uuid"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/journal/sqlite"
	"dojoreversals/dojo/reversal"
	"dojoreversals/dojo/shop"
	"dojoreversals/ui"
	"dojoreversals/ui/script"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

const (
	// sendGrace is how long the end of the program waits for the answer to a
	// request, and for that to be recorded.
	sendGrace = 10 * time.Second
	// closeGrace is how long the end of the program waits for the screen to restore
	// the terminal. A terminal that has stopped reading would hold it for ever.
	closeGrace = 2 * time.Second
)

// runShop opens the screen on the shop of the settings.
func runShop(c *cobra.Command, s streams) error {
	settings, err := loadSettings(c, false)
	if err != nil {
		return err
	}
	return runScreen(c.Context(), s, settings, false)
}

// runScreen runs the screen or plain lines on the shop of the settings, and closes the
// shop again. Plain lines begin once the shop is open, and the screen opens it behind
// its first frame.
func runScreen(ctx context.Context, s streams, settings config.Settings, demo bool) error {
	s = s.knowing(settings.ASCII)
	here := thisMachine()
	log := newAppLog(settings, here, demo)
	s.crashes.keep(settings.StateDir, log)
	defer log.close()
	sh, err := shop.New(shopOptions(settings, here, demo, log, s.crashes))
	if err != nil {
		return &usageError{err}
	}
	defer closeShop(sh, s.crashes)
	opens := opener{shop: sh, settings: settings, log: log}
	var keep func(attempt, stage string)
	if !demo {
		opens.away = openPutAway(settings.StateDir, settings.Operator)
		keep = opens.away.keep
	}
	set := screenSettings(sh, settings, demo)
	plain := inPlain(s, settings)
	var shown front
	if plain {
		session, _ := opens.open()
		set.ReadOnly, set.PutAway = opens.readOnly(sh.ReadOnly()), opens.putAway()
		shown = newPlainFront(s, here, sh, session, set, opens.checked)
	} else {
		deps := ui.Deps{
			Judge: worklist.NewJudge(sh.Rule, sh.Zone, words.New(set.Options).FindWords()),
			Now:   here.now, Clock: sh.Clock, Tick: here.tick, KeepPutAway: keep,
		}
		shown = newScreenFront(s, here, deps, set, settings, opens.forScreen, log)
	}
	underWay, err := runFront(ctx, s, shown, sh, log)
	if errors.Is(err, errTerminalGone) {
		sayLast(s)
		log.close()
		// Some goroutine still waits for the terminal, and may do so for ever.
		os.Exit(int(script.Failed)) //nolint:gocritic // the deferred calls only tidy up what ends with the process
	}
	ahead, _ := sh.Clock.Offset()
	f := words.NewFarewell(underWay, words.New(set.Options), cmp.Or(terminalWidth(s.out), 80), ahead)
	if plain {
		f = f.InPlain(isTerminal(s.out))
	}
	if demo {
		f = f.InDemo()
	}
	sayFarewell(ctx, s, sh, f, here.now)
	return err
}

// sayLast says that a panic ended the program, if one did, on a terminal that may have
// stopped reading.
func sayLast(s streams) {
	crash := s.crashes.err()
	if crash == nil {
		return
	}
	said := make(chan struct{})
	s.crashes.spawn(func() {
		defer close(said)
		_, _ = s.out.file.WriteString(leaveScreen + ansi.ShowCursor)
		report(s.err, crash)
	})
	select {
	case <-said:
	case <-time.After(closeGrace):
	}
}

// shopOptions makes the options of a shop from the settings. A panic in the shop's
// background goes to crashes. The demo moves no money, so its journal is in memory
// and leaves nothing behind.
func shopOptions(settings config.Settings, here machine, demo bool, log *appLog, crashes *crashes) shop.Options {
	client := clientOptions(settings, here)
	client.Called = log.called
	return shop.Options{
		Name: settings.Shop, Rule: settings.ReversalRule, Zone: settings.Timezone,
		Client: client,
		List:   feed.Options{Refresh: settings.Refresh, RecentDays: settings.RecentDays},
		OpenJournal: func(ctx context.Context, dojoNow func() time.Time) (shop.Journal, error) {
			if demo {
				return journal.NewMemory(), nil
			}
			return sqlite.Open(ctx, sqlite.Options{Dir: settings.StateDir, Process: newID(), Now: here.now, DojoNow: dojoNow})
		},
		After: here.after, Random: rand.Float64, NewID: newID,
		Crashed: crashes.note, Listed: log.listed(),
		Instrument: func(record reversal.Journal, asked reversal.Dojo) (reversal.Journal, reversal.Dojo) {
			record, asked = instrument(record, asked)
			return log.journaled(record), asked
		},
	}
}

// endings are the signals that end the program.
var endings = []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}

// errStopped says that the program was ended before the shop was open.
var errStopped = errors.New("ended before the shop was open")

// clientOptions makes the options of a client from the settings.
func clientOptions(settings config.Settings, here machine) dojo.Options {
	return dojo.Options{
		BaseURL: settings.BaseURL, LiveHost: settings.LiveHost, Key: settings.APIKey, Version: settings.APIVersion, UserAgent: programName + "/" + version,
		SoftwareHouseID: settings.SoftwareHouseID, ResellerID: settings.ResellerID,
		Proxy: settings.Proxy, Authorities: settings.Authorities,
		Now: here.now, Timeouts: here.timeouts,
	}
}

// errTerminalGone says that the terminal took no more output while the program was
// ending.
var errTerminalGone = errors.New("the terminal has stopped reading")

// runFront runs the screen, or plain lines, until its user, a signal or a panic
// ends it. It returns the attempts as they were at that moment.
func runFront(ctx context.Context, s streams, shown front, sh *shop.Shop, log *appLog) ([]reversal.Attempt, error) {
	before, _ := term.GetState(int(s.in.Fd()))
	signals := make(chan os.Signal, 2)
	// They stay caught until the process ends. After the screen has closed, the
	// program may still wait for the answer to a reversal, and neither an impatient
	// ctrl+c nor the SIGHUP that follows a SIGTERM may lose it.
	signal.Notify(signals, endings...)
	// Writing to a line that has dropped must not kill a program that has a
	// reversal under way; the write returns an error instead.
	signal.Ignore(syscall.SIGPIPE)

	ended := make(chan error, 1)
	go func() { ended <- s.crashes.run(shown.run) }()
	reason := "crash"
	select {
	case err := <-ended:
		attempts := sh.Attempts()
		if !s.crashes.any() {
			reason = "closed"
		}
		log.ended(reason, attempts)
		return attempts, err
	case <-s.crashes.happened:
	case signal := <-signals:
		reason = signal.String()
	}
	// Read before anything can end them: the farewell tells only of these.
	underWay := sh.Attempts()
	log.ended(reason, underWay)
	s.crashes.spawn(shown.quit)
	// Wait for a request under way first: the terminal may never take another byte.
	stopped := make(chan struct{})
	s.crashes.spawn(func() {
		defer close(stopped)
		grace, cancel := context.WithTimeout(ctx, sendGrace)
		defer cancel()
		sh.Stop(grace)
	})
	select {
	case err := <-ended:
		return underWay, err // sayFarewell waits for the request
	case <-time.After(closeGrace):
		<-stopped
		if before != nil {
			_ = term.Restore(int(s.in.Fd()), before)
		}
		return underWay, errTerminalGone
	}
}

func screenSettings(sh *shop.Shop, settings config.Settings, demo bool) ui.Settings {
	set := ui.Settings{
		Options: words.Options{
			Locale: settings.Locale, ASCII: settings.ASCII, Zone: sh.Zone, Mode: string(sh.Environment), Shop: sh.Name,
			Host: sh.NamedHost, Version: settings.APIVersion, Pending: settings.PendingPhrase,
		},
		Operator: settings.Operator, Bell: settings.Bell, AltTypes: runtime.GOOS == "windows", Notes: settings.Warnings,
	}
	set.MustType = settings.TypedAmountOver.Over
	if demo {
		set.Mode = "DEMO"
	}
	return set
}

// sayFarewell waits for the answer to a request under way, and leaves lines in the
// terminal about attempts that aren't over, or that ended after the screen had
// closed.
func sayFarewell(ctx context.Context, s streams, sh *shop.Shop, f *words.Farewell, now func() time.Time) {
	say := func(lines []string) {
		for _, line := range lines {
			_, _ = fmt.Fprintln(s.out, line)
		}
	}
	say(f.Waiting(sh.Attempts()))
	grace, cancel := context.WithTimeout(ctx, sendGrace)
	defer cancel()
	sh.Stop(grace)
	say(f.Ended(sh.Attempts(), now()))
}

// closeShop closes the shop, but waits no longer than closeGrace: its disk may never
// answer. What was sent is recorded by then, see sayFarewell.
func closeShop(sh *shop.Shop, crashes *crashes) {
	closed := make(chan struct{})
	crashes.spawn(func() {
		defer close(closed)
		sh.Close()
	})
	select {
	case <-closed:
	case <-time.After(closeGrace):
	}
}

// newID makes the ID of an attempt or of a process. It is a UUIDv7, so that IDs
// sort by time.
func newID() string { return uuid.Must(uuid.NewV7()).String() }
