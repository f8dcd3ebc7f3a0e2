package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"dojoreversals/config"
	"dojoreversals/dojo"
	"dojoreversals/dojo/audit"
	"dojoreversals/dojo/journal"
)

func adoptCommand(s streams) *cobra.Command {
	var (
		from string
		yes  bool
	)
	c := &cobra.Command{
		Use:   "adopt",
		Short: "Hand unfinished attempts made with another key to the present key",
		Long: `Adopt hands the unfinished attempts that were made with another key to the key of
the settings, so that this program follows them and no other does. Do it when the
shop got a new key; the new key must see the same payments. It shows what it would
take, and asks first. What another shop of the settings has begun is taken only
with --from.`,
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			settings, err := loadSettings(c, false)
			if err != nil {
				return err
			}
			shop := journal.Shop{
				Environment: settings.APIKey.Environment(), BaseURL: settings.BaseURL, KeyFingerprint: settings.APIKey.Fingerprint(),
			}
			err = withJournal(c, settings, func(record keptRecord) error {
				all, err := record.Attempts(c.Context(), journal.Filter{
					Unfinished: true, Shop: &journal.Shop{Environment: shop.Environment, BaseURL: shop.BaseURL},
				})
				if err != nil {
					return journalError(err, settings.StateDir)
				}
				keys := byOtherKeys(all, shop.KeyFingerprint)
				if from == "" {
					keys = withoutOtherShops(keys, settings)
				}
				key, err := chooseKey(s.out, keys, strings.TrimSpace(from))
				if err != nil || key == "" {
					return err
				}
				if !yes {
					if err := askToAdopt(s); err != nil {
						return err
					}
				}
				return adopt(c, s, record, settings.StateDir, key, shop)
			})
			if errors.Is(err, journal.ErrNone) {
				_, err = chooseKey(s.out, nil, "")
			}
			return err
		},
	}
	c.Flags().StringVar(&from, "from", "", "the fingerprint of the other key, as the journal shows it; needed where several keys have unfinished attempts")
	c.Flags().BoolVar(&yes, "yes", false, "don't ask: adopt what is shown")
	addSettingFlags(c, "config", "shop", "state-dir", "base-url")
	return c
}

// byOtherKeys groups the attempts of all keys but mine by the fingerprint of their
// key.
func byOtherKeys(all []journal.Attempt, mine string) map[string][]journal.Attempt {
	keys := map[string][]journal.Attempt{}
	for _, a := range all {
		if a.KeyFingerprint != mine && a.KeyFingerprint != "" {
			keys[a.KeyFingerprint] = append(keys[a.KeyFingerprint], a)
		}
	}
	return keys
}

// withoutOtherShops leaves out the keys with which another shop of the settings has begun
// attempts: that shop follows them itself.
func withoutOtherShops(keys map[string][]journal.Attempt, settings config.Settings) map[string][]journal.Attempt {
	maps.DeleteFunc(keys, func(_ string, attempts []journal.Attempt) bool {
		return slices.ContainsFunc(attempts, func(a journal.Attempt) bool {
			return slices.ContainsFunc(settings.Shops, func(s config.ShopName) bool { return s.Handle != settings.Handle && s.Name == a.Shop })
		})
	})
	return keys
}

// chooseKey prints what could be adopted and returns the key to adopt from, "" if
// there is nothing. If several keys have unfinished attempts, from must name one:
// the others may belong to other shops, which follow their attempts themselves. If
// the key in from has none, it is most likely mistyped, so all keys are printed.
func chooseKey(w io.Writer, keys map[string][]journal.Attempt, from string) (string, error) {
	if len(keys) == 0 {
		_, err := fmt.Fprintln(w, "Nothing to adopt: no other key has unfinished attempts here.")
		return "", err
	}
	names := slices.Sorted(maps.Keys(keys))
	if _, ok := keys[from]; ok {
		names = []string{from}
	}
	for _, name := range names {
		showKey(w, name, keys[name])
	}
	switch {
	case names[0] == from, from == "" && len(names) == 1:
		return names[0], nil
	case from == "":
		return "", usagef("nothing was adopted: several keys have unfinished attempts. Name the old key of this shop with --from")
	}
	return "", usagef("nothing was adopted: the key %s has no unfinished attempts here; those above have", dojo.Clean(from))
}

func showKey(w io.Writer, key string, attempts []journal.Attempt) {
	var shops []string
	for _, a := range attempts {
		if a.Shop != "" && !slices.Contains(shops, a.Shop) {
			shops = append(shops, a.Shop)
		}
	}
	of := "no shop's name recorded"
	if len(shops) > 0 {
		of = strings.Join(shops, ", ")
	}
	_, _ = fmt.Fprintf(w, "Key %s (%s), unfinished: %d\n", dojo.Clean(key), dojo.Clean(of), len(attempts))
	for _, a := range attempts {
		showAttempt(w, a)
	}
}

func showAttempt(w io.Writer, a journal.Attempt) {
	cells := []string{audit.Stamp(a.ConfirmedAt), a.Operator, a.Payment.ID, a.Payment.Reference, a.Payment.Amount.ASCII(), string(a.State)}
	for i := range cells {
		cells[i] = dojo.Clean(cells[i])
	}
	_, _ = fmt.Fprintln(w, "  "+strings.Join(cells, "  "))
}

// askToAdopt asks whether to go on. Without a terminal it refuses.
func askToAdopt(s streams) error {
	if !s.interactive() {
		return usagef("nothing was adopted: without a terminal to ask in, give --yes")
	}
	_, _ = fmt.Fprint(s.out, "Their own key can't follow them any more. Adopt them? Type yes: ")
	answer, err := bufio.NewReader(s.in).ReadString('\n')
	if err != nil || strings.TrimSpace(answer) != "yes" {
		return errors.New("nothing was adopted")
	}
	return nil
}

// adoptable is a record whose unfinished attempts can be handed to another key.
type adoptable interface {
	Attempts(ctx context.Context, f journal.Filter) ([]journal.Attempt, error)
	Adopt(ctx context.Context, from string, to journal.Shop) (journal.Adoption, error)
}

func adopt(c *cobra.Command, s streams, record adoptable, stateDir, key string, shop journal.Shop) error {
	got, err := record.Adopt(c.Context(), key, shop)
	if err != nil {
		return journalError(err, stateDir)
	}
	for _, a := range got.Adopted {
		showAttempt(s.out, a)
	}
	_, err = fmt.Fprintf(s.out, "Adopted: %d. Open the program to follow them.\n", len(got.Adopted))
	if len(got.Left) > 0 {
		_, err = fmt.Fprintf(s.out, "Still in another program's hands: %d. Try again in half a minute.\n", len(got.Left))
	}
	return err
}
