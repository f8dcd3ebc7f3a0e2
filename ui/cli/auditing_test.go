package cli

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"dojoreversals/config"
	"dojoreversals/dojo/audit"
	"dojoreversals/dojo/journal"
)

// auditedPier is a server of one shop, with an audit stream to a file.
type auditedPier struct {
	*street
	loaded loaded
	here   machine
	file   string
}

// newAuditedPier has a clock that stands still: waits end with a value of waits.
func newAuditedPier(t *testing.T, waits <-chan time.Time) *auditedPier {
	t.Helper()
	s := newStreet(t, "pier")
	settings, err := config.Load(config.Sources{
		Flags: map[string]string{"config": s.file, "shop": "pier"}, ReadFile: os.ReadFile, GOOS: "linux", Home: s.dir,
		LookupEnv: func(string) (string, bool) { return "", false },
	})
	if err != nil {
		t.Fatal(err)
	}
	wait := func(time.Duration) <-chan time.Time { return waits }
	file := filepath.Join(t.TempDir(), "audit.jsonl")
	set := config.Serve{
		Listen: "127.0.0.1:0", HostKeyFile: filepath.Join(s.dir, "hostkey"), Sessions: 1, SessionsPerAgent: 1, LoginsPerMinute: 1,
		Audit: config.AuditTarget{Network: "file", Address: file},
	}
	return &auditedPier{
		street: s, file: file, here: machine{now: time.Now, steady: time.Now, after: wait, pause: wait},
		loaded: loaded{settings: settings, set: set, shops: map[string]loadedShop{"pier": {settings: settings}}},
	}
}

// start starts the server, whose records are opened by open; nil is as usual.
func (p *auditedPier) start(open func(ctx context.Context, dir string) (store, error)) *service {
	p.Helper()
	crashes := newCrashes(time.Now)
	v := newService(p.loaded, p.here, crashes)
	if open != nil {
		v.house.records.open = open
	}
	listener, err := v.listen(p.Context(), p.loaded.set)
	if err != nil {
		p.Fatal(err)
	}
	p.Cleanup(func() {
		_ = listener.Close()
		if err := crashes.err(); err != nil {
			p.Error(err)
		}
	})
	return v
}

// begins records the beginning of an attempt as an agent's.
func (p *auditedPier) begins(id string, begin func(context.Context, journal.Attempt) error) {
	p.Helper()
	if err := begin(p.Context(), journal.Attempt{
		ID: id, Payment: journal.Payment{ID: "pi_" + id}, Environment: "sandbox", BaseURL: p.url, State: journal.Intended,
		Operator: "priya", OperatorKey: "SHA256:abc", Client: "192.0.2.7",
	}); err != nil {
		p.Fatal(err)
	}
}

// record takes up the server's record as one more shop does.
func (p *auditedPier) record(v *service) *shopRecord {
	p.Helper()
	j, err := v.house.records.take(p.Context(), p.dir, nil)
	if err != nil {
		p.Fatal(err)
	}
	return j
}

// streamed are the attempts of the lines in the file, a line each.
func (p *auditedPier) streamed() string {
	p.Helper()
	b, _ := os.ReadFile(p.file)
	var ids []string
	for _, text := range strings.Split(strings.TrimSpace(string(b)), "\n") {
		var l audit.Line
		if json.Unmarshal([]byte(text), &l) == nil {
			ids = append(ids, l.Attempt)
			if l.Operator != "priya" || l.OperatorKey != "SHA256:abc" || l.Client != "192.0.2.7" {
				p.Errorf("%s", text)
			}
		}
	}
	return strings.Join(ids, " ")
}

// until waits for these lines. Meanwhile it does what it is given, nil for nothing.
func (p *auditedPier) until(ids string, meanwhile func()) {
	p.Helper()
	for end := time.Now().Add(patience); ; runtime.Gosched() {
		got := p.streamed()
		if got == ids {
			return
		}
		if time.Now().After(end) {
			p.Fatalf("%q, want %q", got, ids)
		}
		if meanwhile != nil {
			meanwhile()
		}
	}
}

// A server streams its record to the file of the settings: what was there before it
// started, what its shops record, at once, and after a new start only what is new. The
// clock stands still, so that nothing but the shop's word wakes the stream.
func TestServerAudit(t *testing.T) {
	p := newAuditedPier(t, nil)
	v := p.start(nil)
	shop := p.record(v)
	p.begins("a", shop.Begin)
	p.until("a", nil)
	p.begins("b", shop.Begin)
	p.until("a b", nil)
	_ = shop.Close()
	v.close()

	other, err := newRecords(time.Now).take(context.Background(), p.dir, nil) // somebody else, while no server runs
	if err != nil {
		t.Fatal(err)
	}
	p.begins("c", other.Begin)
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}

	v = p.start(nil)
	p.until("a b c", nil)
	shop = p.record(v)
	p.begins("d", shop.Begin)
	p.until("a b c d", nil)
	_ = shop.Close()
	v.close()
}

