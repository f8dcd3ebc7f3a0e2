// Package sandbox is a Dojo in memory behind real HTTP: for the demo, for
// tests, and for developers with curl. It knows payment intents and nothing
// else of the API: search, read, create, capture, reverse and cancel them, in
// the shapes of every version in dojo.Versions.
//
// It runs no goroutine of its own. Whatever happens by the passing of time (a
// reversal settles, a hold ends, somebody pays) is worked out at the next
// request from Options.Now, so that a virtual clock drives it.
//
// Where the published documents are silent, the sandbox does this, which is
// its own choice and says nothing about the real Dojo:
//
//   - A search orders by creation, newest first, and compares startDate
//     (inclusive) and endDate (exclusive) with the creation too. Without
//     statuses it finds everything but Canceled.
//   - A payment that was captured in part stays Authorized, with the captures
//     that were made, until the whole of it is captured.
//   - An unknown or cancelled payment intent is a 404 in every operation.
//   - A second reversal, and a capture during a reversal, are a 409; every
//     other thing that a payment's state doesn't allow is a 400.
//   - In versions without serviceChargeAmount and cashbackAmount both are part
//     of amount, so that amount and tip always add up to totalAmount.
package sandbox
