// Package dojo is the Dojo card payments API as Go values: payment intents,
// money, the client, its errors, the rule that says whether a payment may be
// reversed, and the shop's trading day.
//
// The package talks HTTP and nothing else: it knows no terminal, no disk and
// no settings. Everything that it decodes is bounded, cleaned of control
// characters, and stripped of secrets and of card data beyond the last four
// digits, so that no caller has to remember to do so.
package dojo
