package sandbox_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dojoreversals/dojo"
	"dojoreversals/dojo/sandbox"
)

type searchPage struct {
	ids           []string
	before, after string
}

func (r *rig) search(t tb, body map[string]any) searchPage {
	t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	p := r.call(t, http.MethodPost, "/payment-intents/search", "2024-02-05", string(raw))
	wantStatus(t, p, http.StatusOK)
	for _, name := range []string{"data", "before", "after"} {
		if _, ok := p.json[name]; !ok {
			t.Fatalf("%q is missing: %s", name, p.body)
		}
	}
	out := searchPage{before: p.str("before"), after: p.str("after")}
	for _, row := range p.list("data") {
		out.ids = append(out.ids, row["id"].(string))
	}
	return out
}

// Paging forth and back finds the same payments in the same order, each once,
// whatever is inserted meanwhile: at the top, in the middle, at one instant.
func TestPagingBothWaysUnderInserts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := start(t, noon, sandbox.Options{})
		// A flaw of order would show at ties, so the times are few.
		add := func(label string) string {
			s := rapid.SampledFrom([]dojo.Status{dojo.StatusAuthorized, dojo.StatusCaptured}).Draw(t, label+" status")
			at := noon.Add(-time.Duration(rapid.IntRange(0, 6).Draw(t, label+" age")) * time.Minute)
			return r.Add(sandbox.Payment{Status: s, CreatedAt: at, PaidAt: at})
		}
		old := map[string]bool{}
		for range rapid.IntRange(0, 25).Draw(t, "n") {
			old[add("old")] = true
		}
		body := map[string]any{"statuses": []string{"Authorized"}}
		limit := rapid.IntRange(1, 7).Draw(t, "limit")
		step := func(which, cursor string) searchPage {
			body["cursor"] = map[string]any{"limit": limit, which: cursor}
			return r.search(t, body)
		}
		ofOld := func(ids []string) []string {
			return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !old[id] })
		}
		var want []string
		body["cursor"] = map[string]any{"limit": 100}
		want = r.search(t, body).ids

		body["cursor"] = map[string]any{"limit": limit}
		p := r.search(t, body)
		if p.before != "" {
			t.Fatalf("the first page has a page before it")
		}
		var forth, newest []string
		last := p
		for {
			if len(p.ids) > limit {
				t.Fatalf("%d payments on a page of %d", len(p.ids), limit)
			}
			forth = append(forth, p.ids...)
			if len(p.ids) > 0 {
				last = p
			}
			if p.after == "" {
				break
			}
			if rapid.Bool().Draw(t, "insert forth") {
				add("new")
			}
			p = step("after", p.after)
		}
		if got := ofOld(forth); !slices.Equal(got, want) {
			t.Fatalf("forth %v, want %v", got, want)
		}
		if slices.Sort(forth); len(slices.Compact(forth)) != len(forth) {
			t.Fatalf("a payment came twice")
		}
		newest = slices.Clone(last.ids)
		for p = last; p.before != ""; {
			if rapid.Bool().Draw(t, "insert back") {
				add("newer")
			}
			p = step("before", p.before)
			newest = append(slices.Clone(p.ids), newest...)
		}
		if got := ofOld(newest); !slices.Equal(got, want) {
			t.Fatalf("back %v, want %v", got, want)
		}
	})
}

