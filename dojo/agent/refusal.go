package agent

import (
	"fmt"
	"strconv"
)

// Action is something that an agent wants to do. The zero Action is none, and nobody may.
type Action int

// The actions. All but WholeRecord are done at one shop.
const (
	See         Action = iota + 1 // look at the payments
	Reverse                       // reverse a payment
	Record                        // read the record of reversals of one shop
	WholeRecord                   // read the record of all shops, and of those that the settings had once
)

// Actions are all actions. The slice is the caller's own.
func Actions() []Action { return []Action{See, Reverse, Record, WholeRecord} }

// String says it so that it completes "priya may not …".
func (do Action) String() string {
	switch do {
	case See:
		return "look at payments"
	case Reverse:
		return "reverse payments"
	case Record:
		return "read the record of reversals"
	case WholeRecord:
		return "read the record of reversals of all shops"
	}
	return "do this"
}

// Refusal is why an agent may not do something.
type Refusal struct {
	Agent string
	Role  Role
	Do    Action
	Shop  string // the handle of the shop where it was to be done, as May was asked; may be any text
	// ByShop is whether the agent may do this elsewhere, but doesn't have this shop. If
	// not, their role may do it nowhere.
	ByShop bool
}

// Error says who may not do what, why, and what to do about it. It can be shown on a
// terminal whatever the shop was called.
func (r *Refusal) Error() string {
	const ask = "Ask whoever looks after this server"
	switch {
	case !r.ByShop:
		return fmt.Sprintf("%s may not %s: the role is %s. %s for another role", r.Agent, r.Do, r.Role, ask)
	case r.Do == WholeRecord:
		return fmt.Sprintf("%s may not %s as that of the shop %s alone. Ask for the record of that shop", r.Agent, r.Do, strconv.Quote(r.Shop))
	case r.Shop == "":
		return fmt.Sprintf("%s may not %s here: this shop isn't among theirs. %s to add it", r.Agent, r.Do, ask)
	}
	return fmt.Sprintf("%s may not %s at %s: this shop isn't among theirs. %s to add it", r.Agent, r.Do, strconv.Quote(r.Shop), ask)
}
