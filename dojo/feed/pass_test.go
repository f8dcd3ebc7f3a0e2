package feed

import "time"

// pass lets the virtual clock of a synctest bubble go on: everything that is
// due happens meanwhile. Outside of a bubble it would be a sleep, and no test
// uses it there.
func pass(d time.Duration) { <-time.After(d) }