func TestSearchFilters(t *testing.T) {
	t.Parallel()
	r := start(t, noon, sandbox.Options{})
	at := func(minutes int) time.Time { return noon.Add(-time.Duration(minutes) * time.Minute) }
	add := func(id string, s dojo.Status, minutes int) {
		r.Add(sandbox.Payment{ID: id, Status: s, CreatedAt: at(minutes)})
	}
	add("a", dojo.StatusAuthorized, 50)
	add("b", dojo.StatusCaptured, 40)
	add("c", dojo.StatusCreated, 30)
	add("d", dojo.StatusCanceled, 20)
	add("e", dojo.StatusReversed, 10)
	date := func(minutes int) string { return at(minutes).Format(time.RFC3339) }
	for name, c := range map[string]struct {
		body map[string]any
		want string
	}{
		"nothing said":     {map[string]any{}, "ecba"},
		"nulls":            {map[string]any{"statuses": nil, "startDate": nil, "endDate": nil, "cursor": nil}, "ecba"},
		"one status":       {map[string]any{"statuses": []string{"Captured"}}, "b"},
		"cancelled, asked": {map[string]any{"statuses": []string{"Canceled", "Created"}}, "dc"},
		"from, inclusive":  {map[string]any{"startDate": date(30)}, "ec"},
		"to, exclusive":    {map[string]any{"endDate": date(40)}, "a"},
		"from and to":      {map[string]any{"startDate": date(40), "endDate": date(10)}, "cb"},
		"empty window":     {map[string]any{"startDate": date(30), "endDate": date(30)}, ""},
		"turned round":     {map[string]any{"startDate": date(10), "endDate": date(40)}, ""},
		"limit":            {map[string]any{"cursor": map[string]any{"limit": 2}}, "ec"},
	} {
		if got := strings.Join(r.search(t, c.body).ids, ""); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestSearchLimitIs50ByDefault(t *testing.T) {
	t.Parallel()
	r := start(t, noon, sandbox.Options{})
	for range 120 {
		r.Add(sandbox.Payment{})
	}
	if n := len(r.search(t, map[string]any{}).ids); n != 50 {
		t.Errorf("%d payments on a page, want 50", n)
	}
	p := r.search(t, map[string]any{"cursor": map[string]any{"limit": 100}})
	if len(p.ids) != 100 || p.after == "" {
		t.Errorf("%d payments on a page of 100, after %q", len(p.ids), p.after)
	}
}

func TestSearchRefusesWhatTheSchemaForbids(t *testing.T) {
	t.Parallel()
	r := start(t, noon, sandbox.Options{})
	r.Add(sandbox.Payment{})
	r.Add(sandbox.Payment{})
	cursor := r.search(t, map[string]any{"cursor": map[string]any{"limit": 1}}).after
	for _, c := range []struct{ body, field string }{
		{``, ""},
		{`null`, "body"},
		{`[]`, "body"},
		{`{`, "body"},
		{`{} {}`, "body"},
		{`{"reference":"x"}`, "reference"},
		{`{"Statuses":["Created"]}`, "Statuses"},
		{`{"statuses":"Created"}`, "Statuses"},
		{`{"statuses":["Paid"]}`, "Statuses"},
		{`{"startDate":20240101}`, "StartDate"},
		{`{"startDate":"2024-01-01"}`, "StartDate"},
		{`{"cursor":5}`, "Cursor"},
		{`{"cursor":{"limit":0}}`, "Cursor.Limit"},
		{`{"cursor":{"limit":101}}`, "Cursor.Limit"},
		{`{"cursor":{"limit":"50"}}`, "Cursor.Limit"},
		{`{"cursor":{"limit":1.5}}`, "Cursor.Limit"},
		{`{"cursor":{"limit":null}}`, "Cursor.Limit"},
		{`{"cursor":{"offset":1}}`, "Cursor.offset"},
		{`{"cursor":{"after":"made-up"}}`, "Cursor.After"},
		{`{"cursor":{"after":""}}`, "Cursor.After"},
		{fmt.Sprintf(`{"cursor":{"after":%q,"before":%q}}`, cursor, cursor), "Cursor"},
		{fmt.Sprintf(`{"cursor":{"after":%q}}`, strings.ToLower(cursor)), "Cursor.After"},
	} {
		p := r.call(t, http.MethodPost, "/payment-intents/search", "2022-04-07", c.body)
		if p.status != http.StatusBadRequest {
			t.Errorf("%s: HTTP %d, want 400", c.body, p.status)
			continue
		}
		if _, ok := p.obj("errors")[c.field]; c.field != "" && !ok {
			t.Errorf("%s: no complaint about %s: %s", c.body, c.field, p.body)
		}
	}
}

// The real client reads all of a large shop, each payment once.
func TestClientReadsAllPages(t *testing.T) {
	t.Parallel()
	r := start(t, noon, sandbox.Options{Payments: 1000, Seed: 3})
	seen := map[string]bool{}
	all := pages(t, r.client(t, ""), dojo.Query{})
	for _, page := range all {
		for _, p := range page {
			if seen[p.ID] || len(p.Extras().Gaps) > 0 {
				t.Fatalf("%s came twice or with gaps %v", p.ID, p.Extras().Gaps)
			}
			seen[p.ID] = true
		}
	}
	if len(seen) < 1200 || len(seen) > 1250 || len(all) < 12 {
		t.Errorf("%d payments on %d pages", len(seen), len(all))
	}
}
