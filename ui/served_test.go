package ui

import "testing"

// Agents of a server see who they are and that they have other shops, in the smallest
// window that is usual. Their help says what becomes of a reversal if the window closes.
func TestAgentsSeeWhoTheyAre(t *testing.T) {
	t.Parallel()
	agent := setting(func(s *Settings) { s.Served, s.Agent, s.Shop, s.Operator = true, true, "Airport", "priya" })
	d := open(t, nil, width(80, 24), agent)
	d.has("Airport   you: priya")
	d.press("?").has("You are priya. If this window closes", "the server goes on watching", "reverse the payment")
	open(t, nil, width(60, 15), agent).has("Airport").hasNot("priya") // there is no room
	open(t, nil, width(80, 24)).hasNot("you: ").press("?").hasNot("You are")
	// Who may reverse nothing isn't told the key that does.
	looks := setting(func(s *Settings) { s.ReadOnly = "Your role is read: you can look, but not reverse." })
	open(t, nil, width(80, 24), agent, looks).press("?").hasNot("reverse the payment")
}
