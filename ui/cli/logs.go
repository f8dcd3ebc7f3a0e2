package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/signal"
	"time"

	"github.com/spf13/cobra"

	"dojoreversals/dojo"
	"dojoreversals/dojo/logfile"
)

const (
	// logsSince is how far back logs goes where nobody says otherwise.
	logsSince = time.Hour
	// logsPoll is how often --follow looks for new lines.
	logsPoll = 500 * time.Millisecond
)

// logsCommand shows the program's own log.
func logsCommand(s streams) *cobra.Command {
	var (
		since  = span(logsSince)
		follow bool
		format string
	)
	c := &cobra.Command{
		Use:   "logs",
		Short: "Show the program's own log, for the helpdesk",
		Long: `Logs shows what the program did on this machine: how it was started, each request to
Dojo with its trace ID and how long it took, how each reversal moved on, what was
wrong with the list, and why it ended. All runs of this account are merged by time.
There are no keys, bodies, amounts, customers or cards in it.

On a terminal the times are the shop's, and each line is written for people. Elsewhere
each line is JSON, with its time in UTC. A line without a time of its own, such as those
that Go writes when nothing can catch an error, is the "text" of a JSON line.

The files are in the folder logs of the state folder. They are deleted after two weeks,
or when they take more than 20 MB for each shop. To have more written: --debug.`,
		Example: `  dojo-reversals logs
  dojo-reversals logs --since 2d
  dojo-reversals logs --follow
  dojo-reversals logs --since 7d --format json > logs.jsonl`,
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			settings, err := loadSettings(c, true)
			if err != nil {
				return err
			}
			write, ok := map[string]func(*bytes.Buffer, logfile.Line){
				"text": func(b *bytes.Buffer, l logfile.Line) { writeLogText(b, l, settings.Timezone) },
				"json": writeLogJSON,
			}[formatHere(format, s.out)]
			switch {
			case !ok:
				return usagef("--format can't be %s: it is text or json", inMarks(format))
			case since <= 0:
				return usagef("--since must be longer than 0, such as 1h, 2d or 2w")
			case settings.StateDir == "":
				return usagef("no folder is known that could have a log. Name it with --state-dir")
			}
			here := thisMachine()
			dir := logDir(settings.StateDir)
			l := logsRun{
				s: s, here: here, dir: dir, write: write, zone: settings.Timezone,
				reader: logfile.NewReader(dir, here.now().Add(-time.Duration(since))),
			}
			lines, err := l.show()
			if err != nil {
				return err
			}
			if lines == 0 {
				l.sayNothing()
			}
			if !follow {
				return nil
			}
			ctx, stop := signal.NotifyContext(c.Context(), endings...)
			defer stop()
			return l.follow(ctx)
		},
	}
	c.Flags().Var(&since, "since", "only what was logged in this time, such as 2h, 7d or 2w")
	c.Flags().BoolVarP(&follow, "follow", "f", false, "go on with what is logged from now on, until ctrl+c")
	c.Flags().StringVar(&format, "format", "", "text or json; text on a terminal, and else json")
	addSettingFlags(c, "config", "state-dir", "timezone")
	return c
}

// formatHere is the format that was asked for, or else the one for where the output goes.
func formatHere(asked string, out *output) string {
	switch {
	case asked != "":
		return asked
	case isTerminal(out):
		return "text"
	}
	return "json"
}

// logsRun is one run of the command logs.
type logsRun struct {
	s      streams
	here   machine
	dir    string
	reader *logfile.Reader
	write  func(*bytes.Buffer, logfile.Line)
	zone   *time.Location
}

// show writes the lines that are new, and says how many there are.
func (l logsRun) show() (n int, err error) {
	lines, err := l.reader.Poll()
	if err != nil {
		return 0, fmt.Errorf("the log in %s can't be read (%s). Read it with the account that the program runs by, or name its folder with --state-dir", dojo.Drawable(l.dir), fileReason(err))
	}
	var b bytes.Buffer
	for _, line := range lines {
		l.write(&b, line)
	}
	if _, err := l.s.out.Write(b.Bytes()); err != nil {
		return 0, errors.Join(errNoOut, err)
	}
	return len(lines), nil
}

// follow writes new lines until ctx ends.
func (l logsRun) follow(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-l.here.after(logsPoll):
		}
		if _, err := l.show(); err != nil {
			return err
		}
	}
}

// sayNothing says that there are no lines, and where there are older ones.
func (l logsRun) sayNothing() {
	last := l.reader.Last()
	if last.IsZero() {
		_, _ = fmt.Fprintf(l.s.err, "Nothing was logged yet in %s\n", l.dir)
		return
	}
	days := int(l.here.now().Sub(last).Hours()/24) + 1
	_, _ = fmt.Fprintf(l.s.err, "Nothing was logged in this time. The newest line is of %s. To see it: %s logs --since %dd\n",
		last.In(l.zone).Format("2006-01-02 15:04"), programName, days)
}
