package cli

import (
	"fmt"
	"io"
	"strings"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/ui/internal/export"
)

// line is one event with everything that is recorded of it, as it is exported. Its
// JSON names are the columns of the CSV too. Add new ones at the end, so that
// programs which count columns still find the old ones.
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

func lineOf(e journal.Event) line {
	a := e.Attempt.Cleaned()
	p := a.Payment
	other := ""
	if p.Other != nil {
		other = p.Other.ASCII()
	}
	return line{
		Seq: e.Seq, Time: stamp(e.At), DojoTime: stamp(e.DojoAt), Kind: string(e.Kind), Attempt: a.ID,
		Payment: p.ID, Reference: p.Reference, Card: strings.TrimSpace(p.Card.Brand + " " + p.Card.Last4),
		Minor: p.Amount.Minor, Currency: p.Amount.Currency,
		State: string(a.State), Why: string(a.Why), Reason: a.Reason,
		Operator: a.Operator, Client: a.Client, Host: a.Host, Process: e.Process,
		Environment: string(a.Environment), BaseURL: a.BaseURL, Key: a.KeyFingerprint,
		HTTPStatus: a.HTTPStatus, ReversalID: a.ReversalID, Message: a.Message, TraceID: a.TraceID,
		Corrected: stamp(a.CorrectedAt), Hash: e.Hash,
		Shop: a.Shop, PaidAt: stamp(p.PaidAt), PaymentStatus: string(p.Status), OtherTotal: other, AuthCode: p.AuthCode,
		Verdict: journal.VerdictWord(a.Verdict), ConfirmedAt: stamp(a.ConfirmedAt), SentAt: stamp(a.SentAt),
		GaveUpAt: stamp(a.GaveUpAt), SettledAt: stamp(a.SettledAt), GoodReads: a.GoodReads, Answered: string(a.Answered),
		LastStatus: string(a.LastStatus), SeenReversed: stamp(a.SeenReversedAt), CorrectedBy: a.CorrectedBy,
		RecoveredFrom: e.RecoveredFrom, Prev: e.Prev, ConfirmedDojo: stamp(a.ConfirmedDojo), OperatorKey: a.OperatorKey,
	}
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

// shownTime is the time of an event in the table: by Dojo's clock, as on the screen,
// or by this PC's clock if Dojo's wasn't known, and then it says so. Exports have
// both times.
func (l line) shownTime() string {
	if l.DojoTime == "" {
		return strings.TrimSuffix(l.Time, "Z") + " by the PC"
	}
	return strings.TrimSuffix(l.DojoTime, "Z")
}

// voided says whether Dojo took the reversal, and then showed its payment as cancelled:
// that wasn't cancelled first, and Dojo didn't fail to do it.
func (l line) voided() bool {
	return l.Why == string(journal.CanceledFirst) && l.Answered != string(dojo.ReversalFailed) && l.Answered+l.ReversalID != ""
}

// tableColumns are the columns of the table, from left to right. If the terminal is
// too narrow, empty columns are left out first, then those of the highest rank.
// Those of rank 0 always stay. Who reversed what, from where and why stands below its
// line where it has no room in it.
var tableColumns = []export.Column[line]{
	{Title: "TIME (UTC), DOJO'S", Rank: 0, Cell: line.shownTime},
	{Title: "OPERATOR", Rank: 1, Below: true, Cell: func(l line) string {
		if l.Host == "" {
			return l.Operator
		}
		return l.Operator + "@" + l.Host
	}},
	{Title: "PAYMENT", Rank: 0, Cell: func(l line) string { return l.Payment }},
	{Title: "REFERENCE", Rank: 3, Below: true, Cell: func(l line) string { return l.Reference }},
	{Title: "AMOUNT", Rank: 0, Cell: func(l line) string { return dojo.Money{Minor: l.Minor, Currency: l.Currency}.ASCII() }},
	{Title: "STATE", Rank: 0, Cell: func(l line) string {
		switch {
		case l.voided():
			return "cancelled after Dojo took it"
		case l.Corrected == "":
		case l.CorrectedBy != "":
			return l.State + ", reversed by attempt " + l.CorrectedBy
		case l.LastStatus == string(dojo.StatusReversed):
			return l.State + ", reversed after all"
		default:
			return l.State + ", then " + l.LastStatus
		}
		return l.State
	}},
	{Title: "WHY", Rank: 2, Below: true, Cell: func(l line) string {
		if l.voided() {
			return ""
		}
		return l.Why
	}},
	{Title: "REASON", Rank: 4, Below: true, Cell: func(l line) string { return l.Reason }},
	{Title: "SHOP", Rank: 5, Below: true, Cell: func(l line) string { return l.Shop }},
	{Title: "FROM", Rank: 6, Below: true, Cell: func(l line) string { return l.Client }},
	{Title: "KEY", Rank: 7, Cell: func(l line) string { return l.Key }},
	{Title: "REVERSAL", Rank: 8, Cell: func(l line) string { return l.ReversalID }},
	{Title: "SSH KEY", Rank: 9, Cell: func(l line) string { return l.OperatorKey }},
}

// writeTable writes a table whose lines have at most width cells, if the columns of
// rank 0 fit. 0 is no limit.
func writeTable(w io.Writer, lines []line, width int) error {
	if len(lines) == 0 {
		_, err := fmt.Fprintln(w, "Nothing is recorded.")
		return err
	}
	left, err := export.Table(w, tableColumns, lines, width)
	if err == nil && len(left) > 0 {
		_, err = fmt.Fprintln(w, leftOut(left))
	}
	return err
}

// leftOut says which columns had no room in the terminal.
func leftOut(titles []string) string {
	return "Left out in this narrow terminal: " + strings.Join(titles, ", ") + ". --format csv has everything."
}
