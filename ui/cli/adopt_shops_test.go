package cli

import (
	"maps"
	"slices"
	"testing"

	"dojoreversals/config"
	"dojoreversals/dojo/journal"
)

// Without --from, a shop's key takes nothing that another shop of the settings has begun
// at the same address: that one follows it itself.
func TestAdoptLeavesOtherShopsAlone(t *testing.T) {
	t.Parallel()
	keys := func() map[string][]journal.Attempt {
		return map[string][]journal.Attempt{
			"mall": {{Shop: "Mall"}}, "old": {{Shop: "Pier"}, {Shop: ""}}, "gone": {{Shop: "A shop that was closed"}}, "older": {{}},
		}
	}
	both := []config.ShopName{{Handle: "pier", Name: "Pier"}, {Handle: "mall", Name: "Mall"}}
	for _, c := range []struct {
		settings config.Settings
		want     []string
	}{
		{config.Settings{Shop: "Pier", Handle: "pier", Shops: both}, []string{"gone", "old", "older"}},
		{config.Settings{Shop: "Mall", Handle: "mall", Shops: both}, []string{"gone", "mall", "older"}},
		{config.Settings{Shop: "Pier"}, []string{"gone", "mall", "old", "older"}},
	} {
		if got := slices.Sorted(maps.Keys(withoutOtherShops(keys(), c.settings))); !slices.Equal(got, c.want) {
			t.Errorf("%s takes %q, want %q", c.settings.Shop, got, c.want)
		}
	}
}
