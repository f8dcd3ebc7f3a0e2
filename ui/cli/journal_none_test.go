package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestNoRecordYet holds that a till which has reversed nothing so far is no failure for
// whoever watches it, and that looking makes no record.
func TestNoRecordYet(t *testing.T) {
	t.Parallel()
	env := sealed(t)
	dir := stateDir(t, env)
	none := "No record yet: nothing was recorded in " + dir + ".\n"
	noHash := strings.Repeat("0", 64)
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"journal"}, "Nothing is recorded.\n"},
		{[]string{"journal", "--payment", "pi_none"}, "Nothing that is recorded fits. Without options, journal shows everything.\n"},
		{[]string{"journal", "--format", "json"}, ""}, // one line for each event
		{[]string{"journal", "verify"}, none},
		{[]string{"journal", "verify", "--head", noHash}, none}, // what an empty record gives as its head
		{[]string{"journal", "adopt"}, "Nothing to adopt: no other key has unfinished attempts here.\n"},
		{[]string{"journal", "verify"}, none},
	} {
		r := command(t, append(env, "DOJO_API_KEY="+testKey), c.args...)
		if r.code != 0 || r.out != c.says || r.err != "" {
			t.Errorf("%q: %+v", c.args, r)
		}
	}
	if _, err := os.Lstat(filepath.Join(dir, "journal.db")); !os.IsNotExist(err) {
		t.Errorf("a record was made: %v", err)
	}
}

// TestLostRecord holds that a record which is gone isn't called one that was never
// begun, as long as anything tells of it.
func TestLostRecord(t *testing.T) {
	t.Parallel()
	const putAway = "put-away-0123456789ab.jsonl"
	noted := strings.Repeat("0123456789abcdef", 4)
	for name, c := range map[string]struct {
		left []string // of the files
		args []string
		says string
	}{
		"the head is left":             {left: []string{"journal.head"}, says: "has lost events"},
		"the log is left":              {left: []string{"journal.db-wal"}, says: "is damaged"},
		"results put away are left":    {left: []string{putAway}, says: "is gone: results of reversals were put away in that folder"},
		"somebody has noted its head":  {args: []string{"--head", noted}, says: "doesn't have the hash that was asked for"},
		"the folder itself is missing": {left: []string{}, args: []string{"--head", noted}, says: "doesn't have the hash that was asked for"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := sealed(t)
			dir := stateDir(t, env)
			writeRecord(t, dir)
			for _, file := range []string{"journal.db-wal", putAway} {
				if err := os.WriteFile(filepath.Join(dir, file), []byte(`{"attempt":"a","stage":"s"}`), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			entries, err := os.ReadDir(dir)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range entries {
				if len(c.left) == 0 || e.Name() != c.left[0] {
					if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
						t.Fatal(err)
					}
				}
			}
			if c.left != nil && len(c.left) == 0 {
				if err := os.Remove(dir); err != nil {
					t.Fatal(err)
				}
			}
			r := command(t, env, append([]string{"journal", "verify"}, c.args...)...)
			if r.code != 1 || r.out != "" || !strings.Contains(r.err, c.says) || !strings.Contains(r.err, dir) {
				t.Errorf("%+v", r)
			}
		})
	}
}
