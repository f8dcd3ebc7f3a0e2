package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
)

// applicationID marks the file as a journal of this program ("DJRV").
const applicationID = 0x444a5256

// migration takes the tables of a journal from one version to the next, in a write
// transaction.
type migration func(ctx context.Context, q queryer, path string) error

// statements is a migration that is SQL alone.
func statements(text string) migration {
	return func(ctx context.Context, q queryer, path string) error {
		_, err := q.ExecContext(ctx, text)
		return classify(path, err)
	}
}

// migrations take a journal from each version of its tables to the next, the first
// from an empty file to version 1. They only ever add: an event that an old version
// wrote keeps its text and its hash.
//
// Table "event" is the journal. Table "attempt" says where each attempt stands by
// its newest event, so that an index can keep claims apart. It can be made again
// from the events, and is compared with them.
//
// The fingerprint of the key is no part of the claim: two keys of one shop see the
// same payments, and must not both send.
var migrations = []migration{statements(version1), version2, statements(version3), statements(version4)}

const version1 = `
CREATE TABLE event (
	seq INTEGER PRIMARY KEY NOT NULL,
	prev_hash TEXT NOT NULL,
	at TEXT NOT NULL,
	dojo_at TEXT NOT NULL,
	kind TEXT NOT NULL,
	process TEXT NOT NULL,
	recovered_from TEXT NOT NULL,
	attempt_id TEXT NOT NULL,
	state TEXT NOT NULL,
	why TEXT NOT NULL,
	verdict TEXT NOT NULL,
	payment_id TEXT NOT NULL,
	reference TEXT NOT NULL,
	card_brand TEXT NOT NULL,
	card_last4 TEXT NOT NULL,
	amount_minor INTEGER NOT NULL,
	currency TEXT NOT NULL,
	other_total TEXT NOT NULL,
	paid_at TEXT NOT NULL,
	confirmed_status TEXT NOT NULL,
	auth_code TEXT NOT NULL,
	reason TEXT NOT NULL,
	environment TEXT NOT NULL,
	base_url TEXT NOT NULL,
	key_fingerprint TEXT NOT NULL,
	operator TEXT NOT NULL,
	client TEXT NOT NULL,
	host TEXT NOT NULL,
	confirmed_at TEXT NOT NULL,
	sent_at TEXT NOT NULL,
	gave_up_at TEXT NOT NULL,
	settled_at TEXT NOT NULL,
	good_reads INTEGER NOT NULL,
	answered TEXT NOT NULL,
	http_status INTEGER NOT NULL,
	reversal_id TEXT NOT NULL,
	message TEXT NOT NULL,
	trace_id TEXT NOT NULL,
	last_status TEXT NOT NULL,
	corrected_at TEXT NOT NULL,
	corrected_by TEXT NOT NULL,
	hash TEXT NOT NULL
) STRICT;
CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
	BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
	BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
CREATE TRIGGER event_is_added_at_the_end BEFORE INSERT ON event
	WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM event)
	BEGIN SELECT RAISE(ABORT, 'events are added at the end'); END;
CREATE TABLE attempt (
	attempt_id TEXT PRIMARY KEY NOT NULL,
	first_seq INTEGER NOT NULL,
	last_seq INTEGER NOT NULL,
	last_at TEXT NOT NULL,
	environment TEXT NOT NULL,
	base_url TEXT NOT NULL,
	payment_id TEXT NOT NULL,
	key_fingerprint TEXT NOT NULL,
	owner TEXT NOT NULL,
	state TEXT NOT NULL,
	open INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX one_open_attempt_of_a_payment ON attempt (environment, base_url, payment_id) WHERE open = 1;
CREATE INDEX attempts_of_a_payment ON attempt (payment_id);
CREATE TRIGGER attempt_is_never_deleted BEFORE DELETE ON attempt
	BEGIN SELECT RAISE(ABORT, 'attempts are never deleted'); END;
`

// version2 adds the shop's name, the time at which a successful reversal was
// seen, the confirmation by Dojo's clock, and claims by place (see dojo.Place)
// instead of by the address's spelling.
//
// If two attempts on one payment are open already, under two spellings of an
// address, both stay open and bar the payment until both have ended. The index
// allows only one open attempt, so "beside" takes the later ones out of it.
func version2(ctx context.Context, q queryer, path string) error {
	if err := statements(`
ALTER TABLE event ADD COLUMN shop TEXT NOT NULL DEFAULT '';
ALTER TABLE event ADD COLUMN seen_reversed_at TEXT NOT NULL DEFAULT '';
ALTER TABLE event ADD COLUMN confirmed_dojo_at TEXT NOT NULL DEFAULT '';
ALTER TABLE attempt ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE attempt ADD COLUMN beside INTEGER NOT NULL DEFAULT 0;
DROP INDEX one_open_attempt_of_a_payment;`)(ctx, q, path); err != nil {
		return err
	}
	if err := fillPlaces(ctx, q, path); err != nil {
		return err
	}
	return statements(`
UPDATE attempt SET beside = 1 WHERE open = 1 AND EXISTS (
	SELECT 1 FROM attempt AS earlier WHERE earlier.open = 1 AND earlier.first_seq < attempt.first_seq
	AND earlier.environment = attempt.environment AND earlier.place = attempt.place AND earlier.payment_id = attempt.payment_id);
CREATE UNIQUE INDEX one_open_attempt_of_a_payment ON attempt (environment, place, payment_id) WHERE open = 1 AND beside = 0;`)(ctx, q, path)
}

