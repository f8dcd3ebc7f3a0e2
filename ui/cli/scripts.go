package cli

import (
	"context"
	"fmt"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/script"
)

// scriptFlags are the settings that matter to a command without a screen.
var scriptFlags = []string{
	"config", "shop", "state-dir", "base-url", "api-version", "timezone", "reversal-rule", "operator", "ascii", "locale", "debug",
}

// addFormatFlag gives a command --format.
func addFormatFlag(c *cobra.Command, format *string) {
	c.Flags().StringVar(format, "format", string(script.Table), formatNames())
}

func formatNames() string { return listed(script.Formats()) }

// listed writes names as a sentence has them: "table, json or csv".
func listed[T ~string](names []T) string {
	var b strings.Builder
	for i, name := range names {
		switch {
		case i == len(names)-1 && i > 0:
			b.WriteString(" or ")
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(string(name))
	}
	return b.String()
}

// formatOf reads the value of --format.
func formatOf(text string) (script.Format, error) {
	for _, f := range script.Formats() {
		if text == string(f) {
			return f, nil
		}
	}
	return "", usagef("--format can't be %s: it is %s", inMarks(text), formatNames())
}

// oneID takes one ID, as people paste it.
func oneID(c *cobra.Command, args []string) error {
	if len(args) == 1 && !strings.HasPrefix(args[0], "–") && !strings.HasPrefix(args[0], "—") {
		return nil
	}
	if len(args) == 0 {
		return usagef("%s takes the ID of a payment, which %s list shows\nTry '%s'", c.Name(), c.Root().CommandPath(), helpOn(c))
	}
	return noArguments(c, args[len(args)-1:])
}

// openShop is a seat at the open shop of the settings, as a command has it.
type openShop struct {
	*seat
	here  machine
	again string // see watchAgain
	// settle waits until a request under way was answered and recorded, or that takes too
	// long.
	settle func()
}

// onShop opens the shop of the settings for a command, and closes it again. The context
// that do gets ends with the first signal, and with a crash in the background.
func onShop(c *cobra.Command, s streams, unlisted bool, do func(context.Context, streams, *openShop) error) error {
	if s.desk != nil {
		return s.desk.onShop(c, s, unlisted, do)
	}
	settings, err := loadSettings(c, false)
	if err != nil {
		return err
	}
	for _, warning := range settings.Warnings {
		_, _ = fmt.Fprintf(s.err, "%s: %s\n", programName, warning)
	}
	o := &openShop{here: thisMachine(), again: watchAgain(c)}
	o.settle = o.stop
	log := newAppLog(settings, o.here, false)
	s.crashes.keep(settings.StateDir, log)
	defer log.close()
	options := shopOptions(settings, o.here, false, log, s.crashes, newRecords(o.here.now))
	options.Unlisted = unlisted
	t, err := newTenant(settings, options, log)
	if err != nil {
		return err
	}
	o.seat = newSeat(t, settings, reversal.Person{Identity: personHere(settings.Operator)}, log, false)
	o.local = true
	defer closeShop(o.shop, s.crashes)
	// A line that has dropped, or a reader that has had enough, must not kill a program
	// that has a reversal under way: the write returns an error instead.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := s.untilEnding(c.Context())
	defer stop()
	return o.alone(ctx, s.knowing(settings.ASCII), log, do)
}

// alone opens the shop and runs a command on it, with which the process ends.
func (o *openShop) alone(ctx context.Context, s streams, log *appLog, do func(context.Context, streams, *openShop) error) error {
	opening := context.AfterFunc(ctx, func() { o.shop.Stop(ctx) }) // its disk may never answer
	isOpen := o.open()
	if !opening() || !isOpen {
		return errStopped
	}
	notes := o.crashed()
	if len(notes) > 0 {
		s.leaveLostScreen()
	}
	for _, note := range notes {
		_, _ = fmt.Fprintf(s.err, "%s: %s\n", programName, note)
	}
	err := do(ctx, s, o)
	reason := "done"
	switch {
	case s.crashes.any():
		reason = "crash"
		o.stop()
		if err == nil {
			err = &script.Error{Code: script.Done, Text: "what was asked for was done all the same"}
		}
	case ctx.Err() != nil:
		reason = "stopped"
	}
	log.ended(reason, o.shop.Attempts())
	return err
}

// untilEnding is a context that ends with the first signal that ends the program, and
// with a crash in the background. A session has no signals: it has its parent, and ctrl+c.
// The caller calls stop.
func (s streams) untilEnding(parent context.Context) (ctx context.Context, stop func()) {
	ctx, unnotify := parent, func() {}
	if s.served == nil {
		ctx, unnotify = signal.NotifyContext(parent, endings...)
	}
	ctx, cancel := context.WithCancel(ctx)
	s.crashes.spawn(func() {
		select {
		case <-s.crashes.happened:
			cancel()
		case <-s.interrupted():
			cancel()
		case <-ctx.Done():
		}
	})
	return ctx, func() {
		cancel()
		unnotify()
	}
}

// watchAgain is the command that asks again about a reversal, without its ID: with the
// settings that this one was given, so that it finds the same shop and record.
func watchAgain(c *cobra.Command) string {
	words := []string{programName, "watch"}
	c.Flags().Visit(func(f *pflag.Flag) {
		if !isSettingFlag(f.Name) {
			return
		}
		value := f.Value.String()
		if strings.ContainsAny(value, " \t\"'$\\&|;()<>*?!`") {
			value = `"` + value + `"`
		}
		words = append(words, "--"+f.Name+"="+value)
	})
	return strings.Join(words, " ")
}

// script makes the command for scripts on the shop.
func (o *openShop) script(s streams, format script.Format) *script.Script {
	session := o.hands(o.session.Load())
	return script.New(script.Deps{
		List: session, Reversals: session, Now: o.here.now, After: o.here.after, Clock: o.shop.Clock,
		Checked: o.checked, Stop: o.settle, Out: s.out, Progress: progressOn(s.err),
	}, script.Settings{
		Options: o.set.Options, Rule: o.shop.Rule, MustType: o.set.MustType, Again: o.again, Format: format, Width: terminalWidth(s.out),
	})
}

// stop stops the shop once the request under way was answered and recorded, or that takes
// too long.
func (o *openShop) stop() {
	grace, cancel := context.WithTimeout(context.Background(), sendGrace)
	defer cancel()
	o.shop.Stop(grace)
}

// progressOn says on a terminal how far a command is, on one line that each next one
// replaces. Nothing is written elsewhere.
func progressOn(to *output) func(string) {
	if !isTerminal(to) || !drawable(to.file) {
		return func(string) {}
	}
	last := ""
	return func(text string) {
		if text == last {
			return
		}
		last = text
		_, _ = fmt.Fprintf(to, "\r%s\x1b[K", ansi.Truncate(text, max(terminalWidth(to)-1, 1), ""))
	}
}

func listCommand(s streams) *cobra.Command {
	var (
		q        script.Query
		view     string
		statuses []string
		since    span
		format   string
	)
	c := &cobra.Command{
		Use:   "list",
		Short: "List the payments of today and the last days, for scripts",
		Long: `List writes the payments that the screen lists, newest first. All that is asked for
must be true of a payment: --view and the other flags narrow each other down.
Payments that nobody has paid yet aren't listed.

It waits until the list is complete. Where payments may be missing it writes those
that it has, says so on standard error, and doesn't end with 0. So an empty list
that ends with 0 is empty at Dojo.

With --format json each line is an object, and with csv each row a payment. Their
names stay the same in every version and new ones come at the end. Amounts are in
the minor units of their currency, times in UTC. The CSV is safe to open with a
spreadsheet, see journal --help.`,
		Example: `  dojo-reversals list --view to-reverse
  dojo-reversals list --last4 1013 --amount 42.50
  dojo-reversals list --status Authorized --since 2h --format json
  dojo-reversals list --reference ORDER-1011 --format csv`,
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			f, err := formatOf(format)
			if err == nil {
				err = fillQuery(&q, view, statuses, since)
			}
			if err != nil {
				return err
			}
			return onShop(c, s, false, func(ctx context.Context, s streams, o *openShop) error {
				return o.script(s, f).List(ctx, q)
			})
		},
	}
	c.Flags().StringVar(&view, "view", "recent", listed(script.Views()))
	c.Flags().StringSliceVar(&statuses, "status", nil, "only these statuses at Dojo, given several times or with commas between: "+listed(script.Statuses()))
	c.Flags().Var(&since, "since", "only what was paid in this time, such as 2h or 3d; 0 for all")
	addTraitFlags(c, &q.Traits)
	addFormatFlag(c, &format)
	s.addSettingFlags(c, scriptFlags...)
	return c
}

