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
// What is asked of the tables costs what it finds, however much was ever recorded.
// The checks of a whole journal read all, and so does Events without a filter, or for
// all of a shop. The statements stand in statements.go.
//
// Open checks the tables and the end of the journal: the event that the head names, and
// those after it. Check checks all the rest: every page, every event against its hash
// and the event before, the attempts against the events, and the end against the head.
// A Store records nothing before Check has found all in order, and so nothing is sent.
// The head names one event by its hash, which covers all events before it, but that
// shows nothing until somebody has followed them. So Check begins at the first event.
//
// Reading comes earlier: each event that is read is checked against its own hash. Of a
// damaged journal somebody may so read too little for as long as Check takes. All that
// can come of it is that payments are read, and that an attempt isn't shown yet. What
// Check finds ends the Store: from then on every call returns it. Verify checks all of a
// journal too, and changes nothing.
//
// Recover copies what is whole of a damaged journal into a new one. Every error is
// a *journal.Error with its kind; the rules of what may be recorded are those of
// package journal.
//
// This is the only package that knows SQL. Only ui/cli, which opens journals, imports
// it. Start with Open, then read store.go for one change, and transaction.go for how
// it reaches the disk.
package sqlite
