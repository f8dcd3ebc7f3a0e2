package ui

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/feed"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
)

var update = flag.Bool("update", false, "write the goldens anew")

var goldenSizes = [][2]int{{120, 40}, {80, 24}, {60, 20}, {40, 10}}

// The screens that people see, in the sizes that matter: one file per screen,
// each size under a line that names it. Spaces at the ends of lines are left
// out, and so are the empty lines of a tall window.
func TestGoldens(t *testing.T) {
	t.Parallel()
	trouble := func(err error, change ...func(*feed.Snapshot)) func(*driver) {
		return func(d *driver) {
			d.lists(d.list.snap.Payments, func(s *feed.Snapshot) {
				s.AsOf = clockAt("18:58")
				s.Trouble = &feed.Trouble{Err: err, RetryAt: d.pc.Add(8 * time.Second), Since: clockAt("18:58")}
				for _, c := range change {
					c(s)
				}
			})
		}
	}
	neverRead := func(s *feed.Snapshot) { s.State, s.Complete, s.AsOf = feed.Loading, false, time.Time{} }
	// At 40x10 the payment with a twin opens no dialog; this one does.
	confirmed := func(change func(*reversal.Attempt)) func(*driver) {
		return func(d *driver) {
			d.on("1009").confirm().pass(2 * time.Second).moves(func(a *reversal.Attempt) {
				a.SentAt = a.ConfirmedAt.Add(time.Second)
				a.LastStatus = dojo.StatusAuthorized
				change(a)
			})
		}
	}
	for name, c := range map[string]struct {
		list    []*dojo.PaymentIntent
		do      func(*driver)
		options []option
	}{
		"list":          {shopDay(), func(*driver) {}, nil},
		"list-styled":   {shopDay(), func(*driver) {}, []option{coloured}},
		"list-dark":     {shopDay(), func(*driver) {}, []option{themed(ThemeDark)}},
		"list-light":    {shopDay(), func(*driver) {}, []option{themed(ThemeLight)}},
		"list-ascii":    {shopDay(), func(*driver) {}, []option{inASCII}},
		"dialog":        {shopDay(), func(d *driver) { d.on("1011").press("r") }, nil},
		"dialog-armed":  {shopDay(), func(d *driver) { d.on("1009").press("r").quietly().press("tab") }, nil},
		"dialog-typed":  {shopDay(), func(d *driver) { d.on("1006").press("r").quietly().press("tab").write("1234.50") }, []option{mustTypeOver500}},
		"dialog-broken": {shopDay(), func(d *driver) { d.on("1009").press("r").changes("1009", is(dojo.StatusCaptured)) }, nil},
		"created":       {shopDay(), confirmed(toState(journal.Created)), nil},
		"successful": {shopDay(), func(d *driver) {
			confirmed(func(a *reversal.Attempt) {
				a.State, a.Payment.AuthCode, a.LastStatus = journal.Successful, "123456", dojo.StatusReversed
			})(d)
			d.changes("1009", is(dojo.StatusReversed))
		}, nil},
		"failed": {shopDay(), confirmed(func(a *reversal.Attempt) {
			a.State, a.Why, a.Message = journal.Failed, journal.Refused, "The payment intent can't be reversed."
		}), nil},
		"checking":     {shopDay(), confirmed(func(a *reversal.Attempt) { a.State, a.NextRead = journal.Checking, sunday.Add(8*time.Second) }), nil},
		"hint":         {shopDay(), func(d *driver) { d.on("0990").press("r") }, nil},
		"stale":        {shopDay(), trouble(errNoNetwork), nil},
		"unauthorized": {shopDay(), trouble(refused(401)), nil},
		"down":         {nil, trouble(errNoNetwork, neverRead), nil},
		"loading":      {shopDay()[:3], func(d *driver) { d.lists(d.list.snap.Payments, neverRead) }, nil},
		"empty":        {nil, func(*driver) {}, nil},
		"read-only": {shopDay(), func(d *driver) { d.on("1011") }, []option{setting(func(s *Settings) {
			s.Mode, s.ReadOnly = "LIVE", "Read-only with a LIVE key: reversals aren't kept on disk in this version, so it sends none. Use the Dojo for Business app."
		})}},
		"details":   {shopDay(), func(d *driver) { d.on("1011").press("enter") }, nil},
		"help":      {shopDay(), func(d *driver) { d.press("?") }, nil},
		"finder":    {shopDay(), func(d *driver) { d.press("/").write("1013") }, nil},
		"quit":      {shopDay(), func(d *driver) { d.on("1009").confirm().press("q").quietly() }, nil},
		"late":      {shopDay(), func(d *driver) { d.on("1009") }, []option{at(clockAt("23:46"))}},
		"very-late": {shopDay(), func(d *driver) { d.on("1009").press("r") }, []option{at(clockAt("23:58"))}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b strings.Builder
			for _, size := range goldenSizes {
				d := open(t, c.list, append(c.options, width(size[0], size[1]))...)
				c.do(d)
				fmt.Fprintf(&b, "== %dx%d ==\n", size[0], size[1])
				empty := 0
				for _, l := range strings.Split(d.m.View(), "\n") {
					if l = strings.TrimRight(l, " "); l == "" {
						empty++
						continue
					}
					if empty > 0 {
						fmt.Fprintf(&b, "(%d empty)\n", empty)
					}
					empty = 0
					b.WriteString(l + "\n")
				}
				if empty > 0 {
					fmt.Fprintf(&b, "(%d empty)\n", empty)
				}
			}
			compare(t, name, b.String())
		})
	}
}

func compare(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; go test ./ui -update writes it", err)
	}
	if got != string(want) {
		t.Errorf("%s isn't as it was; if it should be, go test ./ui -update writes it\n--- is\n%s\n--- was\n%s", path, got, want)
	}
}
