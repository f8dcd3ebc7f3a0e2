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

// This file is for tests of what survives a crash, and never in a program that
// is given to anybody: go build -tags failpoints.
//
// The environment says what happens:
//
//	DOJO_FAILPOINT=before-journal-2   the process is killed there. The points
//	    are before and after the n-th write to the journal and the n-th request
//	    of a reversal (http), each counted from 1.
//	DOJO_FAILSTOP=before-http-2   the process is stopped there, as a suspended
//	    one is, until somebody sends it SIGCONT.
//	DOJO_FAILWRITE=3   the third write to the journal fails as on a full disk;
//	    3+ for that one and all that follow.
//	DOJO_FAILFRAMES=whole   frames go to the terminal as Bubble Tea writes them.
//	DOJO_FAILTRACE=FILE   each point that is passed is added to the file.
//	DOJO_FAILCLOCK=FILE   holds "REAL FAKE RATE": when the real clock showed
//	    REAL (nanoseconds since 1970), this program's one showed FAKE, and runs
//	    RATE times as fast from then on, or stands still with a RATE of 0. It is
//	    read again and again, so that a test can change it.

// thisMachine is a clock that can run faster than the machine's own one. All
// waits are by it, so that no rule changes; only the client's timeouts, which
// bound real connections, are shortened by themselves.
func thisMachine() machine {
	whole := os.Getenv("DOJO_FAILFRAMES") == "whole"
	file := os.Getenv("DOJO_FAILCLOCK")
	if file == "" {
		return machine{now: time.Now, after: time.After, tick: tea.Tick, wholeFrames: whole}
	}
	c := fastClock{file}
	return machine{
		wholeFrames: whole,
		now:         c.now, after: c.after,
		tick: func(d time.Duration, msg func(time.Time) tea.Msg) tea.Cmd {
			rung := c.after(d)
			return func() tea.Msg { return msg(<-rung) }
		},
		timeouts: dojo.Timeouts{Read: 3 * time.Second, Reverse: 3 * time.Second},
	}
}

type fastClock struct{ file string }

// now has no monotonic reading: what passes between two of its times is what
// the file says.
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

// after looks at the file now and then, since the clock may have been made to
// run faster.
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
		at: os.Getenv("DOJO_FAILPOINT"), stop: os.Getenv("DOJO_FAILSTOP"), trace: os.Getenv("DOJO_FAILTRACE"),
		full: os.Getenv("DOJO_FAILWRITE"), counts: map[string]int{},
	}
	return failingJournal{record, p}, failingDojo{client, p}
}

// points counts what has been done, and ends the process where it is told to.
type points struct {
	at, stop, trace, full string

	mu     sync.Mutex
	counts map[string]int
}

// step does one step between its two points.
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
	case p.at:
		must(syscall.Kill(os.Getpid(), syscall.SIGKILL))
		select {} // until the kill has come; nobody else passes a point meanwhile
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// write is a step that writes to the journal, unless its disk is full.
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
	return j.p.write(standing(a), func() error { return j.Journal.Begin(ctx, a) })
}

func (j failingJournal) Move(ctx context.Context, from, a journal.Attempt) error {
	return j.p.write(standing(a), func() error { return j.Journal.Move(ctx, from, a) })
}

func (j failingJournal) Expire(ctx context.Context, from, a journal.Attempt) error {
	return j.p.write("expire", func() error { return j.Journal.Expire(ctx, from, a) })
}

// standing is what is recorded of an attempt, such as "failed:forbidden".
func standing(a journal.Attempt) string {
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
