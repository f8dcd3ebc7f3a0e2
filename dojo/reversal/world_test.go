package reversal

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/internal/walltest"
	"dojoreversals/dojo/journal"
)

// world is a Dojo, the network before it and the other people who use it, as a
// schedule says. It remembers what it said, so that what the service shows can
// be held against it. It lives in a synctest bubble: its time is virtual.
type world struct {
	mu       sync.Mutex
	jump     time.Duration // how far the machine's wall clock is from Dojo's
	healed   bool
	stopping time.Time // Dojo's clock when Stop was called; zero before
	revoked  time.Time // Dojo's clock when its people lost the right to reverse; zero before
	accounts map[string]*account
	calls    []*call
	ledger   *ledger
	runs     int      // of the program, see process
	broken   []string // invariants that didn't hold
}

// account is one payment and what happens to those who ask for it.
type account struct {
	intent dojo.PaymentIntent
	posts  []post // the first reversals; any later one is answered Created and done
	reads  []read // the first reads; any later one is good
	nRead  int
	nPost  int
	good   []goodRead
	fickle bool // Dojo goes back on its word
}

type goodRead struct {
	began, ended time.Time
	status       dojo.Status
}

// call is one request to reverse that reached the client.
type call struct {
	payment, attempt string
	began, ended     time.Time // ended is zero while it is under way
	answer           dojo.ReversalAnswer
	err              error
}

// post is how one request to reverse goes.
type post struct {
	Said   dojo.ReversalStatus
	Err    string        // "" for an answer, "not sent", "lost", or "refused"
	HTTP   int           // with refused
	Before dojo.Status   // what somebody else makes of the payment just before; "" for nothing
	Work   time.Duration // when Dojo does it, from the request on; negative for never
	Takes  time.Duration // until the answer; over 30 s for a client's timeout
}

// read is how one read goes.
type read struct {
	Err        string // "" for a good one, "not sent", "lost" or "refused"
	HTTP       int
	RetryAfter time.Duration
	Takes      time.Duration // the payment is told as it was when the read began
}

func (w *world) now() time.Time { // the machine's clock
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.clock()
}

// clock is the machine's: its wall clock can be set, its monotonic one can't.
func (w *world) clock() time.Time { // with w.mu held
	now := time.Now()
	return walltest.At(now.Add(w.jump), time.Duration(now.UnixNano()))
}

func (w *world) violated(format string, args ...any) { // with w.mu held
	w.broken = append(w.broken, time.Now().Format("15:04:05.000 ")+fmt.Sprintf(format, args...))
}

// person is priya while she may reverse payments.
func (w *world) person() Person {
	by := priya
	by.May = func() error {
		w.mu.Lock()
		defer w.mu.Unlock()
		if !w.revoked.IsZero() {
			return errors.New("she may not")
		}
		return nil
	}
	return by
}

// revoke takes the right to reverse away.
func (w *world) revoke() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.revoked = time.Now()
}

// Reverse is the API's reversal.
func (w *world) Reverse(ctx context.Context, id string) (dojo.ReversalAnswer, error) {
	w.mu.Lock()
	c := &call{payment: id, began: time.Now()}
	w.calls = append(w.calls, c)
	w.checkCall(ctx, c)
	acc := w.accounts[id]
	p := post{Said: dojo.ReversalCreated, Work: 2 * time.Second, Takes: 80 * time.Millisecond}
	if acc.nPost < len(acc.posts) && !w.healed {
		p = acc.posts[acc.nPost]
	}
	acc.nPost++
	if p.Before != "" && acc.intent.Status == dojo.StatusAuthorized {
		acc.intent.Status = p.Before
	}
	if p.Work >= 0 && p.Err != "not sent" && ctx.Err() == nil {
		time.AfterFunc(p.Work+19*time.Microsecond, func() { w.become(id, dojo.StatusReversed) })
	}
	w.mu.Unlock()

	err := pass(ctx, p.Takes+11*time.Microsecond, 30*time.Second, p.Err == "not sent")
	ans := dojo.ReversalAnswer{}
	x := dojo.Exchange{Method: "POST", Path: "payment-intents/" + id + "/reversal", HTTPStatus: 200}
	switch {
	case err != nil:
	case p.Err == "not sent":
		err = notSent()
	case p.Err == "lost":
		err = noAnswer(dojo.CauseCut)
	case p.Err == "refused":
		x.HTTPStatus = p.HTTP
		err = &dojo.RefusedError{Exchange: x, Problem: &dojo.Problem{Detail: "because"}}
	default:
		ans = dojo.ReversalAnswer{Status: p.Said, ID: "rvs_1", Exchange: x}
	}
	w.mu.Lock()
	c.ended, c.answer, c.err = time.Now(), ans, err
	w.mu.Unlock()
	return ans, err
}

