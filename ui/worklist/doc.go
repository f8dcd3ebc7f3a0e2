// Package worklist is the payments as somebody works on them: which are listed, in
// which order, which one is chosen, what is known of each and of the attempts to
// reverse it, and which results nobody has put away yet.
//
// It has plain values and methods. It knows no terminal, no colours and no
// sentences: ui, ui/plain and ui/script draw or print it, and ui/words says it.
//
// ui, ui/plain, ui/script, ui/confirm and ui/words import it, and ui/cli makes the Judge of a shop.
// Start with List in list.go: what it is told and what it tells. What it tells of
// attempts is in attempts.go, and the present in clock.go. Behind it is the Judge in
// judge.go, which all screens of one shop share: verdicts.go has what the rule says of
// every payment of a snapshot, and difference.go how one snapshot became the next.
// table.go makes the rows of a view. query.go takes apart what somebody typed, hay.go
// writes what of a payment it is looked for in, fold.go makes both alike, and finder.go
// finds it in 100,000 payments.
package worklist
