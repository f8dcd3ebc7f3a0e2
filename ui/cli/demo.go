package cli

import (
	"cmp"
	"time"

	"github.com/spf13/cobra"

	"dojoreversals/dojo"
	"dojoreversals/dojo/sandbox"
)

type demoFlags struct {
	on   bool
	seed uint64
}

// demoKey is a key that only the sandbox accepts, since it accepts any.
const demoKey = "sk_sandbox_demo"

// runDemo opens the screen on a made-up shop. It serves a Dojo in memory on a
// loopback port of this process, and runs the real client, list and reversals
// against it. It never uses the key and the address of the settings.
func runDemo(c *cobra.Command, s streams, demo demoFlags) error {
	settings, err := loadSettings(c, true)
	if err != nil {
		return err
	}
	server, err := sandbox.Listen(sandbox.New(sandbox.Options{
		Now: time.Now, Zone: settings.Timezone, Seed: demo.seed, Payments: 40, Demo: true,
		Arrivals: 40 * time.Second, Latency: 150 * time.Millisecond,
		SettleMin: 3 * time.Second, SettleMax: 6 * time.Second,
		PublishedRule: settings.ReversalRule == dojo.RulePublished,
	}), "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer server.Close() //nolint:errcheck // the program ends
	settings.BaseURL = server.URL()
	if settings.APIKey, err = dojo.ParseAPIKey(demoKey); err != nil {
		return err
	}
	settings.Shop = cmp.Or(settings.Shop, "Corner Shop")
	return runScreen(c.Context(), s, settings, newHouse(settings, thisMachine(), true, s.crashes))
}
