// Package sqlite keeps a journal on this machine's own disk: the default store.
//
// A journal is a directory that only this account may enter, with these files:
//
//	journal.db     table "event" (only ever added to), and table "attempt", which
//	               says where each attempt stands and keeps claims apart by an index
//	journal.db-*   SQLite's write-ahead log, and the index of that log
//	journal.head   how many events there are, and the hash of the last one. SQLite
//	               drops a torn end of its log without a word; this file tells
//
// Several processes of this machine may have one journal open at once. Network
// file systems are refused, since they can't keep two processes apart. A Store
// writes each record to the disk before it says so.
//
// Changes and Attempts read by indexes: what they cost depends on what they find,
// not on how much was ever recorded. Events reads what it is asked for.
//
// Open checks the whole journal first, and so does Verify, which changes nothing.
// Recover copies what is whole of a damaged journal into a new one. Every error is
// a *journal.Error with its kind; the rules of what may be recorded are those of
// package journal.
//
// This is the only package that knows SQL. Only ui/cli, which opens journals, imports
// it. Start with Open, then read store.go for one change, and transaction.go for how
// it reaches the disk.
package sqlite