// PaymentIntent is the API's read of one payment.
func (w *world) PaymentIntent(ctx context.Context, id string) (dojo.Reading, error) {
	w.mu.Lock()
	acc := w.accounts[id]
	r := read{Takes: 40 * time.Millisecond}
	if acc.nRead < len(acc.reads) && !w.healed {
		r = acc.reads[acc.nRead]
	}
	acc.nRead++
	g := goodRead{began: time.Now(), status: acc.intent.Status}
	out := acc.intent
	w.mu.Unlock()

	if err := pass(ctx, r.Takes+13*time.Microsecond, 20*time.Second, r.Err == "not sent"); err != nil {
		return dojo.Reading{}, err
	}
	switch r.Err {
	case "not sent":
		return dojo.Reading{}, notSent()
	case "lost":
		return dojo.Reading{}, noAnswer(dojo.CauseWrongID)
	case "refused":
		x := dojo.Exchange{Method: "GET", HTTPStatus: r.HTTP}
		return dojo.Reading{}, &dojo.RefusedError{Exchange: x, Problem: &dojo.Problem{}, RetryAfter: r.RetryAfter}
	}
	w.mu.Lock()
	g.ended = time.Now()
	acc.good = append(acc.good, g)
	w.mu.Unlock()
	return dojo.Reading{Payment: out, Exchange: dojo.Exchange{HTTPStatus: 200}}, nil
}

// pass lets a request's time pass, and is the error of one that was given up or
// timed out: before a connection was made, nothing was written.
func pass(ctx context.Context, takes, timeout time.Duration, unsent bool) error {
	cause := dojo.CauseStopped
	if err := ctx.Err(); err != nil {
		return &dojo.NotSentError{Cause: cause, Err: err}
	}
	err := wait(ctx, min(takes, timeout))
	if err == nil && takes >= timeout {
		err, cause = context.DeadlineExceeded, dojo.CauseTimeout
	}
	switch {
	case err == nil:
		return nil
	case unsent:
		return &dojo.NotSentError{Cause: cause, Err: err}
	}
	return &dojo.NoAnswerError{Cause: cause, Err: err}
}

// wait is what the program's own Wait does, on the bubble's clock.
func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// become changes a payment as Dojo allows it: nothing follows a reversal.
func (w *world) become(id string, s dojo.Status) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.accounts[id].intent.Status
	if now == dojo.StatusAuthorized || (now == dojo.StatusCaptured && s == dojo.StatusRefunded) {
		w.accounts[id].intent.Status = s
	}
}

// look is a payment as a list would show it.
func (w *world) look(id string) (*dojo.PaymentIntent, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	acc, ok := w.accounts[id]
	if !ok {
		return nil, false
	}
	p := acc.intent
	return &p, true
}

func (w *world) callOf(attempt string) *call { // with w.mu held
	for _, c := range w.calls {
		if c.attempt == attempt {
			return c
		}
	}
	return nil
}

// checkCall holds a request against what must be true before money can move:
// its intention and its sending are recorded, it has not been sent before, it
// is in time, and the program isn't ending.
func (w *world) checkCall(ctx context.Context, c *call) {
	var record journal.Attempt
	for _, a := range w.ledger.last {
		if a.Payment.ID == c.payment && a.State == journal.Sending && w.callOf(a.ID) == nil {
			record = a
		}
	}
	if record.ID == "" {
		w.violated("a request for %s left without a record of its own", c.payment)
		return
	}
	c.attempt = record.ID
	if h := w.ledger.history[record.ID]; len(h) != 2 || h[0] != journal.Intended || h[1] != journal.Sending {
		w.violated("%s left after the records %v", record.ID, h)
	}
	if ctx.Err() != nil {
		return // the client writes nothing of it
	}
	if now := w.clock(); tooLateToSend(record, now) {
		w.violated("%s left at %v, and was confirmed at %v", record.ID, now, record.ConfirmedAt)
	}
	if end := dojo.DayOf(record.Payment.PaidAt, london()).End(london()); !time.Now().Before(end) {
		w.violated("%s left at %v, after its day", record.ID, time.Now())
	}
	if !w.revoked.IsZero() {
		w.violated("%s left %v after its person might not reverse any more", record.ID, time.Since(w.revoked))
	}
	if !w.stopping.IsZero() && time.Now().After(w.stopping) {
		w.violated("%s left %v after Stop", record.ID, time.Since(w.stopping))
	}
}
