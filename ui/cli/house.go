package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/dojo/shop"
	"dojoreversals/ui/monitor"
)

// house has the shops that this process has taken up, for the desks of all who work at
// them. A shop that was taken up stays so until the program ends: its reversals are
// watched.
type house struct {
	here machine
	// load reads the settings of another shop; nil where there is only one.
	load     func(handle string) (config.Settings, error)
	demo     bool
	stays    bool              // it goes on when a front ends: a server
	all      []config.ShopName // in the order of the settings
	settings config.Settings   // of all shops
	log      *appLog
	crashes  *crashes
	records  *records
	closed   chan struct{}
	watched  *monitor.Monitor // nil where nobody watches the service

	mu      sync.Mutex
	tenants []*tenant // in the order in which they were taken up
	desks   []*desk
	said    map[string]bool // warnings of the settings
	// unwatched is why nobody watches the unfinished reversals of a shop, by its handle.
	unwatched map[string]string
}

// newHouse makes the house of the settings, without a shop.
func newHouse(settings config.Settings, here machine, demo bool, crashes *crashes) *house {
	return &house{
		here: here, demo: demo, settings: settings, log: newAppLog(settings, here, demo), crashes: crashes, records: newRecords(here.now), closed: make(chan struct{}),
		said: map[string]bool{}, unwatched: map[string]string{},
	}
}

// among has the house know the other shops of the settings, which load reads.
func (h *house) among(settings config.Settings, load func(handle string) (config.Settings, error)) {
	if len(settings.Shops) > 1 {
		h.all, h.load = settings.Shops, load
	}
}

// tenantOf is the tenant of a shop that was taken up, or nil.
func (h *house) tenantOf(handle string) *tenant {
	for _, t := range h.takenUp() {
		if t.settings.Handle == handle {
			return t
		}
	}
	return nil
}

// askFor is tenantOf for somebody who is about to take a seat there: it isn't let go
// meanwhile.
func (h *house) askFor(handle string) *tenant {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, t := range h.tenants {
		if t.settings.Handle == handle {
			t.asked = h.here.now()
			return t
		}
	}
	return nil
}

// take is the tenant of the settings, which is taken up unless it was before. Two shops
// with one key aren't taken up: nobody could say whose its payments are.
func (h *house) take(settings config.Settings) (*tenant, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, t := range slices.Clone(h.tenants) {
		switch {
		case t.settings.Handle == settings.Handle:
			t.asked = h.here.now()
			return t, nil
		case !sameKey(t.settings, settings), h.replaceLocked(t):
		case !h.hasLocked(t):
			return nil, fmt.Errorf("%s was %s before the settings were read again. Somebody is still there, or something is under way. Try again when it is over, or restart the program", settings.Shop, t.settings.Shop)
		default:
			return nil, fmt.Errorf("%s has the same key as %s, so that nobody could say whose payments are on the screen. Give each shop its own key, and start the program again", settings.Shop, t.settings.Shop)
		}
	}
	settings.Warnings = slices.DeleteFunc(slices.Clone(settings.Warnings), func(w string) bool { return h.said[w] })
	for _, w := range settings.Warnings {
		h.said[w] = true
	}
	log := h.log
	if h.load != nil {
		log = log.of(settings.Shop)
	}
	t, err := newTenant(settings, h.optionsOf(settings, log), log)
	if err != nil {
		return nil, err
	}
	t.asked, t.served = h.here.now(), h.stays
	t.opened = func() {
		if t.shop.ReadOnly() == nil {
			h.note(settings.Handle, "")
		}
		h.mu.Lock()
		desks := slices.Clone(h.desks)
		h.mu.Unlock()
		for _, d := range desks {
			d.opened(t)
		}
		h.crashes.spawn(func() { h.watch(t) })
	}
	h.tenants = append(h.tenants, t)
	return t, nil
}

// optionsOf are those of a shop. The first journal that is opened tells which other
// shops have to be watched.
func (h *house) optionsOf(settings config.Settings, log *appLog) shop.Options {
	o := shopOptions(settings, h.here, h.demo, log, h.crashes, h.records)
	if m := h.watched; m != nil {
		called, instrument := o.Client.Called, o.Instrument
		o.Client.Called = func(c dojo.Call) {
			called(c)
			m.Called(settings.Handle, c)
		}
		o.Instrument = func(record reversal.Journal, asked reversal.Dojo) (reversal.Journal, reversal.Dojo) {
			record, asked = instrument(record, asked)
			return m.Timed(record, h.here.steady), asked
		}
	}
	open := o.OpenJournal
	first := len(h.tenants) == 0 && h.load != nil
	o.OpenJournal = func(ctx context.Context, dojoNow func() time.Time) (shop.Journal, error) {
		j, err := open(ctx, dojoNow)
		if store, ok := j.(unfinished); ok && err == nil && first {
			h.crashes.spawn(func() { h.wake(ctx, store) })
		}
		return j, err
	}
	return o
}

// names are the shops of the settings, in their order.
func (h *house) names() []config.ShopName {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.all
}

// nameOf is what people call a shop: its handle if it has no name any more.
func (h *house) nameOf(handle string) string {
	for _, shop := range h.names() {
		if shop.Handle == handle {
			return shop.Name
		}
	}
	return handle
}

// takenUp are the shops that were taken up so far.
func (h *house) takenUp() []*tenant {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.tenants)
}

// sameKey says whether two shops are seen with one key at one address.
func sameKey(a, b config.Settings) bool {
	return a.APIKey.Fingerprint() == b.APIKey.Fingerprint() &&
		dojo.Place(a.APIKey.Environment(), a.BaseURL) == dojo.Place(b.APIKey.Environment(), b.BaseURL)
}

