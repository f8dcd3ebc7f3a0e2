package cli

import (
	"fmt"
	"os/signal"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"dojoreversals/dojo"
	"dojoreversals/dojo/sandbox"
)

const sandboxAbout = `Sandbox serves the part of the Dojo API that this program uses, in memory and on
this machine only. It accepts any key that starts with sk_ and moves no money.

Faults, as [operation:]name[=value][*times]:
`

// sandboxCommand serves a Dojo in memory, for curl and for tests.
func sandboxCommand(s streams) *cobra.Command {
	var (
		addr     string
		latency  = span(80 * time.Millisecond)
		payments int
		faults   []string
		seed     uint64
	)
	c := &cobra.Command{
		Use:   "sandbox",
		Short: "Serve a Dojo in memory on this machine, for curl and for tests",
		Long:  sandboxAbout,
		Example: `  dojo-reversals sandbox --addr 127.0.0.1:8080
  dojo-reversals sandbox --fault slow=3s --fault reversal:cut-after*1

  curl -H 'Authorization: Basic sk_sandbox_x' -H 'version: 2022-01-03' \
       -H 'Content-Type: application/json' \
       -d '{"statuses":["Authorized"]}' http://127.0.0.1:8080/payment-intents/search`,
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			settings, err := loadSettings(c, true)
			if err != nil {
				return err
			}
			if payments < 0 || latency < 0 {
				return usagef("--payments and --latency can't be negative")
			}
			o := sandbox.Options{
				Now: time.Now, Zone: settings.Timezone, Seed: seed, Payments: payments, Latency: time.Duration(latency),
				PublishedRule: settings.ReversalRule == dojo.RulePublished,
			}
			for _, text := range faults {
				f, err := sandbox.ParseFault(text)
				if err != nil {
					return usagef("--fault: %w", err)
				}
				o.Faults = append(o.Faults, f)
			}
			return serveSandbox(c, s, addr, o)
		},
	}
	c.SetHelpFunc(func(c *cobra.Command, args []string) {
		c.Long = sandboxAbout + faultsText() // which takes longer than a start should
		c.Root().HelpFunc()(c, args)
	})
	c.Flags().StringVar(&addr, "addr", "127.0.0.1:0", "where to listen; port 0 takes a free one")
	c.Flags().Var(&latency, "latency", "how long each request takes")
	c.Flags().IntVar(&payments, "payments", 40, "how many payments of today to make up")
	c.Flags().StringArrayVar(&faults, "fault", nil, "a `fault` from the list above; may be given several times")
	c.Flags().Uint64Var(&seed, "seed", 1, "which payments are made up: the same number makes the same ones")
	addSettingFlags(c, "config", "timezone", "reversal-rule")
	return c
}

// faultsText lists the faults for the help.
func faultsText() string {
	var b strings.Builder
	for _, f := range sandbox.Faults() {
		first, rest, _ := strings.Cut(indented(f.Does, 20), "\n")
		_, _ = fmt.Fprintf(&b, "  %-17s %s\n%s", f.Name+f.Value, strings.TrimSpace(first), rest)
	}
	return b.String()
}

func serveSandbox(c *cobra.Command, s streams, addr string, o sandbox.Options) error {
	server, err := sandbox.Listen(sandbox.New(o), addr)
	if err != nil {
		return usagef("--addr: %w", err)
	}
	defer server.Close() //nolint:errcheck // the program ends
	// Signals are caught before the address is printed, since a script may end the
	// program as soon as it has read it.
	ctx, stop := signal.NotifyContext(c.Context(), endings...)
	defer stop()
	_, _ = fmt.Fprintf(s.out, "Listening on %s\n", server.URL())
	_, _ = fmt.Fprintf(s.out, "Open its list with: DOJO_API_KEY=sk_sandbox_x DOJO_BASE_URL=%s %s\n", server.URL(), programName)
	<-ctx.Done()
	return nil
}
