package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/journal/sqlite"
	"dojoreversals/dojo/sandbox"
	"dojoreversals/ui"
)

// patience is how long a test waits for what must happen, on a machine that is busy.
const patience = time.Minute

// street is a settings file with several shops at one Dojo in memory.
type street struct {
	*testing.T
	dojo *sandbox.Dojo
	url  string
	dir  string // of the state
	file string
	env  map[string]string

	served bool         // its house is a server's
	later  atomic.Int64 // by how much its clock is ahead, in nanoseconds
}

// newStreet writes settings for shops, each a handle and the end of its key.
func newStreet(t *testing.T, shops ...string) *street {
	t.Helper()
	s := &street{T: t, dir: filepath.Join(t.TempDir(), "state"), env: map[string]string{}}
	s.dojo = sandbox.New(sandbox.Options{Now: time.Now, Zone: time.UTC, SettleMin: time.Hour, SettleMax: time.Hour})
	server, err := sandbox.Listen(s.dojo, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	s.url, s.file = server.URL(), filepath.Join(t.TempDir(), "config.toml")
	text := ""
	for _, handle := range shops {
		text += s.table(handle, strings.ToUpper(handle), "sk_sandbox_not_a_real_key_"+handle)
	}
	s.write(text)
	return s
}

// table is one shop of the settings. Without a key, its key is nowhere.
func (s *street) table(handle, name, key string) string {
	text := fmt.Sprintf("[shops.%s]\nname = %q\n", handle, name)
	if key != "" {
		text += fmt.Sprintf("api_key = %q\n", key)
	}
	return text
}

func (s *street) write(shops string) {
	s.Helper()
	top := fmt.Sprintf("operator = \"priya\"\nbase_url = %q\ntimezone = \"UTC\"\nstate_dir = %q\n\n", s.url, s.dir)
	if err := os.WriteFile(s.file, []byte(top+shops), 0o600); err != nil {
		s.Fatal(err)
	}
}

// house is the desk of a start at a shop, and its first seat.
func (s *street) house(handle string) (*desk, *seat) {
	s.Helper()
	src := config.Sources{
		Flags: map[string]string{"config": s.file, "shop": handle}, ReadFile: os.ReadFile, GOOS: "linux", Home: s.dir,
		LookupEnv: func(name string) (string, bool) { v, ok := s.env[name]; return v, ok },
	}
	settings, err := config.Load(src)
	if err != nil {
		s.Fatal(err)
	}
	now := func() time.Time { return time.Now().Add(time.Duration(s.later.Load())) }
	here := machine{now: now, steady: time.Now, after: time.After, pause: time.After, tick: tea.Tick}
	crashes := newCrashes(time.Now)
	h := newHouse(settings, here, false, crashes)
	h.stays = s.served
	h.among(settings, func(handle string) (config.Settings, error) { return config.Load(src.For(handle)) })
	t, err := h.take(settings)
	if err != nil {
		s.Fatal(err)
	}
	d := h.newDesk(personHere(settings.Operator), openLastUsed(settings.StateDir))
	s.Cleanup(func() {
		h.close()
		h.log.close()
		if err := crashes.err(); err != nil {
			s.Error(err)
		}
	})
	return d, d.seat(t)
}

// show shows a visit, as a screen does, and opens its shop.
func (s *street) show(v ui.Visit) ui.Opened {
	s.Helper()
	v.Show()
	opened, ok := v.Open()
	if !ok {
		s.Fatal("it isn't open")
	}
	return opened
}

// enter takes up a shop and shows it.
func (s *street) enter(d *desk, handle string) (ui.Visit, ui.Opened) {
	s.Helper()
	v, err := d.Enter(handle)
	if err != nil {
		s.Fatal(err)
	}
	return v, s.show(v)
}

// until waits until something is so, with each news of the desk.
func (s *street) until(d *desk, so func() bool) {
	s.Helper()
	end := time.After(patience)
	for !so() {
		select {
		case <-d.News():
		case <-end:
			s.Fatal("it never came about")
		}
	}
}

// unfinished records an attempt that another run left unfinished.
func (s *street) unfinished(name, key string, state journal.State) string {
	s.Helper()
	payment := s.dojo.Add(sandbox.Payment{PaidAt: time.Now(), Amount: dojo.Money{Minor: 4250, Currency: "GBP"}})
	parsed, err := dojo.ParseAPIKey(key)
	if err != nil {
		s.Fatal(err)
	}
	ago := time.Now().Add(-time.Hour).UTC()
	store, err := sqlite.Open(s.Context(), sqlite.Options{Dir: s.dir, Process: newID(), Now: func() time.Time { return ago }})
	if err != nil {
		s.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	a := journal.Attempt{
		ID: newID(), Payment: journal.Payment{ID: payment, Reference: "R", Amount: dojo.Money{Minor: 4250, Currency: "GBP"}, PaidAt: ago, Status: dojo.StatusAuthorized},
		Environment: parsed.Environment(), BaseURL: s.url, KeyFingerprint: parsed.Fingerprint(),
		Shop: name, Operator: "priya", Host: "till", ConfirmedAt: ago, State: journal.Intended,
	}
	if err := store.Begin(context.Background(), a); err != nil {
		s.Fatal(err)
	}
	for _, next := range []journal.State{journal.Sending, state} {
		to := a
		to.State, to.SentAt = next, ago
		if next == journal.Created {
			to.Answered, to.HTTPStatus = dojo.ReversalCreated, 200
		}
		if err := store.Move(context.Background(), a, to); err != nil {
			s.Fatal(err)
		}
		a = to
	}
	return a.ID
}

// shopOf is what the list of shops has of one.
func shopOf(d *desk, handle string) ui.Shop {
	all := d.All()
	return all[slices.IndexFunc(all, func(s ui.Shop) bool { return s.Handle == handle })]
}

// A shop that was taken up is shown only once a screen shows it.
func TestHouseShowsWhatTheScreenShows(t *testing.T) {
	t.Parallel()
	s := newStreet(t, "pier", "mall")
	d, first := s.house("pier")
	s.show(d.visit(first))
	late, err := d.Enter("mall")
	if err != nil {
		t.Fatal(err)
	}
	late.Leave()
	if !shopOf(d, "pier").Here || shopOf(d, "mall").Here {
		t.Errorf("%+v", d.All())
	}
	v, _ := s.enter(d, "mall")
	late.Leave()
	if shopOf(d, "pier").Here || !shopOf(d, "mall").Here {
		t.Errorf("%+v", d.All())
	}
	v.Leave()
}

// A key in the environment is for the shop of the start, to which somebody can come back
// all the same, also when the settings file has a mistake by then.
func TestBackToTheShopOfTheStart(t *testing.T) {
	t.Parallel()
	s := newStreet(t)
	s.write(s.table("pier", "PIER", "") + s.table("mall", "MALL", "sk_sandbox_not_a_real_key_mall"))
	s.env["DOJO_API_KEY"] = "sk_sandbox_not_a_real_key_pier"
	d, first := s.house("pier")
	s.show(d.visit(first))
	_, _ = s.enter(d, "mall")
	s.write("[shops.pier")
	if _, err := d.Enter("pier"); err != nil {
		t.Error(err)
	}
	if n := len(d.house.takenUp()); n != 2 {
		t.Errorf("%d tenants", n)
	}
}

// A shop whose settings have changed since the start isn't shown in the place of the one
// that was chosen, and no two shops share a key: nobody could say whose payments they
// are.
func TestShopsThatAreNotWhatTheyWere(t *testing.T) {
	t.Parallel()
	s := newStreet(t, "pier", "mall")
	d, first := s.house("pier")
	s.show(d.visit(first))
	for _, c := range []struct{ text, want string }{
		{s.table("pier", "PIER", "sk_sandbox_not_a_real_key_other") + s.table("mall", "MALL", "sk_sandbox_not_a_real_key_pier"), "the same key as PIER"},
		{s.table("pier", "KIOSK", "sk_sandbox_not_a_real_key_pier") + s.table("mall", "AIRPORT", "sk_sandbox_not_a_real_key_mall"), "AIRPORT"},
	} {
		s.write(c.text)
		if _, err := d.Enter("mall"); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want %q", err, c.want)
		}
		if !shopOf(d, "pier").Here || len(d.house.takenUp()) != 1 {
			t.Errorf("%+v", d.All())
		}
	}
}

// Unfinished reversals of other shops are watched from the start, also if their shop had
// another name then. Where that can't be, the list of shops says so until it can.
func TestUnfinishedReversalsOfOtherShops(t *testing.T) {
	t.Parallel()
	const mall = "sk_sandbox_not_a_real_key_mall"
	for name, c := range map[string]struct{ shop, made, key, why string }{
		"watched":     {"MALL", mall, mall, ""},
		"renamed":     {"The old mall", mall, mall, ""},
		"no name":     {"", mall, mall, ""},
		"no key":      {"MALL", mall, "", "the shop mall has no API key"},
		"another key": {"MALL", mall + "_old", mall, "journal adopt --shop mall"},
		"same key":    {"MALL", mall, "sk_sandbox_not_a_real_key_pier\"\n#", "the shops pier and mall have the same key"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStreet(t)
			pier := s.table("pier", "PIER", "sk_sandbox_not_a_real_key_pier")
			s.write(pier + s.table("mall", "MALL", mall))
			d, first := s.house("pier") // reads the settings before they change
			s.write(pier + s.table("mall", "MALL", strings.Split(c.key, "\"")[0]))
			id := s.unfinished(c.shop, c.made, journal.Created)
			s.show(d.visit(first))
			if c.why != "" {
				s.until(d, func() bool { return strings.Contains(shopOf(d, "mall").Unwatched, c.why) })
				if name == "no key" {
					s.write(pier + s.table("mall", "MALL", mall))
					_, _ = s.enter(d, "mall")
					s.until(d, func() bool { return shopOf(d, "mall").Unwatched == "" && shopOf(d, "mall").UnderWay == 1 })
				}
				return
			}
			s.until(d, func() bool { return shopOf(d, "mall").UnderWay == 1 && len(d.Elsewhere()) > 0 })
			all := d.Elsewhere()
			if len(all) != 1 || all[0].ID != id || all[0].Shop != "MALL" || shopOf(d, "mall").Unwatched != "" {
				t.Errorf("elsewhere %+v, mall %+v", all, shopOf(d, "mall"))
			}
		})
	}
}

// Plain lines name their shop at the start, and say how to get to another one.
func TestPlainLinesNameTheOtherShops(t *testing.T) {
	t.Parallel()
	s := newStreet(t, "pier", "mall", "kiosk")
	d, first := s.house("mall")
	first.open()
	in, typed, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = in.Close(), typed.Close() })
	f := newPlainFront(streams{in: in, out: newOutput(typed, charset{}), crashes: newCrashes(time.Now)}, d.house.here, first)
	if said := strings.Join(f.start().Lines, "\n"); !strings.Contains(said, "This is MALL.") || !strings.Contains(said, "--shop: pier, kiosk.") {
		t.Errorf("it says\n%s", said)
	}
}