// fillQuery reads the flags of list.
func fillQuery(q *script.Query, view string, statuses []string, since span) error {
	if since < 0 {
		return usagef("--since can't be negative")
	}
	q.Since = time.Duration(since)
	var known bool
	if q.View, known = script.ViewOf(view); !known {
		return usagef("--view can't be %s: it is %s", inMarks(view), listed(script.Views()))
	}
	for _, text := range statuses {
		status, known := script.StatusOf(text)
		if !known {
			return usagef("--status can't be %s: it is %s", inMarks(text), listed(script.Statuses()))
		}
		q.Statuses = append(q.Statuses, status)
	}
	return checkTraits(q.Traits)
}

// addTraitFlags gives a command the flags of what people know of a payment.
func addTraitFlags(c *cobra.Command, t *script.Traits) {
	c.Flags().StringVar(&t.Last4, "last4", "", "only this card: its last four digits")
	c.Flags().StringVar(&t.Amount, "amount", "", "only this amount, with every digit, such as 42.50")
	c.Flags().StringVar(&t.Reference, "reference", "", "only this reference, as it is written")
}

func checkTraits(t script.Traits) error {
	switch {
	case t.Amount != "" && !script.IsFigure(t.Amount):
		return usagef("--amount can't be %s: it takes the figure alone, such as 42.50", inMarks(t.Amount))
	case t.Last4 != "" && (len(t.Last4) != 4 || strings.Trim(t.Last4, "0123456789") != ""):
		return usagef("--last4 takes four digits")
	}
	return nil
}

