package cli

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"dojoreversals/config"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/journal/sqlite"
	"dojoreversals/dojo/pattern"
	"dojoreversals/ui/words"
)

const (
	// completionTime is how long somebody who has pressed the tab key waits at most.
	completionTime = 800 * time.Millisecond
	// offeredPayments is how many payments are offered at most.
	offeredPayments = 50
)

// plainID are the IDs that are offered: a shell must not read anything else into one.
var plainID = pattern.Lazy(`^[A-Za-z0-9_-]{1,100}$`)

// completeRecorded offers the IDs of the payments that the record has, with what tells
// them apart. Whatever goes wrong, fewer are offered, and nothing is said or written.
func completeRecorded(c *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	const directive = cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Context()), completionTime)
	defer cancel()
	settings, _ := loadSettings(c, true) // what is wrong with them is said when they are used
	payments := recordedPayments(ctx, settings.StateDir)
	slices.SortStableFunc(payments, func(a, b journal.Payment) int { return b.PaidAt.Compare(a.PaidAt) })
	return offered(payments, typed, settings, thisMachine().now()), directive
}

// offered are payments as they are offered, each once.
func offered(payments []journal.Payment, typed string, settings config.Settings, now time.Time) []cobra.Completion {
	speak := words.New(words.Options{Locale: settings.Locale, ASCII: settings.ASCII, Zone: settings.Timezone})
	var list []cobra.Completion
	seen := map[string]bool{}
	for _, p := range payments {
		if seen[p.ID] || !strings.HasPrefix(p.ID, typed) || !plainID().MatchString(p.ID) {
			continue
		}
		seen[p.ID] = true
		about := strings.Join([]string{speak.Money(p.Amount), speak.Card(p.Card), speak.WhenText(p.PaidAt, now)}, "  ")
		list = append(list, cobra.CompletionWithDesc(p.ID, about))
	}
	return list
}

func recordedPayments(ctx context.Context, dir string) []journal.Payment {
	attempts, _ := sqlite.Recorded(ctx, dir, offeredPayments)
	var payments []journal.Payment
	for _, a := range attempts {
		payments = append(payments, a.Payment)
	}
	return payments
}
