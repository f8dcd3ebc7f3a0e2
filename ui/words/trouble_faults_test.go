package words

import (
	"context"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/dojo/sandbox"
	"dojoreversals/ui/internal/shopday"
)

// What the list says of every fault, and that it keeps to plain words.
func TestEveryFaultOfTheList(t *testing.T) {
	t.Parallel()
	const login = "this looks like a log-in page of your Wi-Fi. Open a browser and log in."
	for fault, want := range map[string]string{
		"401":          "Dojo doesn't accept this shop's key (401). Ask whoever set it up: the setting is api_key.",
		"402":          "Dojo refuses the request (402).",
		"403":          "This shop's key may not read payments (403). Ask whoever set it up.",
		"404":          "Dojo doesn't know this address (404). Ask whoever set this program up: the setting is base_url.",
		"405":          "Dojo refuses the request (405).",
		"407":          "Your network's proxy wants a log-in (407). Ask who looks after your network.",
		"408":          "Dojo says that the request took too long (408).",
		"409":          "Dojo refuses the request (409).",
		"422":          "Dojo refuses the request (422).",
		"429=5":        "Dojo asks this program to slow down (429).",
		"500":          "Dojo has a problem of its own (500).",
		"502":          "Dojo has a problem of its own (502).",
		"503=30":       "Dojo has a problem of its own (503).",
		"version":      "Dojo refuses the request (400). If it worked before, the API version 2022-01-03 may be gone: the setting is api_version.",
		"redirect":     "A redirect came instead of Dojo's answer (302): " + login,
		"redirect=307": "A redirect came instead of Dojo's answer (307): " + login,
		"html":         "A web page came instead of Dojo's answer: " + login,
		"html=403":     "A web page came instead of Dojo's answer (403): " + login,
		"html=502":     "Dojo has a problem of its own (502).",
		"cut-before":   "The connection to Dojo was cut.",
		"length":       "The connection to Dojo was cut.",
		"headers":      "The connection to Dojo was cut.",
		"truncated":    "Dojo's answer can't be read.",
		"endless":      "Dojo's answer can't be read.",
		"bomb":         "Dojo's answer can't be read.",
		"bomb-rows":    "Dojo's answer can't be read.",
		"error200":     "Dojo's answer can't be read.",
		"errors200":    "Dojo's answer can't be read.",
		"same-data":    "Dojo's answer can't be read.",
		"drip":         "Dojo is too slow to answer.",
		"silent":       "Dojo is too slow to answer.",
	} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			_, c, _ := shopday.Faulty(t, "search:"+fault, "2022-01-03")
			_, err := c.Search(t.Context(), dojo.Query{})
			if err == nil {
				t.Fatal("the fault did nothing")
			}
			got := testSpeaker().Trouble(err)
			if got != want {
				t.Errorf("%q\nwant %q", got, want)
			}
			isPlainWords(t, got)
			isPlainWords(t, testSpeaker().Technical(err)+".")
		})
	}
}

// stateLog is a journal that keeps the states that it was told, in order.
type stateLog struct {
	*journal.Memory
	mu  sync.Mutex
	all []journal.State
}

func (j *stateLog) note(s journal.State) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.all = append(j.all, s)
}

func (j *stateLog) Begin(ctx context.Context, a journal.Attempt) error {
	j.note(a.State)
	return j.Memory.Begin(ctx, a)
}

func (j *stateLog) Move(ctx context.Context, from, a journal.Attempt) error {
	j.note(a.State)
	return j.Memory.Move(ctx, from, a)
}

// reverse confirms the reversal of a payment, and follows it until it comes to
// rest.
func reverseOne(t *testing.T, c *dojo.Client, clock *shopday.WallClock, confirmed *dojo.PaymentIntent) (reversal.Attempt, []journal.State) {
	t.Helper()
	j := &stateLog{Memory: journal.NewMemory()}
	svc := reversal.New(reversal.Deps{
		Dojo: c, Journal: j, Rules: reversal.Rules{Rule: dojo.RuleSameDay, Zone: shopday.London}, Now: clock.Now, Clock: c.Clock(), Wait: clock.Wait,
		Jitter: func() float64 { return 0.5 }, NewID: func() string { return "attempt-1" },
	})
	changed, end := svc.Subscribe()
	defer end()
	svc.Start(reversal.Person{}, journal.Confirmed(confirmed), "", clock.Now())
	for {
		<-changed
		if a := svc.Attempts()[0]; a.State.Final() || a.State == journal.Unresolved {
			svc.Stop(context.Background())
			j.mu.Lock()
			defer j.mu.Unlock()
			return svc.Attempts()[0], slices.Clone(j.all)
		}
	}
}

