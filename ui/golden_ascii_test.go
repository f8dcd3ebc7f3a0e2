package ui

import (
	"fmt"
	"regexp"
	"strings"
)

// writeASCII writes a screen in ASCII, which is the same screen in letters of
// its own and, as these are wider, in columns of its own. At 80x24 and 40x10,
// and in windows that are too small, it stands there as it is; at the other
// sizes only those lines that say something else than the line above them in
// the golden, each with its number.
func writeASCII(b *strings.Builder, text, ascii string, size [2]int) {
	w, h := size[0], size[1]
	switch size {
	case [2]int{120, 40}, [2]int{60, 20}:
	default:
		fmt.Fprintf(b, "== ascii %dx%d ==\n", w, h)
		writeText(b, strings.Split(ascii, "\n"), w)
		return
	}
	var differs strings.Builder
	lines := strings.Split(text, "\n")
	for i, l := range strings.Split(ascii, "\n") {
		if i >= len(lines) || unspaced(l) != unspaced(lines[i]) {
			fmt.Fprintf(&differs, "%d: %s\n", i+1, strings.TrimRight(l, " "))
		}
	}
	if differs.Len() == 0 {
		fmt.Fprintf(b, "== ascii %dx%d says the same ==\n", w, h)
		return
	}
	fmt.Fprintf(b, "== ascii %dx%d, where it says something else ==\n%s", w, h, differs.String())
}

// unspaced writes a line in ASCII and takes out of it what depends on widths:
// how many spaces and how many dashes stand together.
func unspaced(line string) string {
	line = strings.NewReplacer(
		"£", "GBP ", "…", "...", "··", "..", "↑↓", "up/down", "↑", "up", "↓", "down", "’", "'",
		"─", "-", "│", "|", "┌", "+", "┐", "+", "└", "+", "┘", "+",
	).Replace(line)
	return strings.TrimSpace(regexp.MustCompile(`( |-){2,}`).ReplaceAllString(line, "$1"))
}
