package cli

import (
	"fmt"
	"io"
	"strings"

	"dojoreversals/dojo"
	"dojoreversals/dojo/audit"
	"dojoreversals/dojo/journal"
	"dojoreversals/ui/internal/export"
	"dojoreversals/ui/plain"
)

// line is one event with everything that is recorded of it.
type line = audit.Line

// shownTime is the time of an event in the table: by Dojo's clock, as on the screen,
// or by this PC's clock if Dojo's wasn't known, and then it says so. Exports have
// both times.
func shownTime(l line) string {
	if l.DojoTime == "" {
		return strings.TrimSuffix(l.Time, "Z") + " by the PC"
	}
	return strings.TrimSuffix(l.DojoTime, "Z")
}

// voided says whether Dojo took the reversal, and then showed its payment as cancelled:
// that wasn't cancelled first, and Dojo didn't fail to do it.
func voided(l line) bool {
	return l.Why == string(journal.CanceledFirst) && l.Answered != string(dojo.ReversalFailed) && l.Answered+l.ReversalID != ""
}

// tableColumns are the columns of the table, from left to right. If the terminal is
// too narrow, empty columns are left out first, then those of the highest rank.
// Those of rank 0 always stay. Who reversed what, from where and why stands below its
// line where it has no room in it, and so does the payment's ID, which is never cut.
var tableColumns = []export.Column[line]{
	{Title: "TIME (UTC), DOJO'S", Rank: 0, Cell: shownTime},
	{Title: "OPERATOR", Rank: 2, Below: true, Cell: func(l line) string {
		if l.Host == "" || l.OperatorKey != "" { // an agent hasn't come from the server's own host
			return l.Operator
		}
		return l.Operator + "@" + l.Host
	}},
	{Title: "PAYMENT", Rank: 5, Below: true, Cell: func(l line) string { return l.Payment }},
	{Title: "REFERENCE", Rank: 4, Below: true, Cell: func(l line) string { return l.Reference }},
	{Title: "AMOUNT", Rank: 0, Cell: func(l line) string { return dojo.Money{Minor: l.Minor, Currency: l.Currency}.ASCII() }},
	{Title: "STATE", Rank: 1, Below: true, Cell: func(l line) string {
		switch {
		case voided(l):
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
	{Title: "WHY", Rank: 3, Below: true, Cell: func(l line) string {
		if voided(l) {
			return ""
		}
		return l.Why
	}},
	{Title: "REASON", Rank: 6, Below: true, Cell: func(l line) string { return l.Reason }},
	{Title: "SHOP", Rank: 7, Below: true, Cell: func(l line) string { return l.Shop }},
	{Title: "FROM", Rank: 8, Below: true, Cell: func(l line) string { return l.Client }},
	{Title: "KEY", Rank: 9, Cell: func(l line) string { return l.Key }},
	{Title: "REVERSAL", Rank: 10, Cell: func(l line) string { return l.ReversalID }},
	{Title: "SSH KEY", Rank: 11, Cell: func(l line) string { return l.OperatorKey }},
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
		_, err = fmt.Fprintln(w, leftOut(left, width))
	}
	return err
}

// leftOut says which columns had no room in a terminal of this width.
func leftOut(titles []string, width int) string {
	text := "Left out in this narrow terminal: " + strings.Join(titles, ", ") + ". --format csv has everything."
	return strings.Join(plain.Wrap(text, width), "\n")
}
