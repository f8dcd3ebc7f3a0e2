package config

import (
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"timezone": "timezone", "time_zone": "timezone", "TimeZone": "timezone", "tiemzone": "timezone", "timezon": "timezone", "zone": "timezone",
		"apikey": "api_key", "api-key": "api_key", "DOJO_API_KEY": "api_key", "key": "api_key",
		"url": "base_url", "baseurl": "base_url", "rule": "reversal_rule", "days": "recent_days", "refreshrate": "refresh",
		"stat_dir": "state_dir", "them": "theme", "phrase": "pending_phrase",
		"api": "", "id": "", "x": "", "": "", "colour": "", "config": "", "zzzzzz": "",
	} {
		if got, _ := nearest(name); got != want {
			t.Errorf("%q suggests %q, want %q", name, got, want)
		}
	}
}

// The same finds the names of commands and flags.
func TestNearestOfOthers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, of, want string }{
		{"jurnal", "journal sandbox help", "journal"}, {"--tme-zone", "theme timezone", "timezone"},
		{"cat", "cart card", "cart"}, {"carx", "cart card", ""}, {"zzz", "cart card", ""}, {"anything", "", ""},
	} {
		if got, ok := Nearest(c.name, strings.Fields(c.of)); got != c.want || ok != (c.want != "") {
			t.Errorf("%q suggests %q, %v of %s, want %q", c.name, got, ok, c.of, c.want)
		}
	}
}

func TestDistance(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"a", "", 1}, {"", "ab", 2}, {"ab", "ba", 1}, {"abc", "abd", 1}, {"kitten", "sitting", 3}, {"refrsh", "refresh", 1}} {
		if got := distance(c.a, c.b); got != c.want || distance(c.b, c.a) != c.want {
			t.Errorf("%q to %q is %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
