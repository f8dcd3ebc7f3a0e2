package agent

import "slices"

// Role is what an agent may do at their shops, as the settings write it. One that isn't
// among Roles may do nothing.
type Role string

// The roles. RoleApprove may do what RoleRead may: it has no right of its own before a
// second person can approve a reversal.
const (
	RoleRead    Role = "read"
	RoleReverse Role = "reverse"
	RoleApprove Role = "approve"
	RoleAudit   Role = "audit"
)

// Roles are all roles, in the order to show them. The slice is the caller's own.
func Roles() []Role { return []Role{RoleRead, RoleReverse, RoleApprove, RoleAudit} }

// Help says what somebody with the role may do, in a sentence without a full stop.
func (r Role) Help() string {
	const asRead = "May do what the role read may"
	switch r {
	case RoleRead:
		return "May see the payments of their shops, and read the record of reversals there"
	case RoleReverse:
		return asRead + ", and reverse payments"
	case RoleApprove:
		return asRead + "; it is meant for the second person of a reversal, whom no reversal needs so far"
	case RoleAudit:
		return asRead + ", and read the record of reversals of all shops, but reverse nothing. Needs no shops"
	}
	return "May do nothing"
}

// EveryShop stands among the shops of an agent who has them all.
const EveryShop = "*"

// Agent is somebody who may log in. The zero Agent may do nothing.
type Agent struct {
	Name  string // as the record of reversals has it
	Role  Role
	Shops []string // handles, or EveryShop
	// Keys are the fingerprints of their public keys, as OpenSSH writes them: SHA256:….
	// The settings give no two agents the same.
	Keys []string
	// Principals are the names by which an OpenSSH certificate is this agent's. The
	// settings give no two agents the same.
	Principals []string
}

// Allows says whether a shop is one of the agent's. shop is a handle, or "" for the one
// shop of settings without headings, which is only theirs who have EveryShop.
func (a Agent) Allows(shop string) bool {
	if shop == EveryShop {
		return false // no shop is called that
	}
	return slices.Contains(a.Shops, EveryShop) || shop != "" && slices.Contains(a.Shops, shop)
}

// May returns nil if the agent may do this at a shop, or else a *Refusal. shop is as
// Allows takes it. WholeRecord is about no shop, and must be asked with "".
func (a Agent) May(do Action, shop string) error {
	switch {
	case !a.Role.allows(do):
		return &Refusal{Agent: a.Name, Role: a.Role, Do: do, Shop: shop}
	case do == WholeRecord && shop == "", do != WholeRecord && a.Allows(shop):
		return nil
	}
	return &Refusal{Agent: a.Name, Role: a.Role, Do: do, Shop: shop, ByShop: true}
}

// allows says whether the role may do something at the shops that it is for.
func (r Role) allows(do Action) bool {
	switch do {
	case See, Record:
		return slices.Contains(Roles(), r)
	case Reverse:
		return r == RoleReverse
	case WholeRecord:
		return r == RoleAudit
	}
	return false
}
