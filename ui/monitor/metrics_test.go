package monitor

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

var update = flag.Bool("update", false, "write the golden of a scrape anew")

var sent = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// request is one that went so.
func request(template string, status int, took time.Duration) dojo.Call {
	return dojo.Call{Template: template, Exchange: dojo.Exchange{HTTPStatus: status, Sent: sent, Received: sent.Add(took)}}
}

const (
	search  = "payment-intents/search"
	read    = "payment-intents/{id}"
	reverse = "payment-intents/{id}/reversal"
)

// watched is a service with two shops, in the middle of its day.
func watched() *Monitor {
	m := New(Options{
		Version: "1.4.0", Commit: "4cae774", Started: sent, Roles: []string{"read", "reverse"},
		Sessions: func() []Sessions {
			return []Sessions{{Screen, "reverse", 31}, {Screen, "read", 4}, {Command, "read", 1}, {Command, "read", 1}, {"telnet", "read", 1}}
		},
		Shops: func() []Shop {
			return []Shop{
				{Handle: "high-street", Attempts: map[journal.State]int{journal.Successful: 12, journal.Checking: 1, "expected": 1}, Oldest: 95 * time.Second, Listed: true, ListAge: 1500 * time.Millisecond, Whole: true},
				{Handle: "airport"},
			}
		},
		LoggedIn: func() [Limited + 1]uint64 { return [Limited + 1]uint64{Accepted: 2, Refused: 1, Limited: 1} },
		AuditLag: func() int64 { return 3 },
		Journal:  func() error { return nil },
		LogIns:   func() error { return nil },
	})
	m.Called("high-street", request(search, 200, 80*time.Millisecond))
	m.Called("high-street", request(search, 200, 120*time.Millisecond))
	m.Called("high-street", request(read, 404, 40*time.Millisecond))
	m.Called("high-street", request(reverse, 200, 1200*time.Millisecond))
	timeout := request(reverse, 0, 90*time.Second)
	timeout.Cause = dojo.CauseTimeout
	m.Called("high-street", timeout)
	m.Called("depot", request(search, 429, 10*time.Millisecond))
	m.Called("Sk_live/../x", request(search, 503, 10*time.Millisecond))
	m.Journaled(1500*time.Microsecond, nil)
	m.Journaled(3*time.Second, &journal.Error{Kind: journal.ErrFull, Path: "/var"})
	return m
}

var ofThisRun = regexp.MustCompile(`(?m)^((?:go|process)_[a-z_]+) .*$`)

// TestScrape holds a whole scrape against its golden. Prometheus' own linter has nothing
// to say of it.
func TestScrape(t *testing.T) {
	t.Parallel()
	got := watched().scrape()
	problems, err := promlint.New(bytes.NewReader(got)).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
	text := ofThisRun.ReplaceAllString(string(got), "$1 …")
	text = strings.ReplaceAll(text, runtime.Version(), "go…")
	golden := filepath.Join("testdata", "scrape.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "linux" { // nothing else has /proc
		linux := regexp.MustCompile(`(?m)^(# (HELP|TYPE) )?process_(resident_memory_bytes|open_fds|max_fds) .*\n`)
		want = linux.ReplaceAll(want, nil)
	}
	if text != string(want) {
		t.Errorf("the scrape is another than its golden; -update writes it anew. It is:\n%s", text)
	}
}

// TestLinterSees shows that the linter of TestScrape finds what is wrong.
func TestLinterSees(t *testing.T) {
	t.Parallel()
	problems, err := promlint.New(strings.NewReader("# TYPE dojo_calls counter\ndojo_calls 1\n")).Lint()
	if err != nil || len(problems) < 2 {
		t.Errorf("%v, %v: it should want a help and _total", problems, err)
	}
}

// TestNothingWatched holds that a monitor without functions has a page too.
func TestNothingWatched(t *testing.T) {
	t.Parallel()
	got := New(Options{}).scrape()
	if problems, err := promlint.New(bytes.NewReader(got)).Lint(); err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}
	for _, missing := range []string{"dojo_reversals_sessions", "dojo_reversals_attempts", "dojo_reversals_audit_lag_events"} {
		if bytes.Contains(got, []byte(missing)) {
			t.Errorf("%s is there, and nobody knows it", missing)
		}
	}
}

