package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
)

// refusing is a journal that records nothing.
type refusing struct {
	reversal.Journal
	err error
}

func (r refusing) Begin(context.Context, journal.Attempt) error                 { return r.err }
func (r refusing) Move(context.Context, journal.Attempt, journal.Attempt) error { return r.err }

// What each thing that happens looks like in the log.
func TestLogLines(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 7, 15, 12, 0, 0, 5e6, time.FixedZone("", 3600))
	search := dojo.Exchange{Method: "POST", Path: "payment-intents/search", HTTPStatus: 200, Bytes: 4525, Sent: now, Received: now.Add(82 * time.Millisecond)}
	refused := search
	refused.HTTPStatus, refused.TraceID = 503, "req-1"
	trouble := &feed.Trouble{Err: &dojo.RefusedError{Exchange: refused, Problem: &dojo.Problem{Detail: "ORDER-1 is unknown"}}}
	attempt := journal.Attempt{ID: "a1", Payment: journal.Payment{ID: "pi_1", Reference: "ORDER-1"}, Reason: "charged twice", State: journal.Sending}
	failed := attempt
	failed.State, failed.Why, failed.HTTPStatus = journal.Failed, journal.Refused, 400
	list := func(snapshots ...*feed.Snapshot) func(*appLog) {
		return func(l *appLog) {
			listed := l.listed()
			for _, s := range snapshots {
				listed(s)
			}
		}
	}
	journaled := func(err error, do func(reversal.Journal) error) func(*appLog) {
		return func(l *appLog) {
			if got := do(l.journaled(refusing{err: err})); !errors.Is(got, err) {
				t.Errorf("the journal says %v, not %v", got, err)
			}
		}
	}
	move := func(j reversal.Journal) error { return j.Move(t.Context(), attempt, failed) }
	const ready = `INFO "list" state:"ready",payments:2,complete:true,cut:false,unreadable:0`
	for name, c := range map[string]struct {
		log   func(*appLog)
		debug bool
		want  string
	}{
		"a search": {func(l *appLog) { l.called(dojo.Call{Exchange: search, Template: search.Path, Number: 1}) }, false,
			`INFO "call" method:"POST",path:"payment-intents/search",status:200,ms:82,bytes:4525,try:1`},
		"a refused read": {func(l *appLog) {
			l.called(dojo.Call{Exchange: refused, Template: "payment-intents/{id}", PaymentID: "pi_1", Number: 1, RetryAfter: 3 * time.Second})
		}, false, `WARN "call" method:"POST",path:"payment-intents/{id}",status:503,ms:82,bytes:4525,try:1,payment:"pi_1",trace:"req-1",retry_after_s:3`},
		"no connection": {func(l *appLog) {
			l.called(dojo.Call{Exchange: dojo.Exchange{Method: "GET"}, Template: "x", Number: 2, Cause: dojo.CauseConnect, NotSent: true, Detail: "dial \x1b[2J"})
		}, false, `WARN "call" method:"GET",path:"x",status:0,ms:0,bytes:0,try:2,cause:"connect",detail:"dial [2J",not_sent:true`},
		"given up": {func(l *appLog) { l.called(dojo.Call{Template: "x", Number: 1, Cause: dojo.CauseStopped}) }, false,
			`INFO "call" method:"",path:"x",status:0,ms:0,bytes:0,try:1,cause:"stopped"`},
		"a list": {list(&feed.Snapshot{}, &feed.Snapshot{State: feed.Ready, Complete: true, Payments: make([]*dojo.PaymentIntent, 2)}, &feed.Snapshot{State: feed.Ready, Complete: true}), false, ready},
		"a list, all of it": {list(&feed.Snapshot{State: feed.Ready, Complete: true, Payments: make([]*dojo.PaymentIntent, 2)}, &feed.Snapshot{State: feed.Ready, Complete: true}), true,
			ready + "\n" + `DEBUG "list" state:"ready",payments:0,complete:true,cut:false,unreadable:0`},
		"trouble": {list(&feed.Snapshot{Trouble: trouble}, &feed.Snapshot{Trouble: trouble}, &feed.Snapshot{Trouble: &feed.Trouble{Err: &dojo.NoAnswerError{Cause: dojo.CauseTimeout}}}, &feed.Snapshot{}), false,
			`WARN "list trouble" cause:"",status:503,trace:"req-1"` + "\n" + `WARN "list trouble" cause:"timeout",status:0,trace:""` + "\n" + `INFO "list trouble is over"`},
		"an attempt": {journaled(nil, func(j reversal.Journal) error { return j.Begin(t.Context(), attempt) }), false,
			`INFO "attempt" attempt:"a1",payment:"pi_1",from:"",to:"sending"`},
		"a failed one": {journaled(nil, move), false, `INFO "attempt" attempt:"a1",payment:"pi_1",from:"sending",to:"failed",why:"refused",status:400`},
		"a full disk": {journaled(&journal.Error{Kind: journal.ErrFull, Path: "j"}, move), false,
			`ERROR "attempt" attempt:"a1",payment:"pi_1",from:"sending",to:"failed",why:"refused",status:400,error:"the journal j: the disk is full"`},
		"another attempt": {journaled(&journal.OpenError{Other: failed}, move), false,
			`WARN "attempt" attempt:"a1",payment:"pi_1",from:"sending",to:"failed",why:"refused",status:400,error:"another attempt is open: a1"`},
		"attempts of before": {func(l *appLog) { l.followed([]reversal.Attempt{{Attempt: attempt}, {Attempt: failed}}) }, false,
			`INFO "attempt followed" attempt:"a1",payment:"pi_1",state:"sending",other_key:false`},
		"a whole journal":  {func(l *appLog) { l.checked(nil) }, false, `INFO "journal check" whole:true`},
		"a broken journal": {func(l *appLog) { l.checked(journal.ErrDamaged) }, false, `ERROR "journal check" error:"it is damaged"`},
		"the end":          {func(l *appLog) { l.ended("hangup", []reversal.Attempt{{Attempt: attempt}, {Attempt: failed}}) }, false, `INFO "end" reason:"hangup",under_way:1`},
		"the window": {func(l *appLog) {
			l.seen(tea.WindowSizeMsg{Width: 80, Height: 24})
			l.seen(tea.BlurMsg{})
			l.seen(tea.KeyMsg{})
		}, true, `DEBUG "window" columns:80,lines:24` + "\n" + `DEBUG "focus" on:false`},
		"not asked for": {func(l *appLog) { l.seen(tea.FocusMsg{}) }, false, ""},
		"a key":         {func(l *appLog) { l.Warn("x", "key", "sk_live_notARealKey") }, false, `WARN "x" key:"sk_live_…"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newAppLog(config.Settings{StateDir: filepath.Join(t.TempDir(), "state"), Debug: c.debug}, machine{now: func() time.Time { return now }}, false)
			c.log(l)
			var got []string
			for line := range strings.Lines(string(l.file.Newest())) {
				head := `{"time":"2026-07-15T11:00:00.005Z","level":"`
				line, ok := strings.CutPrefix(strings.TrimSpace(line), head)
				if !ok {
					t.Fatalf("the line doesn't begin with %s: %s", head, line)
				}
				line = strings.NewReplacer(`","msg":`, ` `, `,"pid":`+strconv.Itoa(os.Getpid())+`,`, ` `, `,"pid":`+strconv.Itoa(os.Getpid())+`}`, ``, `,"`, `,`, `":`, `:`).Replace(line)
				got = append(got, strings.Replace(strings.TrimSuffix(line, "}"), `" "`, `" `, 1))
			}
			if joined := strings.Join(got, "\n"); joined != c.want {
				t.Errorf("got:\n%s\nwant:\n%s", joined, c.want)
			}
		})
	}
}

// Each shop asks Dojo and logs it, so that a server of a dozen of them keeps more.
func TestTheLogOfManyShopsMayBeLarger(t *testing.T) {
	t.Parallel()
	for shops, want := range map[int][2]int64{0: {20, 200}, 1: {20, 200}, 2: {40, 400}, 12: {240, 2400}, 5_000: {500, 5000}} {
		o := logOptions(config.Settings{Shops: make([]config.ShopName, shops)}, time.Now)
		if got := [2]int64{o.Most >> 20, int64(o.MostFiles)}; got != want {
			t.Errorf("%d shops: MB and files %v, want %v", shops, got, want)
		}
	}
}

// The demo leaves nothing behind.
func TestNoLogInTheDemo(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	l := newAppLog(config.Settings{StateDir: dir}, machine{now: time.Now}, true)
	l.begin(config.Settings{StateDir: dir}, dojo.Sandbox)
	l.Error("x")
	l.close()
	if _, err := os.Stat(dir); !os.IsNotExist(err) || l.file.Newest() != nil {
		t.Errorf("%v, %s", err, l.file.Newest())
	}
}
