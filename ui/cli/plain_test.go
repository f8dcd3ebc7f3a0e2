package cli_test

import (
	"bytes"
	"context"
	"io"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/ptytest"
)

// piped is the program in plain mode with a pipe at either end.
type piped struct {
	t    *testing.T
	cmd  *exec.Cmd
	in   io.WriteCloser
	errs bytes.Buffer
	done chan struct{} // closed at the end of its output

	mu   sync.Mutex
	out  []byte
	more chan struct{} // closed and replaced when there is more
}

func (s *shop) piped(env []string, args ...string) *piped {
	s.t.Helper()
	binary := build(s.t) // before the time begins in which it must end
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	s.t.Cleanup(cancel)
	p := &piped{t: s.t, cmd: exec.CommandContext(ctx, binary, args...), done: make(chan struct{}), more: make(chan struct{})}
	p.cmd.Env = append([]string{"PATH=/usr/bin:/bin", "TERM=xterm-256color", "GORACE=atexit_sleep_ms=0"}, env...)
	p.cmd.Stderr = &p.errs
	var err error
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		s.t.Fatal(err)
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	go func() {
		defer close(p.done)
		buffer := make([]byte, 4096)
		for {
			n, err := out.Read(buffer)
			p.mu.Lock()
			p.out = append(p.out, buffer[:n]...)
			close(p.more)
			p.more = make(chan struct{})
			p.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	return p
}

func (p *piped) text() (string, chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return string(p.out), p.more
}

// says waits until all of these have been printed, each within one line.
func (p *piped) says(texts ...string) *piped {
	p.t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for {
		out, more := p.text()
		if allIn(out, texts) {
			return p
		}
		select {
		case <-more:
		case <-p.done:
			if out, _ := p.text(); !allIn(out, texts) {
				p.t.Fatalf("it ended without %q:\n%s%s", texts, out, p.errs.String())
			}
		case <-deadline.C:
			p.t.Fatalf("waited for %q:\n%s", texts, out)
		}
	}
}

func (p *piped) types(text string) *piped {
	p.t.Helper()
	if _, err := io.WriteString(p.in, text); err != nil {
		p.t.Fatal(err)
	}
	return p
}

// ended closes the input, waits for the end and checks everything that was printed.
func (p *piped) ended(code int) string {
	p.t.Helper()
	_ = p.in.Close()
	<-p.done
	_ = p.cmd.Wait()
	out, _ := p.text()
	if got := p.cmd.ProcessState.ExitCode(); got != code {
		p.t.Errorf("exit code %d, want %d\n%s%s", got, code, out, p.errs.String())
	}
	plainBytes(p.t, []byte(out))
	return out
}

// plainBytes fails if there is anything but lines of text.
func plainBytes(t *testing.T, out []byte) {
	t.Helper()
	if bytes.ContainsAny(out, "\x1b\r\a\t\x00\x7f") || bytes.Contains(out, []byte(" \n")) || bytes.Contains(out, []byte(testKey)) {
		t.Errorf("not plain lines: %q", out)
	}
}

// TestPlainPiped lists through pipes, and follows a reversal from a terminal to its
// end. Nothing can be reversed through pipes, however slowly the lines come.
func TestPlainPiped(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-1010", 1999, "2024"))
	s.pay(sale("ORDER-1011", 4250, "1013"))
	env := s.env()
	till := run(t, s, ptytest.Options{Env: env, Args: []string{"--plain"}, Cols: 200, Rows: 60})
	till.WaitFor("1. ")
	till.Type("find 1013\n")
	till.WaitFor("Found by")
	till.plainReverse("1", "£42.50, ORDER-1011", " because customer asked")
	till.WaitFor("Created: Dojo is processing the reversal of £42.50, ORDER-1011.")
	till.Kill()

	p := s.piped(env)
	p.says("SANDBOX, Corner Shop", "£19.99, Visa ending 2024, ORDER-1010, held, can be reversed")
	p.types("find 2024\n").says("Found by \"2024\": 1 of 2.")
	p.types("1\n").says("£19.99, ORDER-1010: A reversal needs a terminal:")
	p.types("reverse\n").says("A reversal needs a terminal:")
	p.types("reverse 1 because charged twice\nreverse\n")
	_ = p.in.Close() // what is under way is followed to its end all the same
	s.settle()
	out := p.says("£42.50, ORDER-1011", "Reversed").ended(0)
	if strings.Contains(out, "Type reverse to reverse") || strings.Count(out, "needs a terminal") != 4 {
		t.Errorf("it was asked:\n%s", out)
	}
	s.wantState("ORDER-1011", dojo.StatusReversed, 1)
	s.wantState("ORDER-1010", dojo.StatusAuthorized, 0)
	s.checkCalls()
	r := command(t, p.cmd.Env, "journal", "--format", "json")
	if r.code != 0 || !strings.Contains(r.out, "ORDER-1011") || !strings.Contains(r.out, "customer asked") || strings.Contains(r.out, "ORDER-1010") {
		t.Errorf("the journal: %+v", r)
	}
}

// plainReverse reverses a payment in plain mode at a terminal.
func (p *till) plainReverse(number, name, reason string) {
	p.t.Helper()
	p.WaitFor(number + ". ")
	p.Type(number + reason + "\n")
	amount, reference, _ := strings.Cut(name, ", ")
	p.WaitFor("Type reverse to reverse "+amount, reference)
	p.answerReverse(reference)
}

// answerReverse answers the question that plain lines ask. A line within half a second
// doesn't answer it and begins the wait again. On a busy machine the program may have
// finished the question only after it was to be seen; then it is answered again.
func (p *till) answerReverse(reference string) {
	p.t.Helper()
	p.shop.confirmed(reference)
	tooEarly := func() int { return strings.Count(string(p.Raw()), "Too early: ") }
	for again := true; again; {
		p.WaitIdle(700 * time.Millisecond)
		early, sent := tooEarly(), p.shop.Calls().Reversal
		p.Type("reverse\n")
		eventually(p.t, "the answer to count, or to be too early", func() bool {
			again = tooEarly() > early
			return again || p.shop.Calls().Reversal > sent
		})
	}
}

// TestPlainPastedBlock holds that a block of lines which asks and answers reverses
// nothing, through a pipe or pasted at a terminal.
func TestPlainPastedBlock(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	const block = "list\n1\nreverse\nreverse\n1\nreverse\n"
	p := s.piped(s.env())
	p.types(block)
	if out := p.ended(0); !allIn(out, []string{"1. ", "A reversal needs a terminal:"}) {
		t.Errorf("it isn't said why nothing is reversed:\n%s", out)
	}
	till := run(t, s, ptytest.Options{Env: s.env(), Args: []string{"--plain"}, Cols: 200, Rows: 60})
	till.WaitFor("1. ")
	till.Type(block + "quit\n")
	till.WaitFor("Type reverse to reverse £42.50", "Too early", "Kept. Nothing was reversed")
	till.ended(0)
	s.wantState("ORDER-1", dojo.StatusAuthorized, 0)
	s.checkCalls()
}

// TestPlainReport prints the list where nothing can be typed.
func TestPlainReport(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	r := command(t, s.env())
	if r.code != 0 || r.err != "" || !strings.Contains(r.out, "£42.50, Visa ending 1013, ORDER-1, held, can be reversed\n") {
		t.Errorf("%+v", r)
	}
	plainBytes(t, []byte(r.out))
	if r := command(t, sealed(t), "--demo"); r.code != 0 || !strings.Contains(r.out, "DEMO, Corner Shop") {
		t.Errorf("%+v", r)
	}
	s.fault("search:401")
	if r := command(t, s.env()); r.code != 4 || !strings.Contains(r.out, "Dojo doesn't accept this shop's key (401)") || !strings.Contains(r.err, "can't be read") {
		t.Errorf("without a list: %+v", r)
	}
}

// TestPlainTerminal reverses a payment on terminals that get plain lines.
func TestPlainTerminal(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		env  string
		args []string
	}{
		"dumb": {"TERM=dumb", nil}, "accessible": {"ACCESSIBLE=1", nil}, "asked for": {"TERM=xterm", []string{"--plain"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			s.pay(sale("ORDER-1", 4250, "1013"))
			p := run(t, s, ptytest.Options{Env: s.env(c.env), Args: c.args, Cols: 200, Rows: 60})
			p.WaitFor("£42.50, Visa ending 1013, ORDER-1, held, can be reversed")
			p.plainReverse("1", "£42.50, ORDER-1", "")
			p.WaitFor("Created: Dojo is processing the reversal of £42.50, ORDER-1.")
			s.settle()
			p.WaitFor("Successful: £42.50, ORDER-1, is reversed.")
			p.Type("quit\n")
			p.ended(0)
			if bytes.Contains(p.Raw(), []byte("\x1b")) || p.Bells() != 1 {
				t.Errorf("%d bells, and %q", p.Bells(), p.Raw())
			}
			s.wantState("ORDER-1", dojo.StatusReversed, 1)
		})
	}
}

// TestPlainSignalWhileSending holds that plain mode waits for the answer to a
// reversal before it ends.
func TestPlainSignalWhileSending(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			s.pay(sale("ORDER-1", 4250, "1013"))
			s.holdAnswers()
			p := run(t, s, ptytest.Options{Env: s.env(), Args: []string{"--plain"}, Cols: 200, Rows: 60})
			p.plainReverse("1", "£42.50, ORDER-1", "")
			p.WaitFor("Still sending the reversal of £42.50, ORDER-1. That can take half a minute.")
			s.awaitHeld()
			p.Signal(signal)
			p.WaitFor("Waiting for Dojo's answer about £42.50, ORDER-1. Please don't close this window.")
			s.answer()
			p.ended(0)
			p.left(leftCreated)
			s.checkCalls()
		})
	}
}
