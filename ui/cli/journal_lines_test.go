package cli

import (
	"encoding/csv"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"dojoreversals/dojo"
	"dojoreversals/dojo/audit"
	"dojoreversals/dojo/journal"
	"dojoreversals/ui/internal/export"
)

func recorded() journal.Event {
	at := time.Date(2026, 11, 25, 14, 59, 0, 0, time.UTC)
	return journal.Event{
		Seq: 7, At: at, DojoAt: at, Kind: journal.Moved, Process: "process", RecoveredFrom: "3:abc", Prev: "prev", Hash: "hash",
		Attempt: journal.Attempt{
			ID: "attempt", Reason: "customer asked", Environment: dojo.Live, BaseURL: "https://api.dojo.tech", KeyFingerprint: "0123456789ab",
			Shop: "Corner Shop", Operator: "priya", Client: "192.0.2.7", OperatorKey: "SHA256:MwxfIbXvCzlS7SuXLU9S7dTdbHBW7SB8RtgPZ2wAhXo", Host: "till-2", ConfirmedAt: at, ConfirmedDojo: at, State: journal.Failed, Why: journal.Refused,
			Verdict: dojo.ReasonCaptured, SentAt: at, GaveUpAt: at, SettledAt: at, GoodReads: 2, Answered: dojo.ReversalCreated, HTTPStatus: 400,
			ReversalID: "55873", Message: "message", TraceID: "trace", LastStatus: dojo.StatusCaptured, SeenReversedAt: at, CorrectedAt: at, CorrectedBy: "other",
			Payment: journal.Payment{
				ID: "pi_pT08VyWG3EC_HQB4NBVliA", Reference: "ORDER-1", Card: dojo.Card{Brand: "Visa", Last4: "1013"}, Amount: dojo.Money{Minor: 4250, Currency: "GBP"},
				Other: &dojo.Money{Minor: 1, Currency: "GBP"}, PaidAt: at, Status: dojo.StatusAuthorized, AuthCode: "123456",
			},
		},
	}
}

// The exports have everything that is recorded.
func TestEverythingIsExported(t *testing.T) {
	t.Parallel()
	l := audit.LineOf(recorded())
	for f, v := range reflect.ValueOf(l).Fields() {
		if v.IsZero() {
			t.Errorf("%s is empty", f.Name)
		}
	}
	var b strings.Builder
	if err := export.CSV(&b, []line{l}); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
	if err != nil || len(rows) != 2 || len(rows[0]) != reflect.TypeFor[line]().NumField() {
		t.Fatalf("%v, %v", rows, err)
	}
	// Old columns stay where they were.
	if rows[0][0] != "seq" || rows[0][25] != "hash" || rows[0][26] != "shop" || rows[0][44] != "operator_key" {
		t.Errorf("%v", rows[0])
	}
}

// Empty columns are left out before those that say something.
func TestEmptyColumnsAreLeftOutFirst(t *testing.T) {
	t.Parallel()
	e := recorded()
	e.Attempt.Client, e.Attempt.Why = "", ""
	var b strings.Builder
	if err := writeTable(&b, []line{audit.LineOf(e)}, 170); err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(b.String(), "\n")
	if strings.Contains(head, "FROM") || strings.Contains(head, "WHY") || !strings.Contains(head, "REASON") || !strings.Contains(head, "SHOP") {
		t.Errorf("%s", b.String())
	}
}

// Changing any field of an attempt changes the exported line, so that nobody can
// add a field to the record and forget the export.
func TestEachRecordedFieldIsExported(t *testing.T) {
	t.Parallel()
	before := audit.LineOf(recorded())
	notRecorded := map[string]bool{"Facts": true, "EntryMode": true, "Funding": true} // the journal has no columns for them
	var change func(path string, field func(*journal.Event) reflect.Value)
	change = func(path string, field func(*journal.Event) reflect.Value) {
		e := recorded()
		v := field(&e)
		switch v.Interface().(type) {
		case time.Time:
			v.Set(reflect.ValueOf(time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)))
		case *dojo.Money:
			v.Set(reflect.ValueOf(&dojo.Money{Minor: 99, Currency: "EUR"}))
		case dojo.Reason:
			v.Set(reflect.ValueOf(dojo.ReasonTooLate))
		default:
			switch v.Kind() { //nolint:exhaustive // the record has no others
			case reflect.String:
				v.SetString("changed")
			case reflect.Int, reflect.Int64:
				v.SetInt(99)
			case reflect.Struct:
				for i := range v.NumField() {
					name := v.Type().Field(i).Name
					if !notRecorded[name] {
						change(path+"."+name, func(e *journal.Event) reflect.Value { return field(e).Field(i) })
					}
				}
				return
			default:
				t.Fatalf("%s is a %s, which this test can't change", path, v.Kind())
			}
		}
		if audit.LineOf(e) == before {
			t.Errorf("%s isn't exported", path)
		}
	}
	change("Event", func(e *journal.Event) reflect.Value { return reflect.ValueOf(e).Elem() })
}

