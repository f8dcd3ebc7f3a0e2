package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/dojo/agent"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/reversal"
	"dojoreversals/dojo/sandbox"
	"dojoreversals/ui"
)

// agentAt makes the desk of an agent with these rights, in the house of a street.
func (s *street) agentAt(h *house, a agent.Agent) *desk {
	s.Helper()
	d := h.agentDesk(caller{
		by:     reversal.Identity{Operator: a.Name, Client: "192.0.2.7", OperatorKey: "SHA256:key-of-" + a.Name},
		rights: func() agent.Agent { return a }, log: h.log, seen: func(set config.Settings) config.Settings { return set },
	})
	s.Cleanup(d.close)
	return d
}

// Whatever a role may not do at a shop is refused below the screen, and nothing is sent.
func TestDeskRefusesWhatARoleMayNot(t *testing.T) {
	t.Parallel()
	s := newStreet(t, "pier", "mall")
	s.served = true
	// One attempt of each shop, and one of a shop that the settings don't have any more.
	// They are recorded before a shop is open that would follow them.
	for _, handle := range []string{"pier", "mall", "gone"} {
		s.unfinished(strings.ToUpper(handle), "sk_sandbox_not_a_real_key_"+handle, journal.Created)
	}
	local, first := s.house("pier")
	s.show(local.visit(first))
	_, _ = s.enter(local, "mall")
	h := local.house
	sent := s.dojo.Calls().Reversal
	for _, role := range append(agent.Roles(), "", "Reverse") {
		for _, shops := range [][]string{{"pier"}, {agent.EveryShop}, nil} {
			a := agent.Agent{Name: "tom", Role: role, Shops: shops}
			t.Run(fmt.Sprint(role, shops), func(t *testing.T) {
				d := s.agentAt(h, a)
				defer d.close()
				for _, handle := range []string{"pier", "mall", "nowhere", ""} {
					there := handle == "pier" || handle == "mall"
					_, err := d.Enter(handle)
					if may := a.May(agent.See, handle) == nil; (err == nil) != (may && there) {
						t.Errorf("entering %q: %v, may %v", handle, err, may)
					}
					if named := slices.ContainsFunc(d.All(), func(one ui.Shop) bool { return one.Handle == handle }); named != (a.May(agent.See, handle) == nil && there) {
						t.Errorf("%q is offered: %v", handle, named)
					}
				}
				for _, handle := range []string{"pier", "mall"} {
					// Below everything that a screen would offer: at the shop itself.
					at := d.seat(h.tenantOf(handle))
					if !at.open() {
						t.Fatal("it isn't open")
					}
					for _, other := range at.seen.Shops {
						if a.May(agent.See, other.Handle) != nil {
							t.Errorf("they hear of the shop %s", other.Handle)
						}
					}
					may := a.May(agent.Reverse, handle) == nil
					if why := at.readOnly(nil); (why == "") != may {
						t.Errorf("%s: %q is said, may %v", handle, why, may)
					}
					if may {
						continue
					}
					id := s.dojo.Add(sandbox.Payment{PaidAt: time.Now(), Amount: dojo.Money{Minor: 100, Currency: "GBP"}})
					payment, err := at.session.Load().LookUp(t.Context(), id)
					if err != nil {
						t.Fatal(err)
					}
					attempt := at.session.Load().Start(journal.Confirmed(&payment), "", time.Now())
					s.until(local, func() bool {
						all := at.session.Load().Attempts()
						i := slices.IndexFunc(all, func(a reversal.Attempt) bool { return a.ID == attempt })
						return i >= 0 && all[i].State == journal.Abandoned && all[i].Why == journal.NotAllowed
					})
				}
				for named, flag := range map[string]string{"all": "", "pier": "pier", "mall": "mall"} {
					c := &cobra.Command{}
					c.SetContext(context.Background())
					c.Flags().String("shop", flag, "")
					seen := map[string]bool{}
					err := d.withRecord(c, func(record history) error {
						for e, err := range record.Events(t.Context(), journal.Filter{}) {
							if err != nil {
								return err
							}
							seen[e.Attempt.Shop] = true
						}
						return nil
					})
					if usage := new(usageError); errors.As(err, &usage) {
						err = nil // it isn't one of theirs
					}
					if err != nil {
						t.Fatal(err)
					}
					for shop, handle := range map[string]string{"PIER": "pier", "MALL": "mall"} {
						may := a.May(agent.WholeRecord, "") == nil && flag == "" || a.May(agent.Record, handle) == nil && (flag == "" || flag == handle)
						if seen[shop] != may {
							t.Errorf("record of %s (%s): seen %v, may %v", shop, named, seen[shop], may)
						}
					}
					if may := a.May(agent.WholeRecord, "") == nil && flag == ""; seen["GONE"] != may {
						t.Errorf("record of a shop that is gone: seen %v, may %v", seen["GONE"], may)
					}
				}
			})
		}
	}
	if got := s.dojo.Calls().Reversal; got != sent {
		t.Errorf("%d reversals were sent", got-sent)
	}
}

