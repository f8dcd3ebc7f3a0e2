// Package doctor says on one page what works and what doesn't, each with its cure, for
// whoever helps with the program. A check is a small function of narrow inputs that
// gives a Finding (checks.go, dojo.go). Run runs many at once, none longer than its time
// (run.go), and a Page writes what they found as text or JSON and gives the exit code
// (page.go). A Bundle is the page with the log in one file (bundle.go).
//
// Nothing is changed by a check: of Dojo only a search is asked, and one read where the
// search is forbidden. No finding has a key, a password or anything of a payment in it.
//
// ui/cli imports it, and hands in what this computer says. It knows no settings, no store
// and no terminal. The texts of checks stand beside them: they are for support, which
// reads English, and name settings, files and commands. Why Dojo can't be read is said
// by ui/words.
package doctor