// What becomes of a reversal under every fault: whether it is "checking" until
// reads tell, or "failed" once a read agrees, what the person is told, and that
// one request left.
func TestEveryFaultOfAReversal(t *testing.T) {
	t.Parallel()
	const (
		refusedText   = "Failed: Dojo refused to reverse £42.50, ORDER-1011"
		forbiddenText = "Failed: this shop's key may not reverse payments"
		unresolved    = "Not reversed, as far as Dojo shows: £42.50, ORDER-1011. You can try again with r; this one is still watched."
		successful    = "Successful: £42.50, ORDER-1011, is reversed. Don't refund or pay cash as well."
	)
	for fault, want := range map[string]struct {
		state  journal.State
		why    journal.Why
		checks bool // on the way, it was checking
		text   string
	}{
		"refused":      {journal.Failed, journal.Refused, false, refusedText + " (The request was refused). £42.50 is still held."},
		"version":      {journal.Failed, journal.Refused, false, refusedText + " (version: The version isn't supported). £42.50 is still held."},
		"401":          {journal.Failed, journal.Forbidden, false, forbiddenText},
		"403":          {journal.Failed, journal.Forbidden, false, forbiddenText},
		"404":          {journal.Failed, journal.Refused, false, refusedText},
		"402":          {journal.Unresolved, "", true, unresolved},
		"405":          {journal.Unresolved, "", true, unresolved},
		"407":          {journal.Unresolved, "", true, unresolved},
		"408":          {journal.Unresolved, "", true, unresolved},
		"409":          {journal.Unresolved, "", true, unresolved},
		"422":          {journal.Unresolved, "", true, unresolved},
		"429=5":        {journal.Unresolved, "", true, unresolved},
		"500":          {journal.Unresolved, "", true, unresolved},
		"502":          {journal.Unresolved, "", true, unresolved},
		"503=30":       {journal.Unresolved, "", true, unresolved},
		"redirect":     {journal.Unresolved, "", true, unresolved},
		"redirect=307": {journal.Unresolved, "", true, unresolved},
		"html":         {journal.Unresolved, "", true, unresolved},
		"html=502":     {journal.Unresolved, "", true, unresolved},
		"error200":     {journal.Unresolved, "", true, unresolved}, // an error is no acceptance, whatever its HTTP status
		"errors200":    {journal.Unresolved, "", true, unresolved},
		"cut-before":   {journal.Unresolved, "", true, unresolved},
		"silent":       {journal.Unresolved, "", true, unresolved},
		// From here on Dojo did what it was asked, whatever came of its answer.
		"cut-after": {journal.Successful, "", true, successful},
		"truncated": {journal.Successful, "", true, successful},
		"length":    {journal.Successful, "", true, successful},
		"headers":   {journal.Successful, "", true, successful},
		"endless":   {journal.Successful, "", true, successful},
		"bomb":      {journal.Successful, "", true, successful},
		"bomb-rows": {journal.Successful, "", true, successful},
		// The answer comes packed though nobody asked for that, so it isn't read.
		"gzip-always": {journal.Successful, "", true, successful},
		"drip":        {journal.Successful, "", true, successful},
		"slow=1h":     {journal.Successful, "", true, successful},
	} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			var (
				d      *sandbox.Dojo
				clock  *shopday.WallClock
				a      reversal.Attempt
				passed []journal.State
			)
			// A busy machine may give it up before it has come to Dojo.
			for tries := 0; tries == 0 || tries < 10 && d.Calls().Reversal == 0; tries++ {
				var c *dojo.Client
				d, c, clock = shopday.Faulty(t, "reversal:"+fault, "2022-01-03")
				read, err := c.PaymentIntent(t.Context(), "pi_a")
				if err != nil {
					t.Fatal(err)
				}
				a, passed = reverseOne(t, c, clock, &read.Payment)
			}
			if a.State != want.state || a.Why != want.why {
				t.Errorf("%s (%s), want %s (%s)", a.State, a.Why, want.state, want.why)
			}
			if slices.Contains(passed, journal.Checking) != want.checks {
				t.Errorf("it went through %v", passed)
			}
			if n := d.Calls().Reversal; n != 1 {
				t.Errorf("%d requests to reverse", n)
			}
			speak := New(Options{Zone: shopday.London, Pending: "a few working days"})
			text := said(speak, &a, clock.Now(), true)
			if !strings.HasPrefix(text, want.text) {
				t.Errorf("%q\nwant %q", text, want.text)
			}
			isPlainWords(t, text)
		})
	}
}