// version3 adds what finds the attempts of the last days, and those that are
// unfinished, without reading all that were ever made. It changes no event.
const version3 = `
CREATE INDEX events_by_time ON event (at);
CREATE INDEX events_by_time_of_dojo ON event (dojo_at);
CREATE INDEX unfinished_attempts ON attempt (attempt_id) WHERE ` + mayBeUnfinished + `;
`

// mayBeUnfinished is the SQL over attempts for all that are unfinished, and for those
// that were unresolved and then corrected. The index is used where a query has
// the same text.
const mayBeUnfinished = "(open = 1 OR state = 'unresolved')"

// version4 adds the SSH key of the person who confirmed the reversal.
const version4 = "ALTER TABLE event ADD COLUMN operator_key TEXT NOT NULL DEFAULT '';"

// fillPlaces works out where the payments of the recorded attempts are.
func fillPlaces(ctx context.Context, q queryer, path string) error {
	rows, err := q.QueryContext(ctx, "SELECT DISTINCT environment, base_url FROM attempt")
	if err != nil {
		return classify(path, err)
	}
	defer func() { _ = rows.Close() }()
	var addresses [][2]string
	for rows.Next() {
		var a [2]string
		if err := rows.Scan(&a[0], &a[1]); err != nil {
			return damaged(path, err)
		}
		addresses = append(addresses, a)
	}
	if err := rows.Err(); err != nil {
		return classify(path, err)
	}
	for _, a := range addresses {
		_, err := q.ExecContext(ctx, "UPDATE attempt SET place = $1 WHERE environment = $2 AND base_url = $3",
			dojo.Place(dojo.Environment(a[0]), a[1]), a[0], a[1])
		if err != nil {
			return classify(path, err)
		}
	}
	return nil
}

// addedIn is the version of the tables that added a column to the events. The
// first version has all others.
var addedIn = map[string]int{"shop": 2, "seen_reversed_at": 2, "confirmed_dojo_at": 2, "operator_key": 4}

// columnList are the names of the columns for SQL, without the hash.
var columnList = columnsIn(len(migrations))

// columnsIn lists the columns for SQL that reads the tables of a version. A
// column that the version doesn't have is read as empty, which is how it was
// hashed.
func columnsIn(version int) string {
	names := make([]string, len(journal.Fields))
	for i, f := range journal.Fields {
		switch {
		case addedIn[f.Name] <= version:
			names[i] = f.Name
		case f.Number:
			names[i] = "0 AS " + f.Name
		default:
			names[i] = "'' AS " + f.Name
		}
	}
	return strings.Join(names, ", ")
}

// queryer is what a connection and a transaction have in common.
type queryer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// version is the version of the tables, 0 in an empty file.
func version(ctx context.Context, q queryer, path string) (int, error) {
	var v, app int
	if err := q.QueryRowContext(ctx, "PRAGMA user_version").Scan(&v); err != nil {
		return 0, classify(path, err)
	}
	if err := q.QueryRowContext(ctx, "PRAGMA application_id").Scan(&app); err != nil {
		return 0, classify(path, err)
	}
	if app == applicationID && v > 0 {
		return v, nil
	}
	var things int
	if err := q.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&things); err != nil {
		return 0, classify(path, err)
	}
	if things != 0 || app != 0 || v != 0 {
		return 0, trouble(journal.ErrForeign, path, "a database with application ID %d and version %d", app, v)
	}
	return 0, nil
}

// migrate brings the tables to the newest version that steps lead to. It is
// called in a write transaction, so that a crash leaves the old version whole.
func migrate(ctx context.Context, q queryer, path string, steps []migration) error {
	v, err := version(ctx, q, path)
	if err != nil {
		return err
	}
	if v > len(steps) {
		return tooNew(path, v, len(steps))
	}
	if v == len(steps) {
		return nil
	}
	for _, next := range steps[v:] {
		if err := next(ctx, q, path); err != nil {
			return err
		}
	}
	set := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, len(steps))
	_, err = q.ExecContext(ctx, set)
	return classify(path, err)
}

func tooNew(path string, has, knows int) error {
	return trouble(journal.ErrNewer, path, "its tables are version %d, this program knows up to %d", has, knows)
}

// checkSchema compares the tables, indexes and triggers with those that the steps
// make, so that it notices one that somebody took away.
func checkSchema(ctx context.Context, q queryer, path string, steps []migration) error {
	fresh, err := sql.Open("sqlite", "file::memory:")
	if err != nil {
		return classify(path, err)
	}
	defer func() { _ = fresh.Close() }()
	fresh.SetMaxOpenConns(1)
	if err := migrate(ctx, fresh, path, steps); err != nil {
		return err
	}
	want, err := schemaOf(ctx, fresh)
	if err != nil {
		return classify(path, err)
	}
	got, err := schemaOf(ctx, q)
	if err != nil {
		return classify(path, err)
	}
	if !slices.Equal(want, got) {
		return &journal.Error{Kind: journal.ErrDamaged, Path: path, Err: errors.New("its tables aren't those that this program made")}
	}
	return nil
}

func schemaOf(ctx context.Context, q queryer) ([]string, error) {
	rows, err := q.QueryContext(ctx, "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema ORDER BY type, name")
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []string
	for rows.Next() {
		parts := make([]string, 4)
		if err := rows.Scan(&parts[0], &parts[1], &parts[2], &parts[3]); err != nil {
			return nil, err
		}
		out = append(out, strings.Join(parts, "\x00"))
	}
	return out, rows.Err()
}
