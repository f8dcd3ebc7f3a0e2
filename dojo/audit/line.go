package audit

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"dojoreversals/dojo/journal"
)

// Line is one event with everything that is recorded of it, as it is exported: what
// the command journal writes with --format json. Its JSON names are the columns of the
// CSV too. Add new ones at the end, so that programs which count columns still find the
// old ones. Times are RFC 3339 in UTC, to the millisecond, or "". Of a card it has the
// brand and the last four digits.
type Line struct {
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

	Shop          string `json:"shop"`
	PaidAt        string `json:"paid_at"`
	PaymentStatus string `json:"confirmed_status"`
	OtherTotal    string `json:"other_total"`
	AuthCode      string `json:"auth_code"`
	Verdict       string `json:"verdict"`
	ConfirmedAt   string `json:"confirmed_at"`
	SentAt        string `json:"sent_at"`
	GaveUpAt      string `json:"gave_up_at"`
	SettledAt     string `json:"settled_at"`
	GoodReads     int    `json:"good_reads"`
	Answered      string `json:"answered"`
	LastStatus    string `json:"last_status"`
	SeenReversed  string `json:"seen_reversed_at"`
	CorrectedBy   string `json:"corrected_by"`
	RecoveredFrom string `json:"recovered_from"`
	Prev          string `json:"prev_hash"`
	ConfirmedDojo string `json:"confirmed_dojo_at"`
	OperatorKey   string `json:"operator_key"`
}

// LineOf is the line of an event. Card numbers in its free texts are blotted out.
func LineOf(e journal.Event) Line {
	a := e.Attempt.Cleaned()
	p := a.Payment
	other := ""
	if p.Other != nil {
		other = p.Other.ASCII()
	}
	return Line{
		Seq: e.Seq, Time: Stamp(e.At), DojoTime: Stamp(e.DojoAt), Kind: string(e.Kind), Attempt: a.ID,
		Payment: p.ID, Reference: p.Reference, Card: strings.TrimSpace(p.Card.Brand + " " + p.Card.Last4),
		Minor: p.Amount.Minor, Currency: p.Amount.Currency,
		State: string(a.State), Why: string(a.Why), Reason: a.Reason,
		Operator: a.Operator, Client: a.Client, Host: a.Host, Process: e.Process,
		Environment: string(a.Environment), BaseURL: a.BaseURL, Key: a.KeyFingerprint,
		HTTPStatus: a.HTTPStatus, ReversalID: a.ReversalID, Message: a.Message, TraceID: a.TraceID,
		Corrected: Stamp(a.CorrectedAt), Hash: e.Hash,
		Shop: a.Shop, PaidAt: Stamp(p.PaidAt), PaymentStatus: string(p.Status), OtherTotal: other, AuthCode: p.AuthCode,
		Verdict: journal.VerdictWord(a.Verdict), ConfirmedAt: Stamp(a.ConfirmedAt), SentAt: Stamp(a.SentAt),
		GaveUpAt: Stamp(a.GaveUpAt), SettledAt: Stamp(a.SettledAt), GoodReads: a.GoodReads, Answered: string(a.Answered),
		LastStatus: string(a.LastStatus), SeenReversed: Stamp(a.SeenReversedAt), CorrectedBy: a.CorrectedBy,
		RecoveredFrom: e.RecoveredFrom, Prev: e.Prev, ConfirmedDojo: Stamp(a.ConfirmedDojo), OperatorKey: a.OperatorKey,
	}
}

// Stamp writes a time as a Line has it.
func Stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

// appendJSON writes a line as JSON in ASCII alone, and the end of the line. So no text
// from outside moves a cursor or turns the direction of writing where somebody looks at
// it, and any receiver takes it whatever encoding it expects.
func (l Line) appendJSON(dst []byte) []byte {
	text, err := json.Marshal(l)
	if err != nil {
		panic(err) // texts and numbers alone
	}
	for _, r := range string(text) {
		switch {
		case r < 0x7f:
			dst = utf8.AppendRune(dst, r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			dst = fmt.Appendf(dst, `\u%04x\u%04x`, high, low)
		default:
			dst = fmt.Appendf(dst, `\u%04x`, r)
		}
	}
	return append(dst, '\n')
}
