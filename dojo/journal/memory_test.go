package journal_test

import (
	"testing"
	"time"

	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/journal/internal/journaltest"
)

func TestMemory(t *testing.T) {
	t.Parallel()
	journaltest.Run(t, journaltest.Store{
		New: func(testing.TB, func() time.Time) func(string) journaltest.Journal {
			m := journal.NewMemory()
			return func(string) journaltest.Journal { return m }
		},
		OneProcess: true,
	})
}
