package config

import (
	"errors"
	"strings"
	"testing"

	"dojoreversals/dojo"
)

// One value is judged as it would be in the settings.
func TestParse(t *testing.T) {
	t.Parallel()
	s, err := Parse("api_key", "  sk_sandbox_parse1\n")
	if err != nil || s.APIKey.Environment() != dojo.Sandbox {
		t.Errorf("%v, %v", s.APIKey, err)
	}
	if s, err := Parse("timezone", "Europe/Dublin"); err != nil || s.Timezone.String() != "Europe/Dublin" {
		t.Errorf("%v, %v", s.Timezone, err)
	}
	for _, c := range []struct{ name, value, want string }{
		{"api_key", `"sk_sandbox_parse1"`, "has quotation marks in it. Leave them out"},
		{"api_key", "api_key = sk_sandbox_parse1", "has the name of the setting in it"},
		{"api_key", "sk_sandbox\u200b_parse1", "has an invisible character (U+200B, zero-width space) in it, as character 11"},
		{"timezone", "Europe/Londn", "Did you mean Europe/London?"},
		{"timezone", "Local", "this computer's zone may not be the shop's"},
		{"colour", "red", `"colour" isn't a setting`},
	} {
		if _, err := Parse(c.name, c.value); err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "parse1") {
			t.Errorf("%s %q: %v", c.name, c.value, err)
		}
	}
	if _, err := Parse("api_key", "pk_x_y_z"); !errors.Is(err, dojo.ErrPublicKey) {
		t.Errorf("%v", err)
	}
}
