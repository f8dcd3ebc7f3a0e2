package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
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
		RecoveredFrom: e.RecoveredFrom, Prev: e.Prev, ConfirmedDojo: stamp(a.ConfirmedDojo),
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
// Those of rank 0 always stay.
var tableColumns = []struct {
	title string
	rank  int
	cell  func(l line) string
}{
	{"TIME (UTC), DOJO'S", 0, line.shownTime},
	{"OPERATOR", 1, func(l line) string {
		if l.Host == "" {
			return l.Operator
		}
		return l.Operator + "@" + l.Host
	}},
	{"PAYMENT", 0, func(l line) string { return l.Payment }},
	{"REFERENCE", 3, func(l line) string { return l.Reference }},
	{"AMOUNT", 0, func(l line) string { return dojo.Money{Minor: l.Minor, Currency: l.Currency}.ASCII() }},
	{"STATE", 0, func(l line) string {
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
	{"WHY", 2, func(l line) string {
		if l.voided() {
			return ""
		}
		return l.Why
	}},
	{"REASON", 4, func(l line) string { return l.Reason }},
	{"SHOP", 5, func(l line) string { return l.Shop }},
	{"FROM", 6, func(l line) string { return l.Client }},
	{"KEY", 7, func(l line) string { return l.Key }},
	{"REVERSAL", 8, func(l line) string { return l.ReversalID }},
}

// writeTable writes a table whose lines have at most width cells, if the columns of
// rank 0 fit. 0 is no limit.
func writeTable(w io.Writer, lines []line, width int) error {
	if len(lines) == 0 {
		_, err := fmt.Fprintln(w, "Nothing is recorded.")
		return err
	}
	widths, ranks := make([]int, len(tableColumns)), make([]int, len(tableColumns))
	rows := make([][]string, len(lines)+1)
	for i, c := range tableColumns {
		rows[0] = append(rows[0], c.title)
		for n, l := range lines {
			cell := dojo.Clean(c.cell(l))
			rows[n+1] = append(rows[n+1], cell)
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
		ranks[i] = c.rank
		if widths[i] == 0 && c.rank > 0 {
			ranks[i] += len(tableColumns)
		}
		widths[i] = max(widths[i], utf8.RuneCountInString(c.title))
	}
	shown := fittingColumns(widths, ranks, width)
	var b strings.Builder
	for _, row := range rows {
		var text strings.Builder
		for i, cell := range row {
			if shown[i] {
				text.WriteString(cell + strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+2))
			}
		}
		b.WriteString(strings.TrimRight(text.String(), " ") + "\n")
	}
	var left []string
	for i, c := range tableColumns {
		if !shown[i] {
			left = append(left, c.title)
		}
	}
	if len(left) > 0 {
		b.WriteString("Left out in this narrow terminal: " + strings.Join(left, ", ") + ". --format csv has everything.\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// fittingColumns says which columns fit in width cells. It leaves out those of the
// highest rank first.
func fittingColumns(widths, ranks []int, width int) []bool {
	shown, total := make([]bool, len(widths)), 0
	for i, w := range widths {
		shown[i] = true
		total += w + 2
	}
	for total-2 > width && width > 0 {
		last := -1
		for i, rank := range ranks {
			if shown[i] && rank > 0 && (last < 0 || rank > ranks[last]) {
				last = i
			}
		}
		if last < 0 {
			break
		}
		shown[last] = false
		total -= widths[last] + 2
	}
	return shown
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