// Whoever runs the server is told that the auditor's file can't be written, not again as
// long as nothing changes, and that it can be.
func TestServerAuditSaysItsTrouble(t *testing.T) {
	waits := make(chan time.Time)
	p := newAuditedPier(t, waits)
	folder := filepath.Join(t.TempDir(), "gone")
	p.file = filepath.Join(folder, "audit.jsonl")
	p.loaded.set.Audit.Address = p.file
	v := p.start(nil)
	said := func(want string) {
		t.Helper()
		for end := time.After(patience); ; {
			select {
			case waits <- time.Time{}: // it tries again
			case got := <-v.said:
				if !strings.Contains(got, want) {
					t.Errorf("%q is said, want %q", got, want)
				}
				return
			case <-end:
				t.Fatalf("nobody says %q", want)
			}
		}
	}
	said(p.file)
	for range 3 {
		waits <- time.Time{}
	}
	if len(v.said) != 0 {
		t.Errorf("it is said again: %q", <-v.said)
	}
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	said("goes on")
	v.close()
}

// What is recorded while the server ends is in the file when it has ended, though nobody
// has told the stream of it.
func TestServerAuditAtTheEnd(t *testing.T) {
	p := newAuditedPier(t, nil)
	v := p.start(nil)
	shop := p.record(v)
	p.begins("a", shop.Begin)
	p.until("a", nil)
	p.begins("b", func(ctx context.Context, a journal.Attempt) error { return shop.BeginBy(ctx, shop.by, a) })
	_ = shop.Close()
	v.close()
	if got := p.streamed(); got != "a b" {
		t.Errorf("%q, want both attempts", got)
	}
}

// Once the record was moved away, the stream goes on with the one that the next shop
// opens, from its first event, and opens none itself. The server isn't well as long as a
// shop has the old one, and is again then.
func TestServerAuditFollowsTheRecord(t *testing.T) {
	waits := make(chan time.Time)
	p := newAuditedPier(t, waits)
	w := newRecordsWorld(t)
	n := 0
	v := p.start(func(ctx context.Context, dir string) (store, error) {
		n++
		return w.open(ctx, filepath.Join(dir, []string{"", "first", "second"}[n]))
	})
	pass := func() { // whoever waits waits no more
		select {
		case waits <- time.Time{}:
		default:
		}
	}
	old := p.record(v)
	p.begins("a", old.Begin)
	p.until("a", pass)
	gone := error(&journal.Error{Kind: journal.ErrGone, Path: p.dir})
	w.opened[0].broken.Store(&gone)
	for range 10 {
		if _, err := v.record.EventsAfter(t.Context(), 0, 1); err != nil && !errors.Is(err, journal.ErrGone) {
			t.Error(err)
		}
		v.record.follow()
	}
	if len(w.opened) != 1 {
		t.Fatalf("%d records were opened before a shop asked", len(w.opened))
	}
	if err := v.house.records.trouble(); err == nil || !strings.Contains(err.Error(), "moved or deleted") {
		t.Errorf("a server without its record is well: %v", err)
	}

	next := p.record(v)
	p.begins("b", next.Begin)
	p.until("a b", pass)
	p.begins("c", next.Begin)
	p.until("a b c", pass)
	if err := v.house.records.trouble(); err == nil {
		t.Error("a server one of whose shops can record nothing is well")
	}
	if w.opened[0].closes.Load() != 0 {
		t.Error("the old record was closed while a shop had it")
	}
	_ = old.Close()
	if err := v.house.records.trouble(); err != nil || w.opened[0].closes.Load() != 1 {
		t.Errorf("the old record is closed %d times, and the server has this trouble: %v", w.opened[0].closes.Load(), err)
	}
	_ = next.Close()
	if w.opened[1].closes.Load() != 0 {
		t.Error("the new record was closed while the server has it")
	}
	v.close()
	if len(w.opened) != 2 || w.opened[1].closes.Load() != 1 || len(v.house.records.all) != 0 {
		t.Errorf("%d records, the new one was closed %d times, and %d are left", len(w.opened), w.opened[1].closes.Load(), len(v.house.records.all))
	}
}
