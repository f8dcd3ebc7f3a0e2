package script

import (
	"context"
	"strings"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/ui/confirm"
	"dojoreversals/ui/words"
)

// Order is a reversal as a script asks for it.
type Order struct {
	ID       string
	Yes      bool   // nobody is asked; the amount must be there
	Amount   string // as typed, see IsFigure
	Currency string // "" for any
	Reason   string
	Wait     Wait
	DryRun   bool
}

// Reverse reverses a payment of which a script says the amount. It reads the payment,
// refuses what a person would be refused, and compares the amount. Then it confirms the
// question, which holds the payment against the newest that is known, and follows the
// attempt.
func (s *Script) Reverse(ctx context.Context, o Order) error {
	q, err := s.ask(ctx, o)
	if err != nil {
		return err
	}
	if o.DryRun {
		return s.would(q)
	}
	s.take()
	q.Review(s.list, s.rules) // a twin may have come, which would ask for the amount
	q.TypeAmount(o.Amount)
	if q.Choose(); !q.Confirm(s.list, s.rules) {
		return s.broken(q)
	}
	if ctx.Err() != nil {
		return &Error{Failed, s.speak.Say(words.ScriptNothingSent)}
	}
	return s.Follow(ctx, s.deps.Reversals.Start(q.Payment, q.Recorded(), s.deps.Now()), o.Wait)
}

// Look reads the payment of an order for somebody who is to be asked about it. It refuses
// what Reverse refuses.
func (s *Script) Look(ctx context.Context, o Order) (*dojo.PaymentIntent, error) {
	q, err := s.ask(ctx, o)
	if err != nil {
		return nil, err
	}
	return q.Intent, nil
}

// ask reads the payment and makes the question about it that the order answers.
func (s *Script) ask(ctx context.Context, o Order) (*confirm.Question, error) {
	p, err := s.read(ctx, o.ID)
	switch code := CodeOf(err); code {
	case Done:
	case Failed:
		return nil, err // it says so already
	default:
		return nil, &Error{code, s.speak.Say(words.ScriptNotSent, "text", err.Error())}
	}
	s.check()
	s.take()
	q, no := confirm.Ask(s.list, s.rules, p)
	if no != nil {
		return nil, s.refused(o, p, *no)
	}
	q.Read(s.list, s.rules, p, nil) // it was read just now
	if q.Broken != nil {
		return nil, s.broken(q)
	}
	q.Because(o.Reason)
	return q, s.compare(q.Payment, o)
}

// compare holds what the script says of the payment against the payment.
func (s *Script) compare(p journal.Payment, o Order) error {
	typed := dojo.Clean(o.Amount)
	switch {
	case o.Currency != "" && !strings.EqualFold(o.Currency, p.Amount.Currency):
		return &Error{WrongUse, s.speak.Say(words.ScriptCurrency, "id", p.ID, "currency", p.Amount.Currency, "typed", dojo.Clean(o.Currency))}
	case o.Amount == "" && !o.Yes:
		return nil
	case !IsFigure(o.Amount):
		return &Error{WrongUse, s.speak.Say(words.ScriptFigure, "typed", typed)}
	case !confirm.IsAmount(o.Amount, p.Amount):
		return &Error{WrongUse, s.speak.Say(words.ScriptAmount, "id", p.ID, "amount", s.speak.Money(p.Amount), "typed", typed)}
	}
	return nil
}

// refused says why nobody is even asked about a payment. A dry run writes its row too.
func (s *Script) refused(o Order, p *dojo.PaymentIntent, no confirm.Refusal) error {
	if o.DryRun && s.set.Format != Table {
		if err := write(s, []payment{s.record(p)}, nil); err != nil {
			return err
		}
	}
	why := s.speak.Refusal(no, s.around(p.ID)).Text()
	text := s.speak.Say(words.PlainAbout, "what", s.speak.Label(journal.Confirmed(p)), "why", why)
	if no.Because == confirm.UnderWay {
		text = s.speak.Say(words.ScriptFollow, "text", text, "command", s.set.Again, "attempt", no.Attempt.ID)
	}
	return &Error{CodeOfRefusal(&no), text}
}

// broken says why the payment can't be reversed any more.
func (s *Script) broken(q *confirm.Question) error {
	if q.Broken == nil {
		// Only the amount can be missing, and compare has found it right.
		return &Error{Failed, s.speak.Say(words.ScriptNothingSent)}
	}
	text := s.speak.Refusal(*q.Broken, s.around(q.Payment.ID)).BrokenText(q.Payment, s.list.Attempt(q.Payment.ID))
	text = s.speak.Say(words.PlainWasAbout, "text", text, "what", s.speak.Label(q.Payment))
	if q.Broken.Because == confirm.UnderWay {
		text = s.speak.Say(words.ScriptFollow, "text", text, "command", s.set.Again, "attempt", q.Broken.Attempt.ID)
	}
	return &Error{CodeOfRefusal(q.Broken), text}
}

// would says what a reversal would do.
func (s *Script) would(q *confirm.Question) error {
	return write(s, []payment{s.record(q.Intent)}, func() error {
		said := s.speak.Question(q, s.around(q.Payment.ID))
		card, reference, at := said.Which()
		lines := []string{
			s.speak.Say(words.ScriptWould, "whose", s.speak.Whose(), "amount", s.speak.Money(q.Payment.Amount), "whole", said.Whole()),
			strings.Join([]string{card, reference, at}, ", ") + ".",
		}
		for _, warning := range said.Warnings(q.TwinNow(s.list), s.list.Judge(q.Intent).Verdict) {
			lines = append(lines, s.speak.Say(words.PlainWarning, "warning", warning))
		}
		effect, _ := said.Effect()
		lines = append(lines, effect, s.speak.Say(words.ScriptDryRun))
		return s.line(strings.Join(lines, "\n"))
	})
}
