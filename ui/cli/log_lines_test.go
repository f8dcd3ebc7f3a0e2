package cli

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo/logfile"
)

func logLine(text string) logfile.Line {
	return logfile.Line{Time: time.Date(2026, 7, 15, 11, 0, 0, 5e6, time.UTC), Process: "20260715T100000Z-617", Text: []byte(text)}
}

func TestLogText(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("", 3600)
	const head = "2026-07-15 12:00:00.005    617 "
	for in, want := range map[string]string{
		`{"time":"2026-07-15T11:00:00.005Z","level":"WARN","msg":"call","pid":617,"method":"POST","status":503,"detail":"dial tcp: refused","cause":""}`: `WARN  call method=POST status=503 detail="dial tcp: refused" cause=""`,
		`{"level":"INFO","msg":"start","set_by":{"timezone":"default","x":{"y":true}},"n":null}`:                                                         `INFO  start set_by.timezone=default set_by.x.y=true n=null`,
		`{"msg":"\u001b[2J\u202e","a":[1, 2]}`: `      [2J a="[1, 2]"`,
		"goroutine 1 [running]:\t\x1b[2J":      "goroutine 1 [running]: [2J",
		"panic: sk_live_notARealKey":           "panic: sk_live_…",
		"panic: card 4111111111111111":         "panic: card …1111",
		`{"msg":"x"} trailing`:                 `{"msg":"x"} trailing`,
		`{"msg":"x"`:                           `{"msg":"x"`,
		`["a"]`:                                `["a"]`,
		`{}`:                                   `      `,
		`{"a b":"=","c":"sk_live_…","d":"\"quoted"}`: `       a b="=" c=sk_live_… d="\"quoted"`,
	} {
		var b bytes.Buffer
		writeLogText(&b, logLine(in), zone)
		if got := b.String(); got != head+want+"\n" {
			t.Errorf("%s\ngot  %q\nwant %q", in, got, head+want+"\n")
		}
	}
}

func TestLogJSON(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`{"b":1,"a":"x"}`:                  `{"b":1,"a":"x"}`,
		"panic: sk_live_notARealKey\t\x1b": `{"time":"2026-07-15T11:00:00.005Z","level":"ERROR","msg":"not a line of the log","text":"panic: sk_live_…"}`,
		"fatal \"error\"":                  `{"time":"2026-07-15T11:00:00.005Z","level":"ERROR","msg":"not a line of the log","text":"fatal \"error\""}`,
	} {
		var b bytes.Buffer
		writeLogJSON(&b, logLine(in))
		if b.String() != want+"\n" {
			t.Errorf("%s: %s", in, b.String())
		}
	}
}

// Whatever is in a log, each line stays one line: without control characters for people,
// and JSON for programs.
func FuzzLogLines(f *testing.F) {
	for _, text := range []string{`{"time":"2026-07-15T11:00:00.005Z","level":"INFO","msg":"x","pid":1,"a":{"b":"\u001b"}}`, "fatal error: x", "{", `{"a":{}}`, "{}{}", "{}}", "\xff", `{"a\n":1}`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text, _, _ = strings.Cut(text, "\n") // a line
		var people, programs bytes.Buffer
		writeLogText(&people, logLine(text), time.UTC)
		writeLogJSON(&programs, logLine(text))
		if strings.Count(people.String(), "\n") != 1 || strings.ContainsAny(strings.TrimSuffix(people.String(), "\n"), "\x00\x07\x1b\r\u009b\u202e") {
			t.Errorf("people get %q", people.String())
		}
		if strings.Count(programs.String(), "\n") != 1 || !json.Valid(programs.Bytes()) {
			t.Errorf("programs get %q", programs.String())
		}
	})
}
