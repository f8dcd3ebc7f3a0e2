package dojo_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"dojoreversals/dojo"
)

// book is a list of pages by cursor; it keeps the bodies that it was asked by.
type book struct {
	t     testing.TB
	pages func(after string) string

	mu    sync.Mutex
	asked []map[string]any
}

func (b *book) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var body map[string]any
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		b.t.Errorf("body: %v", err)
	}
	b.mu.Lock()
	b.asked = append(b.asked, body)
	b.mu.Unlock()
	cursor, _ := body["cursor"].(map[string]any)
	after, _ := cursor["after"].(string)
	_, _ = io.WriteString(w, b.pages(after))
}

func (b *book) count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.asked)
}

// turning collects the IDs of a list as Walk follows it, and says whether it was
// cut.
func turning(ctx context.Context, c *dojo.Client, q dojo.Query) (ids []string, cut bool, err error) {
	var walk dojo.Walk
	for {
		page, err := c.Search(ctx, q)
		if err != nil {
			return ids, walk.Cut(), err
		}
		for _, p := range page.Payments {
			ids = append(ids, p.ID)
		}
		if q.After = walk.Next(&page); q.After == "" {
			return ids, walk.Cut(), nil
		}
	}
}

// Where a list ends, with how many requests, and whether it says that payments
// may be missing.
func TestPagesEnd(t *testing.T) {
	t.Parallel()
	const whole, cut = false, true
	page := func(ids, after string) string {
		var rows []string
		for _, id := range strings.Fields(ids) {
			rows = append(rows, fmt.Sprintf(`{"id":%q}`, id))
		}
		return fmt.Sprintf(`{"data":[%s],"after":%s}`, strings.Join(rows, ","), after)
	}
	// fresh is a server whose cursors are c1, c2, c3… for ever; after the pages
	// that it has, the last one comes again and again.
	fresh := func(pages ...string) map[string]string {
		all := map[string]string{}
		for i := range 30 {
			after := ""
			if i > 0 {
				after = fmt.Sprintf("c%d", i)
			}
			all[after] = page(pages[min(i, len(pages)-1)], fmt.Sprintf(`"c%d"`, i+1))
		}
		return all
	}
	for _, tt := range []struct {
		name  string
		pages map[string]string
		ids   string
		asked int
		cut   bool
	}{
		{"a null cursor", map[string]string{"": page("1", `"a"`), "a": page("2", `null`)}, "1 2", 2, whole},
		{"no cursor", map[string]string{"": page("1", `"a"`), "a": `{"data":[{"id":"2"}]}`}, "1 2", 2, whole},
		{"an empty cursor", map[string]string{"": page("1", `"a"`), "a": page("2", `""`)}, "1 2", 2, whole},
		{"no payments", map[string]string{"": page("", `null`)}, "", 1, whole},
		{"a page of null", map[string]string{"": `{"data":null}`}, "", 1, whole},
		{"PascalCase", map[string]string{"": `{"Data":[{"Id":"1"}],"After":"a"}`, "a": `{"Data":[{"Id":"2"}],"After":null}`}, "1 2", 2, whole},
		{"a cursor full of signs", map[string]string{"": page("1", `" +/=\"\\"`), " +/=\"\\": page("2", "null")}, "1 2", 2, whole},

		// Nothing new.
		{"an empty page with the cursor that led to it", map[string]string{"": page("1", `"a"`), "a": page("", `"a"`)}, "1", 2, whole},
		{"an empty page in between", map[string]string{"": page("1", `"a"`), "a": page("", `"b"`), "b": page("2", "null")}, "1 2", 3, whole},
		{"three empty pages in between", map[string]string{
			"": page("1", `"a"`), "a": page("", `"b"`), "b": page("", `"c"`), "c": page("", `"d"`), "d": page("2", "null"),
		}, "1 2", 5, whole},
		{"three times three empty pages", fresh("", "", "", "1", "", "", "", "2", "", "", "", "3", ""), "1 2 3", 16, cut},
		{"a page of null with fresh cursors", map[string]string{
			"": `{"data":null,"after":"a"}`, "a": `{"data":null,"after":"b"}`, "b": `{"data":null,"after":"c"}`, "c": `{"data":null,"after":"d"}`,
		}, "", 4, cut},
		{"empty pages for ever", fresh("1 2", "3", ""), "1 2 3", 6, cut},
		{"nothing but empty pages", fresh(""), "", 4, cut},
		{"the last page for ever", fresh("1 2", "2 3"), "1 2 2 3 2 3 2 3", 4, cut},
		{"the only page for ever", fresh("1 2"), "1 2 1 2 1 2", 3, cut},
		{"two pages in turns for ever", fresh("1 2", "3 4", "1 2", "3 4", "1 2", "3 4"), "1 2 3 4 1 2 3 4", 4, cut},
		{"empty and old pages in turns", fresh("1", "1", "", "1"), "1 1 1", 4, cut},
		{"rows without an ID for ever", map[string]string{"": `{"data":[{}],"after":"a"}`, "a": `{"data":[{}],"after":"b"}`}, " ", 2, cut},
		{"the same payment on two pages", map[string]string{"": page("1", `"a"`), "a": page("1", "null")}, "1 1", 2, whole},

		// Cursors that come again beside rows.
		{"a cursor that repeats itself", map[string]string{"": page("1", `"a"`), "a": page("2", `"a"`)}, "1 2", 2, cut},
		{"a cursor that is ignored", map[string]string{"": page("1", `"a"`), "a": page("1", `"a"`)}, "1 1", 2, cut},
		{"cursors in a circle", map[string]string{"": page("1", `"a"`), "a": page("2", `"b"`), "b": page("3", `"a"`)}, "1 2 3", 3, cut},

		// Cursors of another type.
		{"numbers", map[string]string{"": page("1", "3"), "3": page("2", "6.50"), "6.50": page("3", "null")}, "1 2 3", 3, whole},
		{"a huge number", map[string]string{"": page("1", "123456789012345678901234567890"), "123456789012345678901234567890": page("2", "null")}, "1 2", 2, whole},
		{"true", map[string]string{"": page("1", "true")}, "1", 1, cut},
		{"false", map[string]string{"": page("1", "false")}, "1", 1, cut},
		{"an object", map[string]string{"": page("", `{"next":"a"}`)}, "", 1, cut},
		{"a list", map[string]string{"": page("1", `["a"]`)}, "1", 1, cut},
		{"two cursors", map[string]string{"": `{"data":[{"id":"1"}],"after":"a","after":null}`}, "1", 1, cut},
		{"a cursor of 5 KB", map[string]string{"": page("1", `"`+strings.Repeat("a", 5000)+`"`)}, "1", 1, cut},

		// Pages that aren't whole.
		{"more rows than the limit", map[string]string{"": page("1 2 3", `"a"`), "a": page("4", "null")}, "1 2 4", 2, cut},
		{"an error beside the rows", map[string]string{"": `{"data":[{"id":"1"}],"errors":["index down"]}`}, "1", 1, cut},
		{"no error beside the rows", map[string]string{"": `{"data":[{"id":"1"}],"errors":[],"error":null,"success":true,"status":200}`}, "1", 1, whole},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := &book{t: t, pages: func(after string) string { return tt.pages[after] }}
			c := newClient(t, serve(t, b.ServeHTTP))
			ids, cut, err := turning(t.Context(), c, dojo.Query{Statuses: []dojo.Status{dojo.StatusAuthorized}, Limit: 2})
			if strings.Join(ids, " ") != tt.ids || cut != tt.cut || err != nil {
				t.Errorf("got %q, cut %v, %v; want %q", ids, cut, err, tt.ids)
			}
			if b.count() != tt.asked {
				t.Errorf("%d requests, want %d", b.count(), tt.asked)
			}
			// The filter goes with every cursor.
			for _, body := range b.asked {
				if !reflect.DeepEqual(body["statuses"], []any{"Authorized"}) {
					t.Errorf("asked %v", body)
				}
			}
		})
	}
}

