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

func (s *shop) piped(args ...string) *piped {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	s.t.Cleanup(cancel)
	p := &piped{t: s.t, cmd: exec.CommandContext(ctx, build(s.t), args...), done: make(chan struct{}), more: make(chan struct{})}
	p.cmd.Env = append([]string{"PATH=/usr/bin:/bin", "TERM=xterm-256color", "GORACE=atexit_sleep_ms=0"}, s.env()...)
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

// ended closes the input, waits for the end and looks at all that was printed.
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

// again types a word until the program takes it: how long half a second takes
// to pass there isn't known here.
func (p *piped) again(word string, texts ...string) {
	p.t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for {
		p.types(word + "\n")
		select {
		case <-time.After(700 * time.Millisecond):
		case <-deadline.C:
			p.t.Fatalf("%q was never taken", word)
		}
		if out, _ := p.text(); allIn(out, texts) {
			return
		}
	}
}

// TestPlainPiped is the whole job through pipes: list, find, reverse, follow to
// the end, and the record.
func TestPlainPiped(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-1010", 1999, "2024"))
	s.pay(sale("ORDER-1011", 4250, "1013"))
	p := s.piped()
	p.says("SANDBOX, Corner Shop", "1. ", "£19.99, Visa ending 2024, ORDER-1010, held, can be reversed", "2. ")
	p.types("find 1013\n").says("Found by \"1013\": 1 of 2.")
	p.types("1 because customer asked\n").says("Reverse this payment? SANDBOX, Corner Shop.", "£42.50, the whole amount.",
		"Visa ending 1013, ORDER-1011, today ", "Reason: customer asked.", "Type reverse to reverse £42.50, or press enter to keep it.")
	s.confirmed("ORDER-1011")
	p.again("reverse", "Created: Dojo is processing the reversal of £42.50, ORDER-1011.")
	_ = p.in.Close() // it is followed to its end all the same
	s.settle()
	out := p.says("Successful: £42.50, ORDER-1011, is reversed.").ended(0)
	s.wantState("ORDER-1011", dojo.StatusReversed, 1)
	s.wantState("ORDER-1010", dojo.StatusAuthorized, 0)
	s.checkCalls()
	for _, once := range []string{"Created: ", "Successful: "} {
		if strings.Count(out, once) != 1 {
			t.Errorf("%q isn't said once:\n%s", once, out)
		}
	}
	r := command(t, p.cmd.Env, "journal", "--format", "json")
	if r.code != 0 || !strings.Contains(r.out, "ORDER-1011") || !strings.Contains(r.out, "customer asked") || !strings.Contains(r.out, "successful") {
		t.Errorf("the journal: %+v", r)
	}
}

// TestPlainPastedBlock holds a block that asks and answers to reverse nothing.
func TestPlainPastedBlock(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	for _, after := range []bool{false, true} {
		p := s.piped()
		if after {
			p.says("1. ")
		}
		p.types("list\n1\nreverse\nreverse\r\n1\nreverse\n")
		out := p.ended(0)
		if !allIn(out, []string{"1. ", "Type reverse to reverse £42.50", "Too early", "Kept. Nothing was reversed"}) {
			t.Errorf("it wasn't asked:\n%s", out)
		}
	}
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
	if r := command(t, s.env()); r.code != 1 || !strings.Contains(r.out, "Dojo doesn't accept this shop's key (401)") || !strings.Contains(r.err, "can't be read") {
		t.Errorf("without a list: %+v", r)
	}
}

// TestPlainTerminal is the same job on terminals that get plain lines.
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
			p.Type("1\n")
			p.WaitFor("Type reverse to reverse £42.50")
			p.WaitIdle(700 * time.Millisecond)
			s.confirmed("ORDER-1")
			p.Type("reverse\n")
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

// TestPlainSignalWhileSending awaits the answer of what was sent.
func TestPlainSignalWhileSending(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			s.pay(sale("ORDER-1", 4250, "1013"))
			s.holdAnswers()
			p := s.piped("--plain")
			p.says("1. ").types("1\n").says("Type reverse to reverse £42.50")
			s.confirmed("ORDER-1")
			p.again("reverse", "Still sending the reversal of £42.50, ORDER-1. Please wait.")
			s.awaitHeld()
			if err := p.cmd.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			p.says("Waiting for Dojo's answer about £42.50, ORDER-1. Please don't close this window.")
			s.answer()
			if out := p.ended(0); !strings.Contains(out, "£42.50, ORDER-1 isn't finished.") {
				t.Errorf("what was left isn't said:\n%s", out)
			}
			s.checkCalls()
		})
	}
}
