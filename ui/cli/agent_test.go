package cli

import (
	"slices"
	"strings"
	"testing"

	"dojoreversals/dojo/agent"
	"dojoreversals/dojo/journal"
	"dojoreversals/ui/serve"
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

// Whether there is another shop to change to goes by what the agent may see.
func TestOtherShopsOfAnAgent(t *testing.T) {
	t.Parallel()
	s := newStreet(t, "pier", "mall")
	s.served = true
	local, _ := s.house("mall")
	for _, c := range []struct {
		shops  []string
		others bool
	}{{[]string{"mall"}, false}, {[]string{"mall", "pier"}, true}, {[]string{agent.EveryShop}, true}} {
		d := s.agentAt(local.house, agent.Agent{Name: "priya", Role: agent.RoleRead, Shops: c.shops})
		visit, err := d.Enter("mall")
		if err != nil {
			t.Fatal(err)
		}
		if visit.Show(); d.Others() != c.others {
			t.Errorf("%q: %v", c.shops, d.Others())
		}
		visit.Leave()
	}
}

// What is said to an agent last breaks between words, however narrow their terminal is.
func TestLastWordsFitTheTerminal(t *testing.T) {
	t.Parallel()
	v := &service{}
	v.loaded.Store(&loaded{})
	for _, why := range []serve.End{serve.Idle, serve.Drained, serve.Removed, serve.Changed, serve.Expired} {
		whole := v.lastWords(why, 0)
		if len(whole) != 1 || whole[0] == "" {
			t.Errorf("%s: %q", why, whole)
		}
		lines := v.lastWords(why, 40)
		if strings.Join(lines, " ") != whole[0] || slices.ContainsFunc(lines, func(l string) bool { return len(l) > 40 }) {
			t.Errorf("%s: %q", why, lines)
		}
	}
	if said := v.lastWords(serve.Dropped, 40); said != nil {
		t.Errorf("to nobody: %q", said)
	}
}