func TestStatesAreComplete(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("..", "..", "dojo", "journal", "attempt.go"))
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`(?m)^\t[A-Z]\w+ +State = "(\w+)"`).FindAllSubmatch(text, -1)
	if len(found) != len(states) {
		t.Errorf("package journal has %d states, and the page %d", len(found), len(states))
	}
	for i, f := range found {
		if i < len(states) && string(f[1]) != string(states[i]) {
			t.Errorf("state %d is %s, on the page %s", i, f[1], states[i])
		}
	}
}

func TestOutcomes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		call dojo.Call
		want int
	}{
		{request(search, 200, 0), callOK},
		{request(search, 204, 0), callOK},
		{request(search, 302, 0), callRefused},
		{request(search, 400, 0), callRefused},
		{request(search, 401, 0), callRefused},
		{request(search, 409, 0), callRefused},
		{request(search, 429, 0), callLimited},
		{request(search, 500, 0), callFailed},
		{request(search, 503, 0), callFailed},
		{dojo.Call{Cause: dojo.CauseTimeout}, callUnanswered},
		{dojo.Call{Cause: dojo.CauseUnreadable, Exchange: dojo.Exchange{HTTPStatus: 200}}, callUnanswered},
		{dojo.Call{Cause: dojo.CauseConnect, NotSent: true}, callUnsent},
		{dojo.Call{Cause: dojo.CauseStopped, NotSent: true}, callStopped},
		{dojo.Call{Cause: dojo.CauseStopped}, callStopped},
	} {
		if got := outcomeOf(tt.call); got != tt.want {
			t.Errorf("%+v counts as %s, want %s", tt.call, outcomeNames[got], outcomeNames[tt.want])
		}
	}
	for template, want := range map[string]int{search: callList, read: callRead, reverse: callReverse} {
		if got := callOf(dojo.Call{Template: template}); got != want {
			t.Errorf("%s counts as %s", template, callNames[got])
		}
	}
}

// TestLatencyIsDojos holds that a request that never left, or that we gave up, says
// nothing of how fast Dojo is.
func TestLatencyIsDojos(t *testing.T) {
	t.Parallel()
	m := New(Options{})
	unsent, stopped, cut := request(read, 0, time.Second), request(read, 0, time.Second), request(read, 0, time.Second)
	unsent.NotSent, unsent.Cause = true, dojo.CauseConnect
	stopped.Cause, cut.Cause = dojo.CauseStopped, dojo.CauseCut
	for _, c := range []dojo.Call{unsent, stopped, cut, request(read, 200, -time.Second)} { // the clock was set back
		m.Called("", c)
	}
	page := string(m.scrape())
	for _, line := range []string{
		`dojo_reversals_api_call_duration_seconds_count{call="read"} 2`,
		`dojo_reversals_api_call_duration_seconds_sum{call="read"} 1`,
	} {
		if !strings.Contains(page, line+"\n") {
			t.Errorf("no line %q in\n%s", line, page)
		}
	}
}

func TestWrites(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		err  error
		want int
	}{
		{nil, writeDone},
		{&journal.OpenError{}, writeDeclined},
		{journal.ErrMoved, writeDeclined},
		{journal.ErrNotOwner, writeDeclined},
		{&journal.Error{Kind: journal.ErrUnchecked}, writeDeclined},
		{context.Canceled, writeDeclined},
		{context.DeadlineExceeded, writeFailed},
		{&journal.Error{Kind: journal.ErrUncertain}, writeFailed},
		{&journal.Error{Kind: journal.ErrClosed}, writeFailed},
		{errors.New("some"), writeFailed},
	} {
		if got := writeOf(tt.err); got != tt.want {
			t.Errorf("%v counts as %s, want %s", tt.err, writeNames[got], writeNames[tt.want])
		}
	}
}

// slowJournal takes 2 s of its clock for each write, and ends it with err.
type slowJournal struct {
	*journal.Memory
	clock *time.Time
	err   error
}

