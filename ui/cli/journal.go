package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/dojo/agent"
	"dojoreversals/dojo/audit"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/journal/sqlite"
	"dojoreversals/ui/internal/export"
	"dojoreversals/ui/script"
)

// journalCommand shows and looks after the record of reversals.
func journalCommand(s streams) *cobra.Command {
	var (
		since   span
		payment string
		traits  script.Traits
		format  string
		excel   bool
	)
	c := &cobra.Command{
		Use:   "journal",
		Short: "Show the record of every reversal on this machine, and look after it",
		Long: `Journal shows what was recorded of every attempt to reverse a payment from ` + s.place() + `:
who, when, which payment, and what came of it. Lines are
only ever added, and each is chained to the one before by its hash. Where a terminal is
too narrow for all, the payment's ID, who did it, from where and why stands below.

The CSV is safe to open with a spreadsheet. Texts come from outside, so an
apostrophe stands before each = + - @ | that a spreadsheet could take for the start
of a formula: at the start of a text, and after , ; tab, line break or ". A script
that needs the texts as they were recorded reads --format json, or takes one
apostrophe away at each of these places.

With --excel the CSV is written for Excel on this shop's computers: with a byte
order mark, semicolons where the locale is es-ES or it-IT, and an apostrophe before
texts of digits alone, since Excel would drop their leading zeros.`,
		Example: `  dojo-reversals journal --since 24h
  dojo-reversals journal --reference ORDER-1011
  dojo-reversals journal --last4 1013 --amount 42.50
  dojo-reversals journal --payment pi_pT08VyWG3EC_HQB4NBVliA
  dojo-reversals journal --since 30d --excel > reversals.csv
  dojo-reversals journal --since 30d --format json
  dojo-reversals journal verify`,
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			settings, err := s.recordSettings(c)
			if err != nil {
				return err
			}
			if excel && !c.Flags().Changed("format") {
				format = "csv"
			}
			chosen, err := formatOf(format)
			if err != nil {
				return err
			}
			write := map[script.Format]func(io.Writer, []line) error{
				script.Table: func(w io.Writer, lines []line) error {
					if len(lines) == 0 && (since > 0 || payment != "" || traits != script.Traits{}) {
						_, err := fmt.Fprintln(w, "Nothing that is recorded fits. Without options, journal shows everything.")
						return err
					}
					return writeTable(w, lines, terminalWidth(s.out))
				},
				script.JSON: export.JSON[line],
				script.CSV:  export.CSV[line],
			}[chosen]
			switch {
			case excel && chosen != script.CSV:
				return usagef("--excel only goes with --format csv")
			case excel:
				write = func(w io.Writer, lines []line) error {
					return export.Excel(w, lines, export.Separator(settings.Locale))
				}
			}
			if since < 0 {
				return usagef("--since can't be negative")
			}
			if err := checkTraits(traits); err != nil {
				return err
			}
			f := journal.Filter{}
			if since > 0 {
				f.Since = thisMachine().now().Add(-time.Duration(since))
			}
			if payment != "" {
				if f.PaymentID, err = dojo.CleanID(payment); err != nil {
					return usagef("--payment: %w", cmp.Or(invisibleIn("the ID", payment), err))
				}
			}
			var lines []line
			read := func(record history) error {
				if lines, err = linesOf(c.Context(), record, f, traits); err != nil {
					return journalError(err, settings.StateDir)
				}
				return nil
			}
			if s.desk != nil {
				err = s.desk.withRecord(c, read)
			} else {
				err = withJournal(c, settings, func(record keptRecord) error { return read(record) })
			}
			if err != nil && !errors.Is(err, journal.ErrNone) {
				return err
			}
			return write(s.out, lines)
		},
	}
	c.Flags().Var(&since, "since", "only what was recorded in this time, such as 24h, 7d or 2w; 0 for all")
	c.Flags().StringVar(&payment, "payment", "", "only this payment ID")
	addTraitFlags(c, &traits)
	addFormatFlag(c, &format)
	c.Flags().BoolVar(&excel, "excel", false, "write the CSV for Excel")
	if s.desk != nil {
		c.Short = "Show the record of every reversal at your shops"
		c.Example = strings.TrimSuffix(c.Example, "\n  dojo-reversals journal verify")
		s.addSettingFlags(c, "shop")
		if s.desk.may(agent.WholeRecord, "") == nil {
			c.AddCommand(verifyCommand(s))
		}
		return c
	}
	addSettingFlags(c, "config", "state-dir")
	c.AddCommand(verifyCommand(s), recoverCommand(s), adoptCommand(s))
	return c
}

// recordSettings are the settings that say where the record is, and how it is written.
func (s streams) recordSettings(c *cobra.Command) (config.Settings, error) {
	if s.desk == nil {
		return loadSettings(c, true)
	}
	return s.desk.house.settings.SeenBy(s.lookupEnv), nil
}

// history is a record as the command journal reads it: all of one, or what somebody may
// read of it.
type history interface {
	Events(ctx context.Context, f journal.Filter) iter.Seq2[journal.Event, error]
}

// linesOf reads the events that a filter chooses, of payments with some traits.
func linesOf(ctx context.Context, from history, f journal.Filter, traits script.Traits) (lines []line, err error) {
	for e, err := range from.Events(ctx, f) {
		if err != nil {
			return nil, err
		}
		if traits.Has(e.Attempt.Payment) {
			lines = append(lines, audit.LineOf(e))
		}
	}
	return lines, nil
}

