package sqlite

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo/journal"
)

// helper starts this test binary as another process that does what it is told
// by lines, and answers each with one.
type helper struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

func startHelper(t *testing.T, dir, process string, change ...func(*exec.Cmd)) *helper {
	t.Helper()
	exe, err := os.Executable()
	must(t, err)
	h := &helper{cmd: exec.Command(exe, "-test.run=^TestHelperProcess$")}
	h.cmd.Env = append(os.Environ(), "JOURNAL_HELPER="+process, "JOURNAL_DIR="+dir)
	h.cmd.Stderr = os.Stderr
	for _, c := range change {
		c(h.cmd)
	}
	h.in, err = h.cmd.StdinPipe()
	must(t, err)
	out, err := h.cmd.StdoutPipe()
	must(t, err)
	h.out = bufio.NewReader(out)
	must(t, h.cmd.Start())
	t.Cleanup(func() {
		_ = h.in.Close()
		_ = h.cmd.Process.Kill()
		_ = h.cmd.Wait()
	})
	return h
}

func (h *helper) say(t *testing.T, line string) {
	t.Helper()
	if _, err := io.WriteString(h.in, line+"\n"); err != nil {
		t.Fatal(err)
	}
}

func (h *helper) hear(t *testing.T) string {
	t.Helper()
	line, err := h.out.ReadString('\n')
	if err != nil {
		t.Fatalf("the helper ended: %v", err)
	}
	return strings.TrimSuffix(line, "\n")
}

// TestHelperProcess is the other process. On its own it does nothing.
func TestHelperProcess(t *testing.T) {
	process := os.Getenv("JOURNAL_HELPER")
	if process == "" {
		t.Skip("for other tests")
	}
	o := Options{Dir: os.Getenv("JOURNAL_DIR"), Process: process, Now: time.Now}
	s, err := Open(ctx, o)
	if err != nil {
		answer(err)
		os.Exit(0)
	}
	fmt.Println("open")
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		word, payment, _ := strings.Cut(lines.Text(), " ")
		switch word {
		case "claim":
			a := attempt(process+payment, payment, journal.Intended)
			err := s.Begin(ctx, a)
			if err == nil {
				a.State = journal.Sending
				err = moveFrom(s, journal.Intended, a)
			}
			answer(err)
		case "write": // until killed
			for i := 0; ; i++ {
				a := attempt(fmt.Sprint(process, payment, i), fmt.Sprint("pi_", process, payment, i), journal.Intended)
				if err := s.Begin(ctx, a); err != nil {
					answer(err)
					break
				}
				fmt.Println(a.ID, journal.Intended)
				a.State = journal.Abandoned
				if err := moveFrom(s, journal.Intended, a); err != nil {
					answer(err)
					break
				}
				fmt.Println(a.ID, journal.Abandoned)
			}
		}
	}
	_ = s.Close()
	os.Exit(0)
}

// answer writes what another process can be told of an error.
func answer(err error) {
	var open *journal.OpenError
	var named *journal.Error
	out := map[string]string{"is": "done"}
	switch {
	case errors.As(err, &open):
		out = map[string]string{"is": "in the way", "attempt": open.Other.ID}
	case errors.As(err, &named):
		out = map[string]string{"is": named.Kind.Error(), "says": err.Error()}
	case err != nil:
		out = map[string]string{"is": err.Error()}
	}
	b, _ := json.Marshal(out)
	fmt.Println(string(b))
}

