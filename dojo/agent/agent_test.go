package agent_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"dojoreversals/dojo/agent"
)

// The whole table of rights: every action, every role, every shop.
func TestMay(t *testing.T) {
	t.Parallel()
	const own, foreign, everything, none = "high-street", "station", "*", ""
	// At own shops; S is See, V is Reverse, R is Record, W is WholeRecord asked with "".
	rights := map[agent.Role]string{
		agent.RoleRead:    "SR",
		agent.RoleReverse: "SVR",
		agent.RoleApprove: "SR",
		agent.RoleAudit:   "SRW",
		"":                "",
		"admin":           "",
		"Read":            "",
		"*":               "",
	}
	for _, role := range agent.Roles() {
		if rights[role] == "" {
			t.Errorf("the table has no role %s", role)
		}
	}
	letters := map[agent.Action]string{agent.See: "S", agent.Reverse: "V", agent.Record: "R", agent.WholeRecord: "W"}
	asked := 0
	for role, can := range rights {
		for _, shops := range [][]string{nil, {own}, {own, "quay"}, {everything}, {own, everything}, {""}} {
			a := agent.Agent{Name: "priya", Role: role, Shops: shops}
			for do, letter := range letters {
				for _, shop := range []string{own, foreign, everything, none, "High-Street", "high-street ", "../high-street", "high-street' OR '1'='1"} {
					theirs := shop == own && slices.Contains(shops, own) || shop != everything && slices.Contains(shops, everything)
					if do == agent.WholeRecord {
						theirs = shop == none
					}
					want := theirs && strings.Contains(can, letter)
					asked++
					err := a.May(do, shop)
					if (err == nil) != want {
						t.Errorf("role %q with shops %q: %s at %q: %v, want %v", role, shops, do, shop, err, want)
					}
					if err == nil {
						continue
					}
					refusal, ok := errors.AsType[*agent.Refusal](err)
					if want := (agent.Refusal{Agent: "priya", Role: role, Do: do, Shop: shop, ByShop: strings.Contains(can, letter)}); !ok || *refusal != want {
						t.Errorf("the refusal is %+v, want %+v", refusal, want)
					}
				}
			}
			for _, do := range []agent.Action{0, -1, agent.WholeRecord + 1} {
				if a.May(do, own) == nil || a.May(do, none) == nil {
					t.Errorf("role %q may do what is no action", role)
				}
			}
		}
	}
	if len(letters) != len(agent.Actions()) || asked != len(rights)*6*4*8 {
		t.Errorf("%d were asked", asked)
	}
}

func TestEveryRoleIsExplained(t *testing.T) {
	t.Parallel()
	said := map[string]bool{agent.Role("").Help(): true}
	for _, r := range agent.Roles() {
		if said[r.Help()] {
			t.Errorf("%s: %s", r, r.Help())
		}
		said[r.Help()] = true
	}
}

// Nobody who is nobody may do anything.
func TestTheZeroAgentMayNothing(t *testing.T) {
	t.Parallel()
	for _, do := range agent.Actions() {
		for _, shop := range []string{"", "*", "high-street"} {
			if (agent.Agent{}).May(do, shop) == nil {
				t.Errorf("may %s at %q", do, shop)
			}
		}
	}
}

func TestMayIsMonotone(t *testing.T) {
	t.Parallel()
	handle := rapid.SampledFrom([]string{"high-street", "station", "quay", "*", "", "a/b", "x\x1b[2J"})
	rapid.Check(t, func(t *rapid.T) {
		shops := rapid.SliceOfN(handle, 0, 4).Draw(t, "shops")
		shop := rapid.OneOf(handle, rapid.String()).Draw(t, "shop")
		do := rapid.SampledFrom(agent.Actions()).Draw(t, "action")
		with := func(r agent.Role) agent.Agent { return agent.Agent{Name: "priya", Role: r, Shops: shops} }
		if with(agent.RoleRead).May(do, shop) == nil {
			for _, r := range agent.Roles() {
				if err := with(r).May(do, shop); err != nil {
					t.Fatalf("read may, %s may not: %v", r, err)
				}
			}
		}
		for _, r := range agent.Roles() {
			a := with(r)
			if r != agent.RoleReverse && a.May(agent.Reverse, shop) == nil {
				t.Fatalf("%s may reverse", r)
			}
			if do != agent.WholeRecord && a.May(do, shop) == nil && !a.Allows(shop) {
				t.Fatalf("%s reaches %q with the shops %q", r, shop, shops)
			}
			if a.Allows(shop) && (shop == "*" || !slices.Contains(shops, shop) && !slices.Contains(shops, "*")) {
				t.Fatalf("%q is among the shops %q", shop, shops)
			}
			more := a
			more.Shops = append(slices.Clone(shops), rapid.SampledFrom([]string{"mill", "*"}).Draw(t, "more"))
			if a.May(do, shop) == nil && more.May(do, shop) != nil {
				t.Fatalf("with one more shop %s may no longer %s at %q", r, do, shop)
			}
		}
	})
}

// A refusal is one line that a terminal can show, whatever the shop is called.
func TestRefusalIsOnePlainSentence(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		role agent.Role
		do   agent.Action
		shop string
		want string
	}{
		{agent.RoleRead, agent.Reverse, "station", "priya may not reverse payments: the role is read. Ask whoever looks after this server for another role"},
		{agent.RoleReverse, agent.Reverse, "quay", `priya may not reverse payments at "quay": this shop isn't among theirs. Ask whoever looks after this server to add it`},
		{agent.RoleReverse, agent.See, "", "priya may not look at payments here: this shop isn't among theirs. Ask whoever looks after this server to add it"},
		{agent.RoleAudit, agent.WholeRecord, "station", `priya may not read the record of reversals of all shops as that of the shop "station" alone. Ask for the record of that shop`},
		{agent.RoleReverse, agent.WholeRecord, "", "priya may not read the record of reversals of all shops: the role is reverse. Ask whoever looks after this server for another role"},
		{agent.RoleAudit, agent.Record, "x\x1b[2J\n\u202e", `priya may not read the record of reversals at "x\x1b[2J\n\u202e": this shop isn't among theirs. Ask whoever looks after this server to add it`},
	} {
		err := agent.Agent{Name: "priya", Role: tt.role, Shops: []string{"station"}}.May(tt.do, tt.shop)
		if err == nil || err.Error() != tt.want {
			t.Errorf("%v\nwant %s", err, tt.want)
		}
		if err != nil && strings.ContainsFunc(err.Error(), func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("can't be shown: %q", err)
		}
	}
}
