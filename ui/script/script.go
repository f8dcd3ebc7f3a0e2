package script

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/confirm"
	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/internal/export"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// List is the live list of payments. *shop.Session is one.
type List interface {
	Snapshot() *feed.Snapshot
	ListNews() <-chan struct{}
	LookUp(ctx context.Context, id string) (dojo.PaymentIntent, error)
}

// Reversals carries reversals out. *shop.Look is one.
type Reversals interface {
	Start(confirmed journal.Payment, reason string, at time.Time) string
	// Changed are the attempts that have changed since Changed was asked last, and all
	// at first, in no order.
	Changed() []reversal.Attempt
	ReversalNews() <-chan struct{}
}

// Deps is all that a command has of the outside world.
type Deps struct {
	List      List
	Reversals Reversals
	Now       func() time.Time // this machine's clock
	After     func(time.Duration) <-chan time.Time
	Clock     worklist.Clock
	Checked   func() string // waits for the check of the record, and says why nothing can be reversed, or ""
	Stop      func()        // waits until a request under way was answered and recorded
	Out       io.Writer
	Progress  func(string) // says how far it is to somebody who waits; "" is the end
}

// Settings are what a command is told of the shop, and how it is to write.
type Settings struct {
	words.Options
	Rule     dojo.Rule
	MustType func(dojo.Money) bool // see confirm.Rules
	Again    string                // the command that asks again about a reversal, without its ID
	Format   Format
	Width    int // of the terminal, 0 for no limit
}

// Format is how rows are written.
type Format string

// The formats.
const (
	Table Format = "table"
	JSON  Format = "json"
	CSV   Format = "csv"
)

// Formats are all of them.
func Formats() []Format { return []Format{Table, JSON, CSV} }

// How long a command waits for Dojo where no answer comes.
const (
	readPatience = 20 * time.Second // for one payment
	listPatience = 10 * time.Second // for anything new of the list
)

// Script is one command on an open shop.
type Script struct {
	deps  Deps
	set   Settings
	rules confirm.Rules
	speak words.Speaker
	list  *worklist.List

	attempts map[string]*reversal.Attempt // by attempt ID
}

// New makes a command.
func New(d Deps, s Settings) *Script {
	speak := words.New(s.Options).InCommands()
	judge := worklist.NewJudge(s.Rule, s.Zone, speak.FindWords())
	return &Script{
		deps: d, set: s, speak: speak, rules: confirm.Rules{MustType: s.MustType},
		list:     worklist.New(worklist.Options{Judge: judge}, d.List.Snapshot(), worklist.ReadNow(d.Clock, d.Now(), s.Zone)),
		attempts: map[string]*reversal.Attempt{},
	}
}

// take takes in the newest of all.
func (s *Script) take() {
	now := worklist.ReadNow(s.deps.Clock, s.deps.Now(), s.set.Zone)
	s.speak.Ahead = now.Ahead
	s.list.SetNow(now)
	changed := s.deps.Reversals.Changed()
	for i := range changed {
		s.attempts[changed[i].ID] = &changed[i]
	}
	s.list.Take(s.deps.List.Snapshot(), changed)
}

// check waits until the whole record was checked.
func (s *Script) check() {
	why := s.deps.Checked()
	s.rules.ReadOnly, s.list.ReadOnly = why, why != ""
}

// around is what is known around a payment.
func (s *Script) around(id string) words.Around {
	return words.Around{List: s.list.OnList(id), Now: s.list.Now(), ReadOnly: s.rules.ReadOnly}
}

// read reads one payment, and knows it from then on.
func (s *Script) read(ended context.Context, id string) (*dojo.PaymentIntent, error) {
	ctx, cancel := context.WithTimeout(ended, readPatience)
	defer cancel()
	p, err := s.deps.List.LookUp(ctx, id)
	s.take()
	switch {
	case err != nil && errors.Is(ended.Err(), context.Canceled):
		return nil, &Error{Failed, s.speak.Say(words.ScriptNothingSent)}
	case err != nil:
		return nil, &Error{CodeOfTrouble(err), s.speak.LookUpText(err)}
	}
	return &p, nil
}

// write writes rows in the format that was asked for. table writes the table.
func write[Row any](s *Script, rows []Row, table func() error) error {
	switch s.set.Format {
	case JSON:
		return export.JSON(s.deps.Out, rows)
	case CSV:
		return export.CSV(s.deps.Out, rows)
	case Table:
	}
	return table()
}

// line writes a sentence for people. A terminal would break it within words.
func (s *Script) line(text string) error {
	if s.set.Width > 0 {
		var lines []string
		for line := range strings.SplitSeq(text, "\n") {
			lines = append(lines, cells.Wrap(line, s.set.Width)...)
		}
		text = strings.Join(lines, "\n")
	}
	_, err := io.WriteString(s.deps.Out, text+"\n")
	return err
}
