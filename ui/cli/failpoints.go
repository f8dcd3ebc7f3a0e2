//go:build failpoints && !windows

package cli

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
)

// This file is only for the crash tests, which build with -tags failpoints. No
// released program has it.
//
// The environment says what happens:
//
//	DOJO_FAILPOINT=before-journal-2   kill the process at this point. The points
//	    are before and after the n-th write to the journal and the n-th request
//	    of a reversal (http), each counted from 1.
//	DOJO_FAILSTOP=before-http-2   stop the process at this point, as if it were
//	    suspended, until it gets SIGCONT.
//	DOJO_FAILPANIC=before-http-2   panic at this point.
//	DOJO_FAILWRITE=3   the third write to the journal fails as on a full disk;
//	    3+ for that one and all that follow.
//	DOJO_FAILFRAMES=whole   frames go to the terminal in whole lines.
//	DOJO_FAILTRACE=FILE   add each point that is passed to this file.
//	DOJO_FAILCLOCK=FILE   this file holds "REAL FAKE RATE": when the real clock
//	    showed REAL (nanoseconds since 1970), this program's clock showed FAKE.
//	    From then on it runs RATE times as fast; with RATE 0 it stands still. The
//	    file is read again and again, so that a test can change it.

// thisMachine is a clock that can run faster than the machine's own. All waits use
// it, so that no rule changes. Only the client's timeouts are shortened separately,
// since they bound real connections.
func thisMachine() machine {
	whole := os.Getenv("DOJO_FAILFRAMES") == "whole"
	file := os.Getenv("DOJO_FAILCLOCK")
	if file == "" {
		return machine{now: time.Now, steady: time.Now, pause: time.After, after: wakeful(time.Now, clockSets), tick: tea.Tick, wholeFrames: whole}
	}
	c := fastClock{file}
	return machine{
		wholeFrames: whole,
		now:         c.now, steady: time.Now, pause: time.After, after: c.after,
		tick: func(d time.Duration, msg func(time.Time) tea.Msg) tea.Cmd {
			rung := c.after(d)
			return func() tea.Msg { return msg(<-rung) }
		},
		timeouts: dojo.Timeouts{Read: 3 * time.Second, Reverse: 3 * time.Second},
	}
}

type fastClock struct{ file string }

// now has no monotonic reading, so that the time between two of its readings is
// what the file says.
func (c fastClock) now() time.Time {
	t, _ := c.read()
	return t
}

func (c fastClock) read() (now time.Time, rate int64) {
	b, err := os.ReadFile(c.file)
	if err != nil {
		panic(err)
	}
	var real, fake int64
	if _, err := fmt.Sscan(string(b), &real, &fake, &rate); err != nil {
		panic(err)
	}
	return time.Unix(0, fake+(time.Now().UnixNano()-real)*rate).UTC(), rate
}

// after reads the file again and again, since a test may make the clock run faster.
func (c fastClock) after(d time.Duration) <-chan time.Time {
	rung := make(chan time.Time, 1)
	due := c.now().Add(d)
	go func() {
		for {
			now, rate := c.read()
			left := due.Sub(now)
			if left <= 0 {
				rung <- now
				return
			}
			<-time.After(max(min(left/time.Duration(max(rate, 1)), 50*time.Millisecond), time.Millisecond))
		}
	}()
	return rung
}

// instrument puts the fail points around each write and each request.
func instrument(record reversal.Journal, client reversal.Dojo) (reversal.Journal, reversal.Dojo) {
	p := &points{
		at: os.Getenv("DOJO_FAILPOINT"), stop: os.Getenv("DOJO_FAILSTOP"), broken: os.Getenv("DOJO_FAILPANIC"), trace: os.Getenv("DOJO_FAILTRACE"),
		full: os.Getenv("DOJO_FAILWRITE"), counts: map[string]int{},
	}
	return failingJournal{record, p}, failingDojo{client, p}
}

// points counts writes and requests, and ends the process at the point it is told.
type points struct {
	at, stop, broken, trace, full string

	mu     sync.Mutex
	counts map[string]int
}

// step passes a point, does the step, and passes the point after it.
func (p *points) step(kind, what string, do func()) {
	p.mu.Lock()
	p.counts[kind]++
	name := kind + "-" + strconv.Itoa(p.counts[kind])
	p.mu.Unlock()
	p.pass("before-"+name, what)
	do()
	p.pass("after-"+name, what)
}

func (p *points) pass(name, what string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.trace != "" {
		f, err := os.OpenFile(p.trace, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			panic(err)
		}
		_, _ = fmt.Fprintln(f, name, strings.ReplaceAll(what, " ", "-"))
		_ = f.Close()
	}
	switch name {
	case p.stop:
		must(syscall.Kill(os.Getpid(), syscall.SIGSTOP))
		<-time.After(300 * time.Millisecond) // the threads of a process don't stop all at once
	case p.broken:
		panic("at " + name + " with " + os.Getenv("DOJO_API_KEY"))
	case p.at:
		must(syscall.Kill(os.Getpid(), syscall.SIGKILL))
		select {} // the lock is still held, so nothing passes a point before the kill
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// write is a step that writes to the journal, or fails as on a full disk.
func (p *points) write(what string, do func() error) (err error) {
	p.step("journal", what, func() {
		p.mu.Lock()
		n := p.counts["journal"]
		p.mu.Unlock()
		from, always := strings.CutSuffix(p.full, "+")
		if at, _ := strconv.Atoi(from); at > 0 && (n == at || always && n > at) {
			err = &journal.Error{Kind: journal.ErrFull, Path: "journal.db"}
			return
		}
		err = do()
	})
	return err
}

type failingJournal struct {
	reversal.Journal
	p *points
}

func (j failingJournal) Begin(ctx context.Context, a journal.Attempt) error {
	return j.p.write(stateAndWhy(a), func() error { return j.Journal.Begin(ctx, a) })
}

func (j failingJournal) Move(ctx context.Context, from, a journal.Attempt) error {
	return j.p.write(stateAndWhy(a), func() error { return j.Journal.Move(ctx, from, a) })
}

// stateAndWhy is an attempt's state and its reason, such as "failed:forbidden".
func stateAndWhy(a journal.Attempt) string {
	if a.Why == "" {
		return string(a.State)
	}
	return string(a.State) + ":" + string(a.Why)
}

type failingDojo struct {
	reversal.Dojo
	p *points
}

func (d failingDojo) PaymentIntent(ctx context.Context, id string) (r dojo.Reading, err error) {
	d.p.step("http", "read", func() { r, err = d.Dojo.PaymentIntent(ctx, id) })
	return r, err
}

func (d failingDojo) Reverse(ctx context.Context, id string) (a dojo.ReversalAnswer, err error) {
	d.p.step("http", "reverse", func() { a, err = d.Dojo.Reverse(ctx, id) })
	return a, err
}