// What isn't a page is trouble, and never an empty day.
func TestWhatIsNoPage(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{}`, `{"after":null,"before":null}`, `{"items":[]}`, `{"payments":[{"id":"1"}]}`, `[]`, `[{"id":"1"}]`, `null`, `"data"`, `5`, `true`, ``, ` `,
		`{"data":{}}`, `{"data":{"items":[]}}`, `{"data":""}`, `{"data":"[]"}`, `{"data":0}`, `{"data":false}`, `{"data":[`, `{"data":[]`, `{"data":[]}}`, `{"data":[],}`,
		`{"data":[{"id":"1"}],"data":[]}`, `{"data":[],"data":[{"id":"1"}]}`, `{"data":null,"Data":[]}`,
		`{"status":500,"title":"Internal error","traceId":"00-feed-01"}`, `{"success":false,"error":{"code":"backend_unavailable"}}`,
		`{"data":null,"errors":[{"message":"backend"}]}`, `{"data":[],"error":"backend"}`, `{"data":[],"success":false}`, `{"data":null,"statusCode":503}`,
		`{"Status":500,"Detail":"No.","data":[]}`, `<html></html>`, `data`,
	} {
		b := &book{t: t, pages: func(string) string { return body }}
		p, err := newClient(t, serve(t, b.ServeHTTP)).Search(t.Context(), dojo.Query{})
		if cause := dojo.CauseOf(err); cause != dojo.CauseUnreadable && cause != dojo.CauseHTML || p.Payments != nil {
			t.Errorf("%s: %d payments, %v", body, len(p.Payments), err)
		}
	}
}

// Rows that can't be read are rows: they are counted, and an empty day is none.
func TestUnreadableRowsAreNotNothing(t *testing.T) {
	t.Parallel()
	for _, rows := range []string{`null`, `null,null`, `{}`, `[]`, `5`, `"pi_1"`, `{"id":null}`, `{"id":"pi 1"}`, `{"id":"a","id":"b"}`} {
		c := newClient(t, answer(t, 200, `{"data":[`+rows+`]}`))
		p, err := c.Search(t.Context(), dojo.Query{})
		if err != nil || len(p.Payments) == 0 {
			t.Errorf("%s: %d rows, %v", rows, len(p.Payments), err)
			continue
		}
		for _, row := range p.Payments {
			if row.ID != "" || len(row.Extras().Gaps) == 0 {
				t.Errorf("%s: %+v", rows, row)
			}
		}
	}
}

func TestPagesAreCapped(t *testing.T) {
	t.Parallel()
	n := 0
	b := &book{t: t}
	b.pages = func(string) string {
		n++ // one request after the other
		return fmt.Sprintf(`{"data":[{"id":"%d"}],"after":"c%d"}`, n, n)
	}
	c := newClient(t, serve(t, b.ServeHTTP))
	ids, cut, err := turning(t.Context(), c, dojo.Query{})
	if err != nil || !cut || len(ids) != 1000 || b.count() != 1000 {
		t.Errorf("%d payments of %d pages, error %v", len(ids), b.count(), err)
	}
}

func TestPagesStopAtAnError(t *testing.T) {
	t.Parallel()
	b := &book{t: t, pages: func(after string) string {
		if after == "" {
			return `{"data":[{"id":"1"}],"after":"a"}`
		}
		return `<html>`
	}}
	c := newClient(t, serve(t, b.ServeHTTP))
	ids, _, err := turning(t.Context(), c, dojo.Query{})
	if !slices.Equal(ids, []string{"1"}) || dojo.CauseOf(err) != dojo.CauseHTML || b.count() != 2 {
		t.Errorf("%v, %v, %d requests", ids, err, b.count())
	}
}

func TestSearchCursorsAndLimits(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		query dojo.Query
		want  map[string]any
	}{
		{dojo.Query{}, map[string]any{"limit": 100.0}},
		{dojo.Query{Limit: 1}, map[string]any{"limit": 1.0}},
		{dojo.Query{Limit: 100}, map[string]any{"limit": 100.0}},
		{dojo.Query{Limit: 101}, map[string]any{"limit": 100.0}},
		{dojo.Query{Limit: -1}, map[string]any{"limit": 100.0}},
		{dojo.Query{After: "a"}, map[string]any{"limit": 100.0, "after": "a"}},
		{dojo.Query{Before: "b"}, map[string]any{"limit": 100.0, "before": "b"}},
		{dojo.Query{After: "a", Before: "b"}, map[string]any{"limit": 100.0, "after": "a"}},
	} {
		b := &book{t: t, pages: func(string) string { return `{"data":[]}` }}
		if _, err := newClient(t, serve(t, b.ServeHTTP)).Search(t.Context(), tt.query); err != nil {
			t.Fatal(err)
		}
		if got := b.asked[0]; !reflect.DeepEqual(got, map[string]any{"cursor": tt.want}) {
			t.Errorf("%+v: asked %v", tt.query, got)
		}
	}
}
