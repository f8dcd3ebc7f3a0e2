package cli_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/sandbox"
	"dojoreversals/ui/internal/ptytest"
)

// TestEndings ends the program in each way; the terminal must be as it was.
func TestEndings(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*till){
		"q":       func(p *till) { p.press("q") },
		"ctrl+c":  func(p *till) { p.press("ctrl+c") },
		"SIGINT":  func(p *till) { p.Signal(os.Interrupt) },
		"SIGTERM": func(p *till) { p.Signal(syscall.SIGTERM) },
		"SIGHUP":  func(p *till) { p.Signal(syscall.SIGHUP) },
		"SIGTERM in the dialog": func(p *till) {
			p.ask()
			p.Signal(syscall.SIGTERM)
		},
		"a second signal": func(p *till) {
			p.Signal(syscall.SIGTERM)
			p.SignalIfAlive(syscall.SIGTERM) // the first may have been enough
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			s.pay(sale("ORDER-1", 4250, "1013"))
			till := s.till()
			till.row("ORDER-1", "r to reverse")
			end(till)
			till.ended(0)
		})
	}
}

// TestHangUp drops the line: the program must notice and end.
func TestHangUp(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	till := s.till()
	till.row("ORDER-1", "r to reverse")
	till.HangUp()
	if code := till.Wait(); code > 1 {
		t.Errorf("exit code %d", code)
	}
}

// TestSendingAtTheEnd ends the program in each way while the answer to a reversal
// is on its way. The program says that it waits, and leaves the answer in the
// terminal.
func TestSendingAtTheEnd(t *testing.T) {
	t.Parallel()
	given := func(p *till) {
		p.WaitUntil("the terminal to be given back, and the answer to be awaited", func(s ptytest.Screen) bool {
			return !s.AltScreen && strings.Contains(joined(s.Lines()), "Waiting for Dojo's answer about £42.50, ORDER-1.")
		})
	}
	for name, end := range map[string]func(*till){
		"SIGTERM": func(p *till) { p.Signal(syscall.SIGTERM); given(p) },
		"SIGHUP":  func(p *till) { p.Signal(syscall.SIGHUP); given(p) },
		"ctrl+c twice": func(p *till) {
			p.press("ctrl+c").question("[ Stay ]")
			p.press("ctrl+c")
			given(p)
		},
		"quit, then ctrl+c once more": func(p *till) {
			p.leaveWatching()
			given(p)
			// The terminal turns this into SIGINT. Somebody doesn't want to wait,
			// but the program waits for the answer all the same.
			p.press("ctrl+c")
		},
		"quit, then SIGTERM": func(p *till) {
			p.leaveWatching()
			given(p)
			p.Signal(syscall.SIGTERM)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			p := sale("ORDER-1", 4250, "1013")
			p.Script.Outcome = sandbox.Succeeds
			s.pay(p)
			s.holdAnswers()
			till := s.till()
			till.ask().about("£42.50", "Visa ··1013", "ORDER-1").reverse()
			s.awaitHeld()
			end(till)
			if till.Exited() {
				t.Error("it didn't wait for the answer")
			}
			s.answer()
			till.ended(0)
			till.left("Waiting for Dojo's answer about £42.50, ORDER-1. Please don't close this window.")
			till.left("Successful, confirming: Dojo says that £42.50, ORDER-1, is reversed. Don't refund or pay cash as well. " +
				"Not watched any more: it is looked at again when this program is started next. Tell the customer: 'It's being cancelled. No money has been taken.'")
			if strings.Contains(till.Screen().Text(), "No answer") {
				t.Errorf("the answer came to nobody:\n%s", till.Screen())
			}
			s.wantState("ORDER-1", dojo.StatusReversed, 1)
		})
	}
}

// TestNoAnswerAtTheEnd ends the program while no answer comes. It waits up to ten
// seconds, and then says that it may have gone through.
func TestNoAnswerAtTheEnd(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	s.holdAnswers()
	till := s.till()
	till.ask().about("£42.50", "Visa ··1013", "ORDER-1").reverse()
	s.awaitHeld()
	till.Signal(syscall.SIGTERM)
	till.ended(0)
	till.left("Waiting for Dojo's answer about £42.50, ORDER-1.")
	till.left("No answer about £42.50, ORDER-1. It may have gone through. Don't refund, pay cash or charge again yet. " +
		"Not watched any more: it is looked at again when this program is started next.")
}

// leftCreated is left in the terminal of a reversal that Dojo was processing.
const leftCreated = "Created: Dojo is processing the reversal of £42.50, ORDER-1. Don't refund it as well. " +
	"Not watched any more: it is looked at again when this program is started next. " +
	"Tell the customer: 'It's being cancelled. No money has been taken.'"

