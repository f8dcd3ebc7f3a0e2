// Package feed keeps the list of a shop's payments alive: it loads it, reads
// it again every few seconds, merges what it reads, and publishes the whole as
// immutable snapshots that any number of readers share.
//
// What it may be trusted with: a payment is never lost between two reads, a
// row changes only because a read of that payment said so, an older read never
// overwrites a newer one, and a list that couldn't be read again says so.
//
// # How the list is read
//
// Dojo documents neither the order of its pages nor which of a payment's times
// its date filters mean, so nothing is built on either. There are three sets:
// what is held (Authorized, from 38 days back: an intent lives up to 30 days
// unpaid and a hold 7), what is settled (Captured, Reversed, Refunded,
// Canceled, from a few days back) and, only while somebody looks at it, what
// is unpaid (Created). The first load reads held and settled in turns, page by
// page, and ends with a re-read from five minutes before it began. From then
// on held is read every few seconds, the others about once a minute. Two lists
// are never read at once.
//
// A payment that is missing from a complete list of its set is read singly,
// and stays as it was until that read has answered.
package feed
