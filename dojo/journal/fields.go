package journal

import (
	"fmt"
	"strings"
	"time"

	"dojoreversals/dojo"
)

// TimeLayout is how a time is kept, in UTC. It has a fixed width, so that times
// sort as texts.
const TimeLayout = "2006-01-02T15:04:05.000000000Z"

// Field is one field of an event as a store keeps it: a text or a whole number.
type Field struct {
	Name   string
	Number bool // an int64; a string otherwise
	get    func(e *Event) (any, error)
	set    func(e *Event, v any) error
}

// Fields are all that is recorded of an event, but for its hash, in the order in which
// they are hashed. Their order and names are part of the hash: add new ones at the end,
// and never rename one.
//
// Of the card only the brand and the last four digits are recorded.
var Fields = []Field{
	number("seq", func(e *Event) *int64 { return &e.Seq }),
	text("prev_hash", func(e *Event) *string { return &e.Prev }),
	instant("at", func(e *Event) *time.Time { return &e.At }),
	instant("dojo_at", func(e *Event) *time.Time { return &e.DojoAt }),
	text("kind", func(e *Event) *Kind { return &e.Kind }),
	text("process", func(e *Event) *string { return &e.Process }),
	text("recovered_from", func(e *Event) *string { return &e.RecoveredFrom }),
	text("attempt_id", func(e *Event) *string { return &e.Attempt.ID }),
	text("state", func(e *Event) *State { return &e.Attempt.State }),
	text("why", func(e *Event) *Why { return &e.Attempt.Why }),
	verdict("verdict", func(e *Event) *dojo.Reason { return &e.Attempt.Verdict }),
	text("payment_id", func(e *Event) *string { return &e.Attempt.Payment.ID }),
	text("reference", func(e *Event) *string { return &e.Attempt.Payment.Reference }),
	text("card_brand", func(e *Event) *string { return &e.Attempt.Payment.Card.Brand }),
	lastFour("card_last4", func(e *Event) *string { return &e.Attempt.Payment.Card.Last4 }),
	number("amount_minor", func(e *Event) *int64 { return &e.Attempt.Payment.Amount.Minor }),
	text("currency", func(e *Event) *string { return &e.Attempt.Payment.Amount.Currency }),
	money("other_total", func(e *Event) **dojo.Money { return &e.Attempt.Payment.Other }),
	instant("paid_at", func(e *Event) *time.Time { return &e.Attempt.Payment.PaidAt }),
	text("confirmed_status", func(e *Event) *dojo.Status { return &e.Attempt.Payment.Status }),
	text("auth_code", func(e *Event) *string { return &e.Attempt.Payment.AuthCode }),
	text("reason", func(e *Event) *string { return &e.Attempt.Reason }),
	text("environment", func(e *Event) *dojo.Environment { return &e.Attempt.Environment }),
	text("base_url", func(e *Event) *string { return &e.Attempt.BaseURL }),
	text("key_fingerprint", func(e *Event) *string { return &e.Attempt.KeyFingerprint }),
	text("operator", func(e *Event) *string { return &e.Attempt.Operator }),
	text("client", func(e *Event) *string { return &e.Attempt.Client }),
	text("host", func(e *Event) *string { return &e.Attempt.Host }),
	instant("confirmed_at", func(e *Event) *time.Time { return &e.Attempt.ConfirmedAt }),
	instant("sent_at", func(e *Event) *time.Time { return &e.Attempt.SentAt }),
	instant("gave_up_at", func(e *Event) *time.Time { return &e.Attempt.GaveUpAt }),
	instant("settled_at", func(e *Event) *time.Time { return &e.Attempt.SettledAt }),
	number("good_reads", func(e *Event) *int { return &e.Attempt.GoodReads }),
	text("answered", func(e *Event) *dojo.ReversalStatus { return &e.Attempt.Answered }),
	number("http_status", func(e *Event) *int { return &e.Attempt.HTTPStatus }),
	text("reversal_id", func(e *Event) *string { return &e.Attempt.ReversalID }),
	text("message", func(e *Event) *string { return &e.Attempt.Message }),
	text("trace_id", func(e *Event) *string { return &e.Attempt.TraceID }),
	text("last_status", func(e *Event) *dojo.Status { return &e.Attempt.LastStatus }),
	instant("corrected_at", func(e *Event) *time.Time { return &e.Attempt.CorrectedAt }),
	text("corrected_by", func(e *Event) *string { return &e.Attempt.CorrectedBy }),
	text("shop", func(e *Event) *string { return &e.Attempt.Shop }),
	instant("seen_reversed_at", func(e *Event) *time.Time { return &e.Attempt.SeenReversedAt }),
	instant("confirmed_dojo_at", func(e *Event) *time.Time { return &e.Attempt.ConfirmedDojo }),
	text("operator_key", func(e *Event) *string { return &e.Attempt.OperatorKey }),
}

