package sqlite

import (
	"fmt"
	"strings"
	"time"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// All that is asked of the tables stands here; what makes them stands in schema.go.
// What a statement costs depends on what it finds, not on how much was ever recorded,
// but for those whose names begin with "all": they read everything by their purpose. A
// test asks SQLite how it carries out each of them.

// allColumns are the columns of an event for rowsOf.
var allColumns = columnList + ", hash"

// eventColumns are allColumns where other tables are read too.
var eventColumns = "event." + strings.ReplaceAll(allColumns, ", ", ", event.")

// newestEvents begins a query for the newest event of each attempt.
var newestEvents = "SELECT " + eventColumns + " FROM attempt JOIN event ON event.seq = attempt.last_seq WHERE "

// eventsOfAttempts begins a query for the events of some attempts. They lie between
// the first and the last one of each, so that no more has to be read, nor an index
// kept. CROSS JOIN tells SQLite to find the attempts first.
var eventsOfAttempts = "SELECT " + eventColumns + ` FROM attempt CROSS JOIN event
	ON event.seq BETWEEN attempt.first_seq AND attempt.last_seq AND +event.attempt_id = attempt.attempt_id WHERE `

// isUnfinished is the SQL over newestEvents for journal.Filter.Unfinished.
const isUnfinished = "(attempt.open = 1 OR attempt.state = 'unresolved' AND event.corrected_at = '')"

// isSince is the SQL over events for journal.Filter.Since.
const isSince = "(event.at >= $%[1]d OR event.dojo_at >= $%[1]d)"

// numberedSince is the SQL for the numbers of the events that isSince, found by the
// indexes. SQLite doesn't use them by itself where the events are to be in order.
const numberedSince = "SELECT seq FROM event WHERE at >= $%[1]d UNION ALL SELECT seq FROM event WHERE dojo_at >= $%[1]d"

// recordedSince is the SQL for the IDs of the attempts with an event that isSince,
// found by the indexes.
const recordedSince = "SELECT attempt_id FROM event WHERE at >= $%[1]d UNION SELECT attempt_id FROM event WHERE dojo_at >= $%[1]d"

// unfinishedIDs is the SQL for the IDs of all attempts that may be unfinished.
const unfinishedIDs = "SELECT attempt_id FROM attempt WHERE " + mayBeUnfinished

// attemptsWhere writes a filter as SQL over newestEvents.
func attemptsWhere(f journal.Filter) (string, []any) {
	where, args := attemptIs(f)
	if !f.Since.IsZero() {
		args = append(args, f.Since.UTC().Format(journal.TimeLayout))
		where += fmt.Sprintf(" AND attempt.attempt_id IN ("+recordedSince+") AND "+isSince, len(args))
	}
	if f.Unfinished {
		where += " AND attempt.attempt_id IN (" + unfinishedIDs + ") AND " + isUnfinished
	}
	return where, args
}

// attemptIs is what a filter says of an attempt and of one of its events, but for the
// time and for Unfinished.
func attemptIs(f journal.Filter) (string, []any) {
	where, args := eventIs(f.Shop)
	add := func(condition, arg string) {
		args = append(args, arg)
		where += fmt.Sprintf(condition, len(args))
	}
	if f.AttemptID != "" {
		add(" AND attempt.attempt_id = $%d", f.AttemptID)
	}
	if f.PaymentID != "" {
		add(" AND attempt.payment_id = $%d", f.PaymentID)
	}
	return where, args
}

// eventIs says of an event that it is a shop's; nil stands for any shop.
func eventIs(shop *journal.Shop) (string, []any) {
	if shop == nil {
		return "1 = 1", nil
	}
	where := "event.environment = $1 AND (SELECT place FROM attempt WHERE attempt.attempt_id = event.attempt_id) = $2"
	args := []any{string(shop.Environment), dojo.Place(shop.Environment, shop.BaseURL)}
	if shop.KeyFingerprint != "" {
		return where + " AND event.key_fingerprint = $3", append(args, shop.KeyFingerprint)
	}
	return where, args
}

// selectAttempts finds the newest event of each attempt that a filter chooses.
func selectAttempts(f journal.Filter) (string, []any) {
	where, args := attemptsWhere(f)
	return newestEvents + where + " ORDER BY attempt.first_seq", args
}

// selectChanges finds the newest event of each attempt of a shop that has an event
// after the one named; after 0, of those with one since a time, and the unfinished.
func selectChanges(shop journal.Shop, after int64, since time.Time) (string, []any) {
	where, args := attemptIs(journal.Filter{Shop: &shop})
	n := len(args) + 1
	if after > 0 {
		where += fmt.Sprintf(" AND attempt.attempt_id IN (SELECT attempt_id FROM event WHERE seq > $%d)", n)
		args = append(args, after)
	} else {
		where += fmt.Sprintf(" AND attempt.attempt_id IN ("+recordedSince+" UNION "+unfinishedIDs+") AND ("+isSince+" OR "+isUnfinished+")", n)
		args = append(args, since.UTC().Format(journal.TimeLayout))
	}
	return newestEvents + where + " ORDER BY attempt.first_seq", args
}

// selectUnfinishedOf finds the newest events of the attempts that Adopt may hand over.
func selectUnfinishedOf(from string, to journal.Shop) (string, []any) {
	shop := journal.Shop{Environment: to.Environment, BaseURL: to.BaseURL, KeyFingerprint: from}
	where, args := attemptsWhere(journal.Filter{Unfinished: true, Shop: &shop})
	args = append(args, to.KeyFingerprint)
	return newestEvents + where + fmt.Sprintf(" AND event.key_fingerprint <> $%d ORDER BY event.seq", len(args)), args
}

// selectEvents finds all events that a filter chooses. A filter that names no attempts
// and no time is for all that was recorded, or all of a shop.
func selectEvents(f journal.Filter) (string, []any) {
	begin, since := "SELECT "+allColumns+" FROM event WHERE ", " AND event.seq IN ("+numberedSince+")"
	where, args := eventIs(f.Shop)
	if f.AttemptID != "" || f.PaymentID != "" || f.Unfinished {
		begin, since = eventsOfAttempts, " AND "+isSince
		where, args = attemptIs(f)
	}
	if f.Unfinished {
		where += " AND attempt.attempt_id IN (SELECT attempt.attempt_id FROM attempt JOIN event ON event.seq = attempt.last_seq" +
			" WHERE attempt.attempt_id IN (" + unfinishedIDs + ") AND " + isUnfinished + ")"
	}
	if !f.Since.IsZero() {
		args = append(args, f.Since.UTC().Format(journal.TimeLayout))
		where += fmt.Sprintf(since, len(args))
	}
	return begin + where + " ORDER BY event.seq", args
}

// selectEvent finds an event by its number.
var selectEvent = eventNumbered(len(migrations))

// selectEnd finds the number and the hash of the last event.
const selectEnd = "SELECT seq, hash FROM event WHERE seq = (SELECT max(seq) FROM event)"

// selectHash finds the hash of an event by its number.
const selectHash = "SELECT hash FROM event WHERE seq = $1"

// eventsFrom finds the events from a number on, in the tables of a version.
func eventsFrom(version int) string {
	return "SELECT " + columnsIn(version) + ", hash FROM event WHERE seq >= $1 ORDER BY seq"
}

// eventNumbered finds one event, in the tables of a version.
func eventNumbered(version int) string {
	return "SELECT " + columnsIn(version) + ", hash FROM event WHERE seq = $1"
}

// someEventsFrom is eventsFrom for so many events.
func someEventsFrom(version int) string { return eventsFrom(version) + " LIMIT $2" }

// selectNewest finds the newest events of the attempts that began last, and at most so
// many. It looks for their beginnings among the last events alone.
var selectNewest = "SELECT " + eventColumns + ` FROM event AS began
	CROSS JOIN attempt ON attempt.attempt_id = began.attempt_id AND attempt.first_seq = began.seq
	CROSS JOIN event ON event.seq = attempt.last_seq
	WHERE began.seq > (SELECT max(seq) FROM event) - 25 * $1 ORDER BY began.seq DESC LIMIT $1`

// selectStanding finds an attempt's newest event and its owner.
const selectStanding = "SELECT last_seq, owner FROM attempt WHERE attempt_id = $1"

// selectHolder finds the newest event of the other attempt that holds a payment.
var selectHolder = newestEvents + `attempt.environment = $1 AND attempt.place = $2 AND attempt.payment_id = $3
	AND attempt.open = 1 AND attempt.attempt_id <> $4 ORDER BY attempt.first_seq LIMIT 1`

// selectMisplaced finds an event, of some, that its attempt doesn't know of.
const selectMisplaced = `SELECT event.seq FROM event LEFT JOIN attempt ON attempt.attempt_id = event.attempt_id
	WHERE event.seq BETWEEN $1 AND $2 AND (event.seq BETWEEN attempt.first_seq AND attempt.last_seq) IS NOT TRUE LIMIT 1`

// someAttemptsAfter finds attempts in the order of SQLite's own numbers, in the tables
// of a version, and whether they fit their first and last events.
func someAttemptsAfter(version int) string {
	place := "attempt.place"
	if version < 2 {
		place = "''"
	}
	return `SELECT attempt.rowid, attempt.environment, attempt.base_url, ` + place + `, attempt.state, attempt.open,
		(first.attempt_id, first.environment, first.base_url, first.payment_id, first.process)
			IS (attempt.attempt_id, attempt.environment, attempt.base_url, attempt.payment_id, attempt.owner)
		AND (last.attempt_id, last.at, last.key_fingerprint, last.state)
			IS (attempt.attempt_id, attempt.last_at, attempt.key_fingerprint, attempt.state)
		FROM attempt LEFT JOIN event AS first ON first.seq = attempt.first_seq LEFT JOIN event AS last ON last.seq = attempt.last_seq
		WHERE attempt.rowid > $1 ORDER BY attempt.rowid LIMIT $2`
}

// allWithHash finds the number of the event with a hash, for Verify: it has read all
// events before.
const allWithHash = "SELECT seq FROM event WHERE hash = $1"

// allPages asks SQLite whether the file's pages and indexes are in order.
const allPages = "PRAGMA integrity_check(1)"

// insertEvent adds an event.
var insertEvent = func() string {
	var b strings.Builder
	b.WriteString("INSERT INTO event (" + allColumns + ") VALUES (")
	for i := range journal.Fields {
		fmt.Fprintf(&b, "$%d, ", i+1)
	}
	fmt.Fprintf(&b, "$%d)", len(journal.Fields)+1)
	return b.String()
}()

// insertAttempt says where an attempt stands after an event.
const insertAttempt = `INSERT INTO attempt
	(attempt_id, first_seq, last_seq, last_at, environment, base_url, place, payment_id, key_fingerprint, owner, state, open)
	VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
	ON CONFLICT (attempt_id) DO UPDATE SET
	last_seq = excluded.last_seq, last_at = excluded.last_at, key_fingerprint = excluded.key_fingerprint,
	state = excluded.state, open = excluded.open`
