package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/internal/shopday"
)

func TestShorten(t *testing.T) {
	t.Parallel()
	const long = "woocommerce-corner-shop-high-street-order-number-0000000"
	for _, c := range []struct {
		w          int
		references []string
		want       []string
	}{
		{12, []string{"ORDER-1", "ORDER-2"}, []string{"ORDER-1     ", "ORDER-2     "}},
		{12, []string{"ORDER-1", "a long reference"}, []string{"ORDER-1     ", "a long refe…"}}, // nothing is like it
		{16, []string{long + "71", long + "72", "b"}, []string{"woocom…000000071", "woocom…000000072", "b               "}},
		{16, []string{long + "71", long + "71"}, []string{"woocommerce-cor…", "woocommerce-cor…"}}, // the same one
		{11, []string{"woocommerce-10471", "woocommerce-10472"}, []string{"…erce-10471", "…erce-10472"}},
		{11, []string{"one-order-number-1", "two-order-number-1"}, []string{"one-…mber-1", "two-…mber-1"}},
		{12, []string{"order-of-the-1-for-the-shop-of-x", "order-of-the-2-for-the-shop-of-x"}, []string{"…e-1-for-th…", "…e-2-for-th…"}},
	} {
		got := shorten(c.references, c.w, "…")
		if !slices.Equal(got, c.want) {
			t.Errorf("%q in %d cells: %q, want %q", c.references, c.w, got, c.want)
		}
	}
	// One that fits stays whole, though others look like it once they are cut.
	whole := "orde…mber-17"
	got := shorten([]string{whole, "order-number-17", "order-numbexxmber-17"}, 12, "…")
	if got[0] != whole || got[1] == whole || got[2] == whole || got[1] == got[2] {
		t.Errorf("%q", got)
	}
}

// Each fits its column exactly, and two that differ are never drawn alike.
func TestShortenTellsApart(t *testing.T) {
	t.Parallel()
	word := rapid.StringOfN(rapid.SampledFrom([]rune("abAB01-本é ")), 0, 60, -1)
	rapid.Check(t, func(t *rapid.T) {
		before, after := word.Draw(t, "before"), word.Draw(t, "after")
		ellipsis := rapid.SampledFrom([]string{"…", "..."}).Draw(t, "ellipsis")
		w := rapid.IntRange(8, 40).Draw(t, "w")
		var references []string
		for range rapid.IntRange(1, 6).Draw(t, "rows") {
			references = append(references, before+rapid.StringMatching("[0-9]{1,3}").Draw(t, "number")+after)
		}
		short := shorten(references, w, ellipsis)
		for i, s := range short {
			if cells.Width(s) != w {
				t.Fatalf("%q takes %d cells of %d", s, cells.Width(s), w)
			}
			if cells.Width(references[i]) <= w && strings.TrimRight(s, " ") != strings.TrimRight(references[i], " ") {
				t.Fatalf("%q has room, and is %q", references[i], s)
			}
			for j := range i {
				if references[i] != references[j] && s == short[j] && strings.TrimRight(references[i], " ") != strings.TrimRight(references[j], " ") {
					t.Fatalf("%q and %q are both %q", references[i], references[j], s)
				}
			}
		}
	})
}

// Rows whose references begin alike are told apart at every width, and each whole
// reference is in the dialog, the details and the result.
func TestLongReferences(t *testing.T) {
	t.Parallel()
	var list []*dojo.PaymentIntent
	reference := func(i int) string {
		return fmt.Sprintf("woocommerce-corner-shop-high-street-order-number-0000000%d", 70+i)
	}
	for i := range 3 {
		list = append(list, shopday.Paid(fmt.Sprint(i), fmt.Sprintf("18:4%d", i), int64(100+i), func(p *dojo.PaymentIntent) { p.Reference = reference(i) }))
	}
	for _, size := range [][2]int{{120, 40}, {80, 24}, {60, 20}, {50, 15}, {40, 10}} {
		d := open(t, list, width(size[0], size[1]))
		for i := range list {
			if n := strings.Count(d.text(), fmt.Sprintf("0%d ", 70+i)); n != 1 {
				t.Errorf("%v: row %d stands out %d times:\n%s", size, i, n, d.text())
			}
		}
		whole := func(where string) {
			t.Helper()
			inside := ""
			for line := range strings.Lines(d.text()) {
				if left, right := strings.Index(line, "│"), strings.LastIndex(line, "│"); left >= 0 {
					line = line[left+len("│") : right]
				}
				inside += strings.TrimSpace(line)
			}
			if !strings.Contains(inside, reference(1)) {
				t.Errorf("%v: %s doesn't have the reference whole:\n%s", size, where, d.text())
			}
		}
		d.on("1").press("r")
		whole("the dialog")
		d.quietly().press("tab", "enter").reversed(1)
		whole("the sending")
	}
}
