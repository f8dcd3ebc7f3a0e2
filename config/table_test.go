package config

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

func TestTheTable(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, s := range Table() {
		for _, n := range []string{"name " + s.Name, "env " + s.Env, "flag " + s.Flag} {
			if names[n] && !strings.HasSuffix(n, " ") {
				t.Errorf("%s is there twice", n)
			}
			names[n] = true
		}
		if s.Flag != "" && s.Flag != strings.ReplaceAll(s.Name, "_", "-") {
			t.Errorf("--%s isn't %s with dashes", s.Flag, s.Name)
		}
		if s.Env != "" && s.Env != "NO_COLOR" && s.Env != "ACCESSIBLE" && s.Env != "DOJO_"+strings.ToUpper(strings.TrimPrefix(s.Name, "dojo_")) {
			t.Errorf("%s isn't DOJO_ and %s", s.Env, s.Name)
		}
		if !regexp.MustCompile(`^[A-Za-z].*[^.]$`).MatchString(s.Help) {
			t.Errorf("%s: help %q", s.Name, s.Help)
		}
		if s.InFile == (s.parse == nil) {
			t.Errorf("%s can't be read", s.Name)
		}
		if s.Default != "" && s.parse != nil && s.fallback == nil && s.parse(&loader{}, &Settings{}, s.Default) != nil {
			t.Errorf("%s: its default is refused", s.Name)
		}
	}
	if names["flag api-key"] || names["flag key"] {
		t.Error("a flag for the key would show it to everybody on the machine")
	}
	table := Table()
	table[0].Name = "changed"
	if Table()[0].Name != "config" {
		t.Error("the table can be changed by its readers")
	}
}

// What completion offers and help names is what is read: each value of a setting is
// taken as it stands, and nothing beside them.
func TestTheValuesOfTheTableAreRead(t *testing.T) {
	t.Parallel()
	with := map[string]bool{}
	for _, s := range Table() {
		for _, v := range s.Values() {
			with[s.Name] = true
			if err := s.parse(&loader{}, &Settings{}, v); err != nil {
				t.Errorf("%s: %v", s.Name, err)
			}
		}
		if with[s.Name] && s.parse(&loader{}, &Settings{}, "something-else") == nil {
			t.Errorf("%s takes other words too", s.Name)
		}
	}
	for _, name := range []string{"reversal_rule", "theme", "locale", "timezone", "bell"} {
		if !with[name] {
			t.Errorf("%s has no values", name)
		}
	}
	zones := Zones()
	if len(zones) < 400 || !slices.Contains(zones, "Europe/London") || !slices.IsSorted(zones) {
		t.Errorf("%d zones", len(zones))
	}
}

// Every example of an error text must itself be right.
func TestTheExamplesOfTheTableAreGoodLines(t *testing.T) {
	t.Parallel()
	for _, s := range Table() {
		if !s.InFile {
			continue
		}
		var doc map[string]any
		if err := toml.Unmarshal([]byte(s.example), &doc); err != nil || len(doc) != 1 {
			t.Errorf("%s: %v", s.example, err)
			continue
		}
		text, ok := textOf(s.kind, doc[s.Name])
		if !ok {
			t.Errorf("%s has the wrong type", s.example)
		}
		if s.Name == "api_key" {
			continue // an ellipsis stands in for the key
		}
		if err := s.parse(&loader{src: Sources{ReadFile: disk(nil)}}, &Settings{}, text); err != nil {
			t.Errorf("%s: %v", s.example, err)
		}
	}
}
