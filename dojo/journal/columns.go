package journal

import (
	"fmt"
	"strings"
	"time"

	"dojoreversals/dojo"
)

// timeLayout has a fixed width, so that times sort as texts.
const timeLayout = "2006-01-02T15:04:05.000000000Z"

// column is one column of the table of events: a text or a whole number.
type column struct {
	name   string
	number bool
	since  int // the version of the tables that added it
	get    func(e *Event) (any, error)
	set    func(e *Event, v any) error
}

// columns are all that is kept of an event, in the order of the table, without
// the hash. Their order and names are part of the hash: add new ones at the end
// and never rename one.
//
// Of the card only its brand and last four digits are here. How it was read,
// which the decoder gives besides, is not.
var columns = []column{
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
	since(2, text("shop", func(e *Event) *string { return &e.Attempt.Shop })),
	since(2, instant("seen_reversed_at", func(e *Event) *time.Time { return &e.Attempt.SeenReversedAt })),
	since(2, instant("confirmed_dojo_at", func(e *Event) *time.Time { return &e.Attempt.ConfirmedDojo })),
}

// since marks a column that a later version of the tables added.
func since(version int, c column) column {
	c.since = version
	return c
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

// plain makes a text one that every database takes: whole UTF-8 without NUL.
// A record is never refused for odd bytes in what a server sent.
func plain(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

func text[T ~string](name string, at func(*Event) *T) column {
	return column{name: name,
		get: func(e *Event) (any, error) { return plain(string(*at(e))), nil },
		set: func(e *Event, v any) error {
			s, ok := v.(string)
			*at(e) = T(s)
			return typed(ok, name)
		}}
}

func lastFour(name string, at func(*Event) *string) column {
	c := text(name, at)
	c.get = func(e *Event) (any, error) {
		s := plain(*at(e))
		return s[max(0, len(s)-4):], nil // the decoder gives no more; neither may a mistake
	}
	return c
}

func number[T ~int | ~int64](name string, at func(*Event) *T) column {
	return column{name: name, number: true,
		get: func(e *Event) (any, error) { return int64(*at(e)), nil },
		set: func(e *Event, v any) error {
			n, ok := v.(int64)
			*at(e) = T(n)
			return typed(ok && int64(T(n)) == n, name)
		}}
}

func instant(name string, at func(*Event) *time.Time) column {
	return column{name: name,
		get: func(e *Event) (any, error) {
			t := at(e).UTC()
			if t.IsZero() {
				return "", nil
			}
			if t.Year() < 0 || t.Year() > 9999 {
				return "", fmt.Errorf("the year of %s can't be recorded: %d", name, t.Year())
			}
			return t.Format(timeLayout), nil
		},
		set: func(e *Event, v any) error {
			s, ok := v.(string)
			if s == "" {
				*at(e) = time.Time{}
				return typed(ok, name)
			}
			t, err := time.Parse(timeLayout, s)
			if err != nil {
				return fmt.Errorf("%s isn't a time", name)
			}
			*at(e) = t
			return nil
		}}
}

// money keeps an amount that may be missing, as "4250 GBP" in minor units.
func money(name string, at func(*Event) **dojo.Money) column {
	return column{name: name,
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

func verdict(name string, at func(*Event) *dojo.Reason) column {
	return column{name: name,
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

// values gives an event as the table holds it, without its hash.
func values(e *Event) ([]any, error) {
	out := make([]any, len(columns))
	for i, c := range columns {
		v, err := c.get(e)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

// eventOf is the way back.
func eventOf(vals []any, hash string) (Event, error) {
	e := Event{Hash: hash}
	for i, c := range columns {
		if err := c.set(&e, vals[i]); err != nil {
			return Event{}, err
		}
	}
	return e, nil
}

// columnList is the columns' names for SQL, and columnAt the place of each.
var columnList, columnAt = func() (string, map[string]int) {
	at := map[string]int{}
	for i, c := range columns {
		at[c.name] = i
	}
	return columnsIn(len(migrations)), at
}()

// columnsIn lists the columns for SQL that reads the tables of a version. What
// the version doesn't have is read as empty, which is how it was hashed.
func columnsIn(version int) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		switch {
		case c.since <= version:
			names[i] = c.name
		case c.number:
			names[i] = "0 AS " + c.name
		default:
			names[i] = "'' AS " + c.name
		}
	}
	return strings.Join(names, ", ")
}
