package cli

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"dojoreversals/dojo"
	"dojoreversals/ui/plain"
	"dojoreversals/ui/script"
)

// reverseWait is how long reverse follows a reversal where nobody says otherwise. Most
// settle within seconds.
const reverseWait = 30 * time.Second

func reverseCommand(s streams) *cobra.Command {
	var (
		o      script.Order
		wait   = span(reverseWait)
		format string
	)
	c := &cobra.Command{
		Use:   "reverse ID",
		Short: "Reverse one payment",
		Long: `Reverse reads the payment, asks as the screen does, sends the reversal and follows it.
It ends as soon as Dojo shows what came of it, or when --wait is over, but never
before the request was answered and that is recorded. A reversal can't be undone.

A script answers with --yes instead of being asked. It then says what it knows of the
payment: --amount must be exactly what the customer was charged, with every digit, as
in 42.50, and --currency, if given, its currency. If they aren't, nothing is sent.
--reason goes into the record. On a terminal too, --yes needs both.

With --dry-run it reads the payment, says what would happen, and ends with the code
of that. Nothing is sent or recorded. It asks nothing and needs no --yes.

A signal, such as ctrl+c, ends the following and not the reversal. The exit codes are
in 'dojo-reversals help exit-codes'. With 5 the reversal may go through: don't refund,
and ask again with watch.`,
		Example: `  dojo-reversals reverse ID
  dojo-reversals reverse ID --dry-run
  dojo-reversals reverse ID --yes --amount 42.50 --reason "charged twice"
  dojo-reversals reverse ID --yes --amount 42.50 --currency GBP \
      --reason "customer asked" --wait 2m --format json`,
		Args: oneID, ValidArgsFunction: completeHeld,
		RunE: func(c *cobra.Command, args []string) error {
			f, err := formatOf(format)
			if err != nil {
				return err
			}
			o.ID, o.Wait = args[0], script.Wait(wait)
			switch {
			case wait < 0:
				return usagef("--wait can't be negative")
			case o.DryRun:
			case !o.Yes && s.interactive():
				return onShop(c, s, false, func(ctx context.Context, s streams, shop *openShop) error {
					return askAndReverse(ctx, s, shop, o, f)
				})
			case !o.Yes:
				return usagef("nothing was sent: without a terminal to ask in, a reversal is answered in the command:\n  %s", answeredCommand(s, args[0]))
			case o.Amount == "" || strings.TrimSpace(dojo.Clean(o.Reason)) == "":
				return usagef("nothing was sent: --yes needs --amount and --reason:\n  %s", answeredCommand(s, args[0]))
			}
			return onShop(c, s, true, func(ctx context.Context, s streams, shop *openShop) error {
				return shop.script(s, f).Reverse(ctx, o)
			})
		},
	}
	c.Flags().BoolVar(&o.Yes, "yes", false, "don't ask; needs --amount and --reason")
	c.Flags().StringVar(&o.Amount, "amount", "", "what the customer was charged, with every digit, such as 42.50")
	c.Flags().StringVar(&o.Currency, "currency", "", "the currency of the payment, such as GBP")
	c.Flags().StringVar(&o.Reason, "reason", "", "why, for the record")
	c.Flags().Var(&wait, "wait", "how long to follow it once it is confirmed, such as 2m; 0 until Dojo has answered")
	c.Flags().BoolVar(&o.DryRun, "dry-run", false, "say what would happen, and send nothing")
	addFormatFlag(c, &format)
	s.addSettingFlags(c, scriptFlags...)
	if s.program() == server {
		reverseOverSSH(c)
	}
	return c
}

// askAndReverse asks in plain lines about the payment of an order, and follows its
// reversal.
func askAndReverse(ctx context.Context, s streams, o *openShop, order script.Order, format script.Format) error {
	command := o.script(s, format)
	payment, err := command.Look(ctx, order)
	if err != nil {
		return err
	}
	o.checked() // what the lines say of the record is known by then
	f := newPlainFront(s, o.here, o.seat)
	f.start = func() plain.Said { return f.plain.AskAbout(payment, order.Reason) }
	over := make(chan struct{})
	s.crashes.spawn(func() {
		select {
		case <-ctx.Done():
			f.quit()
		case <-over:
		}
	})
	err = s.crashes.run(f.run)
	close(over)
	switch began, no := f.plain.Began(), f.plain.Refused(); {
	case began != "":
		// Also after a crash, and where its lines can't be written any more.
		return command.Follow(ctx, began, order.Wait)
	case s.crashes.any():
		return s.crashes.err()
	case err != nil:
		return err
	case no != nil:
		return &script.Error{Code: script.CodeOfRefusal(no), Text: "nothing was reversed"}
	}
	return &script.Error{Code: script.Failed, Text: "nothing was reversed: the payment was kept"}
}

// answeredCommand is how a script answers. The amount is an example: a script must know
// the one of its own payment.
func answeredCommand(s streams, id string) string {
	id, err := dojo.CleanID(id)
	if err != nil {
		id = "ID"
	}
	command := programName + " reverse " + id + ` --yes --amount 42.50 --reason "customer asked"`
	if s.desk != nil {
		return overSSH(quotedTwice(command))
	}
	return command
}
