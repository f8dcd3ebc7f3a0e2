package ui

import (
	"strings"
	"testing"

	"dojoreversals/ui/internal/shopday"
)

func host(name string) option { return setting(func(s *Settings) { s.Mode, s.Host = "LIVE", name }) }

// A live key that goes to a host other than Dojo's is named wherever somebody
// looks, asks or confirms.
func TestHostIsNamed(t *testing.T) {
	t.Parallel()
	long := "api.dojo.tech." + strings.Repeat("a-long-label.", 12) + "evil.example"
	for _, size := range []struct{ w, h int }{{120, 40}, {80, 24}, {60, 20}, {44, 20}} {
		for _, name := range []string{"evil.example", "xn--pi-6kc.dojo.tech:8443", long} {
			end := name[max(len(name)-12, 0):]
			d := open(t, shopday.Payments(), host(name))
			d.resize(size.w, size.h)
			joined := func() string {
				return strings.NewReplacer(" ", "", "\n", "", "│", "", "─", "", ">", "").Replace(d.text())
			}
			if !strings.Contains(joined(), "Thislivekeygoesto") || !strings.Contains(joined(), end) {
				t.Errorf("%dx%d: the header doesn't name %s:\n%s", size.w, size.h, name, d.text())
			}
			d.on("1011").press("r")
			if d.m.dialog == nil {
				t.Errorf("%dx%d: no dialog:\n%s", size.w, size.h, d.text())
				continue
			}
			if !strings.Contains(joined(), end) || !strings.Contains(joined(), "!Thislivekeygoesto") {
				t.Errorf("%dx%d: the dialog doesn't name %s:\n%s", size.w, size.h, name, d.text())
			}
		}
	}
	open(t, shopday.Payments(), host("")).hasNot("goes to").on("1011").press("r").hasNot("goes to")
	open(t, shopday.Payments(), host("evil.example")).on("1011").press("r").has("LIVE, Corner Shop", "goes to evil.example", "Reverse £42.50")
}
