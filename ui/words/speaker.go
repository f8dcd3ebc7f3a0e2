package words

import (
	"cmp"
	"strings"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/ui/worklist"
)

// Speaker says what is the same wherever it is said: amounts, instants, cards,
// names. What it says of one thing has a type of its own, made by the method of
// the same name: Attempt, Payment, Question, Refusal, Header, Day.
type Speaker struct {
	tongue
	Glyphs
	zone    *time.Location
	mode    string // DEMO, SANDBOX or LIVE
	shop    string // its name in the settings
	several bool   // see Options
	served  bool   // see Options
	host    string // where a live key goes, if that isn't Dojo's own host; "" otherwise
	version string // of the API, as it is asked for
	pending string // how long a bank may show a released hold, such as "a few working days"
	how     how
	// Ahead is how far this machine's clock is ahead of Dojo's. All times that
	// people see are Dojo's.
	Ahead time.Duration
}

// how is how the reader does something about what is said.
type how int

const (
	byKey     how = iota // presses a key of the screen
	byTyping             // types a word of plain mode
	byCommand            // runs a command
)

// by is the text for how the reader does it.
func (h how) by(key, typed, command string) string {
	return [...]string{byKey: key, byTyping: typed, byCommand: command}[h]
}

// Around is what is known around a payment, as far as sentences about it depend
// on that.
type Around struct {
	List     worklist.OnList // what the list shows of it
	Now      worklist.Now
	ReadOnly string // why nothing can be reversed, "" if it can
}

// Options are the settings that sentences depend on.
type Options struct {
	Locale  string            // how dates and amounts are written, a BCP 47 tag; "" for dojo.DefaultLocale
	ASCII   bool              // only ASCII can be shown
	Zone    *time.Location    // the shop's
	Mode    string            // DEMO, SANDBOX or LIVE
	Shop    string            // its name in the settings
	Several bool              // there are other shops, so that each result says whose it is
	Served  bool              // a server watches what goes on after this person has gone
	Agent   bool              // this person has come to a server that somebody else manages
	Host    string            // where a live key goes, if that isn't Dojo's own host; "" otherwise
	Version string            // of the API, named in what is said of refusals
	Pending string            // how long a bank may show a released hold, such as "a few working days"
	Texts   map[string]string // another language, by the English text; nil for the locale's
}

// New makes a speaker.
func New(o Options) Speaker {
	t := tongueOf(o.Locale)
	t.agent = o.Agent
	if o.Texts != nil {
		t.texts = o.Texts
	}
	if o.ASCII {
		t.speller = asciiSpeller()
	}
	return Speaker{tongue: t, Glyphs: NewGlyphs(o.ASCII), zone: o.Zone,
		mode: o.Mode, shop: o.Shop, several: o.Several, served: o.Served, host: o.Host, version: o.Version, pending: o.Pending}
}

// InPlain is how plain mode speaks: of what is typed, not of keys.
func (s Speaker) InPlain() Speaker {
	s.how, s.dots = byTyping, s.Say(plainEnding)
	return s
}

// InCommands is how the commands for scripts speak: of commands, not of keys.
func (s Speaker) InCommands() Speaker {
	s.how, s.dots = byCommand, s.Say(plainEnding)
	return s
}

// Label names a payment in a sentence: its amount, and the shop's reference or
// what else tells it from others.
func (s Speaker) Label(p journal.Payment) string {
	return s.Say(textLabel, "amount", s.Money(p.Amount), "name", s.name(p))
}

func (s Speaker) name(p journal.Payment) string {
	switch {
	case p.Reference != "":
		return p.Reference // whole: it is by this that people find the sale
	case p.Card.Last4 != "":
		return s.Card(p.Card)
	}
	return p.ID
}

// Charged is what the customer was charged; both figures where Dojo's own
// disagree.
func (s Speaker) Charged(p *dojo.PaymentIntent) string {
	c := p.Charge()
	switch {
	case c.Other != nil:
		return s.Money(c.Total) + " / " + s.Money(*c.Other)
	case c.Known:
		return s.Money(c.Total)
	case p.Amount != nil:
		return s.Money(*p.Amount)
	}
	return s.Say(textNotKnown)
}

