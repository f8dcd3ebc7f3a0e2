package reversal

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"dojoreversals/dojo/journal"
)

// counter is a shop with several processes and one payment.
type counter struct {
	*testing.T
	w     *world
	procs []*process
}

func atCounter(t *testing.T, acc account, play func(c *counter)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		<-time.After(12 * time.Hour)
		acc.intent = held(theID, time.Now())
		c := &counter{T: t, w: &world{accounts: map[string]*account{theID: &acc}}}
		newLedger(c.w)
		defer func() { // also after a Fatal
			for _, p := range c.procs {
				p.mu.Lock()
				killed := p.killed
				p.mu.Unlock()
				if !killed {
					p.wake()
					p.quit()
				}
			}
			<-time.After(time.Hour)
			for _, b := range c.w.broken {
				t.Error(b)
			}
		}()
		play(c)
	})
}

func (c *counter) start(name string, change func(d *Deps)) *process {
	p := c.w.run(name, change)
	c.procs = append(c.procs, p)
	c.pass(0)
	return p
}

func (c *counter) press(p *process) string {
	c.w.mu.Lock()
	payment := held(theID, time.Now())
	payment.PaidAt = c.w.accounts[theID].intent.PaidAt
	c.w.mu.Unlock()
	return p.Start(p.by, journal.Confirmed(&payment), "customer asked", c.w.now())
}

// pass lets time go by, and then everything that is due.
func (c *counter) pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

func (c *counter) shown(p *process, id string) Attempt {
	c.Helper()
	for _, a := range p.Attempts() {
		if a.ID == id {
			return a
		}
	}
	c.Fatalf("%s doesn't show %s", p.name, id)
	return Attempt{}
}

// want holds what a process shows of an attempt, and what is recorded of it.
func (c *counter) want(p *process, id string, s journal.State, why journal.Why) Attempt {
	c.Helper()
	a := c.shown(p, id)
	if a.State != s || a.Why != why {
		c.Fatalf("%s shows %s (%q), want %s (%q)", p.name, a.State, a.Why, s, why)
	}
	if r := c.recorded(id); r.State != s || r.Why != why {
		c.Fatalf("recorded as %s (%q), want %s (%q)", r.State, r.Why, s, why)
	}
	return a
}

func (c *counter) recorded(id string) journal.Attempt {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	return c.w.ledger.last[id]
}

func (c *counter) wantRecords(id string, s ...journal.State) {
	c.Helper()
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	if got := c.w.ledger.history[id]; !slices.Equal(got, s) {
		c.Errorf("recorded %v, want %v", got, s)
	}
}

func (c *counter) sent() int {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	return len(c.w.calls)
}

// readings is how often the payment has been read.
func (c *counter) readings() int {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	return c.w.accounts[theID].nRead
}