func TestTableFitsItsTerminal(t *testing.T) {
	t.Parallel()
	l := audit.LineOf(recorded())
	l.Payment = "pi_sandbox_0123456789abcdef0123456789" // as long as the sandbox's
	table := func(width int) (lines []string, note string) {
		var b strings.Builder
		if err := writeTable(&b, []line{l}, width); err != nil {
			t.Fatal(err)
		}
		lines = strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
		if at := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "Left") }); at >= 0 {
			lines, note = lines[:at], strings.Join(lines[at:], " ")
		}
		return lines, note
	}
	lines, note := table(0)
	if len(lines) != 2 || note != "" {
		t.Errorf("%q, %s", lines, note)
	}
	audit := []string{"priya", "customer asked", "Corner Shop", "192.0.2.7", "refused", "ORDER-1", l.Payment, "GBP 42.50", "failed"}
	for _, has := range append(audit, "0123456789ab", "55873") {
		if !strings.Contains(lines[1], has) {
			t.Errorf("%q isn't in %s", has, lines[1])
		}
	}
	widest := max(utf8.RuneCountInString(lines[0]), utf8.RuneCountInString(lines[1]))
	least := -1
	for width := 1; width <= widest+5; width++ {
		lines, note := table(width)
		for i, text := range lines {
			if n := utf8.RuneCountInString(text); n > width && (width > 40 || i > 1 && width > 37) {
				t.Errorf("%d cells in a terminal of %d: %s", n, width, text)
			}
		}
		for _, has := range audit {
			if width > 40 && !strings.Contains(strings.Join(lines[1:], "\n"), has) {
				t.Errorf("in a terminal of %d %q is gone:\n%s", width, has, strings.Join(lines, "\n"))
			}
		}
		columns := len(strings.Fields(strings.ReplaceAll(lines[0], "SSH KEY", "SSH_KEY")))
		if columns < least {
			t.Errorf("a terminal of %d shows less than a narrower one", width)
		}
		least = columns
		if (width >= widest) != (note == "") {
			t.Errorf("in a terminal of %d: %q", width, note)
		}
	}
	if lines, note := table(120); strings.Contains(lines[0], "KEY") || !strings.Contains(note, "KEY, REVERSAL, SSH KEY. --format csv has everything.") {
		t.Errorf("%s\n%s", lines[0], note)
	}
}

// An auditor's question, with one command and in 80 cells: who reversed ORDER-1011, from
// where, and why?
func TestWhoReversedIt(t *testing.T) {
	t.Parallel()
	e := recorded()
	a := &e.Attempt
	a.State, a.Why, a.CorrectedAt, a.CorrectedBy, a.Payment.Reference, a.Host = journal.Successful, "", time.Time{}, "", "ORDER-1011", "helpdesk-1"
	a.Reason = "the customer paid twice for the same order, and asked at the till to have one of the two payments back"
	var b strings.Builder
	if err := writeTable(&b, []line{audit.LineOf(e)}, 80); err != nil {
		t.Fatal(err)
	}
	const want = `TIME (UTC), DOJO'S       OPERATOR  REFERENCE   AMOUNT     STATE
2026-11-25T14:59:00.000  priya     ORDER-1011  GBP 42.50  successful
    PAYMENT pi_pT08VyWG3EC_HQB4NBVliA
    REASON the customer paid twice for the same order, and asked at the till to
    have one of the two payments back  SHOP Corner Shop  FROM 192.0.2.7
Left out in this narrow terminal: KEY, REVERSAL, SSH KEY. --format csv has
everything.
`
	if b.String() != want {
		t.Errorf("%s\nwant\n%s", b.String(), want)
	}
}

// Text from outside can't send escape sequences to the terminal.
func TestTableIsClean(t *testing.T) {
	t.Parallel()
	e := recorded()
	e.Attempt.Reason, e.Attempt.Shop = "a\x1b[2Jb\nc", "x\u202ey"
	var b strings.Builder
	if err := writeTable(&b, []line{audit.LineOf(e)}, 0); err != nil || strings.ContainsAny(b.String(), "\x1b\u202e") || strings.Count(b.String(), "\n") != 2 {
		t.Errorf("%q, %v", b.String(), err)
	}
}

// The table calls a payment cancelled that Dojo showed so after it took the reversal,
// and no failure.
func TestTableOfAPaymentThatWasCancelled(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*journal.Attempt){
		"cancelled after Dojo took it": func(a *journal.Attempt) { a.Answered = dojo.ReversalCreated },
		"failed":                       func(a *journal.Attempt) { a.Answered, a.ReversalID = dojo.ReversalFailed, "" },
	} {
		e := recorded()
		e.Attempt.CorrectedAt, e.Attempt.CorrectedBy, e.Attempt.Why = time.Time{}, "", journal.CanceledFirst
		change(&e.Attempt)
		var b strings.Builder
		if err := writeTable(&b, []line{audit.LineOf(e)}, 0); err != nil {
			t.Fatal(err)
		}
		if text := b.String(); !strings.Contains(text, want) || (want != "failed") == strings.Contains(text, "cancelled first") {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}
