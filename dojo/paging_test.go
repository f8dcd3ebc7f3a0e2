package dojo_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"slices"
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

// turning collects the IDs and the error of a listing.
func turning(ctx context.Context, c *dojo.Client, q dojo.Query) (ids []string, err error) {
	for p, e := range c.Payments(ctx, q) {
		if e != nil {
			err = e
			continue
		}
		ids = append(ids, p.ID)
	}
	return ids, err
}

func TestPagesEnd(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		pages map[string]string
		ids   []string
		asked int
	}{
		{"a null cursor", map[string]string{"": `{"data":[{"id":"1"}],"after":"a"}`, "a": `{"data":[{"id":"2"}],"after":null}`}, []string{"1", "2"}, 2},
		{"no cursor", map[string]string{"": `{"data":[{"id":"1"}],"after":"a"}`, "a": `{"data":[{"id":"2"}]}`}, []string{"1", "2"}, 2},
		{"an empty cursor", map[string]string{"": `{"data":[{"id":"1"}],"after":"a"}`, "a": `{"data":[{"id":"2"}],"after":""}`}, []string{"1", "2"}, 2},
		{"a cursor that repeats itself", map[string]string{"": `{"data":[{"id":"1"}],"after":"a"}`, "a": `{"data":[{"id":"2"}],"after":"a"}`}, []string{"1", "2"}, 2},
		{"cursors in a circle", map[string]string{
			"": `{"data":[{"id":"1"}],"after":"a"}`, "a": `{"data":[{"id":"2"}],"after":"b"}`, "b": `{"data":[{"id":"3"}],"after":"a"}`,
		}, []string{"1", "2", "3"}, 3},
		{"an empty page with a cursor", map[string]string{"": `{"data":[{"id":"1"}],"after":"a"}`, "a": `{"data":[],"after":"b"}`}, []string{"1"}, 2},
		{"a page of null", map[string]string{"": `{"data":null,"after":"b"}`}, nil, 1},
		{"nothing at all", map[string]string{"": `{}`}, nil, 1},
		{"the same payment on two pages", map[string]string{"": `{"data":[{"id":"1"}],"after":"a"}`, "a": `{"data":[{"id":"1"}]}`}, []string{"1", "1"}, 2},
		{"PascalCase", map[string]string{"": `{"Data":[{"Id":"1"}],"After":"a"}`, "a": `{"Data":[{"Id":"2"}],"After":null}`}, []string{"1", "2"}, 2},
		{"a cursor full of signs", map[string]string{"": `{"data":[{"id":"1"}],"after":" +/=\"\\"}`, " +/=\"\\": `{"data":[{"id":"2"}]}`}, []string{"1", "2"}, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := &book{t: t, pages: func(after string) string { return tt.pages[after] }}
			c := newClient(t, serve(t, b.ServeHTTP))
			ids, err := turning(t.Context(), c, dojo.Query{Statuses: []dojo.Status{dojo.StatusAuthorized}, Limit: 1})
			if err != nil || !slices.Equal(ids, tt.ids) {
				t.Errorf("got %v, %v; want %v", ids, err, tt.ids)
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

func TestPagesAreCapped(t *testing.T) {
	t.Parallel()
	n := 0
	b := &book{t: t}
	b.pages = func(string) string {
		n++ // one request after the other
		return fmt.Sprintf(`{"data":[{"id":"%d"}],"after":"c%d"}`, n, n)
	}
	c := newClient(t, serve(t, b.ServeHTTP))
	ids, err := turning(t.Context(), c, dojo.Query{})
	if !errors.Is(err, dojo.ErrPageCap) || len(ids) != 1000 || b.count() != 1000 {
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
	ids, err := turning(t.Context(), c, dojo.Query{})
	if !slices.Equal(ids, []string{"1"}) || dojo.CauseOf(err) != dojo.CauseHTML || b.count() != 2 {
		t.Errorf("%v, %v, %d requests", ids, err, b.count())
	}
}

func TestPagesStopWhenNobodyReadsOn(t *testing.T) {
	t.Parallel()
	b := &book{t: t, pages: func(string) string { return `{"data":[{"id":"1"},{"id":"2"}],"after":"a"}` }}
	c := newClient(t, serve(t, b.ServeHTTP))
	for range c.Payments(t.Context(), dojo.Query{}) {
		break
	}
	for range c.Pages(t.Context(), dojo.Query{}) {
		break
	}
	if b.count() != 2 {
		t.Errorf("%d requests, want one for each listing", b.count())
	}
	ctx, cancel := context.WithCancel(t.Context())
	for _, err := range c.Pages(ctx, dojo.Query{}) {
		cancel()
		if err != nil && dojo.CauseOf(err) != dojo.CauseStopped {
			t.Errorf("error %v", err)
		}
	}
	if b.count() != 3 {
		t.Errorf("%d requests after it was given up", b.count())
	}
	cancel()
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
		b := &book{t: t, pages: func(string) string { return `{}` }}
		if _, err := newClient(t, serve(t, b.ServeHTTP)).Search(t.Context(), tt.query); err != nil {
			t.Fatal(err)
		}
		if got := b.asked[0]; !reflect.DeepEqual(got, map[string]any{"cursor": tt.want}) {
			t.Errorf("%+v: asked %v", tt.query, got)
		}
	}
}
