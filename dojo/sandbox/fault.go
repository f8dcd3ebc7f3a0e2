package sandbox

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Fault is something that goes wrong, on purpose. ParseFault reads one from text.
type Fault struct {
	Name string
	// Op is the operation that it happens to: search, get, create, capture,
	// reversal or cancel, reads (search and get) or all. Empty for the fault's
	// own default.
	Op string
	// Value is the time of slow, the pause between two bytes of drip (1 s if
	// zero), the Retry-After of 429 and 503 (none if zero), and the minutes by
	// which clock is off (ahead if positive).
	Value time.Duration
	// Status is the HTTP status of html, 200 if zero, and of redirect, 302 if
	// zero.
	Status int
	// First is how many matching requests it happens to, counted from when the
	// fault was set; 0 for all.
	First int
}

// faultKind describes the faults of one name.
type faultKind struct {
	name  string
	value string // how its value is written, empty for none
	op    string // the default
	help  string
	only  string // the only operation that it can happen to, "" for any
}

func faultKinds() []faultKind {
	return []faultKind{
		{name: "slow", value: "=DURATION", op: opAll, help: "the work is done at once, the answer comes late (slow=3s)"},
		{name: "silent", op: opAll, help: "nothing is done and no answer comes until the client leaves"},
		{name: "cut-before", op: opReversal, help: "the connection is cut before the work"},
		{name: "cut-after", op: opReversal, help: "the work is done, then the connection is cut without an answer"},
		{name: "401", op: opAll, help: "refused: the key isn't accepted"},
		{name: "402", op: opAll, help: "refused: payment required"},
		{name: "403", op: opAll, help: "refused: the key lacks the permission"},
		{name: "404", op: opAll, help: "refused: no such thing"},
		{name: "405", op: opAll, help: "refused: the method isn't allowed"},
		{name: "407", op: opAll, help: "refused: a proxy wants a log-in"},
		{name: "408", op: opAll, help: "refused: the request took too long"},
		{name: "409", op: opReversal, help: "refused: a conflict"},
		{name: "422", op: opAll, help: "refused: it can't be processed"},
		{name: "429", value: "=SECONDS", op: opAll, help: "refused: too many requests, with Retry-After (429=5)"},
		{name: "500", op: opAll, help: "an error of the server; nothing is done"},
		{name: "502", op: opAll, help: "an error of a gateway; nothing is done"},
		{name: "503", value: "[=SECONDS]", op: opAll, help: "the server is down for maintenance; nothing is done (503=30 with Retry-After)"},
		{name: "version", op: opAll, help: "refused: the API version isn't supported"},
		{name: "redirect", value: "[=STATUS]", op: opAll, help: "a redirect to a log-in page, with HTTP 302 or redirect=307; nothing is done"},
		{name: "html", value: "[=STATUS]", op: opAll, help: "a web page instead of an answer, with HTTP 200 or html=502; nothing is done"},
		{name: "error200", op: opAll, help: "an error of the server that comes with HTTP 200; nothing is done"},
		{name: "errors200", op: opAll, help: "an error of a gateway that comes with HTTP 200; nothing is done"},
		{name: "cursor-number", op: opSearch, only: opSearch, help: "the cursors of a list are numbers; three payments a page"},
		{name: "cursor-object", op: opSearch, only: opSearch, help: "the cursors of a list are objects; three payments a page"},
		{name: "never-null", op: opSearch, only: opSearch, help: "a list never ends: empty pages, each with a fresh cursor"},
		{name: "same-rows", op: opSearch, only: opSearch, help: "a list never ends: its last page again and again, each time with a fresh cursor"},
		{name: "same-data", op: opSearch, only: opSearch, help: "a page has its data twice, the second time without payments"},
		{name: "gzip-always", op: opAll, help: "the work is done, the answer is packed though nobody asked for it"},
		{name: "bomb-rows", op: opReads, help: "the work is done, the answer unpacks to 5.6 million rows"},
		{name: "truncated", op: opReads, help: "the work is done, half of its JSON is answered"},
		{name: "length", op: opReads, help: "the work is done, the answer ends before the length that it announced"},
		{name: "endless", op: opReads, help: "the work is done, the answer never ends"},
		{name: "bomb", op: opReads, help: "the work is done, the answer unpacks to a gigabyte"},
		{name: "headers", op: opReads, help: "the work is done, the answer comes with a flood of headers"},
		{name: "drip", value: "[=DURATION]", op: opReads, help: "the work is done, the answer comes a byte a second, or drip=100ms"},
		{name: "stuck", op: opReversal, only: opReversal, help: "the reversal stays Created for ever, the payment Authorized"},
		{name: "failed", op: opReversal, only: opReversal, help: "the reversal fails: status Failed for 2022-01-03, a 400 for later versions"},
		{name: "captured", op: opReversal, only: opReversal, help: "the payment is captured just before its reversal arrives"},
		{name: "refused", op: opReversal, help: "refused: a bad request"},
		{name: "clock", value: "=MINUTES", op: opAll, help: "Dojo's clock is off by so many minutes (clock=+90, clock=-15)"},
	}
}

