package cli

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/dojo/journal"
	"dojoreversals/dojo/journal/sqlite"
	"dojoreversals/dojo/pattern"
	"dojoreversals/ui/words"
)

const (
	// completionTime is how long somebody who has pressed the tab key waits at most.
	completionTime = 800 * time.Millisecond
	// offeredPayments is how many payments are offered at most, of the record and of
	// today each.
	offeredPayments = 50
)

// plainID are the IDs that are offered: a shell must not read anything else into one.
var plainID = pattern.Lazy(`^[A-Za-z0-9_-]{1,100}$`)

// offers says which payments are offered.
type offers struct {
	recorded bool                         // those of the record on this machine
	today    func(p journal.Payment) bool // those of today, read from Dojo; nil for none
}

// completeRecorded, completePayment and completeHeld offer the IDs of payments that the
// record has, of those and today's, and of today's held ones.
var (
	completeRecorded = offers{recorded: true}.complete
	completePayment  = offers{recorded: true, today: func(journal.Payment) bool { return true }}.complete
	completeHeld     = offers{today: func(p journal.Payment) bool { return p.Status == dojo.StatusAuthorized }}.complete
)

// complete offers the IDs of payments, with what tells them apart. Whatever goes wrong,
// fewer are offered, and nothing is said or written. The system's keyring isn't asked:
// it may open a window to ask for a password.
func (o offers) complete(c *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	const directive = cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	if len(args) > 0 {
		return nil, directive
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Context()), completionTime)
	defer cancel()
	src := sourcesOf(c, false)
	src.Keyring = nil
	settings, _ := config.Load(src)
	here := thisMachine()
	answered := make(chan []journal.Payment, 1)
	go func() {
		defer func() {
			if recover() != nil {
				answered <- nil // a shell must not be shown a stack
			}
		}()
		if o.today == nil {
			answered <- nil
			return
		}
		answered <- paymentsOfToday(ctx, settings, here)
	}()
	var payments []journal.Payment
	if o.recorded {
		payments = recordedPayments(ctx, settings.StateDir)
	}
	select {
	case today := <-answered:
		for _, p := range today {
			if o.today(p) {
				payments = append(payments, p)
			}
		}
	case <-ctx.Done():
	}
	slices.SortStableFunc(payments, func(a, b journal.Payment) int { return b.PaidAt.Compare(a.PaidAt) })
	return offered(payments, typed, settings, here.now()), directive
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

// paymentsOfToday asks Dojo for one page of today's payments.
func paymentsOfToday(ctx context.Context, settings config.Settings, here machine) []journal.Payment {
	if settings.APIKey.IsZero() {
		return nil
	}
	client, err := dojo.NewClient(clientOptions(settings, here))
	if err != nil {
		return nil
	}
	defer client.Close()
	day := dojo.DayOf(here.now(), settings.Timezone)
	page, err := client.Search(ctx, dojo.Query{Start: day.Start(settings.Timezone), Limit: offeredPayments})
	if err != nil {
		return nil
	}
	var payments []journal.Payment
	for i := range page.Payments {
		payments = append(payments, journal.Confirmed(&page.Payments[i]))
	}
	return payments
}