func showCommand(s streams) *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "show ID",
		Short: "Show all that is known of one payment",
		Long: `Show reads one payment from Dojo and writes what is known of it, with the attempts to
reverse it. --format json and csv have the same names as list.`,
		Example: `  dojo-reversals show pi_pT08VyWG3EC_HQB4NBVliA`,
		Args:    oneID, ValidArgsFunction: completePayment,
		RunE: func(c *cobra.Command, args []string) error {
			f, err := formatOf(format)
			if err != nil {
				return err
			}
			return onShop(c, s, true, func(ctx context.Context, s streams, o *openShop) error {
				return o.script(s, f).Show(ctx, args[0])
			})
		},
	}
	addFormatFlag(c, &format)
	s.addSettingFlags(c, scriptFlags...)
	return c
}

func watchCommand(s streams) *cobra.Command {
	var (
		format string
		wait   = span(script.ToTheEnd)
	)
	c := &cobra.Command{
		Use:   "watch ID",
		Short: "Follow a reversal to its end",
		Long: `Watch follows a reversal that was begun before, by the ID of the attempt or of its
payment, and ends with the code of what came of it. It sends nothing. Without --wait
it follows to the end, however long that takes.

It knows the attempts from ` + s.place() + ` of the last 8 days. Older ones are in the record: dojo-reversals journal --payment ID.`,
		Example: `  dojo-reversals watch pi_pT08VyWG3EC_HQB4NBVliA --wait 2m`,
		Args:    oneID, ValidArgsFunction: completeRecorded,
		RunE: func(c *cobra.Command, args []string) error {
			f, err := formatOf(format)
			switch {
			case err != nil:
				return err
			case c.Flags().Changed("wait") && wait < 0:
				return usagef("--wait can't be negative")
			}
			return onShop(c, s, true, func(ctx context.Context, s streams, o *openShop) error {
				return o.script(s, f).Watch(ctx, args[0], script.Wait(wait))
			})
		},
	}
	c.Flags().Var(&wait, "wait", "how long to follow it, such as 2m")
	c.Flags().Lookup("wait").DefValue = "" // to the end
	addFormatFlag(c, &format)
	s.addSettingFlags(c, scriptFlags...)
	return c
}
