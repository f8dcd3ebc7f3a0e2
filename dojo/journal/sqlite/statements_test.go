package sqlite

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/journal/internal/journaltest"
)

// planOf is how SQLite carries out a statement, one step a line.
func planOf(t *testing.T, s *Store, query string, args []any) string {
	t.Helper()
	var steps []string
	must(t, s.snapshot(ctx, func(q queryer) error {
		rows, err := q.QueryContext(ctx, "EXPLAIN QUERY PLAN "+query, args...)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var id, parent, unused int
			var step string
			if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
				return err
			}
			steps = append(steps, step)
		}
		return rows.Err()
	}))
	return strings.Join(steps, "\n")
}

// readsAll says whether a plan reads a whole table. Reading the whole index of
// unfinished attempts reads the unfinished ones, and what a part of a statement has
// found is no table.
func readsAll(plan string) bool {
	return slices.ContainsFunc(strings.Split(plan, "\n"), func(step string) bool {
		return strings.HasPrefix(step, "SCAN ") && !strings.Contains(step, "unfinished_attempts") && !strings.HasPrefix(step, "SCAN (")
	})
}

// asked are the statements of statements.go by the name of what makes them, with
// arguments.
type asked struct {
	name, query string
	args        []any
}

func allStatements() []asked {
	one, two := []any{int64(7)}, []any{int64(7), int64(9)}
	all := []asked{
		{"selectEvent", selectEvent, one}, {"selectEnd", selectEnd, nil}, {"selectHash", selectHash, one},
		{"selectNewest", selectNewest, one}, {"selectStanding", selectStanding, []any{"a"}},
		{"selectHolder", selectHolder, []any{"prod", "https://a", "pi_1", "a"}}, {"selectMisplaced", selectMisplaced, two},
		{"allWithHash", allWithHash, []any{"00"}}, {"allPages", allPages, nil},
		{"insertEvent", insertEvent, make([]any, len(journal.Fields)+1)}, {"insertAttempt", insertAttempt, make([]any, 11)},
		{"eventsFrom", eventsFrom(len(migrations)), one}, {"eventNumbered", eventNumbered(len(migrations)), one},
		{"someEventsFrom", someEventsFrom(len(migrations)), two}, {"someAttemptsAfter", someAttemptsAfter(len(migrations)), two},
	}
	add := func(name, query string, args []any) { all = append(all, asked{name, query, args}) }
	shop := journaltest.Shop
	anyKey := shop
	anyKey.KeyFingerprint = ""
	for _, of := range []*journal.Shop{nil, &anyKey, &shop} {
		for _, f := range []journal.Filter{
			{Since: noon}, {Unfinished: true}, {PaymentID: "pi_1"}, {AttemptID: "a"}, {Since: noon, Unfinished: true},
			{Since: noon, PaymentID: "pi_1"}, {AttemptID: "a", PaymentID: "pi_1", Since: noon, Unfinished: true},
		} {
			f.Shop = of
			query, args := selectAttempts(f)
			add("selectAttempts", query, args)
			query, args = selectEvents(f)
			add("selectEvents", query, args)
		}
	}
	for _, after := range []int64{0, 7} {
		query, args := selectChanges(anyKey, after, noon)
		add("selectChanges", query, args)
	}
	for _, from := range []string{"", "0123456789ab"} {
		query, args := selectUnfinishedOf(from, shop)
		add("selectUnfinishedOf", query, args)
	}
	return all
}

// What is asked for while the program runs doesn't read all that was ever recorded.
// What does so says it in its name.
func TestNoStatementReadsTheWholeJournal(t *testing.T) {
	t.Parallel()
	s := open(t, options(stateDir(t), newWall()))
	for _, a := range allStatements() {
		plan := planOf(t, s, a.query, a.args)
		if strings.HasPrefix(a.name, "all") {
			if !readsAll(plan) && a.name != "allPages" { // SQLite has no plan for that
				t.Errorf("%s reads no whole table, so that its name is wrong:\n%s", a.name, plan)
			}
			continue
		}
		if readsAll(plan) {
			t.Errorf("%s:\n%s\n%s", a.name, a.query, plan)
		}
	}
}

// Each statement stands in statements.go and is one of allStatements, or is a part of
// one. What makes and names the tables, and what opens a database, has its own place.
func TestEachStatementHasOneHome(t *testing.T) {
	t.Parallel()
	parts := []string{
		"allColumns", "eventColumns", "newestEvents", "eventsOfAttempts", "isUnfinished", "isSince", "numberedSince", "recordedSince", "unfinishedIDs",
		"attemptsWhere", "attemptIs", "eventIs",
	}
	var tried []string
	for _, a := range allStatements() {
		tried = append(tried, a.name)
	}
	sql := regexp.MustCompile(`\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)\b .*`)
	files, err := os.ReadDir(".")
	must(t, err)
	for _, f := range files {
		name := f.Name()
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		must(t, err)
		if name == "statements.go" {
			for _, d := range file.Decls {
				for _, made := range namesOf(d) {
					if !slices.Contains(tried, made) && !slices.Contains(parts, made) {
						t.Errorf("%s isn't one of allStatements", made)
					}
				}
			}
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			text, _ := strconv.Unquote(lit.Value)
			if sql.MatchString(text) && name != "schema.go" && !strings.Contains(text, "FROM sqlite_schema") {
				t.Errorf("%s has a statement of its own: %s", name, text)
			}
			return true
		})
	}
}

// namesOf are the names that a declaration gives.
func namesOf(d ast.Decl) (names []string) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		names = append(names, d.Name.Name)
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			if v, ok := spec.(*ast.ValueSpec); ok {
				names = append(names, v.Names[0].Name)
			}
		}
	}
	return names
}
