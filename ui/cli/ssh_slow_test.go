package cli_test

import (
	"net"
	"strings"
	"testing"
	"time"

	"dojoreversals/dojo"
)

// slowLine carries connections to a port, and delays all that is sent, in both directions.
// It returns its own port. The time is that of a clock.
func slowLine(t *testing.T, to int, delay time.Duration, after func(time.Duration) <-chan time.Time) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := make(chan struct{})
	ended := make(chan struct{})
	carried := make(chan struct{}, 64) // one for each direction that is being carried
	carry := func(from, into net.Conn) {
		carried <- struct{}{}
		defer func() {
			_ = from.Close()
			_ = into.Close()
			<-carried
		}()
		type piece struct {
			data []byte
			due  <-chan time.Time
		}
		way := make(chan piece, 1<<10)
		go func() {
			defer close(way)
			for {
				data := make([]byte, 32<<10)
				n, err := from.Read(data)
				if err != nil {
					return
				}
				way <- piece{data[:n], after(delay)}
			}
		}()
		for p := range way {
			select {
			case <-p.due:
			case <-closed:
			}
			_, _ = into.Write(p.data)
		}
	}
	go func() {
		defer close(ended)
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", address(to))
			if err != nil {
				_ = near.Close()
				continue
			}
			go carry(near, far)
			go carry(far, near)
		}
	}()
	t.Cleanup(func() {
		close(closed)
		_ = listener.Close()
		<-ended
		for range cap(carried) { // each has ended once there is room for all
			carried <- struct{}{}
		}
	})
	return listener.Addr().(*net.TCPAddr).Port
}

// On a line that takes 300 ms each way, keys that were typed ahead of what the screen
// shows confirm nothing, the dialog is about the payment that was chosen though another
// has come above it meanwhile, and impatience sends nothing twice.
func TestHelpdeskSlowLine(t *testing.T) {
	t.Parallel()
	h := newFastHelpdesk(t, "pier")
	s := h.shops["pier"]
	s.pay(sale("ORDER-1", 4250, "1013"))
	s.pay(sale("ORDER-2", 1999, "1096"))
	priya := h.agent("priya", "reverse", "pier")
	h.start("DOJO_REFRESH=5s")
	h.slow = slowLine(t, h.port, 300*time.Millisecond, h.clock.after)
	till := h.login(priya, s)
	till.row("ORDER-1", "Held, r to reverse")

	// Nobody waits: the keys are on their way while another payment comes.
	newest := sale("ORDER-3", 700, "1111")
	newest.PaidAt = s.now()
	till.press("down", "r").Type("\t\r\r")
	s.pay(newest)
	till.row("ORDER-3")
	till.WaitUntil("the dialog", func(s screen) bool { return strings.Contains(box(s), "ORDER-2") })
	till.press("esc").WaitUntil("the dialog to close", func(s screen) bool { return box(s) == "" })
	if n := s.Calls().Reversal; n != 0 {
		t.Fatalf("%d reversals were sent", n)
	}
	if row := till.row("ORDER-2"); !strings.HasPrefix(row, ">") {
		t.Errorf("another payment is chosen:\n%s", till.Screen())
	}
	till.ask().about("£19.99", "Visa ··1096", "ORDER-2").reverse()
	till.press("enter", "enter", "r", "tab", "enter", "enter")
	h.clock.run(8)
	// On a busy machine some of the enters count, and the last one may open the details.
	till.WaitUntil("the end", func(now screen) bool {
		return till.backInList(now) && strings.Contains(lineOf(now, "ORDER-2"), "Successful, reversed")
	})
	s.wantState("ORDER-2", dojo.StatusReversed, 1)
	s.wantState("ORDER-1", dojo.StatusAuthorized, 0)
	s.wantState("ORDER-3", dojo.StatusAuthorized, 0)
	h.ofAgent(priya, "ORDER-2", "successful")
}