// Where no trustworthy connection can be made, nothing is sent, and it is said
// in words that say what to do.
func TestNoWayToDojo(t *testing.T) {
	t.Parallel()
	now := shopday.Sunday // by the clock of this PC
	for name, tt := range map[string]struct {
		base     func(t *testing.T, d *sandbox.Dojo) string
		listText string
	}{
		"an unknown authority": {func(t *testing.T, d *sandbox.Dojo) string {
			return secure(t, d, now.Add(-time.Hour), now.Add(time.Hour))
		},
			"The certificate of 127.0.0.1 is signed by an authority that this PC doesn't know, so nothing was sent. If your network checks its traffic, set ca_file to the certificate of that authority."},
		"an expired certificate": {func(t *testing.T, d *sandbox.Dojo) string {
			return secure(t, d, now.Add(-2*time.Hour), now.Add(-time.Hour))
		},
			"The certificate of 127.0.0.1 has ended by this PC's date, so nothing was sent. If the PC's date and time are right, ask who looks after your network."},
		"no such name": {func(*testing.T, *sandbox.Dojo) string { return "https://" + strings.Repeat("a", 64) + ".invalid" },
			"Dojo can't be found. Is this PC online?"},
		"nobody listens": {func(t *testing.T, d *sandbox.Dojo) string {
			s, err := sandbox.Listen(d, "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			// The port of a connection is one at which nobody else can listen meanwhile.
			c, err := net.Dial("tcp", strings.TrimPrefix(s.URL(), "http://"))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = c.Close() })
			return "http://" + c.LocalAddr().String()
		}, "Dojo can't be reached. Is this PC online?"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := sandbox.New(sandbox.Options{Now: time.Now})
			key, err := dojo.ParseAPIKey("sk_sandbox_test")
			if err != nil {
				t.Fatal(err)
			}
			clock := shopday.NewWallClock(shopday.Sunday)
			c, err := dojo.NewClient(dojo.Options{BaseURL: tt.base(t, d), Key: key, Now: clock.Now})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(c.Close)
			_, err = c.Search(t.Context(), dojo.Query{})
			if got := testSpeaker().Trouble(err); got != tt.listText {
				t.Errorf("%q\nwant %q", got, tt.listText)
			}
			isPlainWords(t, testSpeaker().Technical(err)+".")
			a, _ := reverseOne(t, c, clock, shopday.Paid("1011", "18:42", 4250))
			text := said(New(Options{Zone: shopday.London}), &a, clock.Now(), true)
			if a.State != journal.Abandoned || !strings.HasPrefix(text, "Not sent: no connection to Dojo. Nothing was done: £42.50, ORDER-1011") {
				t.Errorf("%s: %q", a.State, text)
			}
			if n := d.Calls().Reversal + d.Calls().Other; n != 0 {
				t.Errorf("%d requests arrived", n)
			}
		})
	}
}

// secure serves over TLS with a certificate of an authority that nobody knows.
func secure(t *testing.T, d *sandbox.Dojo, from, to time.Time) string {
	t.Helper()
	s, _, err := sandbox.ListenTLS(d, "127.0.0.1:0", from, to)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s.URL()
}
