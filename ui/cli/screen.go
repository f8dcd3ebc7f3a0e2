package cli

import (
	"context"
	"errors"
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
	"dojoreversals/dojo/reversal"
	"dojoreversals/dojo/shop"
	"dojoreversals/ui"
	"dojoreversals/ui/script"
	"dojoreversals/ui/words"
)

const (
	// sendGrace is how long the end of the program waits for the answer to a
	// request, and for that to be recorded.
	sendGrace = 10 * time.Second
	// closeGrace is how long the end of the program waits for the screen to restore
	// the terminal. A terminal that has stopped reading would hold it for ever.
	closeGrace = 2 * time.Second
	// closeWaits are the waits that make up that time. A machine that stands still, for
	// however long, uses up only one of them: its terminal hasn't stopped reading.
	closeWaits = 20
)

// runShop opens the screen on the shop of the settings.
func runShop(c *cobra.Command, s streams) error {
	src := sourcesOf(c, false)
	src.Choose = chooseLast
	settings, err := loadOrLogin(c.Context(), s, src)
	if err != nil {
		return err
	}
	h := newHouse(settings, thisMachine(), false, s.crashes)
	if !inPlain(s, settings) { // plain lines would tell nobody what becomes of the others' reversals
		h.among(settings, func(handle string) (config.Settings, error) { return config.Load(src.For(handle)) })
	}
	return runScreen(c.Context(), s, settings, h)
}

// runScreen runs the screen or plain lines on the shop of the settings, and closes the
// shop again. Plain lines begin once the shop is open, and the screen opens it behind
// its first frame.
func runScreen(ctx context.Context, s streams, settings config.Settings, h *house) error {
	s = s.knowing(settings.ASCII)
	s.crashes.keep(settings.StateDir, h.log)
	defer h.log.close()
	defer h.close()
	t, err := h.take(settings)
	if err != nil {
		return err
	}
	var used *lastUsed
	if len(settings.Shops) > 1 && !h.demo {
		used = openLastUsed(settings.StateDir)
	}
	d := h.newDesk(personHere(settings.Operator), used)
	err = d.show(untilSignal(ctx), s, d.seat(t), inPlain(s, settings))
	if errors.Is(err, errTerminalGone) {
		endWithoutTerminal(s, h.log)
	}
	return err
}

// endWithoutTerminal ends the process, some goroutine of which still waits for the
// terminal, and may do so for ever. What is deferred only tidies up what ends with it.
func endWithoutTerminal(s streams, log *appLog) {
	sayLast(s)
	log.close()
	os.Exit(int(script.Failed))
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
func shopOptions(settings config.Settings, here machine, demo bool, log *appLog, crashes *crashes, kept *records) shop.Options {
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
			record, err := kept.take(ctx, settings.StateDir, dojoNow)
			if err != nil {
				return nil, err
			}
			return record, nil
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
		BaseURL: settings.BaseURL, LiveHost: settings.LiveHost, Key: settings.APIKey, Version: settings.APIVersion, UserAgent: thisBuild().userAgent(),
		SoftwareHouseID: settings.SoftwareHouseID, ResellerID: settings.ResellerID,
		Proxy: settings.Proxy, Authorities: settings.Authorities,
		Now: here.now, Timeouts: here.timeouts,
	}
}

// errTerminalGone says that the terminal took no more output while the program was
// ending.
var errTerminalGone = errors.New("the terminal has stopped reading")

// untilSignal is a context that ends with the first signal that ends the program, which
// is its cause. They stay caught until the process ends. After the screen has closed, the
// program may still wait for the answer to a reversal, and neither an impatient ctrl+c
// nor the SIGHUP that follows a SIGTERM may lose it.
func untilSignal(parent context.Context) context.Context {
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, endings...)
	// Writing to a line that has dropped must not kill a program that has a
	// reversal under way; the write returns an error instead.
	signal.Ignore(syscall.SIGPIPE)
	ctx, end := context.WithCancelCause(parent)
	go func() { end(errors.New((<-signals).String())) }()
	return ctx
}

// backdrop is what is behind a front, as its end needs it.
type backdrop struct {
	attempts func() []reversal.Attempt // those that this person hears of
	// stop ends what ends with the front, once a request under way was answered, or its
	// context ends. Nothing of the shops does in a session.
	stop  func(context.Context)
	ended func(reason string, underWay []reversal.Attempt) // for the log
	pause func(time.Duration) <-chan time.Time             // see machine
}

// runFront runs the screen, or plain lines, until its user, ctx or a panic ends it. The
// cause of ctx is logged. It returns the attempts as they were at that moment. After
// errTerminalGone some goroutine waits for the terminal until somebody closes it.
func runFront(ctx context.Context, s streams, shown front, behind backdrop) ([]reversal.Attempt, error) {
	var before *term.State
	describe(s.in, func(fd int) { before, _ = term.GetState(fd) })
	ended := make(chan error, 1)
	go func() { ended <- s.crashes.run(shown.run) }()
	reason := "crash"
	select {
	case err := <-ended:
		attempts := behind.attempts()
		if !s.crashes.any() {
			reason = "closed"
		}
		behind.ended(reason, attempts)
		return attempts, err
	case <-s.crashes.happened:
	case <-s.interrupted():
		reason = os.Interrupt.String()
	case <-ctx.Done():
		reason = context.Cause(ctx).Error()
	}
	// Read before anything can end them: the farewell tells only of these.
	underWay := behind.attempts()
	behind.ended(reason, underWay)
	s.crashes.spawn(shown.quit)
	// Wait for a request under way first: the terminal may never take another byte.
	stopped := make(chan struct{})
	s.crashes.spawn(func() {
		defer close(stopped)
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendGrace)
		defer cancel()
		behind.stop(grace)
	})
	for range closeWaits {
		select {
		case err := <-ended:
			return underWay, err // sayFarewell waits for the request
		case <-behind.pause(closeGrace / closeWaits):
		}
	}
	<-stopped
	if before != nil {
		describe(s.in, func(fd int) { _ = term.Restore(fd, before) })
	}
	return underWay, errTerminalGone
}

func screenSettings(sh *shop.Shop, settings config.Settings, demo bool) ui.Settings {
	set := ui.Settings{
		Options: words.Options{
			Locale: settings.Locale, ASCII: settings.ASCII, Zone: sh.Zone, Mode: string(sh.Environment), Shop: sh.Name, Several: len(settings.Shops) > 1,
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

// newID makes the ID of an attempt or of a process. It is a UUIDv7, so that IDs
// sort by time.
func newID() string { return uuid.Must(uuid.NewV7()).String() }
