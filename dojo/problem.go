package dojo

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Problem is what Dojo says of an error. Dojo has sent it in several shapes
// (RFC 7807 with and without extensions, in both casings, and with a map of
// field errors), so every part is optional.
type Problem struct {
	Title   string
	Detail  string
	Fields  []string // one "field: what is wrong" per line
	TraceID string   // names the request to Dojo's support
}

// Text is the most telling part of the problem, or "" where Dojo said nothing.
func (p *Problem) Text() string {
	switch {
	case p == nil:
		return ""
	case p.Detail != "":
		return p.Detail
	case len(p.Fields) > 0:
		return strings.Join(p.Fields, "; ")
	}
	return p.Title
}

type wireProblem struct {
	Title      field[text]                       `json:"title"`
	Detail     field[text]                       `json:"detail"`
	TraceID    field[traceID]                    `json:"traceId"`
	Errors     field[map[string]json.RawMessage] `json:"errors"`
	Extensions field[map[string]json.RawMessage] `json:"extensions"`
}

// decodeProblem reads a problem of any shape, or what can be read of one that is
// nearly JSON. Anything else, such as a web page, is no problem that could be
// shown: the raw body of an error never leaves the client. The secrets are looked
// for in what is kept, after it was made into JSON.
func decodeProblem(secrets redactor, body []byte) *Problem {
	var w wireProblem
	if !json.Valid(body) {
		body = nearlyJSON(body)
	}
	if !isBounded(body) || json.Unmarshal(secrets.body(body), &w) != nil {
		return &Problem{}
	}
	p := &Problem{
		Title:   string(w.Title.v),
		Detail:  string(w.Detail.v),
		TraceID: string(w.TraceID.v),
	}
	p.Fields = fieldErrors(w.Errors.v)
	for _, name := range slices.Sorted(maps.Keys(w.Extensions.v)) {
		raw := w.Extensions.v[name]
		switch {
		case strings.EqualFold(name, "traceId") && p.TraceID == "":
			var id field[traceID]
			_ = json.Unmarshal(raw, &id)
			p.TraceID = string(id.v)
		case strings.EqualFold(name, "errors") && len(p.Fields) == 0:
			var m field[map[string]json.RawMessage]
			_ = json.Unmarshal(raw, &m)
			p.Fields = fieldErrors(m.v)
		}
	}
	return p
}

// reportsError says whether a JSON object is an error, or has one beside what was
// asked for: as Dojo writes problems, or as gateways do. An HTTP status of 200
// doesn't make it an answer.
func reportsError(b []byte) (found bool) {
	object(b, func(name, rest []byte) int {
		v := valueOf(rest)
		found = found || saysError(name, v)
		return len(v)
	})
	return found
}

// saysError is reportsError for one field of the object.
func saysError(name, v []byte) bool {
	switch {
	case is(name, "title"), is(name, "detail"), is(name, "error"), is(name, "errors"), is(name, "exception"), is(name, "fault"):
		return !isEmpty(v)
	case is(name, "success"), is(name, "succeeded"):
		return string(v) == "false"
	case is(name, "status"), is(name, "statusCode"), is(name, "code"):
		return isErrorStatus(v)
	}
	return false
}

// isEmpty says whether a JSON value says nothing.
func isEmpty(v []byte) bool {
	switch s := string(bytes.Join(bytes.Fields(v[:min(len(v), 16)]), nil)); s {
	case "null", "false", `""`, "[]", "{}", "0":
		return true
	}
	return false
}

// isErrorStatus says whether a JSON value is the HTTP status of an error, or the
// word that some gateways have for it.
func isErrorStatus(v []byte) bool {
	if len(v) > maxNumber {
		return false
	}
	s := strings.ToLower(strings.Trim(string(v), `"`))
	n, err := strconv.Atoi(s)
	return s == "error" || err == nil && n >= 400 && n < 1000
}

// maxFields bounds how many field errors are kept: nobody reads more.
const maxFields = 10

func fieldErrors(m map[string]json.RawMessage) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(m)) {
		var list field[[]field[text]]
		_ = json.Unmarshal(m[name], &list)
		if list.bad {
			var one field[text]
			_ = json.Unmarshal(m[name], &one)
			list.v = []field[text]{one}
		}
		for _, line := range list.v {
			if len(out) == maxFields {
				return out
			}
			if line.v != "" {
				out = append(out, Clean(name)+": "+string(line.v))
			}
		}
	}
	return out
}
