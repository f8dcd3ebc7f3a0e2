package reversal

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// A list that tells less of a payment than a read of it, over HTTP and with the
// real client: its payment is still reversed, and one that differs in what the
// list showed isn't.
func TestListThatTellsLess(t *testing.T) {
	t.Parallel()
	const (
		card     = `"card":{"cardNumber":"44565300****1013","cardType":"VISA","last4PAN":"1013"%s}`
		funding  = `,"cardFundingType":"Debit","entryMode":"ContactlessChip"`
		paidAt   = `"transactionDateTime":"2026-03-02T11:59:00%sZ"`
		payment  = `{"id":"%s","captureMode":"Manual","status":"%s","amount":{"value":4250,"currencyCode":"GBP"},%s"reference":"ORDER-1011","createdAt":"2026-03-02T11:58:00Z","paymentDetails":{%s}}`
		total    = `"totalAmount":{"value":4250,"currencyCode":"GBP"},`
		captures = `"captures":[],"refundedAmount":0,`
	)
	whole := fmt.Sprintf(paidAt, ".1234567") + "," + fmt.Sprintf(card, funding)
	for name, c := range map[string]struct {
		listTotal, list string
		readTotal, read string
		sent            bool
	}{
		"list-nocard":             {total, fmt.Sprintf(paidAt, ""), total, whole, true},
		"list-noentry":            {total, fmt.Sprintf(paidAt, "") + "," + fmt.Sprintf(card, ""), total, whole, true},
		"no details":              {total, ``, total, whole, true},
		"no total, no captures":   {"", whole, total + captures, whole, true},
		"a list that tells more":  {total + captures, whole, "", fmt.Sprintf(paidAt, ""), true},
		"another card":            {total, whole, total, strings.ReplaceAll(whole, "1013", "1014"), false},
		"a total that disagrees":  {"", whole, strings.ReplaceAll(total, "4250", "4260"), whole, false},
		"another time of payment": {total, whole, total, strings.Replace(whole, "11:59", "11:58", 1), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var status atomic.Value
			status.Store("Authorized")
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				switch {
				case strings.HasSuffix(r.URL.Path, "/search"):
					fmt.Fprintf(w, `{"data":[`+payment+`],"before":null,"after":null}`, theID, status.Load(), c.listTotal, c.list)
				case r.Method == http.MethodPost:
					status.Store("Reversed")
					fmt.Fprint(w, `{"status":"Created","reversalId":"55873"}`)
				default:
					fmt.Fprintf(w, payment, theID, status.Load(), c.readTotal, c.read)
				}
			}))
			defer server.Close()
			key, err := dojo.ParseAPIKey("sk_sandbox_test")
			if err != nil {
				t.Fatal(err)
			}
			clock := &quickClock{now: noon}
			client, err := dojo.NewClient(dojo.Options{BaseURL: server.URL, Key: key, Now: clock.Now, UserAgent: "test"})
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			page, err := client.Search(context.Background(), dojo.Query{Statuses: []dojo.Status{dojo.StatusAuthorized}})
			if err != nil || len(page.Payments) != 1 {
				t.Fatalf("%v, %v", page, err)
			}
			svc := New(Deps{
				Dojo: client, Journal: journal.NewMemory(), Rules: rules(), Now: clock.Now, Clock: exactClock{noon}, Wait: clock.Wait,
				Jitter: func() float64 { return 0.5 }, NewID: func() string { return "attempt-1" },
			})
			changed, end := svc.Subscribe()
			defer end()
			svc.Start(priya, journal.Confirmed(&page.Payments[0]), "", clock.Now())
			for !svc.Attempts()[0].State.Final() {
				<-changed
			}
			svc.Stop(context.Background())
			a := svc.Attempts()[0]
			if c.sent && a.State != journal.Successful || !c.sent && (a.State != journal.Abandoned || a.Why != journal.Changed) {
				t.Errorf("%s (%s)", a.State, a.Why)
			}
		})
	}
}

// exactClock is a Dojo's clock that stands still.
type exactClock struct{ at time.Time }

func (c exactClock) Now() time.Time { return c.at }

func (c exactClock) Span() dojo.Span { return dojo.At(c.at) }

func (c exactClock) Known() time.Time { return c.at }
