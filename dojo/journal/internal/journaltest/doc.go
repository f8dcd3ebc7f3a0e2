// Package journaltest is the contract that every store of a journal keeps: what
// may be begun and moved, by which process and when, and what is told of changes.
// A store's tests call Run. What only one store has, such as its files, is tested
// beside that store.
//
// Only tests import it. Start with Run.
package journaltest
