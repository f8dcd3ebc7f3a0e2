package feed

import (
	"context"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/sandbox"
)

// The odd lists that were seen in the field, from a real server through the
// client: what the first load makes of each, and with how many requests.
func TestOddListsOverHTTP(t *testing.T) {
	t.Parallel()
	const trouble, cut, whole = "trouble", "cut", "whole"
	for _, tt := range []struct {
		fault string
		want  string
		rows  int
		calls int // searches, until the first load is over or has failed
	}{
		{"", whole, 7, 2},
		{"search:error200", trouble, 0, 1},
		{"search:errors200", trouble, 0, 1},
		{"same-data", trouble, 0, 1},
		{"search:bomb-rows", trouble, 0, 1},
		{"search:bomb", trouble, 0, 1},
		{"search:truncated", trouble, 0, 1},
		{"search:html", trouble, 0, 1},
		// Seven held payments in three pages, the settled ones, and what came in the
		// last five minutes.
		{"cursor-number", whole, 7, 6},
		{"cursor-object", cut, 3, 2},
		// Of each list the first page, and then pages that bring nothing: four empty
		// ones, of which the settled payments have the first, or two old ones.
		{"never-null", cut, 7, 14},
		{"same-rows", cut, 7, 10},
		{"search:gzip-always", whole, 7, 2},
	} {
		t.Run(tt.fault, func(t *testing.T) {
			t.Parallel()
			now := time.Date(2026, 11, 22, 18, 0, 0, 0, time.UTC)
			clock := func() time.Time { return now }
			var faults []sandbox.Fault
			if tt.fault != "" {
				f, err := sandbox.ParseFault(tt.fault)
				if err != nil {
					t.Fatal(err)
				}
				faults = append(faults, f)
			}
			d := sandbox.New(sandbox.Options{Now: clock, Faults: faults})
			for i := range 7 {
				d.Add(sandbox.Payment{PaidAt: now.Add(-time.Duration(i+1) * time.Minute), Amount: dojo.Money{Minor: 4250, Currency: "GBP"}})
			}
			server, err := sandbox.Listen(d, "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer server.Close()
			key, err := dojo.ParseAPIKey("sk_sandbox_test")
			if err != nil {
				t.Fatal(err)
			}
			client, err := dojo.NewClient(dojo.Options{BaseURL: server.URL(), Key: key, Now: clock})
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			f := New(Deps{
				Source: client, Now: clock, Clock: client.Clock(),
				After: func(time.Duration) <-chan time.Time { return nil }, // nothing is read again
			}, usual(Options{atOnce: 1}))
			sub := f.Subscribe()
			defer sub.Close()
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() { done <- f.Run(ctx) }()
			for s := f.Snapshot(); s.State == Loading && s.Trouble == nil; s = f.Snapshot() {
				<-sub.Next()
			}
			cancel()
			<-done
			s := f.Snapshot()
			got := map[bool]string{true: whole, false: cut}[s.Whole()]
			if s.Trouble != nil {
				got = trouble
			}
			if got != tt.want || len(s.Payments) != tt.rows || s.Cut != (tt.want == cut) {
				t.Errorf("%s with %d rows, cut %v, want %s with %d", got, len(s.Payments), s.Cut, tt.want, tt.rows)
			}
			if n := d.Calls().Search; n != tt.calls {
				t.Errorf("%d requests, want %d", n, tt.calls)
			}
		})
	}
}