// enter takes up a shop, unless it was before. Such a one stays as it was then, unless the
// settings have given it up or another name: then nobody comes in any more, and it is taken
// up anew once nobody is there and nothing is under way.
func (h *house) enter(handle string) (*tenant, error) {
	if t := h.askFor(handle); t != nil && h.has(t) {
		return t, nil
	} else if t != nil && !h.replace(t) {
		return nil, errShopChanged
	}
	settings, err := h.load(handle)
	if err != nil {
		return nil, inOneLine(err)
	}
	if !slices.Contains(h.names(), config.ShopName{Handle: handle, Name: settings.Shop}) {
		return nil, fmt.Errorf("the settings have changed: this shop is called %s by now. Start the program again", settings.Shop)
	}
	return h.take(settings)
}

// errShopChanged says that the settings have given a shop up that is open, or that it has
// another name by now.
var errShopChanged = errors.New("the settings of this shop have changed. It can be opened again once nobody is there and nothing is under way")

// has says whether the settings still have a shop that was taken up, by its name too.
func (h *house) has(t *tenant) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.hasLocked(t)
}

func (h *house) hasLocked(t *tenant) bool {
	return slices.Contains(h.all, config.ShopName{Handle: t.settings.Handle, Name: t.settings.Shop})
}

// watch passes on that an attempt of an open shop has changed, until the house closes.
func (h *house) watch(t *tenant) {
	changed, end := t.shop.Subscribe()
	defer end()
	for {
		select {
		case <-changed:
		case <-t.closed:
			return
		case <-h.closed:
			return
		}
		h.tell()
	}
}

// unfinished is a journal that can say which attempts aren't over, such as
// *sqlite.Store.
type unfinished interface {
	Attempts(ctx context.Context, f journal.Filter) ([]journal.Attempt, error)
}

// wake takes up the other shops that have unfinished reversals, so that somebody watches
// them, and notes why where that can't be.
func (h *house) wake(ctx context.Context, record unfinished) {
	attempts, err := record.Attempts(ctx, journal.Filter{Unfinished: true, Since: h.here.now().Add(-journal.Remembered)})
	if err != nil {
		return // the shop that is shown says what is wrong with the journal
	}
	for _, name := range h.names() {
		if h.tenantOf(name.Handle) != nil {
			continue
		}
		if why := h.wakeOne(name, attempts); why != "" {
			h.log.Warn("not watched", "shop", name.Name, "why", why)
			h.note(name.Handle, why)
		}
	}
}

// wakeOne takes up a shop if one of these attempts is its own, and says why that isn't
// watched, "" if it is. An attempt has the name that its shop had then. One that no shop
// has any more is known by its key.
func (h *house) wakeOne(name config.ShopName, attempts []journal.Attempt) (why string) {
	named := slices.ContainsFunc(attempts, func(a journal.Attempt) bool { return a.Shop == name.Name })
	nameless := slices.ContainsFunc(attempts, func(a journal.Attempt) bool {
		return !slices.ContainsFunc(h.names(), func(s config.ShopName) bool { return s.Name == a.Shop })
	})
	if !named && !nameless {
		return ""
	}
	settings, err := h.load(name.Handle)
	if err != nil {
		if !named {
			return ""
		}
		return inOneLine(err).Error()
	}
	here := journal.Shop{Environment: settings.APIKey.Environment(), BaseURL: settings.BaseURL}
	own := slices.ContainsFunc(attempts, func(a journal.Attempt) bool {
		return here.Has(a) && a.KeyFingerprint == settings.APIKey.Fingerprint()
	})
	switch {
	case !own && !named:
		return ""
	case !own:
		return "It was begun with another key, or at another address. If the shop got a new key: dojo-reversals journal adopt --shop " + name.Handle
	}
	t, err := h.take(settings)
	if err != nil {
		return err.Error()
	}
	if !t.open() {
		return "" // the program is ending
	}
	return t.readOnly(t.shop.ReadOnly())
}

// note notes why unfinished reversals of a shop aren't watched, or that they are with "".
func (h *house) note(handle, why string) {
	h.mu.Lock()
	if why == "" {
		delete(h.unwatched, handle)
	} else {
		h.unwatched[handle] = why
	}
	h.mu.Unlock()
	h.tell()
}

// whyUnwatched says why unfinished reversals of a shop aren't watched, "" if they are.
func (h *house) whyUnwatched(handle string) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.unwatched[handle]
}

// tell tells every desk that there is news.
func (h *house) tell() {
	h.mu.Lock()
	desks := slices.Clone(h.desks)
	h.mu.Unlock()
	for _, d := range desks {
		d.tell()
	}
}

// unfinished are the attempts of all shops that have no end yet.
func (h *house) unfinished() []reversal.Attempt {
	var all []reversal.Attempt
	for _, t := range h.takenUp() {
		all = append(all, t.unfinished()...)
	}
	return all
}

// stop stops all shops, see shop.Shop.Stop.
func (h *house) stop(ctx context.Context) {
	var all sync.WaitGroup
	for _, t := range h.takenUp() {
		all.Go(func() {
			defer h.crashes.catch()
			t.shop.Stop(ctx)
		})
	}
	all.Wait()
}

// close closes all shops.
func (h *house) close() {
	close(h.closed)
	var all sync.WaitGroup
	for _, t := range h.takenUp() {
		all.Go(func() { closeShop(t.shop, h.crashes) })
	}
	all.Wait()
}

// closeShop closes a shop, but waits no longer than closeGrace: its disk may never
// answer. What was sent is recorded by then, see sayFarewell.
func closeShop(sh *shop.Shop, crashes *crashes) {
	closed := make(chan struct{})
	crashes.spawn(func() {
		defer close(closed)
		sh.Close()
	})
	select {
	case <-closed:
	case <-time.After(closeGrace):
	}
}
