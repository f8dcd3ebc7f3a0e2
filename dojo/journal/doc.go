// Package journal is the record of every attempt to reverse a payment, and of
// what came of it: what is recorded (Attempt, Event), who may change what of it
// and when (claims.go), how each event is chained to the one before by its hash
// (chain.go), and why a record can't be used (Error).
//
// It knows no SQL and no files. Where the record is kept is the work of a store:
// package sqlite keeps it on this machine, and Memory for as long as the program
// runs. A store looks up how things stand, asks the functions in claims.go what
// to record, and adds that to its end, all in one transaction. Package
// journaltest holds the tests that every store has to pass.
//
// An attempt is recorded before anything of it leaves the machine, so that no
// reversal is ever under way without a record. Package reversal decides which
// state follows which.
//
// Every package but package dojo, package feed and config may import it. Start
// with Attempt, then read claims.go.
package journal
