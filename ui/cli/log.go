package cli

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/logfile"
	"dojoreversals/dojo/reversal"
)

const (
	// A shop that is looked at all day has about 4 MB of log, so that the log reaches back
	// some days.
	logFileMost = 2 << 20
	logMost     = 20 << 20 // for each shop
	logFiles    = 200      // for each shop; scripts may run the program every minute
	logShops    = 25       // more shops than that get no more room
	logMostAge  = 14 * 24 * time.Hour
	// logGrace is how long the end of the program waits for the log.
	logGrace = 2 * time.Second
)

func logDir(stateDir string) string { return filepath.Join(stateDir, "logs") }

// appLog is the program's log. It says what was asked of Dojo and what came of it, never
// a body, a key, anything of a card, an amount, or what people typed.
type appLog struct {
	*slog.Logger
	file *logfile.Log // nil in the demo, which leaves nothing behind
	now  func() time.Time
}

func newAppLog(settings config.Settings, here machine, demo bool) *appLog {
	l := &appLog{Logger: slog.New(slog.DiscardHandler), now: here.now}
	if demo {
		return l
	}
	l.file = logfile.New(logOptions(settings, here.now))
	o := &slog.HandlerOptions{Level: slog.LevelInfo, ReplaceAttr: l.cleaned}
	if settings.Debug {
		o.Level = slog.LevelDebug
	}
	l.Logger = slog.New(slog.NewJSONHandler(l.file, o)).With("pid", os.Getpid())
	return l
}

// logOptions are those of the log's files.
func logOptions(settings config.Settings, now func() time.Time) logfile.Options {
	shops := min(max(len(settings.Shops), 1), logShops)
	return logfile.Options{
		Dir: logDir(settings.StateDir), Now: now, Process: os.Getpid(),
		FileMost: logFileMost, Most: logMost * int64(shops), MostFiles: logFiles * shops, MostAge: logMostAge,
		Opened: func(f *os.File) {
			// Go adds what it says of an end that nothing can catch, such as by the lack
			// of memory. The next start makes a report of it: reportCrashes.
			_ = debug.SetCrashOutput(f, debug.CrashOptions{})
		},
	}
}

// cleaned writes times by this machine's clock in UTC, and texts as they are shown to
// people: without control characters and card numbers.
func (l *appLog) cleaned(groups []string, a slog.Attr) slog.Attr {
	switch {
	case len(groups) == 0 && a.Key == slog.TimeKey:
		return slog.String(a.Key, l.now().UTC().Format(logfile.TimeForm))
	case a.Value.Kind() == slog.KindString:
		return slog.String(a.Key, dojo.Clean(a.Value.String()))
	}
	return a
}

// of is the log of one of several shops: each line says which.
func (l *appLog) of(shop string) *appLog {
	return l.with("shop", shop)
}

// with is the log of a part of the program: each line has these names and values too.
func (l *appLog) with(args ...any) *appLog {
	return &appLog{Logger: l.With(args...), file: l.file, now: l.now}
}

// begin begins to write the log, and logs how the program was started. It takes time, so
// the first frame doesn't wait for it.
func (l *appLog) begin(settings config.Settings, environment dojo.Environment) {
	l.file.Begin()
	if !l.Enabled(context.Background(), slog.LevelInfo) {
		return
	}
	var sources []any
	for _, s := range config.Table() {
		if from := settings.Source(s.Name); from != "default" {
			sources = append(sources, slog.String(s.Name, from))
		}
	}
	l.Info("start",
		"version", thisBuild().Version, "go", runtime.Version(), "platform", runtime.GOOS+"/"+runtime.GOARCH,
		"shop", settings.Shop, "environment", string(environment), "base_url", settings.BaseURL, "api_version", settings.APIVersion,
		"key", settings.APIKey.Fingerprint(), "timezone", settings.Timezone.String(), "rule", string(settings.ReversalRule),
		slog.Group("set_by", sources...))
	for _, warning := range settings.Warnings {
		l.Warn("settings", "warning", warning)
	}
}

// close writes what is left.
func (l *appLog) close() {
	_ = debug.SetCrashOutput(nil, debug.CrashOptions{})
	l.file.Close(time.After(logGrace))
}

// called logs a request to Dojo, see dojo.Options.Called.
func (l *appLog) called(c dojo.Call) {
	level := slog.LevelInfo
	if c.HTTPStatus >= 400 || c.Cause != "" && c.Cause != dojo.CauseStopped {
		level = slog.LevelWarn
	}
	attrs := []slog.Attr{
		slog.String("method", c.Method), slog.String("path", c.Template), slog.Int("status", c.HTTPStatus),
		slog.Int64("ms", c.Took().Milliseconds()), slog.Int("bytes", c.Bytes), slog.Int("try", c.Number),
	}
	for _, a := range []slog.Attr{
		slog.String("payment", c.PaymentID), slog.String("trace", c.TraceID), slog.String("cause", string(c.Cause)),
		slog.String("detail", c.Detail),
	} {
		if a.Value.String() != "" {
			attrs = append(attrs, a)
		}
	}
	if c.NotSent {
		attrs = append(attrs, slog.Bool("not_sent", true))
	}
	if c.RetryAfter > 0 {
		attrs = append(attrs, slog.Int64("retry_after_s", int64(c.RetryAfter.Seconds())))
	}
	l.LogAttrs(context.Background(), level, "call", attrs...)
}

