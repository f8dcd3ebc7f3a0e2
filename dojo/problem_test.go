package dojo

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestDecodeProblem(t *testing.T) {
	t.Parallel()
	const trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	for _, tt := range []struct {
		name, body string
		want       Problem
		text       string
	}{
		{"2022, validation", `{"errors":{"Reference":["The Reference field is required."]},"type":"https://example.test/400","title":"One or more validation errors occurred.","status":400,"traceId":"` + trace + `"}`,
			Problem{Title: "One or more validation errors occurred.", Fields: []string{"Reference: The Reference field is required."}, TraceID: trace},
			"Reference: The Reference field is required."},
		{"2022, detail", `{"type":"x","title":"Conflict","status":409,"detail":"The payment is being captured.","traceId":"` + trace + `"}`,
			Problem{Title: "Conflict", Detail: "The payment is being captured.", TraceID: trace}, "The payment is being captured."},
		{"2024, trace in extensions", `{"title":"Bad Request","status":400,"detail":"No.","instance":"/x","extensions":{"traceId":"` + trace + `"}}`,
			Problem{Title: "Bad Request", Detail: "No.", TraceID: trace}, "No."},
		{"2024, everything in extensions", `{"title":"Bad Request","extensions":{"TraceId":"t1","Errors":{"Amount":["too big"]}}}`,
			Problem{Title: "Bad Request", Fields: []string{"Amount: too big"}, TraceID: "t1"}, "Amount: too big"},
		{"PascalCase", `{"Status":400,"Detail":"Your refund request was not successful. Status: Failed.","Extensions":{}}`,
			Problem{Detail: "Your refund request was not successful. Status: Failed."}, "Your refund request was not successful. Status: Failed."},
		{"PascalCase, all of it", `{"Title":"T","Errors":{"A":["b"]},"TraceId":"t2"}`,
			Problem{Title: "T", Fields: []string{"A: b"}, TraceID: "t2"}, "A: b"},
		{"the top's trace ID wins", `{"traceId":"top","extensions":{"traceId":"below"}}`, Problem{TraceID: "top"}, ""},
		{"a numeric trace ID", `{"traceId":12345}`, Problem{TraceID: "12345"}, ""},
		{"only a title", `{"title":"Unauthorized"}`, Problem{Title: "Unauthorized"}, "Unauthorized"},
		{"several fields, in order of their names", `{"errors":{"b":["2","3"],"a":["1"],"c":"4","d":[],"e":null}}`,
			Problem{Fields: []string{"a: 1", "b: 2", "b: 3", "c: 4"}}, "a: 1; b: 2; b: 3; c: 4"},
		{"nulls", `{"title":null,"detail":null,"errors":null,"traceId":null,"extensions":null}`, Problem{}, ""},
		{"wrong types", `{"title":{},"detail":[1],"errors":[1],"traceId":{},"extensions":"x"}`, Problem{}, ""},
		{"one wrong type costs nothing else", `{"title":{},"detail":"d","errors":"x"}`, Problem{Detail: "d"}, "d"},
		{"errors of wrong types", `{"errors":{"a":[{}, "kept", 7]}}`, Problem{Fields: []string{"a: kept", "a: 7"}}, "a: kept; a: 7"},
		{"text that could move the cursor", "{\"detail\":\"\\u001b[2Jgone\\u202e\",\"errors\":{\"\\u001b[1mA\":[\"\\r\\nB\"]}}",
			Problem{Detail: "[2Jgone", Fields: []string{"[1mA: B"}}, "[2Jgone"},
		{"empty", ``, Problem{}, ""},
		{"an empty object", `{}`, Problem{}, ""},
		{"null", `null`, Problem{}, ""},
		{"an array", `["no"]`, Problem{}, ""},
		{"a string", `"no"`, Problem{}, ""},
		{"a web page", `<html><title>Gateway</title></html>`, Problem{}, ""},
		{"cut", `{"title":"Bad Requ`, Problem{}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := decodeProblem(redactor{}, []byte(tt.body))
			if got.Title != tt.want.Title || got.Detail != tt.want.Detail || got.TraceID != tt.want.TraceID || !slices.Equal(got.Fields, tt.want.Fields) {
				t.Errorf("got %+v, want %+v", *got, tt.want)
			}
			if got.Text() != tt.text {
				t.Errorf("text %q, want %q", got.Text(), tt.text)
			}
		})
	}
	if (*Problem)(nil).Text() != "" {
		t.Error("no problem has a text")
	}
}

// What is shown to a person can't depend on the order of a map.
func TestDecodeProblemIsDeterministic(t *testing.T) {
	t.Parallel()
	body := []byte(`{"extensions":{"traceId":"a","TraceId":"b","TRACEID":"c","errors":{"x":["1"]},"Errors":{"y":["2"]}}}`)
	want := fmt.Sprint(*decodeProblem(redactor{}, body))
	for range 100 {
		if got := fmt.Sprint(*decodeProblem(redactor{}, body)); got != want {
			t.Fatalf("got %s, and before %s", got, want)
		}
	}
}

func TestDecodeProblemKeepsTenFields(t *testing.T) {
	t.Parallel()
	body := `{"errors":{"a":[` + strings.Repeat(`"x",`, 50) + `"x"]}}`
	if got := len(decodeProblem(redactor{}, []byte(body)).Fields); got != 10 {
		t.Errorf("%d fields", got)
	}
}

func FuzzDecodeProblem(f *testing.F) {
	for _, s := range []string{
		`{"title":"t","detail":"d","traceId":"x","errors":{"a":["b"]}}`, `{"Extensions":{"traceId":1}}`, `{"errors":{"a":"b","c":[null,{}]}}`,
		"", "null", "[]", "<html>", `{"detail":"\u001b[31m"}`, "{\"detail\":\"\xff\"}",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p := decodeProblem(redactor{}, b)
		if p == nil {
			t.Fatal("no problem")
		}
		if len(p.Fields) > 10 {
			t.Fatalf("%d fields", len(p.Fields))
		}
		for _, s := range append([]string{p.Title, p.Detail, p.TraceID}, p.Fields...) {
			checkText(t, s)
		}
		if again := decodeProblem(redactor{}, b); fmt.Sprint(*again) != fmt.Sprint(*p) {
			t.Fatalf("%+v, and then %+v", *p, *again)
		}
	})
}
