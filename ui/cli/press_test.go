package cli_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/journal/sqlite"
	"dojoreversals/dojo/reversal"
	"dojoreversals/dojo/sandbox"
	"dojoreversals/ui/internal/ptytest"
)

// presser is another process with the real journal, client and reversals. It
// confirms a reversal when it is told to.
type presser struct {
	in  io.WriteCloser
	out *bufio.Reader
}

func startPresser(t *testing.T, s *shop, dir string) *presser {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), exe, "-test.run=^TestPresserProcess$")
	cmd.Env = append(os.Environ(), "PRESSER_URL="+s.url, "PRESSER_DIR="+dir, "PRESSER_ZONE="+s.zone.String())
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close() // which ends it
		_ = cmd.Wait()
	})
	p := &presser{in, bufio.NewReader(out)}
	p.hear(t, "ready")
	return p
}

func (p *presser) say(t *testing.T, line string) {
	t.Helper()
	if _, err := io.WriteString(p.in, line+"\n"); err != nil {
		t.Fatal(err)
	}
}

// hear reads one answer, which must begin with this word.
func (p *presser) hear(t *testing.T, word string) string {
	t.Helper()
	line, err := p.out.ReadString('\n')
	if err != nil || !strings.HasPrefix(line, word) {
		t.Fatalf("the other process says %q, %v", line, err)
	}
	return strings.TrimSpace(strings.TrimPrefix(line, word))
}

// TestPresserProcess is the other process. On its own it does nothing.
func TestPresserProcess(t *testing.T) {
	url := os.Getenv("PRESSER_URL")
	if url == "" {
		t.Skip("for other tests")
	}
	ctx := context.Background()
	key, err := dojo.ParseAPIKey(testKey)
	zone, zoneErr := time.LoadLocation(os.Getenv("PRESSER_ZONE"))
	client, clientErr := dojo.NewClient(dojo.Options{BaseURL: url, Key: key, Now: time.Now})
	store, storeErr := sqlite.Open(ctx, sqlite.Options{
		Dir: os.Getenv("PRESSER_DIR"), Process: fmt.Sprint("presser ", os.Getpid()), Now: time.Now, Busy: 30 * time.Second,
	})
	for _, err := range []error{err, zoneErr, clientErr, storeErr} {
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
	}
	n := 0
	service := reversal.New(reversal.Deps{
		Dojo: client, Journal: store, Rules: reversal.Rules{Rule: dojo.RuleSameDay, Zone: zone},
		Now: time.Now, Clock: client.Clock(), Jitter: func() float64 { return 0 },
		Wait: func(ctx context.Context, d time.Duration) error {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(d / 10): // reads come soon, so that a round doesn't take long
				return nil
			}
		},
		NewID: func() string { n++; return fmt.Sprintf("%d-%d", os.Getpid(), n) },
		Shop:  journal.Shop{Environment: client.Environment(), BaseURL: client.BaseURL(), KeyFingerprint: client.KeyFingerprint()},
	})
	fmt.Println("ready")
	var confirmed journal.Payment
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		word, payment, _ := strings.Cut(lines.Text(), " ")
		switch word {
		case "look":
			r, err := client.PaymentIntent(ctx, payment)
			if err != nil {
				fmt.Println(err)
				os.Exit(1)
			}
			confirmed = journal.Confirmed(&r.Payment)
			fmt.Println("seen")
		case "press":
			id := service.Start(reversal.Person{}, confirmed, "", time.Now())
			fmt.Println("ended", outcome(service, id))
		}
	}
	os.Exit(0)
}

// outcome waits for the end of an attempt.
func outcome(s *reversal.Service, id string) string {
	changed, end := s.Subscribe()
	defer end()
	for {
		for _, a := range s.Attempts() {
			if a.ID == id && !a.State.Open() {
				return fmt.Sprint(a.State, " ", a.Why)
			}
		}
		<-changed
	}
}