func (j slowJournal) Begin(context.Context, journal.Attempt) error {
	*j.clock = j.clock.Add(2 * time.Second)
	return j.err
}

func (j slowJournal) Move(context.Context, journal.Attempt, journal.Attempt) error {
	*j.clock = j.clock.Add(2 * time.Second)
	return j.err
}

func TestTimed(t *testing.T) {
	t.Parallel()
	m, clock := New(Options{}), sent
	j := m.Timed(slowJournal{clock: &clock, err: journal.ErrMoved}, func() time.Time { return clock })
	if err := j.Begin(t.Context(), journal.Attempt{}); !errors.Is(err, journal.ErrMoved) {
		t.Errorf("Begin: %v", err)
	}
	if err := j.Move(t.Context(), journal.Attempt{}, journal.Attempt{}); !errors.Is(err, journal.ErrMoved) {
		t.Errorf("Move: %v", err)
	}
	page := string(m.scrape())
	for _, line := range []string{
		`dojo_reversals_journal_writes_total{outcome="declined"} 2`,
		`dojo_reversals_journal_write_duration_seconds_bucket{le="1"} 0`,
		`dojo_reversals_journal_write_duration_seconds_bucket{le="2"} 2`,
		`dojo_reversals_journal_write_duration_seconds_sum 4`,
	} {
		if !strings.Contains(page, line+"\n") {
			t.Errorf("no line %q in\n%s", line, page)
		}
	}
}

// TestOneLabelForTheRest holds that shops without a label of their own are one, with the
// sum of their attempts, and that no series stands twice.
func TestOneLabelForTheRest(t *testing.T) {
	t.Parallel()
	m := New(Options{Shops: func() []Shop {
		one := map[journal.State]int{journal.Failed: 1}
		return []Shop{
			{Handle: "a", Attempts: one, Oldest: time.Second, Listed: true, ListAge: time.Minute, Whole: true},
			{Handle: "A b", Attempts: one, Whole: true},
			{Handle: "a", Attempts: one, Oldest: 3 * time.Second, Whole: true},
			{Handle: "B\nc", Attempts: one, Listed: true, ListAge: time.Hour},
		}
	}})
	page := string(m.scrape())
	for _, line := range []string{
		`dojo_reversals_attempts{shop="a",state="failed"} 2`,
		`dojo_reversals_attempts{shop="(other)",state="failed"} 2`,
		`dojo_reversals_oldest_open_attempt_age_seconds{shop="a"} 3`,
		`dojo_reversals_list_age_seconds{shop="a"} 60`,
		`dojo_reversals_list_age_seconds{shop="(other)"} 3600`,
		`dojo_reversals_list_whole{shop="a"} 1`,
		`dojo_reversals_list_whole{shop="(other)"} 0`,
	} {
		if strings.Count(page, line+"\n") != 1 {
			t.Errorf("not one line %q in\n%s", line, page)
		}
	}
}

// TestManyShops holds that the labels stay few, whatever is called.
func TestManyShops(t *testing.T) {
	t.Parallel()
	m := New(Options{})
	const calls = mostShops + 50
	for i := range calls {
		m.Called("shop-"+strconv.Itoa(i), request(read, 200, 0))
	}
	if got := len(m.shops); got != mostShops+1 {
		t.Errorf("%d shops have labels, want %d and one for the rest", got, mostShops)
	}
	if want := `dojo_reversals_api_calls_total{shop="(other)",call="read",outcome="ok"} 50`; !strings.Contains(string(m.scrape()), want+"\n") {
		t.Errorf("no line %q", want)
	}
}

