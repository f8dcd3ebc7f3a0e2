package dojo

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// jsonPage is a page that encoding/json decodes alone.
type jsonPage struct{}

func (jsonPage) decode(b []byte) error {
	var w v1Page
	if err := json.Unmarshal(b, &w); err != nil {
		return err
	}
	for _, raw := range w.Data {
		if _, err := decodeV1(raw); err != nil {
			return err
		}
	}
	return nil
}

// unread is a page that nobody decodes, to know what a load takes without.
type unread struct{}

func (unread) decode([]byte) error { return nil }

// BenchmarkLoadByDecoder loads 100,000 payments from a server that takes 50 ms
// for each page of 100: with eight calls at once, by each of the decoders. It
// says what the decoder costs a load. Run it with -benchtime 1x.
func BenchmarkLoadByDecoder(b *testing.B) {
	page := pageOf(intent2022)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		<-time.After(50 * time.Millisecond)
		_, _ = w.Write(page)
	}))
	defer server.Close()
	key, err := ParseAPIKey("sk_sandbox_0123456789abcdef")
	if err != nil {
		b.Fatal(err)
	}
	c, err := NewClient(Options{BaseURL: server.URL, Key: key, Now: time.Now})
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	for _, by := range []struct {
		name string
		page func() answer
	}{
		{"none", func() answer { return unread{} }},
		{"scan", func() answer { return &wirePage{limit: PageLimit} }},
		{"encoding-json", func() answer { return jsonPage{} }},
	} {
		b.Run(by.name, func(b *testing.B) {
			for b.Loop() {
				var pages atomic.Int64
				var calls sync.WaitGroup
				for range 8 {
					calls.Go(func() {
						for pages.Add(1) <= 1000 {
							k := call{method: http.MethodPost, path: "payment-intents/search", timeout: time.Minute, client: c.reads, most: maxPage, plain: true}
							if _, err := c.do(b.Context(), k, by.page()); err != nil {
								b.Error(err)
								return
							}
						}
					})
				}
				calls.Wait()
			}
		})
	}
}