// TestTwoPressAtOnce lets two processes that share a journal confirm the same
// payment at the same time, many times. One of them sends a request each time; the
// other is told why it didn't.
func TestTwoPressAtOnce(t *testing.T) {
	t.Parallel()
	rounds := 40
	if exhaustive {
		rounds = 200
	}
	s := openShop(t)
	dir := stateDir(t, s.env())
	a, b := startPresser(t, s, dir), startPresser(t, s, dir)
	won := map[string]int{}
	for i := range rounds {
		p := sale(fmt.Sprintf("ORDER-%d", i), 4250, "1013")
		p.PaidAt = s.now()
		p.Script.Outcome = sandbox.Succeeds
		id := s.pay(p)
		for _, who := range []*presser{a, b} {
			who.say(t, "look "+id)
			who.hear(t, "seen")
		}
		a.say(t, "press")
		b.say(t, "press")
		ends := []string{a.hear(t, "ended"), b.hear(t, "ended")}
		s.confirmed(p.Reference)
		if sent := s.Calls().Reversals[id]; sent != 1 {
			t.Fatalf("round %d: %d reversals were sent; %q", i, sent, ends)
		}
		winner, loser := "a", ends[1]
		if ends[0] != "successful" {
			winner, loser = "b", ends[0]
		}
		won[winner]++
		told := loser == "abandoned another attempt" || loser == "abandoned already reversed"
		if ends[0] != "successful" && ends[1] != "successful" || !told {
			t.Fatalf("round %d: %q", i, ends)
		}
	}
	s.checkCalls()
	t.Logf("%d rounds, won %v", rounds, won)
}

// enterTogether presses enter at both questions, whose focus is on Reverse. Where the program
// stood still, as on a busy machine, it refuses the key as too quick: then again.
func enterTogether(a, b *till) {
	a.t.Helper()
	acted := func(s ptytest.Screen) bool { return strings.Contains(box(s), "[ OK ]") || s.RowOf("┌") < 0 }
	a.rested()
	b.rested()
	a.Keys("enter")
	b.Keys("enter")
	for _, p := range []*till{a, b} {
		s := p.WaitUntil("enter to act, or to be too quick", func(s ptytest.Screen) bool {
			return acted(s) || strings.Contains(box(s), "one moment…") || strings.Contains(box(s), "Too quick: press enter again")
		})
		if !acted(s) {
			p.answer("enter", "enter to act", acted)
		}
		// A program that has heard of the other one before its enter came says so in the dialog.
		p.answer("enter", "the dialog to close", func(s ptytest.Screen) bool { return s.RowOf("┌") < 0 })
	}
}

// TestTwoScreensAtOnce does the same with two screens: the dialog is open on both,
// and enter is pressed on both.
func TestTwoScreensAtOnce(t *testing.T) {
	t.Parallel()
	s := openShop(t)
	env := s.env()
	for i := range 3 {
		s.pay(sale(fmt.Sprintf("ORDER-%d", i), 4250+int64(i), fmt.Sprintf("101%d", i)))
	}
	a := run(t, s, ptytest.Options{Env: env, Cols: 100, KillAtEnd: true})
	b := run(t, s, ptytest.Options{Env: env, Cols: 100, KillAtEnd: true})
	for i := range 3 {
		reference := fmt.Sprintf("ORDER-%d", i)
		for _, till := range []*till{a, b} {
			till.row(reference, "Held")
			till.choose(reference).ask().about(fmt.Sprintf("£42.5%d", i), fmt.Sprintf("Visa ··101%d", i), reference).toReverse()
		}
		enterTogether(a, b)
		for _, till := range []*till{a, b} {
			till.row(reference, "Created, reversing")
		}
		s.mu.Lock()
		s.want[s.ids[reference]] = 1 // two confirmed, one was sent
		s.mu.Unlock()
	}
	s.checkCalls()
	s.verify(env)
	told := "started reversing " // the payment by its name, or this one in the dialog
	if !strings.Contains(string(a.Raw())+string(b.Raw()), told) {
		t.Errorf("nobody was told that another one %q", told)
	}
}
