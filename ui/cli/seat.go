package cli

import (
	"cmp"
	"errors"
	"iter"
	"sync"
	"sync/atomic"
	"time"

	"dojoreversals/config"
	"dojoreversals/dojo/agent"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/dojo/shop"
	"dojoreversals/ui"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// seat is one person's place at a shop. Its session lasts as long as their desk, so that
// what was begun in it stays its own whichever shop is on the screen.
type seat struct {
	*tenant
	seen config.Settings // the shop's settings as the person's terminal wants them
	by   reversal.Person
	own  *appLog  // of the person's session
	away *putAway // nil in the demo
	// local says that the person is at this machine, and may hear of crashes there.
	local bool

	once    sync.Once
	session atomic.Pointer[shop.Session] // nil until the shop is open

	mu  sync.Mutex
	set ui.Settings
	// followed are the attempts of this shop's key that weren't over before this desk
	// began to look, and those of which something is news, by ID, as of what look has
	// told.
	followed map[string]*reversal.Attempt
	look     *shop.Look // nil until they are asked for
}

// newSeat takes a seat at a shop. settings are the shop's as the person's terminal wants
// them.
func newSeat(t *tenant, settings config.Settings, by reversal.Person, own *appLog, demo bool) *seat {
	s := &seat{tenant: t, seen: settings, by: by, own: own, set: screenSettings(t.shop, settings, demo), followed: map[string]*reversal.Attempt{}}
	if !demo {
		s.away = openPutAway(t.settings.StateDir, by.Operator)
	}
	return s
}

// open opens the shop and the session. It reports false if the shop was stopped or closed
// first.
func (s *seat) open() bool {
	if !s.tenant.open() {
		return false
	}
	s.begin()
	return s.session.Load() != nil
}

// begin begins the session at an open shop, once. A shop that was closed gives none.
func (s *seat) begin() {
	s.once.Do(func() {
		if session, ok := s.shop.Session(s.by); ok {
			s.session.Store(session)
		}
	})
}

// attempts are those that are followed, as they are now, in no order. They aren't to be
// changed, and whoever goes through them mustn't ask this seat for anything.
func (s *seat) attempts() iter.Seq[*reversal.Attempt] {
	return func(yield func(*reversal.Attempt) bool) {
		session := s.session.Load()
		if session == nil {
			return
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.look == nil {
			s.look = session.Look()
		}
		changed := s.look.Changed()
		for i := range changed {
			a := &changed[i]
			if _, known := s.followed[a.ID]; known || (!a.Past || worklist.IsNews(a)) && !a.OtherKey {
				kept := *a // and not all that came with it
				s.followed[a.ID] = &kept
			}
		}
		for _, a := range s.followed {
			if !yield(a) {
				return
			}
		}
	}
}

// readOnly says why this person can't reverse anything in the open shop, "" if they can.
// err is what the shop says.
func (s *seat) readOnly(err error) string {
	if s.by.May != nil {
		no := s.by.May()
		if refusal, ok := errors.AsType[*agent.Refusal](no); ok && !refusal.ByShop {
			return onlyLooks(refusal.Role)
		}
		if no != nil {
			return no.Error()
		}
	}
	if err != nil && s.set.Agent {
		s.own.Error("read-only", "shop", s.settings.Shop, "error", s.tenant.readOnly(err))
		return recordReadOnly
	}
	return s.tenant.readOnly(err)
}

// recordReadOnly is what an agent is told where nothing can be recorded.
const recordReadOnly = "Read-only, nothing can be reversed: the server can't use its record of reversals. Tell whoever manages the server."

// checked is as of the tenant, for this person.
func (s *seat) checked() string {
	return s.readOnly(s.tenant.checked())
}

// focus says whether this person looks at the shop's list.
func (s *seat) focus(on bool) {
	if session := s.session.Load(); session != nil {
		session.Focus(on)
	}
}

// forScreen opens the shop for ui.NewOpening.
func (s *seat) forScreen() (ui.Opened, bool) {
	if !s.open() {
		return ui.Opened{}, false
	}
	session := s.session.Load()
	return ui.Opened{
		List: session, ListNews: session.ListNews(), Reversals: s.hands(session), ReversalNews: session.ReversalNews(),
		ReadOnly: s.readOnly(s.shop.ReadOnly()), Checked: s.checked, PutAway: s.putAway(), Notes: s.crashed(),
	}, true
}

// crashed is what to tell the person of crashes of earlier runs.
func (s *seat) crashed() []string {
	if !s.local {
		return nil
	}
	return reportCrashes(s.settings.StateDir)
}

// hands is what a front reverses payments with. Each confirmation is logged with the
// session in which it was given.
func (s *seat) hands(session *shop.Session) loggedLook { return loggedLook{session.Look(), s.own} }

type loggedLook struct {
	*shop.Look
	log *appLog
}

func (l loggedLook) Start(confirmed journal.Payment, reason string, at time.Time) string {
	id := l.Look.Start(confirmed, reason, at)
	l.log.Info("confirmed", "attempt", id, "payment", confirmed.ID)
	return id
}

// visit is what a screen needs to show the shop. shown is called when it is shown, and
// spawn begins a goroutine.
func (s *seat) visit(here machine, spawn func(func()), shown func()) ui.Visit {
	s.mu.Lock()
	set := s.set
	s.mu.Unlock()
	set.ReadOnly = s.readOnly(nil) // what they may not do isn't offered while the shop is being opened either
	done := make(chan struct{})
	var onScreen atomic.Bool
	v := ui.Visit{
		Deps:     ui.Deps{Judge: s.judge(set.Options), Now: here.now, Clock: s.shop.Clock, Tick: here.tick, Done: done},
		Settings: set,
		Open:     s.forScreen,
		Show: func() {
			s.mu.Lock()
			s.set.Notes = nil // said once
			s.mu.Unlock()
			onScreen.Store(true)
			shown()
		},
		Leave: sync.OnceFunc(func() {
			close(done)
			if onScreen.Load() {
				s.focus(false)
			}
		}),
	}
	if s.away != nil {
		v.Deps.KeepPutAway = func(attempt, stage string) { s.away.keepSoon(spawn, attempt, stage) }
	}
	return v
}

// putAway are the results that the operator put away before.
func (s *seat) putAway() map[string]string {
	if s.away == nil {
		return nil
	}
	return s.away.load()
}

// farewell is what is left in the terminal about attempts that were under way.
func (s *seat) farewell(underWay []reversal.Attempt, to streams) *words.Farewell {
	ahead, _ := s.shop.Clock.Offset()
	return words.NewFarewell(underWay, words.New(s.set.Options), cmp.Or(terminalWidth(to.out), 80), ahead)
}
