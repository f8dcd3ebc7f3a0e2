// Package journal is the record of every attempt to reverse a payment, and of
// what came of it: what is recorded (Attempt, Event), who may change what of it
// and when (claims.go), how each event is chained to the one before by its hash
// (chain.go), and why a record can't be used (Error).
//
// It knows no SQL and no files. A store keeps the record: package sqlite on this
// machine's disk, and Memory for as long as the program runs. For each change, a
// store looks up how things stand (Standing), asks that what to record, and adds the
// event to its end, all in one transaction. Package journaltest holds the tests that
// every store has to pass.
//
// An attempt is recorded before anything of it leaves the machine, so that no
// reversal is ever under way without a record. Package reversal decides which
// state follows which.
//
// It imports package dojo only. Any package but dojo, dojo/feed, dojo/sandbox and
// config may import it. Start with Attempt, then read claims.go.
package journal
