package ui

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"dojoreversals/dojo"
	"dojoreversals/ui/internal/cells"
	"dojoreversals/ui/words"
)

// nasty draws text as it comes out of package dojo: cleaned, but with wide
// characters, combining marks and words without end.
var nasty = rapid.Custom(func(t *rapid.T) string {
	piece := rapid.SampledFrom([]string{
		"a", "B", "7", " ", "  ", "-", "é", "e\u0301", "o\u0302\u0323", "日", "本語", "한", "ｗ", "👍", "🇬🇧", "Ω", "ß", "ا", "किमी", "£42.50", "ORDER-", "xxxxxxxxxxxxxxxx",
	})
	return dojo.Clean(strings.Join(rapid.SliceOfN(piece, 0, 40).Draw(t, "text"), ""))
})

func TestExactWidths(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, u := nasty.Draw(t, "s"), nasty.Draw(t, "u")
		w := rapid.IntRange(-2, 60).Draw(t, "w")
		tail := rapid.SampledFrom([]string{"", "…", "..."}).Draw(t, "tail")
		full := max(w, 0)
		for name, got := range map[string]string{"left": cells.Left(s, w, tail), "right": cells.Right(s, w, tail), "ending": cells.Ending(s, w, tail), "apart": cells.Apart(s, u, w, tail), "blank": cells.Blank(w)} {
			if cells.Width(got) != full || !utf8.ValidString(got) {
				t.Fatalf("%s(%q, %d) = %q, %d cells", name, s, w, got, cells.Width(got))
			}
		}
		got := cells.Cut(s, w, tail)
		if cells.Width(got) > full || !utf8.ValidString(got) {
			t.Fatalf("cut(%q, %d, %q) = %q, %d cells", s, w, tail, got, cells.Width(got))
		}
		if cells.Width(s) <= w && got != s {
			t.Fatalf("cut(%q, %d) = %q though it fits", s, w, got)
		}
		if cells.Width(s) > w && cells.Width(tail) < w && !strings.HasSuffix(got, tail) {
			t.Fatalf("cut(%q, %d, %q) = %q doesn't say that it was cut", s, w, tail, got)
		}
		if cells.Width(u) <= w && !strings.HasSuffix(cells.Apart(s, u, w, tail), u) {
			t.Fatalf("apart(%q, %q, %d) lost its right side", s, u, w)
		}
	})
}

func TestWrap(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		s    string
		w    int
		want []string
	}{
		{"", 10, []string{""}},
		{"one two three", 7, []string{"one two", "three"}},
		{"ORDER-1011-A is held", 8, []string{"ORDER-10", "11-A is", "held"}},
		{"a ORDER-1011", 10, []string{"a", "ORDER-1011"}}, // not at its hyphen
		{"Visa ··1013   ORDER-1   today", 16, []string{"Visa ··1013  ", "ORDER-1   today"}},
		{"日本語", 4, []string{"日本", "語"}},
		{"日本語", 1, []string{"日", "本", "語"}}, // can't be done better
		{"x", 0, nil},
	} {
		if got := cells.Wrap(c.s, c.w); strings.Join(got, "|") != strings.Join(c.want, "|") {
			t.Fatalf("wrap(%q, %d) = %q, want %q", c.s, c.w, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := nasty.Draw(t, "s")
		w := rapid.IntRange(1, 60).Draw(t, "w")
		taken := rapid.IntRange(0, w-1).Draw(t, "taken")
		lines := cells.WrapBeside(s, taken, w)
		for i, l := range lines {
			room := w
			if i == 0 {
				room -= taken
			}
			if !utf8.ValidString(l) || (cells.Width(l) > room && room > 1) {
				t.Fatalf("wrap(%q, %d, %d) has the line %q of %d cells", s, taken, w, l, cells.Width(l))
			}
		}
		squeeze := func(s string) string { return strings.ReplaceAll(s, " ", "") }
		if got := squeeze(strings.Join(lines, "")); got != squeeze(s) {
			t.Fatalf("wrap(%q, %d) lost something: %q", s, w, lines)
		}
	})
}

func TestExactly(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(nasty, 0, 8).Draw(t, "lines")
		w, h := rapid.IntRange(0, 40).Draw(t, "w"), rapid.IntRange(0, 8).Draw(t, "h")
		if h > 0 {
			fitsIn(t, strings.Join(cells.Exactly(lines, w, h), "\n"), w, h)
		}
		if got := cells.Exactly(lines, w, h); len(got) != h {
			t.Fatalf("%d lines, want %d", len(got), h)
		}
	})
}

