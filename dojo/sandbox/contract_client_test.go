package sandbox_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"dojoreversals/dojo"
)

// recorded is a request as it arrived.
type recorded struct {
	*http.Request
	body []byte
}

// record keeps what a client sends, and gives answers that a client can read.
func record(t tb, version string, use func(*dojo.Client)) []recorded {
	t.Helper()
	var mu sync.Mutex
	var got []recorded
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			t.Errorf("%v", err)
		}
		mu.Lock()
		got = append(got, recorded{r.Clone(context.Background()), b})
		mu.Unlock()
		_, _ = io.WriteString(w, `{"id":"pi_a","status":"Created","data":[]}`)
	}))
	defer s.Close()
	key, err := dojo.ParseAPIKey(testKey)
	if err != nil {
		t.Fatal(err)
	}
	c, err := dojo.NewClient(dojo.Options{
		BaseURL: s.URL, Key: key, Version: version, Now: time.Now, UserAgent: "dojo-reversals/test",
		SoftwareHouseID: "house-1", ResellerID: "reseller-1",
	})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	use(c)
	return got
}

// Every request that the client can send is one that the document allows, and
// none has a parameter that the document doesn't know.
func TestClientKeepsToTheDocuments(t *testing.T) {
	t.Parallel()
	eachContract(t, func(t *testing.T, c contract) {
		rapid.Check(t, func(t *rapid.T) {
			q := drawQuery(t)
			id := rapid.StringMatching(`[A-Za-z0-9_-]{1,100}`).Draw(t, "id")
			requests := record(t, c.version, func(client *dojo.Client) {
				ctx := context.Background()
				_, _ = client.Search(ctx, q)
				_, _ = client.PaymentIntent(ctx, id) // another ID than was asked for
				if _, err := client.Reverse(ctx, " %7B"+id+"%7D "); err != nil {
					t.Fatal(err)
				}
			})
			if len(requests) != 3 {
				t.Fatalf("%d requests", len(requests))
			}
			for _, r := range requests {
				if err := c.request(r.Request, r.body); err != nil {
					t.Errorf("%s %s %s: %v", r.Method, r.URL, r.body, err)
				}
				in, err := c.input(r.Request, r.body)
				if err != nil {
					t.Fatal(err)
				}
				for name := range r.URL.Query() {
					if in.Route.Operation.Parameters.GetByInAndName("query", name) == nil {
						t.Errorf("%s %s: the document has no parameter %s", r.Method, r.URL, name)
					}
				}
				if r.Header.Get("Version") != c.version || r.Header.Get("Authorization") != "Basic "+testKey {
					t.Errorf("headers %v", r.Header)
				}
				if hasType := r.Header.Get("Content-Type") != ""; hasType != (len(r.body) > 0) || bytes.Contains(r.body, []byte("null")) {
					t.Errorf("%s %s %q: Content-Type %q", r.Method, r.URL, r.body, r.Header.Get("Content-Type"))
				}
			}
		})
	})
}

// drawQuery is any query, those included that nobody should make: both cursors,
// limits out of range, times of any zone.
func drawQuery(t *rapid.T) dojo.Query {
	at := func(label string) time.Time {
		if rapid.Bool().Draw(t, "no "+label) {
			return time.Time{}
		}
		zone := time.FixedZone("", 60*rapid.IntRange(-14*60, 14*60).Draw(t, "zone"))
		return time.Unix(rapid.Int64Range(0, 4e9).Draw(t, label), rapid.Int64Range(0, 1e9-1).Draw(t, "nanoseconds")).In(zone)
	}
	cursor := rapid.OneOf(rapid.Just(""), rapid.String())
	return dojo.Query{
		Statuses: rapid.SliceOfN(rapid.SampledFrom([]dojo.Status{
			dojo.StatusCreated, dojo.StatusAuthorized, dojo.StatusCaptured, dojo.StatusReversed, dojo.StatusRefunded, dojo.StatusCanceled,
		}), 0, 6).Draw(t, "statuses"),
		Start: at("start"), End: at("end"),
		Limit:  rapid.IntRange(-1, 1000).Draw(t, "limit"),
		Before: cursor.Draw(t, "before"), After: cursor.Draw(t, "after"),
	}
}
