// Package walltest makes times for tests whose wall clock and monotonic clock
// disagree, as they do after a machine has slept or its clock was set. The times
// of a synctest bubble have no monotonic reading at all.
//
// Only tests import it. Start reading at At.
package walltest