// verdicts names the reasons of the rule, since their numbers may change from
// one version of the program to the next. The first is also "no verdict".
var verdicts = map[dojo.Reason]string{
	dojo.ReasonHeld: "", dojo.ReasonCapturedToday: "captured today", dojo.ReasonCaptured: "captured",
	dojo.ReasonCapturing: "capturing", dojo.ReasonPartRefunded: "part refunded", dojo.ReasonTooLate: "too late",
	dojo.ReasonReversed: "reversed", dojo.ReasonRefunded: "refunded", dojo.ReasonCanceled: "cancelled",
	dojo.ReasonNotPaid: "not paid", dojo.ReasonCaptureMode: "capture mode", dojo.ReasonUnknownStatus: "unknown status",
	dojo.ReasonNoPaymentTime: "no payment time", dojo.ReasonPaidInTheFuture: "paid in the future",
	dojo.ReasonNoAmount: "no amount", dojo.ReasonUnreadable: "unreadable",
	dojo.ReasonDayUnsure: "day unsure",
}

// VerdictWord is how a reason of the rule is recorded, "" where there is none.
func VerdictWord(r dojo.Reason) string { return verdicts[r] }

// plain makes a text one that every database takes: whole UTF-8 without NUL. Odd bytes
// from a server must not be a reason to refuse a record.
func plain(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

func text[T ~string](name string, at func(*Event) *T) Field {
	return Field{Name: name,
		get: func(e *Event) (any, error) { return plain(string(*at(e))), nil },
		set: func(e *Event, v any) error {
			s, ok := v.(string)
			*at(e) = T(s)
			return typed(ok, name)
		}}
}

func lastFour(name string, at func(*Event) *string) Field {
	c := text(name, at)
	c.get = func(e *Event) (any, error) {
		s := plain(*at(e))
		return s[max(0, len(s)-4):], nil // the decoder gives four; a mistake must not record more
	}
	return c
}

func number[T ~int | ~int64](name string, at func(*Event) *T) Field {
	return Field{Name: name, Number: true,
		get: func(e *Event) (any, error) { return int64(*at(e)), nil },
		set: func(e *Event, v any) error {
			n, ok := v.(int64)
			*at(e) = T(n)
			return typed(ok && int64(T(n)) == n, name)
		}}
}

func instant(name string, at func(*Event) *time.Time) Field {
	return Field{Name: name,
		get: func(e *Event) (any, error) {
			t := at(e).UTC()
			if t.IsZero() {
				return "", nil
			}
			if t.Year() < 0 || t.Year() > 9999 {
				return "", fmt.Errorf("the year of %s can't be recorded: %d", name, t.Year())
			}
			return t.Format(TimeLayout), nil
		},
		set: func(e *Event, v any) error {
			s, ok := v.(string)
			if s == "" {
				*at(e) = time.Time{}
				return typed(ok, name)
			}
			t, err := time.Parse(TimeLayout, s)
			if err != nil {
				return fmt.Errorf("%s isn't a time", name)
			}
			*at(e) = t
			return nil
		}}
}

// money is an amount that may be missing, such as "4250 GBP", in minor units.
func money(name string, at func(*Event) **dojo.Money) Field {
	return Field{Name: name,
		get: func(e *Event) (any, error) {
			m := *at(e)
			if m == nil {
				return "", nil
			}
			return fmt.Sprintf("%d %s", m.Minor, plain(m.Currency)), nil
		},
		set: func(e *Event, v any) error {
			s, ok := v.(string)
			if s == "" {
				*at(e) = nil
				return typed(ok, name)
			}
			minor, currency, ok := strings.Cut(s, " ")
			m := dojo.Money{Currency: currency}
			if n, err := fmt.Sscanf(minor, "%d", &m.Minor); err != nil || n != 1 || !ok {
				return fmt.Errorf("%s isn't an amount", name)
			}
			*at(e) = &m
			return nil
		}}
}

func verdict(name string, at func(*Event) *dojo.Reason) Field {
	return Field{Name: name,
		get: func(e *Event) (any, error) {
			s, ok := verdicts[*at(e)]
			if !ok {
				return "", fmt.Errorf("verdict %d has no name", *at(e))
			}
			return s, nil
		},
		set: func(e *Event, v any) error {
			s, ok := v.(string)
			*at(e) = dojo.ReasonUnknownStatus // a word of a later version
			for r, word := range verdicts {
				if word == s {
					*at(e) = r
				}
			}
			return typed(ok, name)
		}}
}

func typed(ok bool, name string) error {
	if !ok {
		return fmt.Errorf("%s has a value of the wrong type", name)
	}
	return nil
}

// values gives the fields of an event, without its hash.
func values(e *Event) ([]any, error) {
	out := make([]any, len(Fields))
	for i, f := range Fields {
		v, err := f.get(e)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

// fieldAt is the place of each field in Fields.
var fieldAt = func() map[string]int {
	at := map[string]int{}
	for i, f := range Fields {
		at[f.Name] = i
	}
	return at
}()
