// Package shop puts one shop together: the client of one key, the list of its
// payments, its reversals and their journal, with Dojo's clock, the rule and the
// time zone by which they are judged. New makes a Shop, Open opens it, and Close ends
// it.
//
// Any number of fronts (screens, plain lines, commands) share one Shop. Each of
// them opens a Session of its own, with its own news, its own focus and the
// person who works at it. What a shop does happens once, however many sessions
// there are: one list is read, one watcher reads the journal, and each attempt is
// claimed, sent, watched and corrected by one service.
//
// Each session says of an attempt whether it began it itself (Attempt.OtherSession
// and Resumed) and whether its end is old news to its person (Attempt.Past), see
// told.go.
//
// A shop without a session is read seldom (package feed), and may be closed once nothing
// is under way: Idle and Shut are for whoever has many shops, see door.go.
//
// It isn't a list of shops, and it draws nothing. It reads no settings, no clock
// and no environment by itself: all of that comes in through Options. It knows no
// store: Options.OpenJournal opens one.
//
// Only ui/cli imports it, and hands each front its Session. It imports the packages
// under dojo, but not the stores.
//
// Start with shop.go: New and Open. session.go is what a front has in its hands, and
// background.go what goes on without one.
package shop
