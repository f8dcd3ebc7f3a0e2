package cli

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// journalCommand shows and looks after the record of reversals.
func journalCommand(s streams) *cobra.Command {
	var (
		since   time.Duration
		payment string
		format  string
	)
	c := &cobra.Command{
		Use:   "journal",
		Short: "Show the record of every reversal on this machine, and look after it",
		Long: `Journal shows what was recorded of every attempt to reverse a payment from this
account of this machine: who, when, which payment, and what came of it. Lines are
only ever added, and each is chained to the one before by its hash.`,
		Example: `  dojo-reversals journal --since 24h
  dojo-reversals journal --payment pi_pT08VyWG3EC_HQB4NBVliA
  dojo-reversals journal --since 720h --format csv > reversals.csv
  dojo-reversals journal verify`,
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			settings, err := loadSettings(c, true)
			if err != nil {
				return err
			}
			write, ok := map[string]func(io.Writer, []line) error{"table": writeTable, "json": writeJSON, "csv": writeCSV}[format]
			switch {
			case !ok:
				return &usageError{fmt.Errorf("%s: --format can't be %q: it is table, json or csv", programName, dojo.Clean(format))}
			case since < 0:
				return &usageError{fmt.Errorf("%s: --since can't be negative", programName)}
			}
			f := journal.Filter{}
			if since > 0 {
				f.Since = thisMachine().now().Add(-since)
			}
			if payment != "" {
				if f.PaymentID, err = dojo.CleanID(payment); err != nil {
					return &usageError{fmt.Errorf("%s: --payment: %w", programName, err)}
				}
			}
			return withJournal(c, settings, func(store *journal.Store) error {
				var lines []line
				for e, err := range store.Events(c.Context(), f) {
					if err != nil {
						return errors.New(journalTrouble(err, settings.StateDir))
					}
					lines = append(lines, lineOf(e))
				}
				return write(s.out, lines)
			})
		},
	}
	c.Flags().DurationVar(&since, "since", 0, "only what was recorded in the last so many hours, such as 24h; 0 for all")
	c.Flags().StringVar(&payment, "payment", "", "only this payment ID")
	c.Flags().StringVar(&format, "format", "table", "table, json or csv")
	addStateFlags(c)
	c.AddCommand(verifyCommand(s), recoverCommand(s), adoptCommand(s))
	return c
}

// addStateFlags gives a command the flags of the settings that say where the
// journal is.
func addStateFlags(c *cobra.Command) {
	for _, setting := range config.Table() {
		if setting.Flag == "state-dir" || setting.Flag == "config" {
			c.Flags().String(setting.Flag, "", setting.Help)
		}
	}
}

// withJournal opens the journal for a command.
func withJournal(c *cobra.Command, settings config.Settings, do func(*journal.Store) error) error {
	store, err := openJournal(c.Context(), settings.StateDir, thisMachine().now, nil)
	if err != nil {
		return errors.New(journalTrouble(err, settings.StateDir))
	}
	defer store.Close() //nolint:errcheck // it was only read, or each change is on disk already
	return do(store)
}