// A shop that nobody needs any more is closed after a while, and taken up anew by the next
// who comes. One where somebody is, or where something is under way, stays.
func TestShopsThatNobodyNeedsAreClosed(t *testing.T) {
	t.Parallel()
	s := newStreet(t, "pier", "mall", "kiosk")
	s.served = true
	s.unfinished("KIOSK", "sk_sandbox_not_a_real_key_kiosk", journal.Created)
	local, first := s.house("pier")
	s.show(local.visit(first))
	h := local.house
	s.until(local, func() bool { return h.tenantOf("kiosk") != nil && shopOf(local, "kiosk").UnderWay == 1 })
	a := agent.Agent{Name: "tom", Role: agent.RoleReverse, Shops: []string{agent.EveryShop}}
	tom, ann := s.agentAt(h, a), s.agentAt(h, a)
	_, _ = s.enter(tom, "pier")
	_, _ = s.enter(ann, "mall")
	local.close()
	s.until(local, func() bool { return h.tenantOf("kiosk").shop.Attempts() != nil })
	later := func(d time.Duration) {
		s.later.Add(int64(d))
		h.sweep(time.Minute)
	}
	later(time.Hour)
	if len(h.takenUp()) != 3 {
		t.Fatalf("%d shops are open while people are there", len(h.takenUp()))
	}
	tom.close()
	before := h.tenantOf("pier")
	later(time.Hour)
	if h.tenantOf("pier") != nil || h.tenantOf("mall") == nil || h.tenantOf("kiosk") == nil {
		t.Fatalf("%d shops are open", len(h.takenUp()))
	}
	if _, ok := before.shop.Session(reversal.Person{}); ok {
		t.Error("the shop that was let go takes people in")
	}
	_, _ = s.enter(ann, "pier")
	if now := h.tenantOf("pier"); now == nil || now == before {
		t.Error("the shop isn't taken up anew")
	}
}

// The log says in which session a reversal was confirmed.
func TestTheLogSaysWhoConfirmed(t *testing.T) {
	t.Parallel()
	s := newStreet(t, "pier")
	s.served = true
	local, first := s.house("pier")
	local.house.all = shopsOf(first.settings) // before anything runs in it
	s.show(local.visit(first))
	var out bytes.Buffer
	log := &appLog{Logger: slog.New(slog.NewJSONHandler(&out, nil))}
	a := agent.Agent{Name: "tom", Role: agent.RoleReverse, Shops: []string{"pier"}}
	h := local.house
	d := h.agentDesk(caller{
		by: reversal.Identity{Operator: "tom"}, rights: func() agent.Agent { return a }, log: log.with("session", "abc", "agent", "tom"),
		seen: func(set config.Settings) config.Settings { return set },
	})
	defer d.close()
	at := d.seat(h.tenantOf("pier"))
	if !at.open() {
		t.Fatal("it isn't open")
	}
	id := s.dojo.Add(sandbox.Payment{PaidAt: time.Now(), Amount: dojo.Money{Minor: 100, Currency: "GBP"}})
	payment, err := at.session.Load().LookUp(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	attempt := at.hands(at.session.Load()).Start(journal.Confirmed(&payment), "", time.Now())
	for _, want := range []string{`"session":"abc"`, `"agent":"tom"`, `"attempt":"` + attempt + `"`, id} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the log has no %s: %s", want, out.String())
		}
	}
}

// A shop that the settings have given up, or that has another name by now, lets nobody in
// any more, and whoever is there reverses nothing.
func TestAShopThatIsGoneIsNobodys(t *testing.T) {
	t.Parallel()
	s := newStreet(t, "pier", "mall")
	s.served = true
	local, first := s.house("pier")
	s.show(local.visit(first))
	h := local.house
	a := agent.Agent{Name: "tom", Role: agent.RoleReverse, Shops: []string{agent.EveryShop}}
	tom, ann := s.agentAt(h, a), s.agentAt(h, a)
	_, _ = s.enter(tom, "pier")
	at := tom.seat(h.tenantOf("pier"))
	if why := at.readOnly(nil); why != "" {
		t.Fatal(why)
	}
	for _, names := range [][]config.ShopName{{{Handle: "mall", Name: "MALL"}}, {{Handle: "pier", Name: "HARBOUR"}, {Handle: "mall", Name: "MALL"}}} {
		h.mu.Lock()
		h.all = names
		h.mu.Unlock()
		if _, err := ann.Enter("pier"); !errors.Is(err, errShopChanged) && err == nil {
			t.Errorf("with %v: they come in", names)
		}
		if why := at.readOnly(nil); why == "" {
			t.Errorf("with %v: they may reverse", names)
		}
	}
}