// listed logs how the list changes, see shop.Options.Listed. Only one goroutine calls it.
func (l *appLog) listed() func(*feed.Snapshot) {
	last := &feed.Snapshot{}
	return func(now *feed.Snapshot) {
		level := slog.LevelDebug
		if now.State != last.State || now.Complete != last.Complete || now.Cut != last.Cut || now.Unreadable != last.Unreadable {
			level = slog.LevelInfo
		}
		state := "loading"
		if now.State == feed.Ready {
			state = "ready"
		}
		l.LogAttrs(context.Background(), level, "list", slog.String("state", state), slog.Int("payments", len(now.Payments)),
			slog.Bool("complete", now.Complete), slog.Bool("cut", now.Cut), slog.Int("unreadable", now.Unreadable))
		switch {
		case now.Trouble == nil && last.Trouble != nil:
			l.Info("list trouble is over")
		case now.Trouble != nil && (last.Trouble == nil || !sameTrouble(now.Trouble.Err, last.Trouble.Err)):
			x, _ := dojo.ExchangeOf(now.Trouble.Err)
			l.Warn("list trouble", "cause", string(dojo.CauseOf(now.Trouble.Err)), "status", x.HTTPStatus, "trace", x.TraceID)
		}
		last = now
	}
}

// sameTrouble says whether two errors say the same to somebody who reads the log.
func sameTrouble(a, b error) bool {
	x, _ := dojo.ExchangeOf(a)
	y, _ := dojo.ExchangeOf(b)
	return dojo.CauseOf(a) == dojo.CauseOf(b) && x.HTTPStatus == y.HTTPStatus
}

// followed logs which attempts of earlier runs the shop goes on to follow.
func (l *appLog) followed(attempts []reversal.Attempt) {
	for _, a := range attempts {
		if !a.State.Final() {
			l.Info("attempt followed", "attempt", a.ID, "payment", a.Payment.ID, "state", string(a.State), "other_key", a.OtherKey)
		}
	}
}

// checked logs what the check of the journal has found.
func (l *appLog) checked(err error) {
	if err != nil {
		l.Error("journal check", "error", err.Error())
		return
	}
	l.Info("journal check", "whole", true)
}

// ended logs why the program ends.
func (l *appLog) ended(reason string, attempts []reversal.Attempt) {
	open := 0
	for _, a := range attempts {
		if a.State.Open() {
			open++
		}
	}
	l.Info("end", "reason", reason, "under_way", open)
}

// seen logs what else happens to the screen.
func (l *appLog) seen(msg tea.Msg) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		l.Debug("window", "columns", msg.Width, "lines", msg.Height)
	case tea.FocusMsg:
		l.Debug("focus", "on", true)
	case tea.BlurMsg:
		l.Debug("focus", "on", false)
	}
}

// journaled is a journal that logs each change of an attempt as it was recorded.
func (l *appLog) journaled(j reversal.Journal) reversal.Journal { return loggedJournal{j, l} }

type loggedJournal struct {
	reversal.Journal
	log *appLog
}

func (j loggedJournal) Begin(ctx context.Context, a journal.Attempt) error {
	err := j.Journal.Begin(ctx, a)
	j.log.moved("", a, err)
	return err
}

func (j loggedJournal) Move(ctx context.Context, from, to journal.Attempt) error {
	err := j.Journal.Move(ctx, from, to)
	j.log.moved(from.State, to, err)
	return err
}

// moved logs that an attempt was recorded, or couldn't be.
func (l *appLog) moved(from journal.State, to journal.Attempt, err error) {
	attrs := []slog.Attr{slog.String("attempt", to.ID), slog.String("payment", to.Payment.ID), slog.String("from", string(from)), slog.String("to", string(to.State))}
	if to.Why != "" {
		attrs = append(attrs, slog.String("why", string(to.Why)))
	}
	if to.HTTPStatus != 0 {
		attrs = append(attrs, slog.Int("status", to.HTTPStatus))
	}
	level := slog.LevelInfo
	var open *journal.OpenError
	switch {
	case errors.As(err, &open):
		level = slog.LevelWarn
		attrs = append(attrs, slog.String("error", "another attempt is open: "+open.Other.ID))
	case err != nil:
		level = slog.LevelError
		attrs = append(attrs, slog.String("error", err.Error()))
	}
	l.LogAttrs(context.Background(), level, "attempt", attrs...)
}
