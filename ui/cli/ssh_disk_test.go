package cli_test

import (
	"fmt"
	"strings"
	"testing"

	"dojoreversals/dojo"
)

// The disk of the record is full from one write of a reversal on, while two agents look at
// the shop. Before the request nothing is sent, and both see that the payment is held.
// After it both see its end, and its agent that it isn't recorded. A server with room goes
// on from what is recorded, and its record names the agent.
func TestHelpdeskDiskFull(t *testing.T) {
	t.Parallel()
	writes := []int{3} // Dojo's answer
	if exhaustive {
		writes = []int{2, 3} // and before it, that it is being sent
	}
	for _, n := range writes {
		t.Run(fmt.Sprint("write ", n), func(t *testing.T) {
			t.Parallel()
			h := newFastHelpdesk(t, "pier")
			h.lines = append(h.lines, `serve_idle = "12h"`)
			s := h.shops["pier"]
			s.pay(sale("ORDER-1", 4250, "1013"))
			s.fault("stuck") // until both have seen it under way
			priya, omar := h.agent("priya", "reverse", "pier"), h.agent("omar", "reverse", "pier")
			h.start(fmt.Sprintf("DOJO_FAILWRITE=%d+", n))
			hers, his := h.login(priya, s), h.login(omar, s)
			his.row("ORDER-1", "Held, r to reverse")
			hers.row("ORDER-1", "Held, r to reverse")
			hers.ask().about("£42.50", "Visa ··1013", "ORDER-1").reverse()
			if n == 2 {
				s.notSent("ORDER-1")
				hers.says("Not sent: the record of it can't be written on the server. Nothing was done: £42.50, ORDER-1.")
				hers.row("ORDER-1", "Not sent, r to try again")
				his.row("ORDER-1", "r to")
				s.wantState("ORDER-1", dojo.StatusAuthorized, 0)
			} else {
				eventually(t, "the request", func() bool { return s.Calls().Reversal == 1 })
				hers.says("(Not recorded on the server.)")
				his.row("ORDER-1", "reversing")
				if err := s.Set(s.ids["ORDER-1"], dojo.StatusReversed); err != nil {
					t.Fatal(err)
				}
				h.clock.run(waitSpeed)
				hers.row("ORDER-1", "Successful, reversed")
				his.row("ORDER-1", "Successful, reversed")
				s.wantState("ORDER-1", dojo.StatusReversed, 1)
			}
			s.checkCalls()
			h.server.Kill()

			h.clock.run(handSpeed) // while they log in, which may take half a minute of it at most
			h.again()
			row := "Successful, reversed"
			if n == 2 {
				row = "Not sent, r to try again"
			}
			hers, his = h.login(priya, s), h.login(omar, s)
			his.row("ORDER-1")
			hers.row("ORDER-1")
			h.clock.run(waitSpeed)
			his.row("ORDER-1", row)
			hers.row("ORDER-1", row)
			h.ofAgent(priya, "ORDER-1", map[int]string{2: "abandoned", 3: "successful"}[n])
		})
	}
}

// The record's disk stands still while an agent confirms, and another one looks on: nothing
// is sent, and both screens work. Once it goes on, the reversal is sent, or was given up
// and wasn't. Either way both see what is true.
func TestHelpdeskDiskStalls(t *testing.T) {
	t.Parallel()
	h := newHelpdesk(t, "pier")
	s := h.shops["pier"]
	s.pay(sale("ORDER-1", 4250, "1013"))
	s.pay(sale("ORDER-2", 1999, "1096"))
	priya, omar := h.agent("priya", "reverse", "pier"), h.agent("omar", "reverse", "pier")
	h.start()
	hers, his := h.login(priya, s), h.login(omar, s)
	his.row("ORDER-1", "Held, r to reverse")
	hers.row("ORDER-1", "Held, r to reverse")
	hers.row("ORDER-2", "Held")

	goOn := withSQL(t, h.state(), "BEGIN IMMEDIATE")
	hers.choose("ORDER-1").ask().about("£42.50", "Visa ··1013", "ORDER-1").reverse()
	s.notSent("ORDER-1")
	hers.row("ORDER-1", "Sending")
	his.choose("ORDER-2").press("enter").WaitFor("Details", "ORDER-2")
	his.press("esc")
	s.checkCalls() // none was sent
	goOn()
	state := ""
	hers.WaitUntil("the end of the stall", func(now screen) bool {
		switch line := lineOf(now, "ORDER-1"); {
		case strings.Contains(line, "Created"), strings.Contains(line, "Successful"):
			state = "successful"
		case strings.Contains(line, "Not sent"):
			state = "abandoned"
		}
		return state != ""
	})
	if state == "successful" {
		s.confirmed("ORDER-1")
		s.settle()
		hers.row("ORDER-1", "Successful, reversed")
		his.row("ORDER-1", "Successful, reversed")
		s.wantState("ORDER-1", dojo.StatusReversed, 1)
		h.ofAgent(priya, "ORDER-1", state)
	} else {
		his.row("ORDER-1", "r to")
		s.wantState("ORDER-1", dojo.StatusAuthorized, 0)
		h.ofAgent(priya, "ORDER-1", "")
	}
	s.checkCalls()
}