// FuzzShops calls for shops of any name: the page stays one that Prometheus reads, with
// a bounded number of series, and every call is counted.
func FuzzShops(f *testing.F) {
	for _, s := range []string{"", "high-street", "(other)", "a\"} 1\nx{", "a\\", "\xff\xfe", "A", "ü", strings.Repeat("a", 41), "pi_sandbox_1,pi_sandbox_2", "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, names string) {
		handles := strings.Split(names, ",")
		if len(handles) > 50 {
			return
		}
		m := New(Options{Version: names, Shops: func() (all []Shop) {
			for _, h := range handles {
				all = append(all, Shop{Handle: h, Listed: true})
			}
			return all
		}})
		good := map[string]bool{}
		for _, h := range handles {
			m.Called(h, request(read, 200, 0))
			if label, _ := m.shop(h); label == h && h != otherLabel {
				good[h] = true
			}
		}
		page := m.scrape()
		if problems, err := promlint.New(bytes.NewReader(page)).Lint(); err != nil || len(problems) > 0 {
			t.Fatalf("%v, %v in\n%s", problems, err, page)
		}
		counted, lines := 0, 0
		for line := range strings.Lines(string(page)) {
			if strings.HasPrefix(line, callsName+"{") {
				lines++
				n, err := strconv.Atoi(strings.TrimSpace(line[strings.LastIndexByte(line, ' ')+1:]))
				if err != nil {
					t.Fatalf("%q", line)
				}
				counted += n
			}
		}
		if most := (len(good) + 1) * callKinds * callOutcomes; counted != len(handles) || lines > most {
			t.Errorf("%d calls counted of %d, in %d series of at most %d", counted, len(handles), lines, most)
		}
	})
}

// TestScrapesWhileCounting scrapes while others count: nothing is lost, and no value of a
// counter goes down.
func TestScrapesWhileCounting(t *testing.T) {
	t.Parallel()
	m := watched()
	const callers, each = 4, 500
	var work sync.WaitGroup
	for i := range callers {
		work.Go(func() {
			for k := range each {
				m.Called("shop-"+strconv.Itoa(k%7), request(search, 200, time.Duration(i)*time.Millisecond))
				m.Journaled(0, nil)
			}
		})
	}
	work.Go(func() {
		line := regexp.MustCompile(`(?m)^dojo_reversals_journal_writes_total\{outcome="written"\} (\d+)$`)
		last := 0
		for range 20 {
			found := line.FindSubmatch(m.scrape())
			if found == nil {
				t.Error("the writes are missing")
				return
			}
			if n, _ := strconv.Atoi(string(found[1])); n < last {
				t.Errorf("%d writes after %d", n, last)
			} else {
				last = n
			}
		}
	})
	work.Wait()
	sum := 0
	for _, found := range regexp.MustCompile(`(?m)^dojo_reversals_api_calls_total\{shop="shop-\d",call="list",outcome="ok"\} (\d+)$`).FindAllSubmatch(m.scrape(), -1) {
		n, _ := strconv.Atoi(string(found[1]))
		sum += n
	}
	if sum != callers*each {
		t.Errorf("%d calls counted, want %d", sum, callers*each)
	}
}

// TestCountingAllocatesNothing holds that to be watched costs a request no memory.
func TestCountingAllocatesNothing(t *testing.T) {
	m := watched()
	call := request(reverse, 200, time.Second)
	if n := testing.AllocsPerRun(100, func() {
		m.Called("high-street", call)
		m.Journaled(time.Millisecond, nil)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestLinuxSaysNothing holds that what /proc doesn't say is left out.
func TestLinuxSaysNothing(t *testing.T) {
	t.Parallel()
	p := &page{}
	p.writeLinux(func(string) ([]byte, error) { return []byte("odd"), nil }, func(string) ([]os.DirEntry, error) { return nil, os.ErrPermission })
	p.writeLinux(func(string) ([]byte, error) { return nil, os.ErrNotExist }, func(string) ([]os.DirEntry, error) { return nil, os.ErrNotExist })
	if p.Len() > 0 {
		t.Errorf("%s", p)
	}
}

func BenchmarkCalled(b *testing.B) {
	m, call := watched(), request(search, 200, 80*time.Millisecond)
	b.ReportAllocs()
	for b.Loop() {
		m.Called("high-street", call)
	}
}

// BenchmarkScrape scrapes a service of 12 shops.
func BenchmarkScrape(b *testing.B) {
	m := watched()
	m.o.Shops = func() (all []Shop) {
		for i := range 12 {
			all = append(all, Shop{Handle: "shop-" + strconv.Itoa(i), Listed: true})
		}
		return all
	}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		n = len(m.scrape())
	}
	b.ReportMetric(float64(n), "bytes/page")
}
