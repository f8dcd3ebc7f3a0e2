package cli

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/netip"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/dojo/reversal"
	"dojoreversals/dojo/shop"
	"dojoreversals/ui"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// tenant is a shop that this process has taken up for the person at this machine. Its
// session lasts as long as the shop, so that what was begun in it stays its own whichever
// shop is on the screen.
type tenant struct {
	shop     *shop.Shop
	settings config.Settings
	set      ui.Settings
	judge    *worklist.Judge
	away     *putAway // nil in the demo
	log      *appLog
	opened   func() // called once the shop is open

	once    sync.Once
	session atomic.Pointer[shop.Session] // nil until the shop is open

	mu sync.Mutex
	// followed are the attempts of this shop's key that weren't over before this process
	// began to look, and those of which something is news, by ID, as of what look has
	// told.
	followed map[string]reversal.Attempt
	look     *shop.Look // nil until they are asked for
}

// newTenant takes up the shop of the settings. It touches neither a disk nor the
// network: open does.
func newTenant(settings config.Settings, o shop.Options, log *appLog, demo bool) (*tenant, error) {
	sh, err := shop.New(o)
	if err != nil {
		return nil, &usageError{err}
	}
	t := &tenant{shop: sh, settings: settings, set: screenSettings(sh, settings, demo), log: log, opened: func() {}, followed: map[string]reversal.Attempt{}}
	t.judge = worklist.NewJudge(sh.Rule, sh.Zone, words.New(t.set.Options).FindWords())
	if !demo {
		t.away = openPutAway(settings.StateDir, settings.Operator)
	}
	return t, nil
}

// open opens the shop and its session, once. It reports false if the shop was stopped
// first.
func (t *tenant) open() bool {
	t.once.Do(func() {
		// Not before: collecting garbage takes time from the first paint.
		boundMemory(os.LookupEnv)
		t.log.begin(t.settings, t.shop.Environment)
		if !t.shop.Open() {
			return
		}
		t.log.followed(t.shop.Attempts())
		host, _ := os.Hostname()
		t.session.Store(t.shop.Session(reversal.Identity{Operator: t.settings.Operator, Client: sshClient(), Host: dojo.Clean(host)}))
		t.opened()
	})
	return t.session.Load() != nil
}

// attempts are those that are followed, as they are now, in no order.
func (t *tenant) attempts() []reversal.Attempt {
	session := t.session.Load()
	if session == nil {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.look == nil {
		t.look = session.Look()
	}
	changed := t.look.Changed()
	for i := range changed {
		a := &changed[i]
		if _, known := t.followed[a.ID]; known || (!a.Past || worklist.IsNews(a)) && !a.OtherKey {
			t.followed[a.ID] = *a
		}
	}
	return slices.Collect(maps.Values(t.followed))
}

// focus says whether somebody looks at the shop's list.
func (t *tenant) focus(on bool) {
	if session := t.session.Load(); session != nil {
		session.Focus(on)
	}
}

// forScreen opens the shop for ui.NewOpening.
func (t *tenant) forScreen() (ui.Opened, bool) {
	if !t.open() {
		return ui.Opened{}, false
	}
	session := t.session.Load()
	return ui.Opened{
		List: session, ListNews: session.ListNews(), Reversals: session.Look(), ReversalNews: session.ReversalNews(),
		ReadOnly: t.readOnly(t.shop.ReadOnly()), Checked: t.checked, PutAway: t.putAway(),
	}, true
}

// visit is what a screen needs to show the shop. shown is called when it is shown.
func (t *tenant) visit(here machine, shown func()) ui.Visit {
	t.mu.Lock()
	set := t.set
	t.mu.Unlock()
	done := make(chan struct{})
	var onScreen atomic.Bool
	v := ui.Visit{
		Deps:     ui.Deps{Judge: t.judge, Now: here.now, Clock: t.shop.Clock, Tick: here.tick, Done: done},
		Settings: set,
		Open:     t.forScreen,
		Show: func() {
			t.mu.Lock()
			t.set.Notes = nil // said once
			t.mu.Unlock()
			onScreen.Store(true)
			shown()
		},
		Leave: sync.OnceFunc(func() {
			close(done)
			if onScreen.Load() {
				t.focus(false)
			}
		}),
	}
	if t.away != nil {
		v.Deps.KeepPutAway = t.away.keep
	}
	return v
}

// readOnly says why nothing can be reversed in the open shop, "" if it can. err is what
// the shop says.
func (t *tenant) readOnly(err error) string {
	if err == nil {
		return ""
	}
	return "Read-only, nothing can be reversed: " + journalError(err, t.settings.StateDir).Error()
}

// checked waits until all of the journal was checked, and is then what readOnly is.
func (t *tenant) checked() string {
	err := t.shop.Checked()
	t.log.checked(err)
	return t.readOnly(err)
}

// putAway are the results that the operator put away before.
func (t *tenant) putAway() map[string]string {
	if t.away == nil {
		return nil
	}
	return t.away.load()
}

// farewell is what is left in the terminal about attempts that were under way.
func (t *tenant) farewell(underWay []reversal.Attempt, s streams) *words.Farewell {
	ahead, _ := t.shop.Clock.Offset()
	return words.NewFarewell(underWay, words.New(t.set.Options), cmp.Or(terminalWidth(s.out), 80), ahead)
}

// sayFarewell waits for the answer to a request under way, and leaves lines in the
// terminal about attempts that aren't over, or that ended after the screen had closed.
func (t *tenant) sayFarewell(ctx context.Context, s streams, f *words.Farewell, now func() time.Time) {
	say := func(lines []string) {
		for _, line := range lines {
			_, _ = fmt.Fprintln(s.out, line)
		}
	}
	say(f.Waiting(t.shop.Attempts()))
	grace, cancel := context.WithTimeout(ctx, sendGrace)
	defer cancel()
	t.shop.Stop(grace)
	say(f.Ended(t.shop.Attempts(), now()))
}

// sshClient is the address from which an operator came over SSH, or "".
func sshClient() string {
	from, _, _ := strings.Cut(os.Getenv("SSH_CONNECTION"), " ")
	if addr, err := netip.ParseAddr(from); err == nil {
		return addr.String()
	}
	return ""
}