func verifyCommand(s streams) *cobra.Command {
	var head string
	c := &cobra.Command{
		Use:   "verify",
		Short: "Check that the record is whole and unchanged",
		Long: `Verify checks every line of the record against its hash, the hashes against each
other, and the end against the file that was written beside it. With --head it
also checks that a hash which you noted earlier is still part of it.`,
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			settings, err := loadSettings(c, true)
			if err != nil {
				return err
			}
			r, err := journal.Verify(c.Context(), settings.StateDir, strings.TrimSpace(head))
			if errors.Is(err, journal.ErrOtherHead) {
				return fmt.Errorf("the record in %s doesn't have the hash that was asked for: it is another one, or it was changed", settings.StateDir)
			}
			if err != nil {
				return errors.New(journalTrouble(err, settings.StateDir))
			}
			_, err = fmt.Fprintf(s.out, "%s is whole: %d events of %d attempts, %d not finished.\nIts head is %s: note it down to ask for it later with --head.\n",
				r.Path, r.Head.Count, r.Attempts, r.Unfinished, r.Head.Hash)
			return err
		},
	}
	c.Flags().StringVar(&head, "head", "", "a head that was noted earlier")
	addStateFlags(c)
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
			if into == "" {
				into = settings.StateDir + "-recovered-" + thisMachine().now().UTC().Format("20060102-150405")
			}
			r, err := journal.Recover(c.Context(), journal.RecoverOptions{
				From: settings.StateDir, Into: journal.Options{Dir: into, Process: newID(), Now: thisMachine().now},
			})
			if errors.Is(err, journal.ErrDamaged) || errors.Is(err, journal.ErrBehind) {
				// To advise this very command once more would be no help.
				return fmt.Errorf("nothing of the record of reversals in %s can be read any more. Keep that folder, set state_dir to a new one, and look at the last payments in the list: what wasn't finished isn't followed", settings.StateDir)
			}
			if err != nil {
				return errors.New(journalTrouble(err, settings.StateDir))
			}
			_, err = fmt.Fprintf(s.out, "%d events were copied into %s; %d were altered and left out, %d are missing.\n%d attempts will be checked again.\nTo use it, set state_dir to %s (or DOJO_STATE_DIR, or --state-dir), and keep the old folder.\n",
				r.Copied, r.Path, r.Altered, r.Missing, len(r.Concluded), filepath.Dir(r.Path))
			return err
		},
	}
	c.Flags().StringVar(&into, "into", "", "the folder for the new record; one beside the old if not given")
	addStateFlags(c)
	return c
}

func adoptCommand(s streams) *cobra.Command {
	var from string
	c := &cobra.Command{
		Use:   "adopt",
		Short: "Hand unfinished attempts made with another key to the present key",
		Long: `Adopt hands the unfinished attempts that were made with another key to the key of
the settings, so that this program follows them. Do it when the shop got a new
key; the new key must see the same payments.`,
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			settings, err := loadSettings(c, false)
			if err != nil {
				return err
			}
			shop := journal.Shop{
				Environment: settings.APIKey.Environment(), BaseURL: settings.BaseURL, KeyFingerprint: settings.APIKey.Fingerprint(),
			}
			return withJournal(c, settings, func(store *journal.Store) error {
				got, err := store.Adopt(c.Context(), strings.TrimSpace(from), shop)
				if err != nil {
					return errors.New(journalTrouble(err, settings.StateDir))
				}
				for _, a := range got.Adopted {
					_, _ = fmt.Fprintf(s.out, "%s  %s  %s  %s\n", a.ID, a.Payment.ID, a.Payment.Amount.ASCII(), a.State)
				}
				_, err = fmt.Fprintf(s.out, "%d attempts were adopted. Open the program to follow them.\n", len(got.Adopted))
				if len(got.Left) > 0 {
					_, err = fmt.Fprintf(s.out, "%d are still in another program's hands: try again in half a minute.\n", len(got.Left))
				}
				return err
			})
		},
	}
	c.Flags().StringVar(&from, "from", "", "the fingerprint of the other key, as the journal shows it; any if not given")
	addStateFlags(c)
	addKeyFlags(c)
	return c
}

// addKeyFlags gives a command the flags of the settings that say whose payments
// are meant.
func addKeyFlags(c *cobra.Command) {
	for _, setting := range config.Table() {
		if setting.Flag == "base-url" {
			c.Flags().String(setting.Flag, "", setting.Help)
		}
	}
}

// line is one event as it is shown and exported.
type line struct {
	Seq         int64  `json:"seq"`
	Time        string `json:"time"`      // UTC, this machine's clock
	DojoTime    string `json:"dojo_time"` // UTC, Dojo's clock
	Kind        string `json:"kind"`
	Attempt     string `json:"attempt"`
	Payment     string `json:"payment"`
	Reference   string `json:"reference"`
	Card        string `json:"card"`
	Minor       int64  `json:"amount_minor"`
	Currency    string `json:"currency"`
	State       string `json:"state"`
	Why         string `json:"why"`
	Reason      string `json:"reason"`
	Operator    string `json:"operator"`
	Client      string `json:"client"`
	Host        string `json:"host"`
	Process     string `json:"process"`
	Environment string `json:"environment"`
	BaseURL     string `json:"base_url"`
	Key         string `json:"key_fingerprint"`
	HTTPStatus  int    `json:"http_status"`
	ReversalID  string `json:"reversal_id"`
	Message     string `json:"message"`
	TraceID     string `json:"trace_id"`
	Corrected   string `json:"corrected"`
	Hash        string `json:"hash"`
}

