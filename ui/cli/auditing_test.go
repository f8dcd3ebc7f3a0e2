package cli

import (
	"context"
	"encoding/json"
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

// A server streams its record to the file of the settings: what was there before it
// started, what its shops record, at once, and after a new start only what is new. The
// clock stands still, so that nothing but the shop's word wakes the stream.
func TestServerAudit(t *testing.T) {
	s := newStreet(t, "pier")
	settings, err := config.Load(config.Sources{
		Flags: map[string]string{"config": s.file, "shop": "pier"}, ReadFile: os.ReadFile, GOOS: "linux", Home: s.dir,
		LookupEnv: func(string) (string, bool) { return "", false },
	})
	if err != nil {
		t.Fatal(err)
	}
	never := func(time.Duration) <-chan time.Time { return nil }
	here := machine{now: time.Now, steady: time.Now, after: never, pause: never}
	file := filepath.Join(t.TempDir(), "audit.jsonl")
	set := config.Serve{
		Listen: "127.0.0.1:0", HostKeyFile: filepath.Join(s.dir, "hostkey"), Sessions: 1, SessionsPerAgent: 1, LoginsPerMinute: 1,
		Audit: config.AuditTarget{Network: "file", Address: file},
	}
	start := func() *service {
		crashes := newCrashes(time.Now)
		v := newService(loaded{settings: settings, set: set, shops: map[string]loadedShop{"pier": {settings: settings}}}, here, crashes)
		listener, err := v.listen(t.Context(), set)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			_ = listener.Close()
			if err := crashes.err(); err != nil {
				t.Error(err)
			}
		})
		return v
	}
	begin := func(v *service, id string) {
		at := journal.Attempt{
			ID: id, Payment: journal.Payment{ID: "pi_" + id}, Environment: "sandbox", BaseURL: s.url, State: journal.Intended,
			Operator: "priya", OperatorKey: "SHA256:abc", Client: "192.0.2.7",
		}
		if err := v.record.Begin(t.Context(), at); err != nil {
			t.Fatal(err)
		}
	}
	until := func(ids string) {
		t.Helper()
		var got []string
		for end := time.Now().Add(patience); ; runtime.Gosched() {
			b, _ := os.ReadFile(file)
			got = nil
			for _, text := range strings.Split(strings.TrimSpace(string(b)), "\n") {
				var l audit.Line
				if json.Unmarshal([]byte(text), &l) == nil {
					got = append(got, l.Attempt)
					if l.Operator != "priya" || l.OperatorKey != "SHA256:abc" || l.Client != "192.0.2.7" {
						t.Errorf("%s", text)
					}
				}
			}
			if strings.Join(got, " ") == ids {
				return
			}
			if time.Now().After(end) {
				t.Fatalf("%q, want %q", got, ids)
			}
		}
	}
	v := start()
	begin(v, "a")
	until("a")
	begin(v, "b")
	until("a b")
	v.close()

	other := newRecords(time.Now) // somebody else, while no server runs
	record, err := other.take(context.Background(), s.dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	begin(&service{record: record}, "c")
	if err := record.Close(); err != nil {
		t.Fatal(err)
	}

	v = start()
	until("a b c")
	begin(v, "d")
	until("a b c d")
	v.close()
}
