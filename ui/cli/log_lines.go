package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/logfile"
)

// logField is one field of a line of the log, with its value as people read it. Fields of
// a group have the group's name in front, as in set_by.timezone.
type logField struct{ name, value string }

// logFields reads a line of the log, in the order of its fields. It reports false for a
// line that isn't a JSON object.
func logFields(text []byte) ([]logField, bool) {
	if !json.Valid(text) || bytes.TrimLeft(text, " \t\r\n")[0] != '{' {
		return nil, false
	}
	return fieldsOfObject(text, ""), true
}

// fieldsOfObject reads the fields of a valid JSON object.
func fieldsOfObject(text []byte, group string) (fields []logField) {
	d := json.NewDecoder(bytes.NewReader(text))
	_, _ = d.Token() // the brace
	for d.More() {
		token, err := d.Token()
		var value json.RawMessage
		if err != nil || d.Decode(&value) != nil {
			return fields // a number of a size that nothing holds, or the like
		}
		name := group + dojo.Drawable(fmt.Sprint(token))
		if value[0] == '{' {
			fields = append(fields, fieldsOfObject(value, name+".")...)
			continue
		}
		var s string
		if value[0] != '"' || json.Unmarshal(value, &s) != nil {
			s = string(value)
		}
		fields = append(fields, logField{name, dojo.Drawable(s)})
	}
	return fields
}

// writeLogText writes a line for people:
//
//	2026-07-15 12:00:00.005   617 WARN  call method=POST path=payment-intents/search status=503
//
// A line that isn't JSON stands behind the time and the process as it is.
func writeLogText(b *bytes.Buffer, l logfile.Line, zone *time.Location) {
	pid := l.Process[strings.LastIndexByte(l.Process, '-')+1:]
	_, _ = fmt.Fprintf(b, "%s %6s ", l.Time.In(zone).Format("2006-01-02 15:04:05.000"), pid)
	fields, ok := logFields(l.Text)
	if !ok {
		b.WriteString(notALine(l.Text) + "\n")
		return
	}
	level, msg, rest := "", "", ""
	for _, f := range fields {
		switch f.name {
		case slog.TimeKey, "pid":
		case slog.LevelKey:
			level = f.value
		case slog.MessageKey:
			msg = f.value
		default:
			rest += " " + f.name + "=" + quoted(f.value)
		}
	}
	_, _ = fmt.Fprintf(b, "%-5s %s%s\n", level, msg, rest)
}

// notALine is what the Go runtime wrote into the log, as it is shown to people: it has no
// regard to what is secret.
func notALine(text []byte) string { return string(logfile.Redact([]byte(dojo.Clean(string(text))))) }

// quoted is a value in quotation marks if it could be taken for something else without
// them.
func quoted(value string) string {
	if value == "" || strings.ContainsAny(value, " \"=") {
		return strconv.Quote(value)
	}
	return value
}

// writeLogJSON writes a line as it is, or as the text of a JSON line if it isn't JSON.
func writeLogJSON(b *bytes.Buffer, l logfile.Line) {
	text := l.Text
	if _, ok := logFields(text); !ok {
		line, err := json.Marshal(struct {
			Time  string `json:"time"`
			Level string `json:"level"`
			Msg   string `json:"msg"`
			Text  string `json:"text"`
		}{l.Time.UTC().Format(logfile.TimeForm), slog.LevelError.String(), "not a line of the log", notALine(text)})
		if err != nil {
			return
		}
		text = line
	}
	b.Write(text)
	b.WriteByte('\n')
}