func lineOf(e journal.Event) line {
	a := e.Attempt.Cleaned()
	return line{
		Seq: e.Seq, Time: stamp(e.At), DojoTime: stamp(e.DojoAt), Kind: string(e.Kind), Attempt: a.ID,
		Payment: a.Payment.ID, Reference: a.Payment.Reference,
		Card:  strings.TrimSpace(a.Payment.Card.Brand + " " + a.Payment.Card.Last4),
		Minor: a.Payment.Amount.Minor, Currency: a.Payment.Amount.Currency,
		State: string(a.State), Why: string(a.Why), Reason: a.Reason,
		Operator: a.Operator, Client: a.Client, Host: a.Host, Process: e.Process,
		Environment: string(a.Environment), BaseURL: a.BaseURL, Key: a.KeyFingerprint,
		HTTPStatus: a.HTTPStatus, ReversalID: a.ReversalID, Message: a.Message, TraceID: a.TraceID,
		Corrected: stamp(a.CorrectedAt), Hash: e.Hash,
	}
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

// shownTime is when an event was, for people: by Dojo's clock, as on the screen,
// or by this PC's where Dojo's wasn't known, which it says. What is exported has
// both.
func (l line) shownTime() string {
	if l.DojoTime == "" {
		return strings.TrimSuffix(l.Time, "Z") + " by the PC"
	}
	return strings.TrimSuffix(l.DojoTime, "Z")
}

func writeTable(w io.Writer, lines []line) error {
	if len(lines) == 0 {
		_, err := fmt.Fprintln(w, "Nothing is recorded.")
		return err
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(t, "TIME (UTC), DOJO'S\tOPERATOR\tPAYMENT\tREFERENCE\tAMOUNT\tSTATE\tWHY\tREVERSAL")
	for _, l := range lines {
		who := l.Operator
		if l.Host != "" {
			who += "@" + l.Host
		}
		state := l.State
		if l.Corrected != "" {
			state += ", reversed after all"
		}
		amount := dojo.Money{Minor: l.Minor, Currency: l.Currency}
		_, _ = fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n",
			l.shownTime(), who, l.Payment, l.Reference, amount.ASCII(), state, l.Why, l.ReversalID)
	}
	return t.Flush()
}

func writeJSON(w io.Writer, lines []line) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for _, l := range lines {
		if err := e.Encode(l); err != nil {
			return err
		}
	}
	return nil
}

// writeCSV writes a file for spreadsheets. A cell that a spreadsheet would take
// for a formula gets an apostrophe before it: a reference of a payment comes
// from outside, and mustn't run anything in an accountant's program.
func writeCSV(w io.Writer, lines []line) error {
	c := csv.NewWriter(w)
	_ = c.Write([]string{
		"seq", "time", "dojo_time", "kind", "attempt", "payment", "reference", "card", "amount_minor", "currency",
		"state", "why", "reason", "operator", "client", "host", "process", "environment", "base_url", "key_fingerprint",
		"http_status", "reversal_id", "message", "trace_id", "corrected", "hash",
	})
	for _, l := range lines {
		cells := []string{
			strconv.FormatInt(l.Seq, 10), l.Time, l.DojoTime, l.Kind, l.Attempt, l.Payment, l.Reference, l.Card,
			strconv.FormatInt(l.Minor, 10), l.Currency, l.State, l.Why, l.Reason, l.Operator, l.Client, l.Host, l.Process,
			l.Environment, l.BaseURL, l.Key, strconv.Itoa(l.HTTPStatus), l.ReversalID, l.Message, l.TraceID, l.Corrected, l.Hash,
		}
		for i := range cells {
			cells[i] = harmless(cells[i])
		}
		_ = c.Write(cells)
	}
	c.Flush()
	return c.Error()
}

// harmless keeps a cell from starting a formula. A negative number is one to a
// spreadsheet too, but no text.
func harmless(cell string) string {
	if cell == "" || !strings.ContainsRune("=+-@\t\r\n|", rune(cell[0])) {
		return cell
	}
	if _, err := strconv.ParseInt(cell, 10, 64); err == nil {
		return cell
	}
	return "'" + cell
}