// Card writes a card as people know it, such as "Visa ··1013".
func (s Speaker) Card(c dojo.Card) string {
	if c.Last4 == "" {
		return c.Brand
	}
	return strings.TrimSpace(c.Brand + " " + s.dots + c.Last4)
}

// who names the operator of an attempt, or nobody in the word for that, and
// where they sat.
func (s Speaker) who(a journal.Attempt, nobody string) string {
	who := cmp.Or(a.Operator, s.Say(nobody))
	if a.Host == "" {
		return who
	}
	return s.Say(textAtHost, "who", who, "host", a.Host)
}

// heldMoney adds that an amount is still held, or that it was when Dojo last
// answered; since is OnList.Since.
func (s Speaker) heldMoney(text, amount string, since time.Time) string {
	if !since.IsZero() {
		return s.Say(textHeldThen, "text", text, "amount", amount, "time", s.At(since))
	}
	return s.Say(textStillHeld, "text", text, "amount", amount)
}

// Kept is what is said after a dialog was left without a reversal. since is
// Dojo's clock when it last answered, where it doesn't answer now.
func (s Speaker) Kept(p journal.Payment, since time.Time) string {
	text, amount := s.Say(textKept), s.Money(p.Amount)
	switch {
	case p.Status != dojo.StatusCaptured:
		return s.heldMoney(text, amount, since)
	case !since.IsZero():
		return s.Say(textCapturedThen, "text", text, "amount", amount, "time", s.At(since))
	}
	return s.Say(textStaysCaptured, "text", text, "amount", amount)
}

// CustomerAsked is the line for the customer of a payment about which somebody
// was asked, and which can't be reversed any more. a is the attempt that tells
// most about it, or nil.
func (s Speaker) CustomerAsked(p journal.Payment, a *reversal.Attempt, k Around) string {
	if a == nil || !worklist.Barred(a) {
		a = &reversal.Attempt{Attempt: journal.Attempt{Payment: p, State: journal.Abandoned}} // nothing was sent
	}
	return s.Attempt(a, k).customer()
}

// View names a view.
func (s Speaker) View(v worklist.View) string {
	return s.Say([...]string{viewNameRecent, viewNameToReverse, viewNameRefund, viewNameTooLate, viewNameReversed, viewNameEverything}[v])
}

// FindWords are the words by which the finder finds payments.
func (s Speaker) FindWords() worklist.Words {
	return worklist.Words{Row: s.rowWords, Date: func(at time.Time) string { return s.On(at, DateDay) }}
}

// rowWords are those of one payment: those of its own status, here and at Dojo, or
// with an attempt what stands on its row, and those that stand before the last four
// digits of any card.
func (s Speaker) rowWords(r worklist.Row, a *reversal.Attempt, now worklist.Now) []string {
	said := []string{s.Say(plainEnding)}
	if a != nil {
		return append(said, s.Payment(r).StatusAfter(a, Around{Now: now}).Words[0])
	}
	status := s.Payment(r).Status().Words
	switch r.Verdict.Reason {
	case dojo.ReasonHeld, dojo.ReasonTooLate:
		said = append(said, s.Say(findHeld))
	case dojo.ReasonCanceled:
		said = append(said, s.Say(findCanceled))
	}
	if r.Verdict.Reversible {
		said = append(said, s.Say(StatusHeldKey, "status", status[0]))
	}
	return append(said, status...)
}

// Hour names an hour, with its day unless that is today.
func (s Speaker) Hour(h worklist.Hour, now time.Time) string {
	if h.Day == dojo.DayOf(now, s.zone) {
		return s.Say(textHour, "hour", TwoDigits(h.Hour))
	}
	return s.Say(textHourOf, "day", s.On(h.Day.Start(s.zone), dateShort), "hour", TwoDigits(h.Hour))
}

// askAgain adds how the list is asked for again.
func (s Speaker) askAgain(text string) string {
	return s.Say(s.how.by(textAskAgain, plainRefreshAsk, commandAskAgain), "text", text)
}

// Meanings say what the words on the rows mean.
func Meanings() []string {
	return []string{meaningHeld, meaningCaptured, meaningCreated, meaningChecking, meaningTooLate}
}