// A box over the list replaces the cells under it and leaves all others where
// they were, in their styles.
func TestSplice(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(4, 60).Draw(t, "w"), rapid.IntRange(1, 6).Draw(t, "h")
		styled := rapid.Bool().Draw(t, "styled")
		var lines, plain []string
		for range h {
			l := cells.Cut(nasty.Draw(t, "line"), w, "")
			if rapid.Bool().Draw(t, "full") {
				l = cells.Left(l, w, "")
			}
			plain = append(plain, l)
			if styled {
				l = "\x1b[2m" + l + "\x1b[0m"
			}
			lines = append(lines, l)
		}
		bw := rapid.IntRange(1, w).Draw(t, "box width")
		x, y := rapid.IntRange(0, w-bw).Draw(t, "x"), rapid.IntRange(-1, h).Draw(t, "y")
		box := []string{cells.Left(nasty.Draw(t, "b1"), bw, ""), cells.Left(nasty.Draw(t, "b2"), bw, "")}
		cells.Splice(lines, box, x, y)
		for i, l := range lines {
			if n := cells.Width(plain[i]); cells.Width(l) > w || (i >= y && i < y+len(box) && cells.Width(l) != max(n, x+bw)) {
				t.Fatalf("line %d has %d cells of %d: %q", i, cells.Width(l), w, l)
			}
			stripped := ansi.Strip(l)
			if i < y || i >= y+len(box) {
				if stripped != plain[i] {
					t.Fatalf("line %d changed: %q", i, l)
				}
				continue
			}
			if !strings.Contains(stripped, box[i-y]) {
				t.Fatalf("line %d %q lost the box's %q", i, l, box[i-y])
			}
			before := ansi.Truncate(stripped, x, "")
			if !strings.HasPrefix(plain[i], strings.TrimRight(before, " ")) {
				t.Fatalf("line %d %q moved what is left of the box in %q", i, l, plain[i])
			}
			after := ansi.TruncateLeft(stripped, x+bw, "")
			if !strings.HasSuffix(plain[i], strings.TrimLeft(after, " ")) {
				t.Fatalf("line %d %q moved what is right of the box in %q", i, l, plain[i])
			}
		}
	})
}

func TestLayout(t *testing.T) {
	t.Parallel()
	for amount := len(words.WordAmount); amount <= 120; amount++ {
		for w := minWidth; w <= 250; w++ {
			c := layout(w, amount)
			for name, n := range map[string]int{"time": c.time, "reference": c.reference, "card": c.card, "amount": c.amount, "status": c.status} {
				if n < 0 {
					t.Fatalf("layout(%d, %d): the column %s has %d cells", w, amount, name, n)
				}
			}
			if c.status < len(words.HintRefund) {
				t.Fatalf("layout(%d, %d) leaves %d cells for the hint: %+v", w, amount, c.status, c)
			}
			if c.amount < amount && c.amount < len(words.TextSeeDetails) {
				t.Fatalf("layout(%d, %d) has neither room for the amount nor for a word of it: %+v", w, amount, c)
			}
			r := rowWriter{scene: scene{theme: &theme{Glyphs: words.NewGlyphs(false)}}, col: c, w: w}
			money := strings.Repeat("9", c.amount)
			row := r.columns(">= ", "18:42", shorten([]string{strings.Repeat("r", 300)}, c.reference, "…")[0], "card", money, words.HintRefund)
			if cells.Width(row) > w || !strings.Contains(row, money) || !strings.Contains(row, words.HintRefund) {
				t.Fatalf("layout(%d, %d): a row of %d cells: %q", w, amount, cells.Width(row), row)
			}
		}
	}
	// At the sizes that matter nothing is missing.
	for _, w := range []int{40, 60, 80, 120} {
		c := layout(w, len("£1,234.50"))
		if c.amount != len([]rune("£1,234.50")) && c.amount != len("£1,234.50") || c.time == 0 || c.reference < 4 {
			t.Errorf("layout(%d): %+v", w, c)
		}
		if (w >= 60) != (c.card > 0) {
			t.Errorf("layout(%d): a card of %d cells", w, c.card)
		}
	}
}
