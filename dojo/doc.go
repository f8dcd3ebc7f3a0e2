// Package dojo is the Dojo card payments API as Go values: payment intents,
// money, the client, its errors, the rule that says whether a payment may be
// reversed, Dojo's clock, and the shop's trading day.
//
// Everything that the package decodes is bounded, cleaned of control characters,
// and stripped of secrets and of card data beyond the last four digits, so that no
// caller has to do it.
//
// The package talks HTTP and nothing else: it knows no terminal, no disk and no
// settings. It keeps no list of payments (dojo/feed does), and doesn't decide what
// became of a reversal (dojo/reversal does).
//
// Every other package of ours may import it, and it imports none of them. Only
// dojo/reversal calls Client.Reverse. Start with Client in client.go, then call.go
// (the way of each request), decode.go (an answer becomes a payment) and Reversible
// in rule.go.
//
// The costliest answers (8 MiB unpacked, 100 rows, 128 levels deep, 1,000,000 values)
// allocate 25 MB in all, and 16 kB that unpack to 5.6 million rows 24 MB.
// (TestHostileAnswersCostLittle, TestPackedAnswersCostLittle)
//
// # API versions
//
// Dojo's API has dated versions, and the program is tested with these. Any other
// date is sent as it is, with a warning. (TestDocListsTheVersions)
//
//   - 2022-01-03: the default, from Dojo's page "Reverse a payment". A reversal's
//     answer has a status: Created, Successful or Failed.
//   - 2022-04-07: a reversal's answer has no status, so the program calls it Created
//     until the payment is Reversed. Card details stand beside the payment's time. A
//     cancelled payment is not found, so "not found" means gone or cancelled.
//   - 2024-02-05: card details are nested, and errors have another shape; both places
//     and both shapes are read in every version. There are captures, card machine
//     sessions, service charge and cashback. A capture bars a reversal. Cancelled
//     payments can be read, and are asked for.
//   - 2025-09-10: the result of an address check is added. Card schemes, entry modes
//     and payment methods may have any name, and unknown ones are shown as they came.
//   - 2026-02-27: creating a payment has one more field. This program creates none.
package dojo
