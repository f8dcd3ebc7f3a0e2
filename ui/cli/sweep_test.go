package cli

import (
	"strings"
	"testing"

	"dojoreversals/config"
	"dojoreversals/dojo/agent"
	"dojoreversals/dojo/journal"
)

// A shop that the settings call something else by now is opened by its new handle or name
// as soon as nobody is at the old one and nothing is under way there.
func TestARenamedShopIsTakenOver(t *testing.T) {
	t.Parallel()
	key := func(handle string) string { return "sk_sandbox_not_a_real_key_" + handle }
	for name, c := range map[string]struct {
		handle, shop string // what mall is called by now
		there, busy  bool   // whether somebody is at mall, and whether something is under way there
		twice        bool   // the settings have mall too, as before
		want         string // of the error; "" for none
	}{
		"another handle":                 {handle: "quay", shop: "QUAY"},
		"another name":                   {handle: "mall", shop: "The mall"},
		"another handle, somebody there": {handle: "quay", shop: "QUAY", there: true, want: "QUAY was MALL before"},
		"another name, somebody there":   {handle: "mall", shop: "The mall", there: true, want: errShopChanged.Error()},
		"another handle, under way":      {handle: "quay", shop: "QUAY", busy: true, want: "QUAY was MALL before"},
		"another name, under way":        {handle: "mall", shop: "The mall", busy: true, want: errShopChanged.Error()},
		"another shop with its key":      {handle: "quay", shop: "QUAY", twice: true, want: "QUAY has the same key as MALL"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStreet(t, "pier", "mall")
			s.served = true
			if c.busy {
				s.unfinished("MALL", key("mall"), journal.Created)
			}
			local, first := s.house("pier")
			s.show(local.visit(first))
			h := local.house
			if c.busy {
				s.until(local, func() bool { return shopOf(local, "mall").UnderWay == 1 })
			}
			local.close() // it would have a seat at each shop
			a := agent.Agent{Name: "tom", Role: agent.RoleReverse, Shops: []string{agent.EveryShop}}
			tom, ann := s.agentAt(h, a), s.agentAt(h, a)
			_, _ = s.enter(tom, "mall")
			if !c.there {
				tom.close()
			}
			before := h.tenantOf("mall")

			s.write(s.table("pier", "PIER", key("pier")) + s.table(c.handle, c.shop, key("mall")))
			h.mu.Lock()
			h.all = []config.ShopName{{Handle: "pier", Name: "PIER"}, {Handle: c.handle, Name: c.shop}}
			if c.twice {
				h.all = append(h.all, config.ShopName{Handle: "mall", Name: "MALL"})
			}
			h.mu.Unlock()
			got, err := h.enter(c.handle)
			if c.want != "" {
				if err == nil || !strings.Contains(err.Error(), c.want) || h.tenantOf("mall") != before || len(h.takenUp()) != 2 {
					t.Fatalf("error %v, %d shops", err, len(h.takenUp()))
				}
				return
			}
			if err != nil || got == before || got.settings.Shop != c.shop || len(h.takenUp()) != 2 {
				t.Fatalf("%v, %d shops", err, len(h.takenUp()))
			}
			<-before.closed
			if at := ann.seat(got); !at.open() || at.readOnly(nil) != "" {
				t.Errorf("nothing can be reversed: %q", at.readOnly(nil))
			}
		})
	}
}
