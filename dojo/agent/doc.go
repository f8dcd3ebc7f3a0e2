// Package agent says who of those that log in to the server may do what, and at which
// shops. It has the one rule, Agent.May: whoever does something for an agent asks it
// first, and nobody writes a second rule.
//
// It is pure and imports nothing of ours. The settings name the agents (config), the
// server finds out which of them has come (ui/serve), and ui/cli asks what they may do.
package agent
