package cli

import (
	"cmp"
	"maps"
	"os"
	"slices"
	"sync"
	"time"

	"dojoreversals/config"
	"dojoreversals/dojo/reversal"
	"dojoreversals/dojo/shop"
	"dojoreversals/ui/words"
	"dojoreversals/ui/worklist"
)

// tenant is a shop that this process has taken up, for all who work at it. Each of them
// has a seat at it.
type tenant struct {
	shop     *shop.Shop
	settings config.Settings
	log      *appLog
	served   bool          // by a server
	opened   func()        // called once the shop is open
	closed   chan struct{} // closed once the house has let the shop go
	asked    time.Time     // when somebody last asked for it; by the lock of the house

	once   sync.Once
	isOpen bool // set by once

	logChecked sync.Once

	mu     sync.Mutex
	judges map[string]*worklist.Judge // by the locale in whose words payments are found
	// unended are the attempts that aren't over, by ID, as of the change with the number
	// seen. Each desk asks for them at each change, and a shop remembers thousands.
	unended map[string]reversal.Attempt
	seen    uint64
}

// newTenant takes up the shop of the settings. It touches neither a disk nor the
// network: open does.
func newTenant(settings config.Settings, o shop.Options, log *appLog) (*tenant, error) {
	sh, err := shop.New(o)
	if err != nil {
		return nil, &usageError{err}
	}
	return &tenant{shop: sh, settings: settings, log: log, opened: func() {}, closed: make(chan struct{}), judges: map[string]*worklist.Judge{}, unended: map[string]reversal.Attempt{}}, nil
}

// unfinished are the shop's attempts that have no end yet, oldest first.
func (t *tenant) unfinished() []reversal.Attempt {
	t.mu.Lock()
	defer t.mu.Unlock()
	var changed []reversal.Attempt
	changed, t.seen = t.shop.Changes(t.seen)
	for i := range changed {
		if a := &changed[i]; a.State.Final() {
			delete(t.unended, a.ID)
		} else {
			t.unended[a.ID] = *a
		}
	}
	return slices.SortedFunc(maps.Values(t.unended), func(a, b reversal.Attempt) int {
		return cmp.Or(a.ConfirmedAt.Compare(b.ConfirmedAt), cmp.Compare(a.ID, b.ID))
	})
}

// open opens the shop, once. It reports false if the shop was stopped first.
func (t *tenant) open() bool {
	t.once.Do(func() {
		if !t.served {
			// Not before: collecting garbage takes time from the first paint.
			boundMemory(os.LookupEnv)
		}
		t.log.begin(t.settings, t.shop.Environment)
		if !t.shop.Open() {
			return
		}
		t.log.followed(t.shop.Attempts())
		t.isOpen = true
		t.opened()
	})
	return t.isOpen
}

// judge is the judge of the shop's payments that finds them by the words of a locale.
// There is one for all screens in that locale.
func (t *tenant) judge(o words.Options) *worklist.Judge {
	t.mu.Lock()
	defer t.mu.Unlock()
	j, made := t.judges[o.Locale]
	if !made {
		j = worklist.NewJudge(t.shop.Rule, t.shop.Zone, words.New(o).FindWords())
		t.judges[o.Locale] = j
	}
	return j
}

// checked waits until all of the journal was checked. It returns why nothing can be
// reversed then, nil if it can.
func (t *tenant) checked() error {
	err := t.shop.Checked()
	t.logChecked.Do(func() { t.log.checked(err) })
	return err
}

// readOnly says why nothing can be reversed in the open shop, "" if it can. err is what
// the shop says.
func (t *tenant) readOnly(err error) string {
	if err == nil {
		return ""
	}
	return "Read-only, nothing can be reversed: " + journalError(err, t.settings.StateDir).Error()
}