func faultOps() []string {
	return []string{opAll, opSearch, opGet, opCreate, opCapture, opReversal, opCancel, opReads}
}

// The operations, in the words of faults.
const (
	opSearch   = "search"
	opGet      = "get"
	opCreate   = "create"
	opCapture  = "capture"
	opReversal = "reversal"
	opCancel   = "cancel"
	opReads    = "reads" // search and get
	opAll      = "all"
)

func findFault(name string) (faultKind, error) {
	kinds := faultKinds()
	var names []string
	for _, k := range kinds {
		if k.name == name {
			return k, nil
		}
		names = append(names, k.name+k.value)
	}
	return faultKind{}, fmt.Errorf("there is no fault %q; there are: %s", name, strings.Join(names, ", "))
}

// ParseFault reads a fault: its name, if it needs one a value after "=", before
// it the operation and a colon, and after it "*N" for only the first N matching
// requests, such as "cut-after", "reads:slow=3s" or "reversal:500*1". Its
// errors say what there is to choose from.
func ParseFault(s string) (Fault, error) {
	var f Fault
	rest := strings.TrimSpace(s)
	if op, after, ok := strings.Cut(rest, ":"); ok {
		if !slices.Contains(faultOps(), op) {
			return Fault{}, fmt.Errorf("there is no operation %q for a fault; there are: %s", op, strings.Join(faultOps(), ", "))
		}
		f.Op, rest = op, after
	}
	if before, count, ok := strings.Cut(rest, "*"); ok {
		n, err := strconv.Atoi(count)
		if err != nil || n < 1 {
			return Fault{}, fmt.Errorf("%q isn't how often a fault can happen: write a whole number from 1 on, as in 500*2", count)
		}
		f.First, rest = n, before
	}
	name, value, hasValue := strings.Cut(rest, "=")
	k, err := findFault(name)
	if err != nil {
		return Fault{}, err
	}
	f.Name = name
	switch {
	case k.value == "" && hasValue:
		return Fault{}, fmt.Errorf("the fault %s takes no value", name)
	case strings.HasPrefix(k.value, "=") && !hasValue:
		return Fault{}, fmt.Errorf("the fault %s needs a value: %s%s", name, name, k.value)
	case k.only != "" && f.Op != "" && f.Op != k.only:
		return Fault{}, fmt.Errorf("the fault %s only happens to a %s, not to %s", name, k.only, f.Op)
	case hasValue:
		if err := f.parseValue(strings.Trim(k.value, "[=]"), value); err != nil {
			return Fault{}, fmt.Errorf("the fault %s%s: %w", name, k.value, err)
		}
	}
	return f, nil
}

// parseValue reads the value of a fault, which is a number of something.
func (f *Fault) parseValue(of, s string) error {
	n, err := strconv.Atoi(s)
	if of == "STATUS" && strconv.Itoa(n) != s {
		n = 0 // with a sign or a zero before it
	}
	switch {
	case of == "DURATION":
		if f.Value, err = time.ParseDuration(s); err != nil || f.Value <= 0 {
			return fmt.Errorf("%q isn't a duration above zero, such as 3s or 500ms", s)
		}
	case of == "SECONDS":
		n, err := strconv.ParseUint(s, 10, 31)
		if err != nil {
			return fmt.Errorf("%q isn't a whole number of seconds", s)
		}
		f.Value = time.Duration(n) * time.Second
	case of == "MINUTES":
		if err != nil || n == 0 || n < -maxClockMinutes || n > maxClockMinutes {
			return fmt.Errorf("%q isn't a number of minutes, such as +90 or -15", s)
		}
		f.Value = time.Duration(n) * time.Minute
	case f.Name == "redirect":
		if !slices.Contains([]int{301, 302, 303, 307, 308}, n) {
			return fmt.Errorf("%q isn't an HTTP status of a redirect, such as 302 or 307", s)
		}
		f.Status = n
	default:
		if n < 200 || n > 599 || n == 204 || n == 304 {
			return fmt.Errorf("%q isn't an HTTP status of an answer with a body, such as 200 or 502", s)
		}
		f.Status = n
	}
	return nil
}

// maxClockMinutes is a year: a clock further off is no clock.
const maxClockMinutes = 366 * 24 * 60

// FaultHelp is how a fault is written, and what it does.
type FaultHelp struct {
	Name, Value string // such as slow and =DURATION; the value is in brackets where it may be left out
	Does        string
}

// Faults describes all faults.
func Faults() []FaultHelp {
	var all []FaultHelp
	for _, k := range faultKinds() {
		all = append(all, FaultHelp{k.name, k.value, k.help})
	}
	return all
}