// keptRecord is a record that commands read and change. *sqlite.Store is one.
type keptRecord interface {
	history
	adoptable
}

// withJournal opens the journal for a command. Where there is none yet it makes none,
// and gives journal.ErrNone.
func withJournal(c *cobra.Command, settings config.Settings, do func(keptRecord) error) error {
	store, err := sqlite.Open(c.Context(), sqlite.Options{Dir: settings.StateDir, Existing: true, Process: newID(), Now: thisMachine().now})
	if errors.Is(err, journal.ErrNone) {
		return err
	}
	if err != nil {
		return journalError(err, settings.StateDir)
	}
	defer store.Close() //nolint:errcheck // it was only read, or each change is on disk already
	if err := store.Check(c.Context()); err != nil {
		return journalError(err, settings.StateDir)
	}
	return do(store)
}

func verifyCommand(s streams) *cobra.Command {
	var head string
	c := &cobra.Command{
		Use:   "verify",
		Short: "Check that the record is whole and unchanged",
		Long: `Verify checks every line of the record against its hash, the hashes against each
other, and the end against the file that was written beside it. With --head it
also checks that a hash which you noted earlier is still part of it. It ends with 0
where nothing was recorded so far, and with 1 where a record was and is gone.`,
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			settings, err := s.recordSettings(c)
			if err != nil {
				return err
			}
			wanted := strings.TrimSpace(head)
			r, err := sqlite.Verify(c.Context(), settings.StateDir, wanted)
			none := errors.Is(err, journal.ErrNone)
			switch {
			case errors.Is(err, journal.ErrOtherHead), none && wanted != "" && wanted != journal.NoHash:
				return fmt.Errorf("the record in %s doesn't have the hash that was asked for: it is another one, or it was changed", settings.StateDir)
			case none && anyPutAway(settings.StateDir):
				return fmt.Errorf("the record of reversals in %s is gone: results of reversals were put away in that folder. Put the record back from a backup, or look at the last payments in the list: what wasn't finished isn't followed", settings.StateDir)
			case none:
				_, err = fmt.Fprintf(s.out, "No record yet: nothing was recorded in %s.\n", settings.StateDir)
				return err
			}
			switch damaged := errors.Is(err, journal.ErrDamaged) || errors.Is(err, journal.ErrHead) || errors.Is(err, journal.ErrBehind); {
			case err != nil && s.desk != nil && damaged:
				return s.desk.forAgent("The record of reversals isn't whole", journalError(err, settings.StateDir))
			case err != nil && s.desk != nil:
				return s.desk.forAgent(recordUnread, journalError(err, settings.StateDir))
			case err != nil:
				return journalError(err, settings.StateDir)
			}
			_, err = fmt.Fprintf(s.out, "%s is whole: %s of %s, %d not finished.\nIts head is %s: note it down to ask for it later with --head.\n",
				r.Path, count(r.Head.Count, "event"), count(r.Attempts, "attempt"), r.Unfinished, r.Head.Hash)
			return err
		},
	}
	c.Flags().StringVar(&head, "head", "", "a head that was noted earlier")
	s.addSettingFlags(c, "config", "state-dir")
	return c
}

func recoverCommand(s streams) *cobra.Command {
	var into string
	c := &cobra.Command{
		Use:   "recover",
		Short: "Copy what is readable of a damaged record into a new one",
		Long: `Recover copies the lines that are whole out of a damaged record into a new one,
and leaves the damaged one as it is. Attempts whose end may be lost are opened
again, so that the program reads their payments and tells what became of them.
Nothing is ever sent again. Close the program everywhere first.`,
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			settings, err := loadSettings(c, true)
			if err != nil {
				return err
			}
			if whole, err := sqlite.Verify(c.Context(), settings.StateDir, ""); err == nil {
				_, err = fmt.Fprintf(s.out, "Nothing to recover: %s is whole, with %s. Nothing was copied.\n", whole.Path, count(whole.Head.Count, "event"))
				return err
			}
			if into == "" {
				into = settings.StateDir + "-recovered-" + thisMachine().now().UTC().Format("20060102-150405")
			}
			r, err := sqlite.Recover(c.Context(), sqlite.RecoverOptions{
				From: settings.StateDir, Into: sqlite.Options{Dir: into, Process: newID(), Now: thisMachine().now},
			})
			if errors.Is(err, journal.ErrDamaged) || errors.Is(err, journal.ErrBehind) {
				// journalError would advise this same command again.
				return fmt.Errorf("nothing of the record of reversals in %s can be read any more. Keep that folder, set state_dir to a new one, and look at the last payments in the list: what wasn't finished isn't followed", settings.StateDir)
			}
			if err != nil {
				return journalError(err, settings.StateDir)
			}
			_, err = fmt.Fprintf(s.out, "Copied into %s: %s. Altered and left out: %d. Missing: %d. Checked again at the next start: %s.\nTo use it, set state_dir to %s (or DOJO_STATE_DIR, or --state-dir), and keep the old folder.\n",
				r.Path, count(r.Copied, "event"), r.Altered, r.Missing, count(len(r.Concluded), "attempt"), filepath.Dir(r.Path))
			return err
		},
	}
	c.Flags().StringVar(&into, "into", "", "the `folder` for the new record; one beside the old if not given")
	addSettingFlags(c, "config", "state-dir")
	return c
}

// count says how many of something there are: "1 event", "2 events".
func count[N int | int64](n N, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