// TestCreatedAtTheEnd ends the screen and plain mode by signals after Dojo has
// answered Created. What is left in the terminal says so, and the next start looks
// at it again.
func TestCreatedAtTheEnd(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			s.pay(sale("ORDER-1", 4250, "1013"))
			env := s.env()
			till := run(t, s, ptytest.Options{Env: env})
			till.row("ORDER-1", "r to reverse")
			till.ask().about("£42.50", "Visa ··1013", "ORDER-1").reverse()
			till.row("ORDER-1", "Created")
			till.Signal(signal)
			till.ended(0)
			till.left(leftCreated)
			s.settle()
			next := run(t, s, ptytest.Options{Env: env})
			next.says("£42.50, ORDER-1", "Reversed.")
			next.quit()
		})
	}
	t.Run("plain", func(t *testing.T) {
		t.Parallel()
		s := openShop(t)
		s.pay(sale("ORDER-1", 4250, "1013"))
		p := run(t, s, ptytest.Options{Env: s.env(), Args: []string{"--plain"}, Cols: 200, Rows: 60})
		p.plainReverse("1", "£42.50, ORDER-1", "")
		p.WaitFor("Created: Dojo is processing the reversal of £42.50, ORDER-1.")
		p.Signal(syscall.SIGTERM)
		p.ended(0)
		p.left(leftCreated)
	})
	// What the demo does is recorded nowhere, so that no next start would look.
	t.Run("demo", func(t *testing.T) {
		t.Parallel()
		p := demo(t, "1")
		q := p.choose("ORDER-1034").ask()
		_, amount, _ := strings.Cut(box(q.screen), "│ ")
		amount, _, _ = strings.Cut(amount, " ")
		q.about(amount, "Amex ··", "ORDER-1034").reverse()
		p.row("ORDER-1034", "Checking")
		p.Signal(syscall.SIGTERM)
		p.ended(0)
		p.left("Not watched any more.")
		if strings.Contains(p.Screen().Text(), "started next") {
			t.Errorf("the demo promises a next start:\n%s", p.Screen())
		}
	})
}

// TestHangUpWhileSending drops the line under a reversal: its answer is awaited
// all the same.
func TestHangUpWhileSending(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	s.holdAnswers()
	till := s.till()
	till.ask().about("£42.50", "Visa ··1013", "ORDER-1").reverse()
	s.awaitHeld()
	till.HangUp()
	if till.Exited() {
		t.Error("it didn't wait for the answer")
	}
	s.answer()
	if code := till.Wait(); code > 1 {
		t.Errorf("exit code %d: the hang-up killed it", code)
	}
}

// TestStalledTerminal confirms a reversal on a terminal that takes no more output.
// It must be sent all the same, and shown once the terminal reads again.
func TestStalledTerminal(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	s.holdAnswers()
	till := s.till()
	till.ask().about("£42.50", "Visa ··1013", "ORDER-1").toReverse()
	till.rested().Stall()
	// Enter is dropped where a busy machine has let the program stand still. Nothing on
	// the terminal tells, so it is pressed again until the reversal is sent.
	looked := 0
	eventually(t, "the reversal to be sent", func() bool {
		if looked%1000 == 0 { // each 5 seconds
			till.press("enter")
		}
		looked++
		return len(s.held) > 0
	})
	s.awaitHeld()
	s.answer()
	till.Resume()
	till.row("ORDER-1", "Created")
	s.settle()
	till.row("ORDER-1", "Successful")
	till.quit()
}

// TestStalledAtTheEnd ends a program whose terminal takes no more output, so that
// the program can't restore it. The process must end all the same.
func TestStalledAtTheEnd(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	for i := range 100 {
		s.pay(sale(fmt.Sprintf("ORDER-%d", 1000+i), 4250, fmt.Sprintf("%04d", 1000+i)))
	}
	till := run(t, s, ptytest.Options{Env: s.env(), Cols: 300, Rows: 100})
	till.WaitFor("ORDER-1090")
	till.fill()
	till.Signal(syscall.SIGTERM)
	if code := till.Wait(); code != 1 {
		t.Errorf("exit code %d", code)
	}
}

// TestStalledWhileSending ends a program whose terminal takes no more output while
// the answer to a reversal is on its way. The answer comes long after the program
// gave the terminal up; the program must still wait for it and record it.
func TestStalledWhileSending(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			s := openShop(t)
			manyPayments(s, 4250)
			for i := range 69 {
				s.pay(sale(fmt.Sprint("MORE-", i), 4250, fmt.Sprint(3000+i)))
			}
			s.holdAnswers()
			env := s.env()
			till := run(t, s, ptytest.Options{Env: env, Cols: 300, Rows: 100})
			till.row("ORDER-1000", "r to reverse")
			till.ask().about("£42.50", "Visa ··1013", "ORDER-1000").reverse()
			s.awaitHeld()
			till.fill()
			asked := time.Now()
			till.Signal(signal)
			eventually(t, "the terminal to be given up, or the end", func() bool {
				return till.Exited() || time.Since(asked) > givenUp
			})
			if till.Exited() {
				t.Error("it didn't wait for the answer")
			}
			s.answer()
			if code := till.Wait(); code != 1 {
				t.Errorf("exit code %d", code)
			}
			if a := s.record(env); len(a) != 1 || a[0].State != "created" {
				t.Errorf("the record tells %+v", a)
			}
			s.verify(env)
		})
	}
}

// givenUp is longer than a program waits for its terminal at the end. From outside
// nobody can see when it stops waiting for the terminal.
const givenUp = 3 * time.Second

// TestBrokenPipe closes the pipe that plain lines go to. Writing to it must not
// kill the program: it may have a reversal to follow.
func TestBrokenPipe(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	s.pay(sale("ORDER-1", 4250, "1013"))
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	binary := build(t) // before the time begins in which it must end
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary)
	cmd.Env, cmd.Stdout = append([]string{"PATH=/usr/bin:/bin"}, s.env()...), write
	typed, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = write.Close()
	lines := bufio.NewScanner(read)
	for lines.Scan() && !strings.Contains(lines.Text(), "ORDER-1") {
		continue
	}
	_ = read.Close()
	_, _ = io.WriteString(typed, "list\nlist\nlist\n")
	_ = typed.Close()
	_ = cmd.Wait()
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signaled() {
		t.Errorf("it was killed: %v", cmd.ProcessState)
	}
}
