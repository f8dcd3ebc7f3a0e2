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

func TestPlainNamesTheHost(t *testing.T) {
	t.Parallel()
	w := openPlain(t, shopday.Payments(), host("evil.example"))
	w.says("LIVE at evil.example, Corner Shop", "This live key goes to evil.example, which isn't Dojo's own host.")
	w.types("3").says("Reverse this payment? LIVE at evil.example, Corner Shop.", "Warning: This live key goes to evil.example")
	w.types("reverse").reversed(1)
	w.types("results").says("LIVE at evil.example, Corner Shop.")
}

// Through a pipe nothing is asked, so nothing is reversed: whatever comes, at
// whatever pace.
func TestPlainReversesOnlyAtATerminal(t *testing.T) {
	t.Parallel()
	for name, typed := range map[string][]string{
		"the number":      {"3", "reverse", "reverse"},
		"the command":     {"reverse 3", "reverse"},
		"with a reason":   {"reverse 3 because charged twice", "reverse"},
		"after another":   {"show 3", "r 3", "reverse", "reverse 3", "reverse"},
		"a found payment": {"find 1096", "1", "reverse"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := openPlainAt(t, false, shopday.SnapshotOf(1, shopday.Payments()))
			for _, line := range typed {
				w.types(line)
			}
			w.reversed(0)
			if said := w.log.String(); !strings.Contains(said, "A reversal needs a terminal:") || strings.Contains(said, "Type reverse to reverse") {
				t.Errorf("it was asked:\n%s", said)
			}
		})
	}
	// Why a payment can't be reversed anywhere is said as ever.
	openPlainAt(t, false, shopday.SnapshotOf(1, shopday.Payments())).types("5").says("Refund instead").saysNot("needs a terminal").reversed(0)
}
