package cli

import (
	"testing"

	"dojoreversals/dojo/agent"
	"dojoreversals/dojo/journal"
)

// An agent is told the end of what they have begun at a shop, even if that is opened after
// they have come. Nobody else gets a seat there.
func TestAnAgentAwaitsWhatTheyBegan(t *testing.T) {
	t.Parallel()
	s := newStreet(t, "pier", "mall")
	s.served = true
	s.unfinished("PIER", "sk_sandbox_not_a_real_key_pier", journal.Created) // by priya
	local, _ := s.house("mall")
	h := local.house
	priya := s.agentAt(h, agent.Agent{Name: "priya", Role: agent.RoleReverse, Shops: []string{"pier", "mall"}})
	moved := s.agentAt(h, agent.Agent{Name: "priya", Role: agent.RoleReverse, Shops: []string{"mall"}})
	tom := s.agentAt(h, agent.Agent{Name: "tom", Role: agent.RoleReverse, Shops: []string{agent.EveryShop}})
	pier, err := h.enter("pier")
	if err != nil || !pier.open() {
		t.Fatalf("%v, or it isn't open", err)
	}
	if told := priya.Elsewhere(); len(told) != 1 || told[0].Shop != "PIER" {
		t.Errorf("priya is told of %+v", told)
	}
	for name, d := range map[string]*desk{"tom": tom, "priya without this shop": moved} {
		if seats, _ := d.snapshot(); len(seats) != 0 {
			t.Errorf("%s has %d seats", name, len(seats))
		}
	}
}