// Two processes press at once on one payment, round after round: one of them
// gets it, the other is told of it.
func TestTwoProcesses(t *testing.T) {
	t.Parallel()
	rounds := cases(200)
	dir := stateDir(t)
	a, b := startHelper(t, dir, "A"), startHelper(t, dir, "B") // they make the journal at once, too
	for _, h := range []*helper{a, b} {
		if got := h.hear(t); got != "open" {
			t.Fatal(got)
		}
	}
	wins := map[string]int{}
	for i := range rounds {
		payment := fmt.Sprintf("pi_%03d", i)
		a.say(t, "claim "+payment)
		b.say(t, "claim "+payment)
		got := []string{a.hear(t), b.hear(t)}
		done := `{"is":"done"}`
		switch {
		case got[0] == done && got[1] == `{"attempt":"A`+payment+`","is":"in the way"}`:
			wins["A"]++
		case got[1] == done && got[0] == `{"attempt":"B`+payment+`","is":"in the way"}`:
			wins["B"]++
		default:
			t.Fatalf("round %d: %v", i, got)
		}
	}
	t.Logf("%v", wins)
	r, err := Verify(ctx, dir, "")
	if err != nil || r.Head.Count != int64(2*rounds) || headOf(t, dir) != r.Head || r.Attempts != rounds || r.Unfinished != rounds {
		t.Errorf("%+v, %v", r, err)
	}
}

// A process killed at any moment leaves a journal that has all that it was told
// is recorded, and that another goes on with.
func TestKilled(t *testing.T) {
	t.Parallel()
	rounds := cases(40)
	dir := stateDir(t)
	r := rand.New(rand.NewPCG(1, 2))
	told := map[string]journal.State{}
	total := 0
	for i := range rounds {
		h := startHelper(t, dir, fmt.Sprintf("P%d-", i))
		if got := h.hear(t); got != "open" {
			t.Fatalf("round %d: %s", i, got)
		}
		h.say(t, "write x")
		// So many records are told, and then the process is killed in the
		// middle of whatever it is doing by then.
		for range r.IntN(20) {
			id, state, _ := strings.Cut(h.hear(t), " ")
			told[id] = journal.State(state)
			total++
		}
		must(t, h.cmd.Process.Kill())
		for { // what it told before it died
			line, err := h.out.ReadString('\n')
			if err != nil {
				break
			}
			id, state, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
			told[id] = journal.State(state)
			total++
		}
		_ = h.cmd.Wait()
		report, err := Verify(ctx, dir, "")
		if err != nil || report.Head.Count < int64(total) {
			t.Fatalf("round %d: %+v, %v; %d told", i, report, err, total)
		}
	}
	s := open(t, options(dir, newWall()))
	got, err := s.Attempts(ctx, journal.Filter{})
	must(t, err)
	stands := map[string]journal.State{}
	for _, a := range got {
		stands[a.ID] = a.State
	}
	for id, state := range told {
		if now := stands[id]; now != state && !(state == journal.Intended && now == journal.Abandoned) {
			t.Errorf("%s was told to be %s, and is %q", id, state, now)
		}
	}
	if len(told) == 0 {
		t.Error("nothing was told")
	}
}

// Waiting for a lock has an end, and ends with the context.
func TestLocked(t *testing.T) {
	t.Parallel()
	w := newWall()
	o := options(stateDir(t), w)
	o.Busy = 50 * time.Millisecond
	s := open(t, o)
	o.Process = "process-2"
	other := open(t, o)
	o.Process, o.Busy = "process-3", time.Hour
	patient := open(t, o)
	o.Busy = 50 * time.Millisecond
	conn, err := other.writer.Conn(ctx)
	must(t, err)
	defer func() { _ = conn.Close() }()
	_, err = conn.ExecContext(ctx, "BEGIN IMMEDIATE")
	must(t, err)
	wantKind(t, "locked", s.Begin(ctx, attempt("a", "pi_1", journal.Intended)), journal.ErrLocked)
	_, err = Open(ctx, o)
	wantKind(t, "open while locked", err, journal.ErrLocked)

	ending, cancel := context.WithCancel(ctx)
	time.AfterFunc(20*time.Millisecond, cancel)
	if err := patient.Begin(ending, attempt("a", "pi_1", journal.Intended)); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	// Reads don't wait, and the lock's end is the end of the trouble.
	if _, err := s.Attempts(ctx, journal.Filter{}); err != nil {
		t.Error(err)
	}
	_, err = conn.ExecContext(ctx, "ROLLBACK")
	must(t, err)
	must(t, s.Begin(ctx, attempt("a", "pi_1", journal.Intended)))
	if err := s.Begin(ending, attempt("b", "pi_2", journal.Intended)); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that is over: %v", err)
	}
}
