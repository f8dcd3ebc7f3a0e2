package audit

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leodido/go-syslog/v4/rfc5424"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

var update = flag.Bool("update", false, "write the goldens anew")

// One line of each kind of event, as it is in a file, and as a message of syslog.
func TestLinesOfEachKind(t *testing.T) {
	t.Parallel()
	var file, log strings.Builder
	var head journal.Head
	head.Hash = journal.NoHash
	a := journal.Attempt{
		ID: "0192f0c1-0000-7000-8000-000000000001", Reason: `charged twice, said "sorry"] – Zoë` + "\n\x1b[31m card 4111 1111 1111 1111 \U0001F600", Environment: dojo.Sandbox, BaseURL: "https://api.dojo.tech",
		KeyFingerprint: "0123456789ab", Shop: "Pier Café", Operator: "priya", OperatorKey: "SHA256:MwxfIbXvCzlS7SuXLU9S7dTdbHBW7SB8RtgPZ2wAhXo", Client: "192.0.2.7", Host: "helpdesk-1",
		ConfirmedAt: noon, ConfirmedDojo: noon, State: journal.Intended,
		Payment: journal.Payment{
			ID: "pi_sandbox_1", Reference: "ORDER-1011", Card: dojo.Card{Brand: "Visa", Last4: "1013"}, Amount: dojo.Money{Minor: 4250, Currency: "GBP"},
			Other: &dojo.Money{Minor: 4000, Currency: "GBP"}, PaidAt: noon.Add(-time.Hour), Status: dojo.StatusAuthorized, AuthCode: "123456",
		},
	}
	for i, kind := range []journal.Kind{journal.Begun, journal.Moved, journal.TakenOver, journal.Adopted, journal.Recovered} {
		e := journal.Event{At: noon.Add(time.Duration(i) * time.Second), DojoAt: noon, Kind: kind, Process: "process-1", Attempt: a}
		switch kind {
		case journal.Moved:
			e.Attempt.State, e.Attempt.SentAt, e.Attempt.HTTPStatus, e.Attempt.ReversalID = journal.Created, noon, 201, "55873"
		case journal.TakenOver:
			e.Attempt.State, e.Attempt.GaveUpAt = journal.Checking, noon
		case journal.Recovered:
			e.RecoveredFrom = "3:abc"
		}
		row, err := journal.RowAfter(head, e)
		must(t, err)
		e, err = row.Event()
		must(t, err)
		head = journal.Head{Count: e.Seq, Hash: e.Hash}
		l := LineOf(e)
		text := l.appendJSON(nil)
		file.Write(text)
		log.Write(append(sender.message(l), '\n'))
		var back Line
		if err := json.Unmarshal(text, &back); err != nil || back != l {
			t.Errorf("%s is read back as %+v, %v", text, back, err)
		}
		if strings.Contains(string(text), "4111") || strings.Contains(string(text), "1111 1111") {
			t.Errorf("a card number: %s", text)
		}
	}
	for name, got := range map[string]string{"lines.jsonl": file.String(), "messages.txt": log.String()} {
		path := filepath.Join("testdata", name)
		if *update {
			must(t, os.WriteFile(path, []byte(got), 0o600))
		}
		want, err := os.ReadFile(path)
		must(t, err)
		if got != string(want) {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, want)
		}
	}
}

// Whatever the names and texts are, a strict reader of RFC 5424 finds each where it
// belongs, and the message is one line of ASCII but for the version's own letters.
func FuzzMessage(f *testing.F) {
	f.Add("helpdesk-1", "dojo-reversals", `1.2"]\`, "taken over", "charged twice] [x", int64(7))
	f.Add("höst 1", "prögram", "é", "né", "", int64(2147483648))
	f.Add("", "", "", "", "", int64(0))
	f.Add("h\x00\n", strings.Repeat("p", 99), "v\xffé\u202e\x1b", "k", "\xff\u2028\U0001F600", int64(1<<40))
	f.Fuzz(func(t *testing.T, host, program, version, kind, reason string, seq int64) {
		if seq < 1 {
			seq = 1
		}
		l := Line{Seq: seq, Time: Stamp(noon), Kind: kind, Reason: reason}
		m := (Sender{Host: host, Program: program, Version: version, Process: host}).message(l)
		if strings.ContainsAny(string(m), "\n\r\x00\x1b\x7f") {
			t.Errorf("%q has control characters", m)
		}
		got, err := rfc5424.NewParser().Parse(m)
		if err != nil {
			t.Fatalf("%q: %v", m, err)
		}
		msg, ok := got.(*rfc5424.SyslogMessage)
		if !ok || msg.Priority == nil || *msg.Priority != priority || msg.Timestamp == nil || !msg.Timestamp.Equal(noon) || msg.StructuredData == nil {
			t.Fatalf("%q is read as %+v", m, got)
		}
		for name, p := range map[string]*string{host: msg.Hostname, program: msg.Appname, kind: msg.MsgID} {
			if (name == "" || name == "-") != (p == nil) {
				t.Errorf("%q is read as %v", name, p)
			}
		}
		data := *msg.StructuredData
		if len(data) != 2 || len(data["meta"]) != 1 || len(data["origin"]) != 2 {
			t.Errorf("%q has the data %v", m, data)
		}
		var back Line
		if err := json.Unmarshal([]byte(*msg.Message), &back); err != nil || back.Seq != seq || back.Reason != string([]rune(reason)) {
			t.Errorf("%s is read as %+v, %v", *msg.Message, back, err)
		}
	})
}

// The number of a message begins again where the RFC has no more, and no sign of a line
// can do anything to a terminal.
func TestNumbersAndSigns(t *testing.T) {
	t.Parallel()
	for seq, want := range map[int64]string{1: "1", 2147483647: "2147483647", 2147483648: "1", 2147483649: "2"} {
		if got := string(sender.message(Line{Seq: seq})); !strings.Contains(got, `[meta sequenceId="`+want+`"]`) {
			t.Errorf("%d: %s", seq, got)
		}
	}
	text := string(Line{Reason: "a\x00\x1b\x7f\u009b\u202e\U0001f4b3\xffz"}.appendJSON(nil))
	if want := `"reason":"a\u0000\u001b\u007f\u009b\u202e\ud83d\udcb3\ufffdz"`; !strings.Contains(text, want) {
		t.Errorf("%s\nhasn't %s", text, want)
	}
}
